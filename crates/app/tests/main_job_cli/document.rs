//! `run --json`: one document, of the same form however a run ended, and the exit code of several runs together.

use std::collections::BTreeSet;

use serde_json::Value;
use simulators::{FaultName, System};

use crate::office::{DOUBTFUL, KNOWN, Office, PLATFORM, RUC};

/// The keys of a run, as the documentation has them; `why` and `says` only where a person has something to do.
const KEYS: [&str; 13] = [
    "id",
    "company",
    "period",
    "phase",
    "outcome",
    "rounds",
    "rows",
    "uploaded",
    "details",
    "registered",
    "unresolved",
    "not_verified",
    "report",
];

#[track_caller]
fn keys(value: &Value) -> BTreeSet<&str> {
    value.as_object().unwrap_or_else(|| panic!("{value}")).keys().map(String::as_str).collect()
}

/// Runs it, and holds the document to its form; the run.
#[track_caller]
fn run_of(office: &Office, code: i32, outcome: &str) -> Value {
    let document = office.run(&["run", "--json"]).ended(code).json();
    assert_eq!(keys(&document), BTreeSet::from(["schema", "runs", "failures", "input"]));
    assert_eq!(document["schema"], "cuadre.run/1");
    let run = document["runs"][0].clone();
    assert_eq!(run["outcome"], outcome, "{run}");
    let mut meant = BTreeSet::from(KEYS);
    if outcome != "done" {
        meant.extend(["why", "says"]);
        let says = run["says"].as_array().expect("two sentences");
        assert!(says.len() == 2 && says.iter().all(|text| text != ""), "{run}");
    }
    // What was expected is told where something was complained of.
    if run["details"]["first"] != 0 {
        meant.insert("predicted");
        let fields = ["expected", "not_reported", "not_expected"];
        assert_eq!(keys(&run["predicted"]), BTreeSet::from(fields));
    }
    assert_eq!(keys(&run), meant, "{run}");
    let rows = ["accepted", "fixed", "in", "rejected", "skipped"];
    assert_eq!(keys(&run["rows"]), BTreeSet::from(rows));
    assert_eq!(keys(&run["uploaded"]), BTreeSet::from(["parts", "rows"]));
    assert_eq!(keys(&run["details"]), BTreeSet::from(["first", "last"]));
    assert_eq!(keys(&run["registered"]), BTreeSet::from(["accounts", "series"]));
    for open in run["unresolved"].as_array().expect("a list") {
        let fields = ["item", "series", "branch", "details", "doubt", "says"];
        assert_eq!(keys(open), BTreeSet::from(fields), "{run}");
    }
    assert!(run["not_verified"].is_array(), "{run}");
    let counts = |name: &str| run["rows"][name].as_u64().expect("a count");
    let states = counts("accepted") + counts("fixed") + counts("rejected") + counts("skipped");
    assert_eq!(counts("in"), states, "the row proof: {run}");
    let page = run["report"].as_str().expect("a path");
    assert!(office.work.path(page).is_file(), "{page}");
    run
}

#[test]
fn done_and_held() {
    let office = Office::new();
    office.ledger_at("entrada/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 2);
    let run = run_of(&office, 5, "held");
    assert_eq!((&run["phase"], &run["why"]), (&"normalize".into(), &"B601".into()), "{run}");
    assert_eq!((&run["rows"]["rejected"], &run["uploaded"]["rows"]), (&2.into(), &0.into()));
    office.ledger(&[KNOWN]);
    let run = run_of(&office, 0, "done");
    assert_eq!((&run["phase"], &run["uploaded"]["rows"]), (&"done".into(), &4.into()), "{run}");
}

#[test]
fn waiting() {
    let office = Office::new();
    office.ledger(&[KNOWN, DOUBTFUL]);
    let run = run_of(&office, 5, "waiting");
    assert_eq!(run["unresolved"].as_array().map(Vec::len), Some(1), "{run}");
    assert_eq!(run["details"], serde_json::json!({ "first": 4, "last": 4 }), "{run}");
}

#[test]
fn failed_and_then_done() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    let running = office.platforms.as_ref().expect("running");
    running.import_platform.set_reachable(false);
    let run = run_of(&office, 3, "failed");
    assert_eq!((&run["phase"], &run["why"]), (&"load".into(), &"B613".into()), "{run}");
    running.import_platform.set_reachable(true);
    run_of(&office, 0, "done");
}

