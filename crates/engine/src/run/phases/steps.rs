//! One attempt: walks from phase to phase until it is done or stopped.

use std::path::{Path, PathBuf};
use std::rc::Rc;

use serde_json::json;

use super::asked::{Asked, Side};
use super::reports::Lists;
use super::stop::Stop;
use super::story::{Story, Untold};
use super::watched::{RunLog, WatchedAccounting, WatchedImport};
use super::{Connect, Ending, ROUNDS_MAX, Register, Tell, phase_says};
use crate::journal::{FolderLock, Journal, Outcome, Phase, Run};
use crate::model::{
    BranchName, Finding, Language, PlanItem, Sentence, SeriesCode, Subject, grouped,
};
use crate::normalize::outputs::Manifest;
use crate::os_error;
use crate::ports::{AccountingSystem, Clock, ImportPlatform, PartFile};
use crate::run::report::Ended;

/// Names of folders within a run's.
pub(super) const LEDGER: &str = "ledger";
pub(super) const REPORTS: &str = "reports";
pub(super) const REGISTER: &str = "register";

/// What an attempt reaches the world by.
pub(super) struct World<'a> {
    pub(super) connect: &'a mut Connect<'a>,
    pub(super) tell: &'a mut Tell<'a>,
    /// Keeps a second PC out.
    pub(super) lock: FolderLock,
}

/// An attempt at a run.
pub(super) struct Steps<'a> {
    pub(super) order: &'a super::Order,
    pub(super) journal: &'a mut Journal,
    pub(super) clock: &'a dyn Clock,
    connect: &'a mut Connect<'a>,
    tell: &'a mut Tell<'a>,
    lock: FolderLock,
    pub(super) run: Run,
    pub(super) folder: PathBuf,
    pub(super) language: Language,
    pub(super) story: Story,
    pub(super) manifest: Manifest,
    pub(super) import: Option<WatchedImport<'a>>,
    pub(super) accounting: Option<WatchedAccounting<'a>>,
    log: Rc<RunLog<'a>>,
    /// The lists that the last plan was made of, while they are fresh.
    pub(super) lists: Option<Lists>,
    /// The findings of the round's report, while nothing has used them.
    pub(super) findings: Option<Vec<Finding>>,
    /// The revision from which on parts are in the batch; 0: all of them.
    pub(super) supplement: u32,
    /// The number of the batch's first part.
    pub(super) first_part: u32,
    /// What applying corrections has shown.
    pub(super) corrected: Option<Ended>,
    /// The parts, once this attempt has compared them with their hashes.
    pub(super) verified: Option<Vec<PartFile>>,
    /// Whether the details at hand are of a processing of this attempt.
    pub(super) details_are_fresh: bool,
    /// Whether this attempt has registered something since the last processing.
    pub(super) registered: bool,
    /// Times that a plan was refused since the world had moved.
    pub(super) moved: u32,
    /// Whether this attempt has sent, or found in the batch, every part of the generation.
    pub(super) is_sent_now: bool,
    /// Whether a person's word about the batch was asked for.
    pub(super) is_word_used: bool,
    /// Generations begun in this attempt.
    pub(super) generations: u32,
}

const WORD_UNUSED: Sentence = Sentence::new(
    "Lo que usted dijo del lote (--accept-batch o --resend-batch) no hizo falta: nadie lo preguntaba.",
    "What you said of the batch (--accept-batch or --resend-batch) was not needed: nobody had asked.",
);

/// What a decision is about, as the journal keeps it.
pub fn item_of(item: &PlanItem) -> String {
    key_of(item.subject, &item.code, &item.branch)
}

/// What a complaint or a decision is about.
pub(super) fn key_of(subject: Subject, code: &SeriesCode, branch: &BranchName) -> String {
    let subject = match subject {
        Subject::Series => "series",
        Subject::Other => "other",
    };
    format!("{subject}\t{}\t{}", code.0, branch.0)
}

/// The parts of [`item_of`].
pub fn parse_item(text: &str) -> Option<(Subject, SeriesCode, BranchName)> {
    let mut parts = text.splitn(3, '\t');
    let subject = match parts.next()? {
        "series" => Subject::Series,
        "other" => Subject::Other,
        _ => return None,
    };
    Some((subject, SeriesCode(parts.next()?.to_owned()), BranchName(parts.next()?.to_owned())))
}

