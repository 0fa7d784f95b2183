//! `cuadre compare` as an operator meets it: what it finds, what it writes, and what it refuses.

mod ledger;
mod workdir;

use ledger::{Line, at, csv, receipt, receipts, with};
use serde_json::Value;
use workdir::{WorkDir, records};

/// The lines of `compare.csv` below the header.
fn lines(dir: &WorkDir) -> Vec<Vec<String>> {
    let mut lines = records(&dir.read("out/compare.csv"));
    assert_eq!(lines.remove(0).join(","), HEADER);
    lines
}

const HEADER: &str = "class,kind,series,number,field,left,right,difference,left_file,left_sheet,left_row,right_file,right_sheet,right_row";

fn joined(lines: &[Vec<String>]) -> Vec<String> {
    lines.iter().map(|line| line.join(",")).collect()
}

/// The documents of a class in a report.
fn count(report: &Value, class: &str) -> (u64, u64) {
    let classes = report["documents"].as_array().expect("classes");
    let found = classes.iter().find(|found| found["class"] == class).expect("the class");
    let number = |side: &str| found[side].as_u64().expect("a number");
    (number("left"), number("right"))
}

fn shuffled(mut rows: Vec<Line>) -> Vec<Line> {
    rows[1..].reverse();
    rows
}

#[test]
fn sides_that_say_the_same_agree_however_they_are_written() {
    let dir = WorkDir::new();
    let mut left = receipts(3);
    left.push(with(receipt(4), &[(at::NUMBER_FIRST, "4"), (at::NUMBER_LAST, ""), (at::KIND, "3")]));
    left.push(with(receipt(5), &[(at::SERIES, "b001"), (at::CURRENCY, "S/"), (at::EXEMPT, "")]));
    let mut right = receipts(5);
    right.insert(3, vec![String::new(); 39]);
    dir.write("left.csv", csv(&left));
    dir.write("right.xlsx", ledger::workbook(&ledger::sheet_xml(&shuffled(right)), None));
    let told = dir.run(&["compare", "left.csv", "right.xlsx", "--json"]).ended(0);
    let report = told.json();
    assert_eq!((&report["schema"], &report["agrees"]), (&"cuadre.compare/1".into(), &true.into()));
    assert_eq!(count(&report, "equal"), (5, 5));
    assert_eq!(report["documents"][0]["left_total"], "590.00");
    assert_eq!((&report["right"]["in"], &report["right"]["skipped"]), (&6.into(), &1.into()));
    let told = dir.run(&["compare", "left.csv", "right.xlsx"]).ended(0);
    assert!(told.out.contains("Los dos lados coinciden."), "{}", told.out);
    assert!(told.out.contains("5 filas = 5 comparadas + 0 ilegibles + 0 omitidas"), "{}", told.out);
    assert!(dir.listing("out").is_empty());
}

/// Two ledgers with one document of each kind of trouble.
fn troubled(dir: &WorkDir) {
    let mut left = receipts(4);
    left.push(receipt(4));
    left.push(with(receipt(6), &[(at::TOTAL, "118,0x"), (at::ISSUE_DATE, "31/02/2026")]));
    left.push(with(receipt(7), &[(at::SERIES, "")]));
    dir.write("ledger.csv", csv(&left));
    let mut right = receipts(1);
    right.push(with(receipt(2), &[(at::TOTAL, "118.50"), (at::CUSTOMER_ID, "=HYPERLINK(1)")]));
    right.extend([receipt(4), receipt(6), receipt(9)]);
    dir.write("theirs.csv", csv(&right));
}

