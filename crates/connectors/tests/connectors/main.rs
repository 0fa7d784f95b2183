//! Connectors over real sockets: the host's conditions against a server that misbehaves byte by byte, and the embedded
//! scripts against the simulators, asserting on what those hold.

mod canned;
mod conditions;
mod contract;
mod faults;
#[path = "../foreign/mod.rs"]
mod foreign;
mod hazards;
mod secrets;
mod tls;
mod world;
