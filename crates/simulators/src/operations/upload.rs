//! *Cargar*: a good file becomes rows that wait.

use super::batch::{self, File};
use super::sales_file::SalesFile;
use super::{Refusal, Work};
use crate::store::{self, Store};

/// Adds a file to the batch, after whatever was loaded before; the same one twice is two files.
pub(crate) fn load(store: &mut Store, work: &Work, file: &SalesFile) -> Result<File, Refusal> {
    let batch = batch::at_rest(store, work)?;
    let loaded_at = store.clock.now();
    let rows = i64::try_from(file.len()).map_err(Refusal::broken)?;
    let bytes = i64::try_from(file.bytes).map_err(Refusal::broken)?;
    let transaction = store.db.transaction()?;
    let sql = "INSERT INTO file (batch, generation, name, bytes, sha256, rows, total, pending, pending_total, \
               loaded_at, user) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?6, ?7, ?8, ?9)";
    transaction.prepare_cached(sql)?.execute((
        batch.id,
        batch.generation,
        &file.name,
        bytes,
        &file.sha256,
        rows,
        file.total,
        loaded_at,
        &work.user,
    ))?;
    let id = transaction.last_insert_rowid();
    let sql = "INSERT INTO document (id, issued, kind, series, first, last, branch, base, tax, total, posted) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0)";
    {
        let mut insert = transaction.prepare_cached(sql)?;
        for row in file.rows() {
            insert.execute((
                batch::document(id, row.line),
                row.issued,
                row.kind,
                row.series,
                row.first,
                row.last,
                row.branch,
                row.base,
                row.tax,
                row.total,
            ))?;
        }
    }
    let what = format!("{}: {rows} rows", file.name);
    store::log(&transaction, "upload", work.who(), &what)?;
    transaction.commit()?;
    Ok(File {
        id,
        name: file.name.clone(),
        bytes,
        sha256: file.sha256.clone(),
        rows,
        pending: rows,
        total: file.total,
        pending_total: file.total,
        loaded_at,
        user: work.user.clone(),
    })
}
