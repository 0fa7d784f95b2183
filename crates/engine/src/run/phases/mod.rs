//! The main job: a ledger in, both platforms in agreement; one file a phase.
//!
//! [`work`] takes one ledger from wherever its run stands as far as it can go. The journal says where that is, so the
//! same call begins a run, goes on after a power cut, and goes on after a person has decided. Each phase looks before
//! it acts and compares every number that a platform tells; what does not agree ends the attempt with a reason that says
//! what to do. Nothing that is in doubt is ever passed over: a period with an open question is not done.
//!
//! A *round* is one processing of the batch and what follows from it. A run goes through rounds until the platform
//! complains of nothing, or until a round brings nothing new.

mod analyze;
mod asked;
mod batch;
mod corrections;
mod identify;
mod load;
mod other_ledger;
mod predict;
mod process;
mod reconcile;
mod register;
mod reports;
mod steps;
mod stop;
mod stop_table;
mod story;
mod watched;

use std::path::{Path, PathBuf};

use crate::journal::{Journal, Outcome, Owner, Phase, Replaces, Resource, Run};
use crate::model::{Language, Sentence};
use crate::ports::{AccountingSystem, Clock, CompanyId, ImportPlatform};
use crate::reconcile::Policy;

use super::job::{Job, Watch};

pub use batch::BatchWord;
pub use load::part_files;
pub use other_ledger::{FileSeen, OtherLedger};
pub use predict::{Forecast, Pair, Predicted, keep_forecast};
pub use reports::{Unread, accounts_in, catalog_in, cost_centers_in};
pub use steps::{item_of, parse_item};
pub use stop::{Stop, Why};
pub use stop_table::STOPS;
pub use story::{Open, Story, Untold};

/// How long a lease lasts without a sign of life.
const LEASE: std::time::Duration = std::time::Duration::from_secs(120);

/// Rounds in one attempt; more means that something is wrong that more rounds do not mend (design.md 5).
const ROUNDS_MAX: u32 = 5;

/// What is to be done with one ledger.
#[derive(Debug)]
pub struct Order {
    /// How the ledger is judged; its `out` is not looked at, the run has a folder of its own.
    pub job: Job,
    /// Whose ledger it is.
    pub company: CompanyId,
    /// How the company registers series.
    pub policy: Policy,
    /// Texts that mark a detail as one about a missing series; empty: the usual ones.
    pub series_reasons: Vec<String>,
    /// Whether certain items are applied without a person.
    pub approve: Approve,
    /// When missing series are registered.
    pub register: Register,
    /// Whether a ledger with rejected rows goes on without them.
    pub on_rejects: OnRejects,
    /// A person's reason for going on without the rejected rows of this ledger.
    pub accept_rejects: Option<String>,
    /// A person's word about what is in the batch.
    pub batch: Option<BatchWord>,
    /// The run's correction workbook, edited.
    pub corrections: Option<PathBuf>,
    /// The run whose ledger this one replaces, and why.
    pub replaces: Option<(String, String)>,
    /// Who works: the name that decisions and reasons bear.
    pub who: String,
    /// Where runs are kept: `<output>/<company>/<period>/<run>`.
    pub output: PathBuf,
    /// The connectors' names, of which one run at a time has the seat.
    pub seats: Vec<String>,
}

/// Whether certain items are applied without a person.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Approve {
    /// *Inherited* and *New* are applied, the rest asks.
    #[default]
    Certain,
    /// The whole plan waits for `approve`.
    Ask,
}

/// When missing series are registered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Register {
    /// When the platform has complained of them.
    #[default]
    After,
    /// Before anything is sent: those that the platform will complain of, by its catalog. What is in doubt does not keep
    /// the ledger from being sent.
    Before,
}

/// What becomes of a ledger of which rows were rejected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum OnRejects {
    /// Nothing is sent until they are corrected or a person accepts the loss.
    #[default]
    Hold,
    /// The accepted rows go on.
    Continue,
}

/// The two platforms of a company, open to be worked.
pub struct Platforms {
    /// Takes bulk parts.
    pub import: Box<dyn ImportPlatform>,
    /// Keeps accounts and cost centers.
    pub accounting: Box<dyn AccountingSystem>,
}

