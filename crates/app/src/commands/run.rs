//! `cuadre run`: the main job, for the ledgers that were named or that wait, of one company or of all.
//!
//! One ledger that fails does not keep the others waiting. What each has come to is told at the end of its own work,
//! and once more, as one document, by `--json`.

use std::cell::RefCell;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::ArgMatches;
use engine::journal::{Journal, Owner};
use engine::model::Sentence;
use engine::run::phases::{self, BatchWord, Order, Stop, Story, Tools};
use engine::run::{RunError, Watch};
use serde::Serialize;

use super::journal;
use super::ledgers::{self, Found, Ledger, Ledgers};
use super::normalize::{self, Setting};
use super::{report, stdout, story};
use crate::failure::{Failure, Outcome, Told};
use crate::progress::Progress;
use crate::settings::{self, COMPANY_MISSING, MainJob, NOTHING_PENDING, Resolved};
use crate::terminal::{BOLD, DIM, RED};
use crate::text::{CORRECTIONS_OF_WHICH, Say, WITHOUT_REASON, s};
use crate::this_process::{self, SystemClock};
use crate::{interrupt, platforms, summary, width};

/// The document of `--json`.
#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    runs: &'a [Story],
    failures: &'a [Failed],
    input: &'a [Found],
}

/// A ledger, or a company, of which there is no run to speak of.
#[derive(Serialize)]
struct Failed {
    company: String,
    files: Vec<String>,
    exit_code: u8,
    says: String,
}

/// What one command works with, whatever the company.
struct Work<'a> {
    arguments: &'a ArgMatches,
    say: Say,
    owner: Owner,
    who: String,
    quiet: bool,
    outcome: Outcome,
    stories: Vec<Story>,
    failed: Vec<Failed>,
    found: Vec<Found>,
}

/// Runs the command.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    for word in ["accept-rejects", "accept-batch", "resend-batch"] {
        let reason = arguments.get_one::<String>(word);
        if reason.is_some_and(|reason| reason.trim().is_empty()) {
            let told = Told::of(&WITHOUT_REASON, &[("option", word)], say);
            return Err(Failure::usage(told.render(say)));
        }
    }
    let companies = companies(arguments, say)?;
    interrupt::catch();
    let mut work = Work {
        arguments,
        say,
        owner: this_process::owner(),
        who: this_process::who(),
        quiet: arguments.get_flag("quiet"),
        outcome: Outcome::Done,
        stories: Vec::new(),
        failed: Vec::new(),
        found: Vec::new(),
    };
    let alone = companies.len() == 1;
    for (index, company) in companies.iter().enumerate() {
        if interrupt::asked() {
            break;
        }
        if let Err(failure) = work.company(company, index == 0) {
            if alone && !arguments.get_flag("json") {
                return Err(failure);
            }
            work.fail(company, Vec::new(), failure);
        }
    }
    if interrupt::asked() {
        work.outcome = Outcome::Interrupted;
    }
    let is_nothing = work.stories.is_empty() && work.failed.is_empty();
    if !alone && is_nothing && work.outcome == Outcome::Done {
        let values = [("folder", "input"), ("whose", "")];
        return Err(Failure::usage(Told::of(&NOTHING_PENDING, &values, say).render(say)));
    }
    if !work.quiet && work.stories.len() + work.failed.len() > 1 {
        show(&journal::as_given(arguments).text(&work.together()));
    }
    if arguments.get_flag("json") {
        let document = Document {
            schema: "cuadre.run/1",
            runs: &work.stories,
            failures: &work.failed,
            input: &work.found,
        };
        let text = serde_json::to_string_pretty(&document);
        let text = text.map_err(|error| Failure::failed(error.to_string()))?;
        stdout::print(out, &(text + "\n"), say)?;
    }
    Ok(work.outcome)
}

/// The companies that the command is about.
fn companies(arguments: &ArgMatches, say: Say) -> Result<Vec<String>, Failure> {
    let settings = journal::settings_option(arguments);
    let named = arguments.get_one::<String>("company");
    let of_file = arguments.contains_id("files");
    if named.is_some() || of_file {
        let resolved = settings::load(settings, named.map(String::as_str), say)?;
        return Ok(vec![resolved.company_name.ok_or_else(|| missing(say))?]);
    }
    let companies = settings::companies(settings, say)?;
    if companies.is_empty() { Err(missing(say)) } else { Ok(companies) }
}

fn missing(say: Say) -> Failure {
    Failure::usage(Told::of(&COMPANY_MISSING, &[], say).render(say))
}

