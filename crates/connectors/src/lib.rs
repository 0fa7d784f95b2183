#![forbid(unsafe_code)]
//! The two platforms, worked by scripts: presses buttons, fetches files, and decides nothing.
//!
//! A connector is one readable Rhai script over the host's typed modules. The host, never the script, says what is
//! known of the world after a call ([`doubt`]); it keeps evidence, hides secrets, and bounds time and space. Nothing
//! here knows rules, findings or plans: what comes in are the ports' arguments, what goes out are their answers.
//! `docs/connectors.md` is the manual for whoever writes a script.

pub mod settings;
pub mod secret;
mod masking;
pub mod doubt;
mod evidence;
mod wire;
mod host;
mod returns;
mod durations;
pub mod library;
mod script;
mod import_platform;
mod accounting;
pub mod conformance;

pub use accounting::ScriptedAccountingSystem;
pub use import_platform::ScriptedImportPlatform;
pub use library::{eject, names};
pub use secret::Secret;
pub use settings::{ConnectorSettings, OpenError};
