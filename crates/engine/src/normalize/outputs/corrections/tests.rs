//! Rows go out, are edited, and come back, whatever program has saved them.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use xlsx::write::{Book, Options, SheetLook, Style};
use xlsx::{CellKind, Limits, Rows, Workbook};

use super::super::error::{Fault, OutputError};
use super::super::findings_csv::{Finding, FindingsCsv};
use super::super::manifest::{Input, Manifest, RowCounts};
use super::super::sample::{FIELDS, columns, push_row, text};
use super::{CorrectionsBook, Problem, ProblemKind, RejectedRows, read};
use crate::model::{Columns, Field, Language, RowPlace, Severity};
use crate::normalize::token::token;

mod look;

const LEDGER: u64 = 0x0123_4567_89ab_cdef;

fn column(field: Field) -> usize {
    FIELDS.into_iter().position(|known| known == field).unwrap()
}

fn place(line: u64) -> RowPlace {
    RowPlace { file: 0, line }
}

fn finding(field: Field, message: &str) -> Finding<'static> {
    Finding {
        row: 0,
        field,
        value: "",
        code: "C105",
        rule: "series-readable",
        severity: Severity::Reject,
        message: message.to_owned(),
        advice: "Corríjala.".to_owned(),
    }
}

/// Rows 12, 40 and 41 of a ledger: cells of every kind, and a row whose reason comes last.
fn write_sample(path: &Path) {
    let mut book = CorrectionsBook::create(path, Language::Es, LEDGER).unwrap();
    book.begin_source(0, "01. PLE ENERO 26.xlsx", &columns());
    let mut rows = Rows::new();
    push_row(
        &mut rows,
        12,
        &[
            text(Field::Series, "B0019"),
            text(Field::Branch, ""),
            (Field::TaxableBase, CellKind::Number, "1.1799999999999999"),
            (Field::IssueDate, CellKind::Date, "46027"),
            text(Field::CustomerName, " Ñandú & <Cía>\nS.A.C. "),
            text(Field::CustomerId, "00012345"),
        ],
    );
    push_row(
        &mut rows,
        40,
        &[text(Field::NumberFirst, "00000007"), (Field::Segment, CellKind::Number, "7")],
    );
    push_row(
        &mut rows,
        41,
        &[
            (Field::Total, CellKind::Error, "#N/A"),
            (Field::State, CellKind::Bool, "TRUE"),
            (Field::SalesTax, CellKind::Number, "-0.5"),
            (Field::DueDate, CellKind::Date, "2026-02-05"),
        ],
    );
    let bad =
        [finding(Field::Series, "«B0019» no es una serie."), finding(Field::Branch, "Falta.")];
    book.reject(rows.row(0), &bad).unwrap();
    let again = [finding(Field::NumberFirst, &format!("Ya está en {}.", token(1)))];
    book.reject(rows.row(1), &again).unwrap();
    book.reject(rows.row(2), &[finding(Field::Total, "«#N/A» no es un importe.")]).unwrap();
    assert_eq!(book.rows(), 3);
    assert_eq!(book.finish(&|_| Some("la fila 9".to_owned())).unwrap(), 3);
}

type Grid = Vec<Vec<(CellKind, String)>>;

/// A sheet as a grid of cells.
fn grid(path: &Path, index: usize) -> Grid {
    let workbook = Workbook::open(path, Limits::default()).unwrap();
    let mut reader = workbook.read_sheet(index).unwrap();
    let (mut batch, mut all) = (Rows::new(), Vec::new());
    while reader.next(&mut batch).unwrap() {
        for row in batch.iter() {
            let cell = |column| (row.cell(column).kind(), row.text(column).into_owned());
            all.push((0..row.width()).map(cell).collect());
        }
    }
    all
}

