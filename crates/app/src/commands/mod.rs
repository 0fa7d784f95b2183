//! The commands, a file each.

pub(crate) mod approve;
pub(crate) mod compare;
pub(crate) mod completions;
pub(crate) mod connector;
pub(crate) mod decide;
pub(crate) mod demo;
pub(crate) mod doctor;
pub(crate) mod explain;
pub(crate) mod init;
mod journal;
pub(crate) mod ledgers;
pub(crate) mod normalize;
mod not_begun;
pub(crate) mod plan;
pub(crate) mod report;
pub(crate) mod resolve;
pub(crate) mod rows;
pub(crate) mod run;
pub(crate) mod sample;
pub(crate) mod simulate;
pub(crate) mod status;
pub(crate) mod stdout;
mod story;
pub(crate) mod table;
