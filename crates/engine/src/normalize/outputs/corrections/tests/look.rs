//! What a person sees: which cells are red, what stands beside them, and that text is never a formula.

use std::io::Read;

use super::*;

#[test]
fn red_is_what_rejects_the_row_and_notes_on_the_ledger_stay_out() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    let mut book = CorrectionsBook::create(&path, Language::En, LEDGER).unwrap();
    book.begin_source(0, "01. PLE ENERO 26.xlsx", &columns());
    let mut rows = Rows::new();
    push_row(&mut rows, 12, &[text(Field::Series, "B0019")]);
    let of = |field, message: &str, severity| Finding { severity, ..finding(field, message) };
    let findings = [
        of(Field::SalesTax, "No plataforma.", Severity::Note),
        of(Field::State, "No es un estado.", Severity::Warn),
        of(Field::Series, "No es una serie.", Severity::Reject),
    ];
    book.reject(rows.row(0), &findings).unwrap();
    book.finish(&|_| None).unwrap();
    let row = &grid(&path, 0)[1];
    let reason = &row[FIELDS.len()].1;
    assert_eq!(reason, "series: No es una serie. (C105)\nstate: No es un estado. (C105)");
    let id = super::super::row_id::parse(&row[FIELDS.len() + 3].1).unwrap();
    let red: Vec<_> = (0..FIELDS.len()).filter(|column| id.marked[*column]).collect();
    assert_eq!(red, [column(Field::Series)]);
    let readme: Vec<_> = grid(&path, 1).into_iter().flatten().map(|(_, text)| text).collect();
    let command = "cuadre normalize \"01. PLE ENERO 26.xlsx\" --corrections";
    assert!(readme.iter().any(|line| line.contains(command)), "{readme:?}");
}

#[test]
fn what_looks_like_a_formula_is_text() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("corrections.xlsx");
    let mut book = CorrectionsBook::create(&path, Language::Es, LEDGER).unwrap();
    book.begin_source(0, "=cmd|'/c calc'!A1.csv", &columns());
    let fields = [Field::CustomerName, Field::Branch, Field::Series, Field::Total];
    let evil = ["=HYPERLINK(\"http://x\",\"y\")", "+1+1", "-2+3", "@SUM(A1:A9)"];
    let given: Vec<_> = fields.into_iter().zip(evil).map(|(at, cell)| text(at, cell)).collect();
    let mut rows = Rows::new();
    push_row(&mut rows, 12, &given);
    let findings = [finding(Field::Series, "=1+1 no es una serie.")];
    book.reject(rows.row(0), &findings).unwrap();
    book.finish(&|_| None).unwrap();
    let row = &grid(&path, 0)[1];
    for (field, cell) in fields.into_iter().zip(evil) {
        assert_eq!(row[column(field)], (CellKind::Text, cell.to_owned()));
    }
    assert_eq!(row[FIELDS.len() + 2].0, CellKind::Text);
    // A cell with a formula has an element `f`; none has, in any sheet.
    let mut archive = zip::ZipArchive::new(File::open(&path).unwrap()).unwrap();
    for sheet in ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml"] {
        let mut part = String::new();
        archive.by_name(sheet).unwrap().read_to_string(&mut part).unwrap();
        assert!(part.contains("<c ") && !part.contains("<f"), "{sheet}");
    }
}
