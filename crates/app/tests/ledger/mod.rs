//! Small ledgers of 39 columns, made by hand: a good row, the same row with other cells, as CSV or as a workbook.
//!
//! It shares nothing with the product's own generator, or both could agree on one mistake.

#![allow(dead_code)] // every test file uses its own part

use std::io::{Cursor, Write};

/// The titles of the 39 columns, as the users' files spell them.
pub(crate) const HEADERS: [&str; 39] = [
    "Periodo",
    "Tipo CUO",
    "Nº CUO",
    "Fecha Emisión comprobante",
    "Fecha de vencimiento",
    "Tipo\nComprobante",
    "Serie Comprobante ",
    "Nº Comprobante Inicial",
    "Nº Comprobante Final",
    "DIF",
    "Tipo de Doc. Cliente",
    "Nº de Doc. Cliente",
    "Nombre/Razon Social",
    "BI._Exportacion",
    "BI Adq. Vtas. Grav",
    "DSCTO BI",
    "IGV Adq. Vtas. Grav",
    "DSCTO IGV",
    "Imp. Total Adquicisiones exoneradas",
    "Imp. Total Operaciones Inafectas",
    "ISC",
    "BI. Operaciones Gravadas C/ el IGV del Arroz Pilado",
    "Imp. A las Ventas del Arroz Pilado",
    "Otros",
    "Importe",
    "COD MONEDA",
    "Tipo Cambio",
    "Fecha Emision Comprobantes Pago que Modifica",
    "Tipo Comprobante Pago Modifica",
    "Nº Serie Comprobante Modifica",
    "Nº Comprobante Pago Modifica",
    "IDENTIF DEL CONTRATO",
    "ERROR TIPO 1",
    "INDICADOR COMPROBANTES DE PAGO",
    "Estado",
    "SegmentoDeNegocio",
    "Sucursal",
    "Nro_Caja",
    "CENTRO DE COSTO",
];

/// Where some columns stand, from 0.
pub(crate) mod at {
    pub(crate) const PERIOD: usize = 0;
    pub(crate) const ISSUE_DATE: usize = 3;
    pub(crate) const DUE_DATE: usize = 4;
    pub(crate) const KIND: usize = 5;
    pub(crate) const SERIES: usize = 6;
    pub(crate) const NUMBER_FIRST: usize = 7;
    pub(crate) const NUMBER_LAST: usize = 8;
    pub(crate) const CUSTOMER_ID: usize = 11;
    pub(crate) const CUSTOMER_NAME: usize = 12;
    pub(crate) const TAXABLE_BASE: usize = 14;
    pub(crate) const SALES_TAX: usize = 16;
    pub(crate) const EXEMPT: usize = 18;
    pub(crate) const TOTAL: usize = 24;
    pub(crate) const CURRENCY: usize = 25;
    pub(crate) const EXCHANGE_RATE: usize = 26;
    pub(crate) const STATE: usize = 34;
    pub(crate) const SEGMENT: usize = 35;
    pub(crate) const BRANCH: usize = 36;
}

/// A row of cells.
pub(crate) type Line = Vec<String>;

/// The titles as a row.
pub(crate) fn header() -> Line {
    HEADERS.map(str::to_owned).to_vec()
}

/// A good receipt of January 2026.
pub(crate) fn receipt(number: u32) -> Line {
    receipt_of("2026-01", number)
}

/// A good receipt of the fourth of a month, given as `2026-01`.
pub(crate) fn receipt_of(period: &str, number: u32) -> Line {
    let (year, month) = period.split_once('-').expect("a period");
    let document = format!("{number:08}");
    let date = format!("04/{month}/{year}");
    let mut line = vec![String::new(); HEADERS.len()];
    for (column, value) in [
        (at::PERIOD, format!("{year}{month}00").as_str()),
        (1, "M"),
        (2, &format!("M{document}")),
        (at::ISSUE_DATE, &date),
        (at::KIND, "03"),
        (at::SERIES, "B001"),
        (at::NUMBER_FIRST, &document),
        (at::NUMBER_LAST, &document),
        (9, "0"),
        (10, "01"),
        (at::CUSTOMER_ID, "40123456"),
        (at::CUSTOMER_NAME, "QUISPE ROJAS ANA"),
        (at::TAXABLE_BASE, "100.00"),
        (at::SALES_TAX, "18.00"),
        (at::TOTAL, "118.00"),
        (at::CURRENCY, "PEN"),
        (at::EXCHANGE_RATE, "1"),
        (33, "1"),
        (at::STATE, "1"),
        (at::SEGMENT, "Norte"),
        (at::BRANCH, "LIMA CENTRO 1"),
        (37, "001"),
        (38, "1101"),
    ] {
        line[column] = value.to_owned();
    }
    for column in [13, 15, 17, 18, 19, 20, 21, 22, 23] {
        line[column] = "0.00".to_owned();
    }
    line
}

