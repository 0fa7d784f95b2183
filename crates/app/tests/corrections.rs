//! The correction workbook goes to a person and comes back: the real binary, edits as another program would save them.

mod ledger;
mod workbook;
mod workdir;

use ledger::{at, csv, header, receipt, with};
use serde_json::Value;
use workbook::{Grid, grid, save, set};
use workdir::{Told, WorkDir, column};
use xlsx::CellKind;

/// Rows 3, 5 and 6 of a ledger of six are bad.
fn judged(more: &[&str]) -> WorkDir {
    let work = WorkDir::new();
    let lines = [
        header(),
        receipt(1),
        with(receipt(2), &[(at::SERIES, "B00199")]),
        receipt(3),
        with(receipt(4), &[(at::BRANCH, "")]),
        with(receipt(5), &[(at::ISSUE_DATE, "31/02/2026")]),
        receipt(6),
    ];
    work.write("ventas.csv", csv(&lines));
    let words = ["normalize", "ventas.csv", "--out", "out", "--json"];
    let told = work.run(&[&words, more].concat()).ended(1);
    assert_eq!(told.json()["rows"]["rejected"], 3);
    work
}

/// Edits the workbook, saves it as `name`, and brings it back.
fn edited(work: &WorkDir, name: &str, more: &[&str], edit: impl FnOnce(&mut Grid)) -> Told {
    let mut rows = grid(&work.path("out/corrections.xlsx"));
    edit(&mut rows);
    save(&work.path(name), &rows);
    let words = ["normalize", "ventas.csv", "--out", "out", "--json", "--corrections", name];
    work.run(&[&words, more].concat())
}

fn said(report: &Value) -> Vec<&str> {
    let said = report["corrections"].as_array().map_or(&[][..], Vec::as_slice);
    said.iter().filter_map(Value::as_str).collect()
}

#[test]
fn corrected_rows_form_a_new_part_and_the_import_workbook_holds_all_documents() {
    let work = judged(&["--import-xlsx"]);
    assert_eq!(grid(&work.path("out/import.xlsx")).len(), 4);
    let told = edited(&work, "editado.xlsx", &["--import-xlsx"], |rows| {
        set(&mut rows[1], at::SERIES, "B001");
        set(&mut rows[2], at::BRANCH, "LIMA CENTRO 2");
        rows[3][at::ISSUE_DATE] = (CellKind::Date, "46030".to_owned());
        // Sorted the other way round.
        rows[1..].reverse();
    });
    let report = told.ended(0).json();
    assert_eq!(report["rows"]["accepted"], 6);
    assert_eq!(said(&report), [""; 0]);
    let parts: Vec<_> = report["parts"].as_array().expect("parts").iter().collect();
    assert_eq!(parts.len(), 2);
    let mut numbers = column(&work.read("out/parts/0001.csv"), "No");
    numbers.extend(column(&work.read("out/parts/0002.csv"), "No"));
    assert_eq!(numbers, ["1", "2", "3", "4", "5", "6"]);
    let dates = column(&work.read("out/parts/0002.csv"), "FechaComprobante");
    assert!(dates.contains(&"08/01/2026".to_owned()), "{dates:?}");
    let imported = grid(&work.path("out/import.xlsx"));
    let imported: Vec<_> = imported[1..].iter().map(|row| row[0].1.as_str()).collect();
    assert_eq!(imported, numbers);
}

#[test]
fn what_is_odd_about_a_workbook_is_said_by_row_in_both_languages() {
    for (language, words) in [
        ("es", ["fila 2 de la hoja", "fila 3 de la hoja", "fila 4 de la hoja", "sigue rechazada"]),
        (
            "en",
            ["Row 2 of the sheet", "row 3 of the sheet", "Row 4 of the sheet", "stays rejected"],
        ),
    ] {
        let work = judged(&[]);
        let told = edited(&work, "editado.xlsx", &["--lang", language], |rows| {
            let id = rows[1].len() - 1;
            set(&mut rows[1], id, "");
            let damaged = rows[2][id].1.replacen('-', "+", 1);
            set(&mut rows[2], id, &damaged);
            set(&mut rows[3], at::ISSUE_DATE, "08/01/2026");
            set(&mut rows[3], at::SEGMENT, "Sur");
        });
        let report = told.ended(1).json();
        assert_eq!(report["rows"]["rejected"], 2, "{language}");
        let said = said(&report);
        assert_eq!(said.len(), 5, "{said:?}");
        for word in words {
            assert!(said.iter().any(|line| line.contains(word)), "{language}: {word}: {said:?}");
        }
        assert!(said.iter().any(|line| line.contains(": AJ.")), "{said:?}");
    }
}

#[test]
fn a_row_that_was_corrected_before_is_not_taken_twice() {
    let work = judged(&[]);
    let mend = |rows: &mut Grid| set(&mut rows[1], at::SERIES, "B001");
    assert_eq!(edited(&work, "uno.xlsx", &[], mend).ended(1).json()["rows"]["accepted"], 4);
    let words = ["normalize", "ventas.csv", "--out", "out", "--json", "--corrections", "uno.xlsx"];
    let report = work.run(&words).ended(1).json();
    assert_eq!(report["rows"]["accepted"], 4);
    assert!(said(&report)[0].contains("fila 4 de «ventas.csv»"), "{report}");
}

#[test]
fn a_workbook_that_cannot_be_used_is_told_apart_from_a_failure() {
    let work = judged(&[]);
    let manifest = work.read("out/manifest.json");
    work.write("a.csv", "a,b\n1,2\n");
    work.write("roto.xlsx", "PK\u{3}\u{4}");
    save(&work.path("otro.xlsx"), &vec![vec![(CellKind::Text, "Serie".to_owned())]]);
    let mut rows = grid(&work.path("out/corrections.xlsx"));
    rows.iter_mut().for_each(|row| drop(row.pop()));
    save(&work.path("sin.xlsx"), &rows);
    let mut rows = grid(&work.path("out/corrections.xlsx"));
    rows.iter_mut().for_each(|row| drop(row.remove(9)));
    save(&work.path("movido.xlsx"), &rows);
    for (name, es, en) in [
        ("nada.xlsx", "No existe el libro de correcciones", "There is no correction workbook"),
        ("a.csv", "no es un libro .xlsx", "it is no .xlsx workbook"),
        ("roto.xlsx", "No se puede leer", "cannot be read"),
        ("otro.xlsx", "columna oculta", "hidden column"),
        ("sin.xlsx", "columna oculta", "hidden column"),
        ("movido.xlsx", "movieron", "moved"),
    ] {
        for (language, word) in [("es", es), ("en", en)] {
            let words = ["normalize", "ventas.csv", "--out", "out", "--corrections", name];
            let told = work.run(&[&words[..], &["--lang", language]].concat()).ended(2);
            assert!(told.err.contains(word) && told.err.contains(name), "{name}: {}", told.err);
            assert!(!told.err.contains("zip archive"), "{}", told.err);
        }
    }
    assert_eq!(work.read("out/manifest.json"), manifest);
}

#[test]
fn a_copy_saved_beside_the_runs_own_workbook_is_taken() {
    let work = judged(&[]);
    let name = "out/corrections de Ana.xlsx";
    let told = edited(&work, name, &[], |rows| set(&mut rows[2], at::BRANCH, "LIMA CENTRO 2"));
    assert_eq!(told.ended(1).json()["rows"]["accepted"], 4);
    assert!(work.path("out/corrections-applied-1.xlsx").exists());
    assert!(!work.path(name).exists());
    work.run(&["normalize", "ventas.csv", "--out", "out", "-q"]).ended(1);
}
