//! The program stops at a write of the journal, and another process goes on: everything ends as if nothing had been.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use engine::journal::{Decided, EffectState, Happened, JournalError, Moment, Outcome, Verb};
use engine::run::phases::{BatchWord, Ending, Order, Register, Stop, item_of};
use serde_json::Value;
use simulators::{Begin, FaultName, ProcessAgain, SeriesImport, System};

use crate::altered::blind;
use crate::ledger::{Sold, ledger, sold};
use crate::memory;
use crate::world::{Now, World};

/// What is known, what is certain, what needs an account, and what only a person can say.
const ALL: [Sold<'static>; 4] = [
    sold("B001", "TM PLAZA NORTE", 2),
    sold("F003", "TM PLAZA NORTE", 1),
    sold("B005", "TM MALL PLZ COMAS 2", 1),
    sold("B020", "TM SAN JUAN DE LURIGANCHO 2", 1),
];

/// A kind of platform.
#[derive(Clone, Copy, Debug)]
struct Kind {
    begin: Begin,
    series_import: SeriesImport,
    process_again: ProcessAgain,
    /// Whether it tells nothing.
    is_blind: bool,
    /// When series are registered.
    register: Register,
    /// What it answers with 500 the first time, and does not do.
    fails: Option<(System, &'static str)>,
}

const USUAL: Kind = Kind {
    begin: Begin::Clears,
    series_import: SeriesImport::Merge,
    process_again: ProcessAgain::Pending,
    is_blind: false,
    register: Register::After,
    fails: None,
};

const OTHERS: [Kind; 6] = [
    Kind { register: Register::Before, ..USUAL },
    Kind { begin: Begin::Keeps, process_again: ProcessAgain::All, ..USUAL },
    Kind { series_import: SeriesImport::Replace, ..USUAL },
    Kind { begin: Begin::Keeps, series_import: SeriesImport::Replace, ..USUAL },
    Kind { is_blind: true, ..USUAL },
    Kind { begin: Begin::Keeps, series_import: SeriesImport::Replace, is_blind: true, ..USUAL },
];

const FAILING: [Kind; 4] = [
    Kind { fails: Some((System::ImportPlatform, "upload")), ..USUAL },
    Kind { fails: Some((System::ImportPlatform, "process")), ..USUAL },
    Kind { fails: Some((System::Aconsys, "open_account")), ..USUAL },
    Kind {
        fails: Some((System::ImportPlatform, "series_import")),
        series_import: SeriesImport::Replace,
        ..USUAL
    },
];

/// What is left in the end.
struct Left {
    journal: String,
    files: BTreeMap<String, String>,
    platforms: Value,
}

impl Left {
    /// What is not as it should be; `None` where all is.
    fn differs_from(&self, expected: &Left) -> Option<String> {
        let mut differs = Vec::new();
        for (is, should) in self.journal.lines().zip(expected.journal.lines()) {
            if is != should {
                differs.push(format!("journal: {is}\n      not: {should}"));
            }
        }
        if self.journal.lines().count() != expected.journal.lines().count() {
            differs.push(format!("journal: {}", self.journal));
        }
        let names: BTreeSet<_> = self.files.keys().chain(expected.files.keys()).collect();
        let changed =
            names.into_iter().filter(|name| self.files.get(*name) != expected.files.get(*name));
        differs.extend(changed.map(|name| format!("file: {name}")));
        if self.platforms != expected.platforms {
            differs
                .push(format!("platforms: {}\n      not: {}", self.platforms, expected.platforms));
        }
        (!differs.is_empty()).then(|| differs.join("\n  "))
    }
}

struct Play {
    world: World,
    order: Order,
    kind: Kind,
    writes: u64,
    crashes: u32,
}

impl Play {
    fn new(kind: Kind) -> Play {
        let mut world = World::new(|scenario| {
            (scenario.begin, scenario.series_import) = (kind.begin, kind.series_import);
            scenario.process_again = kind.process_again;
        });
        if let Some((system, operation)) = kind.fails {
            world.fault(system, FaultName::ErrorBefore, operation);
        }
        if kind.is_blind {
            world.wrap = Some(blind());
        }
        let file = ledger(world.path(), "b.csv", &ALL, &[]);
        let mut order = world.order(&file);
        order.job.bulk.rows_per_part = 3;
        order.register = kind.register;
        Play { world, order, kind, writes: 0, crashes: 0 }
    }

    /// Until both platforms agree, and once more; a person says what only he can say.
    fn is_played(&mut self) -> Result<Left, String> {
        for _ in 0..12 {
            match self.step()? {
                Ok(true) => return Ok(self.is_done()),
                Ok(false) => {}
                Err(error) => {
                    assert_eq!(error.name(), "journal-crashed");
                    self.crashes += 1;
                    self.world.leave_lock_behind();
                    self.world.begin_anew();
                }
            }
        }
        Err("it does not end".to_owned())
    }

