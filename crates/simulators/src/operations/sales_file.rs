//! Reads a file of sales as it arrives, and checks everything that can be checked without the database.
//!
//! At most the largest file that the platform takes is in memory, and only what it keeps of each row. A wrong file is
//! read to its end all the same: whoever sends it deserves to know how much is wrong.

use std::borrow::Cow;

use sha2::{Digest, Sha256};

use super::delimited::{self, Records};
use super::{Mistakes, Refusal};
use crate::{clock, money};

/// The columns, as their header must have them.
pub(crate) const COLUMNS: [&str; 20] = [
    "No",
    "Periodo",
    "FechaComprobante",
    "FechaVencimiento",
    "CodigoTipoComprobante",
    "NumeroSerieComprobante",
    "NumeroComprobanteInicial",
    "NumeroComprobanteFinal",
    "CodigoTipoDocumentoIdentidad",
    "NumeroDocumentoIdentidad",
    "NombreCliente",
    "ImporteAfecto",
    "ImporteImpuesto",
    "ImporteTotal",
    "FechaComprobanteModificado",
    "CodigoTipoComprobanteModificado",
    "NumeroSerieComprobanteModificado",
    "NumeroComprobanteModificado",
    "Negocio",
    "Sucursal",
];

/// The most rows that a file may have.
pub(crate) const ROWS_MAX: u64 = 50_000;

const SERIES_CHARACTERS: usize = 20;
const NUMBER_CHARACTERS: usize = 20;
const BRANCH_CHARACTERS: usize = 100;

/// A row of a good file; amounts in hundredths.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SalesRow<'f> {
    pub(crate) line: u32,
    pub(crate) issued: &'f str,
    pub(crate) kind: &'f str,
    pub(crate) series: &'f str,
    pub(crate) first: &'f str,
    pub(crate) last: &'f str,
    pub(crate) branch: &'f str,
    pub(crate) base: i64,
    pub(crate) tax: i64,
    pub(crate) total: i64,
}

/// A good file. Texts stand one after the other in `text`.
#[derive(Debug)]
pub(crate) struct SalesFile {
    pub(crate) name: String,
    pub(crate) bytes: u64,
    pub(crate) sha256: String,
    pub(crate) total: i64,
    text: String,
    rows: Vec<Kept>,
}

#[derive(Debug)]
struct Kept {
    line: u32,
    start: usize,
    /// The kept texts' lengths: issued, kind, series, first, last, branch.
    lengths: [u16; 6],
    amounts: [i64; 3],
}

impl SalesFile {
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    pub(crate) fn rows(&self) -> impl Iterator<Item = SalesRow<'_>> {
        self.rows.iter().map(|row| {
            let mut at = row.start;
            let mut next = |length: u16| {
                let start = at;
                at += usize::from(length);
                &self.text[start..at]
            };
            let [issued, kind, series, first, last, branch] = row.lengths.map(&mut next);
            let [base, tax, total] = row.amounts;
            SalesRow { line: row.line, issued, kind, series, first, last, branch, base, tax, total }
        })
    }
}

/// A file that is arriving.
pub(crate) struct Reader {
    name: String,
    records: Records,
    sheet: Sheet,
    hash: Sha256,
    bytes: u64,
}

impl Reader {
    /// Begins a file for a batch of `period`.
    pub(crate) fn new(name: &str, period: &str) -> Reader {
        Reader {
            name: name.to_string(),
            records: Records::default(),
            sheet: Sheet::new(period),
            hash: Sha256::new(),
            bytes: 0,
        }
    }

    /// Takes the next piece of it.
    pub(crate) fn push(&mut self, piece: &[u8]) {
        self.bytes += piece.len() as u64;
        self.hash.update(piece);
        let sheet = &mut self.sheet;
        self.records.push(piece, &mut |line, record| sheet.record(line, record));
    }

    /// Ends it.
    pub(crate) fn finish(mut self) -> Result<SalesFile, Refusal> {
        let sheet = &mut self.sheet;
        if !self.records.finish(&mut |line, record| sheet.record(line, record)) {
            let line = self.records.line();
            sheet.mistakes.add(line, None, "las comillas no se cierran".to_string());
        }
        if !sheet.has_header {
            sheet.mistakes.add(1, None, "el archivo está vacío".to_string());
        } else if sheet.count == 0 && sheet.mistakes.count == 0 {
            sheet.mistakes.add(2, None, "no hay ninguna fila".to_string());
        }
        let sheet = self.sheet;
        if sheet.mistakes.count > 0 {
            return Err(sheet.mistakes.refusal(&self.name));
        }
        let digest = self.hash.finalize();
        let sha256 = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let (text, rows, total) = (sheet.text, sheet.rows, sheet.total);
        Ok(SalesFile { name: self.name, bytes: self.bytes, sha256, total, text, rows })
    }
}

/// The rows so far.
struct Sheet {
    period: String,
    has_header: bool,
    /// Whether the header was wrong: what stands under it is not judged.
    lost: bool,
    blank: Option<u64>,
    count: u64,
    mistakes: Mistakes,
    text: String,
    rows: Vec<Kept>,
    total: i64,
}

impl Sheet {
    fn new(period: &str) -> Sheet {
        Sheet {
            period: period.to_string(),
            has_header: false,
            lost: false,
            blank: None,
            count: 0,
            mistakes: Mistakes::default(),
            text: String::new(),
            rows: Vec::new(),
            total: 0,
        }
    }

