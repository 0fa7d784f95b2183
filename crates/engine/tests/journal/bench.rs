//! What every test stands on: a journal in a folder of its own, a clock that only moves when it is told, and a world
//! whose answers are scripted and whose acts are counted.

use std::cell::Cell;
use std::path::PathBuf;
use std::rc::Rc;
use std::time::Duration;

use engine::journal::{
    AtWrite, Effect, EffectError, Intent, Journal, Key, Ledger, Moment, OnUntellable, Run, Started,
    at_most_once,
};
use engine::model::Period;
use engine::ports::{Answer, Clock, CompanyId, Failure, FailureKind, Sighting};

pub(crate) const SETTLING: Duration = Duration::from_secs(30);

/// Time that passes only where somebody waits.
#[derive(Clone, Default)]
pub(crate) struct HandClock {
    now: Rc<Cell<u64>>,
    stopped: Rc<Cell<bool>>,
}

impl HandClock {
    pub(crate) fn pass(&self, time: Duration) {
        self.now.set(self.now.get() + time.as_millis() as u64);
    }

    pub(crate) fn set(&self, now: u64) {
        self.now.set(now);
    }

    pub(crate) fn stop(&self) {
        self.stopped.set(true);
    }
}

impl Clock for HandClock {
    fn now(&self) -> u64 {
        self.now.get()
    }

    fn pause(&self, time: Duration) -> bool {
        self.pass(time);
        !self.stopped.get()
    }
}

/// A journal's file and a clock.
pub(crate) struct Bench {
    pub(crate) folder: tempfile::TempDir,
    pub(crate) clock: HandClock,
}

impl Bench {
    pub(crate) fn new() -> Bench {
        let clock = HandClock::default();
        clock.set(1_770_000_000_000);
        Bench { folder: tempfile::tempdir().unwrap(), clock }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("journal.db")
    }

    pub(crate) fn open(&self) -> Journal {
        Journal::open(&self.path()).unwrap()
    }

    /// The current run of January, begun where there is none.
    pub(crate) fn run(&self, journal: &mut Journal) -> Run {
        started(journal, &self.clock, "aaaa").run().unwrap()
    }
}

pub(crate) fn january() -> Period {
    Period::new(2026, 1).unwrap()
}

pub(crate) fn company() -> CompanyId {
    CompanyId { name: "demo".into(), ruc: "20100176450".into() }
}

pub(crate) fn ledger<'a>(company: &'a CompanyId, content: &'a str) -> Ledger<'a> {
    Ledger {
        company,
        period: january(),
        content,
        bytes: "bytes",
        folder: "demo/2026-01",
        settings: "{}",
    }
}

pub(crate) fn started(journal: &mut Journal, clock: &dyn Clock, content: &str) -> Started {
    journal.start(clock, &ledger(&company(), content), None).unwrap()
}

pub(crate) fn failure(kind: FailureKind) -> Failure {
    Failure {
        kind,
        message: format!("{kind:?}"),
        place: "demo.rhai:1".into(),
        evidence: None,
        retry_after: None,
    }
}

/// A world that answers as it is told, and remembers what was asked of it.
#[derive(Default)]
pub(crate) struct Scripted {
    pub(crate) looks: Vec<Answer<Sighting<()>>>,
    pub(crate) answer: Option<Answer<()>>,
    pub(crate) looked: usize,
    pub(crate) acted: usize,
}

impl Scripted {
    /// The last look's answer is given for ever.
    pub(crate) fn new(looks: &[Sighting<()>], answer: Answer<()>) -> Scripted {
        let looks = looks.iter().map(|look| Ok(*look)).collect();
        Scripted { looks, answer: Some(answer), looked: 0, acted: 0 }
    }

    pub(crate) fn look(&mut self) -> Answer<Sighting<()>> {
        let answer = self.looks[self.looked.min(self.looks.len() - 1)].clone();
        self.looked += 1;
        answer
    }

    pub(crate) fn act(&mut self) -> Answer<()> {
        self.acted += 1;
        self.answer.clone().unwrap()
    }
}

/// The account that most tests open.
pub(crate) fn key() -> Key {
    Key::open_account("demo", "TM LARCOMAR")
}

pub(crate) fn once(
    journal: &mut Journal,
    clock: &HandClock,
    run: &Run,
    world: &mut Scripted,
    untellable: OnUntellable,
) -> Result<Effect<()>, EffectError> {
    let key = key();
    let intent = Intent { run: &run.id, key: &key, meaning: "302", settling: SETTLING, untellable };
    at_most_once(journal, clock, world, &intent, Scripted::look, Scripted::act)
}

/// Stops the program at the write of this number.
pub(crate) fn crash_at(journal: &mut Journal, number: u64, moment: Moment) {
    journal.on_write(Box::new(move |seen| {
        if seen.number == number && seen.moment == moment { AtWrite::Crash } else { AtWrite::Go }
    }));
}
