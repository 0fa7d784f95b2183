//! `report`: one page that needs nothing else, or one document.

use crate::office::{CERTAIN, DOUBTFUL, KNOWN, Office, refused};

/// What in a page is loaded from elsewhere: values of `src`, `href`, `url(` and `@import` that are not in the page.
fn loaded(page: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (begin, end) in
        [("src=\"", '"'), ("href=\"", '"'), ("src='", '\''), ("href='", '\''), ("url(", ')')]
    {
        let values = page.split(begin).skip(1).filter_map(|rest| rest.split(end).next());
        let elsewhere =
            values.filter(|value| !value.starts_with('#') && !value.starts_with("data:"));
        found.extend(elsewhere.map(str::to_owned));
    }
    found.extend(page.contains("@import").then(|| "@import".to_owned()));
    found.extend(page.contains("<script").then(|| "a script".to_owned()));
    found
}

#[test]
fn a_page_that_needs_no_network_in_both_languages() {
    let office = Office::new();
    office.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", &[KNOWN, CERTAIN, DOUBTFUL], 2);
    let words = ["run", "--json", "--accept-rejects", "se corrigen en febrero"];
    let document = office.run(&words).ended(5).json();
    let run = &document["runs"][0];
    let id = run["id"].as_str().expect("an id");
    let made = office.work.read(run["report"].as_str().expect("a path"));
    assert!(made.starts_with("<!DOCTYPE html>") && made.trim_end().ends_with("</html>"));
    assert_eq!(loaded(&made), [""; 0]);
    for word in [id, "TM SAN JUAN DE LURIGANCHO 2", "B050", "<svg", "se corrigen en febrero"] {
        assert!(made.contains(word), "no {word}");
    }

    let told = office.run(&["report", id]).ended(0);
    assert_eq!(told.out.lines().count(), 1, "{}", told.out);
    let page = office.work.read(told.out.trim_end());
    assert!(page.contains("lang=\"es\""));
    let out = ["report", id, "--lang", "en", "--out", "page.html"];
    assert_eq!(office.run(&out).ended(0).out, "page.html\n");
    let page = office.work.read("page.html");
    assert!(page.contains("lang=\"en\""));
    assert_eq!(loaded(&page), [""; 0]);

    let document = office.run(&["report", id, "--json"]).ended(0).json();
    assert_eq!(document["schema"], "cuadre.report/1", "{document}");
    office.run(&["report", id, "--json", "--out", "page.json"]).ended(0);
    let text = office.work.read("page.json");
    serde_json::from_str::<serde_json::Value>(&text).expect("JSON");
}

/// The options of the commands that a page shows to be typed, each as command and option.
fn advised(page: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for rest in page.split("<span>cuadre ").skip(1) {
        let line = rest.split("</span>").next().unwrap_or_default();
        let line = line.split("  #").next().unwrap_or_default();
        let mut words = line.split_whitespace();
        let command = words.next().expect("a command").to_owned();
        let options = words.filter(|word| word.starts_with("--"));
        found.extend(options.map(|option| (command.clone(), option.to_owned())));
    }
    found
}

#[test]
fn every_command_that_a_page_advises_is_one_that_can_be_typed() {
    let office = Office::new();
    office.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", &[KNOWN, DOUBTFUL], 2);
    let words = ["run", "--json", "--accept-rejects", "se corrigen en febrero"];
    let document = office.run(&words).ended(5).json();
    let waiting = office.work.read(document["runs"][0]["report"].as_str().expect("a path"));
    let id = document["runs"][0]["id"].as_str().expect("an id");
    assert!(waiting.contains(&format!("cuadre decide {id} 1 --cost-center 1104")), "{waiting}");
    office.run(&["decide", id, "1", "--skip", "se anulan"]).ended(0);
    let document = office.run(&["run", "--json"]).ended(1).json();
    let done = office.work.read(document["runs"][0]["report"].as_str().expect("a path"));
    let advised: Vec<_> = [waiting, done].iter().flat_map(|page| advised(page)).collect();
    assert!(advised.len() > 2, "{advised:?}");
    for (command, option) in advised {
        let help = office.run(&[command.as_str(), "--help"]).ended(0);
        assert!(help.out.contains(&option), "cuadre {command} has no {option}");
    }
}

#[test]
fn a_run_that_is_not_there_and_a_place_that_is_not_there() {
    let office = Office::new();
    refused(office.run(&["report", "demo-2026-01"]), 2, &["S314"]);
    office.ledger(&[KNOWN]);
    let (id, _) = office.job(0);
    refused(office.run(&["report", "otra-2026-01"]), 2, &["J209", "otra-2026-01"]);
    let nowhere = ["report", &id, "--out", "no/such/folder/page.html"];
    refused(office.run(&nowhere), 3, &["O424", "page.html"]);
    refused(office.run(&["report"]), 2, &["cuadre report --help"]);
}