/// Writes grids as the sheets of a workbook, as another program would: shared strings, no styles but dates.
fn save(path: &Path, sheets: &[Grid]) {
    let options = Options { threads: 0, level: 1, shared_strings: true };
    let out = BufWriter::new(File::create(path).unwrap());
    let mut book = Book::create(out, &options).unwrap();
    for (index, grid) in sheets.iter().enumerate() {
        let mut sheet = book.sheet(&format!("Hoja{index}"), &SheetLook::default()).unwrap();
        for row in grid {
            sheet.begin_row().unwrap();
            for (kind, text) in row {
                match kind {
                    CellKind::Empty => sheet.empty(Style::Plain),
                    CellKind::Text => sheet.text(Style::Plain, text),
                    CellKind::Number => sheet.number(Style::Plain, text),
                    CellKind::Date => sheet.number(Style::Date, text),
                    CellKind::Bool => sheet.boolean(Style::Plain, text == "TRUE"),
                    CellKind::Error => sheet.error(Style::Plain, text),
                }
                .unwrap();
            }
            sheet.end_row().unwrap();
        }
        sheet.finish().unwrap();
    }
    book.finish().unwrap();
}

/// What came back: place, changed columns, and the cells.
type Back = (RowPlace, Vec<usize>, Vec<(CellKind, String)>);

fn read_back(path: &Path) -> Result<(Vec<Back>, Vec<Problem>), OutputError> {
    let mut rejected = RejectedRows::new(LEDGER, [12, 40, 41].map(place));
    let mut back = Vec::new();
    let problems = read(path, &mut rejected, |row| {
        assert_eq!(row.row.line(), row.place.line);
        assert_eq!(row.columns.of(Field::Branch), Some(column(Field::Branch)));
        let cell = |column| (row.row.cell(column).kind(), row.row.text(column).into_owned());
        let cells = (0..row.row.width()).map(cell).collect();
        back.push((row.place, row.changed.to_vec(), cells));
        Ok(())
    })?;
    Ok((back, problems))
}

/// Edits the sample's sheet of rows and reads it back.
fn edited(edit: impl FnOnce(&mut Grid)) -> Result<(Vec<Back>, Vec<Problem>), OutputError> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    write_sample(&path);
    let mut rows = grid(&path, 0);
    edit(&mut rows);
    let other = folder.path().join("editado.xlsx");
    save(&other, &[rows, grid(&path, 1)]);
    read_back(&other)
}

fn kinds(problems: &[Problem]) -> Vec<&ProblemKind> {
    problems.iter().map(|problem| &problem.kind).collect()
}

#[test]
fn a_row_goes_out_as_it_is_with_its_reasons_beside_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    write_sample(&path);
    let workbook = Workbook::open(&path, Limits::default()).unwrap();
    let names: Vec<_> = workbook.sheets().iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["Correcciones", "Léame"]);
    let rows = grid(&path, 0);
    let width = FIELDS.len();
    assert_eq!(rows.len(), 4);
    assert_eq!(rows[0][column(Field::Kind)].1, "Tipo\nComprobante");
    let shown: Vec<_> = rows[0][width..width + 3].iter().map(|cell| cell.1.as_str()).collect();
    assert_eq!(shown, ["Motivo", "Sugerencia", "Fila del registro"]);
    let first = &rows[1];
    let cell = |field| first[column(field)].clone();
    assert_eq!(cell(Field::CustomerId), (CellKind::Text, "00012345".to_owned()));
    assert_eq!(cell(Field::TaxableBase), (CellKind::Number, "1.1799999999999999".to_owned()));
    assert_eq!(cell(Field::IssueDate), (CellKind::Date, "46027".to_owned()));
    assert_eq!(cell(Field::CustomerName).1, " Ñandú & <Cía>\nS.A.C. ");
    assert_eq!(first[width].1, "series: «B0019» no es una serie. (C105)\nbranch: Falta. (C105)");
    assert_eq!(first[width + 1].1, "Corríjala.");
    assert_eq!(first[width + 2].1, "01. PLE ENERO 26.xlsx, fila 12");
    let second = &rows[2];
    assert_eq!(second[column(Field::Total)], (CellKind::Error, "#N/A".to_owned()));
    assert_eq!(second[column(Field::State)], (CellKind::Bool, "TRUE".to_owned()));
    assert_eq!(second[column(Field::DueDate)], (CellKind::Date, "46058".to_owned()));
    // The row that waited for its answer comes last.
    assert_eq!(rows[3][width].1, "number_first: Ya está en la fila 9. (C105)");
    assert_eq!(rows[3][column(Field::Segment)], (CellKind::Number, "7".to_owned()));
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn rows_come_back_as_they_went_out() {
    let (back, problems) = edited(|_| {}).unwrap();
    assert_eq!(problems, []);
    let places: Vec<_> = back.iter().map(|(place, ..)| place.line).collect();
    assert_eq!(places, [12, 41, 40]);
    assert!(back.iter().all(|(_, changed, _)| changed.is_empty()), "{back:?}");
    assert_eq!(back[0].2[column(Field::TaxableBase)].1, "1.1799999999999999");
    assert!(back[0].2.len() == FIELDS.len());
}

