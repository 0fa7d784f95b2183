//! A ledger that was refused since another one of its period was sent: it is noted with the run that stands in its way, so
//! that whoever asks later hears that it waits.

use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use serde::{Deserialize, Serialize};

use super::Order;
use crate::journal::{Event, Journal, JournalErrorKind, Standing};
use crate::model::Period;
use crate::ports::Clock;

use super::stop::Stop;

/// The kind of its event.
const KIND: &str = "other-ledger";

/// A ledger that waits for a person's word, as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherLedger {
    /// Its files.
    pub files: Vec<FileSeen>,
    /// The hash over their bytes.
    pub bytes: String,
}

/// A file as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSeen {
    /// Where, in full.
    pub path: PathBuf,
    /// Its bytes.
    pub size: u64,
    /// When it was changed last, in milliseconds since 1970 UTC.
    pub modified: u64,
}

impl OtherLedger {
    /// The last one that a run's events tell of, if its files are still what they were. None of them is opened.
    pub fn waiting(events: &[Event]) -> Option<OtherLedger> {
        let last = events.iter().rfind(|event| event.kind == KIND)?;
        let noted: OtherLedger = serde_json::from_str(&last.content).ok()?;
        let is_there = |file: &FileSeen| FileSeen::of(&file.path).as_ref() == Some(file);
        (!noted.files.is_empty() && noted.files.iter().all(is_there)).then_some(noted)
    }
}

impl FileSeen {
    fn of(path: &Path) -> Option<FileSeen> {
        let path = std::path::absolute(path).ok()?;
        let there = std::fs::metadata(&path).ok()?;
        let modified = there.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
        let modified = u64::try_from(modified.as_millis()).ok()?;
        Some(FileSeen { path, size: there.len(), modified })
    }
}

/// Notes a ledger with the run of its period, where that run is why it was refused; once, however often it comes.
pub(super) fn note(
    order: &Order,
    journal: &mut Journal,
    clock: &dyn Clock,
    (period, bytes): (Period, &str),
    stop: &Stop,
) {
    let Stop::Journal(error) = stop else { return };
    if error.kind() != JournalErrorKind::PeriodSent {
        return;
    }
    let files = order.job.files.iter().map(|file| FileSeen::of(file)).collect::<Option<Vec<_>>>();
    let Some(files) = files else { return };
    let noted = OtherLedger { files, bytes: bytes.to_owned() };
    let Ok(runs) = journal.runs() else { return };
    let current = runs.into_iter().find(|run| {
        run.standing == Standing::Current
            && run.company == order.company.name
            && run.period == period
    });
    let Some(run) = current else { return };
    let events = journal.events(Some(&run.id)).unwrap_or_default();
    if OtherLedger::waiting(&events).as_ref() == Some(&noted) {
        return;
    }
    // The refusal is told in any case; without the note only `status` knows less.
    if let Ok(content) = serde_json::to_value(&noted) {
        let _ = journal.tell(clock, &run.id, KIND, content);
    }
}
