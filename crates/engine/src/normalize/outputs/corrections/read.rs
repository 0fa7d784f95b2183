//! Reads a correction workbook that came back, whatever program has saved it.
//!
//! It is read twice: first for the hidden cells alone, since of two rows with the same one neither may be taken.

use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;

use rustc_hash::FxHashMap;
use xlsx::{CellKind, Limits, Row, Rows, SheetReader, Workbook};

use super::super::error::{Fault, OutputError};
use super::super::manifest::Manifest;
use super::problem::{Problem, ProblemKind};
use super::row_id::{self, RowId, SheetId};
use crate::model::{Columns, RowPlace, Sentence};

/// The rows that a run has rejected: those whose corrections it takes.
#[derive(Debug, Default)]
pub struct RejectedRows {
    ledger: u64,
    /// How often each was seen in the workbook.
    seen: FxHashMap<RowPlace, u32>,
}

impl RejectedRows {
    /// Those of a ledger.
    pub fn new(ledger: u64, places: impl IntoIterator<Item = RowPlace>) -> RejectedRows {
        RejectedRows { ledger, seen: places.into_iter().map(|place| (place, 0)).collect() }
    }

    /// Those that the run in `folder` lists in its `rejects.csv`.
    pub fn of_run(folder: &Path, manifest: &Manifest) -> Result<RejectedRows, OutputError> {
        let path = folder.join("rejects.csv");
        let said = |error| OutputError::io(&path, error);
        let wrong =
            |why: &str| OutputError::new(&path, Fault::Manifest(why.to_owned(), why.to_owned()));
        let ledger = manifest.ledger_tag().ok_or_else(|| wrong("ledger"))?;
        let mut rejected = RejectedRows { ledger, ..RejectedRows::default() };
        let mut file = BufReader::new(File::open(&path).map_err(said)?);
        let mut record = Vec::new();
        let mut is_header = true;
        while read_record(&mut file, &mut record).map_err(said)? {
            let fields = first_fields(&record);
            let [name, sheet, line] = &fields;
            if !std::mem::take(&mut is_header) {
                let of = |input: &&super::super::manifest::Input| {
                    input.file == *name && input.sheet == *sheet
                };
                let file = manifest.inputs.iter().position(|input| of(&input));
                let file = file.and_then(|file| u16::try_from(file).ok());
                match (file, line.parse()) {
                    (Some(file), Ok(line)) => rejected.seen.insert(RowPlace { file, line }, 0),
                    _ => return Err(wrong(&format!("{name}, {line}"))),
                };
            }
            record.clear();
        }
        Ok(rejected)
    }

    /// Whether the row is one of them.
    pub fn has(&self, place: RowPlace) -> bool {
        self.seen.contains_key(&place)
    }

    /// How many rows they are.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.seen.is_empty()
    }
}

/// A row that came back, in the ledger's columns.
#[derive(Debug)]
pub struct CorrectedRow<'a> {
    /// Where it stands in the ledger.
    pub place: RowPlace,
    /// Its cells; its line is the ledger's.
    pub row: Row<'a>,
    /// Where the ledger keeps its fields.
    pub columns: &'a Columns,
    /// The workbook's sheet.
    pub sheet: &'a str,
    /// The workbook's row.
    pub sheet_row: u64,
    /// The columns whose cells were changed.
    pub changed: &'a [usize],
}

