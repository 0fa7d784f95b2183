//! `cuadre approve`: a person's word that what is certain in a plan may be registered.

use std::io::Write;

use clap::ArgMatches;
use engine::journal::{Journal, Phase, Run, Standing};
use engine::model::{Plan, PlanItem};
use engine::run::phases::item_of;

use super::{journal, plan, stdout};
use crate::failure::{Failure, Outcome, Told};
use crate::text::{PLAN_STALE, Say, s};
use crate::this_process::{SystemClock, who};

/// Approves the plans of the runs that were named, or of all that wait for it.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let (_, mut memory) = journal::existing(arguments, say)?;
    let wrong = |error| journal::failure(&error, say);
    let as_given = journal::as_given(arguments);
    let mut told = String::new();
    if arguments.get_flag("all-certain") {
        let is_open =
            |run: &Run| run.standing == Standing::Current && run.phase == Phase::Reconcile;
        let runs: Vec<Run> = memory.runs().map_err(wrong)?.into_iter().filter(is_open).collect();
        for run in runs {
            // What cannot be read as a plan is told where it is named.
            let Ok((stored, plan)) = plan::latest(&memory, &run, say) else { continue };
            if stored.approved.is_some() || plan.certain().next().is_none() {
                continue;
            }
            match stale(&memory, &run, &stored, &plan, say)? {
                // One that must be made anew keeps no other from being approved.
                Some(why) => {
                    let words = s(
                        "{run}: no se aprobó. {why} {how}\n",
                        "{run}: not approved. {why} {how}\n",
                    );
                    let values =
                        [("run", run.id.as_str()), ("why", &why.says), ("how", &why.advice)];
                    told += &say.fill(words, &values);
                }
                None => told += &approve(&mut memory, &run, &stored, &plan, say)?,
            }
        }
        if told.is_empty() {
            told += say
                .text(s("Ninguna propuesta espera aprobación.\n", "No plan waits for approval.\n"));
        }
    }
    for typed in arguments.get_many::<String>("runs").unwrap_or_default() {
        let run = memory.find_run(typed).map_err(wrong)?;
        let (stored, plan) = plan::latest(&memory, &run, say)?;
        if let Some(why) = stale(&memory, &run, &stored, &plan, say)? {
            stdout::print_sentences(out, &as_given.text(&told), say)?;
            return Err(Failure::usage(why.render(say)));
        }
        told += &approve(&mut memory, &run, &stored, &plan, say)?;
    }
    stdout::print_sentences(out, &as_given.text(&told), say)?;
    Ok(Outcome::Done)
}

/// What is told where somebody has decided about an item since the plan was made: the run will make another one.
fn stale(
    memory: &Journal,
    run: &Run,
    stored: &engine::journal::Plan,
    plan: &Plan,
    say: Say,
) -> Result<Option<Told>, Failure> {
    let decisions = memory.decisions(&run.id).map_err(|error| journal::failure(&error, say))?;
    let is_newer = |item: &&PlanItem| {
        decisions.get(&item_of(item)).is_some_and(|decision| decision.at > stored.made)
    };
    let newer = plan.items.iter().find(is_newer).filter(|_| stored.approved.is_none());
    Ok(newer.map(|item| {
        let values = [("run", run.id.as_str()), ("item", &item.number.to_string())];
        Told::of(&PLAN_STALE, &values, say)
    }))
}

fn approve(
    memory: &mut Journal,
    run: &Run,
    stored: &engine::journal::Plan,
    plan: &Plan,
    say: Say,
) -> Result<String, Failure> {
    let id = run.id.as_str();
    if plan.certain().next().is_none() {
        let words = s(
            "{run}: no hay nada que aprobar; {open} {open?punto espera|puntos esperan} una decisión: cuadre plan {run}\n",
            "{run}: there is nothing to approve; {open} {open?item waits|items wait} for a decision: cuadre plan {run}\n",
        );
        let open = plan.unresolved().count().to_string();
        return Ok(say.fill(words, &[("run", id), ("open", &open)]));
    }
    if let Some((_, who)) = &stored.approved {
        let words =
            s("{run}: ya la había aprobado {who}.\n", "{run}: approved already by {who}.\n");
        return Ok(say.fill(words, &[("run", id), ("who", plan::approver(who, say))]));
    }
    let who = who();
    let approved = memory.approve_plan(&SystemClock, &run.id, &stored.hash, &who);
    approved.map_err(|error| journal::failure(&error, say))?;
    let words = s(
        "{run}: {who} aprobó {series} {series?serie|series} y {accounts} {accounts?cuenta nueva|cuentas nuevas}. Aplíquelo con: cuadre run\n",
        "{run}: {who} has approved {series} {series?series|series} and {accounts} {accounts?new account|new accounts}. Apply it by: cuadre run\n",
    );
    let series = plan.certain().count().to_string();
    let accounts = plan.accounts_to_open().len().to_string();
    let values = [("run", id), ("who", &who), ("series", &series), ("accounts", &accounts)];
    Ok(say.fill(words, &values))
}
