//! Inputs that are too large, too exact or too hostile to be committed, made by name.

use crate::ledger::{
    Line, around, at, csv, header, letters, receipt, receipts, row_xml, sheet_xml, with, workbook,
    zip,
};

/// The bytes of the input that a case names.
pub(crate) fn made_by(name: &str) -> Vec<u8> {
    match name {
        "cell_of_10_mb" => workbook(&sheet_xml(&with_a_long_name(10 << 20)), None),
        "cell_of_10_mb_of_text" => csv(&with_a_long_name(10 << 20)).into_bytes(),
        "columns_beyond_the_last" => workbook(&one_row_of(16_385), None),
        "columns_to_the_last" => workbook(&one_row_of(16_384), None),
        "columns_of_text" => vec![b','; 20_000],
        "dimension_bomb" => dimension_bomb(),
        "encrypted" => encrypted(),
        "entity_bomb" => entity_bomb(),
        "forged_unique_count" => forged_unique_count(2),
        "good_workbook" => workbook(&sheet_xml(&receipts(3)), None),
        "no_such_string" => forged_unique_count(7),
        "row_beyond_the_last" => row_beyond_the_last(),
        "truncated_directory" => cut(&large_workbook(), 100),
        "truncated_zip" => cut(&large_workbook(), 3_000),
        "truncated_gzip" => truncated_gzip(),
        "wrong_crc" => wrong_crc(),
        "wrong_crc_at_the_end" => wrong_crc_at_the_end(),
        "xml_cut_short" => {
            workbook(sheet_xml(&receipts(3)).split("</row>").next().expect("a row"), None)
        }
        "zip_bomb" => zip_bomb(),
        "zip_bomb_around_text" => zip_bomb_around_text(),
        "zip_without_a_table" => zip(&[("foto.png", b"\x89PNG\r\n\x1a\n0000")]),
        other => panic!("nothing is made by {other}"),
    }
}

fn with_a_long_name(bytes: usize) -> Vec<Line> {
    let name = "A".repeat(bytes);
    vec![header(), receipt(1), with(receipt(2), &[(at::CUSTOMER_NAME, &name)])]
}

fn one_row_of(columns: usize) -> String {
    let cell = |column| format!("<c r=\"{}1\"><v>1</v></c>", letters(column));
    let cells: String = (0..columns).map(cell).collect();
    around(&format!("<row r=\"1\">{cells}</row>"))
}

/// A sheet that says it is as large as sheets can be, and has three rows.
fn dimension_bomb() -> Vec<u8> {
    let sheet = sheet_xml(&receipts(3));
    let sheet = sheet.replace("<sheetData>", "<dimension ref=\"A1:XFD1048576\"/><sheetData>");
    workbook(&sheet, None)
}

fn row_beyond_the_last() -> Vec<u8> {
    let rows = format!("{}{}", row_xml(1, &header()), row_xml(4_294_967_295, &receipt(1)));
    workbook(&around(&rows), None)
}

