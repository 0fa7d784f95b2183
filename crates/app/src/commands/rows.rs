//! `cuadre rows`: every row that ingest saw, as standard CSV, whatever the file was.
//!
//! No layout is asked for and no row is left out: titles, blank lines and footnotes come too. Dates of a spreadsheet
//! are written `AAAA-MM-DD`, other numbers as the file has them. What was sniffed goes to standard error.

use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::ArgMatches;
use engine::ingest::evidence::Evidence;
use engine::ingest::{OpenOptions, Table, open};
use engine::model::Date;
use xlsx::{CellKind, Row, Rows};

use super::stdout::{print, unwritable};
use super::table::{dialect, ingest_failure, refuse_stdin, worth_telling};
use crate::failure::{Failure, Outcome};
use crate::terminal::thousands;
use crate::text::{Say, s};

/// Prints the rows to `out`.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let Some(file) = arguments.get_one::<PathBuf>("file") else { return Ok(Outcome::Unreadable) };
    refuse_stdin(file, say)?;
    let options = OpenOptions {
        sheet: arguments.get_one::<String>("sheet").cloned(),
        dialect: dialect(arguments, say)?,
        ..OpenOptions::default()
    };
    let mut table = open(file, &options).map_err(|error| ingest_failure(&error, say))?;
    let quiet = arguments.get_flag("quiet");
    let verbose = arguments.get_flag("verbose");
    if !quiet {
        tell(table.evidence(), verbose, say);
    }
    let counted = if arguments.get_flag("count") {
        count(&mut table, say)?
    } else {
        let mut out = BufWriter::with_capacity(1 << 18, &mut *out);
        print_rows(&mut table, &mut out, say)?
    };
    if !quiet {
        tell(&table.irregularities(), verbose, say);
    }
    if arguments.get_flag("count") {
        print(out, &format!("{}\n", counted.say(say)), say)?;
    }
    Ok(Outcome::Done)
}

/// What was read.
#[derive(Default)]
struct Counted {
    rows: u64,
    cells: u64,
}

impl Counted {
    fn say(&self, say: Say) -> String {
        let words = s(
            "{rows} {rows?fila|filas}, {cells} {cells?celda|celdas} con dato",
            "{rows} {rows?row|rows}, {cells} {cells?cell|cells} with a value",
        );
        say.fill(words, &[("rows", &thousands(self.rows)), ("cells", &thousands(self.cells))])
    }

    fn row(&mut self, row: Row<'_>) {
        self.rows += 1;
        self.cells += row.cells().iter().filter(|cell| !cell.is_empty()).count() as u64;
    }
}

fn count(table: &mut Table, say: Say) -> Result<Counted, Failure> {
    let mut rows = Rows::new();
    let mut counted = Counted::default();
    while table.next(&mut rows).map_err(|error| ingest_failure(&error, say))? {
        rows.iter().for_each(|row| counted.row(row));
    }
    Ok(counted)
}

fn print_rows(table: &mut Table, out: &mut dyn Write, say: Say) -> Result<Counted, Failure> {
    let mut rows = Rows::new();
    let mut counted = Counted::default();
    let mut text = Vec::new();
    while table.next(&mut rows).map_err(|error| ingest_failure(&error, say))? {
        text.clear();
        for row in rows.iter() {
            counted.row(row);
            push_row(row, &mut text);
        }
        match out.write_all(&text) {
            Ok(()) => {}
            // Whoever reads has had enough (`| head`): that is no failure.
            Err(error) if error.kind() == std::io::ErrorKind::BrokenPipe => return Ok(counted),
            Err(error) => return Err(unwritable(&error, say)),
        }
    }
    match out.flush() {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(unwritable(&error, say))
        }
        _ => Ok(counted),
    }
}

/// One line of RFC 4180. A lone empty cell is written `""`, or the line would say that there is no row.
fn push_row(row: Row<'_>, line: &mut Vec<u8>) {
    for column in 0..row.width() {
        if column > 0 {
            line.push(b',');
        }
        let cell = row.cell(column);
        let text = row.bytes_of(cell);
        if cell.kind() == CellKind::Date {
            push_date(text, line);
        } else if text.iter().any(|byte| matches!(byte, b'"' | b',' | b'\n' | b'\r'))
            || (text.is_empty() && row.width() == 1)
        {
            line.push(b'"');
            for byte in text {
                if *byte == b'"' {
                    line.push(b'"');
                }
                line.push(*byte);
            }
            line.push(b'"');
        } else {
            line.extend_from_slice(text);
        }
    }
    line.extend_from_slice(b"\r\n");
}

/// A date as `AAAA-MM-DD`, with its time of day if it has one; what is no date stays as the file has it.
fn push_date(text: &[u8], line: &mut Vec<u8>) {
    match Date::read(text, CellKind::Date) {
        Some(date) => {
            line.extend_from_slice(date.to_string().as_bytes());
            push_time(text, line);
        }
        None => line.extend_from_slice(text),
    }
}

/// The fraction of a serial is the time of day; seconds are rounded.
fn push_time(text: &[u8], line: &mut Vec<u8>) {
    let Some(point) = text.iter().position(|byte| *byte == b'.') else { return };
    // Nine digits are more than a second needs; integers keep the arithmetic exact.
    let digits: Vec<u8> =
        text[point + 1..].iter().copied().chain(std::iter::repeat(b'0')).take(9).collect();
    let billionths = digits.iter().fold(0u64, |sum, digit| sum * 10 + u64::from(digit & 15));
    let seconds = (billionths * 86_400 + 500_000_000) / 1_000_000_000;
    if seconds == 0 || seconds >= 86_400 {
        return;
    }
    let (hour, minute, second) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    line.extend_from_slice(format!(" {hour:02}:{minute:02}:{second:02}").as_bytes());
}

/// What was found out: about the file when it is opened, about its rows at the end.
fn tell(found: &[Evidence], verbose: bool, say: Say) {
    let mut err = std::io::stderr().lock();
    for evidence in worth_telling(found, verbose) {
        let _ = writeln!(err, "{}", evidence.say(say.0));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_standard_csv_and_dates_are_iso() {
        let mut rows = Rows::new();
        rows.begin_row(1);
        for (kind, text) in [
            (CellKind::Text, "a,\"b\"\nc"),
            (CellKind::Empty, ""),
            (CellKind::Date, "46026"),
            (CellKind::Date, "46026.75"),
            (CellKind::Number, "1.50"),
        ] {
            rows.push(kind, text.as_bytes());
        }
        rows.begin_row(2);
        rows.begin_row(3);
        rows.push(CellKind::Empty, b"");
        let mut text = Vec::new();
        rows.iter().for_each(|row| push_row(row, &mut text));
        let expected = "\"a,\"\"b\"\"\nc\",,2026-01-04,2026-01-04 18:00:00,1.50\r\n\r\n\"\"\r\n";
        assert_eq!(String::from_utf8_lossy(&text), expected);
    }
}
