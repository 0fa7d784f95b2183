//! The platform's reports, read as `ingest` gives them.

use engine::analyze::{
    AccountReader, CatalogReader, CostCenterReader, Details, DetailsReader, Reasons, UnknownReport,
};
use engine::model::{AccountList, CostCenterList, Language, SeriesCatalog, Subject};

use super::world::rows;

const TITLES: &[&str] = &["Sec.", "Línea", "Archivo", "Documento", "Serie", "Sucursal", "Motivo"];
const MISSING: &str = "Serie no registrada para la sucursal";

fn details(lines: &[&[&str]]) -> Result<Details, UnknownReport> {
    let reasons = Reasons::usual();
    let mut reader = DetailsReader::new(&reasons);
    rows(lines).iter().for_each(|row| reader.row(row));
    reader.finish()
}

fn catalog(lines: &[&[&str]]) -> Result<SeriesCatalog, UnknownReport> {
    let mut reader = CatalogReader::new();
    rows(lines).iter().for_each(|row| reader.row(row));
    reader.finish()
}

fn centers(lines: &[&[&str]]) -> Result<CostCenterList, UnknownReport> {
    let mut reader = CostCenterReader::new();
    rows(lines).iter().for_each(|row| reader.row(row));
    reader.finish()
}

fn accounts(lines: &[&[&str]]) -> Result<AccountList, UnknownReport> {
    let mut reader = AccountReader::new();
    rows(lines).iter().for_each(|row| reader.row(row));
    reader.finish()
}

#[test]
fn details_are_counted_by_series_branch_and_subject() {
    let report = details(&[
        &["REPORTE DE ERRORES"],
        &[],
        TITLES,
        &["1", "9", "0002.csv", "03-B077-12", "B077", " TM SUR ", MISSING],
        &["2", "8", "0001.csv", "03-B077-11", "B077", "TM SUR", MISSING],
        TITLES,
        &["3", "7", "0001.csv", "03-B077-10", "B077", "TM SUR", "Documento ya registrado"],
        &["4", "", "", "", "1", "12345", "???"],
    ])
    .expect("a report");
    assert_eq!((report.rows, report.says_why, report.findings.len()), (4, true, 3));
    let [odd, missing, other] = &report.findings[..] else { panic!("{report:?}") };
    assert_eq!(
        (odd.subject, odd.code.0.as_str(), odd.branch.0.as_str()),
        (Subject::Other, "1", "12345")
    );
    assert_eq!((missing.subject, missing.count, missing.report_line), (Subject::Series, 2, 4));
    assert_eq!((missing.first.file.as_str(), missing.first.line), ("0001.csv", 8));
    assert_eq!(missing.reasons, [MISSING]);
    assert_eq!((other.subject, other.count), (Subject::Other, 1));
}

#[test]
fn titles_are_told_in_any_case_and_place_and_other_columns_are_ignored() {
    let report =
        details(&[&["SUCURSAL", "Usuario", "linea", "SÉRIE"], &["TM SUR", "ana", "5", "B077"]]);
    let report = report.expect("a report");
    // A report that does not say why is the export of series errors.
    assert_eq!((report.says_why, report.findings[0].subject), (false, Subject::Series));
    assert_eq!((report.findings[0].code.0.as_str(), report.findings[0].first.line), ("B077", 5));
    let nothing = details(&[TITLES]).expect("a report without details");
    assert_eq!((nothing.rows, nothing.findings.len()), (0, 0));
}

#[test]
fn a_report_with_other_columns_is_not_the_one_we_know() {
    let unknown = details(&[&["Sec.", "Serie", "Tienda"], &["1", "B077", "TM SUR"]]);
    let unknown = unknown.expect_err("no branch");
    assert_eq!((unknown.missing.as_slice(), unknown.ambiguous), (&["Sucursal"][..], false));
    let said = unknown.say(Language::Es);
    assert!(said.contains("falta Sucursal") && said.contains("Sec., Serie, Tienda"), "{said}");
    let twice = details(&[&["Serie", "Sucursal", "Serie"]]).expect_err("two series");
    assert!(twice.ambiguous && twice.say(Language::En).contains("more than one column “Serie”"));
    let empty = details(&[]).expect_err("nothing");
    assert_eq!(empty.missing, ["Serie", "Sucursal"]);
    assert!(empty.say(Language::Es).contains("ningún título"));
}

