//! `cuadre plan`: the latest plan of a run, item by item, with the commands that decide what is not certain.

pub(crate) mod blocks;

use std::fmt::Write as _;
use std::io::Write;

use clap::ArgMatches;
use engine::journal::{Decided, Decision, Journal, Run};
use engine::model::{AccountChoice, Candidate, How, Plan, PlanItem, Proposal, Verdict};
use engine::run::phases::item_of;
use serde_json::{Value, json};

use self::blocks::{Block, blocks};
use super::{journal, stdout};
use crate::as_given::{AsGiven, quoted};
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
    let as_given = journal::as_given(arguments);
    let text = if arguments.get_flag("json") {
        document(&run, &stored, &plan, &decisions, &as_given)? + "\n"
    } else {
        let mut text = String::new();
        title(&mut text, &run, &stored, &plan, say);
        for block in blocks(&plan.items, &decisions) {
            match block.items.as_slice() {
                [item] if block.follows.is_none() => {
                    shown(&mut text, &run, item, decisions.get(&item_of(item)), say);
                }
                _ => shown_together(&mut text, &run, &block, say),
            }
        }
        width::fit(&as_given.text(&text), width::of_stdout(), 2)
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
        list(text, commands(run.id.as_str(), item, say));
    }
    text.push('\n');
}

/// Commands, each with what differs.
fn list(text: &mut String, commands: Vec<(String, String)>) {
    for (command, differs) in commands {
        let differs =
            if differs.is_empty() { differs } else { format!("  {DIM}# {differs}{DIM:#}") };
        let _ = writeln!(text, "     {BLUE}${BLUE:#} {command}{differs}");
    }
}

/// Items of a branch that are in the same doubt: one decision is enough for all.
fn shown_together(text: &mut String, run: &Run, block: &Block<'_>, say: Say) {
    question(text, block, say);
    if let Some(number) = block.follows {
        let _ = writeln!(text, "     {}", follows(number, say));
    } else {
        let _ = writeln!(text, "     {}", say.text(ONE_IS_ENOUGH));
        list(text, commands_together(run.id.as_str(), block, say));
    }
    text.push('\n');
}

/// Items that one decision is enough for, and what is in the way.
pub(super) fn question(text: &mut String, block: &Block<'_>, say: Say) {
    let Some(first) = block.items.first() else { return };
    let words = s(
        "{series} {series?serie|series}, {details} {details?detalle|detalles}",
        "{series} series, {details} {details?detail|details}",
    );
    let (series, details) = (block.items.len().to_string(), thousands(block.details()));
    let counts = say.fill(words, &[("series", &series), ("details", &details)]);
    let _ = writeln!(
        text,
        "{BOLD}{:>3}{BOLD:#}  {} @ {}  {YELLOW}{}{YELLOW:#} {DIM}{counts}{DIM:#}",
        first.number,
        block.series(say),
        one_line(&first.branch.0, 60),
        say.text(TO_DECIDE)
    );
    what(text, first, say);
}

const TO_DECIDE: engine::model::Sentence = s("por decidir", "to decide");

/// That whoever decides about one has decided about all.
pub(crate) const ONE_IS_ENOUGH: engine::model::Sentence = s(
    "Una decisión por sucursal basta: sus otras series la siguen.",
    "One decision for a branch is enough: its other series follow it.",
);

/// That items need no decision of their own any more.
pub(crate) fn follows(number: u32, say: Say) -> String {
    let words = s(
        "siguen la decisión sobre el punto {number} desde el próximo `cuadre run`",
        "they follow the decision about item {number} from the next `cuadre run`",
    );
    say.fill(words, &[("number", &number.to_string())])
}

/// The commands for a block: those for its first item, and what they say of the others.
pub(crate) fn commands_together(run: &str, block: &Block<'_>, say: Say) -> Vec<(String, String)> {
    let Some(first) = block.items.first() else { return Vec::new() };
    let mut commands = commands(run, first, say);
    if block.items.len() > 1
        && let Some((_, remark)) = commands.last_mut()
    {
        let words = s(
            "omite solo {series}; las demás, cada una por su número: {numbers}",
            "skips only {series}; the others each by its number: {numbers}",
        );
        let numbers = block.other_numbers();
        *remark = say.fill(words, &[("series", &first.code.0), ("numbers", &numbers)]);
    }
    commands
}

/// An item and its verdict, as a person reads them.
pub(super) fn verdict(text: &mut String, item: &PlanItem, say: Say) {
    let (style, word) = match &item.verdict {
        Verdict::Inherited { .. } => (GREEN, s("se hereda", "inherited")),
        Verdict::New { .. } => (GREEN, s("sucursal nueva", "new branch")),
        Verdict::Skipped { .. } => (DIM, s("se omite", "skipped")),
        Verdict::AlreadyListed { .. } => (YELLOW, s("ya figura", "listed already")),
        Verdict::NotASeries => (YELLOW, s("no es una serie", "not a series")),
        Verdict::Unresolved { .. } => (YELLOW, TO_DECIDE),
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
    what(text, item, say);
}

/// What is to be done about an item or is in the way, and where it was seen first.
fn what(text: &mut String, item: &PlanItem, say: Say) {
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
        Verdict::Unresolved { doubt, candidates } => line(&doubt.say(say.0, candidates)),
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

pub(super) fn differs(candidate: &Candidate, name: String, say: Say) -> String {
    let mut parts = vec![name];
    parts.extend(candidate.differs.iter().map(|difference| difference.say(say.0)));
    if candidate.ledger_agrees {
        parts.push(
            say.text(s("el registro dice este código", "the ledger says this code")).to_owned(),
        );
    }
    if let Some(account) = &candidate.account {
        let words = s("tiene la cuenta {code}", "it has the account {code}");
        parts.push(say.fill(words, &[("code", account.code.as_str())]));
    }
    parts.join("; ")
}

fn document(
    run: &Run,
    stored: &engine::journal::Plan,
    plan: &Plan,
    decisions: &std::collections::BTreeMap<String, Decision>,
    as_given: &AsGiven,
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
                    .map(|(command, _)| as_given.text(&command))
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