/// Reads the workbook at `path`, and hands each row that can be taken to `take`.
///
/// What is the matter with others is given back, in the workbook's order, and then the rows that are not in it.
pub fn read(
    path: &Path,
    rejected: &mut RejectedRows,
    mut take: impl FnMut(&CorrectedRow<'_>) -> Result<(), OutputError>,
) -> Result<Vec<Problem>, OutputError> {
    let workbook = Workbook::open(path, Limits::default()).map_err(|error| unread(path, error))?;
    for count in rejected.seen.values_mut() {
        *count = 0;
    }
    let mut sheets = 0;
    for index in 0..workbook.sheets().len() {
        sheets += u32::from(each_row(path, &workbook, index, |_, row, id| {
            if let Some(RowId { ledger, place, .. }) = id
                && ledger == rejected.ledger
                && !row.is_blank()
                && let Some(count) = rejected.seen.get_mut(&place)
            {
                *count += 1;
            }
            Ok(())
        })?);
    }
    if sheets == 0 {
        let why = Sentence::new(
            "ninguna hoja tiene la columna oculta con la que se reconoce",
            "no sheet has the hidden column by which it is recognised",
        );
        return Err(OutputError::new(path, Fault::NotCorrections(why)));
    }
    let mut problems = Vec::new();
    for (index, info) in workbook.sheets().iter().enumerate() {
        let mut reader = RowReader::new(&info.name);
        each_row(path, &workbook, index, |sheet, row, id| {
            let problem = reader.take_row(sheet, row, id, rejected, &mut take)?;
            problems.extend(problem.map(|kind| Problem {
                sheet: info.name.clone(),
                row: row.line(),
                kind,
            }));
            Ok(())
        })?;
    }
    let mut missing: Vec<RowPlace> =
        rejected.seen.iter().filter(|(_, count)| **count == 0).map(|(place, _)| *place).collect();
    missing.sort_unstable();
    problems.extend(missing.into_iter().map(|place| Problem {
        sheet: String::new(),
        row: 0,
        kind: ProblemKind::Missing(place),
    }));
    Ok(problems)
}

/// A sheet that was recognised by its hidden header.
struct Sheet {
    columns: Columns,
    width: usize,
}

/// Turns a sheet's rows back into the ledger's.
struct RowReader<'a> {
    sheet_name: &'a str,
    rows: Rows,
    changed: Vec<usize>,
}

impl<'a> RowReader<'a> {
    fn new(sheet_name: &'a str) -> RowReader<'a> {
        RowReader { sheet_name, rows: Rows::new(), changed: Vec::new() }
    }

    /// Takes a row, or says what is the matter with it.
    fn take_row(
        &mut self,
        sheet: &Sheet,
        row: LedgerCells<'_>,
        id: Option<RowId>,
        rejected: &RejectedRows,
        take: &mut dyn FnMut(&CorrectedRow<'_>) -> Result<(), OutputError>,
    ) -> Result<Option<ProblemKind>, OutputError> {
        let Some(id) = id else {
            return Ok(match row.id_text().trim().is_empty() {
                // The remains of a row that was emptied, or notes beside the rows.
                true if row.is_blank() => None,
                true => Some(ProblemKind::NoId),
                false => Some(ProblemKind::DamagedId),
            });
        };
        if id.ledger != rejected.ledger {
            return Ok(Some(ProblemKind::OtherLedger));
        }
        if row.is_blank() {
            // It counts as deleted, which is said at the end.
            return Ok(None);
        }
        let place = id.place;
        match rejected.seen.get(&place) {
            None => return Ok(Some(ProblemKind::NotRejected(place))),
            Some(1) => {}
            Some(_) => return Ok(Some(ProblemKind::Repeated(place))),
        }
        self.rows.clear();
        self.rows.begin_row(place.line);
        self.changed.clear();
        for column in 0..sheet.width {
            let (kind, text) = row.cell(column);
            self.rows.push(kind, text);
            let before = id.digests.get(column);
            if before.is_some_and(|before| *before != row_id::digest(kind, text)) {
                self.changed.push(column);
            }
        }
        take(&CorrectedRow {
            place,
            row: self.rows.row(0),
            columns: &sheet.columns,
            sheet: self.sheet_name,
            sheet_row: row.line(),
            changed: &self.changed,
        })?;
        let is_marked = |column: usize| id.marked.get(column).copied().unwrap_or(false);
        let elsewhere: Vec<usize> =
            self.changed.iter().copied().filter(|column| !is_marked(*column)).collect();
        Ok((!elsewhere.is_empty()).then_some(ProblemKind::ChangedElsewhere(place, elsewhere)))
    }
}

/// A row of the workbook, and which of its cells are the ledger's.
#[derive(Clone, Copy)]
struct LedgerCells<'a> {
    row: Row<'a>,
    width: usize,
}

impl<'a> LedgerCells<'a> {
    fn line(&self) -> u64 {
        self.row.line()
    }

