//! `cuadre decide`: a person's word about an item of a plan, checked against the lists that the run fetched last.

use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::journal::{Decided, Journal, Phase, Run, Standing};
use engine::model::{CostCenter, PlanItem, SeriesEntry, Verdict};
use engine::run::phases::{catalog_in, cost_centers_in, item_of};

use super::{journal, plan, stdout};
use crate::as_given::quoted;
use crate::failure::{Failure, Outcome, Told};
use crate::settings::{self, nearest};
use crate::text::{
    BRANCH_CONTRADICTED, BRANCH_UNKNOWN, COST_CENTER_DOUBTFUL, COST_CENTER_UNKNOWN, ITEM_UNKNOWN,
    LIST_MISSING, NOTHING_DECIDED, RUN_SETTLED, SKIP_WITHOUT_REASON, Say, s,
};
use crate::this_process::{SystemClock, who};

/// Keeps the decision.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (mut memory, run) = journal::with_run(arguments, say)?;
    let wrong = |error| journal::failure(&error, say);
    let text = |name: &str| arguments.get_one::<String>(name).cloned();
    let (_, plan) = plan::latest(&memory, &run, say)?;
    let number = arguments.get_one::<u32>("item").copied().unwrap_or_default();
    let item = plan.items.iter().find(|item| item.number == number).ok_or_else(|| {
        let there: Vec<String> = plan.items.iter().map(|item| item.number.to_string()).collect();
        let (number, items) = (number.to_string(), there.join(", "));
        let values = [("item", number.as_str()), ("items", &items), ("run", run.id.as_str())];
        Failure::usage(Told::of(&ITEM_UNKNOWN, &values, say).render(say))
    })?;
    keep_open(&mut memory, &run, item, say)?;
    let settings = journal::settings_option(arguments);
    if arguments.get_flag("undo") {
        let taken =
            memory.take_back(&SystemClock, &run.id, &item_of(item), &who()).map_err(wrong)?;
        let aliases = memory.aliases(&run.company).map_err(wrong)?;
        let is_remembered = aliases.iter().any(|alias| alias.branch_key == item.branch.0);
        let told = undone(item, (taken, is_remembered), say)?;
        stdout::print_sentences(out, &journal::as_given(arguments).text(&told), say)?;
        return Ok(Outcome::Done);
    }
    let mut center = None;
    let decided = if let Some(code) = text("cost-center") {
        let found = cost_center(&run, &code, item, say)?;
        let value = format!("{}\t{}", found.code, found.name);
        center = Some(found);
        Decided::CostCenter(value)
    } else if let Some(branch) = text("same-as") {
        let (branch, found) = same_as(&run, &branch, settings, say)?;
        center = found;
        Decided::SameAs(branch)
    } else {
        let reason = text("skip").unwrap_or_default();
        if reason.trim().is_empty() {
            let number = item.number.to_string();
            let told = Told::of(&SKIP_WITHOUT_REASON, &[("item", &number)], say);
            return Err(Failure::usage(told.render(say)));
        }
        Decided::Skip(reason)
    };
    let who = who();
    memory.decide(&SystemClock, &run.id, &item_of(item), &decided, &who).map_err(wrong)?;
    let remembered = match (&center, arguments.get_flag("remember")) {
        (Some(center), true) => {
            let branch = &item.branch.0;
            memory
                .remember_alias(&SystemClock, &run.company, branch, center, &who)
                .map_err(wrong)?;
            true
        }
        _ => false,
    };
    let mut told = told(item, &decided, &who, say);
    if remembered {
        told += say.text(s(
            "Se recordará para los meses que vienen.\n",
            "It is remembered for the months to come.\n",
        ));
    }
    told += say.text(s("Aplíquelo con: cuadre run\n", "Apply it by: cuadre run\n"));
    stdout::print_sentences(out, &journal::as_given(arguments).text(&told), say)?;
    Ok(Outcome::Done)
}

