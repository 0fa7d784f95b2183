//! `compare.csv`, a line for each field that differs, and the rows of `compare.xlsx`, which wait for their sheets.

use std::path::{Path, PathBuf};

use super::book;
use super::fields::words_of;
use super::out::{Names, key_texts, only_class, side_words, text_of};
use super::report::{CompareReport, money};
use super::unreadable::Unreadable;
use crate::compare::{ISSUE_DATE, Key, Queue, Row, Side, TOTAL, Value};
use crate::model::{Field, Language, RowPlace};
use crate::normalize::outputs::{Cells, CsvFile, OutputFile, hash_file, push_decimal, push_field};
use crate::run::job::RunError;
use xlsx::write::Style;

/// The name of the list for programs.
pub(super) const CSV: &str = "compare.csv";
/// The name of the workbook.
pub(super) const BOOK: &str = "compare.xlsx";

const HEADERS: [&str; 14] = [
    "class",
    "kind",
    "series",
    "number",
    "field",
    "left",
    "right",
    "difference",
    "left_file",
    "left_sheet",
    "left_row",
    "right_file",
    "right_sheet",
    "right_row",
];

/// Rows are handed to the queue in pieces of about this size; a sheet ends with a piece.
const PIECE_BYTES: usize = 64 * 1024;
/// Bytes of a sheet's rows that are held in memory.
const WAITING_BYTES: usize = 512 * 1024;

/// The sheets behind the summary, in their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sheet {
    OnlyLeft,
    OnlyRight,
    Differ,
    Repeated,
    Unreadable,
}

impl Sheet {
    pub(super) const ALL: [Sheet; 5] =
        [Sheet::OnlyLeft, Sheet::OnlyRight, Sheet::Differ, Sheet::Repeated, Sheet::Unreadable];
}

/// The rows of one sheet, in pieces: the count of rows, then their cells.
pub(super) struct Waiting {
    cells: Cells,
    rows: u32,
    pub(super) pieces: Queue,
}

impl Waiting {
    pub(super) fn new(temporary: &Path) -> Waiting {
        let pieces = Queue::new(temporary, WAITING_BYTES);
        Waiting { cells: Cells::default(), rows: 0, pieces }
    }

    pub(super) fn end_row(&mut self) -> Result<(), RunError> {
        self.cells.end_row();
        self.rows += 1;
        if self.cells.len() >= PIECE_BYTES { self.hand_over() } else { Ok(()) }
    }

    pub(super) fn hand_over(&mut self) -> Result<(), RunError> {
        if self.rows > 0 {
            let mut piece = self.rows.to_le_bytes().to_vec();
            piece.extend_from_slice(self.cells.bytes());
            self.pieces.push(&piece)?;
            self.cells.clear();
            self.rows = 0;
        }
        Ok(())
    }

    pub(super) fn text(&mut self, text: &str) {
        self.cells.text(Style::Text, text);
    }

    pub(super) fn key(&mut self, key: &[String; 3]) {
        self.cells.begin_row();
        key.iter().for_each(|text| self.cells.text(Style::Text, text));
    }

    fn place(&mut self, (file, sheet): (&str, &str), line: u64) {
        self.text(file);
        self.text(sheet);
        self.cells.number(Style::Plain, &line.to_string());
    }

    fn value(&mut self, value: Value<'_>, field: Field, language: Language) {
        match value {
            Value::Amount(cents) => self.cells.number(Style::Amount, &cents.to_string()),
            Value::Date(Some(date)) => {
                self.cells.number(Style::Date, &date.serial().to_string());
            }
            Value::Date(None) => self.cells.empty(Style::Plain),
            Value::Text(_) => self.text(&text_of(value, field, Some(language))),
        }
    }
}

/// Writes both lists.
pub(super) struct Writer {
    folder: PathBuf,
    csv: CsvFile,
    sheets: [Waiting; 5],
}

impl Writer {
    pub(super) fn create(folder: &Path, temporary: &Path) -> Result<Writer, RunError> {
        let csv = CsvFile::create(&folder.join(CSV), &HEADERS)?;
        let sheets = Sheet::ALL.map(|_| Waiting::new(temporary));
        Ok(Writer { folder: folder.to_owned(), csv, sheets })
    }

    /// A line of the list for programs: class, key, field and values; the caller adds the places.
    fn begin_line(&mut self, class: &str, key: &[String; 3], field: &str, values: [&str; 3]) {
        let line = self.csv.line();
        line.extend_from_slice(class.as_bytes());
        for text in key.iter().map(String::as_str).chain([field]).chain(values) {
            line.push(b',');
            push_field(line, text.as_bytes());
        }
    }

    fn end_line(&mut self, names: &Names, places: [Option<RowPlace>; 2]) -> Result<(), RunError> {
        let line = self.csv.line();
        for (side, place) in Side::BOTH.into_iter().zip(places) {
            match place {
                None => line.extend_from_slice(b",,,"),
                Some(place) => {
                    let (file, sheet) = names.file(side, place);
                    for text in [file, sheet] {
                        line.push(b',');
                        push_field(line, text.as_bytes());
                    }
                    line.push(b',');
                    push_decimal(line, place.line);
                }
            }
        }
        Ok(self.csv.end_line()?)
    }