#[test]
fn every_kind_of_difference_is_told_with_both_places() {
    let dir = WorkDir::new();
    troubled(&dir);
    let told = dir.run(&["compare", "ledger.csv", "theirs.csv", "--out", "out"]).ended(1);
    assert_eq!(
        joined(&lines(&dir)),
        [
            "differs,03,B001,2,total,118.00,118.50,-0.50,ledger.csv,,4,theirs.csv,,4",
            "differs,03,B001,2,customer_id,40123456,=HYPERLINK(1),,ledger.csv,,4,theirs.csv,,4",
            "only_left,03,B001,3,total,118.00,,,ledger.csv,,5,,,",
            "only_left,03,B001,4,total,118.00,,,ledger.csv,,7,,,",
            "repeated,03,B001,4,times,2,,,ledger.csv,,6,,,",
            "only_right,03,B001,6,total,,118.00,,,,,theirs.csv,,6",
            "only_right,03,B001,9,total,,118.00,,,,,theirs.csv,,7",
            "unreadable,03,B001,00000006,issue_date,31/02/2026,,,ledger.csv,,8,,,",
            "unreadable,03,B001,00000006,total,118,0x,,,ledger.csv,,8,,,",
            "unreadable,03,,00000007,series,,,,ledger.csv,,9,,,",
        ]
    );
    for piece in [
        "7 filas = 5 comparadas + 2 ilegibles + 0 omitidas",
        "5 filas = 5 comparadas + 0 ilegibles + 0 omitidas",
        "importe total: 118.00 ≠ 118.50",
        "izquierda: ledger.csv › fila 4",
        "derecha: theirs.csv › fila 4",
        "1 comprobante está repetido, en 2 filas",
        "Los dos lados no coinciden.",
    ] {
        assert!(told.out.contains(piece), "`{piece}` in {}", told.out);
    }
    let report: Value = serde_json::from_str(&dir.read("out/summary.json")).expect("JSON");
    assert_eq!(count(&report, "equal"), (2, 2));
    assert_eq!(count(&report, "differs"), (1, 1));
    assert_eq!(count(&report, "only_left"), (2, 0));
    assert_eq!(count(&report, "only_right"), (0, 2));
    assert_eq!(report["by_field"][0]["difference"], "-0.50");
    assert_eq!(report["by_month"][0]["group"], "2026-01");
    assert_eq!(report["repeated"][0]["rows"], 2);
    let english = dir.run(&["compare", "ledger.csv", "theirs.csv", "--lang", "en"]).ended(1);
    assert!(english.out.contains("The two sides do not agree."), "{}", english.out);
    assert!(english.out.contains("total: 118.00 ≠ 118.50"), "{}", english.out);
}

#[test]
fn the_workbook_has_a_sheet_for_each_kind_and_no_formula() {
    let dir = WorkDir::new();
    troubled(&dir);
    dir.run(&["compare", "ledger.csv", "theirs.csv", "--out", "out"]).ended(1);
    let sheet = |name: &str| {
        let told = dir.run(&["rows", "out/compare.xlsx", "--sheet", name, "--quiet"]).ended(0);
        records(&told.out)
    };
    let differ = sheet("difieren");
    assert_eq!(differ[2][3..6], ["documento del cliente", "40123456", "=HYPERLINK(1)"]);
    assert_eq!(differ[1][6], "-0.50");
    assert_eq!(sheet("solo-izquierda")[1][2..5], ["3", "2026-01-04", "118.00"]);
    assert_eq!(sheet("solo-derecha").len(), 3);
    assert_eq!(sheet("repetidos")[1][3..], ["izquierda", "2", "ledger.csv › 6; ledger.csv › 7"]);
    assert_eq!(sheet("ilegibles")[2][4..6], ["importe total", "118,0x"]);
    assert_eq!(sheet("resumen")[1][0], "Lado");
    let book = std::fs::File::open(dir.path("out/compare.xlsx")).expect("the workbook");
    let mut book = zip::ZipArchive::new(book).expect("a zip");
    for index in 0..book.len() {
        let mut text = String::new();
        let mut part = book.by_index(index).expect("a part");
        std::io::Read::read_to_string(&mut part, &mut text).expect("text");
        assert!(!text.contains("<f>"), "part {index}");
    }
}

