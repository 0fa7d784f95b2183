//! Where in its work a run is, how an attempt at it ended, and which steps there are between.
//!
//! A phase says what comes next; an outcome says why the last attempt stopped. A failed run is still in the phase that
//! failed, so that running it again goes on there. Both tables are here and nowhere else; what a phase *does* is the
//! control plane's business.

/// What a run does next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Phase {
    /// The ledger is known and nothing was judged.
    Ingest,
    /// Rows are judged and parts are written.
    Normalize,
    /// Parts are sent to the batch.
    Load,
    /// The batch is processed.
    Process,
    /// The details report is read.
    Analyze,
    /// A plan is made and decided.
    Reconcile,
    /// The plan is applied.
    Register,
    /// Nothing is left to do.
    Done,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// Done, nothing rejected.
    Done,
    /// Done, and rows were rejected, or left unposted because a person has skipped what the platform says of them.
    Rejections,
    /// Rows need a person before anything is sent.
    Held,
    /// A person must decide or do something.
    Waiting,
    /// Something failed; running again goes on.
    Failed,
    /// It is not known what happened outside.
    Unknown,
    /// Somebody asked it to stop.
    Interrupted,
}

/// Every legal step; what is not here is refused. Corrections and a ledger that comes back have doors of their own
/// ([`Phase::may_be_revised`], and `start`).
const STEPS: &[(Phase, &[Phase])] = &[
    (Phase::Ingest, &[Phase::Normalize]),
    // A plan before anything is sent, where series are registered before they are complained of.
    // Done where corrections have added nothing to what was processed.
    (Phase::Normalize, &[Phase::Load, Phase::Reconcile, Phase::Done]),
    (Phase::Load, &[Phase::Process]),
    // Back to loading where the staging is not what was sent; done where nothing is complained of.
    (Phase::Process, &[Phase::Load, Phase::Analyze, Phase::Done]),
    (Phase::Analyze, &[Phase::Reconcile, Phase::Done]),
    // Another round where a colleague has registered it all meanwhile; done where a person has skipped all of it.
    (Phase::Reconcile, &[Phase::Register, Phase::Process, Phase::Load, Phase::Done]),
    // A new plan where the world moved; a whole batch again where the platform looks at all rows again.
    (Phase::Register, &[Phase::Reconcile, Phase::Process, Phase::Load]),
    (Phase::Done, &[]),
];

/// How an attempt may end in each phase.
const ENDS: &[(Phase, &[Outcome])] = &[
    (Phase::Ingest, &[Outcome::Held, Outcome::Failed, Outcome::Interrupted]),
    (Phase::Normalize, &[Outcome::Held, Outcome::Failed, Outcome::Interrupted]),
    (Phase::Load, OUTSIDE),
    (Phase::Process, OUTSIDE),
    (Phase::Analyze, &[Outcome::Waiting, Outcome::Failed, Outcome::Interrupted]),
    (Phase::Reconcile, &[Outcome::Waiting, Outcome::Failed, Outcome::Interrupted]),
    (Phase::Register, OUTSIDE),
    (Phase::Done, &[Outcome::Done, Outcome::Rejections]),
];

/// Where something is done outside, it may be unknown what was.
const OUTSIDE: &[Outcome] =
    &[Outcome::Waiting, Outcome::Failed, Outcome::Unknown, Outcome::Interrupted];

impl Phase {
    /// All, in the order of the work.
    pub const ALL: [Phase; 8] = [
        Phase::Ingest,
        Phase::Normalize,
        Phase::Load,
        Phase::Process,
        Phase::Analyze,
        Phase::Reconcile,
        Phase::Register,
        Phase::Done,
    ];

    /// Whether a run goes from this phase to that one.
    pub fn may_become(self, to: Phase) -> bool {
        STEPS.iter().any(|(from, steps)| *from == self && steps.contains(&to))
    }

    /// Whether an attempt may end like this here.
    pub fn may_end(self, outcome: Outcome) -> bool {
        ENDS.iter().any(|(phase, ends)| *phase == self && ends.contains(&outcome))
    }

    /// Whether corrections may come now, as the run's next revision.
    pub fn may_be_revised(self) -> bool {
        self != Phase::Ingest
    }

    /// Its name in the journal and in `--json`.
    pub const fn name(self) -> &'static str {
        match self {
            Phase::Ingest => "ingest",
            Phase::Normalize => "normalize",
            Phase::Load => "load",
            Phase::Process => "process",
            Phase::Analyze => "analyze",
            Phase::Reconcile => "reconcile",
            Phase::Register => "register",
            Phase::Done => "done",
        }
    }

    /// The phase of a name.
    pub fn named(name: &str) -> Option<Phase> {
        Phase::ALL.into_iter().find(|phase| phase.name() == name)
    }
}

impl Outcome {
    /// All.
    pub const ALL: [Outcome; 7] = [
        Outcome::Done,
        Outcome::Rejections,
        Outcome::Held,
        Outcome::Waiting,
        Outcome::Failed,
        Outcome::Unknown,
        Outcome::Interrupted,
    ];

    /// Its name in the journal.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Done => "done",
            Outcome::Rejections => "rejections",
            Outcome::Held => "held",
            Outcome::Waiting => "waiting",
            Outcome::Failed => "failed",
            Outcome::Unknown => "unknown",
            Outcome::Interrupted => "interrupted",
        }
    }

    /// The outcome of a name.
    pub fn named(name: &str) -> Option<Outcome> {
        Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
    }

    /// The exit code of a command with one run (design.md 7).
    pub const fn exit_code(self) -> u8 {
        match self {
            Outcome::Done => 0,
            Outcome::Rejections => 1,
            Outcome::Failed => 3,
            Outcome::Unknown => 4,
            Outcome::Held | Outcome::Waiting => 5,
            Outcome::Interrupted => 130,
        }
    }

    /// The exit code of a command with several runs: the first of 4, 3, 5, 1 that occurs; an interruption before all.
    pub fn exit_code_of_all(outcomes: &[Outcome]) -> u8 {
        let codes: Vec<_> = outcomes.iter().map(|outcome| outcome.exit_code()).collect();
        [130, 4, 3, 5, 1].into_iter().find(|code| codes.contains(code)).unwrap_or(0)
    }
}
