//! Lines written by hand from the norm, a value of its own for each field: each must come out under its field, and a
//! whole ledger of such lines must be accepted.

use engine::ingest::layout::Layouts;
use engine::ingest::locate::Located;
use engine::model::columns::column_letters;
use engine::model::{DecimalMark, Field, Period, Severity};
use engine::normalize::{Company, Drafter, Failures, Judge, RULEBOOK, RuleContext};
use xlsx::Rows;

use crate::formats::opened;

/// PLE 14.1, anexo 2 de la RS 286-2009, with the bag tax: 35 fields.
const PLE_35: &[(Field, &str)] = &[
    (Field::Period, "20260100"),
    (Field::Cuo, "V000077"),
    (Field::Correlative, "M000042"),
    (Field::IssueDate, "15/01/2026"),
    (Field::DueDate, "14/02/2026"),
    (Field::Kind, "07"),
    (Field::Series, "FC01"),
    (Field::NumberFirst, "00000101"),
    (Field::NumberLast, ""),
    (Field::CustomerIdKind, "6"),
    (Field::CustomerId, "20131312955"),
    (Field::CustomerName, "COMERCIAL LOS ANDES S.A.C."),
    (Field::ExportValue, "-1.01"),
    (Field::TaxableBase, "-200.00"),
    (Field::TaxableBaseDiscount, "-3.00"),
    (Field::SalesTax, "-36.00"),
    (Field::SalesTaxDiscount, "-0.54"),
    (Field::Exempt, "-6.06"),
    (Field::Untaxed, "-7.07"),
    (Field::ExciseTax, "-8.08"),
    (Field::RiceBase, "-9.09"),
    (Field::RiceTax, "-0.36"),
    (Field::BagTax, "-0.50"),
    (Field::OtherCharges, "-12.12"),
    (Field::Total, "-283.83"),
    (Field::Currency, "USD"),
    (Field::ExchangeRate, "3.755"),
    (Field::AmendedDate, "10/01/2026"),
    (Field::AmendedKind, "01"),
    (Field::AmendedSeries, "F001"),
    (Field::AmendedNumber, "00000099"),
    (Field::Contract, "CONTRATO-1"),
    (Field::ErrorFlag, "0"),
    (Field::PaymentFlag, "1"),
    (Field::State, "1"),
];

/// PLE 14.2, the simplified register: 26 fields.
const PLE_SIMPLE: &[(Field, &str)] = &[
    (Field::Period, "20260100"),
    (Field::Cuo, "V000077"),
    (Field::Correlative, "M-RER"),
    (Field::IssueDate, "15/01/2026"),
    (Field::DueDate, "14/02/2026"),
    (Field::Kind, "07"),
    (Field::Series, "FC01"),
    (Field::NumberFirst, "00000101"),
    (Field::NumberLast, ""),
    (Field::CustomerIdKind, "6"),
    (Field::CustomerId, "20131312955"),
    (Field::CustomerName, "COMERCIAL LOS ANDES S.A.C."),
    (Field::TaxableBase, "-200.00"),
    (Field::SalesTax, "-36.00"),
    (Field::BagTax, "-0.50"),
    (Field::OtherCharges, "-12.12"),
    (Field::Total, "-248.62"),
    (Field::Currency, "USD"),
    (Field::ExchangeRate, "3.755"),
    (Field::AmendedDate, "10/01/2026"),
    (Field::AmendedKind, "01"),
    (Field::AmendedSeries, "F001"),
    (Field::AmendedNumber, "00000099"),
    (Field::ErrorFlag, "0"),
    (Field::PaymentFlag, "1"),
    (Field::State, "1"),
];

/// RVIE, anexo 3 of RS 112-2021: 33 fields.
const RVIE: &[(Field, &str)] = &[
    (Field::IssuerTaxId, "20100176450"),
    (Field::IssuerName, "TIENDAS DEL PACÍFICO S.A."),
    (Field::Period, "202601"),
    (Field::Car, ""),
    (Field::IssueDate, "15/01/2026"),
    (Field::DueDate, "14/02/2026"),
    (Field::Kind, "07"),
    (Field::Series, "FC01"),
    (Field::NumberFirst, "101"),
    (Field::NumberLast, ""),
    (Field::CustomerIdKind, "6"),
    (Field::CustomerId, "20131312955"),
    (Field::CustomerName, "COMERCIAL LOS ANDES S.A.C."),
    (Field::ExportValue, "-1.01"),
    (Field::TaxableBase, "-200.00"),
    (Field::TaxableBaseDiscount, "-3.00"),
    (Field::SalesTax, "-36.00"),
    (Field::SalesTaxDiscount, "-0.54"),
    (Field::Exempt, "-6.06"),
    (Field::Untaxed, "-7.07"),
    (Field::ExciseTax, "-8.08"),
    (Field::RiceBase, "-9.09"),
    (Field::RiceTax, "-0.36"),
    (Field::BagTax, "-0.50"),
    (Field::OtherCharges, "-12.12"),
    (Field::Total, "-283.83"),
    (Field::Currency, "USD"),
    (Field::ExchangeRate, "3.755"),
    (Field::AmendedDate, "10/01/2026"),
    (Field::AmendedKind, "01"),
    (Field::AmendedSeries, "F001"),
    (Field::AmendedNumber, "99"),
    (Field::Contract, "1-ABC"),
];

