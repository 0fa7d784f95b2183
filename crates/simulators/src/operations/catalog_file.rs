//! The catalog of series as a workbook, out and in.
//!
//! Three of its columns have one name; they are told apart by their place.

use std::collections::HashSet;

use super::catalog::{self, CatalogRow, Imported};
use super::sheet::{self, Export, Unreadable, Value};
use super::{Mistakes, Page, Refusal, Work};
use crate::store::Store;

const SHEET: &str = "Hoja1";
const HEADER: [&str; 9] = [
    "Sec.",
    "Serie",
    "C.C.",
    "Descripción",
    "Sucursal",
    "T.Op.",
    "Descripción",
    "Cta.Cte.",
    "Descripción",
];

/// *Exportar*.
pub(crate) fn export(store: &Store, work: &Work) -> Result<Vec<u8>, Refusal> {
    let listed = catalog::list(store, work, Page::ALL)?;
    let rows: Vec<_> = (1_u64..).zip(&listed.rows).collect();
    Export::new(SHEET, &HEADER).write(&rows, |(position, row)| {
        [
            Value::Number(*position),
            Value::Text(&row.series),
            Value::Text(&row.cost_center),
            Value::Text(&row.cost_center_description),
            Value::Text(&row.branch),
            Value::Text(&row.operation_type),
            Value::Text(&row.operation_name),
            Value::Text(&row.account),
            Value::Text(&row.account_description),
        ]
    })
}

/// *Importar*: the whole file or nothing of it.
pub(crate) fn import(store: &mut Store, work: &Work, bytes: Vec<u8>) -> Result<Imported, Refusal> {
    let known = match store.habits.knows_cost_centers {
        true => Some(catalog::known_cost_centers(store, &work.company)?),
        false => None,
    };
    let mut check = Check { known, ..Check::default() };
    match sheet::read(bytes, SHEET, &mut |line, cells| check.row(line, cells)) {
        Ok(()) => {}
        Err(Unreadable::NoSheet) => {
            check.mistakes.add(1, None, format!("el libro no tiene la hoja {SHEET}"));
            check.has_header = true;
        }
        Err(Unreadable::NotAWorkbook(why)) => {
            check.mistakes.add(1, None, format!("no es un libro de Excel legible: {why}"));
            check.has_header = true;
        }
    }
    if check.mistakes.count == 0 && check.rows.is_empty() {
        let line = if check.has_header { 2 } else { 1 };
        check.mistakes.add(line, None, "no hay ninguna fila".to_string());
    }
    if check.mistakes.count > 0 {
        return Err(check.mistakes.refusal("de series"));
    }
    catalog::import(store, work, &check.rows)
}

/// The rows of a file so far.
#[derive(Default)]
struct Check {
    known: Option<HashSet<String>>,
    has_header: bool,
    lost: bool,
    seen: HashSet<String>,
    mistakes: Mistakes,
    rows: Vec<CatalogRow>,
}

impl Check {
    fn row(&mut self, line: u64, mut cells: Vec<String>) {
        if self.lost {
            return;
        }
        if !self.has_header {
            self.has_header = true;
            while cells.last().is_some_and(String::is_empty) {
                cells.pop();
            }
            if line != 1 || cells != HEADER {
                self.lost = true;
                let says = format!("la cabecera no es la esperada: {}", HEADER.join(", "));
                self.mistakes.add(line, None, says);
            }
            return;
        }
        if cells.len() > HEADER.len() && cells[HEADER.len()..].iter().any(|cell| !cell.is_empty()) {
            self.mistakes.add(line, None, format!("más de {} columnas", HEADER.len()));
            return;
        }
        cells.resize(HEADER.len(), String::new());
        let before = self.mistakes.count;
        self.judge(line, &cells);
        if self.mistakes.count > before {
            return;
        }
        let mut cell = |column: usize| std::mem::take(&mut cells[column]);
        self.rows.push(CatalogRow {
            series: cell(1),
            cost_center: cell(2),
            cost_center_description: cell(3),
            branch: cell(4),
            operation_type: cell(5),
            operation_name: cell(6),
            account: cell(7),
            account_description: cell(8),
        });
    }

    fn judge(&mut self, line: u64, cells: &[String]) {
        let mistakes = &mut self.mistakes;
        let mut wrong = |column: usize, what: &str| {
            let says = format!("«{}» {what}", cells[column]);
            mistakes.add(line, Some(HEADER[column]), says);
        };
        let digits = |column: usize, count: usize| {
            let cell = &cells[column];
            cell.len() == count && cell.bytes().all(|byte| byte.is_ascii_digit())
        };
        if !(1..=20).contains(&cells[1].chars().count()) {
            wrong(1, "no tiene de 1 a 20 caracteres");
        }
        if !digits(2, 4) {
            wrong(2, "no es un código de cuatro dígitos");
        } else if self.known.as_ref().is_some_and(|known| !known.contains(&cells[2])) {
            wrong(2, "no es un centro de costo de la empresa");
        }
        if !(1..=100).contains(&cells[4].chars().count()) {
            wrong(4, "no tiene de 1 a 100 caracteres");
        }
        if !digits(5, 2) {
            wrong(5, "no es un tipo de operación de dos dígitos");
        }
        if !digits(7, 11) {
            wrong(7, "no es una cuenta de once dígitos");
        }
        let mut pair = String::new();
        catalog::pair(&cells[1], &cells[4], &mut pair);
        if !self.seen.insert(pair) {
            wrong(1, &format!("ya está en el archivo con la sucursal «{}»", cells[4]));
        }
    }
}
