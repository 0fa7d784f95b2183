//! The 39 columns of the sheet SUNAT (domain.md 4.2), and a row of them.

use std::borrow::Cow;

use engine::model::{Date, Field};

/// How many columns there are.
pub(super) const COUNT: usize = 39;

/// Fields and exact headers, in the order of the sheet.
pub(super) const COLUMNS: [(Field, &str); COUNT] = [
    (Field::Period, "Periodo"),
    (Field::CuoKind, "Tipo CUO"),
    (Field::Cuo, "Nº CUO"),
    (Field::IssueDate, "Fecha Emisión comprobante"),
    (Field::DueDate, "Fecha de vencimiento"),
    (Field::Kind, "Tipo\nComprobante"),
    (Field::Series, "Serie Comprobante "),
    (Field::NumberFirst, "Nº Comprobante Inicial"),
    (Field::NumberLast, "Nº Comprobante Final"),
    (Field::Difference, "DIF"),
    (Field::CustomerIdKind, "Tipo de Doc. Cliente"),
    (Field::CustomerId, "Nº de Doc. Cliente"),
    (Field::CustomerName, "Nombre/Razon Social"),
    (Field::ExportValue, "BI._Exportacion"),
    (Field::TaxableBase, "BI Adq. Vtas. Grav"),
    (Field::TaxableBaseDiscount, "DSCTO BI"),
    (Field::SalesTax, "IGV Adq. Vtas. Grav"),
    (Field::SalesTaxDiscount, "DSCTO IGV"),
    (Field::Exempt, "Imp. Total Adquicisiones exoneradas"),
    (Field::Untaxed, "Imp. Total Operaciones Inafectas"),
    (Field::ExciseTax, "ISC"),
    (Field::RiceBase, "BI. Operaciones Gravadas C/ el IGV del Arroz Pilado"),
    (Field::RiceTax, "Imp. A las Ventas del Arroz Pilado"),
    (Field::OtherCharges, "Otros"),
    (Field::Total, "Importe"),
    (Field::Currency, "COD MONEDA"),
    (Field::ExchangeRate, "Tipo Cambio"),
    (Field::AmendedDate, "Fecha Emision Comprobantes Pago que Modifica"),
    (Field::AmendedKind, "Tipo Comprobante Pago Modifica"),
    (Field::AmendedSeries, "Nº Serie Comprobante Modifica"),
    (Field::AmendedNumber, "Nº Comprobante Pago Modifica"),
    (Field::Contract, "IDENTIF DEL CONTRATO"),
    (Field::ErrorFlag, "ERROR TIPO 1"),
    (Field::PaymentFlag, "INDICADOR COMPROBANTES DE PAGO"),
    (Field::State, "Estado"),
    (Field::Segment, "SegmentoDeNegocio"),
    (Field::Branch, "Sucursal"),
    (Field::Till, "Nro_Caja"),
    (Field::CostCenter, "CENTRO DE COSTO"),
];

const PLACES: [Option<usize>; Field::COUNT] = {
    let mut places = [None; Field::COUNT];
    let mut index = 0;
    while index < COUNT {
        places[COLUMNS[index].0 as usize] = Some(index);
        index += 1;
    }
    places
};

/// The place of a field, counted from 0.
pub(super) const fn place(field: Field) -> Option<usize> {
    PLACES[field as usize]
}

/// The letters of a column of this sheet.
pub(super) fn letters(place: usize) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    match place {
        0..26 => letter(place).to_string(),
        _ => [letter(place / 26 - 1), letter(place)].iter().collect(),
    }
}

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Cell {
    Empty,
    /// A styled cell without a value, as programs leave where a text might have been.
    Blank,
    Text(Cow<'static, str>),
    /// A number as spelled.
    Number(Cow<'static, str>),
    Cents(i64),
    Day(Date),
    Flag(bool),
    Error(&'static str),
}

impl Cell {
    /// A text that is known before the program runs.
    pub(super) const fn fixed(text: &'static str) -> Cell {
        Cell::Text(Cow::Borrowed(text))
    }

    /// A text, or a blank cell.
    pub(super) fn text(text: impl Into<String>) -> Cell {
        let text = text.into();
        if text.is_empty() { Cell::Blank } else { Cell::Text(Cow::Owned(text)) }
    }

    /// How it reads.
    pub(super) fn shown(&self) -> String {
        match self {
            Cell::Empty | Cell::Blank => String::new(),
            Cell::Text(text) | Cell::Number(text) => text.to_string(),
            Cell::Cents(cents) => engine::model::Cents(*cents).to_string(),
            Cell::Day(date) => String::from_utf8_lossy(&date.norm()).into_owned(),
            Cell::Flag(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
            Cell::Error(name) => (*name).to_owned(),
        }
    }
}

/// A row of cells.
#[derive(Clone, Debug)]
pub(super) struct Row {
    cells: [Cell; COUNT],
}

impl Row {
    /// A row of cells that hold nothing.
    pub(super) fn empty() -> Row {
        Row { cells: [const { Cell::Empty }; COUNT] }
    }

    /// The row of headers.
    pub(super) fn headers() -> Row {
        Row { cells: COLUMNS.map(|(_, header)| Cell::fixed(header)) }
    }

    /// All cells, in the order of the sheet.
    pub(super) fn cells(&self) -> &[Cell; COUNT] {
        &self.cells
    }

    /// The cell of a field; an empty one where the sheet has no such column.
    pub(super) fn cell(&self, field: Field) -> &Cell {
        place(field).map_or(&Cell::Empty, |place| &self.cells[place])
    }

    /// Puts something into the cell of a field.
    pub(super) fn set(&mut self, field: Field, cell: Cell) {
        if let Some(place) = place(field) {
            self.cells[place] = cell;
        }
    }

    /// How many line feeds its texts hold: so many more lines it takes in a text file.
    pub(super) fn line_feeds(&self) -> u64 {
        let feeds = |cell: &Cell| match cell {
            Cell::Text(text) => text.bytes().filter(|byte| *byte == b'\n').count() as u64,
            _ => 0,
        };
        self.cells.iter().map(feeds).sum()
    }
}
