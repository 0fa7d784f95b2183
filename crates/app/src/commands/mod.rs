//! The commands, a file each.

pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod explain;
pub(crate) mod ledgers;
pub(crate) mod sample;
pub(crate) mod normalize;
pub(crate) mod rows;
pub(crate) mod stdout;
pub(crate) mod simulate;
pub(crate) mod table;
