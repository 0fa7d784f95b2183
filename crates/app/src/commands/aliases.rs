//! `cuadre aliases`: what persons have confirmed for the months to come; who said it, when, and whether it still holds.

use std::fmt::Write as _;
use std::io::Write;

use clap::ArgMatches;
use engine::journal::{AliasStanding, Journal};
use engine::model::{CostCenterList, Date};
use engine::run::phases::cost_centers_in;
use serde::Serialize;

use super::{backtest, decide, journal, stdout};
use crate::failure::{Failure, Outcome, Told};
use crate::settings::{MainJob, Resolved, nearest};
use crate::terminal::{BOLD, DIM, GREEN, YELLOW, one_line};
use crate::text::{ALIAS_UNKNOWN, Say, s};
use crate::this_process::{SystemClock, who};
use crate::width;

/// An alias, for `--json`.
#[derive(Serialize)]
struct Shown {
    branch: String,
    cost_center: String,
    name: String,
    who: String,
    at: String,
    /// `valid`, `gone`, `renamed`; empty where no list was ever fetched.
    standing: &'static str,
    /// What the code is called now, where that differs.
    now: Vec<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    company: &'a str,
    aliases: &'a [Shown],
}

/// Lists them, after revoking the one that was named.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (resolved, job) = journal::of_company(arguments, say)?;
    let mut memory = journal::open(&resolved, false, say)?;
    let mut text = String::new();
    if let Some(branch) = arguments.get_one::<String>("revoke") {
        revoke(&mut memory, &job, branch, say)?;
        let words = s(
            "Ya no se recuerda «{branch}»: la próxima vez se pregunta.\n",
            "`{branch}` is not remembered any more: the next time it is asked.\n",
        );
        text += &say.fill(words, &[("branch", branch)]);
    }
    let wrong = |error| journal::failure(&error, say);
    let list = latest_list(&memory, &job, say)?;
    let kept = memory.aliases(&job.company.name).map_err(wrong)?;
    let shown: Vec<Shown> = kept.iter().map(|alias| shown(alias, list.as_ref())).collect();
    if arguments.get_flag("json") {
        let company = &job.company.name;
        let document = Document { schema: "cuadre.aliases/1", company, aliases: &shown };
        let json = serde_json::to_string_pretty(&document);
        text = json.map_err(|error| Failure::failed(error.to_string()))? + "\n";
        stdout::print_styled(out, &text, say)?;
    } else {
        text += &page(&shown, &job, say);
        stdout::print_styled(
            out,
            &width::fit(&journal::as_given(arguments).text(&text), width::of_stdout(), 4),
            say,
        )?;
    }
    Ok(Outcome::Done)
}

/// What holds for a company, as a plan wants it; nothing where there is no journal yet.
pub(super) fn known(
    resolved: &Resolved,
    job: &MainJob,
    say: Say,
) -> Result<Vec<engine::model::Alias>, Failure> {
    if !resolved.journal(say)?.exists() {
        return Ok(Vec::new());
    }
    let memory = journal::open(resolved, false, say)?;
    let kept = memory.aliases(&job.company.name).map_err(|error| journal::failure(&error, say))?;
    Ok(backtest::as_aliases(&kept))
}

fn revoke(memory: &mut Journal, job: &MainJob, branch: &str, say: Say) -> Result<(), Failure> {
    let wrong = |error| journal::failure(&error, say);
    let rules = &job.policy.branches;
    let kept = memory.aliases(&job.company.name).map_err(wrong)?;
    let meant = kept
        .iter()
        .find(|alias| alias.branch_key == branch)
        .or_else(|| kept.iter().find(|alias| rules.key(&alias.branch_key) == rules.key(branch)));
    let Some(meant) = meant else {
        let names = kept.iter().map(|alias| alias.branch_key.as_str());
        let near = nearest(branch, names).unwrap_or(say.text(s("ninguna", "none"))).to_owned();
        let values = [("branch", branch), ("near", &near)];
        return Err(Failure::usage(Told::of(&ALIAS_UNKNOWN, &values, say).render(say)));
    };
    let revoked = memory.revoke_alias(&SystemClock, &job.company.name, &meant.branch_key, &who());
    revoked.map(|_| ()).map_err(wrong)
}

/// The cost centers that the company's runs have fetched last, if any has.
fn latest_list(
    memory: &Journal,
    job: &MainJob,
    say: Say,
) -> Result<Option<CostCenterList>, Failure> {
    let mut runs = memory.runs().map_err(|error| journal::failure(&error, say))?;
    runs.retain(|run| run.company == job.company.name);
    runs.sort_by_key(|run| std::cmp::Reverse(run.updated));
    let read = |path: &std::path::Path| cost_centers_in(path).ok();
    Ok(runs.iter().find_map(|run| decide::fetched(run, "centros", read)))
}

fn shown(alias: &engine::journal::Alias, list: Option<&CostCenterList>) -> Shown {
    let (standing, now) = match list.map(|list| alias.standing(&list.entries)) {
        None => ("", Vec::new()),
        Some(AliasStanding::Valid) => ("valid", Vec::new()),
        Some(AliasStanding::Gone) => ("gone", Vec::new()),
        Some(AliasStanding::Renamed(now)) => ("renamed", now),
    };
    Shown {
        branch: alias.branch_key.clone(),
        cost_center: alias.cost_center.code.clone(),
        name: alias.cost_center.name.clone(),
        who: alias.who.clone(),
        at: Date::of_instant(alias.at).map(|day| day.to_string()).unwrap_or_default(),
        standing,
        now,
    }
}

fn page(shown: &[Shown], job: &MainJob, say: Say) -> String {
    let company = journal::company_shown(&job.company);
    let mut text = format!("{BOLD}{company}{BOLD:#}\n");
    if shown.is_empty() {
        text += say.text(s(
            "  No se recuerda ninguna decisión. Se recuerdan con: cuadre decide CORRIDA PUNTO --cost-center CÓDIGO --remember\n",
            "  No decision is remembered. They are by: cuadre decide RUN ITEM --cost-center CODE --remember\n",
        ));
        return text;
    }
    for alias in shown {
        let (style, word) = match alias.standing {
            "valid" => (GREEN, s("vale", "holds")),
            "gone" => (YELLOW, s("no vale: el código ya no está", "void: the code is gone")),
            "renamed" => {
                (YELLOW, s("no vale: el código es ahora {now}", "void: the code is {now} now"))
            }
            _ => (DIM, s("sin lista con que comparar", "no list to compare with")),
        };
        let word = say.fill(word, &[("now", &alias.now.join(" / "))]);
        let _ = writeln!(
            text,
            "  {BOLD}{}{BOLD:#} = {} {}  {style}{word}{style:#}",
            one_line(&alias.branch, 60),
            alias.cost_center,
            one_line(&alias.name, 60)
        );
        let words = s("{who}, el {at}", "{who}, on {at}");
        let told = say.fill(words, &[("who", &alias.who), ("at", &alias.at)]);
        let _ = writeln!(text, "    {DIM}{told}{DIM:#}");
    }
    let words = s(
        "Para que se vuelva a preguntar: cuadre aliases --revoke \"SUCURSAL\"\n",
        "To be asked again: cuadre aliases --revoke \"BRANCH\"\n",
    );
    text + say.text(words)
}