fn read(name: &str, text: &str) -> (Located, Rows) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    let mut table = opened(&path).unwrap();
    let located = table.locate(&Layouts::embedded().unwrap(), None).unwrap();
    let (mut all, mut batch) = (Rows::new(), Rows::new());
    while table.next(&mut batch).unwrap() {
        for row in batch.iter() {
            all.begin_row(row.line());
            row.cells().iter().for_each(|cell| all.push(cell.kind(), row.bytes_of(*cell)));
        }
    }
    (located, all)
}

/// Reads three such lines, and asks each for its fields and the row rules for what they reject.
fn each_field_lands(layout: &str, fields: &[(Field, &str)], ending: &str) {
    let plain: Vec<&str> = fields.iter().map(|(_, text)| *text).collect();
    let line = |number: &str| {
        let number_at = fields.iter().position(|(field, _)| *field == Field::NumberFirst).unwrap();
        let mut cells = plain.clone();
        cells[number_at] = number;
        cells.join("|") + ending + "\r\n"
    };
    let number = fields.iter().find(|(field, _)| *field == Field::NumberFirst).unwrap().1;
    let (located, rows) = read("ventas.txt", &(line(number) + &line("102") + &line("103")));
    assert_eq!(located.layout.name, layout);
    assert_eq!(located.layout.columns.len(), fields.len());
    let columns = &located.columns;
    for (position, (field, text)) in fields.iter().enumerate() {
        let column = located.layout.columns[position].field;
        assert_eq!(column, *field, "{layout}: field {} of the norm", position + 1);
        assert_eq!(columns.of(*field), Some(position), "{layout}: {}", field.name());
        assert_eq!(rows.row(0).text(position), *text, "{layout}: {}", column_letters(position));
        let title = columns.title(position);
        assert!(!title.is_empty() && title != field.name(), "{layout}: {title:?} is no title");
    }
    let marks = [DecimalMark::Point; 13];
    let mut drafter = Drafter::new(columns.clone(), marks);
    let context = RuleContext {
        period: Period::new(2026, 1).unwrap(),
        company: Company::default(),
        carried: [true; Field::COUNT],
        marks,
    };
    let judge = Judge::new(context, &[]);
    for row in rows.iter() {
        let mut failures = Failures::default();
        judge.row(&drafter.draft(row), &mut failures);
        let rejected: Vec<&str> = failures
            .list()
            .iter()
            .map(|failure| RULEBOOK[failure.rule])
            .filter(|rule| rule.severity == Severity::Reject)
            .map(|rule| rule.code)
            .collect();
        assert!(rejected.is_empty(), "{layout}, line {}: {rejected:?}", row.line());
    }
}

#[test]
fn h07_ple_14_1_with_35_fields_lands_field_by_field() {
    assert_eq!(PLE_35.len(), 35);
    for ending in ["", "|", "|libre 1|libre 2|"] {
        each_field_lands("ple-14.1-35", PLE_35, ending);
    }
}

#[test]
fn h07_ple_14_1_with_34_fields_lacks_the_bag_tax_and_nothing_else() {
    let mut fields: Vec<_> =
        PLE_35.iter().copied().filter(|(field, _)| *field != Field::BagTax).collect();
    assert_eq!(fields.len(), 34);
    let total = fields.iter_mut().find(|(field, _)| *field == Field::Total).unwrap();
    total.1 = "-283.33";
    for ending in ["", "|"] {
        each_field_lands("ple-14.1-34", &fields, ending);
    }
}

#[test]
fn h07_ple_14_2_lands_field_by_field() {
    assert_eq!(PLE_SIMPLE.len(), 26);
    for ending in ["", "|", "|libre 1|"] {
        each_field_lands("ple-14.2", PLE_SIMPLE, ending);
    }
}

#[test]
fn h07_rvie_annex_3_lands_field_by_field() {
    assert_eq!(RVIE.len(), 33);
    for ending in ["", "|", "||||||||CLU 41|CLU 42"] {
        each_field_lands("rvie-anexo-3", RVIE, ending);
    }
}

#[test]
fn the_annexs_titles_are_the_proposals() {
    let layouts = Layouts::embedded().unwrap();
    let proposal = layouts.named("rvie-propuesta").unwrap();
    for column in &layouts.named("rvie-anexo-3").unwrap().columns {
        let same = proposal.column(column.field).map(|column| &column.headers);
        assert_eq!(same, Some(&column.headers), "{}", column.field.name());
    }
}