#[test]
fn unknown_and_then_done() {
    let office = Office::new();
    office.ledger(&[KNOWN]);
    office.fault(System::ImportPlatform, FaultName::AppliedLate, "upload");
    let run = run_of(&office, 4, "unknown");
    assert_eq!((&run["phase"], &run["why"]), (&"load".into(), &"B616".into()), "{run}");
    run_of(&office, 0, "done");
    assert_eq!(office.done("upload"), 1, "it was found, and not sent again");
}

/// How a company's only run ends.
#[derive(Clone, Copy, PartialEq)]
enum Ends {
    Done,
    Rejections,
    Held,
    Failed,
    Unknown,
}

/// One company for each end, in this order; the exit code of them together.
#[track_caller]
fn together(ends: &[Ends], code: i32) {
    let rucs = [RUC, "20998877025", "20998877033", "20998877041"];
    let office = Office::of(&rucs[1..]);
    let mut text = "output = 'salida'\non_rejects = 'continue'\n".to_owned();
    for (index, end) in ends.iter().enumerate() {
        let platform = match end {
            Ends::Failed => "import_platform = { url = 'http://127.0.0.1:9' }",
            _ => PLATFORM,
        };
        text += &format!(
            "[company.c{index}]\nruc = '{}'\nbrands = ['TM']\ninput = 'c{index}'\n{platform}\n",
            rucs[index]
        );
        let wrong = u32::from(*end == Ends::Rejections);
        let pairs: &[_] = if *end == Ends::Held { &[DOUBTFUL] } else { &[KNOWN] };
        office.ledger_at(&format!("c{index}/01. PLE ENERO 26.csv"), "2026-01", pairs, wrong);
    }
    office.work.write("cuadre.toml", text);
    if ends.contains(&Ends::Unknown) {
        // The first upload is that of the first company.
        assert!(ends[0] == Ends::Unknown);
        office.fault(System::ImportPlatform, FaultName::AppliedLate, "upload");
    }
    let document = office.run(&["run", "--json"]).ended(code).json();
    assert_eq!(document["runs"].as_array().map(Vec::len), Some(ends.len()), "{document}");
}

#[test]
fn several_runs_end_with_the_first_of_4_3_5_1() {
    together(&[Ends::Unknown, Ends::Failed, Ends::Held, Ends::Rejections], 4);
    together(&[Ends::Done, Ends::Held, Ends::Rejections, Ends::Failed], 3);
    together(&[Ends::Rejections, Ends::Held, Ends::Done], 5);
    together(&[Ends::Done, Ends::Rejections], 1);
    together(&[Ends::Done, Ends::Done], 0);
}

#[test]
fn a_company_whose_settings_are_wrong_keeps_the_others_from_nothing() {
    let office = Office::of(&["20998877025"]);
    office.work.write(
        "cuadre.toml",
        format!(
            "output = 'salida'\n[company.mala]\nruc = '123'\ninput = 'mala'\n[company.buena]\nruc = '{RUC}'\nbrands = ['TM']\ninput = 'buena'\n{PLATFORM}\n"
        ),
    );
    office.ledger_at("buena/01. PLE ENERO 26.csv", "2026-01", &[KNOWN], 0);
    let document = office.run(&["run", "--json"]).ended(2).json();
    assert_eq!(document["runs"][0]["outcome"], "done", "{document}");
    let failed = &document["failures"][0];
    assert_eq!((&failed["company"], &failed["exit_code"]), (&"mala".into(), &2.into()));
    assert!(failed["says"].as_str().is_some_and(|says| says.contains("ruc")), "{failed}");
}