impl Work<'_> {
    /// Works all ledgers of a company; an error keeps all of them from being begun.
    fn company(&mut self, company: &str, first: bool) -> Result<(), Failure> {
        let say = self.say;
        let settings = journal::settings_option(self.arguments);
        let resolved = settings::load(settings, Some(company), say)?;
        for warning in resolved.warnings.iter().filter(|_| first) {
            show(&format!("{warning}\n"));
        }
        let job = resolved.main_job(say)?;
        resolved.output(say)?;
        job.import_platform.complete(company, say)?;
        job.accounting.complete(company, say)?;
        let period = normalize::period(self.arguments, say)?;
        let setting = Setting::of(self.arguments, &resolved, period, say)?;
        let Ledgers { ledgers, found } = ledgers::of(self.arguments, &resolved, period, say)?;
        if ledgers.is_empty() && found.as_ref().is_some_and(|found| found.held.is_empty()) {
            // Another company has a ledger of the period.
            return Ok(());
        }
        if ledgers.len() != 1 && self.arguments.contains_id("corrections") {
            let count = ledgers.len().to_string();
            let told = Told::of(&CORRECTIONS_OF_WHICH, &[("count", &count)], say);
            return Err(Failure::usage(told.render(say)));
        }
        let mut memory = journal::open(&resolved, true, say)?;
        let by_name = found.is_some();
        if let Some(found) = found {
            if !found.held.is_empty() {
                self.outcome = self.outcome.worst(Outcome::Held);
            }
            self.found.push(found);
        }
        for ledger in ledgers {
            if interrupt::asked() {
                break;
            }
            let order = self.order(&setting, &resolved, &job, &ledger, by_name)?;
            if let Err(failure) = self.ledger(&order, &job, &mut memory) {
                let files = ledger.files.iter().map(|file| file.display().to_string()).collect();
                self.fail(company, files, failure);
            }
        }
        Ok(())
    }

    fn order(
        &self,
        setting: &Setting<'_>,
        resolved: &Resolved,
        job: &MainJob,
        ledger: &Ledger,
        by_name: bool,
    ) -> Result<Order, Failure> {
        let text = |name: &str| self.arguments.get_one::<String>(name).cloned();
        let mut seats = vec![job.import_platform.connector.clone()];
        if job.accounting.connector != job.import_platform.connector {
            seats.push(job.accounting.connector.clone());
        }
        let mut judged = setting.job(ledger, by_name);
        // They are applied to what the run has, not to the ledger that is read to find it.
        judged.corrections = None;
        if by_name {
            judged.period = judged.period.or(normalize::period(self.arguments, self.say)?);
        }
        Ok(Order {
            job: judged,
            company: job.company.clone(),
            policy: job.policy.clone(),
            series_reasons: job.series_reasons.clone(),
            approve: job.approve,
            register: job.register,
            on_rejects: job.on_rejects,
            accept_rejects: text("accept-rejects"),
            batch: (text("accept-batch").map(BatchWord::Accept))
                .or_else(|| text("resend-batch").map(BatchWord::Resend)),
            corrections: self.arguments.get_one::<PathBuf>("corrections").cloned(),
            replaces: text("replaces").map(|run| (run, text("reason").unwrap_or_default())),
            who: self.who.clone(),
            output: resolved.output(self.say)?.to_owned(),
            seats,
        })
    }

    fn ledger(
        &mut self,
        order: &Order,
        job: &MainJob,
        memory: &mut Journal,
    ) -> Result<(), Failure> {
        let (say, quiet) = (self.say, self.quiet);
        self.begin(order);
        let verbose = self.arguments.get_flag("verbose");
        let began = engine::ports::Clock::now(&SystemClock);
        let progress = RefCell::new(Progress::new(say, quiet));
        let mut judged = |rows, share| progress.borrow_mut().tell(rows, share);
        let mut tell = |sentence: &str| {
            progress.borrow_mut().end();
            if !quiet {
                step(sentence);
            }
        };
        let listener: Option<connectors::settings::Listener> =
            verbose.then(|| Rc::new(|line: &str| step(line)) as connectors::settings::Listener);
        let mut connect = |folder: &Path| platforms::open(job, folder, listener.clone(), say);
        let tools = Tools {
            journal: memory,
            clock: &SystemClock,
            owner: &self.owner,
            connect: &mut connect,
            tell: &mut tell,
            language: say.0,
        };
        let mut watch = Watch { tell: &mut judged, stop: interrupt::flag() };
        let ended = phases::work(order, tools, &mut watch);
        progress.borrow_mut().end();
        let mut ending = ended.map_err(|stop| stopped(&stop, say))?;
        ending.story.report =
            report::of_ended(memory, &ending.run, journal::settings_option(self.arguments), say);
        self.outcome = self.outcome.worst(ending.outcome.into());
        let is_held = ending.outcome == engine::journal::Outcome::Held;
        if let Some(judged) = &mut ending.judged
            && !quiet
            && (is_held || verbose)
        {
            judged.out = Some(ending.folder.join("ledger"));
            show(&summary::of_run(judged, verbose, say));
        }
        if !quiet {
            let events = memory.events(Some(&ending.run.id)).unwrap_or_default();
            let idle = !events.iter().any(|event| event.at >= began && event.kind == "phase");
            let idle = idle && ending.why.is_none();
            let evidence = ending.why.as_ref().and_then(|why| why.evidence.as_deref());
            let told = story::told(&ending.story, &ending.folder, idle, evidence, say);
            show(&journal::as_given(self.arguments).text(&told));
        }
        self.stories.push(story::as_shown(
            ending.story,
            &ending.folder,
            &journal::as_given(self.arguments),
        ));
        Ok(())
    }

    /// How many ledgers ended in which way.
    fn together(&self) -> String {
        let say = self.say;
        let ends = ["done", "waiting", "held", "interrupted", "failed", "unknown"];
        let mut parts = Vec::new();
        for end in ends {
            let count = self.stories.iter().filter(|story| story.outcome == end).count();
            if count > 0 {
                let style = story::style_of(end);
                let words = say.fill(ended(end), &[("n", &count.to_string())]);
                parts.push(format!("{style}{words}{style:#}"));
            }
        }
        // What failed without files was a company, of which no ledger was looked at.
        let ledgers = self.failed.iter().filter(|failed| !failed.files.is_empty()).count();
        let companies = self.failed.len() - ledgers;
        let word = say.text(s("sin empezar", "not begun"));
        if ledgers > 0 {
            parts.push(format!("{ledgers} {RED}{word}{RED:#}"));
        }
        if companies > 0 {
            let words = s("{n} {n?empresa|empresas}", "{n} {n?company|companies}");
            let count = say.fill(words, &[("n", &companies.to_string())]);
            parts.push(format!("{count} {RED}{word}{RED:#}"));
        }
        let all = (self.stories.len() + ledgers).to_string();
        let words = s(
            "{BOLD}{all} {all?registro|registros}{OFF}: {parts}. Todo en una página: cuadre status",
            "{BOLD}{all} {all?ledger|ledgers}{OFF}: {parts}. All on one page: cuadre status",
        );
        let (bold, off) = (BOLD.to_string(), format!("{BOLD:#}"));
        let parts = parts.join(", ");
        let values = [("all", all.as_str()), ("parts", &parts), ("BOLD", &bold), ("OFF", &off)];
        say.fill(words, &values) + "\n"
    }

    /// Says which ledger comes.
    fn begin(&self, order: &Order) {
        if self.quiet {
            return;
        }
        let names = order.job.files.iter().filter_map(|file| file.file_name());
        let names: Vec<_> = names.map(|name| name.to_string_lossy().into_owned()).collect();
        let company = journal::company_shown(&order.company);
        let line = format!("{BOLD}{company}{BOLD:#} {DIM}·{DIM:#} {}\n", names.join(", "));
        show(&line);
    }

    fn fail(&mut self, company: &str, files: Vec<String>, failure: Failure) {
        self.outcome = self.outcome.worst(failure.outcome);
        let several = files.is_empty() && !company.is_empty();
        let place = if several { format!("{BOLD}{company}{BOLD:#}\n") } else { String::new() };
        let message = journal::as_given(self.arguments).text(&failure.message);
        show(&format!("{place}{message}\n\n"));
        self.failed.push(Failed {
            company: company.to_owned(),
            files,
            exit_code: failure.outcome as u8,
            says: anstream::adapter::strip_str(&failure.message).to_string(),
        });
    }
}

