//! `cuadre plan`: the latest plan of a run, item by item, with the commands that decide what is not certain.

use std::fmt::Write as _;
use std::io::Write;

use clap::ArgMatches;
use engine::journal::{Decided, Decision, Journal, Run};
use engine::model::{AccountChoice, Candidate, How, Plan, PlanItem, Proposal, Verdict};
use engine::run::phases::item_of;
use serde_json::{Value, json};

use super::{journal, stdout};
use crate::failure::{Failure, Outcome, Told};
use crate::terminal::{BLUE, BOLD, DIM, GREEN, YELLOW, one_line, thousands};
use crate::text::{PLAN_MISSING, Say, s};
use crate::width;

/// Prints it.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (memory, run) = journal::with_run(arguments, say)?;
    let (stored, plan) = latest(&memory, &run, say)?;
    let decisions = memory.decisions(&run.id).map_err(|error| journal::failure(&error, say))?;
    let text = if arguments.get_flag("json") {
        document(&run, &stored, &plan, &decisions)? + "\n"
    } else {
        let mut text = String::new();
        title(&mut text, &run, &stored, &plan, say);
        for item in &plan.items {
            shown(&mut text, &run, item, decisions.get(&item_of(item)), say);
        }
        width::fit(&text, width::of_stdout(), 2)
    };
    stdout::print_styled(out, &text, say)?;
    Ok(Outcome::Done)
}

/// The latest plan of a run, as it was stored and as it is read.
pub(super) fn latest(
    memory: &Journal,
    run: &Run,
    say: Say,
) -> Result<(engine::journal::Plan, Plan), Failure> {
    let stored = memory.latest_plan(&run.id).map_err(|error| journal::failure(&error, say))?;
    let missing = || {
        let values = [("run", run.id.as_str())];
        Failure::usage(Told::of(&PLAN_MISSING, &values, say).render(say))
    };
    let stored = stored.ok_or_else(missing)?;
    let plan = serde_json::from_str(&stored.json)
        .map_err(|error| Failure::failed(format!("{}: {error}", run.id)))?;
    Ok((stored, plan))
}

/// Who approved a plan; the settings do where they say that what is certain needs nobody.
pub(crate) fn approver(who: &str, say: Say) -> &str {
    match who {
        "policy" => say.text(s("la configuración", "the settings")),
        who => who,
    }
}

