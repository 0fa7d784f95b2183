//! Memory: what was begun, what became of it, who decided what; one SQLite file on a local disk.
//!
//! Whatever a run must know after a power cut is here, committed before and after each action on the world:
//! [`at_most_once`] is the heart of it. A run is (company, period, content of the ledger), so the same ledger always
//! finds its run again. Every change appends an event to a chain of hashes in the same transaction, so that the story
//! cannot differ from the state, and a changed byte shows.
//!
//! Nothing here acts on a platform, reads a ledger, or knows the order of the phases' work; it only refuses steps that
//! the table of phases does not have. It has no clock of its own. Who may act is a matter of [leases](lease): every
//! write of a process that holds one checks that it still does, so that a process which stood still for an hour and
//! wakes up cannot go on where another one works.

mod alias;
mod effect;
mod effect_row;
mod error;
mod error_table;
mod event;
mod file;
mod key;
mod lease;
mod local_disk;
mod lock_file;
mod part;
mod phase;
mod plan;
mod run;
mod schema;
mod start;
pub mod words;

pub use alias::{Alias, AliasStanding};
pub use effect::{Effect, EffectError, Intent, OnUntellable, Receipt, at_most_once};
pub use effect_row::{EffectRow, EffectState, Happened};
pub use error::{JOURNAL_ERRORS, JournalError, JournalErrorEntry, JournalErrorKind};
pub use event::{Event, Verified};
pub use file::{AtWrite, Failpoint, Journal, Moment, WriteSeen};
pub use key::{Key, Verb};
pub use lease::{Lease, Owner, Resource};
pub use local_disk::network_drive;
pub use lock_file::{FolderLock, LOCK_FILE, Patience};
pub use part::{Part, Round};
pub use phase::{Outcome, Phase};
pub use plan::{Decided, Decision, Plan};
pub use run::{Run, RunId, Standing};
pub use schema::version as schema_version;
pub use start::{Ledger, Replaces, Sent, Started};