fn step(sentence: &str) {
    let line = format!("  {DIM}·{DIM:#} {sentence}\n");
    show(&line);
}

fn show(text: &str) {
    let text = width::fit(text, width::of_stderr(), 2);
    let _ = anstream::stderr().lock().write_all(text.as_bytes());
}

/// Why there is no run to speak of.
pub(super) fn stopped(stop: &Stop, say: Say) -> Failure {
    match stop {
        Stop::Journal(error) => journal::failure(error, say),
        Stop::Ledger(error @ RunError::Interrupted) => {
            Failure { outcome: Outcome::Interrupted, ..normalize::failure(error, say) }
        }
        Stop::Ledger(error) => normalize::failure(error, say),
        Stop::End(outcome, why) => {
            let told = Told {
                code: why.code(),
                says: why.message(say.0),
                advice: why.advice(say.0),
                ..Default::default()
            };
            Failure { outcome: (*outcome).into(), message: told.render(say) }
        }
    }
}

/// So many runs that ended in this way.
fn ended(outcome: &str) -> Sentence {
    match outcome {
        "done" => s("{n} {n?terminado|terminados}", "{n} done"),
        "held" => s("{n} {n?retenido|retenidos}", "{n} held"),
        "waiting" => s("{n} {n?espera|esperan} por usted", "{n} {n?waits|wait} for you"),
        "failed" => s("{n} {n?falló|fallaron}", "{n} failed"),
        "unknown" => s("{n} en duda", "{n} in doubt"),
        _ => s("{n} {n?interrumpido|interrumpidos}", "{n} interrupted"),
    }
}

/// The words for outcomes, so that `run` and `status` say the same.
pub(super) fn outcome_words(outcome: &str, say: Say) -> &'static str {
    say.text(match outcome {
        "done" => s("terminado", "done"),
        "held" => s("retenido", "held"),
        "waiting" => s("espera por usted", "waits for you"),
        "failed" => s("falló", "failed"),
        "unknown" => s("en duda", "in doubt"),
        "interrupted" => s("interrumpido", "interrupted"),
        "working" => s("en curso", "at work"),
        of if super::not_begun::is_one(of) => s("sin empezar", "not begun"),
        _ => s("sin terminar", "unfinished"),
    })
}
