//! The accounts of Aconsys: searching, listing and opening.

use rusqlite::{Error, OptionalExtension, Row, Transaction, params};

use super::sheet::{Export, Value};
use super::{Listed, Page, Refusal, Work};
use crate::store::{self, Store};

/// An account, kept or to be opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NewAccount {
    pub(crate) code: String,
    pub(crate) description: String,
    pub(crate) client: bool,
    pub(crate) supplier: bool,
    pub(crate) document_kind: String,
}

/// What accounts are searched by; all of it must hold.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Search {
    /// The code begins with it.
    pub(crate) prefix: String,
    /// It occurs in the description, case apart.
    pub(crate) description: String,
    pub(crate) only_clients: bool,
    pub(crate) only_suppliers: bool,
    pub(crate) descending: bool,
}

const DOCUMENT_KINDS: [&str; 6] = ["0", "1", "4", "6", "7", "A"];
const DESCRIPTION_CHARACTERS: usize = 100;

fn read(row: &Row<'_>) -> rusqlite::Result<NewAccount> {
    Ok(NewAccount {
        code: row.get(0)?,
        description: row.get(1)?,
        client: row.get(2)?,
        supplier: row.get(3)?,
        document_kind: row.get(4)?,
    })
}

const COLUMNS: &str = "code, description, client, supplier, document_kind";
const FOUND: &str = "company = ?1 AND substr(code, 1, length(?2)) = ?2 AND instr(folded, ?3) > 0 \
                     AND client >= ?4 AND supplier >= ?5";

/// The accounts that are searched for, by code.
pub(crate) fn search(
    store: &Store,
    work: &Work,
    search: &Search,
    page: Page,
) -> Result<Listed<NewAccount>, Refusal> {
    let folded = search.description.to_lowercase();
    let (clients, suppliers) = (search.only_clients, search.only_suppliers);
    let sql = format!("SELECT count(*) FROM account WHERE {FOUND}");
    let found = params![work.company, search.prefix, folded, clients, suppliers];
    let total: i64 = store.db.prepare_cached(&sql)?.query_row(found, |row| row.get(0))?;
    let order = if search.descending { "DESC" } else { "ASC" };
    let sql = format!(
        "SELECT {COLUMNS} FROM account WHERE {FOUND} ORDER BY code {order} LIMIT ?6 OFFSET ?7"
    );
    let mut select = store.db.prepare_cached(&sql)?;
    let (size, skip) = (page.size, page.skip());
    let found = params![work.company, search.prefix, folded, clients, suppliers, size, skip];
    let rows = select.query_map(found, read)?;
    Ok(Listed { rows: rows.collect::<Result<_, _>>()?, total: total.unsigned_abs() })
}

/// One account.
pub(crate) fn find(store: &Store, work: &Work, code: &str) -> Result<NewAccount, Refusal> {
    let sql = format!("SELECT {COLUMNS} FROM account WHERE company = ?1 AND code = ?2");
    let mut select = store.db.prepare_cached(&sql)?;
    let found = select.query_row([&work.company, code], read).optional()?;
    found.ok_or_else(|| {
        Refusal::new(404, "cuenta_inexistente", format!("No hay una cuenta {code}."))
    })
}

/// All of them, as a workbook.
pub(crate) fn export(store: &Store, work: &Work) -> Result<Vec<u8>, Refusal> {
    let listed = search(store, work, &Search::default(), Page::ALL)?;
    let header = ["Código", "Descripción", "Cliente", "Proveedor", "Tipo Doc."];
    let mark = |is: bool| Value::Text(if is { "S" } else { "N" });
    Export::new("Cuentas Corrientes", &header).write(&listed.rows, |row| {
        [
            Value::Text(&row.code),
            Value::Text(&row.description),
            mark(row.client),
            mark(row.supplier),
            Value::Text(&row.document_kind),
        ]
    })
}

/// *Nueva*, *Grabar*.
pub(crate) fn open(store: &mut Store, work: &Work, new: &NewAccount) -> Result<(), Refusal> {
    check(new)?;
    let taken = "SELECT count(*) FROM account WHERE company = ?1 AND code = ?2";
    let taken: i64 =
        store.db.prepare_cached(taken)?.query_row([&work.company, &new.code], |row| row.get(0))?;
    if taken > 0 {
        let message = format!("La cuenta {} ya existe.", new.code);
        return Err(Refusal::new(409, "cuenta_existe", message));
    }
    let transaction = store.db.transaction()?;
    insert(&transaction, &work.company, new)?;
    let what = format!("{} {}", new.code, new.description);
    store::log(&transaction, "open_account", work.who(), &what)?;
    transaction.commit()?;
    Ok(())
}

fn check(new: &NewAccount) -> Result<(), Refusal> {
    let refuse = |code, message: String| Err(Refusal::new(422, code, message));
    if new.code.len() != 11 || !new.code.bytes().all(|byte| byte.is_ascii_digit()) {
        let message = format!("«{}» no es un código de once dígitos.", new.code);
        return refuse("codigo_invalido", message);
    }
    let length = new.description.chars().count();
    if new.description.trim().is_empty() || length > DESCRIPTION_CHARACTERS {
        let message =
            format!("La descripción debe tener de 1 a {DESCRIPTION_CHARACTERS} caracteres.");
        return refuse("descripcion_invalida", message);
    }
    if !new.client && !new.supplier {
        let message = "Marque Cliente, Proveedor o ambos.".to_string();
        return refuse("tipo_invalido", message);
    }
    if !DOCUMENT_KINDS.contains(&new.document_kind.as_str()) {
        let kinds = DOCUMENT_KINDS.join(", ");
        let message = format!("«{}» no es un tipo de documento: {kinds}.", new.document_kind);
        return refuse("tipo_documento_invalido", message);
    }
    Ok(())
}

/// Adds an account that was checked.
pub(crate) fn insert(
    transaction: &Transaction<'_>,
    company: &str,
    new: &NewAccount,
) -> Result<(), Error> {
    let sql = "INSERT INTO account (company, code, description, folded, client, supplier, document_kind) \
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
    let folded = new.description.to_lowercase();
    transaction.prepare_cached(sql)?.execute((
        company,
        &new.code,
        &new.description,
        folded,
        new.client,
        new.supplier,
        &new.document_kind,
    ))?;
    Ok(())
}
