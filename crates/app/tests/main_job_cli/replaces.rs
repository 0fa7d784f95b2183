//! `run --replaces RUN --reason`: a corrected ledger for a period of which something was sent.

use crate::office::{CERTAIN, DOUBTFUL, KNOWN, Office, refused};

const SECOND: (&str, &str) = ("B002", "IS PLAZA NORTE");

#[test]
fn another_ledger_of_a_sent_period_is_refused_until_it_replaces_the_run() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    let (old, _) = office.job(0);
    // Other documents: the platform keeps those that it has posted, and complains of them when they come again.
    office.ledger(&[SECOND]);
    let told = office.run(&["run"]).ended(5);
    let command = format!("--replaces {old} --reason");
    assert!(told.err.contains("J213") && told.err.contains(&command), "{}", told.err);
    let document = office.run(&["run", "--json"]).ended(5).json();
    assert_eq!(document["failures"][0]["exit_code"], 5, "{document}");
    assert_eq!(office.done("upload"), 1, "nothing of it was sent");

    refused(office.run(&["run", "--replaces", &old]), 2, &["--reason"]);
    refused(office.run(&["run", "--reason", "x"]), 2, &["--replaces"]);
    let blank = office.run(&["run", "--replaces", &old, "--reason", " "]).ended(2);
    assert!(blank.err.contains("J215"), "{}", blank.err);
    office.ledger_at("febrero/02. PLE FEBRERO 26.csv", "2026-02", &[CERTAIN], 0);
    let other = office.run(&["run", "--json", "febrero/02. PLE FEBRERO 26.csv"]).ended(0).json();
    let other = other["runs"][0]["id"].as_str().expect("an id");
    for (wrong, code) in [("demo-2026-01-ffff", "J209"), (other, "J214")] {
        let words = ["run", "--replaces", wrong, "--reason", "faltaban ventas"];
        let told = office.run(&words).ended(2);
        assert!(told.err.contains(code) && told.err.contains(wrong), "{}", told.err);
    }
    assert_eq!(office.done("upload"), 2, "January's and February's");

    let words = ["run", "--json", "--replaces", &old, "--reason", "faltaban ventas"];
    let document = office.run(&words).ended(0).json();
    let new = document["runs"][0]["id"].as_str().expect("an id");
    assert_ne!(new, old);
    assert_eq!(document["runs"][0]["uploaded"]["rows"], 4, "{document}");
    let status = office.run(&["status", "--json"]).ended(0).json();
    let january = |run: &&serde_json::Value| run["period"] == "2026-01";
    let runs: Vec<_> = status["runs"].as_array().expect("runs").iter().filter(january).collect();
    assert_eq!((runs.len(), &runs[0]["run"]), (1, &new.into()), "{status}");
    // The replaced one is still told of, and who replaced it and why.
    let page = office.run(&["report", new, "--json"]).ended(0);
    assert!(page.out.contains("faltaban ventas") && page.out.contains(&old), "{}", page.out);
}

#[test]
fn a_corrected_ledger_that_waits_beside_a_sent_one_is_on_the_page() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    let (old, _) = office.job(0);
    let page = office.run(&["status"]).ended(0).out;
    assert!(page.contains("0 necesitan algo"), "{page}");
    office.ledger(&[SECOND]);
    for _ in 0..2 {
        office.run(&["run"]).ended(5);
    }
    let page = office.run(&["status"]).ended(0).out;
    assert!(page.contains("1 necesita algo") && page.contains("ENERO 26.csv"), "{page}");
    let status = office.run(&["status", "--json"]).ended(0).json();
    let line = &status["runs"][0];
    assert_eq!((&line["run"], &line["outcome"]), (&old.as_str().into(), &"done".into()));
    let command = line["other_ledger"]["replaces"].as_str().expect("a command");
    assert!(command.contains(&format!("--replaces {old}")) && page.contains(command), "{page}");
    let events = office.run(&["report", &old, "--json"]).ended(0).json();
    let noted = events["events"].as_array().expect("events").iter();
    assert_eq!(noted.filter(|event| event["kind"] == "other-ledger").count(), 1, "noted once");

    // Gone, or another one by now: nobody has looked at that.
    let path = "entrada/01. PLE ENERO 26.csv";
    let text = office.work.read(path);
    office.work.write(path, format!("{text}\n\n"));
    let status = office.run(&["status", "--json"]).ended(0).json();
    assert_eq!(status["runs"][0]["other_ledger"], serde_json::Value::Null, "{status}");
    #[cfg(unix)]
    {
        office.run(&["run"]).ended(5);
        office.work.shell(command).ended(0);
        let status = office.run(&["status", "--json"]).ended(0).json();
        assert_eq!(status["runs"][0]["other_ledger"], serde_json::Value::Null, "{status}");
        assert_ne!(status["runs"][0]["run"], old, "{status}");
    }
}

#[test]
fn what_a_run_waits_for_is_told_beside_the_ledger_that_waits() {
    let office = Office::new();
    office.ledger(&[KNOWN, DOUBTFUL]);
    office.job(5);
    office.ledger(&[SECOND]);
    office.run(&["run"]).ended(5);
    let page = office.run(&["status"]).ended(0).out;
    assert!(page.contains("--replaces demo") && page.contains("cuadre plan demo"), "{page}");
}

#[test]
fn a_ledger_of_which_nothing_was_sent_is_superseded_without_asking() {
    let office = Office::new();
    office.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 1);
    let (held, run) = office.job(5);
    assert_eq!((&run["outcome"], &run["why"]), (&"held".into(), &"B601".into()), "{run}");
    office.ledger(&[KNOWN, CERTAIN]);
    let (new, _) = office.job(0);
    assert_ne!(new, held);
}
