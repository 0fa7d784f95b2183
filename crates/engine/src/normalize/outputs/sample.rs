//! What the tests of this folder share: a layout, a ledger of a few rows, and a reader of CSV by another hand.

use crate::model::{BulkColumn, BulkEncoding, BulkLayout, BulkValue, Columns, DecimalMark, Field};
use crate::normalize::draft::{Draft, Drafter};
use xlsx::{CellKind, Rows};

/// The layout `ventas-20` (domain.md 4.4).
pub(super) fn layout() -> BulkLayout {
    use Field::*;
    let column = |(header, field): (&str, Field)| BulkColumn {
        header: header.to_owned(),
        value: BulkValue::Field(field),
    };
    let mut columns = vec![BulkColumn { header: "No".to_owned(), value: BulkValue::RunningNumber }];
    columns.extend(
        [
            ("Periodo", Period),
            ("FechaComprobante", IssueDate),
            ("FechaVencimiento", DueDate),
            ("CodigoTipoComprobante", Kind),
            ("NumeroSerieComprobante", Series),
            ("NumeroComprobanteInicial", NumberFirst),
            ("NumeroComprobanteFinal", NumberLast),
            ("CodigoTipoDocumentoIdentidad", CustomerIdKind),
            ("NumeroDocumentoIdentidad", CustomerId),
            ("NombreCliente", CustomerName),
            ("ImporteAfecto", TaxableBase),
            ("ImporteImpuesto", SalesTax),
            ("ImporteTotal", Total),
            ("FechaComprobanteModificado", AmendedDate),
            ("CodigoTipoComprobanteModificado", AmendedKind),
            ("NumeroSerieComprobanteModificado", AmendedSeries),
            ("NumeroComprobanteModificado", AmendedNumber),
            ("Negocio", Segment),
            ("Sucursal", Branch),
        ]
        .map(column),
    );
    BulkLayout {
        name: "ventas-20".to_owned(),
        rows_per_part: 50_000,
        encoding: BulkEncoding::Utf8,
        delimiter: b',',
        line_end: "\r\n",
        strip: "'`´,‘’“”\"".to_owned(),
        columns,
    }
}

/// A cell of a sample row that differs from a plain sales receipt.
pub(super) type Given<'a> = (Field, CellKind, &'a str);

/// A text cell.
pub(super) fn text(field: Field, text: &str) -> Given<'_> {
    (field, CellKind::Text, text)
}

/// The fields of the sample ledger, a column each.
pub(super) const FIELDS: [Field; 22] = {
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
        TaxableBaseDiscount,
        SalesTax,
        Total,
        AmendedDate,
        AmendedKind,
        AmendedSeries,
        AmendedNumber,
        State,
        Segment,
        Branch,
        Currency,
    ]
};

/// The columns of the sample ledger; one header has a line feed inside.
pub(super) fn columns() -> Columns {
    let fields: Vec<_> = FIELDS.into_iter().enumerate().map(|(at, field)| (field, at)).collect();
    let header = |field: Field| match field {
        Field::Kind => "Tipo\nComprobante".to_owned(),
        _ => field.name().to_owned(),
    };
    Columns::new(&fields, FIELDS.into_iter().map(header).collect())
}

/// Adds a row on `line`: a sales receipt of 118.00 with these cells in place of its own.
pub(super) fn push_row(rows: &mut Rows, line: u64, given: &[Given<'_>]) {
    rows.begin_row(line);
    for field in FIELDS {
        let own = match field {
            Field::Period => "20260100",
            Field::IssueDate => "15/01/2026",
            Field::Kind => "03",
            Field::Series => "B001",
            Field::NumberFirst | Field::NumberLast => "00000123",
            Field::CustomerIdKind => "01",
            Field::CustomerId => "40123456",
            Field::CustomerName => "QUISPE FLORES MARIA",
            Field::TaxableBase => "100.00",
            Field::SalesTax => "18.00",
            Field::Total => "118.00",
            Field::Currency => "PEN",
            Field::State => "1",
            Field::Segment => "Norte",
            Field::Branch => "LIMA CENTRO 1",
            _ => "",
        };
        let (kind, text) = given
            .iter()
            .find(|(known, ..)| *known == field)
            .map_or((CellKind::Text, own), |(_, kind, text)| (*kind, *text));
        rows.push(if text.is_empty() { CellKind::Empty } else { kind }, text.as_bytes());
    }
}

/// Reads rows into drafts, one after the other.
pub(super) fn each_draft(rows: &Rows, mut take: impl FnMut(&Draft<'_>)) {
    let mut drafter = Drafter::new(columns(), [DecimalMark::Unknown; 13]);
    for row in rows.iter() {
        let draft = drafter.draft(row);
        take(&draft);
    }
}

/// Reads CSV as RFC 4180 describes it, character by character.
pub(super) fn parse_csv(text: &str, delimiter: char) -> Vec<Vec<String>> {
    let (mut records, mut record, mut field) = (Vec::new(), Vec::new(), String::new());
    let mut quoted = false;
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            _ if quoted => field.push(c),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' => {
                record.push(std::mem::take(&mut field));
                records.push(std::mem::take(&mut record));
            }
            _ if c == delimiter => record.push(std::mem::take(&mut field)),
            _ => field.push(c),
        }
    }
    assert!(!quoted && field.is_empty() && record.is_empty(), "the last line has no end");
    records
}