    /// Lists each field in which two documents differ.
    pub(super) fn differs(
        &mut self,
        names: &Names,
        left: &Row<'_>,
        right: &Row<'_>,
        fields: u32,
    ) -> Result<(), RunError> {
        let key = key_texts(left.key);
        for (index, field) in names.fields.iter().enumerate() {
            if fields >> index & 1 == 0 {
                continue;
            }
            let values = [left.value(index), right.value(index)];
            let texts = values.map(|value| text_of(value, *field, None));
            let apart = match values {
                [Value::Amount(left), Value::Amount(right)] => {
                    money(i128::from(left.0) - i128::from(right.0))
                }
                _ => String::new(),
            };
            self.begin_line("differs", &key, field.name(), [&texts[0], &texts[1], &apart]);
            self.end_line(names, [Some(left.place), Some(right.place)])?;
            let sheet = &mut self.sheets[Sheet::Differ as usize];
            sheet.key(&key);
            sheet.text(words_of(*field, names.language));
            values.iter().for_each(|value| sheet.value(*value, *field, names.language));
            match apart.is_empty() {
                true => sheet.cells.empty(Style::Plain),
                false => sheet.cells.number(Style::Amount, &apart),
            }
            sheet.place(names.file(Side::Left, left.place), left.place.line);
            sheet.place(names.file(Side::Right, right.place), right.place.line);
            sheet.end_row()?;
        }
        Ok(())
    }

    /// Lists a document that only one side has, with its total.
    pub(super) fn only(
        &mut self,
        names: &Names,
        side: Side,
        row: &Row<'_>,
    ) -> Result<(), RunError> {
        let key = key_texts(row.key);
        let total = row.total().to_string();
        let (values, places, sheet) = match side {
            Side::Left => ([&*total, "", ""], [Some(row.place), None], Sheet::OnlyLeft),
            Side::Right => (["", &*total, ""], [None, Some(row.place)], Sheet::OnlyRight),
        };
        self.begin_line(only_class(side), &key, Field::Total.name(), values);
        self.end_line(names, places)?;
        let sheet = &mut self.sheets[sheet as usize];
        sheet.key(&key);
        sheet.value(row.value(ISSUE_DATE), Field::IssueDate, names.language);
        sheet.value(row.value(TOTAL), Field::Total, names.language);
        sheet.place(names.file(side, row.place), row.place.line);
        sheet.end_row()
    }

    /// Lists a document that a side has more than once, with the first places of it.
    pub(super) fn repeated(
        &mut self,
        names: &Names,
        side: Side,
        key: Key<'_>,
        times: u64,
        places: &[RowPlace],
    ) -> Result<(), RunError> {
        let key = key_texts(key);
        let count = times.to_string();
        let first = places.first().copied();
        let (values, at) = match side {
            Side::Left => ([&*count, "", ""], [first, None]),
            Side::Right => (["", &*count, ""], [None, first]),
        };
        self.begin_line("repeated", &key, "times", values);
        self.end_line(names, at)?;
        let sheet = &mut self.sheets[Sheet::Repeated as usize];
        sheet.key(&key);
        sheet.text(side_words(side).text(names.language));
        sheet.cells.number(Style::Plain, &count);
        let place = |place: &RowPlace| format!("{} › {}", names.file(side, *place).0, place.line);
        let mut all = places.iter().map(place).collect::<Vec<_>>().join("; ");
        if times > places.len() as u64 {
            all.push_str("; …");
        }
        sheet.text(&all);
        sheet.end_row()
    }

    /// Lists a cell that cannot be read.
    pub(super) fn unreadable(
        &mut self,
        names: &Names,
        side: Side,
        cell: &Unreadable,
    ) -> Result<(), RunError> {
        let [kind, series, number, value] = &cell.texts;
        let key = [kind, series, number].map(Clone::clone);
        let (values, places) = match side {
            Side::Left => ([value.as_str(), "", ""], [Some(cell.place), None]),
            Side::Right => (["", value.as_str(), ""], [None, Some(cell.place)]),
        };
        self.begin_line("unreadable", &key, cell.field.name(), values);
        self.end_line(names, places)?;
        let sheet = &mut self.sheets[Sheet::Unreadable as usize];
        sheet.key(&key);
        sheet.text(side_words(side).text(names.language));
        sheet.text(cell_words(cell.field, names.language));
        sheet.text(value);
        sheet.place(names.file(side, cell.place), cell.place.line);
        sheet.end_row()
    }

    /// Ends the list and makes the workbook; what was written.
    pub(super) fn finish(
        mut self,
        report: &CompareReport,
        language: Language,
    ) -> Result<Vec<OutputFile>, RunError> {
        let csv_path = self.folder.join(CSV);
        let csv = OutputFile::of(&csv_path, self.csv.finish()?);
        let path = self.folder.join(BOOK);
        book::write(&path, &mut self.sheets, report, language, xlsx::write::ROWS_MAX)?;
        Ok(vec![csv, OutputFile::of(&path, hash_file(&path)?)])
    }
}

/// What a person calls the field of a cell, those of the key too.
pub(super) fn cell_words(field: Field, language: Language) -> &'static str {
    use crate::model::Sentence;
    let words = match field {
        Field::Kind => Sentence::new("tipo", "kind"),
        Field::Series => Sentence::new("serie", "series"),
        Field::NumberFirst => Sentence::new("número", "number"),
        other => return words_of(other, language),
    };
    words.text(language)
}