/// An OLE document as Office writes one around an encrypted workbook: a header, one sector of its allocation table,
/// and a directory that names the encrypted package.
fn encrypted() -> Vec<u8> {
    let mut bytes = vec![0u8; 512 * 3];
    bytes[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    bytes[24..26].copy_from_slice(&0x3eu16.to_le_bytes());
    bytes[26..28].copy_from_slice(&3u16.to_le_bytes());
    bytes[28..30].copy_from_slice(&0xfffeu16.to_le_bytes());
    bytes[30..32].copy_from_slice(&9u16.to_le_bytes());
    bytes[32..34].copy_from_slice(&6u16.to_le_bytes());
    bytes[44..48].copy_from_slice(&1u32.to_le_bytes());
    bytes[48..52].copy_from_slice(&1u32.to_le_bytes());
    bytes[56..60].copy_from_slice(&4096u32.to_le_bytes());
    bytes[76..80].copy_from_slice(&0u32.to_le_bytes());
    bytes[80..512].fill(0xff);
    bytes[512..1024].fill(0xff);
    bytes[512..516].copy_from_slice(&0xffff_fffdu32.to_le_bytes());
    bytes[516..520].copy_from_slice(&0xffff_fffeu32.to_le_bytes());
    for (entry, name) in ["Root Entry", "EncryptionInfo", "EncryptedPackage"].iter().enumerate() {
        let start = 1024 + entry * 128;
        for (index, unit) in name.encode_utf16().enumerate() {
            bytes[start + index * 2..start + index * 2 + 2].copy_from_slice(&unit.to_le_bytes());
        }
        let length = (name.len() as u16 + 1) * 2;
        bytes[start + 64..start + 66].copy_from_slice(&length.to_le_bytes());
        bytes[start + 66] = if entry == 0 { 5 } else { 2 };
    }
    bytes
}

/// The billion laughs.
fn entity_bomb() -> Vec<u8> {
    let mut entities = String::from("<!ENTITY e0 \"ja\">");
    for level in 1..12 {
        let inner = format!("&e{};", level - 1).repeat(10);
        entities.push_str(&format!("<!ENTITY e{level} \"{inner}\">"));
    }
    let sheet = sheet_xml(&[header(), with(receipt(1), &[(at::CUSTOMER_NAME, "@")])]);
    let sheet = sheet.replace("?><", &format!("?><!DOCTYPE worksheet [{entities}]><"));
    workbook(&sheet.replace(">@<", ">&e11;<"), None)
}

/// A table of strings that says it has four thousand million, and has what it needs; the name is the string `index`.
fn forged_unique_count(index: usize) -> Vec<u8> {
    let strings = "<sst xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" \
                   count=\"4294967295\" uniqueCount=\"4294967295\"><si><t>UNO</t></si>\
                   <si><t>DOS</t></si><si><t>QUISPE ROJAS ANA</t></si></sst>";
    let sheet = sheet_xml(&receipts(3));
    let told =
        "<c r=\"M3\" t=\"inlineStr\"><is><t xml:space=\"preserve\">QUISPE ROJAS ANA</t></is></c>";
    assert!(sheet.contains(told));
    workbook(
        &sheet.replace(told, &format!("<c r=\"M3\" t=\"s\"><v>{index}</v></c>")),
        Some(strings),
    )
}

/// Some hundred kilobytes, so that a good part of the rows stands before whatever is wrong at the end.
fn large_workbook() -> Vec<u8> {
    workbook(&sheet_xml(&receipts(20_000)), None)
}

fn cut(bytes: &[u8], by: usize) -> Vec<u8> {
    bytes[..bytes.len() - by].to_vec()
}

fn truncated_gzip() -> Vec<u8> {
    use std::io::Write;
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(csv(&receipts(20_000)).as_bytes()).expect("in memory");
    cut(&packed.finish().expect("in memory"), 500)
}

/// Another checksum in the directory and before the entry.
fn wrong_crc() -> Vec<u8> {
    spoil_crc(workbook(&sheet_xml(&receipts(3)), None))
}

/// The same where rows were read long before the checksum can be compared.
fn wrong_crc_at_the_end() -> Vec<u8> {
    spoil_crc(large_workbook())
}

fn spoil_crc(mut bytes: Vec<u8>) -> Vec<u8> {
    let name = b"xl/worksheets/sheet1.xml";
    let places: Vec<usize> =
        (0..bytes.len() - name.len()).filter(|at| bytes[*at..].starts_with(name)).collect();
    assert_eq!(places.len(), 2, "the entry and its line in the directory");
    bytes[places[0] - 30 + 14] ^= 1;
    bytes[places[1] - 46 + 16] ^= 1;
    bytes
}

/// A few hundred kilobytes that inflate to 300 MB.
fn zip_bomb() -> Vec<u8> {
    let blank = " ".repeat(10 << 20);
    let rows: String =
        (1..=30).map(|number| format!("<row r=\"{number}\">{blank}</row>")).collect();
    workbook(&around(&rows), None)
}

fn zip_bomb_around_text() -> Vec<u8> {
    let mut text = csv(&receipts(3)).into_bytes();
    text.resize(300 << 20, b'\n');
    zip(&[("ventas.csv", &text)])
}