#[test]
fn corrected_cells_come_back_and_others_that_were_changed_are_said() {
    let (series, total) = (column(Field::Series), column(Field::Total));
    let (back, problems) = edited(|rows| {
        rows[1][series].1 = "B001".to_owned();
        rows[2][total] = (CellKind::Number, "118".to_owned());
        rows[2][column(Field::Branch)].1 = "OTRA".to_owned();
    })
    .unwrap();
    assert_eq!(back[0].1, [series]);
    assert_eq!(back[0].2[series].1, "B001");
    assert_eq!(back[1].2[total], (CellKind::Number, "118".to_owned()));
    let branch = column(Field::Branch);
    assert_eq!(kinds(&problems), [&ProblemKind::ChangedElsewhere(place(41), vec![branch])]);
    assert!(problems[0].is_remark());
    assert_eq!((problems[0].sheet.as_str(), problems[0].row), ("Hoja0", 3));
}

#[test]
fn rows_may_be_sorted_and_deleted() {
    let (back, problems) = edited(|rows| {
        rows.remove(2);
        rows.swap(1, 2);
    })
    .unwrap();
    let places: Vec<_> = back.iter().map(|(place, ..)| place.line).collect();
    assert_eq!(places, [40, 12]);
    assert_eq!(kinds(&problems), [&ProblemKind::Missing(place(41))]);
    let (back, problems) = edited(|rows| {
        for cell in &mut rows[1][..FIELDS.len()] {
            *cell = (CellKind::Empty, String::new());
        }
    })
    .unwrap();
    assert_eq!(back.len(), 2);
    assert_eq!(kinds(&problems), [&ProblemKind::Missing(place(12))]);
}

#[test]
fn rows_that_cannot_be_told_are_never_guessed() {
    let id = FIELDS.len() + 3;
    let (back, problems) = edited(|rows| {
        rows[1][id] = (CellKind::Empty, String::new());
        rows[2][id].1.replace_range(3..4, "x");
        let copy = rows[3].clone();
        rows.push(copy);
    })
    .unwrap();
    assert!(back.is_empty());
    let repeated = ProblemKind::Repeated(place(40));
    assert_eq!(
        kinds(&problems),
        [
            &ProblemKind::NoId,
            &ProblemKind::DamagedId,
            &repeated,
            &repeated,
            &ProblemKind::Missing(place(12)),
            &ProblemKind::Missing(place(41)),
        ]
    );
    assert_eq!(problems[2].row, 4);
}

#[test]
fn rows_of_another_ledger_or_of_none_are_said() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    write_sample(&path);
    let mut other = RejectedRows::new(LEDGER + 1, [12, 40, 41].map(place));
    let problems =
        read(&path, &mut other, |_| panic!("a row of another ledger was taken")).unwrap();
    assert_eq!(problems.iter().filter(|p| p.kind == ProblemKind::OtherLedger).count(), 3);
    let mut fewer = RejectedRows::new(LEDGER, [place(12), place(99)]);
    let mut taken = 0;
    let problems = read(&path, &mut fewer, |_| {
        taken += 1;
        Ok(())
    })
    .unwrap();
    assert_eq!(taken, 1);
    assert_eq!(
        kinds(&problems),
        [
            &ProblemKind::NotRejected(place(41)),
            &ProblemKind::NotRejected(place(40)),
            &ProblemKind::Missing(place(99)),
        ]
    );
}

