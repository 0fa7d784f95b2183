//! A plan's items in the operator's words, with what each rests on and what a person decided.

use std::collections::BTreeMap;

use engine::journal;
use engine::model::{AccountChoice, Candidate, How, PlanItem, Proposal, SeriesEntry, Verdict};
use engine::run::phases::item_of;

use super::data::{Asked, Decided, Item, Plan};
use super::moment::Moment;
use crate::commands::plan::blocks::{Block, blocks};
use crate::commands::plan::{commands, commands_together, follows};
use crate::text::{Say, s};

/// The verdict of an item that a person has skipped.
pub(super) const SKIPPED: &str = "skipped";

/// The plan for a page; `None` where its text is not a plan of this version.
pub(super) fn of(
    stored: &journal::Plan,
    decisions: &BTreeMap<String, journal::Decision>,
    say: Say,
) -> Option<Plan> {
    let run = stored.run.as_str();
    let plan: engine::model::Plan = serde_json::from_str(&stored.json).ok()?;
    Some(Plan {
        hash: stored.hash.clone(),
        round: stored.round,
        made: Moment(stored.made),
        approved: stored.approved.as_ref().map(|(at, _)| Moment(*at)),
        approved_by: stored.approved.as_ref().map(|(_, who)| who.clone()),
        items: lines(run, &plan.items, decisions, say),
    })
}

/// The items, those that need no question of their own beside the one that is asked for all.
fn lines(
    run: &str,
    items: &[PlanItem],
    decisions: &BTreeMap<String, journal::Decision>,
    say: Say,
) -> Vec<Item> {
    let mut lines: BTreeMap<u32, Item> =
        items.iter().map(|item| (item.number, line(item, decisions, say))).collect();
    for block in blocks(items, decisions) {
        let Some(first) = block.items.first() else { continue };
        for item in &block.items {
            if let Some(line) = lines.get_mut(&item.number) {
                line.follows = block.follows.map(|number| follows(number, say));
            }
        }
        if let Some(line) = lines.get_mut(&first.number).filter(|line| line.waits)
            && block.follows.is_none()
        {
            line.asked = Some(asked(run, &block, first, say));
        }
    }
    items.iter().filter_map(|item| lines.remove(&item.number)).collect()
}

fn asked(run: &str, block: &Block<'_>, first: &PlanItem, say: Say) -> Asked {
    let is_one = block.items.len() == 1;
    Asked {
        series: block.series(say),
        count: block.items.len() as u64,
        details: block.details(),
        commands: match is_one {
            true => commands(run, first, say),
            false => commands_together(run, block, say),
        },
    }
}

fn line(item: &PlanItem, decisions: &BTreeMap<String, journal::Decision>, say: Say) -> Item {
    let waits = item.row().is_none() && !matches!(item.verdict, Verdict::Skipped { .. });
    let first = &item.first;
    let row = if first.line == 0 { String::new() } else { first.line.to_string() };
    let place = [first.file.as_str(), &row, &first.document];
    let place: Vec<_> = place.into_iter().filter(|part| !part.is_empty()).collect();
    let (verdict, says, evidence) = verdict(&item.verdict, say);
    Item {
        number: item.number,
        series: item.code.0.clone(),
        branch: item.branch.0.clone(),
        details: item.count,
        reasons: item.reasons.clone(),
        first: place.join(" › "),
        verdict,
        waits,
        asked: None,
        follows: None,
        says,
        evidence,
        decision: decisions.get(&item_of(item)).map(|decision| decided(decision, say)),
    }
}