/// Whoever has skipped something may change his mind, which opens a run again that has ended; nothing else can be
/// decided of what has ended or lost its place.
fn keep_open(memory: &mut Journal, run: &Run, item: &PlanItem, say: Say) -> Result<(), Failure> {
    let has_ended = run.phase == Phase::Done;
    let was_skipped = matches!(item.verdict, Verdict::Skipped { .. });
    if run.standing != Standing::Current || (has_ended && !was_skipped) {
        let told = Told::of(&RUN_SETTLED, &[("run", run.id.as_str())], say);
        return Err(Failure::usage(told.render(say)));
    }
    if has_ended {
        let reopened = memory.reopen(&SystemClock, &run.id, &who());
        reopened.map_err(|error| journal::failure(&error, say))?;
    }
    Ok(())
}

/// That nothing is decided about an item any more.
fn undone(
    item: &PlanItem,
    (taken, is_remembered): (bool, bool),
    say: Say,
) -> Result<String, Failure> {
    let number = item.number.to_string();
    if !taken {
        let told = Told::of(&NOTHING_DECIDED, &[("item", &number)], say);
        return Err(Failure::usage(told.render(say)));
    }
    let words = s(
        "Punto {item}, {series} @ {branch}: la decisión queda sin efecto.\nVuelve a preguntarse con: cuadre run\n",
        "Item {item}, {series} @ {branch}: the decision is taken back.\nIt is asked again by: cuadre run\n",
    );
    let values = [("item", number.as_str()), ("series", &item.code.0), ("branch", &item.branch.0)];
    let mut told = say.fill(words, &values);
    if is_remembered {
        let words = s(
            "Se sigue recordando para los meses que vienen; para olvidarla: cuadre aliases --revoke {branch}\n",
            "It is still remembered for the months to come; to forget it: cuadre aliases --revoke {branch}\n",
        );
        told += &say.fill(words, &[("branch", &quoted(&item.branch.0))]);
    }
    Ok(told)
}

fn told(item: &PlanItem, decided: &Decided, who: &str, say: Say) -> String {
    let what = match decided {
        Decided::CostCenter(value) => value.replace('\t', " "),
        Decided::SameAs(branch) if *branch == item.branch.0 => say
            .text(s(
                "la serie pasa a esta sucursal, con los códigos que ella tiene",
                "the series moves to this branch, with the codes that it has",
            ))
            .to_owned(),
        Decided::SameAs(branch) => say.fill(
            s("es la misma que «{branch}»", "is the same as `{branch}`"),
            &[("branch", branch)],
        ),
        Decided::Skip(reason) => say.fill(
            s("no se registra ({reason})", "is not registered ({reason})"),
            &[("reason", reason)],
        ),
    };
    let number = item.number.to_string();
    let values = [
        ("item", number.as_str()),
        ("series", &item.code.0),
        ("branch", &item.branch.0),
        ("what", &what),
        ("who", who),
    ];
    let words = s(
        "Punto {item}, {series} @ {branch}: {what}. Decidido por {who}.\n",
        "Item {item}, {series} @ {branch}: {what}. Decided by {who}.\n",
    );
    say.fill(words, &values)
}

/// The cost center of a code, in the list that the run fetched last.
fn cost_center(run: &Run, code: &str, item: &PlanItem, say: Say) -> Result<CostCenter, Failure> {
    let list = fetched(run, "centros", |path| cost_centers_in(path).ok())
        .ok_or_else(|| list_missing(run, say))?;
    let code = code.trim();
    let mut found: Vec<&CostCenter> =
        list.entries.iter().filter(|center| center.code.trim() == code).collect();
    found.dedup_by(|one, other| one.name == other.name);
    match found.as_slice() {
        [one] => Ok((*one).clone()),
        [] => {
            let codes = list.entries.iter().map(|center| center.code.as_str());
            let names = list.entries.iter().map(|center| center.name.as_str());
            let near = nearest(&item.branch.0, names)
                .and_then(|name| list.entries.iter().find(|center| center.name == name))
                .map(|center| format!("{} {}", center.code, center.name))
                .or_else(|| nearest(code, codes).map(str::to_owned));
            let near = near.unwrap_or_else(|| say.text(s("ninguno", "none")).to_owned());
            let values = [("code", code), ("near", &near), ("run", run.id.as_str())];
            Err(Failure::usage(Told::of(&COST_CENTER_UNKNOWN, &values, say).render(say)))
        }
        several => {
            let names: Vec<_> = several.iter().map(|center| center.name.as_str()).collect();
            let values = [("code", code), ("names", &names.join(" / "))];
            Err(Failure::usage(Told::of(&COST_CENTER_DOUBTFUL, &values, say).render(say)))
        }
    }
}

