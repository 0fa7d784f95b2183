//! A whole run's writes, cut off after and before each of them: what is resumed ends where the uninterrupted one does.

use std::collections::BTreeSet;

use engine::journal::{
    Decided, EffectError, Intent, Journal, JournalError, Key, Moment, OnUntellable, Outcome, Owner,
    Part, Phase, Resource, at_most_once,
};
use engine::model::Cents;
use engine::ports::{Answer, Sighting};

use crate::bench::{Bench, SETTLING, company, crash_at, january, ledger};

/// A platform that does what it is asked, each thing in the order in which it came.
#[derive(Default)]
struct World {
    done: Vec<String>,
}

impl World {
    fn look(&self, key: &Key) -> Answer<Sighting<()>> {
        let there = self.done.iter().any(|done| done == key.as_str());
        Ok(if there { Sighting::Ours(()) } else { Sighting::Absent })
    }

    fn act(&mut self, key: &Key) -> Answer<()> {
        self.done.push(key.to_string());
        Ok(())
    }
}

fn effect(
    journal: &mut Journal,
    bench: &Bench,
    world: &mut World,
    run: &engine::journal::RunId,
    key: &Key,
) -> Result<(), EffectError> {
    let intent = Intent {
        run,
        key,
        meaning: key.as_str(),
        settling: SETTLING,
        untellable: OnUntellable::AskPerson,
    };
    let (look, act) = (|world: &mut World| world.look(key), |world: &mut World| world.act(key));
    at_most_once(journal, &bench.clock, world, &intent, look, act).map(|_| ())
}

fn complaints(round: u32) -> BTreeSet<String> {
    let all = ["F077 @ PZA. SUR", "B030 @ TM REAL PLAZA CUSCO"];
    all.into_iter().skip(round as usize - 1).map(str::to_owned).collect()
}

fn load(
    journal: &mut Journal,
    bench: &Bench,
    world: &mut World,
    run: &engine::journal::Run,
) -> Result<(), EffectError> {
    effect(journal, bench, world, &run.id, &Key::begin(&run.id, run.generation))?;
    for part in journal.parts(&run.id)? {
        let key = Key::upload(&run.id, run.generation, part.number);
        effect(journal, bench, world, &run.id, &key)?;
    }
    Ok(())
}

/// Two rounds: one complaint is registered, the other is skipped by a person.
fn go_on(
    journal: &mut Journal,
    bench: &Bench,
    world: &mut World,
    process: u32,
) -> Result<(), EffectError> {
    let clock = &bench.clock;
    let owner = Owner::new("PC-1", process, 0);
    let period = Resource::period("demo", january());
    journal.acquire(clock, &owner, &period, SETTLING)?;
    let company = company();
    let started = journal.start(clock, &ledger(&company, "aaaa"), None)?;
    let id = started.run()?.id;
    loop {
        let run = journal.attempt(clock, &id)?;
        match run.phase {
            Phase::Ingest => drop(journal.advance(clock, &id, Phase::Normalize)?),
            Phase::Normalize => {
                let part = |number| Part {
                    number,
                    revision: 0,
                    file: format!("parts/{number:04}.csv"),
                    sha256: "00".into(),
                    bytes: 9,
                    rows: 100,
                    total: Cents(1_180),
                };
                journal.seal_parts(clock, &id, 0, &[part(1), part(2)])?;
                journal.advance(clock, &id, Phase::Load)?;
            }
            Phase::Load => {
                load(journal, bench, world, &run)?;
                journal.advance(clock, &id, Phase::Process)?;
            }
            Phase::Process => {
                let round = journal.open_round(clock, &id)?;
                let key = Key::process(&id, run.generation, round);
                effect(journal, bench, world, &id, &key)?;
                journal.advance(clock, &id, Phase::Analyze)?;
            }
            Phase::Analyze => {
                journal.hear(clock, &id, run.round, &complaints(run.round), 400)?;
                journal.advance(clock, &id, Phase::Reconcile)?;
            }
            Phase::Reconcile => {
                let hash = journal.store_plan(clock, &id, run.round, &run.round.to_string())?;
                if run.round == 2 {
                    let skip = Decided::Skip("two cost centers".into());
                    journal.decide(clock, &id, "B030", &skip, "ana")?;
                    journal.advance(clock, &id, Phase::Done)?;
                    continue;
                }
                journal.approve_plan(clock, &id, &hash, "policy")?;
                journal.advance(clock, &id, Phase::Register)?;
            }
            Phase::Register => {
                effect(journal, bench, world, &id, &Key::open_account("demo", "TM PLAZA SUR"))?;
                let plan = journal.latest_plan(&id)?.map(|plan| plan.hash).unwrap_or_default();
                effect(journal, bench, world, &id, &Key::register_series("demo", &plan))?;
                journal.advance(clock, &id, Phase::Process)?;
            }
            Phase::Done => {
                journal.end(clock, &id, Outcome::Rejections)?;
                return Ok(journal.release(clock, &period)?);
            }
        }
    }
}

/// What the journal means, without times and attempts, which a crash may change.
fn meaning(journal: &Journal) -> Result<String, JournalError> {
    let mut text = String::new();
    for run in journal.runs()? {
        let id = &run.id;
        text +=
            &format!("{id} {:?} {:?} {} {}\n", run.phase, run.outcome, run.round, run.generation);
        text += &format!("{:?}\n{:?}\n", journal.parts(id)?, journal.rounds(id)?);
        for plan in journal.plans(id)? {
            let by = plan.approved.map(|(_, who)| who);
            text += &format!("{} {} {} {by:?}\n", plan.hash, plan.round, plan.json);
        }
        for (item, decision) in journal.decisions(id)? {
            text += &format!("{item} {:?} {}\n", decision.decided, decision.who);
        }
        for effect in journal.effects(id)? {
            text += &format!("{} {:?}\n", effect.key, effect.state);
        }
    }
    Ok(text + &format!("{:?}", journal.leases()?))
}

#[test]
fn whatever_write_is_the_last_the_run_ends_the_same_and_each_effect_is_seen_once() {
    let bench = Bench::new();
    let (mut journal, mut world) = (bench.open(), World::default());
    go_on(&mut journal, &bench, &mut world, 1).unwrap();
    let (writes, expected) = (journal.writes(), meaning(&journal).unwrap());
    assert!(expected.contains("Done Some(Rejections) 2 0"), "{expected}");
    assert!(writes > 40, "{writes}");
    for number in 1..=writes {
        for moment in [Moment::Before, Moment::After] {
            let bench = Bench::new();
            let mut again = World::default();
            let mut journal = bench.open();
            crash_at(&mut journal, number, moment);
            let stopped = go_on(&mut journal, &bench, &mut again, 1);
            assert!(matches!(stopped, Err(EffectError::Journal(_))), "{number} {moment:?}");
            drop(journal);
            let mut journal = bench.open();
            go_on(&mut journal, &bench, &mut again, 2).unwrap();
            assert_eq!(again.done, world.done, "{number} {moment:?}");
            assert_eq!(meaning(&journal).unwrap(), expected, "{number} {moment:?}");
            journal.verify_events().unwrap();
        }
    }
}
