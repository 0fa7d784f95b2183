//! `cuadre preflight`: what the platform will complain of and what would be done about it, before anything is sent.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::Write;

use clap::ArgMatches;
use engine::model::{Alias, Finding, Plan, PlanItem, Proposal, Verdict};
use engine::reconcile::{Inputs, LedgerCodes, predict, reconcile};
use engine::run::Ended;
use engine::run::phases::{Forecast, keep_forecast};
use serde::Serialize;

use super::ledgers::{self, Ledgers};
use super::lists::{self, Lists};
use super::normalize::{self, Setting};
use super::plan::blocks::blocks;
use super::run::stopped;
use super::{aliases, doctor, journal, plan, stdout};
use crate::failure::{Failure, Outcome};
use crate::settings::{MainJob, Resolved};
use crate::terminal::{BOLD, DIM, GREEN, thousands};
use crate::text::{Say, s};
use crate::{interrupt, width};

/// The forecast of one ledger.
#[derive(Serialize)]
struct Told {
    company: String,
    period: String,
    files: Vec<String>,
    rows: engine::normalize::outputs::RowCounts,
    expected: Expected,
    plan: Plan,
}

/// What the platform will complain of.
#[derive(Clone, Copy, Serialize)]
struct Expected {
    /// Series in branches.
    pairs: u64,
    /// Rows of them: lines of the details.
    rows: u64,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    ledgers: &'a [Told],
}

/// Foretells each ledger.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (resolved, job) = journal::of_company(arguments, say)?;
    let period = normalize::period(arguments, say)?;
    let setting = Setting::of(arguments, &resolved, period, say)?;
    let Ledgers { ledgers, found } = ledgers::of(arguments, &resolved, period, say)?;
    interrupt::catch();
    let known = aliases::known(&resolved, &job, say)?;
    let (_keep, folder) = doctor::scratch(say)?;
    let (mut outcome, mut all) = (Outcome::Done, Vec::new());
    let (mut text, mut lists) = (String::new(), None);
    for ledger in ledgers {
        let ended = normalize::judge(arguments, setting.job(&ledger, found.is_some()), say)?;
        outcome = outcome.worst(normalize::outcome_of(&ended));
        // The lists are those of the company, whatever the period.
        let lists = match &mut lists {
            Some(lists) => lists,
            none => none.insert(lists::fetch(&job, doctor::last_month(), &folder, say)?),
        };
        let told = foretell(&ended, lists, &resolved, &job, &known, say)?;
        if told.plan.unresolved().next().is_some() {
            outcome = outcome.worst(Outcome::Held);
        }
        text += &page(&told, &job, say);
        all.push(told);
    }
    if arguments.get_flag("json") {
        let document = Document { schema: "cuadre.preflight/1", ledgers: &all };
        let json = serde_json::to_string_pretty(&document);
        let json = json.map_err(|error| Failure::failed(error.to_string()))?;
        stdout::print(out, &(json + "\n"), say)?;
    } else {
        stdout::print_styled(
            out,
            &width::fit(&journal::as_given(arguments).text(&text), width::of_stdout(), 2),
            say,
        )?;
    }
    Ok(outcome)
}

/// What comes of one ledger; kept where its run will compare it with what is reported.
fn foretell(
    ended: &Ended,
    lists: &Lists,
    resolved: &Resolved,
    job: &MainJob,
    known: &[Alias],
    say: Say,
) -> Result<Told, Failure> {
    let sold = ended.sold.iter().map(|sold| (&sold.code, &sold.branch, sold.rows));
    let findings = predict(sold, &lists.catalog);
    let mut ledger_codes = LedgerCodes::new();
    for sold in &ended.sold {
        ledger_codes.entry(sold.branch.clone()).or_default().extend(sold.cost_centers.clone());
    }
    let plan = reconcile(&Inputs {
        findings: &findings,
        catalog: &lists.catalog,
        cost_centers: &lists.cost_centers,
        accounts: &lists.accounts,
        policy: &job.policy,
        aliases: known,
        decisions: &[],
        allotted: &[],
        ledger_codes: &ledger_codes,
    });
    keep(ended, &findings, resolved, job, say)?;
    let ledger = &ended.report.ledger;
    Ok(Told {
        company: job.company.name.clone(),
        period: ledger.period.clone(),
        files: ledger.files.clone(),
        rows: ended.report.rows,
        expected: Expected {
            pairs: findings.len() as u64,
            rows: findings.iter().map(|finding| finding.count).sum(),
        },
        plan,
    })
}

