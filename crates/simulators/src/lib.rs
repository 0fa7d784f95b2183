#![forbid(unsafe_code)]
//! An Import Platform and an Aconsys, as real servers with a database each.
//!
//! They are the world in which a bot is proven: they check what a real system checks, keep what they promised whatever
//! happens to them, and fail in every way that a scenario asks for. `docs/simulators.md` is their manual. They know
//! nothing of Cuadre, and share no type with anything that talks to them.

mod clock;
mod faults;
mod http;
mod money;
mod operations;
mod scenario;
mod store;

mod start;

pub use faults::{Fault, FaultName};
pub use operations::colleague::Colleague;
pub use scenario::{
    Account, Begin, Company, Contradiction, CostCenter, DEMO, Observe, Operator, ProcessAgain,
    Scenario, Series, SeriesImport,
};
pub use start::{Ports, Server, Simulators, StartError};
pub use store::System;
