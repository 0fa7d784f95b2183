//! `rejects.csv`, `remarks.csv` and `fixes.csv`: complete lists for programs, one line per row and rule.
//!
//! A line says where (file, sheet, row, column by letter and by header), what stands there, which rule or fix speaks,
//! and the two sentences for the operator. Where the answer to a sentence is known only at the end of the ledger (the
//! first place of a repeated document), a [`token`] stands for it, and the file is written once more when it ends.

use std::borrow::Cow;
use std::path::{Path, PathBuf};

use xlsx::CellKind;

use super::answers::{self, Answers};
use super::csv_file::{CsvFile, push_decimal, push_field, push_quoted};
use super::error::OutputError;
use super::manifest::OutputFile;
use crate::model::columns::column_letters;
use crate::model::{Columns, Date, Field, Fix, Language, Period, Severity};
use crate::normalize::draft::{Draft, as_text};
use crate::normalize::rulebook::{Failure, RULEBOOK};
use crate::normalize::token::has_token;

/// The columns of `rejects.csv` and `remarks.csv`.
const FINDING_HEADERS: [&str; 11] = [
    "file", "sheet", "row", "column", "header", "value", "code", "rule", "severity", "message",
    "advice",
];

/// The columns of `fixes.csv`.
const FIX_HEADERS: [&str; 11] = [
    "file", "sheet", "row", "column", "header", "value", "fixed", "code", "rule", "message",
    "advice",
];

/// What a broken rule says of a row, in the operator's language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding<'a> {
    /// The spreadsheet's row or the text's line.
    pub row: u64,
    /// The cell that a person should look at.
    pub field: Field,
    /// What stands in it.
    pub value: &'a str,
    /// The rule's code.
    pub code: &'static str,
    /// The rule's name.
    pub rule: &'static str,
    /// What the rule weighs here.
    pub severity: Severity,
    /// What happened.
    pub message: String,
    /// What to do.
    pub advice: String,
}

impl<'a> Finding<'a> {
    /// The finding that a row's failure makes; `value` is the cell as the ledger has it (see [`cell_text`]).
    pub fn of(
        failure: &Failure,
        row: u64,
        value: &'a str,
        severity: Severity,
        columns: &Columns,
        period: Period,
        language: Language,
    ) -> Finding<'a> {
        let rule = RULEBOOK[failure.rule];
        Finding {
            row,
            field: failure.field,
            value,
            code: rule.code,
            rule: rule.name,
            severity,
            message: rule.message(language, failure, value, columns, period),
            advice: rule.advice_for(language, failure, value, columns, period),
        }
    }
}

/// The text of a field's cell as the ledger shows it: a day of a spreadsheet as a date, all else as the file has it.
pub fn cell_text<'a>(draft: &Draft<'a>, field: Field) -> Cow<'a, str> {
    let date = match draft.kind_of(field) {
        kind @ CellKind::Date => Date::read(draft.raw(field), kind),
        _ => None,
    };
    match date {
        Some(date) => Cow::Owned(String::from_utf8_lossy(&date.norm()).into_owned()),
        None => as_text(draft.raw(field)),
    }
}

/// Where lines come from: what each line of one sheet has in common.
#[derive(Debug)]
struct Source {
    /// `file,sheet,`.
    head: Vec<u8>,
    /// `,column,header,` of each field.
    columns: Vec<Vec<u8>>,
}

impl Source {
    /// Before a sheet was begun.
    fn nowhere() -> Source {
        Source::new("", "", &Columns::new(&[], Vec::new()))
    }

    fn new(file: &str, sheet: &str, columns: &Columns) -> Source {
        let mut head = Vec::new();
        push_field(&mut head, file.as_bytes());
        head.push(b',');
        push_field(&mut head, sheet.as_bytes());
        head.push(b',');
        let place = |field: Field| {
            let mut place = vec![b','];
            if let Some(column) = columns.of(field) {
                place.extend_from_slice(column_letters(column).as_bytes());
                place.push(b',');
                push_field(&mut place, header_line(columns.header(column)).as_bytes());
            } else {
                place.push(b',');
                place.extend_from_slice(field.name().as_bytes());
            }
            place.push(b',');
            place
        };
        Source { head, columns: Field::ALL.into_iter().map(place).collect() }
    }

    /// Writes `file,sheet,row,column,header,`.
    #[inline]
    fn push(&self, out: &mut Vec<u8>, row: u64, field: Field) {
        out.extend_from_slice(&self.head);
        push_decimal(out, row);
        out.extend_from_slice(&self.columns[field as usize]);
    }
}