    fn cell(&self, column: usize) -> (CellKind, &'a [u8]) {
        (self.row.cell(column).kind(), self.row.bytes(column))
    }

    /// Where the hidden cell is: after the three columns of sentences.
    fn id_text(&self) -> std::borrow::Cow<'a, str> {
        self.row.text(self.width + 3)
    }

    fn is_blank(&self) -> bool {
        (0..self.width).all(|column| self.row.bytes(column).trim_ascii().is_empty())
    }
}

/// Visits the rows below a sheet's headers; false where the sheet has no hidden column.
fn each_row(
    path: &Path,
    workbook: &Workbook,
    index: usize,
    mut visit: impl FnMut(&Sheet, LedgerCells<'_>, Option<RowId>) -> Result<(), OutputError>,
) -> Result<bool, OutputError> {
    let told = |error| unread(path, error);
    // A chart, or another sheet without cells.
    let Ok(mut reader) = workbook.read_sheet(index) else { return Ok(false) };
    let mut sheet: Option<Sheet> = None;
    let mut batch = Rows::new();
    while next_batch(&mut reader, &mut batch).map_err(told)? {
        for row in batch.iter() {
            match &sheet {
                Some(known) => {
                    let row = LedgerCells { row, width: known.width };
                    let id = row_id::parse(&row.id_text());
                    visit(known, row, id)?;
                }
                None if row.is_blank() => {}
                None => match sheet_of(path, row)? {
                    Some(found) => sheet = Some(found),
                    None => return Ok(false),
                },
            }
        }
    }
    Ok(sheet.is_some())
}

fn next_batch(reader: &mut SheetReader, batch: &mut Rows) -> xlsx::Result<bool> {
    // A batch may be empty although the sheet goes on.
    loop {
        let more = reader.next(batch)?;
        if !more || !batch.is_empty() {
            return Ok(more);
        }
    }
}

/// The sheet whose headers are in this row; `None` where it is no sheet of ours.
fn sheet_of(path: &Path, row: Row<'_>) -> Result<Option<Sheet>, OutputError> {
    let found = (0..row.width()).find_map(|at| Some((at, SheetId::parse(&row.text(at))?)));
    let Some((at, id)) = found else { return Ok(None) };
    let headers: Vec<String> = (0..id.width).map(|column| row.text(column).into_owned()).collect();
    let sum = row_id::header_sum(headers.iter().map(String::as_str));
    if at != id.width + 3 || sum != id.headers {
        let why = Sentence::new(
            "se agregaron, quitaron, movieron o renombraron columnas",
            "columns were added, removed, moved or renamed",
        );
        return Err(OutputError::new(path, Fault::NotCorrections(why)));
    }
    Ok(Some(Sheet { columns: Columns::new(&id.fields, headers), width: id.width }))
}

fn unread(path: &Path, error: xlsx::Error) -> OutputError {
    OutputError::new(path, Fault::Unreadable(error))
}

/// Reads one record of a CSV file, whose fields may have line ends inside quotes.
fn read_record(file: &mut impl BufRead, record: &mut Vec<u8>) -> std::io::Result<bool> {
    while file.read_until(b'\n', record)? > 0 {
        if record.iter().filter(|byte| **byte == b'"').count() % 2 == 0 {
            return Ok(true);
        }
    }
    Ok(!record.is_empty())
}

/// The first three fields of a record.
fn first_fields(record: &[u8]) -> [String; 3] {
    let mut fields: [Vec<u8>; 3] = Default::default();
    let (mut at, mut quoted) = (0, false);
    let mut bytes = record.iter().peekable();
    while let Some(byte) = bytes.next() {
        match byte {
            b'"' if quoted && bytes.peek() == Some(&&b'"') => {
                bytes.next();
                fields[at].push(b'"');
            }
            b'"' => quoted = !quoted,
            b',' if !quoted && at == 2 => break,
            b',' if !quoted => at += 1,
            byte => fields[at].push(*byte),
        }
    }
    fields.map(|field| String::from_utf8_lossy(&field).into_owned())
}