/// Opens the platforms' connectors; evidence goes to the folder that is given. Its error is a sentence for the operator.
pub type Connect<'a> = dyn FnMut(&Path) -> Result<Platforms, String> + 'a;

/// What an attempt has come to.
#[derive(Debug)]
pub struct Ending {
    /// The run as it stands.
    pub run: Run,
    /// How the attempt ended.
    pub outcome: Outcome,
    /// Why, where a person has something to do; `None` where all is done.
    pub why: Option<Why>,
    /// What is told of the run in `--json` and reports.
    pub story: Story,
    /// The run's folder.
    pub folder: PathBuf,
    /// What judging the ledger has shown; `None` where it was judged in an earlier attempt.
    pub judged: Option<super::report::Ended>,
}

/// Whoever watches hears of each phase and step: a sentence in the operator's language.
pub type Tell<'a> = dyn FnMut(&str) + 'a;

/// What one attempt works with.
pub struct Tools<'a> {
    /// Memory.
    pub journal: &'a mut Journal,
    /// Time.
    pub clock: &'a dyn Clock,
    /// This process.
    pub owner: &'a Owner,
    /// How the platforms are reached.
    pub connect: &'a mut Connect<'a>,
    /// Who hears of the steps.
    pub tell: &'a mut Tell<'a>,
    /// The operator's language.
    pub language: Language,
}

/// Takes a ledger as far as it can go.
///
/// An error means that there is no run to speak of: the ledger cannot be read, the journal cannot be used, or the period
/// belongs to another ledger. All else is an [`Ending`], with the run as it stands.
pub fn work(order: &Order, tools: Tools<'_>, watch: &mut Watch<'_>) -> Result<Ending, Box<Stop>> {
    let Tools { journal, clock, owner, connect, tell, language } = tools;
    let identified = identify::identify(order, journal, watch)?;
    let period = identified.period;
    let mut wanted = vec![Resource::period(&order.company.name, period)];
    wanted.extend(order.seats.iter().map(|seat| Resource::seat(seat)));
    let mut taken = Vec::with_capacity(wanted.len());
    let ended = (|| {
        for resource in wanted {
            journal.acquire(clock, owner, &resource, LEASE)?;
            taken.push(resource);
        }
        let lock = identify::lock(order, journal, clock, owner, period)?;
        let started = identify::start(order, journal, clock, &identified);
        let (run, folder, judged) = started.inspect_err(|stop| {
            let ledger = (period, identified.bytes.as_str());
            other_ledger::note(order, journal, clock, ledger, stop);
        })?;
        let world = steps::World { connect, tell, lock };
        let mut steps = steps::Steps::new(order, journal, clock, world, run, folder, language)?;
        let stopped = steps.go();
        steps.end(stopped, judged)
    })();
    for resource in &taken {
        // A lease that cannot be given back now runs out by itself.
        let _ = journal.release(clock, resource);
    }
    ended
}

/// The word of whoever replaces a ledger.
fn replaces(order: &Order) -> Option<Replaces<'_>> {
    let (run, reason) = order.replaces.as_ref()?;
    Some(Replaces { run, reason, who: &order.who })
}

/// What a run is about to do, in the operator's words; what the platform processes is told when the round is known.
fn phase_says(phase: Phase) -> Option<Sentence> {
    let words = match phase {
        Phase::Ingest => Sentence::new("El registro está leído.", "The ledger is read."),
        Phase::Normalize => Sentence::new("Las filas están validadas.", "The rows are judged."),
        Phase::Load => Sentence::new(
            "Se cargan los bloques en la plataforma.",
            "The parts are being loaded into the platform.",
        ),
        Phase::Process => return None,
        Phase::Analyze => Sentence::new(
            "Se leen los detalles que la plataforma observó.",
            "The details that the platform complains of are being read.",
        ),
        Phase::Reconcile => Sentence::new(
            "Se prepara la propuesta de lo que falta registrar.",
            "The plan of what must be registered is being made.",
        ),
        Phase::Register => Sentence::new(
            "Se registra lo cierto en el sistema contable y en la plataforma.",
            "What is certain is being registered in the accounting system and in the platform.",
        ),
        Phase::Done => Sentence::new("No queda nada por hacer.", "Nothing is left to do."),
    };
    Some(words)
}