fn keep(
    ended: &Ended,
    findings: &[Finding],
    resolved: &Resolved,
    job: &MainJob,
    say: Say,
) -> Result<(), Failure> {
    let ledger = &ended.report.ledger;
    let period = engine::model::Period::parse(ledger.period.as_bytes());
    let (Some(period), Ok(output)) = (period, resolved.output(say)) else { return Ok(()) };
    let path = Forecast::path(output, &job.company.name, period);
    keep_forecast(&path, &Forecast::new(&ledger.content, findings))
        .map_err(|stop| stopped(&stop, say))
}

fn page(told: &Told, job: &MainJob, say: Say) -> String {
    let company = journal::company_shown(&job.company);
    let mut text = format!(
        "{BOLD}{company}{BOLD:#} {} {DIM}·{DIM:#} {}\n",
        told.period,
        told.files.join(", ")
    );
    if told.expected.pairs == 0 {
        let words = s(
            "El catálogo de la plataforma tiene todas las series del registro: no observaría ninguna.",
            "The platform's catalog has all series of the ledger: it would complain of none.",
        );
        let _ = writeln!(text, "{GREEN}{}{GREEN:#}\n", say.text(words));
        return text;
    }
    let words = s(
        "La plataforma observaría {rows} {rows?fila|filas}, de {pairs} {pairs?serie que su catálogo no tiene|series que su catálogo no tiene} en su sucursal: {certain} {certain?se registraría sola|se registrarían solas}, {open} {open?esperaría|esperarían} su decisión; {accounts} {accounts?cuenta por abrir|cuentas por abrir}. No se envió nada.",
        "The platform would complain of {rows} {rows?row|rows}, of {pairs} series that its catalog does not have in their branch: {certain} would be registered without asking, {open} would wait for your decision; {accounts} {accounts?account|accounts} to open. Nothing was sent.",
    );
    let values = [
        ("rows", thousands(told.expected.rows)),
        ("pairs", thousands(told.expected.pairs)),
        ("certain", thousands(told.plan.certain().count() as u64)),
        ("open", thousands(told.plan.unresolved().count() as u64)),
        ("accounts", thousands(told.plan.accounts_to_open().len() as u64)),
    ];
    let values = values.each_ref().map(|(name, value)| (*name, value.as_str()));
    let _ = writeln!(text, "{}\n", say.fill(words, &values));
    for block in blocks(&told.plan.items, &BTreeMap::new()) {
        let Some(first) = block.items.first() else { continue };
        match block.items.len() {
            1 => plan::verdict(&mut text, first, say),
            _ => plan::question(&mut text, &block, say),
        }
        likely(&mut text, first, say);
        text.push('\n');
    }
    text
}

/// What a doubtful one may be.
fn likely(text: &mut String, item: &PlanItem, say: Say) {
    let Verdict::Unresolved { candidates, .. } = &item.verdict else { return };
    for candidate in candidates {
        let name = match &candidate.proposal {
            Proposal::CostCenter { code, name } => format!("{code} {name}"),
            Proposal::SameAs { branch, cost_center, .. } => {
                let words =
                    s("«{branch}», centro de costo {code}", "`{branch}`, cost center {code}");
                say.fill(words, &[("branch", &branch.0), ("code", cost_center)])
            }
        };
        let _ = writeln!(text, "     {DIM}? {}{DIM:#}", plan::differs(candidate, name, say));
    }
}
