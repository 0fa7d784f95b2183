//! Connectors over real sockets: the host's conditions against a server that misbehaves byte by byte, and the embedded
//! scripts against the simulators, asserting on what those hold.

mod canned;
mod conditions;
mod contract;
mod faults;
mod hazards;
mod secrets;
mod world;