impl<'a> Steps<'a> {
    pub(super) fn new(
        order: &'a super::Order,
        journal: &'a mut Journal,
        clock: &'a dyn Clock,
        world: World<'a>,
        run: Run,
        folder: PathBuf,
        language: Language,
    ) -> Result<Steps<'a>, Box<Stop>> {
        let World { connect, tell, lock } = world;
        let ledger = folder.join(LEDGER);
        let manifest =
            Manifest::read(&ledger).map_err(|error| Box::new(Stop::Ledger(error.into())))?;
        let Some(manifest) = manifest else {
            let values = vec![
                ("part", "manifest.json".to_owned()),
                ("folder", folder.display().to_string()),
            ];
            return Err(Stop::end(Outcome::Failed, "part-changed", values));
        };
        let known = run.summary.as_deref().and_then(|text| serde_json::from_str(text).ok());
        let story: Story = known.unwrap_or_default();
        let log = Rc::new(RunLog::open(&folder.join("run.log"), clock)?);
        Ok(Steps {
            order,
            journal,
            clock,
            connect,
            tell,
            lock,
            run,
            folder,
            language,
            story,
            manifest,
            import: None,
            accounting: None,
            log,
            lists: None,
            findings: None,
            supplement: 0,
            first_part: 1,
            corrected: None,
            verified: None,
            details_are_fresh: false,
            registered: false,
            moved: 0,
            is_sent_now: false,
            is_word_used: false,
            generations: 0,
        })
    }

    /// Goes on until nothing is left, or something stops it.
    pub(super) fn go(&mut self) -> Result<(), Box<Stop>> {
        self.take_corrections()?;
        self.run = self.journal.attempt(self.clock, &self.run.id)?;
        let mut rounds = 0;
        loop {
            if let Some(words) = phase_says(self.run.phase) {
                self.say(words.text(self.language).to_owned());
            }
            match self.run.phase {
                Phase::Ingest => self.advance(Phase::Normalize)?,
                Phase::Normalize => {
                    self.may_be_sent()?;
                    self.may_be_supplemented()?;
                    if self.supplement > 0 && self.parts()?.is_empty() {
                        self.advance(Phase::Done)?;
                        continue;
                    }
                    self.advance(match self.order.register {
                        Register::Before if self.run.generation == 0 => Phase::Reconcile,
                        _ => Phase::Load,
                    })?;
                }
                Phase::Load => self.load()?,
                Phase::Process => {
                    rounds += 1;
                    if rounds > ROUNDS_MAX {
                        return Err(self.no_progress());
                    }
                    self.process()?;
                }
                Phase::Analyze => self.analyze()?,
                Phase::Reconcile => self.reconcile()?,
                Phase::Register => self.register()?,
                Phase::Done => return Ok(()),
            }
        }
    }

    /// Whether what was judged may go to the platform: something accepted,
    /// nothing rejected and nothing held, or a person's word.
    fn may_be_sent(&mut self) -> Result<(), Box<Stop>> {
        let rows = self.manifest.rows;
        self.story.rows = rows;
        let held = super::identify::held(&self.folder);
        let ledger = self.folder.join(LEDGER);
        if self.manifest.parts.iter().all(|part| part.rows == 0) {
            // No word of a person makes an empty batch worth processing.
            let values = vec![
                ("rejected", grouped(rows.rejected)),
                ("rows", grouped(rows.read)),
                ("folder", ledger.display().to_string()),
            ];
            return Err(Stop::end(Outcome::Held, "nothing-to-send", values));
        }
        if let Some(reason) = &self.order.accept_rejects {
            let word = json!({ "rejected": rows.rejected, "held": held, "reason": reason, "who": self.order.who });
            self.journal.tell(self.clock, &self.run.id, "accepted-rejects", word)?;
            return Ok(());
        }
        if rows.rejected > 0 && self.order.on_rejects == super::OnRejects::Hold {
            let values = vec![
                ("rejected", grouped(rows.rejected)),
                ("rows", grouped(rows.read)),
                ("company", self.order.company.name.clone()),
                ("period", self.run.period.to_string()),
                ("workbook", ledger.join("corrections.xlsx").display().to_string()),
            ];
            let is_sent = self.supplement > 0;
            let name = if is_sent { "rows-still-rejected" } else { "rows-rejected" };
            return Err(Stop::end(Outcome::Held, name, values));
        }
        if !held.is_empty() {
            let values = vec![("codes", held.join(", ")), ("folder", ledger.display().to_string())];
            return Err(Stop::end(Outcome::Held, "ledger-held", values));
        }
        if rows.rejected > 0 {
            let word = json!({ "rejected": rows.rejected, "on_rejects": "continue" });
            self.journal.tell(self.clock, &self.run.id, "accepted-rejects", word)?;
        }
        Ok(())
    }

    /// A sign of life, for whoever waits for the period, here or at another PC.
    pub(super) fn beat(&mut self) -> Result<(), Box<Stop>> {
        self.lock.beat()?;
        Ok(self.journal.beat(self.clock)?)
    }

    pub(super) fn advance(&mut self, to: Phase) -> Result<(), Box<Stop>> {
        self.lock.beat()?;
        let story = self.story_so_far();
        self.run = self.journal.advance_and_summarize(self.clock, &self.run.id, to, &story)?;
        Ok(())
    }

    /// For the journal, while the attempt goes on.
    pub(super) fn story_so_far(&self) -> String {
        serde_json::to_string(&self.story).unwrap_or_default()
    }

    pub(super) fn say(&mut self, sentence: String) {
        (self.tell)(&sentence);
    }

    /// Notes that a number was not told by the platform, once.
    pub(super) fn not_verified(&mut self, what: Untold) {
        if !self.story.not_verified.iter().any(|known| known == what.name()) {
            self.story.not_verified.push(what.name().to_owned());
        }
    }

    /// The platforms, connected, with company and period open.
    pub(super) fn open_import(&mut self) -> Result<(), Box<Stop>> {
        self.connect()?;
        let (company, period) = (&self.order.company, self.run.period);
        if let Some(port) = &mut self.import
            && !port.is_open
        {
            port.open(company, period)
                .map_err(|failure| Stop::platform(Asked::Open(Side::ImportPlatform), &failure))?;
        }
        Ok(())
    }

    pub(super) fn open_accounting(&mut self) -> Result<(), Box<Stop>> {
        self.connect()?;
        let (company, period) = (&self.order.company, self.run.period);
        if let Some(port) = &mut self.accounting
            && !port.is_open
        {
            port.open(company, period)
                .map_err(|failure| Stop::platform(Asked::Open(Side::Accounting), &failure))?;
        }
        Ok(())
    }

    fn connect(&mut self) -> Result<(), Box<Stop>> {
        if self.import.is_some() {
            return Ok(());
        }
        let platforms = (self.connect)(&self.folder).map_err(|detail| {
            Stop::end(Outcome::Failed, "connector-unopened", vec![("detail", detail)])
        })?;
        self.import = Some(WatchedImport::new(platforms.import, self.log.clone()));
        self.accounting = Some(WatchedAccounting::new(platforms.accounting, self.log.clone()));
        Ok(())
    }

    pub(super) fn path(&self, folder: &str) -> Result<PathBuf, Box<Stop>> {
        let path = self.folder.join(folder);
        std::fs::create_dir_all(&path).map_err(|error| unwritten(&path, &error))?;
        Ok(path)
    }

    pub(super) fn no_progress(&self) -> Box<Stop> {
        let values = vec![
            ("round", self.run.round.to_string()),
            ("complaints", grouped(self.story.details.last)),
            ("run", self.run.id.to_string()),
        ];
        Stop::end(Outcome::Waiting, "round-without-progress", values)
    }

    /// Closes the attempt: the outcome and the story go to the journal.
    pub(super) fn end(
        mut self,
        stopped: Result<(), Box<Stop>>,
        judged: Option<Ended>,
    ) -> Result<Ending, Box<Stop>> {
        let (outcome, why) = match stopped {
            Ok(()) if self.manifest.rows.rejected > 0 || !self.story.skipped.is_empty() => {
                (Outcome::Rejections, None)
            }
            Ok(()) => (Outcome::Done, None),
            Err(stop) => match *stop {
                Stop::End(outcome, why) => (outcome, Some(why)),
                other => return Err(Box::new(other)),
            },
        };
        self.run = self.journal.end(self.clock, &self.run.id, outcome)?;
        self.recount()?;
        if self.order.batch.is_some() && !self.is_word_used {
            self.say(WORD_UNUSED.text(self.language).to_owned());
        }
        let run = &self.run;
        self.story = Story {
            id: run.id.to_string(),
            company: run.company.clone(),
            period: run.period.to_string(),
            phase: run.phase.name().to_owned(),
            outcome: match outcome {
                Outcome::Rejections => "done".to_owned(),
                other => other.name().to_owned(),
            },
            why: why.as_ref().map(|why| why.code().to_owned()),
            says: why.as_ref().map(|why| [why.message(self.language), why.advice(self.language)]),
            spoken: None,
            rows: self.manifest.rows,
            ..std::mem::take(&mut self.story)
        };
        let spoken = why.as_ref().map(|why| {
            [Language::Es, Language::En].map(|each| [why.message(each), why.advice(each)])
        });
        let kept = Story { spoken, ..self.story.clone() };
        let text = serde_json::to_string(&kept).unwrap_or_default();
        self.journal.summarize(self.clock, &self.run.id, &text)?;
        self.run.summary = Some(text);
        let judged = self.corrected.or(judged);
        Ok(Ending { run: self.run, outcome, why, story: self.story, folder: self.folder, judged })
    }
}

/// A file of the run that cannot be written.
pub(super) fn unwritten(path: &Path, error: &std::io::Error) -> Box<Stop> {
    let values = vec![("path", path.display().to_string())];
    Stop::end(Outcome::Failed, "file-unwritten", values)
        .spoken("detail", |language| os_error::says(error, language))
}
