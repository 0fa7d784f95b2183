//! The forms in which a ledger can be had: a workbook, text with headers, and the norm's own text.

use std::io::{self, Write};

use engine::model::Field;
use xlsx::write::{Book, Options, SheetLook, SheetWriter, Style, WriteError};

use super::columns::{COLUMNS, Cell, Row, place};
use super::ledger::{Ledger, Line};
use super::truth::Truth;
use super::{Format, SampleError};

/// What an accountant sees of the 39 columns before moving a border.
const WIDTHS: [u16; 39] = [
    10, 6, 11, 12, 12, 12, 12, 13, 13, 6, 8, 13, 38, 10, 11, 10, 11, 10, 10, 10, 8, 10, 10, 8, 11,
    8, 8, 12, 10, 10, 12, 10, 8, 10, 8, 14, 30, 8, 10,
];

/// Writes the lines of a ledger, and tells the truth about them.
pub(super) fn write<W: Write, T: Write>(
    ledger: &mut Ledger,
    format: Format,
    out: W,
    truth: &mut Truth<T>,
) -> Result<W, SampleError> {
    match format {
        Format::Xlsx | Format::XlsxInline => workbook(ledger, format, out, truth),
        Format::Csv | Format::Csv1252 | Format::PleTxt => text(ledger, format, out, truth),
    }
}

fn workbook<W: Write, T: Write>(
    ledger: &mut Ledger,
    format: Format,
    out: W,
    truth: &mut Truth<T>,
) -> Result<W, SampleError> {
    let options = Options { threads: 2, level: 2, shared_strings: format == Format::Xlsx };
    let mut book = Book::create(out, &options)?;
    let look = SheetLook {
        widths: WIDTHS.to_vec(),
        frozen_rows: 1,
        filter_row: Some(1),
        ..SheetLook::default()
    };
    let mut sheet = book.sheet("SUNAT", &look)?;
    sheet.begin_row_high(45)?;
    for (_, header) in COLUMNS {
        sheet.text(Style::Header, header)?;
    }
    sheet.end_row()?;
    while let Some((line, spoilt)) = ledger.next_line() {
        sheet.begin_row()?;
        if let Line::Row(row) = line {
            sheet_row(&mut sheet, row)?;
        }
        sheet.end_row()?;
        if let Some(spoilt) = spoilt {
            truth.tell(&spoilt).map_err(SampleError::Truth)?;
        }
    }
    sheet.finish()?;
    Ok(book.finish()?)
}

/// The look of each column's cells.
const STYLES: [Style; 39] = {
    let mut styles = [Style::Text; 39];
    let mut index = 0;
    while index < styles.len() {
        styles[index] = match COLUMNS[index].0 {
            Field::IssueDate | Field::DueDate | Field::AmendedDate => Style::Date,
            Field::ExchangeRate => Style::Plain,
            field if is_amount(field) => Style::Amount,
            _ => Style::Text,
        };
        index += 1;
    }
    styles
};

const fn is_amount(field: Field) -> bool {
    field.amount_index().is_some() || matches!(field, Field::Difference)
}

fn sheet_row<W: Write>(sheet: &mut SheetWriter<'_, W>, row: &Row) -> Result<(), WriteError> {
    for (cell, style) in row.cells().iter().zip(STYLES) {
        match cell {
            Cell::Empty => sheet.empty(Style::Plain),
            Cell::Blank => sheet.empty(style),
            Cell::Text(text) => sheet.text(Style::Text, text),
            Cell::Number(text) => sheet.number(style, text),
            Cell::Cents(cents) => sheet.number(style, &shortest(*cents)),
            Cell::Day(date) => sheet.date_serial(style, date.serial()),
            Cell::Flag(value) => sheet.boolean(style, *value),
            Cell::Error(name) => sheet.error(style, name),
        }?;
    }
    Ok(())
}

/// An amount as spreadsheet programs save it: `12.5`, `12`.
fn shortest(cents: i64) -> String {
    let mut text = engine::model::Cents(cents).to_string();
    text.truncate(text.trim_end_matches('0').trim_end_matches('.').len());
    text
}

fn text<W: Write, T: Write>(
    ledger: &mut Ledger,
    format: Format,
    mut out: W,
    truth: &mut Truth<T>,
) -> Result<W, SampleError> {
    let mut line = String::new();
    if format.is_table() {
        delimited(&mut line, &Row::headers(), format);
        emit(&mut out, &mut line, format)?;
    }
    while let Some((next, spoilt)) = ledger.next_line() {
        match next {
            Line::Blank => line.push_str("\r\n"),
            Line::Row(row) if format == Format::PleTxt => ple(&mut line, row),
            Line::Row(row) => delimited(&mut line, row, format),
        }
        emit(&mut out, &mut line, format)?;
        if let Some(spoilt) = spoilt {
            truth.tell(&spoilt).map_err(SampleError::Truth)?;
        }
    }
    out.flush()?;
    Ok(out)
}

/// Writes a line in the format's encoding, and empties it.
fn emit(out: &mut impl Write, line: &mut String, format: Format) -> io::Result<()> {
    match format {
        Format::Csv1252 | Format::PleTxt if !line.is_ascii() => {
            let bytes: Vec<u8> = line.chars().map(windows_1252).collect();
            out.write_all(&bytes)?;
        }
        _ => out.write_all(line.as_bytes())?,
    }
    line.clear();
    Ok(())
}

