//! `resolve`: a person's word about an action of which the platform cannot tell whether it was done.

use simulators::{FaultName, System};

use crate::office::{KNOWN, Office, refused};

/// What the company's settings say of a platform that keeps what waits in its batch.
const KEEPS: &str = "import_platform = { connector = 'import-platform-http', options = { begin = 'keeps', \
     process_again = 'pending', series_import = 'merge', settling_time = '1s' } }";

/// An office whose connector cannot look an upload up, and whose only upload went wrong like this: the action's number.
fn in_doubt(fault: FaultName) -> (Office, String) {
    let office = Office::new();
    office.settings("connectors = 'connectors'", KEEPS);
    office.run(&["connector", "eject", "import-platform-http"]).ended(0);
    let script = "connectors/import-platform-http.rhai";
    let text = office.work.read(script);
    assert!(text.contains("find_upload: true"), "{text}");
    office.work.write(script, text.replace("find_upload: true", "find_upload: false"));
    office.ledger(&[KNOWN]);
    office.fault(System::ImportPlatform, fault, "upload");

    let (id, run) = office.job(4);
    assert_eq!((&run["outcome"], &run["why"]), (&"unknown".into(), &"B616".into()), "{run}");
    let (_, run) = office.job(5);
    assert_eq!((&run["outcome"], &run["why"]), (&"waiting".into(), &"B617".into()), "{run}");

    let status = office.run(&["status", "--json"]).ended(0).json();
    let doubt = &status["in_doubt"][0];
    assert_eq!(doubt["run"], id, "{status}");
    let commands =
        ["happened", "did-not"].map(|end| format!("cuadre resolve {} --{end}", doubt["effect"]));
    assert_eq!(doubt["resolve"], serde_json::json!(commands), "{status}");
    let effect = doubt["effect"].to_string();
    let page = office.run(&["status"]).ended(0);
    assert!(page.out.contains(&format!("cuadre resolve {effect} --happened")), "{}", page.out);
    (office, effect)
}

#[test]
fn what_happened_is_not_done_again() {
    let (office, effect) = in_doubt(FaultName::AnswerLost);
    assert_eq!(office.done("upload"), 1);
    let told = office.run(&["resolve", &effect, "--happened"]).ended(0);
    assert!(told.out.contains("consta que ocurrió"), "{}", told.out);
    let (_, run) = office.job(0);
    assert_eq!((&run["outcome"], office.done("upload")), (&"done".into(), 1), "{run}");
    let status = office.run(&["status", "--json"]).ended(0).json();
    assert_eq!(status["in_doubt"].as_array().map(Vec::len), Some(0), "{status}");
    refused(office.run(&["resolve", &effect, "--happened"]), 2, &["J218", "hecha"]);
}

#[test]
fn what_is_on_record_as_done_is_only_taken_back_by_whoever_says_that_it_was_undone() {
    let (office, effect) = in_doubt(FaultName::AnswerLost);
    refused(office.run(&["resolve", &effect, "--undone"]), 2, &["U621"]);
    office.run(&["resolve", &effect, "--happened"]).ended(0);
    refused(office.run(&["resolve", &effect, "--did-not"]), 2, &["U620", "--undone"]);
    let told = office.run(&["resolve", &effect, "--undone"]).ended(0);
    assert!(told.out.contains("se deshizo a mano"), "{}", told.out);
}

#[test]
fn what_did_not_happen_is_done_then() {
    let (office, effect) = in_doubt(FaultName::ErrorBefore);
    assert_eq!(office.done("upload"), 0);
    let told = office.run(&["resolve", &effect, "--did-not"]).ended(0);
    assert!(told.out.contains("consta que no ocurrió"), "{}", told.out);
    let (_, run) = office.job(0);
    assert_eq!((&run["outcome"], office.done("upload")), (&"done".into(), 1), "{run}");
}

#[test]
fn only_an_action_that_is_there_can_be_resolved_and_in_one_way() {
    let office = Office::new();
    refused(office.run(&["resolve", "1", "--happened"]), 2, &["S314"]);
    office.ledger(&[KNOWN]);
    office.job(0);
    refused(office.run(&["resolve", "4711", "--did-not"]), 2, &["J217", "4711", "cuadre status"]);
    refused(office.run(&["resolve", "uno", "--happened"]), 2, &["J217", "uno"]);
    refused(office.run(&["resolve", "1"]), 2, &["--happened", "--did-not"]);
    refused(
        office.run(&["resolve", "1", "--happened", "--did-not"]),
        2,
        &["--happened", "--did-not"],
    );
}
