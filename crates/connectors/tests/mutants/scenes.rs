//! Small worlds in which something goes wrong, and what must be true of them in the end.

use std::rc::Rc;
use std::time::Duration;

use engine::journal::{EffectState, Outcome};
use engine::ports::Clock;
use engine::run::phases::{Ending, Order};
use simulators::{
    Begin, Colleague, Fault, FaultName, ProcessAgain, Scenario, SeriesImport, System,
};

use crate::ledger::{Sold, ledger, sold};
use crate::lies::{Liar, Lie};
use crate::world::{Now, World};

/// What must be true, and whether it is.
pub(crate) type Scene = (&'static str, fn(Option<Lie>) -> Result<(), String>);

pub(crate) const SCENES: [Scene; 16] = [
    ("an answer lost after Cargar: sent once", |lie| lost(lie, FaultName::AnswerLost, "upload")),
    ("an answer lost after Procesar: processed once", |lie| {
        lost(lie, FaultName::AnswerLost, "process")
    }),
    ("an answer lost after an account: opened once", |lie| {
        lost(lie, FaultName::AnswerLost, "open_account")
    }),
    ("an answer lost after an import: imported once", |lie| {
        lost(lie, FaultName::AnswerLost, "series_import")
    }),
    ("Cargar that arrives late: sent once", |lie| lost(lie, FaultName::AppliedLate, "upload")),
    ("Procesar that arrives late: processed once", |lie| {
        lost(lie, FaultName::AppliedLate, "process")
    }),
    ("an account that arrives late: opened once", |lie| {
        lost(lie, FaultName::AppliedLate, "open_account")
    }),
    ("an import that arrives late: imported once", |lie| {
        lost(lie, FaultName::AppliedLate, "series_import")
    }),
    ("an attempt that ends before Procesar: begun once, sent once", begun_and_cut),
    ("a colleague's file before Iniciar: untouched", filled_before),
    ("a colleague's file before Procesar: not processed", |lie| {
        filled_after(lie, "progress", FaultName::ErrorBefore)
    }),
    ("a colleague's file after a doubtful order: not processed", |lie| {
        filled_after(lie, "process", FaultName::ErrorBefore)
    }),
    ("a batch that a colleague emptied: sent again, all posted", emptied),
    ("a batch that Iniciar keeps: begun", kept),
    ("an import that does nothing: noticed", hollow),
    ("all on record: each thing done has its effect", on_record),
];

const B: [Sold<'static>; 3] = [
    sold("B001", "TM PLAZA NORTE", 3),
    sold("F003", "TM PLAZA NORTE", 1),
    sold("B005", "TM MALL PLZ COMAS 2", 1),
];

const RUC: &str = "20998877017";

/// A clock that waits as long as it is asked to.
struct Patient;

impl Clock for Patient {
    fn now(&self) -> u64 {
        Now.now()
    }

    fn pause(&self, time: Duration) -> bool {
        std::thread::sleep(time);
        true
    }
}

struct Stage {
    world: World,
    order: Order,
    liar: Liar,
}

fn stage(lie: Option<Lie>, change: impl FnOnce(&mut Scenario)) -> Stage {
    let mut world = World::new(change);
    world.options.push(("idle_limit", "300ms".to_owned()));
    let liar = Liar::new(lie, world.heard.clone());
    if let Some(failpoint) = liar.failpoint() {
        world.journal.on_write(failpoint);
    }
    let wraps = liar.clone();
    world.wrap = Some(Rc::new(move |platforms| wraps.wrap(platforms)));
    let file = ledger(world.path(), "b.csv", &B, &[]);
    let order = world.order(&file);
    Stage { world, order, liar }
}

impl Stage {
    fn work(&mut self) -> Result<Ending, String> {
        self.world.work(&self.order).map_err(|stop| format!("{stop:?}"))
    }

    /// Runs again until it is done.
    fn is_done(&mut self) -> Result<Ending, String> {
        let mut ending = self.work()?;
        for _ in 0..4 {
            if ending.outcome == Outcome::Done {
                return Ok(ending);
            }
            ending = self.work()?;
        }
        let why = ending.why.as_ref().map(|why| why.name());
        Err(format!("it ends {:?}: {why:?}", ending.outcome))
    }

    fn ends(&mut self, outcome: Outcome, why: &str) -> Result<Ending, String> {
        let ending = self.work()?;
        let found = ending.why.as_ref().map(|why| why.name());
        match ending.outcome == outcome && found == Some(why) {
            true => Ok(ending),
            false => Err(format!("it ends {:?}: {found:?}, not {why}", ending.outcome)),
        }
    }

    /// Both platforms hold what they should, and each thing was done as often as it says.
    fn agree(&self, begun: usize, sent: usize) -> Result<(), String> {
        let import = System::ImportPlatform;
        for (system, operation, times) in [
            (import, "begin", begun),
            (import, "upload", sent),
            (import, "process", 2),
            (System::Aconsys, "open_account", 1),
            (import, "series_import", 1),
        ] {
            let found = self.world.committed(system, operation);
            if found != times {
                return Err(format!("{operation} was done {found} times, not {times}"));
            }
        }
        let state = self.world.state(import);
        let posted = state["documents"].as_array().expect("documents").iter();
        match posted.filter(|document| document["posted"].as_i64() > Some(0)).count() {
            5 => Ok(()),
            count => Err(format!("{count} documents are posted, not 5")),
        }
    }
}

fn lost(lie: Option<Lie>, name: FaultName, operation: &str) -> Result<(), String> {
    let mut stage = stage(lie, |scenario| scenario.process_again = ProcessAgain::All);
    let system = if operation == "open_account" { System::Aconsys } else { System::ImportPlatform };
    if name == FaultName::AppliedLate {
        stage.world.clock = Rc::new(Patient);
    }
    stage.world.arm(Fault { delay_ms: 150, ..Fault::new(system, name, operation) });
    stage.is_done()?;
    stage.agree(1, 1)
}

/// The attempt ends between the upload and the order; whoever does not know that the batch was begun begins it again.
fn begun_and_cut(lie: Option<Lie>) -> Result<(), String> {
    let mut stage = stage(lie, |_| {});
    stage.world.arm(Fault::new(System::ImportPlatform, FaultName::ErrorBefore, "progress"));
    stage.work()?;
    stage.world.running.import_platform.clear_faults();
    stage.is_done()?;
    stage.agree(1, 1)
}

fn filled_before(lie: Option<Lie>) -> Result<(), String> {
    let mut stage = stage(lie, |_| {});
    let platform = &stage.world.running.import_platform;
    platform.colleague(RUC, "202601", Colleague::Fill)?;
    let his = stage.world.state(System::ImportPlatform)["files"].clone();
    stage.ends(Outcome::Waiting, "staging-not-ours")?;
    match stage.world.state(System::ImportPlatform)["files"] == his {
        true => Ok(()),
        false => Err("his file was touched".to_owned()),
    }
}

fn filled_after(lie: Option<Lie>, operation: &str, name: FaultName) -> Result<(), String> {
    let mut stage = stage(lie, |_| {});
    stage.world.fault(System::ImportPlatform, name, operation);
    stage.work()?;
    stage.world.running.import_platform.clear_faults();
    stage.world.running.import_platform.colleague(RUC, "202601", Colleague::Fill)?;
    stage.ends(Outcome::Waiting, "staging-not-ours")?;
    match stage.world.committed(System::ImportPlatform, "process") {
        0 => Ok(()),
        count => Err(format!("processed {count} times")),
    }
}

fn emptied(lie: Option<Lie>) -> Result<(), String> {
    let mut stage = stage(lie, |_| {});
    stage.world.fault(System::ImportPlatform, FaultName::ErrorBefore, "progress");
    stage.work()?;
    stage.world.running.import_platform.clear_faults();
    stage.world.running.import_platform.colleague(RUC, "202601", Colleague::Empty)?;
    stage.is_done()?;
    stage.agree(2, 2)
}

fn kept(lie: Option<Lie>) -> Result<(), String> {
    let mut stage = stage(lie, |scenario| scenario.begin = Begin::Keeps);
    stage.world.running.import_platform.set_reachable(false);
    let ending = stage.ends(Outcome::Failed, "platform-unreachable")?;
    stage.world.running.import_platform.set_reachable(true);
    stage.liar.memory.borrow_mut().run = Some(ending.run.id.to_string());
    stage.is_done()?;
    stage.agree(1, 1)
}

fn hollow(lie: Option<Lie>) -> Result<(), String> {
    let mut stage = stage(lie, |scenario| scenario.series_import = SeriesImport::Replace);
    stage.liar.memory.borrow_mut().is_hollow = true;
    stage.ends(Outcome::Waiting, "catalog-differs").map(|_| ())
}

fn on_record(lie: Option<Lie>) -> Result<(), String> {
    let mut stage = stage(lie, |_| {});
    let ending = stage.is_done()?;
    stage.agree(1, 1)?;
    let effects = stage.world.journal.effects(&ending.run.id).expect("effects");
    let done: Vec<_> = effects
        .iter()
        .filter(|effect| effect.state == EffectState::Done && effect.attempts == 1)
        .map(|effect| effect.verb.name())
        .collect();
    let all = ["begin", "upload", "process", "open-account", "register-series", "process"];
    match done == all {
        true => Ok(()),
        false => Err(format!("on record are {done:?}")),
    }
}
