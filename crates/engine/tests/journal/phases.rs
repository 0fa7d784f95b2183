//! The tables of phases and outcomes: every step that is not there is refused, and changes nothing.

use engine::journal::{Journal, JournalErrorKind, Outcome, Phase, RunId};

use crate::bench::Bench;

/// The shortest way to each phase.
fn walk_to(journal: &mut Journal, bench: &Bench, id: &RunId, to: Phase) {
    let way: &[Phase] = match to {
        Phase::Ingest => &[],
        Phase::Normalize => &[Phase::Normalize],
        Phase::Load => &[Phase::Normalize, Phase::Load],
        Phase::Process => &[Phase::Normalize, Phase::Load, Phase::Process],
        Phase::Analyze => &[Phase::Normalize, Phase::Load, Phase::Process, Phase::Analyze],
        Phase::Reconcile => {
            &[Phase::Normalize, Phase::Load, Phase::Process, Phase::Analyze, Phase::Reconcile]
        }
        Phase::Register => &[
            Phase::Normalize,
            Phase::Load,
            Phase::Process,
            Phase::Analyze,
            Phase::Reconcile,
            Phase::Register,
        ],
        Phase::Done => &[Phase::Normalize, Phase::Load, Phase::Process, Phase::Done],
    };
    for phase in way {
        assert_eq!(journal.advance(&bench.clock, id, *phase).unwrap().phase, *phase);
    }
}

#[test]
fn each_illegal_step_is_refused_and_changes_nothing() {
    // Written out by hand: the table in the code must not be its own judge.
    let legal = [
        "ingest normalize",
        "normalize load",
        "normalize reconcile",
        "normalize done",
        "load process",
        "process load",
        "process analyze",
        "process done",
        "analyze reconcile",
        "analyze done",
        "reconcile register",
        "reconcile process",
        "reconcile load",
        "reconcile done",
        "register reconcile",
        "register process",
        "register load",
    ];
    for from in Phase::ALL {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        walk_to(&mut journal, &bench, &run.id, from);
        let before = (journal.run(&run.id).unwrap(), journal.events(None).unwrap().len());
        for to in Phase::ALL {
            if legal.contains(&format!("{} {}", from.name(), to.name()).as_str()) {
                assert!(from.may_become(to), "{from:?} {to:?}");
                continue;
            }
            let error = journal.advance(&bench.clock, &run.id, to).unwrap_err();
            assert_eq!(error.kind(), JournalErrorKind::IllegalPhase, "{from:?} {to:?}");
            let after = (journal.run(&run.id).unwrap(), journal.events(None).unwrap().len());
            assert_eq!(after, before, "{from:?} {to:?}");
        }
    }
}

#[test]
fn each_illegal_end_is_refused_and_each_legal_one_has_its_exit_code() {
    let legal = |phase: Phase| -> &[Outcome] {
        use Outcome::{Done, Failed, Held, Interrupted, Rejections, Unknown, Waiting};
        match phase {
            Phase::Ingest | Phase::Normalize => &[Held, Failed, Interrupted],
            Phase::Load | Phase::Process | Phase::Register => {
                &[Waiting, Failed, Unknown, Interrupted]
            }
            Phase::Analyze | Phase::Reconcile => &[Waiting, Failed, Interrupted],
            Phase::Done => &[Done, Rejections],
        }
    };
    for phase in Phase::ALL {
        let bench = Bench::new();
        let mut journal = bench.open();
        let run = bench.run(&mut journal);
        walk_to(&mut journal, &bench, &run.id, phase);
        for outcome in Outcome::ALL {
            let ended = journal.end(&bench.clock, &run.id, outcome);
            if legal(phase).contains(&outcome) {
                assert_eq!(ended.unwrap().outcome, Some(outcome));
                // A failed run goes on where it was.
                let again = journal.attempt(&bench.clock, &run.id).unwrap();
                assert_eq!((again.phase, again.outcome), (phase, None));
            } else {
                let kind = ended.unwrap_err().kind();
                assert_eq!(kind, JournalErrorKind::IllegalOutcome, "{phase:?} {outcome:?}");
                assert_eq!(journal.run(&run.id).unwrap().outcome, None);
            }
        }
    }
    let codes: Vec<_> = Outcome::ALL.into_iter().map(Outcome::exit_code).collect();
    assert_eq!(codes, [0, 1, 5, 5, 3, 4, 130]);
    let all = Outcome::exit_code_of_all;
    assert_eq!(all(&[Outcome::Done, Outcome::Rejections, Outcome::Held]), 5);
    assert_eq!(all(&[Outcome::Failed, Outcome::Waiting, Outcome::Unknown]), 4);
    assert_eq!(all(&[Outcome::Done, Outcome::Done]), 0);
}

#[test]
fn corrections_are_the_next_revision_of_the_same_run() {
    let bench = Bench::new();
    let mut journal = bench.open();
    let run = bench.run(&mut journal);
    let refused = journal.revise(&bench.clock, &run.id).unwrap_err();
    assert_eq!(refused.kind(), JournalErrorKind::IllegalPhase);
    walk_to(&mut journal, &bench, &run.id, Phase::Done);
    let revised = journal.revise(&bench.clock, &run.id).unwrap();
    assert_eq!((revised.phase, revised.revision, revised.id), (Phase::Normalize, 1, run.id));
}
