//! Details to findings, findings to a plan, a plan to a workbook: all in one binary.

mod backtest;
mod hazards;
mod properties;
mod reading;
mod registering;
mod twelve_cases;
mod world;