    /// One attempt, and what a person says then; whether nothing is left to say. The inner error is a crash's.
    fn step(&mut self) -> Result<Result<bool, JournalError>, String> {
        let worked = self.world.work(&self.order);
        self.order.batch = None;
        let ending = match worked {
            Ok(ending) => ending,
            Err(stop) => match *stop {
                Stop::Journal(error) => return Ok(Err(error)),
                other => return Err(format!("{other:?}")),
            },
        };
        match (ending.outcome, ending.why.as_ref().map(|why| why.name())) {
            (Outcome::Done, _) => Ok(Ok(true)),
            (Outcome::Waiting, Some("items-unresolved")) => {
                Ok(self.decide(&ending).map(|()| false))
            }
            (Outcome::Waiting, Some("effect-untold")) if self.kind.is_blind => {
                Ok(self.resolve().map(|()| false))
            }
            (Outcome::Waiting, Some("staging-untold")) if self.kind.is_blind => {
                // He looks, and says what he sees.
                let reason = "lo vio en la pantalla".to_owned();
                let is_there = self.world.waiting_rows() == 5;
                self.order.batch = Some(if is_there {
                    BatchWord::Accept(reason)
                } else {
                    BatchWord::Resend(reason)
                });
                Ok(Ok(false))
            }
            (Outcome::Unknown, Some("platform-in-doubt")) if self.kind.fails.is_some() => {
                Ok(Ok(false))
            }
            other => Err(format!("{other:?} {:?}", ending.why)),
        }
    }

    fn decide(&mut self, ending: &Ending) -> Result<(), JournalError> {
        let plan = self.world.plan(ending);
        let open: Vec<_> = plan.unresolved().collect();
        assert_eq!(open.len(), 1, "{open:?}");
        let decided = Decided::CostCenter("1104\tTM SAN JUAN DE LURIGANCHO 1".to_owned());
        self.world.journal.decide(&Now, &ending.run.id, &item_of(open[0]), &decided, "prueba")
    }

    /// A person looks at the platform: did it happen once more than is on record?
    fn resolve(&mut self) -> Result<(), JournalError> {
        for open in self.world.journal.effects_in_doubt()? {
            let (system, operation) = match open.verb {
                Verb::Begin => (System::ImportPlatform, "begin"),
                Verb::Upload => (System::ImportPlatform, "upload"),
                Verb::Process => (System::ImportPlatform, "process"),
                Verb::OpenAccount => (System::Aconsys, "open_account"),
                Verb::RegisterSeries => (System::ImportPlatform, "series_import"),
            };
            let effects = self.world.journal.effects(&open.run)?;
            let of_verb = effects.iter().filter(|row| row.verb == open.verb);
            let known = of_verb.filter(|row| row.state == EffectState::Done && row.attempts > 0);
            let happened = if self.world.committed(system, operation) > known.count() {
                Happened::Yes
            } else {
                Happened::No
            };
            self.world.journal.resolve(&Now, open.id, happened, "prueba")?;
        }
        Ok(())
    }

    fn is_done(&mut self) -> Left {
        self.writes = self.world.journal.writes();
        self.world.begin_anew();
        let ending = self.world.ends(&self.order, Outcome::Done);
        self.world.journal.verify_events().expect("an unbroken chain");
        let (world, is_told) = (&self.world, !self.kind.is_blind);
        Left {
            journal: memory::meaning(&world.journal, is_told),
            files: memory::files(world, &ending.folder, is_told),
            platforms: if is_told { memory::platforms(world) } else { memory::books(world) },
        }
    }
}

/// Plays once without a crash, then once for each of `cuts`, which is told how many writes there are.
fn ends_the_same(kind: Kind, cuts: impl FnOnce(u64) -> Vec<(u64, Moment)>) {
    let mut uncut = Play::new(kind);
    let expected = uncut.is_played().unwrap_or_else(|why| panic!("{kind:?} {why}"));
    assert!(uncut.writes > 50, "{}", uncut.writes);
    let cuts = cuts(uncut.writes);
    let (next, failures) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                while let Some(&(number, moment)) = cuts.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let mut play = Play::new(kind);
                    play.world.crash_at(number, moment);
                    let left = play.is_played();
                    assert!(play.crashes <= 1);
                    let differs = match left {
                        Ok(left) => left.differs_from(&expected),
                        Err(why) => Some(why),
                    };
                    if let Some(differs) = differs {
                        let failure = format!("{kind:?} {number} {moment:?}\n  {differs}");
                        failures.lock().expect("a list").push(failure);
                    }
                }
            });
        }
    });
    let failures = failures.into_inner().expect("a list");
    assert!(failures.is_empty(), "{} of {}:\n{}", failures.len(), cuts.len(), failures.join("\n"));
}

#[test]
fn a_crash_at_any_write_of_the_journal_ends_as_if_nothing_had_been() {
    ends_the_same(USUAL, |writes| {
        (1..=writes).flat_map(|at| [(at, Moment::Before), (at, Moment::After)]).collect()
    });
}

/// Every `step`th write, before and after in turn; `index` makes it other ones each time.
fn some(writes: u64, step: u64, index: u64) -> Vec<(u64, Moment)> {
    let cuts = (1..=writes).filter(|at| (at + index).is_multiple_of(step));
    let moment =
        |at: u64| if (at / step).is_multiple_of(2) { Moment::Before } else { Moment::After };
    cuts.map(|at| (at, moment(at))).collect()
}

#[test]
fn a_crash_ends_as_if_nothing_had_been_on_every_kind_of_platform() {
    for (index, kind) in (0..).zip(OTHERS) {
        ends_the_same(kind, |writes| some(writes, 5, index));
    }
}

#[test]
fn a_crash_on_a_bad_day_ends_as_if_nothing_had_been() {
    for (index, kind) in (0..).zip(FAILING) {
        ends_the_same(kind, |writes| some(writes, 7, index));
    }
}