/// The byte of a letter; the sample has no letters beyond these.
fn windows_1252(letter: char) -> u8 {
    match letter {
        '“' => 0x93,
        '”' => 0x94,
        letter if letter.is_ascii() || ('\u{a0}'..='\u{ff}').contains(&letter) => {
            u32::from(letter) as u8
        }
        _ => b'?',
    }
}

fn delimited(line: &mut String, row: &Row, format: Format) {
    let (delimiter, comma) = match format {
        Format::Csv1252 => (';', true),
        _ => (',', false),
    };
    for (index, cell) in row.cells().iter().enumerate() {
        if index > 0 {
            line.push(delimiter);
        }
        let text = match cell {
            Cell::Text(text) | Cell::Number(text) if !comma => text.clone(),
            Cell::Text(text) => text.clone(),
            Cell::Number(_) | Cell::Cents(_) if comma => cell.shown().replace('.', ",").into(),
            _ => cell.shown().into(),
        };
        if text.contains([delimiter, '"', '\n']) {
            line.push('"');
            line.push_str(&text.replace('"', "\"\""));
            line.push('"');
        } else {
            line.push_str(&text);
        }
    }
    line.push_str("\r\n");
}

/// A field of the norm's text, and where its value is in the sheet.
#[derive(Clone, Copy)]
enum Ple {
    As(Field),
    Amount(Field),
    Nothing,
}

/// The 35 fields of PLE 14.1 (domain.md 1.3).
const PLE_FIELDS: [Ple; 35] = {
    use Ple::{Amount, As, Nothing};
    [
        As(Field::Period),
        As(Field::Correlative),
        As(Field::Cuo),
        As(Field::IssueDate),
        As(Field::DueDate),
        As(Field::Kind),
        As(Field::Series),
        As(Field::NumberFirst),
        As(Field::NumberLast),
        As(Field::CustomerIdKind),
        As(Field::CustomerId),
        As(Field::CustomerName),
        Amount(Field::ExportValue),
        Amount(Field::TaxableBase),
        Amount(Field::TaxableBaseDiscount),
        Amount(Field::SalesTax),
        Amount(Field::SalesTaxDiscount),
        Amount(Field::Exempt),
        Amount(Field::Untaxed),
        Amount(Field::ExciseTax),
        Amount(Field::RiceBase),
        Amount(Field::RiceTax),
        Amount(Field::BagTax),
        Amount(Field::OtherCharges),
        Amount(Field::Total),
        As(Field::Currency),
        As(Field::ExchangeRate),
        As(Field::AmendedDate),
        As(Field::AmendedKind),
        As(Field::AmendedSeries),
        As(Field::AmendedNumber),
        Nothing,
        Nothing,
        As(Field::PaymentFlag),
        As(Field::State),
    ]
};

/// The number of a field in the norm's text.
pub(super) fn ple_field(field: Field) -> Option<usize> {
    let is = |ple: &Ple| matches!(ple, Ple::As(of) | Ple::Amount(of) if *of == field);
    PLE_FIELDS.iter().position(is).map(|index| index + 1)
}

fn ple(line: &mut String, row: &Row) {
    let anonymous = *row.cell(Field::CustomerIdKind) == Cell::Blank;
    for field in PLE_FIELDS {
        match field {
            // The column has no cell of its own; its digits are the entry's.
            Ple::As(Field::Correlative) => {
                line.push_str(row.cell(Field::Cuo).shown().trim_start_matches('M'));
            }
            // The norm leaves the last number empty where there is no range.
            Ple::As(Field::NumberLast)
                if row.cell(Field::NumberLast) == row.cell(Field::NumberFirst) => {}
            Ple::As(Field::CustomerId) if anonymous => {}
            Ple::As(Field::CustomerIdKind) => {
                line.push_str(row.cell(Field::CustomerIdKind).shown().trim_start_matches('0'));
            }
            Ple::As(Field::ExchangeRate) => line.push_str("1.000"),
            Ple::As(field) => line.push_str(&row.cell(field).shown()),
            Ple::Amount(field) => line.push_str(&ple_amount(row, field)),
            Ple::Nothing => {}
        }
        line.push('|');
    }
    line.push_str("\r\n");
}

fn ple_amount(row: &Row, field: Field) -> String {
    match row.cell(field) {
        _ if place(field).is_none() => "0.00".to_owned(),
        Cell::Number(text) if text == "0" => "0.00".to_owned(),
        cell => cell.shown(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_saved_as_short_as_spreadsheets_do() {
        for (cents, text) in
            [(1_250, "12.5"), (-1_200, "-12"), (0, "0"), (5, "0.05"), (10_000, "100")]
        {
            assert_eq!(shortest(cents), text);
        }
    }

    #[test]
    fn the_norm_has_its_numbers() {
        for (field, number) in
            [(Field::Period, 1), (Field::BagTax, 23), (Field::Total, 25), (Field::State, 35)]
        {
            assert_eq!(ple_field(field), Some(number));
        }
        assert_eq!(ple_field(Field::Branch), None);
    }
}