#[test]
fn amounts_may_be_apart_by_the_tolerance_and_no_further() {
    let dir = WorkDir::new();
    dir.write("left.csv", csv(&receipts(2)));
    let right = [
        ledger::header(),
        with(receipt(1), &[(at::TOTAL, "118.05"), (at::SALES_TAX, "18.01")]),
        with(receipt(2), &[(at::TOTAL, "118.06")]),
    ];
    dir.write("right.csv", csv(&right));
    let equal = |words: &[&str], code: i32| {
        let told = dir.run(&[&["compare", "left.csv", "right.csv", "--json"], words].concat());
        let report = told.ended(code).json();
        (count(&report, "equal").0, report["within_tolerance"].as_u64().expect("a number"))
    };
    assert_eq!(equal(&[], 1), (0, 0));
    assert_eq!(equal(&["--tolerance", "0.05"], 1), (1, 1));
    assert_eq!(equal(&["--tolerance", "total=0.06"], 1), (1, 1));
    assert_eq!(equal(&["--tolerance", "0.01,total=0.06"], 0), (2, 2));
    assert_eq!(equal(&["--fields", "taxable_base,currency"], 0), (2, 2));
    let named = ["--fields", "total", "--tolerance", "amounts=0.06"];
    assert_eq!(equal(&named, 0), (2, 2));
}

/// The proposal of the tax authority, by its titles, in another order than it has today.
fn proposal(rows: &[(&str, &str, &str, &str)]) -> String {
    let mut text = "CAR SUNAT|Ruc|Razon Social|Periodo|Fecha de emisión|Fecha Vcto/Pago|Tipo CP/Doc.|Serie del CDP|Nro CP o Doc. Nro Inicial (Rango)|Nro Final (Rango)|Tipo Doc Identidad|Nro Doc Identidad|Apellidos Nombres/ Razón Social|Valor Facturado Exportación|BI Gravada|Dscto BI|IGV / IPM|Dscto IGV / IPM|Mto Exonerado|Mto Inafecto|ISC|BI Grav IVAP|IVAP|ICBPER|Otros Tributos|Total CP|Moneda|Tipo Cambio|Fecha Emisión Doc Modificado|Tipo CP Modificado|Serie CP Modificado|Nro CP Modificado|ID Proyecto Operadores Atribución|Tipo de Nota|Est. Comp|Valor FOB Embarcado|Valor OP Gratuitas|Tipo Operación|DAM / CP|CLU\r\n".to_owned();
    for (number, total, bag, state) in rows {
        text.push_str(&format!(
            "2010017645003B001{number:0>10}|20100176450|CADENA FICTICIA SAC|202601|04/01/2026||03|B001|{number}||1|40123456|QUISPE ROJAS ANA|0.00|100.00|0.00|18.00|0.00|0.00|0.00|0.00|0.00|0.00|{bag}|0.00|{total}|PEN||||||||{state}|||||\r\n"
        ));
    }
    text
}

#[test]
fn a_ledger_is_compared_with_the_proposal_of_the_tax_authority() {
    let dir = WorkDir::new();
    let mut ledger = receipts(2);
    // The bag tax of the third one stands among its other charges: a ledger of 39 columns has no other place.
    ledger.push(with(receipt(3), &[(23, "0.50"), (at::TOTAL, "118.50")]));
    dir.write("ventas.csv", csv(&ledger));
    let rows =
        [("1", "118.00", "0.00", "1"), ("2", "118.00", "0.00", "2"), ("3", "118.50", "0.50", "1")];
    dir.write("propuesta.txt", proposal(&rows));
    let words = ["compare", "ventas.csv", "propuesta.txt", "--out", "out", "--json"];
    let report = dir.run(&words).ended(1).json();
    assert_eq!(report["right"]["layout"], "rvie-propuesta");
    assert_eq!(report["bag_tax_in_other_charges"], "right");
    assert_eq!((count(&report, "equal"), count(&report, "differs")), ((2, 2), (1, 1)));
    let found = joined(&lines(&dir));
    assert_eq!(found, ["differs,03,B001,2,state,,2,,ventas.csv,,4,propuesta.txt,,3"]);
    assert_eq!(report["first"][0]["fields"][0]["right"], "anulado");
    let told = dir.run(&words[..3]).ended(1);
    assert!(
        told.out.contains("el ICBPER de la derecha se suma a sus otros cargos"),
        "{}",
        told.out
    );
}

