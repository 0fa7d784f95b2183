//! Prints what the outputs cost per row: `cargo run --release -p engine --example outputs_speed [rows]`.
//!
//! Processor time of the calling thread, so threads that write and deflate beside it are not in it (Linux only).
//! Nothing is asserted.
#![allow(clippy::print_stdout, clippy::unwrap_used)]

use std::time::Duration;

use engine::model::{
    BulkColumn, BulkEncoding, BulkLayout, BulkValue, Columns, DecimalMark, Field, Fix, Language,
    Period, RowPlace, Severity,
};
use engine::normalize::Drafter;
use engine::normalize::outputs::{
    BulkWriter, CorrectionsBook, Finding, FixesCsv, Numbering, RejectedRows, corrections,
};
use xlsx::{CellKind, Rows};

/// Rows that are read again and again.
const BATCH: usize = 1000;

const PERIOD: Period = Period { year: 2025, month: 1 };

/// The bulk layout's fields, which are the sample ledger's columns.
const FIELDS: [Field; 19] = {
    use Field::*;
    [
        Period,
        IssueDate,
        DueDate,
        Kind,
        Series,
        NumberFirst,
        NumberLast,
        CustomerIdKind,
        CustomerId,
        CustomerName,
        TaxableBase,
        SalesTax,
        Total,
        AmendedDate,
        AmendedKind,
        AmendedSeries,
        AmendedNumber,
        Segment,
        Branch,
    ]
};

fn layout() -> BulkLayout {
    let number = BulkColumn { header: "No".to_owned(), value: BulkValue::RunningNumber };
    let field = |field: Field| BulkColumn {
        header: field.name().to_owned(),
        value: BulkValue::Field(field),
    };
    BulkLayout {
        name: "ventas-20".to_owned(),
        rows_per_part: 50_000,
        encoding: BulkEncoding::Utf8,
        delimiter: b',',
        line_end: "\r\n",
        strip: "'`´,‘’“”\"".to_owned(),
        columns: std::iter::once(number).chain(FIELDS.map(field)).collect(),
    }
}

fn rows(count: usize) -> Rows {
    let names = ["QUISPE ÑAUPARI MARÍA", "INVERSIONES PEÑA & HIJOS 123 S.A.C.", "CLIENTE VARIOS"];
    let mut rows = Rows::new();
    for index in 0..count {
        rows.begin_row(index as u64 + 2);
        let number = format!("{:08}", index * 7 % 99_999_999);
        let id = format!("{:08}", index * 104_729 % 99_999_999);
        let day = format!("{}", 45_658 + index * 31 / count);
        let (base, tax) = (index as f64 * 0.37 % 900.0 + 1.9, index as f64 * 0.07 % 162.0);
        let (base, tax, total) = (base.to_string(), tax.to_string(), (base + tax).to_string());
        let name = if index % 50 == 0 { "D'ANGELO “BELLA”" } else { names[index % 3] };
        for field in FIELDS {
            let (kind, text) = match field {
                Field::Period => (CellKind::Text, "20250100"),
                Field::IssueDate => (CellKind::Date, day.as_str()),
                Field::Kind => (CellKind::Text, "03"),
                Field::Series => (CellKind::Text, "B123"),
                Field::NumberFirst | Field::NumberLast => (CellKind::Text, number.as_str()),
                Field::CustomerIdKind => (CellKind::Text, "01"),
                Field::CustomerId => (CellKind::Text, id.as_str()),
                Field::CustomerName => (CellKind::Text, name),
                Field::TaxableBase => (CellKind::Number, base.as_str()),
                Field::SalesTax => (CellKind::Number, tax.as_str()),
                Field::Total => (CellKind::Number, total.as_str()),
                Field::Segment => (CellKind::Text, "Todo Moda"),
                Field::Branch => (CellKind::Text, "NOVA PLAZA DEL NORTE 2"),
                _ => (CellKind::Empty, ""),
            };
            rows.push(kind, text.as_bytes());
        }
    }
    rows
}

fn main() {
    let count: usize =
        std::env::args().nth(1).map_or(300_000, |count| count.parse().expect("a number of rows"));
    // As in the pipeline, where a batch of rows is still in the cache when it is judged.
    let rows = rows(BATCH);
    let batches = count / BATCH;
    let count = batches * BATCH;
    let fields: Vec<_> = FIELDS.into_iter().enumerate().map(|(at, field)| (field, at)).collect();
    let headers = FIELDS.iter().map(|field| field.name().to_owned()).collect();
    let columns = Columns::new(&fields, headers);
    let mut drafter = Drafter::new(columns.clone(), [DecimalMark::Unknown; 13]);
    for round in 0..3 {
        println!("round {round}");
        let begun = Cpu::now();
        let mut read = 0usize;
        for row in (0..batches).flat_map(|_| rows.iter()) {
            let draft = drafter.draft(row);
            read += draft.customer_name.len();
            let fixes = draft.fixes;
            drafter.recycle(fixes);
        }
        let drafts = begun.elapsed();
        tell("drafts alone", count, drafts);
        assert!(read > 0);
        bulk(&rows, &mut drafter, count, drafts);
        fixes(&columns, count);
        rejected(&rows, &columns, count / 10);
        import(&rows, &mut drafter, count);
    }
}

