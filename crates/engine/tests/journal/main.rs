//! The journal as the control plane sees it: files that are closed and opened again, a clock and a world of our own.
#![allow(missing_docs, clippy::unwrap_used)]

mod bench;
mod crashes;
mod effects;
mod events;
mod folder;
mod identity;
mod leases;
mod memory;
mod opening;
mod phases;
mod properties;
