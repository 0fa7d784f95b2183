//! What goes wrong: which faults there are, and which call is hit.
//!
//! A fault is drawn from its seed and the number of the call, so that the same calls are hit each time.

pub(crate) mod layer;

use serde::{Deserialize, Serialize};

use crate::scenario::Contradiction;
use crate::store::System;

/// The ways in which a platform fails; `docs/simulators.md` says what a client sees of each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultName {
    /// Done, and the connection closes without an answer.
    AnswerLost,
    /// The connection closes without an answer, and it is done later.
    AppliedLate,
    /// Done, and answered late.
    Late,
    /// Refused for no reason.
    Refused,
    /// 500, and nothing was done.
    ErrorBefore,
    /// 500, and it was done.
    ErrorAfter,
    /// 429 with `Retry-After`.
    TooMany,
    /// The session is gone.
    SessionExpired,
    /// Half of the answer's body.
    Truncated,
    /// Done twice.
    Duplicated,
    /// The answer in small pieces.
    Trickle,
    /// Done, no answer, and the server starts anew.
    Restart,
    /// Nothing is done, and nobody listens for a while.
    Unreachable,
    /// Before it, a colleague removed the rows that wait.
    StagingEmptied,
    /// Before it, a colleague loaded rows of his own.
    StagingFilled,
    /// Details with other names of columns.
    WrongColumns,
    /// Done, and answered with a page for people.
    NotJson,
}

/// A fault, and the calls that it hits.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// Whose; a scenario must say it.
    pub system: Option<System>,
    /// What goes wrong.
    pub name: FaultName,
    /// The operation, or `*` for any.
    #[serde(default = "any")]
    pub operation: String,
    /// Calls of it that pass before.
    #[serde(default)]
    pub skip: u32,
    /// Calls that are hit.
    #[serde(default = "once")]
    pub count: u32,
    /// How likely a call is hit, in percent.
    #[serde(default = "always")]
    pub chance: u32,
    /// What chance is drawn from.
    #[serde(default = "seed")]
    pub seed: u64,
    /// How long it takes, where it takes time.
    #[serde(default = "delay_ms")]
    pub delay_ms: u64,
    /// Seconds that a client is told to wait.
    #[serde(default = "retry_after")]
    pub retry_after: u64,
}

fn any() -> String {
    "*".to_string()
}

fn once() -> u32 {
    1
}

fn always() -> u32 {
    100
}

fn seed() -> u64 {
    1
}

fn delay_ms() -> u64 {
    200
}

fn retry_after() -> u64 {
    1
}

/// The operations of both platforms.
const OF_BOTH: [&str; 6] = ["*", "login", "logout", "companies", "context", "choose"];
const OF_IMPORT_PLATFORM: [&str; 10] = [
    "batch",
    "begin",
    "upload",
    "process",
    "progress",
    "details",
    "details_export",
    "series",
    "series_export",
    "series_import",
];
const OF_ACONSYS: [&str; 7] = [
    "cost_centers",
    "cost_centers_print",
    "cost_centers_export",
    "accounts",
    "account",
    "accounts_export",
    "open_account",
];

impl Fault {
    /// One call of `operation` of `system` is hit.
    pub fn new(system: System, name: FaultName, operation: &str) -> Fault {
        Fault {
            system: Some(system),
            name,
            operation: operation.to_string(),
            skip: 0,
            count: once(),
            chance: always(),
            seed: seed(),
            delay_ms: delay_ms(),
            retry_after: retry_after(),
        }
    }

    /// Checks that it can happen at all.
    pub(crate) fn check(&self) -> Result<(), Contradiction> {
        let Some(system) = self.system else {
            return Err(Contradiction::FaultOfNobody(self.name));
        };
        let own: &[&str] = match system {
            System::ImportPlatform => &OF_IMPORT_PLATFORM,
            System::Aconsys => &OF_ACONSYS,
        };
        let operation = self.operation.as_str();
        if !OF_BOTH.contains(&operation) && !own.contains(&operation) {
            return Err(Contradiction::OperationUnknown(system, operation.to_string()));
        }
        let staging = matches!(self.name, FaultName::StagingEmptied | FaultName::StagingFilled);
        if staging && system == System::Aconsys {
            return Err(Contradiction::NoStaging(self.name));
        }
        Ok(())
    }
}

/// A fault, and what has become of it.
#[derive(Clone, Debug)]
pub(crate) struct Armed {
    pub(crate) fault: Fault,
    /// Calls of its operation.
    pub(crate) seen: u32,
    /// Those that were hit.
    pub(crate) hits: u32,
}

/// The faults of one platform.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    pub(crate) armed: Vec<Armed>,
}

impl Plan {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.armed.push(Armed { fault, seen: 0, hits: 0 });
    }

    /// What hits this call of `operation`: the first fault that does.
    pub(crate) fn hit(&mut self, operation: &str) -> Option<Fault> {
        let mut hit = None;
        for armed in &mut self.armed {
            let fault = &armed.fault;
            if fault.operation != "*" && fault.operation != operation {
                continue;
            }
            armed.seen += 1;
            let due = armed.seen > fault.skip && armed.hits < fault.count;
            if hit.is_none() && due && drawn(fault.seed, armed.seen) < fault.chance {
                armed.hits += 1;
                hit = Some(fault.clone());
            }
        }
        hit
    }
}

/// 0 to 99, by a mixing function whose result says nothing about the next one.
fn drawn(seed: u64, call: u32) -> u32 {
    let mut mixed = seed.wrapping_add(u64::from(call).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    ((mixed ^ (mixed >> 31)) % 100) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hits(fault: Fault, calls: usize) -> Vec<bool> {
        let mut plan = Plan::default();
        plan.add(fault);
        (0..calls).map(|_| plan.hit("upload").is_some()).collect()
    }

    fn fault() -> Fault {
        Fault::new(System::ImportPlatform, FaultName::Late, "upload")
    }

    #[test]
    fn a_fault_hits_its_calls_and_no_other() {
        let twice = Fault { skip: 1, count: 2, ..fault() };
        assert_eq!(hits(twice, 5), [false, true, true, false, false]);
        assert_eq!(hits(Fault { operation: "begin".to_string(), ..fault() }, 2), [false, false]);
        assert_eq!(hits(Fault { operation: "*".to_string(), ..fault() }, 2), [true, false]);
    }

    #[test]
    fn chance_is_the_same_each_time_and_another_by_another_seed() {
        let some = |seed| hits(Fault { chance: 50, count: 100, seed, ..fault() }, 100);
        assert_eq!(some(7), some(7));
        assert_ne!(some(7), some(8));
        let hit = some(7).into_iter().filter(|hit| *hit).count();
        assert!((30..70).contains(&hit), "{hit} of 100");
    }

    #[test]
    fn a_fault_that_cannot_happen_is_an_error() {
        assert!(fault().check().is_ok());
        assert!(Fault { system: Some(System::Aconsys), ..fault() }.check().is_err());
        assert!(Fault { system: None, ..fault() }.check().is_err());
        let emptied = Fault::new(System::Aconsys, FaultName::StagingEmptied, "accounts");
        assert!(emptied.check().is_err());
    }
}
