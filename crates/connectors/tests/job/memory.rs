//! What is left of a job: in the journal, in the run's folder, and at both platforms, so that two ways can be compared.

use std::collections::BTreeMap;
use std::path::Path;

use engine::journal::Journal;
use serde_json::{Value, json};
use simulators::System;

use crate::world::World;

/// What the journal means, without times and attempts, which a crash may change. The batch's generation is told only
/// where it must be the same.
pub(crate) fn meaning(journal: &Journal, generations: bool) -> String {
    let mut text = String::new();
    for run in journal.runs().expect("runs") {
        let id = &run.id;
        let summary: Value = run
            .summary
            .as_deref()
            .map_or(Value::Null, |summary| serde_json::from_str(summary).expect("a summary"));
        text += &format!("{id} {:?} {:?} {}\n{summary:#}\n", run.phase, run.outcome, run.round);
        text += &format!("{:?}\n", journal.parts(id).expect("parts"));
        for round in journal.rounds(id).expect("rounds") {
            text += &format!("{} {:?} {:?}\n", round.number, round.lines, round.complaints);
        }
        for plan in journal.plans(id).expect("plans") {
            let by = plan.approved.map(|(_, who)| who);
            text += &format!("{} {} {} {by:?}\n", plan.hash, plan.round, plan.json);
        }
        for (item, decision) in journal.decisions(id).expect("decisions") {
            text += &format!("{item} {:?} {}\n", decision.decided, decision.who);
        }
        if generations {
            text += &format!("generation {}\n", run.generation);
            for effect in journal.effects(id).expect("effects") {
                text += &format!("{} {:?} {:?}\n", effect.key, effect.state, effect.receipt);
            }
        }
    }
    text += &format!("{:?}", journal.leases().expect("leases"));
    text
}

/// What each attempt writes, and lists of which only the last is there.
const PASSING: [&str; 4] =
    ["run.log", "reports/series.xlsx", "reports/cuentas.xlsx", "reports/centros-costo.pdf"];

/// Every file of a folder but those that tell when and how often something was tried, without how long it took. The batch's
/// generation is told only where it must be the same.
pub(crate) fn files(world: &World, folder: &Path, generations: bool) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_owned()];
    while let Some(next) = open.pop() {
        for entry in std::fs::read_dir(next).expect("a folder") {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("a name").display().to_string();
            if path.is_dir() && !name.ends_with("evidence") {
                open.push(path);
            } else if path.is_file() && !PASSING.contains(&name.as_str()) {
                let bytes = std::fs::read(&path).expect("a file");
                let text = String::from_utf8_lossy(&bytes);
                let text = text.replace(&world.path().display().to_string(), "");
                let lasting = text.lines().filter(|line| !line.contains("\"seconds\""));
                found.insert(name, lasting.collect::<Vec<_>>().join("\n"));
            }
        }
    }
    if !generations {
        found.remove("reports/processed.json");
    }
    found
}

/// What both platforms hold and have done; pressing *Iniciar* twice before anything is sent is the same as once.
pub(crate) fn platforms(world: &World) -> Value {
    let mut import = world.state(System::ImportPlatform);
    for list in ["batches", "files"] {
        let rows = import[list].as_array_mut().expect("a list");
        rows.iter_mut().for_each(|row| row["generation"] = Value::Null);
    }
    let log = import["log"].as_array_mut().expect("a log");
    log.retain(|entry| entry["operation"] != "begin");
    json!({ "import": import, "accounting": world.state(System::Aconsys) })
}

/// What both platforms hold in the end, and what was done for good, however often the batch was sent for it.
pub(crate) fn books(world: &World) -> Value {
    let (import, accounting) = (world.state(System::ImportPlatform), world.state(System::Aconsys));
    let documents = import["documents"].as_array().expect("documents").iter().map(|row| {
        json!([row["series"], row["first"], row["branch"], row["total"], row["posted"] != 0])
    });
    let for_good = |entry: &&Value| {
        let operation = entry["operation"].as_str().expect("an operation");
        ["process", "series_import", "open_account"].contains(&operation)
    };
    let log = |state: &Value| -> Vec<Value> {
        state["log"].as_array().expect("a log").iter().filter(for_good).cloned().collect()
    };
    json!({
        "documents": documents.collect::<Vec<_>>(), "series": import["series"], "details": import["details"],
        "accounts": accounting["accounts"], "log": [log(&import), log(&accounting)],
    })
}