/// The branch as the catalog writes it, and its cost center where it has exactly one.
fn same_as(
    run: &Run,
    branch: &str,
    settings: Option<&Path>,
    say: Say,
) -> Result<(String, Option<CostCenter>), Failure> {
    let catalog = fetched(run, "series", |path| catalog_in(path).ok())
        .ok_or_else(|| list_missing(run, say))?;
    let resolved = settings::load(settings, Some(&run.company), say)?;
    let rules = resolved.main_job(say)?.policy.branches;
    let key = rules.key(branch);
    let of_branch: Vec<_> = catalog
        .rows
        .iter()
        .map(|row| &row.entry)
        .filter(|entry| entry.branch.0 == branch || rules.key(&entry.branch.0) == key)
        .collect();
    let Some(first) = of_branch.first() else {
        let names = catalog.rows.iter().map(|row| row.entry.branch.0.as_str());
        let near = nearest(branch, names).unwrap_or(say.text(s("ninguna", "none"))).to_owned();
        let values = [("branch", branch), ("near", &near)];
        return Err(Failure::usage(Told::of(&BRANCH_UNKNOWN, &values, say).render(say)));
    };
    let has = |of: fn(&SeriesEntry) -> &String| -> BTreeSet<&str> {
        of_branch.iter().map(|entry| of(entry).as_str()).filter(|code| !code.is_empty()).collect()
    };
    let (centers, accounts) = (has(|entry| &entry.cost_center), has(|entry| &entry.account));
    if centers.len() > 1 || accounts.len() > 1 {
        let codes = if centers.len() > 1 { centers } else { accounts };
        let codes = codes.into_iter().collect::<Vec<_>>().join(", ");
        let values = [("branch", first.branch.0.as_str()), ("codes", &codes)];
        return Err(Failure::usage(Told::of(&BRANCH_CONTRADICTED, &values, say).render(say)));
    }
    let alike = of_branch.iter().all(|entry| entry.cost_center == first.cost_center);
    let center = alike.then(|| CostCenter {
        code: first.cost_center.clone(),
        name: first.cost_center_name.clone(),
    });
    Ok((first.branch.0.clone(), center.filter(|center| !center.code.is_empty())))
}

fn list_missing(run: &Run, say: Say) -> Failure {
    let folder = reports(run).display().to_string();
    Failure::usage(Told::of(&LIST_MISSING, &[("folder", &folder)], say).render(say))
}

fn reports(run: &Run) -> PathBuf {
    Path::new(&run.folder).join("reports")
}

/// The newest report of a run that is the one meant; those with the name that connectors give it come first.
pub(super) fn fetched<T>(run: &Run, name: &str, read: impl Fn(&Path) -> Option<T>) -> Option<T> {
    let entries = std::fs::read_dir(reports(run)).ok()?;
    let mut files: Vec<_> = entries
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|extension| extension != "json"))
        .map(|entry| {
            let named = entry.file_name().to_string_lossy().to_lowercase().starts_with(name);
            let changed = entry.metadata().and_then(|metadata| metadata.modified()).ok();
            (named, changed, entry.path())
        })
        .collect();
    files.sort();
    files.iter().rev().find_map(|(_, _, path)| read(path))
}