#[test]
fn a_sheet_whose_columns_were_moved_is_refused_as_a_whole() {
    let edits: [fn(&mut Grid); 4] = [
        |rows| rows.iter_mut().for_each(|row| row.insert(2, (CellKind::Text, "x".to_owned()))),
        |rows| rows.iter_mut().for_each(|row| drop(row.remove(2))),
        |rows| rows.iter_mut().for_each(|row| row.swap(1, 2)),
        |rows| rows[0][3].1 = "Otro".to_owned(),
    ];
    for edit in edits {
        let error = edited(edit).unwrap_err();
        assert!(matches!(error.fault, Fault::NotCorrections(_)), "{error}");
    }
    let error = edited(|rows| {
        for row in rows {
            row.truncate(FIELDS.len());
        }
    })
    .unwrap_err();
    assert!(matches!(error.fault, Fault::NotCorrections(_)), "{error}");
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    std::fs::write(&path, "no es un libro").unwrap();
    assert!(matches!(read_back(&path).unwrap_err().fault, Fault::Unreadable(_)));
}

#[test]
fn files_with_other_columns_have_a_sheet_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    let mut book = CorrectionsBook::create(&path, Language::En, LEDGER).unwrap();
    let mut rows = Rows::new();
    push_row(&mut rows, 5, &[]);
    rows.begin_row(6);
    for text in ["F001", "", "de más"] {
        rows.push(CellKind::Text, text.as_bytes());
    }
    let narrow = Columns::new(&[(Field::Series, 0)], vec!["Serie".to_owned(), String::new()]);
    let late = [finding(Field::Series, &format!("see {}", token(1)))];
    book.begin_source(0, "a.csv", &columns());
    book.reject(rows.row(0), &late).unwrap();
    book.begin_source(1, "b.csv", &narrow);
    book.reject(rows.row(1), &[finding(Field::Series, "bad"), finding(Field::Total, "none")])
        .unwrap();
    book.finish(&|_| None).unwrap();
    let workbook = Workbook::open(&path, Limits::default()).unwrap();
    let names: Vec<_> = workbook.sheets().iter().map(|sheet| sheet.name.as_str()).collect();
    assert_eq!(names, ["Corrections", "Corrections 2", "Read me"]);
    let first = grid(&path, 0);
    assert_eq!(first[0][1].1, "B");
    assert!(first[1][2].1.contains("total: none (C105)"), "{:?}", first[1]);
    assert!(first[1][2].1.contains("1 cell without a header"), "{:?}", first[1]);
    assert!(grid(&path, 1)[1][FIELDS.len()].1.contains("see ?"));
    let places = [RowPlace { file: 1, line: 6 }, RowPlace { file: 0, line: 5 }];
    let mut rejected = RejectedRows::new(LEDGER, places);
    let mut taken = Vec::new();
    let problems = read(&path, &mut rejected, |row| {
        assert!(row.columns.has(Field::Series));
        assert!(row.changed.is_empty());
        taken.push(row.place);
        Ok(())
    })
    .unwrap();
    assert_eq!((taken.as_slice(), problems.as_slice()), (&places[..], &[][..]));
}

#[test]
fn a_workbook_without_rows_is_one_all_the_same() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    let book = CorrectionsBook::create(&path, Language::Es, LEDGER).unwrap();
    assert_eq!(book.finish(&|_| None).unwrap(), 0);
    let (back, problems) = read_back(&path).unwrap();
    assert_eq!((back.len(), problems.len()), (0, 3));
}

