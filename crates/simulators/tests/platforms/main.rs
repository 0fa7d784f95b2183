//! Both platforms over real sockets: every operation, every refusal, every fault, and what survives a restart.

mod aconsys;
mod client;
mod faults;
mod load;
mod process;
mod restart;
mod series;
mod session;
