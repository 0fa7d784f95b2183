//! This process as the journal knows it: its clock, its name among others, and the person who started it.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use engine::journal::Owner;
use engine::ports::Clock;

use crate::interrupt;

/// The machine's time.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> u64 {
        u64::try_from(since_1970().as_millis()).unwrap_or(u64::MAX)
    }

    fn pause(&self, time: Duration) -> bool {
        interrupt::pause(time)
    }
}

/// A clock that stands before 1970 says 1970.
fn since_1970() -> Duration {
    SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default()
}

/// This process.
pub(crate) fn owner() -> Owner {
    Owner::new(&host(), std::process::id(), since_1970().as_nanos())
}

/// The name of the person whose account it is; the machine's where the system does not say.
pub(crate) fn who() -> String {
    let named =
        ["USER", "USERNAME", "LOGNAME"].into_iter().find_map(|name| std::env::var(name).ok());
    named.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).unwrap_or_else(host)
}

#[cfg(unix)]
fn host() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

#[cfg(not(unix))]
fn host() -> String {
    std::env::var("COMPUTERNAME").unwrap_or_else(|_| "PC".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_processes_are_told_apart_and_somebody_has_a_name() {
        assert_eq!(owner().pid, std::process::id());
        assert!(!who().is_empty() && !host().is_empty());
        assert!(SystemClock.now() > 1_700_000_000_000);
    }
}