#[test]
fn a_text_beyond_what_a_cell_holds_is_cut_and_nothing_fails() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    let mut book = CorrectionsBook::create(&path, Language::Es, LEDGER).unwrap();
    book.begin_source(0, "a.csv", &columns());
    let long = "Ñ".repeat(40_000);
    let mut rows = Rows::new();
    push_row(
        &mut rows,
        12,
        &[text(Field::CustomerName, &long), (Field::Total, CellKind::Number, "1..2")],
    );
    book.reject(rows.row(0), &[finding(Field::CustomerName, &long)]).unwrap();
    book.finish(&|_| None).unwrap();
    let rows = grid(&path, 0);
    assert_eq!(rows[1][column(Field::CustomerName)].1.chars().count(), 32_767);
    assert_eq!(rows[1][column(Field::Total)], (CellKind::Text, "1..2".to_owned()));
    let (back, _) = read_back(&path).unwrap();
    assert!(back[0].1.is_empty());
}

/// `tests/fixtures/corrections` says how the files came to be.
fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/corrections").join(name)
}

#[test]
fn other_programs_may_save_the_workbook() {
    for (name, untouched) in [("libreoffice.xlsx", 2), ("openpyxl.xlsx", 2)] {
        let (back, problems) = read_back(&fixture(name)).unwrap();
        assert_eq!(problems, [], "{name}");
        assert_eq!(back.len(), 3, "{name}");
        let series = column(Field::Series);
        let corrected = back.iter().find(|(place, ..)| place.line == 12).unwrap();
        assert_eq!(corrected.1, [series], "{name}");
        assert_eq!(corrected.2[series], (CellKind::Text, "B001".to_owned()), "{name}");
        assert_eq!(corrected.2[column(Field::CustomerId)].1, "00012345", "{name}");
        let same = back.iter().filter(|(_, changed, _)| changed.is_empty());
        assert_eq!(same.count(), untouched, "{name}");
    }
}

#[test]
fn the_rows_that_a_run_rejected_are_those_of_its_list() {
    let folder = tempfile::tempdir().unwrap();
    let mut rejects = FindingsCsv::create(&folder.path().join("rejects.csv")).unwrap();
    let at = |row, message: &str| Finding { row, ..finding(Field::Series, message) };
    rejects.begin_source("a, \"b\".xlsx", "SUNAT", &columns());
    rejects.write(&at(7, "una,\r\n\"dos\"")).unwrap();
    rejects.write(&at(7, "otra")).unwrap();
    rejects.begin_source("c.csv", "", &columns());
    rejects.write(&at(9, "una")).unwrap();
    rejects.finish(&|_| None).unwrap();
    let input = |file: &str, sheet: &str| Input {
        file: file.to_owned(),
        sheet: sheet.to_owned(),
        bytes: 0,
        hash: String::new(),
    };
    let manifest = Manifest {
        schema: Manifest::schema(),
        cuadre: String::new(),
        written: None,
        period: String::new(),
        revision: 1,
        ledger: format!("{LEDGER:016x}"),
        inputs: vec![input("c.csv", ""), input("a, \"b\".xlsx", "SUNAT")],
        layout: String::new(),
        evidence: Vec::new(),
        bulk_layout: serde_json::Value::Null,
        settings: serde_json::Value::Null,
        rules: Default::default(),
        rows: RowCounts::default(),
        parts: Vec::new(),
        files: Vec::new(),
    };
    let rejected = RejectedRows::of_run(folder.path(), &manifest).unwrap();
    assert_eq!(rejected.len(), 2);
    let mut expected =
        RejectedRows::new(LEDGER, [RowPlace { file: 1, line: 7 }, RowPlace { file: 0, line: 9 }]);
    let path = folder.path().join("corrections.xlsx");
    write_sample(&path);
    let mut found = rejected;
    let problems = read(&path, &mut found, |_| Ok(())).unwrap();
    assert_eq!(problems, read(&path, &mut expected, |_| Ok(())).unwrap());
    let fewer = Manifest { inputs: vec![input("c.csv", "")], ..manifest };
    assert!(RejectedRows::of_run(folder.path(), &fewer).is_err());
}
