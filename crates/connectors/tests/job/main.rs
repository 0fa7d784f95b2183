//! The whole job over real sockets: a ledger in, both platforms in agreement, asserting on what the simulators hold.

mod bad_days;
mod cases;
mod ledger;
mod scenarios;
mod world;
