//! The whole job over real sockets: a ledger in, both platforms in agreement, asserting on what the simulators hold.

mod altered;
mod bad_days;
mod batch;
mod before;
mod cases;
mod colleagues;
mod companies;
mod crash;
mod decisions;
mod hands;
mod hazards;
mod judged_anew;
mod ledger;
mod memory;
mod replacing;
mod scenarios;
mod stagings;
mod weather;
mod world;