fn title(text: &mut String, run: &Run, stored: &engine::journal::Plan, plan: &Plan, say: Say) {
    let words = s(
        "{items} {items?punto|puntos}: {certain} {certain?cierto|ciertos}, {open} por decidir; {accounts} {accounts?cuenta por abrir|cuentas por abrir}",
        "{items} {items?item|items}: {certain} certain, {open} to decide; {accounts} {accounts?account|accounts} to open",
    );
    let values = [
        ("items", plan.items.len().to_string()),
        ("certain", plan.certain().count().to_string()),
        ("open", plan.unresolved().count().to_string()),
        ("accounts", plan.accounts_to_open().len().to_string()),
    ];
    let counts = say.fill(words, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    let _ = writeln!(text, "{BOLD}{}{BOLD:#}  {DIM}{} {}{DIM:#}", run.id, run.company, run.period);
    let approved = match &stored.approved {
        Some((_, who)) => {
            let who = approver(who, say);
            say.fill(s("aprobada por {who}", "approved by {who}"), &[("who", who)])
        }
        None => say.text(s("sin aprobar", "not approved")).to_owned(),
    };
    let round =
        say.fill(s("ronda {round}", "round {round}"), &[("round", &stored.round.to_string())]);
    // Where nothing is certain there is nothing to approve.
    if plan.certain().next().is_none() {
        let _ = writeln!(text, "{round}; {counts}\n");
        return;
    }
    let _ = writeln!(text, "{round}, {approved}; {counts}");
    if stored.approved.is_none() {
        let words = s("Para aprobar lo cierto:", "To approve what is certain:");
        let _ = writeln!(text, "{} cuadre approve {}", say.text(words), run.id);
    }
    text.push('\n');
}

fn shown(text: &mut String, run: &Run, item: &PlanItem, decision: Option<&Decision>, say: Say) {
    verdict(text, item, say);
    if let Some(decision) = decision {
        let words = s(
            "decidido por {who}: {what}; vale desde el próximo `cuadre run`",
            "decided by {who}: {what}; holds from the next `cuadre run`",
        );
        let values = [("who", decision.who.as_str()), ("what", &decided(&decision.decided))];
        let _ = writeln!(text, "     {}", one_line(&say.fill(words, &values), 600));
        let undo = format!("cuadre decide {} {} --undo", run.id, item.number);
        let _ = writeln!(text, "     {BLUE}${BLUE:#} {undo}");
    }
    if item.row().is_none() && !matches!(item.verdict, Verdict::Skipped { .. }) {
        for (command, differs) in commands(run.id.as_str(), item, say) {
            let differs =
                if differs.is_empty() { differs } else { format!("  {DIM}# {differs}{DIM:#}") };
            let _ = writeln!(text, "     {BLUE}${BLUE:#} {command}{differs}");
        }
    }
    text.push('\n');
}

/// An item and its verdict, as a person reads them.
pub(super) fn verdict(text: &mut String, item: &PlanItem, say: Say) {
    let (style, word) = match &item.verdict {
        Verdict::Inherited { .. } => (GREEN, s("se hereda", "inherited")),
        Verdict::New { .. } => (GREEN, s("sucursal nueva", "new branch")),
        Verdict::Skipped { .. } => (DIM, s("se omite", "skipped")),
        Verdict::AlreadyListed { .. } => (YELLOW, s("ya figura", "listed already")),
        Verdict::NotASeries => (YELLOW, s("no es una serie", "not a series")),
        Verdict::Unresolved { .. } => (YELLOW, s("por decidir", "to decide")),
    };
    let details = s("{details} {details?detalle|detalles}", "{details} {details?detail|details}");
    let details = say.fill(details, &[("details", &thousands(item.count))]);
    let (series, branch) = (one_line(&item.code.0, 20), one_line(&item.branch.0, 60));
    let _ = writeln!(
        text,
        "{BOLD}{:>3}{BOLD:#}  {series} @ {branch}  {style}{}{style:#} {DIM}{details}{DIM:#}",
        item.number,
        say.text(word)
    );
    let mut line = |sentence: &str| {
        let _ = writeln!(text, "     {}", one_line(sentence, 600));
    };
    match &item.verdict {
        Verdict::Inherited { how, row } => {
            line(&format!("{} → {} {}", row.cost_center, row.account, row.account_name));
            line(say.text(why(*how)));
        }
        Verdict::New { how, account, row } => {
            let (words, account) = match account {
                AccountChoice::Open(account) => (s("se abre", "opens"), account),
                AccountChoice::Reuse(account) => (s("se usa la que hay", "reuses"), account),
            };
            line(&format!("{} {}", row.cost_center, row.cost_center_name));
            line(&format!("{}: {} {}", say.text(words), account.code, account.name));
            line(say.text(why(*how)));
        }
        Verdict::AlreadyListed { row } => line(&format!("{} → {}", row.cost_center, row.account)),
        Verdict::Skipped { reason } => line(reason),
        Verdict::NotASeries => line(&item.reasons.join("; ")),
        Verdict::Unresolved { doubt, .. } => line(&doubt.say(say.0)),
    }
    if !item.first.document.is_empty() {
        let words = s(
            "el primero: {document}, línea {line} de {file}",
            "the first: {document}, line {line} of {file}",
        );
        let at = item.first.line.to_string();
        let values =
            [("document", item.first.document.as_str()), ("line", &at), ("file", &item.first.file)];
        line(&say.fill(words, &values));
    }
}

fn why(how: How) -> engine::model::Sentence {
    match how {
        How::Key => s("porque la sucursal es la misma", "since the branch is the same"),
        How::Spelling => s("porque solo cambia cómo se escribe", "since only the spelling differs"),
        How::Alias => {
            s("porque alguien lo confirmó antes", "since somebody has confirmed it before")
        }
        How::Decision => s("porque alguien lo decidió", "since somebody has decided it"),
    }
}

fn decided(decided: &Decided) -> String {
    match decided {
        Decided::CostCenter(code) => format!("--cost-center {}", code.replace('\t', " ")),
        Decided::SameAs(branch) => format!("--same-as \"{branch}\""),
        Decided::Skip(reason) => format!("--skip \"{reason}\""),
    }
}

/// The commands that decide an item, the likeliest first, each with what differs.
pub(crate) fn commands(run: &str, item: &PlanItem, say: Say) -> Vec<(String, String)> {
    let decide = format!("cuadre decide {run} {}", item.number);
    let mut commands = Vec::new();
    if let Verdict::Unresolved { candidates, .. } = &item.verdict {
        for candidate in candidates {
            let (option, name) = match &candidate.proposal {
                Proposal::CostCenter { code, name } => {
                    (format!("--cost-center {code}"), name.clone())
                }
                Proposal::SameAs { branch, cost_center, .. } => {
                    let words = s("centro de costo {code}", "cost center {code}");
                    let name = say.fill(words, &[("code", cost_center)]);
                    (format!("--same-as {}", quoted(&branch.0)), name)
                }
            };
            commands.push((format!("{decide} {option}"), differs(candidate, name, say)));
        }
    }
    let reason = say.text(s("motivo", "reason"));
    commands.push((format!("{decide} --skip \"{reason}\""), String::new()));
    commands
}

/// A text as a shell takes it.
pub(super) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

pub(super) fn differs(candidate: &Candidate, name: String, say: Say) -> String {
    let mut parts = vec![name];
    parts.extend(candidate.differs.iter().map(|difference| difference.say(say.0)));
    if candidate.ledger_agrees {
        parts.push(
            say.text(s("el registro dice este código", "the ledger says this code")).to_owned(),
        );
    }
    parts.join("; ")
}

fn document(
    run: &Run,
    stored: &engine::journal::Plan,
    plan: &Plan,
    decisions: &std::collections::BTreeMap<String, Decision>,
) -> Result<String, Failure> {
    let wrong = |error: serde_json::Error| Failure::failed(error.to_string());
    let mut items = Vec::new();
    for item in &plan.items {
        let mut value = serde_json::to_value(item).map_err(wrong)?;
        if let Value::Object(map) = &mut value {
            let decision = decisions.get(&item_of(item)).map(|decision| {
                json!({ "decided": decided(&decision.decided), "who": decision.who, "at": decision.at })
            });
            map.insert("decision".to_owned(), json!(decision));
            let commands: Vec<String> = match item.row() {
                Some(_) => Vec::new(),
                None => commands(run.id.as_str(), item, Say::default())
                    .into_iter()
                    .map(|(command, _)| command)
                    .collect(),
            };
            map.insert("commands".to_owned(), json!(commands));
        }
        items.push(value);
    }
    let approved = stored.approved.as_ref().map(|(at, who)| json!({ "at": at, "who": who }));
    let document = json!({
        "schema": "cuadre.plan-shown/1",
        "run": run.id.as_str(),
        "company": run.company,
        "period": run.period.to_string(),
        "round": stored.round,
        "hash": stored.hash,
        "approved": approved,
        "items": items,
    });
    serde_json::to_string_pretty(&document).map_err(wrong)
}