/// A header on one line: those of ledgers have line feeds inside and spaces behind.
pub(super) fn header_line(header: &str) -> String {
    header.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Writes `rejects.csv` or `remarks.csv`.
#[derive(Debug)]
pub struct FindingsCsv {
    path: PathBuf,
    csv: CsvFile,
    source: Source,
    lines: u64,
    tokens: bool,
}

impl FindingsCsv {
    /// Makes the file.
    pub fn create(path: &Path) -> Result<FindingsCsv, OutputError> {
        Ok(FindingsCsv {
            path: path.to_owned(),
            csv: CsvFile::create(path, &FINDING_HEADERS)?,
            source: Source::nowhere(),
            lines: 0,
            tokens: false,
        })
    }

    /// Says from which sheet the next findings come; `sheet` is empty where the file has none.
    pub fn begin_source(&mut self, file: &str, sheet: &str, columns: &Columns) {
        self.source = Source::new(file, sheet, columns);
    }

    /// Adds a line.
    pub fn write(&mut self, finding: &Finding<'_>) -> Result<(), OutputError> {
        let line = self.csv.line();
        self.source.push(line, finding.row, finding.field);
        push_field(line, finding.value.as_bytes());
        for word in [finding.code, finding.rule, finding.severity.name()] {
            line.push(b',');
            line.extend_from_slice(word.as_bytes());
        }
        for sentence in [&finding.message, &finding.advice] {
            line.push(b',');
            if has_token(sentence) {
                // The answer may need the quotes.
                push_quoted(line, sentence.as_bytes());
                self.tokens = true;
            } else {
                push_field(line, sentence.as_bytes());
            }
        }
        self.lines += 1;
        self.csv.end_line()
    }

    /// How many lines there are besides the headers.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Puts the answers where tokens stand, and says what was written.
    pub fn finish(self, answers: Answers<'_>) -> Result<OutputFile, OutputError> {
        let mut written = self.csv.finish()?;
        if self.tokens {
            written = answers::fill_csv(&self.path, answers)?;
        }
        Ok(OutputFile::of(&self.path, written))
    }
}

/// A sentence cut at its placeholders.
#[derive(Debug)]
enum Piece {
    Words(&'static str),
    Value,
    Fixed,
}

/// A fix's share of a line: everything but the place and the two values.
#[derive(Debug)]
struct FixLine {
    /// `,code,rule,`.
    head: Vec<u8>,
    message: Vec<Piece>,
    /// `,advice`.
    tail: Vec<u8>,
}

impl FixLine {
    fn new(fix: Fix, language: Language) -> FixLine {
        let text = fix.text();
        let mut tail = vec![b','];
        push_field(&mut tail, text.advice.text(language).as_bytes());
        FixLine {
            head: format!(",{},{},", text.code, text.name).into_bytes(),
            message: pieces(text.says.text(language)),
            tail,
        }
    }
}

fn pieces(sentence: &'static str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = sentence;
    while let Some(open) = rest.find('{') {
        let (name, piece) = match &rest[open..] {
            after if after.starts_with("{value}") => ("{value}", Piece::Value),
            after if after.starts_with("{fixed}") => ("{fixed}", Piece::Fixed),
            _ => break,
        };
        pieces.push(Piece::Words(&rest[..open]));
        pieces.push(piece);
        rest = &rest[open + name.len()..];
    }
    pieces.push(Piece::Words(rest));
    pieces
}

/// Writes `fixes.csv`.
#[derive(Debug)]
pub struct FixesCsv {
    path: PathBuf,
    csv: CsvFile,
    source: Source,
    fixes: Vec<FixLine>,
    message: Vec<u8>,
    lines: u64,
}

impl FixesCsv {
    /// Makes the file.
    pub fn create(path: &Path, language: Language) -> Result<FixesCsv, OutputError> {
        Ok(FixesCsv {
            path: path.to_owned(),
            csv: CsvFile::create(path, &FIX_HEADERS)?,
            source: Source::nowhere(),
            fixes: Fix::ALL.into_iter().map(|fix| FixLine::new(fix, language)).collect(),
            message: Vec::new(),
            lines: 0,
        })
    }

    /// Says from which sheet the next fixes come; `sheet` is empty where the file has none.
    pub fn begin_source(&mut self, file: &str, sheet: &str, columns: &Columns) {
        self.source = Source::new(file, sheet, columns);
    }

    /// Adds a line: at the row's field, `value` is sent as `fixed`.
    #[inline]
    pub fn write(
        &mut self,
        row: u64,
        field: Field,
        fix: Fix,
        value: &[u8],
        fixed: &[u8],
    ) -> Result<(), OutputError> {
        let line = self.csv.line();
        self.source.push(line, row, field);
        push_field(line, value);
        line.push(b',');
        push_field(line, fixed);
        let text = &self.fixes[fix as usize];
        line.extend_from_slice(&text.head);
        self.message.clear();
        for piece in &text.message {
            self.message.extend_from_slice(match piece {
                Piece::Words(words) => words.as_bytes(),
                Piece::Value => value,
                Piece::Fixed => fixed,
            });
        }
        push_field(line, &self.message);
        line.extend_from_slice(&text.tail);
        self.lines += 1;
        self.csv.end_line()
    }

    /// How many lines there are besides the headers.
    pub fn lines(&self) -> u64 {
        self.lines
    }

    /// Says what was written.
    pub fn finish(self) -> Result<OutputFile, OutputError> {
        Ok(OutputFile::of(&self.path, self.csv.finish()?))
    }
}
