//! The companies that a platform knows, and which periods it can work in.

use rusqlite::OptionalExtension;

use super::Refusal;
use crate::store::Store;

/// A company.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Company {
    pub(crate) ruc: String,
    pub(crate) name: String,
}

/// All of them, by RUC.
pub(crate) fn list(store: &Store) -> Result<Vec<Company>, Refusal> {
    let mut select = store.db.prepare_cached("SELECT ruc, name FROM company ORDER BY ruc")?;
    let rows = select.query_map((), |row| Ok(Company { ruc: row.get(0)?, name: row.get(1)? }))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The company with this RUC, if work in `period` is possible.
pub(crate) fn choose(store: &Store, ruc: &str, period: &str) -> Result<Company, Refusal> {
    let company = find(store, ruc)?;
    let digits = period.len() == 6 && period.bytes().all(|byte| byte.is_ascii_digit());
    let months = ("01"..="12", "2000"..="9999");
    if !digits || !months.0.contains(&&period[4..]) || !months.1.contains(&&period[..4]) {
        let message = format!("«{period}» no es un periodo: se espera AAAAMM.");
        return Err(Refusal::new(422, "periodo_invalido", message));
    }
    Ok(company)
}

/// The company with this RUC.
pub(crate) fn find(store: &Store, ruc: &str) -> Result<Company, Refusal> {
    let mut select = store.db.prepare_cached("SELECT name FROM company WHERE ruc = ?1")?;
    let name: Option<String> = select.query_row([ruc], |row| row.get(0)).optional()?;
    match name {
        Some(name) => Ok(Company { ruc: ruc.to_string(), name }),
        None => {
            let message = format!("No hay una empresa con RUC {ruc}.");
            Err(Refusal::new(404, "empresa_desconocida", message))
        }
    }
}