fn verdict(verdict: &Verdict, say: Say) -> (&'static str, String, Vec<String>) {
    match verdict {
        Verdict::AlreadyListed { row } => {
            let words = s(
                "El catálogo ya la tiene, y la plataforma la observa. Pregunte a quien administra la plataforma.",
                "The catalog has it already, and the platform complains of it. Ask whoever runs the platform.",
            );
            ("already-listed", say.text(words).to_owned(), vec![codes(row, say)])
        }
        Verdict::Inherited { how: found, row } => {
            let words = s(
                "Se registra con los códigos de su sucursal.",
                "Registered with its branch's codes.",
            );
            ("inherited", say.text(words).to_owned(), vec![codes(row, say), how(*found, say)])
        }
        Verdict::New { how: found, account, row } => {
            let words = match account {
                AccountChoice::Open(_) => s(
                    "Sucursal nueva: se abre la cuenta corriente {code} «{name}» y se registra la serie.",
                    "A new branch: account {code} `{name}` is opened, and the series registered.",
                ),
                AccountChoice::Reuse(_) => s(
                    "Sucursal nueva: la cuenta corriente {code} «{name}» ya existe, y se registra la serie.",
                    "A new branch: account {code} `{name}` exists already, and the series is registered.",
                ),
            };
            let account = account.account();
            let values = [("code", account.code.as_str()), ("name", account.name.as_str())];
            ("new", say.fill(words, &values), vec![codes(row, say), how(*found, say)])
        }
        Verdict::Unresolved { doubt, candidates } => {
            let says = doubt.say(say.0, candidates);
            let candidates = candidates.iter().map(|each| candidate(each, say)).collect();
            ("unresolved", says, candidates)
        }
        Verdict::Skipped { reason } => {
            let words = s(
                "Una persona decidió no registrarla: {reason}",
                "A person decided not to register it: {reason}",
            );
            (SKIPPED, say.fill(words, &[("reason", reason)]), Vec::new())
        }
        Verdict::NotASeries => {
            let words = s(
                "El detalle no es por una serie que falta. Véalo en la plataforma.",
                "The detail is not about a missing series. Look at it on the platform.",
            );
            ("not-a-series", say.text(words).to_owned(), Vec::new())
        }
    }
}

fn codes(row: &SeriesEntry, say: Say) -> String {
    let words = s(
        "centro de costo {center} «{center_name}», cuenta corriente {account} «{account_name}»",
        "cost center {center} `{center_name}`, account {account} `{account_name}`",
    );
    let values = [
        ("center", row.cost_center.as_str()),
        ("center_name", &row.cost_center_name),
        ("account", &row.account),
        ("account_name", &row.account_name),
    ];
    say.fill(words, &values)
}

fn how(how: How, say: Say) -> String {
    let words = match how {
        How::Key => s("el nombre de la sucursal coincide", "the branch's name agrees"),
        How::Spelling => s(
            "está en el catálogo, escrita de otra forma",
            "the catalog has it in another spelling",
        ),
        How::Alias => s("una persona lo confirmó antes", "a person has confirmed it before"),
        How::Decision => {
            s("una persona lo decidió para esta corrida", "a person has decided it for this run")
        }
    };
    say.text(words).to_owned()
}

fn candidate(candidate: &Candidate, say: Say) -> String {
    let mut text = match &candidate.proposal {
        Proposal::CostCenter { code, name } => {
            let words = s("¿centro de costo {code} «{name}»?", "cost center {code} `{name}`?");
            say.fill(words, &[("code", code), ("name", name)])
        }
        Proposal::SameAs { branch, cost_center, account } => {
            let words = s(
                "¿la misma que «{branch}» ({center}, {account})?",
                "the same as `{branch}` ({center}, {account})?",
            );
            let values =
                [("branch", branch.0.as_str()), ("center", cost_center), ("account", account)];
            say.fill(words, &values)
        }
    };
    let mut marks: Vec<_> = candidate.differs.iter().map(|each| each.say(say.0)).collect();
    if candidate.ledger_agrees {
        marks.push(
            say.text(s("el registro dice este código", "the ledger says this code")).to_owned(),
        );
    }
    if !marks.is_empty() {
        text.push_str(" — ");
        text.push_str(&marks.join("; "));
    }
    text
}

fn decided(decision: &journal::Decision, say: Say) -> Decided {
    let (words, value) = match &decision.decided {
        journal::Decided::CostCenter(code) => {
            (s("centro de costo {value}", "cost center {value}"), code)
        }
        journal::Decided::SameAs(branch) => {
            (s("la misma que «{value}»", "the same as `{value}`"), branch)
        }
        journal::Decided::Skip(reason) => {
            (s("no registrar: {value}", "do not register: {value}"), reason)
        }
    };
    Decided {
        says: say.fill(words, &[("value", value)]),
        who: decision.who.clone(),
        at: Moment(decision.at),
    }
}
