//! The details of the last processing: which rows stayed, and why.

use super::batch::{self, State};
use super::sheet::{Export, Value};
use super::{Listed, Page, Refusal, Work};
use crate::store::Store;

/// A row that was not posted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Detail {
    pub(crate) position: u64,
    pub(crate) line: i64,
    pub(crate) file: String,
    pub(crate) document: String,
    pub(crate) series: String,
    pub(crate) branch: String,
    pub(crate) reason: String,
}

/// The details, in the order of loading.
pub(crate) fn list(store: &Store, work: &Work, page: Page) -> Result<Listed<Detail>, Refusal> {
    let Some(batch) = batch::find(store, &work.company, &work.period)? else {
        return Ok(Listed { rows: Vec::new(), total: 0 });
    };
    if batch.progress.state == State::Processing {
        return Err(batch::processing_refusal(&work.period));
    }
    let sql = "SELECT count(*) FROM complaint WHERE batch = ?1";
    let total: i64 = store.db.prepare_cached(sql)?.query_row([batch.id], |row| row.get(0))?;
    let sql = "SELECT complaint.document, complaint.reason, document.kind, document.series, document.first, \
               document.last, document.branch, file.name FROM complaint \
               JOIN document ON document.id = complaint.document JOIN file ON file.id = document.id >> 27 \
               WHERE complaint.batch = ?1 ORDER BY complaint.document LIMIT ?2 OFFSET ?3";
    let mut select = store.db.prepare_cached(sql)?;
    let mut rows = select.query((batch.id, page.size, page.skip()))?;
    let mut listed = Listed { rows: Vec::new(), total: total.unsigned_abs() };
    let mut position = page.skip().unsigned_abs();
    while let Some(row) = rows.next()? {
        position += 1;
        let text = |index| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
        let (_, line) = batch::place(row.get(0)?);
        let (kind, series, first, last) = (text(2)?, text(3)?, text(4)?, text(5)?);
        let range = if last.is_empty() || last == first { "" } else { "/" };
        let last = if range.is_empty() { "" } else { last };
        listed.rows.push(Detail {
            position,
            line,
            file: row.get(7)?,
            document: format!("{kind}-{series}-{first}{range}{last}"),
            series: series.to_string(),
            branch: row.get(6)?,
            reason: row.get(1)?,
        });
    }
    Ok(listed)
}

/// The columns of the exported report.
pub(crate) const COLUMNS: [&str; 7] =
    ["Sec.", "Línea", "Archivo", "Documento", "Serie", "Sucursal", "Motivo"];

/// The same report after an update of the platform that nobody announced.
pub(crate) const OTHER_COLUMNS: [&str; 7] =
    ["Sec.", "Línea", "Archivo", "Documento", "Nro.Serie", "Tienda", "Motivo"];

/// *Exportar*.
pub(crate) fn export(store: &Store, work: &Work, columns: [&str; 7]) -> Result<Vec<u8>, Refusal> {
    let listed = list(store, work, Page::ALL)?;
    Export::new("Errores", &columns).write(&listed.rows, |detail| {
        [
            Value::Number(detail.position),
            Value::Number(detail.line.unsigned_abs()),
            Value::Text(&detail.file),
            Value::Text(&detail.document),
            Value::Text(&detail.series),
            Value::Text(&detail.branch),
            Value::Text(&detail.reason),
        ]
    })
}