#[test]
fn a_folder_is_the_ledger_of_all_its_tables() {
    let dir = WorkDir::new();
    let [one, other] = [[receipt(1), receipt(2)], [receipt(3), receipt(4)]];
    let part = |rows: &[Line]| csv(&[&[ledger::header()], rows].concat());
    dir.write("enero/parte 1.csv", part(&one));
    dir.write("enero/parte 2.csv", part(&other));
    dir.write("enero/notas.md", "nada");
    dir.write("whole.csv", csv(&shuffled(receipts(4))));
    let report = dir.run(&["compare", "enero", "whole.csv", "--json"]).ended(0).json();
    assert_eq!(report["left"]["files"].as_array().map(Vec::len), Some(2));
    assert_eq!(count(&report, "equal"), (4, 4));
    dir.write("vacía/notas.md", "nada");
    let told = dir.run(&["compare", "vacía", "whole.csv"]).ended(2);
    assert!(told.err.contains("U619"), "{}", told.err);
}

#[test]
fn an_earlier_comparison_is_replaced_and_nothing_else_ever_is() {
    let dir = WorkDir::new();
    troubled(&dir);
    let words = ["compare", "ledger.csv", "theirs.csv", "--out", "out", "--quiet"];
    dir.run(&words).ended(1);
    let first = dir.listing("out");
    assert_eq!(first.keys().collect::<Vec<_>>(), ["compare.csv", "compare.xlsx", "summary.json"]);
    dir.run(&words).ended(1);
    assert_eq!(dir.listing("out"), first, "the same rows give the same bytes");
    dir.write("theirs.csv", csv(&receipts(1)));
    dir.run(&words).ended(1);
    let second = dir.listing("out");
    assert!(second.keys().eq(first.keys()) && second != first);
    // What cannot be read leaves the folder as it was, and nothing beside it.
    dir.write("broken.csv", "a,b\n1,2\n");
    let around = dir.listing("");
    let told = dir.run(&["compare", "ledger.csv", "broken.csv", "--out", "out"]).ended(2);
    assert!(told.err.contains("broken.csv"), "{}", told.err);
    assert_eq!(dir.listing(""), around);
    // A person's workbook, or any other file, is nobody's to replace.
    dir.write("out/compare.xlsx", "edited");
    assert!(dir.run(&words).ended(2).err.contains("O406"));
    std::fs::remove_file(dir.path("out/compare.xlsx")).expect("removed");
    dir.write("out/mine.txt", "mine");
    assert!(dir.run(&words).ended(2).err.contains("O405"));
    assert_eq!(dir.read("out/mine.txt"), "mine");
    dir.write("file", "x");
    let told = dir.run(&["compare", "ledger.csv", "theirs.csv", "--out", "file"]).ended(2);
    assert!(told.err.contains("O409"), "{}", told.err);
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_to_do() {
    let dir = WorkDir::new();
    dir.write("ledger.csv", csv(&receipts(2)));
    dir.write("propuesta.txt", proposal(&[("1", "118.00", "0.00", "1")]));
    let refused = |words: &[&str], piece: &str| {
        let told = dir.run(&[&["compare"], words].concat()).ended(2);
        assert!(told.err.contains(piece), "`{piece}` in {}", told.err);
        assert_eq!(told.out, "");
    };
    refused(&["ledger.csv", "./ledger.csv"], "R508");
    refused(&["ledger.csv", "-"], "U601");
    refused(&["ledger.csv", "missing.csv"], "missing.csv");
    refused(&["ledger.csv"], "DERECHA");
    refused(&["ledger.csv", "propuesta.txt", "--fields", "bag_tax"], "R507");
    refused(&["ledger.csv", "propuesta.txt", "--fields", "totl"], "`total`");
    refused(&["ledger.csv", "propuesta.txt", "--tolerance", "mucho"], "--tolerance");
    refused(&["ledger.csv", "propuesta.txt", "--layout-right", "nada"], "rvie-propuesta");
}

#[test]
fn a_column_whose_decimal_mark_changes_far_below_is_read_again() {
    let dir = WorkDir::new();
    let mut left = receipts(6_000);
    for line in &mut left[1..] {
        line[at::TOTAL] = "118,00".to_owned();
    }
    left[5_900][at::TOTAL] = "118.00".to_owned();
    dir.write("left.csv", csv(&left));
    dir.write("right.csv", csv(&receipts(6_000)));
    let report = dir.run(&["compare", "left.csv", "right.csv", "--json"]).ended(0).json();
    assert_eq!(count(&report, "equal"), (6_000, 6_000));
    assert_eq!(report["left"]["in"], 6_000);
}