fn bulk(rows: &Rows, drafter: &mut Drafter, count: usize, drafts: Duration) {
    let folder = tempfile::tempdir().unwrap();
    let begun = Cpu::now();
    let mut writer =
        BulkWriter::create(folder.path(), &layout(), PERIOD, Numbering::default()).unwrap();
    let mut list = Vec::new();
    for row in (0..count / BATCH).flat_map(|_| rows.iter()) {
        let draft = drafter.draft(row);
        list.clear();
        writer.append(&draft, 0, &mut list).unwrap();
        let fixes = draft.fixes;
        drafter.recycle(fixes);
    }
    let appended = begun.elapsed();
    let seals = writer.finish().unwrap();
    let bytes: u64 = seals.iter().map(|seal| seal.bytes).sum();
    tell("append", count, appended.saturating_sub(drafts));
    tell("append and finish", count, begun.elapsed().saturating_sub(drafts));
    println!("    {} parts, {} bytes", seals.len(), bytes);
}

/// All threads' time: formatting, deflating and writing.
fn rejected(rows: &Rows, columns: &Columns, count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    let begun = Processes::now();
    let mut book = CorrectionsBook::create(&path, Language::Es, 7).unwrap();
    book.begin_source(0, "01. PLE ENERO 26.xlsx", columns);
    for row in (0..count.div_ceil(BATCH)).flat_map(|_| rows.iter()) {
        let finding = |field, message: &str| Finding {
            row: row.line(),
            field,
            value: "",
            code: "C105",
            rule: "series-readable",
            severity: Severity::Reject,
            message: message.to_owned(),
            advice: "Escriba la serie de cuatro caracteres, por ejemplo B001.".to_owned(),
        };
        let findings = [finding(Field::Series, "«B0019» no es una serie de este tipo."); 1];
        book.reject(row, &findings).unwrap();
    }
    book.finish(&|_| None).unwrap();
    let bytes = std::fs::metadata(&path).unwrap().len();
    tell("corrections, all threads", count, begun.elapsed());
    println!("    {bytes} bytes");
    let begun = Processes::now();
    let places = rows.iter().map(|row| RowPlace { file: 0, line: row.line() });
    let mut rejected = RejectedRows::new(7, places);
    let problems = corrections::read(&path, &mut rejected, |_| Ok(())).unwrap();
    tell("corrections read back, all threads", count, begun.elapsed());
    println!("    {} problems", problems.len());
}

fn import(rows: &Rows, drafter: &mut Drafter, count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let (begun, clock) = (Processes::now(), std::time::Instant::now());
    let mut writer =
        BulkWriter::create(folder.path(), &layout(), PERIOD, Numbering::default()).unwrap();
    let path = folder.path().join("import.xlsx");
    writer.also_import(&path, &layout()).unwrap();
    for row in (0..count / BATCH).flat_map(|_| rows.iter()) {
        let draft = drafter.draft(row);
        writer.append(&draft, 0, &mut Vec::new()).unwrap();
        let fixes = draft.fixes;
        drafter.recycle(fixes);
    }
    writer.finish().unwrap();
    tell("drafts, parts and import.xlsx, all threads", count, begun.elapsed());
    let bytes = std::fs::metadata(&path).unwrap().len();
    println!("    {bytes} bytes, {:.3} s on the clock", clock.elapsed().as_secs_f64());
}

fn fixes(columns: &Columns, count: usize) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("fixes.csv");
    let begun = Cpu::now();
    let mut fixes = FixesCsv::create(&path, Language::Es).unwrap();
    fixes.begin_source("01. PLE ENERO 26.xlsx", "SUNAT", columns);
    for row in 0..count as u64 {
        let (value, fixed) = (b"D'ANGELO ROJAS MARIA", b"DANGELO ROJAS MARIA");
        fixes.write(row, Field::CustomerName, Fix::CharactersRemoved, value, fixed).unwrap();
    }
    tell("fixes", count, begun.elapsed());
    fixes.finish().unwrap();
    tell("fixes and finish", count, begun.elapsed());
}

/// Processor time of the calling thread; a busy machine does not disturb it as it does the clock.
struct Cpu(Duration);

impl Cpu {
    fn now() -> Cpu {
        let text = std::fs::read_to_string("/proc/thread-self/schedstat").expect("a Linux machine");
        let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
        Cpu(Duration::from_nanos(nanoseconds.expect("nanoseconds")))
    }

    fn elapsed(&self) -> Duration {
        Cpu::now().0.saturating_sub(self.0)
    }
}

/// Processor time of all threads, ended ones too, in hundredths of a second.
struct Processes(Duration);

impl Processes {
    fn now() -> Processes {
        let text = std::fs::read_to_string("/proc/self/stat").expect("a Linux machine");
        let (_, words) = text.rsplit_once(')').expect("a name in parentheses");
        let ticks = |at| words.split_whitespace().nth(at).and_then(|word| word.parse::<u64>().ok());
        let ticks = ticks(11).zip(ticks(12)).map(|(user, system)| user + system);
        Processes(Duration::from_millis(ticks.expect("ticks") * 10))
    }

    fn elapsed(&self) -> Duration {
        Processes::now().0.saturating_sub(self.0)
    }
}

fn tell(what: &str, count: usize, time: Duration) {
    println!(
        "  {what}: {:.0} ns a row, {:.3} s",
        time.as_nanos() as f64 / count as f64,
        time.as_secs_f64()
    );
}
