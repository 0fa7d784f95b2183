//! Ledgers that wait without a run, and companies whose ledgers nobody can look for.
//!
//! Only names are read: `run` opens them, and says what is wrong with one that it could not begin.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use clap::ArgMatches;
use engine::ingest::discover;
use engine::ingest::discover::{Decision, Discovery, Verdict};
use engine::ingest::file_name::NameFault;
use engine::journal::Run;

use super::status::Line;
use super::table::ingest_failure;
use super::{journal, ledgers};
use crate::failure::Failure;
use crate::settings::{self, Resolved};
use crate::text::{Say, s};

/// It waits for `run`.
pub(super) const WAITS: &str = "not-begun";
/// A person must choose among several first.
pub(super) const HELD: &str = "not-begun: held";
/// What keeps it from beginning must be put right first.
pub(super) const ILL: &str = "not-begun: ill";

/// Whether a line's outcome is one of these.
pub(super) fn is_one(outcome: &str) -> bool {
    [WAITS, HELD, ILL].contains(&outcome)
}

/// Lines for all that has no run among `runs`.
pub(super) fn lines(arguments: &ArgMatches, runs: &[Run], say: Say) -> Result<Vec<Line>, Failure> {
    let settings = journal::settings_option(arguments);
    let companies = match arguments.get_one::<String>("company") {
        Some(company) => vec![company.clone()],
        None => settings::companies(settings, say)?,
    };
    let mut search =
        Search { say, runs, found: BTreeMap::new(), nobodys: BTreeSet::new(), lines: Vec::new() };
    for company in &companies {
        let looked = settings::load(settings, Some(company), say)
            .and_then(|resolved| search.company(company, &resolved));
        if let Err(failure) = looked {
            let plain = anstream::adapter::strip_str(&failure.message).to_string();
            let words: Vec<_> = plain.split_whitespace().collect();
            search.line(company, String::new(), ILL, words.join(" "));
        }
    }
    Ok(search.lines)
}

/// Whether a file is a ledger's by its name, and something about it shows that it cannot be read.
fn says_what_is_wrong(verdict: &Verdict) -> bool {
    verdict.decision == Decision::Refused && verdict.reason != NameFault::NotALedger.evidence()
}

/// What was found so far.
struct Search<'a> {
    say: Say,
    runs: &'a [Run],
    /// By folder, since several companies may have one.
    found: BTreeMap<PathBuf, Discovery>,
    /// Files of which no name says whose they are.
    nobodys: BTreeSet<String>,
    lines: Vec<Line>,
}

impl Search<'_> {
    fn company(&mut self, company: &str, resolved: &Resolved) -> Result<(), Failure> {
        let say = self.say;
        let Some(input) = ledgers::input(resolved) else { return Ok(()) };
        if let Some(told) = ledgers::unsearchable(input, say) {
            self.line(company, String::new(), ILL, format!("{} {}", told.says, told.advice));
            return Ok(());
        }
        let found = self.folder(input)?;
        let owned = ledgers::Owned::of(resolved);
        let nobodys = found.ledgers.iter().filter(|ledger| owned.is_nobodys(ledger));
        for ledger in nobodys {
            let files = ledger.files.iter().map(|file| ledgers::short(&file.path, input));
            let files = files.collect::<Vec<_>>().join(", ");
            if self.nobodys.insert(files.clone()) {
                let says = say.fill(ledgers::NOBODYS, &[("file", &files)]);
                self.line("", ledger.period.to_string(), HELD, says);
            }
        }
        let ill = found.verdicts.iter().filter(|verdict| says_what_is_wrong(verdict));
        for verdict in ill {
            let file = ledgers::short(&verdict.path, input);
            if self.nobodys.insert(file.clone()) {
                let says = format!("{file}: {}.", verdict.reason.say(say.0));
                self.line(company, String::new(), ILL, says);
            }
        }
        let mine = found.ledgers.iter().filter(|ledger| owned.is_mine(ledger));
        let pending: Vec<_> = mine.map(|ledger| ledger.period).collect();
        let held: Vec<_> =
            found.held.iter().map(|held| (held.period, held.reason.say(say.0))).collect();
        let begun =
            |period| self.runs.iter().any(|run| run.company == company && run.period == period);
        let pending: Vec<_> = pending.into_iter().filter(|period| !begun(*period)).collect();
        let held: Vec<_> = held.into_iter().filter(|(period, _)| !begun(*period)).collect();
        let what_to_do = s(
            "Ejecute `cuadre run`. Si ya lo hizo, ahí dice por qué no empezó.",
            "Run `cuadre run`. If you have, it says there why this did not begin.",
        );
        for period in pending {
            self.line(company, period.to_string(), WAITS, say.text(what_to_do).to_owned());
        }
        for (period, reason) in held {
            self.line(company, period.to_string(), HELD, reason);
        }
        Ok(())
    }

    fn folder(&mut self, input: &Path) -> Result<Discovery, Failure> {
        if let Some(found) = self.found.get(input) {
            return Ok(found.clone());
        }
        let found = discover(input).map_err(|error| ingest_failure(&error, self.say))?;
        self.found.insert(input.to_owned(), found.clone());
        Ok(found)
    }

    fn line(&mut self, company: &str, period: String, outcome: &str, what_to_do: String) {
        self.lines.push(Line::of_none(company, period, outcome, what_to_do));
    }
}
