//! The cost centers of Aconsys.

use super::printed::{self, Frame};
use super::sheet::{Export, Value};
use super::{Listed, Page, Refusal, Work, companies};
use crate::store::Store;

/// A cost center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CostCenter {
    pub(crate) code: String,
    pub(crate) description: String,
}

/// The company's, by code.
pub(crate) fn list(store: &Store, work: &Work, page: Page) -> Result<Listed<CostCenter>, Refusal> {
    let sql = "SELECT count(*) FROM cost_center WHERE company = ?1";
    let total: i64 = store.db.prepare_cached(sql)?.query_row([&work.company], |row| row.get(0))?;
    let sql = "SELECT code, description FROM cost_center WHERE company = ?1 ORDER BY code LIMIT ?2 OFFSET ?3";
    let mut select = store.db.prepare_cached(sql)?;
    let rows = select.query_map((&work.company, page.size, page.skip()), |row| {
        Ok(CostCenter { code: row.get(0)?, description: row.get(1)? })
    })?;
    Ok(Listed { rows: rows.collect::<Result<_, _>>()?, total: total.unsigned_abs() })
}

/// The report, as a workbook.
pub(crate) fn export(store: &Store, work: &Work) -> Result<Vec<u8>, Refusal> {
    let listed = list(store, work, Page::ALL)?;
    Export::new("Centros de Costo", &["Código", "Descripción"])
        .write(&listed.rows, |row| [Value::Text(&row.code), Value::Text(&row.description)])
}

/// *Imprimir*: the report, as the program prints it.
pub(crate) fn print(store: &Store, work: &Work) -> Result<Vec<u8>, Refusal> {
    let listed = list(store, work, Page::ALL)?;
    let company = companies::find(store, &work.company)?;
    let frame = Frame {
        company: &company.name,
        title: "LISTADO DE CENTROS DE COSTO",
        period: &work.period,
        total: "Total de centros de costo",
    };
    let rows = listed.rows.iter();
    printed::print(&frame, rows.map(|center| (center.code.as_str(), center.description.as_str())))
}