    fn record(&mut self, line: u64, record: &[u8]) {
        if self.lost {
            return;
        }
        let Ok(record) = std::str::from_utf8(record) else {
            self.mistakes.add(line, None, "no está en UTF-8".to_string());
            self.lost = !self.has_header;
            self.has_header = true;
            return;
        };
        if !self.has_header {
            self.header(record);
            return;
        }
        if record.is_empty() {
            self.blank = self.blank.or(Some(line));
            return;
        }
        if let Some(blank) = self.blank.take() {
            self.mistakes.add(blank, None, "línea en blanco entre las filas".to_string());
        }
        self.count += 1;
        if self.count > ROWS_MAX {
            if self.count == ROWS_MAX + 1 {
                self.mistakes.add(line, None, format!("más de {ROWS_MAX} filas"));
            }
            return;
        }
        let mut fields: Vec<Cow<'_, str>> = Vec::with_capacity(COLUMNS.len());
        if delimited::fields(record, &mut fields).is_none() {
            self.mistakes.add(line, None, "comillas fuera de lugar".to_string());
        } else if fields.len() != COLUMNS.len() {
            let says = format!("{} columnas; se esperan {}", fields.len(), COLUMNS.len());
            self.mistakes.add(line, None, says);
        } else {
            self.row(line, &fields);
        }
    }

    fn header(&mut self, record: &str) {
        self.has_header = true;
        let mut fields = Vec::with_capacity(COLUMNS.len());
        let read = delimited::fields(record, &mut fields);
        if read.is_none() || fields != COLUMNS {
            self.lost = true;
            let says = if record.starts_with('\u{feff}') {
                "la cabecera comienza con una marca BOM".to_string()
            } else {
                format!("la cabecera no es la esperada: {}", COLUMNS.join(","))
            };
            self.mistakes.add(1, None, says);
        }
    }

    fn row(&mut self, line: u64, fields: &[Cow<'_, str>]) {
        let before = self.mistakes.count;
        let field = |column: usize| fields[column].as_ref();
        let mut wrong = |column: usize, what: &str| {
            let says = format!("«{}» {what}", shortened(fields[column].as_ref()));
            self.mistakes.add(line, Some(COLUMNS[column]), says);
        };
        if !is_digits(field(0)) {
            wrong(0, "no es un número");
        }
        let period = field(1);
        if period != self.period && period.strip_suffix("00") != Some(self.period.as_str()) {
            wrong(1, &format!("no es el periodo de trabajo {}", self.period));
        }
        if !is_date(field(2)) {
            wrong(2, "no es una fecha DD/MM/AAAA");
        }
        if !field(3).is_empty() && !is_date(field(3)) {
            wrong(3, "no es una fecha DD/MM/AAAA");
        }
        if field(4).len() != 2 || !is_digits(field(4)) {
            wrong(4, "no es un código de dos dígitos");
        }
        for (column, most) in
            [(5, SERIES_CHARACTERS), (6, NUMBER_CHARACTERS), (19, BRANCH_CHARACTERS)]
        {
            if !(1..=most).contains(&field(column).chars().count()) {
                wrong(column, &format!("no tiene de 1 a {most} caracteres"));
            }
        }
        if !is_last(field(6), field(7)) {
            wrong(7, "no puede ser el último número");
        }
        let mut amounts = [0; 3];
        for (column, amount) in (11..14).zip(&mut amounts) {
            match money::parse(field(column)) {
                Some(cents) => *amount = cents,
                None => wrong(column, "no es un importe"),
            }
        }
        if self.mistakes.count == before {
            self.keep(line, [2, 4, 5, 6, 7, 19].map(field), amounts);
        }
    }

    fn keep(&mut self, line: u64, texts: [&str; 6], amounts: [i64; 3]) {
        let start = self.text.len();
        let lengths = texts.map(|text| {
            self.text.push_str(text);
            text.len() as u16
        });
        self.total += amounts[2];
        self.rows.push(Kept { line: line as u32, start, lengths, amounts });
    }
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether `last` may end a range that begins with `first`.
fn is_last(first: &str, last: &str) -> bool {
    if last.is_empty() {
        return true;
    }
    match (number(first), number(last)) {
        (Some(first), Some(last)) => first <= last,
        _ => last.chars().count() <= NUMBER_CHARACTERS,
    }
}

/// A document's number, where it is one.
pub(crate) fn number(text: &str) -> Option<u128> {
    if !is_digits(text) || text.len() > 2 * NUMBER_CHARACTERS - 2 {
        return None;
    }
    text.parse().ok()
}

fn is_date(text: &str) -> bool {
    let bytes = text.as_bytes();
    if bytes.len() != 10 || bytes[2] != b'/' || bytes[5] != b'/' {
        return false;
    }
    let part = |from: usize, to: usize| {
        text.get(from..to).filter(|part| is_digits(part)).and_then(|part| part.parse().ok())
    };
    match (part(0, 2), part(3, 5), part(6, 10)) {
        (Some(day), Some(month), Some(year)) => clock::is_day(year, month, day),
        _ => false,
    }
}

/// The beginning of a wrong value, since it may be of any length.
fn shortened(text: &str) -> Cow<'_, str> {
    match text.char_indices().nth(60) {
        Some((end, _)) => Cow::Owned(format!("{}…", &text[..end])),
        None => Cow::Borrowed(text),
    }
}
