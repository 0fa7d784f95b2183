//! The rows of a report that was fetched, as text; what they mean is not asked.

use std::path::Path;

use engine::ingest::{OpenOptions, open};
use engine::model::Language;
use xlsx::Rows;

/// The rows with something in them, the header first.
pub(crate) fn rows(path: &Path, language: Language) -> Result<Vec<Vec<String>>, String> {
    let says = |error: engine::ingest::error::IngestError| error.says(language);
    let mut table = open(path, &OpenOptions::default()).map_err(says)?;
    let (mut batch, mut rows) = (Rows::new(), Vec::new());
    loop {
        batch.clear();
        let more = table.next(&mut batch).map_err(says)?;
        for row in batch.iter().filter(|row| !row.is_blank()) {
            rows.push((0..row.width()).map(|column| row.text(column).trim().to_string()).collect());
        }
        if !more {
            return Ok(rows);
        }
    }
}
