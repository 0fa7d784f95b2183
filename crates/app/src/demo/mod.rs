//! What `cuadre demo` is made of: the simulated platforms' lists, the folder's settings, and who tells of each step.
//!
//! The work itself is the engine's, the same as at a real company's; nothing here decides or sends anything.

mod aloud;
mod lists;
pub(crate) mod settings;
mod teller;

pub(crate) use aloud::{AccountingAloud, ImportAloud};
pub(crate) use lists::scenario;
pub(crate) use teller::{Teller, by_branch, ranked};