const NINE: &[&str] = &[
    "Sec.",
    "Serie",
    "C.C.",
    "Descripción",
    "Sucursal",
    "T.Op.",
    "Descripción",
    "Cta.Cte.",
    "Descripción",
];

#[test]
fn h28_three_columns_of_one_title_are_told_by_what_they_follow() {
    let read = catalog(&[
        &["SERIES POR CENTRO DE COSTO"],
        NINE,
        &["1", "B001", "1101", "centro", "TM full", "20", "tipo", "00000000242", "cuenta"],
    ])
    .expect("a catalog");
    let entry = &read.rows[0].entry;
    assert_eq!(entry.cost_center_name, "centro");
    assert_eq!(entry.operation_name, "tipo");
    assert_eq!(entry.account_name, "cuenta");
    assert_eq!(entry.branch.0, "TM full");
    // In another order, and with a column more, they are still told.
    let other = catalog(&[
        &[
            "CTA.CTE.",
            "descripcion",
            "Serie",
            "Sucursal",
            "C.C.",
            "Descripción",
            "T.Op.",
            "Descripción",
            "Usuario",
        ],
        &["00000000242", "cuenta", "B001", "TM full", "1101", "centro", "20", "tipo", "ana"],
    ])
    .expect("a catalog");
    assert_eq!(other.rows[0].entry, *entry);
    assert_eq!(other.other_columns, ["Usuario"]);
    // Without one of them nobody knows which are which.
    let eight = catalog(&[&[
        "Serie",
        "C.C.",
        "Sucursal",
        "T.Op.",
        "Descripción",
        "Cta.Cte.",
        "Descripción",
    ]]);
    assert_eq!(eight.expect_err("two descriptions").missing, ["Descripción"]);
}

#[test]
fn h29_empty_codes_and_odd_series_are_read() {
    let read = catalog(&[
        NINE,
        &["1", "1", "", "", "TM SUR", "20", "", "", ""],
        &["2", "ZZ", "1101", "x", "TM SUR", "", "", "00000000242"],
        &["", "", "", "", "", "", "", "", ""],
    ])
    .expect("a catalog");
    assert_eq!(read.rows.len(), 2);
    assert_eq!(read.rows[0].entry.account, "");
    assert_eq!(
        (read.rows[1].entry.code.0.as_str(), read.rows[1].entry.account_name.as_str()),
        ("ZZ", "")
    );
}

#[test]
fn h30_texts_are_kept_as_they_stand() {
    let odd = ["7", " b001", "1101", "Centro  Uno", "TM Súr ", "20", "x", "00000000242", "y"];
    let read = catalog(&[NINE, &odd]).expect("a catalog");
    assert_eq!(read.rows[0].texts(), odd[1..]);
    assert_eq!(
        (read.rows[0].entry.code.0.as_str(), read.rows[0].entry.branch.0.as_str()),
        ("b001", "TM Súr")
    );
}

#[test]
fn h27_repeated_and_doubtful_cost_centers_are_reported_and_kept() {
    let list = centers(&[
        &["Código", "Descripción"],
        &["1101", "TM NORTE"],
        &["1102", "TM NORTE"],
        &["1103", "2024"],
        &["1101", "BIJOU"],
        &["110", "TM SUR"],
        &["1105", ""],
        &["Total", "6"],
    ])
    .expect("a list");
    assert_eq!(list.entries.len(), 4);
    assert_eq!(list.repeated_codes(), [("1101", vec!["BIJOU", "TM NORTE"])]);
    assert_eq!(list.repeated_names(), [("TM NORTE", vec!["1101", "1102"])]);
    let lines: Vec<_> = list.doubtful.iter().map(|line| (line.line, line.code.as_str())).collect();
    assert_eq!(lines, [(6, "110"), (7, "1105"), (8, "Total")]);
    assert!(centers(&[&["1101", "TM NORTE"]]).is_err());
}

#[test]
fn accounts_are_eleven_digits_and_others_are_doubtful() {
    let list = accounts(&[
        &["Código", "Descripción", "Cliente", "Proveedor", "Tipo Doc."],
        &["00000000242", "TICKETS VARIOS - TM NORTE", "S", "S", "0"],
        &["242", "sin ceros", "S", "S", "0"],
        &["20605555555", "", "N", "S", "6"],
    ])
    .expect("a list");
    assert_eq!((list.entries.len(), list.doubtful.len()), (2, 1));
    assert_eq!(list.doubtful[0].line, 3);
}