/// The row with other values in some of its columns.
pub(crate) fn with(mut line: Line, changes: &[(usize, &str)]) -> Line {
    for (column, value) in changes {
        line[*column] = (*value).to_owned();
    }
    line
}

/// A header and so many good receipts.
pub(crate) fn receipts(count: u32) -> Vec<Line> {
    std::iter::once(header()).chain((1..=count).map(receipt)).collect()
}

/// The rows as standard CSV.
pub(crate) fn csv(lines: &[Line]) -> String {
    let mut text = String::new();
    for line in lines {
        let fields: Vec<String> = line.iter().map(|field| quoted(field)).collect();
        text.push_str(&fields.join(","));
        text.push_str("\r\n");
    }
    text
}

fn quoted(field: &str) -> String {
    if field.contains(['"', ',', '\n', '\r']) {
        format!("\"{}\"", field.replace('"', "\"\""))
    } else {
        field.to_owned()
    }
}

/// The letters of a column, from 0.
pub(crate) fn letters(mut column: usize) -> String {
    let mut letters = String::new();
    loop {
        letters.insert(0, char::from(b'A' + (column % 26) as u8));
        if column < 26 {
            return letters;
        }
        column = column / 26 - 1;
    }
}

/// The rows as a sheet of strings; what stands around them can be anything.
pub(crate) fn sheet_xml(lines: &[Line]) -> String {
    let mut rows = String::new();
    for (index, line) in lines.iter().enumerate() {
        rows.push_str(&row_xml(index + 1, line));
    }
    around(&rows)
}

/// Rows of XML as a sheet.
pub(crate) fn around(rows: &str) -> String {
    format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><worksheet xmlns=\"{SPREADSHEET}\"><sheetData>{rows}</sheetData></worksheet>"
    )
}

/// One row of strings.
pub(crate) fn row_xml(number: usize, line: &[String]) -> String {
    let mut cells = String::new();
    for (column, text) in line.iter().enumerate().filter(|(_, text)| !text.is_empty()) {
        let place = letters(column);
        let text = text.replace('&', "&amp;").replace('<', "&lt;");
        cells.push_str(&format!(
            "<c r=\"{place}{number}\" t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is></c>"
        ));
    }
    format!("<row r=\"{number}\">{cells}</row>")
}

const SPREADSHEET: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
const PACKAGE: &str = "http://schemas.openxmlformats.org/package/2006";
const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";

/// A workbook of one sheet called `SUNAT`, with shared strings if there are any.
pub(crate) fn workbook(sheet: &str, strings: Option<&str>) -> Vec<u8> {
    let content = format!(
        "<Types xmlns=\"{PACKAGE}/content-types\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml\"/></Types>"
    );
    let root = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    );
    let book = format!(
        "<workbook xmlns=\"{SPREADSHEET}\" xmlns:r=\"{OFFICE}\"><sheets><sheet name=\"SUNAT\" sheetId=\"1\" r:id=\"rId1\"/></sheets></workbook>"
    );
    let relations = format!(
        "<Relationships xmlns=\"{PACKAGE}/relationships\"><Relationship Id=\"rId1\" Type=\"{OFFICE}/worksheet\" Target=\"worksheets/sheet1.xml\"/><Relationship Id=\"rId2\" Type=\"{OFFICE}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
    );
    let mut parts = vec![
        ("[Content_Types].xml", content.as_bytes()),
        ("_rels/.rels", root.as_bytes()),
        ("xl/workbook.xml", book.as_bytes()),
        ("xl/_rels/workbook.xml.rels", relations.as_bytes()),
    ];
    let none = format!("<sst xmlns=\"{SPREADSHEET}\"/>");
    parts.push(("xl/sharedStrings.xml", strings.unwrap_or(&none).as_bytes()));
    parts.push(("xl/worksheets/sheet1.xml", sheet.as_bytes()));
    zip(&parts)
}

/// Files as a zip archive.
pub(crate) fn zip(parts: &[(&str, &[u8])]) -> Vec<u8> {
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = zip::write::SimpleFileOptions::default()
        .compression_method(zip::CompressionMethod::Deflated);
    for (name, bytes) in parts {
        archive.start_file(*name, options).expect("an entry");
        archive.write_all(bytes).expect("its bytes");
    }
    archive.finish().expect("the directory").into_inner()
}
