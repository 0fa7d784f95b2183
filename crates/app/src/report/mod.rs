//! The report of a run: one page for the accountant, and the same as JSON.
//!
//! [`gather`] reads what the journal and the run's folder hold into a [`ReportData`] of plain fields; [`page()`] and
//! [`json`] only render it. The page is one file that needs no network and no script, so that it can be mailed, printed
//! and kept with the books. Nothing here judges a row, decides about a series, or writes a file; what is missing in a
//! folder is said on the page, since the report of a run that failed early is read most.

mod chart;
mod data;
mod doing;
mod events;
mod folder;
mod gather;
mod ledger_part;
mod lists;
mod markup;
mod moment;
mod page;
mod plan;
mod platform_part;
#[cfg(test)]
mod tests;
mod words;

pub(crate) use data::ReportData;
pub(crate) use gather::gather;
pub(crate) use page::page;

/// The report as one versioned document.
pub(crate) fn json(data: &ReportData) -> String {
    // Structs, lists and keys of text: there is nothing in it that JSON could not say.
    let mut text = serde_json::to_string_pretty(data).unwrap_or_default();
    text.push('\n');
    text
}
