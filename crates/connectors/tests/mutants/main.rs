//! Mutants of what the control plane relies on: a look-up that lies, an intent that is lost, a comparison that is
//! skipped. Each must be noticed by one of the scenes, and without a mutant every scene must end well.
//!
//! `make mutants` prints which scene noticed which.

#[allow(dead_code, reason = "shared with the tests of the whole job, which use all of it")]
#[path = "../job/ledger.rs"]
mod ledger;
mod lies;
mod scenes;
#[allow(dead_code, reason = "shared with the tests of the whole job, which use all of it")]
#[path = "../job/world.rs"]
mod world;

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use lies::LIES;
use scenes::SCENES;

#[test]
fn every_scene_ends_well_where_nobody_lies() {
    for (name, plays) in SCENES {
        plays(None).unwrap_or_else(|why| panic!("{name}: {why}"));
    }
}

#[test]
fn every_mutant_is_noticed() {
    let (next, table) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let at = next.fetch_add(1, Ordering::Relaxed);
                    let Some((lie, what)) = LIES.get(at) else { return };
                    let noticed = SCENES
                        .iter()
                        .find_map(|(name, plays)| plays(Some(*lie)).err().map(|why| (*name, why)));
                    table.lock().expect("a table").push((at, *what, noticed));
                }
            });
        }
    });
    let mut table = table.into_inner().expect("a table");
    table.sort_by_key(|(at, ..)| *at);
    for (_, what, noticed) in &table {
        match noticed {
            Some((name, why)) => println!("{what:<48} {name}\n{:<48}   ({why})", ""),
            None => println!("{what:<48} NOBODY NOTICED"),
        }
    }
    assert_eq!(table.len(), LIES.len());
    let survivors: Vec<_> =
        table.iter().filter(|(.., noticed)| noticed.is_none()).map(|(_, what, _)| what).collect();
    assert!(survivors.is_empty(), "nobody noticed {survivors:?}");
}
