//! A world that loses answers, delivers late and stops the program anywhere never sees an effect twice, and in the end
//! has it once.

use std::time::Duration;

use engine::journal::{
    AtWrite, Effect, EffectError, EffectState, Intent, OnUntellable, at_most_once,
};
use engine::ports::{Answer, Clock, FailureKind, Sighting};
use proptest::prelude::*;

use crate::bench::{Bench, HandClock, SETTLING, failure, key};

/// What an act meets.
#[derive(Clone, Copy, Debug)]
enum Luck {
    /// Done and answered.
    Fine,
    /// Done, and the answer is lost.
    Lost,
    /// On its way for so many seconds, and no answer.
    Late(u64),
    /// Never arrives, and no answer.
    Vanishes,
    /// A complete no.
    Refused,
    /// Nothing leaves.
    Unreachable,
}

/// One run of the program: what its act meets, whether looks can tell, and where it stops.
#[derive(Clone, Copy, Debug)]
struct Attempt {
    luck: Luck,
    tells: bool,
    /// The write, and whether after its commit.
    crash: Option<(u64, bool)>,
}

/// The platform: requests with the time at which they arrive. A second one for the same account is refused once the
/// first has arrived, as a real system does for one code; but two that are both on their way are counted as two.
struct World {
    clock: HandClock,
    luck: Luck,
    tells: bool,
    arrivals: Vec<u64>,
}

impl World {
    fn arrived(&self) -> usize {
        self.arrivals.iter().filter(|at| **at <= self.clock.now()).count()
    }

    fn look(&mut self) -> Answer<Sighting<()>> {
        Ok(match (self.tells, self.arrived()) {
            (false, _) => Sighting::CannotTell,
            (true, 0) => Sighting::Absent,
            (true, _) => Sighting::Ours(()),
        })
    }

    fn act(&mut self) -> Answer<()> {
        let now = self.clock.now();
        let (arrives, answer) = match self.luck {
            Luck::Fine => (Some(now), Ok(())),
            Luck::Lost => (Some(now), Err(FailureKind::InDoubt)),
            Luck::Late(seconds) => (Some(now + seconds * 1000), Err(FailureKind::InDoubt)),
            Luck::Vanishes => (None, Err(FailureKind::InDoubt)),
            Luck::Refused => (None, Err(FailureKind::Refused)),
            Luck::Unreachable => (None, Err(FailureKind::Unreachable)),
        };
        self.arrivals.extend(arrives);
        answer.map_err(failure)
    }
}

fn attempt() -> impl Strategy<Value = Attempt> {
    let luck = prop_oneof![
        Just(Luck::Fine),
        Just(Luck::Lost),
        (0..SETTLING.as_secs()).prop_map(Luck::Late),
        Just(Luck::Vanishes),
        Just(Luck::Refused),
        Just(Luck::Unreachable),
    ];
    let crash = proptest::option::of((1..5_u64, any::<bool>()));
    (luck, proptest::bool::weighted(0.8), crash).prop_map(|(luck, tells, crash)| Attempt {
        luck,
        tells,
        crash,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn never_twice_and_in_the_end_once(attempts in proptest::collection::vec(attempt(), 1..7)) {
        let bench = Bench::new();
        let run = { let mut journal = bench.open(); bench.run(&mut journal) };
        let mut world =
            World { clock: bench.clock.clone(), luck: Luck::Fine, tells: true, arrivals: vec![] };
        let fine = Attempt { luck: Luck::Fine, tells: true, crash: None };
        let key = key();
        let intent = Intent {
            run: &run.id, key: &key, meaning: "302", settling: SETTLING,
            untellable: OnUntellable::AskPerson,
        };
        // The last attempt is a good day.
        for attempt in attempts.into_iter().chain([fine]) {
            let mut journal = bench.open();
            if let Some((number, after)) = attempt.crash {
                let moment =
                    if after { engine::journal::Moment::After } else { engine::journal::Moment::Before };
                journal.on_write(Box::new(move |seen| {
                    let here = seen.number == number && seen.moment == moment;
                    if here { AtWrite::Crash } else { AtWrite::Go }
                }));
            }
            (world.luck, world.tells) = (attempt.luck, attempt.tells);
            let ended = at_most_once(
                &mut journal, &bench.clock, &mut world, &intent, World::look, World::act,
            );
            prop_assert!(world.arrivals.len() <= 1, "twice: {:?} after {attempt:?}", world.arrivals);
            if let Ok(Effect::Acted(()) | Effect::Found(()) | Effect::Before(())) = &ended {
                prop_assert_eq!(world.arrived(), 1);
            }
            if let Err(EffectError::NotDone { .. }) = &ended {
                prop_assert_eq!(world.arrivals.len(), 0);
            }
            drop(journal);
            bench.clock.pass(Duration::from_secs(1));
        }
        let row = bench.open().effect(&key).unwrap().unwrap();
        prop_assert_eq!((row.state, world.arrived()), (EffectState::Done, 1));
    }
}

/// The property above can fail: without its intent, a late arrival is done twice.
#[test]
fn the_world_notices_a_lost_intent() {
    let bench = Bench::new();
    let run = {
        let mut journal = bench.open();
        bench.run(&mut journal)
    };
    let mut world =
        World { clock: bench.clock.clone(), luck: Luck::Late(20), tells: true, arrivals: vec![] };
    let key = key();
    let intent = Intent {
        run: &run.id,
        key: &key,
        meaning: "302",
        settling: SETTLING,
        untellable: OnUntellable::AskPerson,
    };
    for _ in 0..2 {
        let mut journal = bench.open();
        journal.on_write(Box::new(
            |seen| {
                if seen.what == "intent" { AtWrite::Lose } else { AtWrite::Go }
            },
        ));
        let _ =
            at_most_once(&mut journal, &bench.clock, &mut world, &intent, World::look, World::act);
    }
    assert_eq!(world.arrivals.len(), 2);
}
