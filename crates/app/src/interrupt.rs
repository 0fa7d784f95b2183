//! Ctrl-C: the first ends the work at the next safe place, the second at once.

use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::failure::Outcome;

static STOP: AtomicBool = AtomicBool::new(false);
static ASLEEP: Mutex<()> = Mutex::new(());
static WAKE: Condvar = Condvar::new();

/// From now on Ctrl-C asks, and does not kill.
pub(crate) fn catch() {
    let _ = ctrlc::set_handler(|| {
        if STOP.swap(true, Ordering::Relaxed) {
            std::process::exit(Outcome::Interrupted as i32);
        }
        // Whoever is about to sleep has seen the flag, or is woken.
        drop(ASLEEP.lock().unwrap_or_else(PoisonError::into_inner));
        WAKE.notify_all();
    });
}

/// Set by Ctrl-C.
pub(crate) fn flag() -> &'static AtomicBool {
    &STOP
}

/// Whether Ctrl-C was pressed.
pub(crate) fn asked() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// Waits, and returns early with `false` where Ctrl-C is pressed.
pub(crate) fn pause(time: Duration) -> bool {
    let asleep = ASLEEP.lock().unwrap_or_else(PoisonError::into_inner);
    let woken = WAKE.wait_timeout_while(asleep, time, |()| !asked());
    drop(woken);
    !asked()
}
