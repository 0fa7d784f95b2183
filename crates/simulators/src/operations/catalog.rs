//! The catalog of series by cost center: which series a branch issues, and where its sales are booked.

use std::collections::HashSet;

use rusqlite::{CachedStatement, Error, Row, Transaction};

use super::{Listed, Page, Refusal, Work};
use crate::scenario::SeriesImport;
use crate::store::{self, Store};

/// A row of the catalog, byte for byte as it was given.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct CatalogRow {
    pub(crate) series: String,
    pub(crate) cost_center: String,
    pub(crate) cost_center_description: String,
    pub(crate) branch: String,
    pub(crate) operation_type: String,
    pub(crate) operation_name: String,
    pub(crate) account: String,
    pub(crate) account_description: String,
}

/// A series and a branch as one text.
pub(crate) fn pair(series: &str, branch: &str, into: &mut String) {
    into.clear();
    into.push_str(series);
    into.push('\0');
    into.push_str(branch);
}

/// Every pair of a company's catalog.
pub(crate) fn pairs(store: &Store, company: &str) -> Result<HashSet<String>, Refusal> {
    let sql = "SELECT series, branch FROM series WHERE company = ?1";
    let mut select = store.db.prepare_cached(sql)?;
    let mut rows = select.query([company])?;
    let mut found = HashSet::new();
    while let Some(row) = rows.next()? {
        let mut text = String::new();
        pair(
            row.get_ref(0)?.as_str().map_err(Error::from)?,
            row.get_ref(1)?.as_str().map_err(Error::from)?,
            &mut text,
        );
        found.insert(text);
    }
    Ok(found)
}

/// The catalog, in its order.
pub(crate) fn list(store: &Store, work: &Work, page: Page) -> Result<Listed<CatalogRow>, Refusal> {
    let total = count(&store.db, &work.company)?;
    let sql = "SELECT series, cost_center, cost_center_description, branch, operation_type, operation_name, \
               account, account_description FROM series WHERE company = ?1 ORDER BY position LIMIT ?2 OFFSET ?3";
    let mut select = store.db.prepare_cached(sql)?;
    let rows = select.query_map((&work.company, page.size, page.skip()), read)?;
    Ok(Listed { rows: rows.collect::<Result<_, _>>()?, total: total.unsigned_abs() })
}

fn read(row: &Row<'_>) -> rusqlite::Result<CatalogRow> {
    Ok(CatalogRow {
        series: row.get(0)?,
        cost_center: row.get(1)?,
        cost_center_description: row.get(2)?,
        branch: row.get(3)?,
        operation_type: row.get(4)?,
        operation_name: row.get(5)?,
        account: row.get(6)?,
        account_description: row.get(7)?,
    })
}

fn count(db: &rusqlite::Connection, company: &str) -> Result<i64, Error> {
    let sql = "SELECT count(*) FROM series WHERE company = ?1";
    db.prepare_cached(sql)?.query_row([company], |row| row.get(0))
}

/// The codes of cost centers that the platform knows.
pub(crate) fn known_cost_centers(store: &Store, company: &str) -> Result<HashSet<String>, Refusal> {
    let mut select = store.db.prepare_cached("SELECT code FROM cost_center WHERE company = ?1")?;
    let rows = select.query_map([company], |row| row.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Adds rows to a catalog.
pub(crate) struct Adder<'t> {
    company: String,
    insert: CachedStatement<'t>,
}

impl<'t> Adder<'t> {
    pub(crate) fn new(transaction: &'t Transaction<'_>, company: &str) -> Result<Adder<'t>, Error> {
        let sql = "INSERT INTO series (company, position, series, cost_center, cost_center_description, branch, \
                   operation_type, operation_name, account, account_description) \
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        Ok(Adder { company: company.to_string(), insert: transaction.prepare_cached(sql)? })
    }

    pub(crate) fn add(&mut self, position: i64, row: &CatalogRow) -> Result<(), Error> {
        self.insert.execute((
            &self.company,
            position,
            &row.series,
            &row.cost_center,
            &row.cost_center_description,
            &row.branch,
            &row.operation_type,
            &row.operation_name,
            &row.account,
            &row.account_description,
        ))?;
        Ok(())
    }
}

/// What an import did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Imported {
    pub(crate) rows: u64,
    pub(crate) added: u64,
    pub(crate) updated: u64,
    pub(crate) removed: u64,
    /// Rows of the catalog afterwards.
    pub(crate) total: u64,
}

/// Takes rows that were checked, all of them, by the platform's habit.
pub(crate) fn import(
    store: &mut Store,
    work: &Work,
    rows: &[CatalogRow],
) -> Result<Imported, Refusal> {
    let busy = "SELECT count(*) FROM batch WHERE company = ?1 AND state = 'procesando'";
    let busy: i64 = store.db.prepare_cached(busy)?.query_row([&work.company], |row| row.get(0))?;
    if busy > 0 {
        return Err(super::batch::processing_refusal(&work.period));
    }
    let before = pairs(store, &work.company)?;
    let replaces = store.habits.series_import == SeriesImport::Replace;
    let transaction = store.db.transaction()?;
    let mut imported = Imported { rows: rows.len() as u64, ..Imported::default() };
    if replaces {
        transaction.execute("DELETE FROM series WHERE company = ?1", [&work.company])?;
    }
    let sql = "SELECT coalesce(max(position), 0) FROM series WHERE company = ?1";
    let mut position: i64 = transaction.query_row(sql, [&work.company], |row| row.get(0))?;
    {
        let mut add = Adder::new(&transaction, &work.company)?;
        let mut key = String::new();
        for row in rows {
            pair(&row.series, &row.branch, &mut key);
            let known = before.contains(&key);
            imported.updated += u64::from(known);
            imported.added += u64::from(!known);
            if known && !replaces {
                update(&transaction, &work.company, row)?;
            } else {
                position += 1;
                add.add(position, row)?;
            }
        }
    }
    if replaces {
        imported.removed = before.len() as u64 - imported.updated;
    }
    imported.total = count(&transaction, &work.company)?.unsigned_abs();
    let what = format!(
        "{}: {} added, {} updated, {} removed",
        if replaces { "replace" } else { "merge" },
        imported.added,
        imported.updated,
        imported.removed
    );
    store::log(&transaction, "series_import", work.who(), &what)?;
    transaction.commit()?;
    store.pairs = None;
    Ok(imported)
}

fn update(transaction: &Transaction<'_>, company: &str, row: &CatalogRow) -> Result<(), Error> {
    let sql = "UPDATE series SET cost_center = ?4, cost_center_description = ?5, operation_type = ?6, \
               operation_name = ?7, account = ?8, account_description = ?9 \
               WHERE company = ?1 AND series = ?2 AND branch = ?3";
    transaction.prepare_cached(sql)?.execute((
        company,
        &row.series,
        &row.branch,
        &row.cost_center,
        &row.cost_center_description,
        &row.operation_type,
        &row.operation_name,
        &row.account,
        &row.account_description,
    ))?;
    Ok(())
}
