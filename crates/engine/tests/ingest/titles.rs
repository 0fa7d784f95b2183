//! Header rows found, forgiven, or refused with what is wrong.

use engine::ingest::error::{IngestError, IngestErrorKind};
use engine::ingest::layout::Layouts;
use engine::ingest::locate::{Located, locate};
use engine::ingest::skip::skip_reason;
use engine::model::SkipReason;
use engine::model::{Field, Language};
use xlsx::{CellKind, Rows};

/// The 39 titles as the ledger writes them (domain.md 4.2).
pub(crate) const SUNAT: [&str; 39] = [
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

pub(crate) const SALE: &str = "20260100|M|00001|04/01/2026||03|B001|00000001|00000001||01|45678901|QUISPE ROJAS ANA||100.00||18.00||||||||118.00|PEN|1.000||||||||1|Isadora|LIMA CENTRO|01|1101";

pub(crate) fn rows(lines: &[(u64, Vec<&str>)]) -> Rows {
    let mut rows = Rows::new();
    for (line, cells) in lines {
        rows.begin_row(*line);
        for cell in cells {
            let kind = if cell.is_empty() { CellKind::Empty } else { CellKind::Text };
            rows.push(kind, cell.as_bytes());
        }
    }
    rows
}

fn split(line: &str) -> Vec<&str> {
    line.split('|').collect()
}

fn find(head: &Rows, forced: Option<&str>) -> Result<Located, IngestError> {
    locate(head, &Layouts::embedded().unwrap(), forced)
}

#[test]
fn h07_the_39_titles_are_all_found() {
    let head = rows(&[(1, SUNAT.to_vec()), (2, split(SALE))]);
    let located = find(&head, None).unwrap();
    assert_eq!((located.layout.name.as_str(), located.header_line), ("sunat-39", Some(1)));
    for (column, title) in SUNAT.iter().enumerate() {
        located.columns.field_at(column).expect(title);
        assert_eq!(
            located.columns.title(column),
            title.split_whitespace().collect::<Vec<_>>().join(" ")
        );
    }
    assert_eq!(
        located
            .columns
            .of(Field::CostCenter)
            .map(engine::model::columns::column_letters)
            .as_deref(),
        Some("AM")
    );
    assert!(located.columns.unclaimed().is_empty());
}

#[test]
fn h07_other_order_spelling_and_extra_columns_are_forgiven() {
    let spelled: Vec<String> = SUNAT
        .iter()
        .map(|title| title.to_uppercase().replace('º', "°").replace(' ', "  ").replace('Ó', "O"))
        .collect();
    let mut titles: Vec<&str> = spelled.iter().map(String::as_str).rev().collect();
    titles.insert(3, "Observaciones");
    let head = rows(&[(7, titles), (8, split(SALE))]);
    let located = find(&head, None).unwrap();
    assert_eq!((located.layout.name.as_str(), located.header_line), ("sunat-39", Some(7)));
    assert_eq!(located.columns.of(Field::CostCenter), Some(0));
    assert_eq!(located.columns.of(Field::Period), Some(39));
    assert_eq!(located.columns.unclaimed(), [3]);
    let said: Vec<String> =
        located.evidence.iter().map(|evidence| evidence.say(Language::Es)).collect();
    assert!(said.iter().any(|line| line.contains("«Observaciones» (D)")), "{said:?}");
}

#[test]
fn h07_the_header_is_found_below_titles_and_blank_lines() {
    let head = rows(&[
        (1, vec!["REGISTRO DE VENTAS E INGRESOS"]),
        (2, vec!["Periodo", "ENERO 2026"]),
        (3, vec![]),
        (4, vec!["", "", "Serie", "Importe"]),
        (6, SUNAT.to_vec()),
        (7, split(SALE)),
    ]);
    let located = find(&head, None).unwrap();
    assert_eq!(located.header_line, Some(6));
    assert!(!located.is_below_header(6) && located.is_below_header(7));
}

#[test]
fn h07_a_missing_column_is_named_with_the_nearest_title() {
    let mut titles = SUNAT.to_vec();
    titles[14] = "BI Adq. Vtas. Gravv";
    titles[36] = "Tienda";
    let error = find(&rows(&[(3, titles)]), None).unwrap_err();
    assert_eq!((error.kind(), error.place().line), (IngestErrorKind::ColumnMissing, Some(3)));
    let said = error.says(Language::Es);
    assert!(said.contains("«BI Adq. Vtas. Grav» (≈ «BI Adq. Vtas. Gravv» (O))"), "{said}");
    assert!(said.contains("«Sucursal»") && said.contains("«Tienda» (AK)"), "{said}");
    assert!(error.advice(Language::En).contains("row 3"));
}

#[test]
fn h07_a_doubled_column_is_refused_with_both_places() {
    let mut titles = SUNAT.to_vec();
    titles.push("importe");
    let error = find(&rows(&[(1, titles)]), None).unwrap_err();
    assert_eq!(error.kind(), IngestErrorKind::ColumnDoubled);
    assert_eq!(error.place().column, Some(39));
    assert!(error.says(Language::Es).contains("«Importe» aparece más de una vez: Y, AN"));
}

#[test]
fn h07_an_optional_column_may_be_missing_and_a_likely_one_is_a_doubt() {
    let mut titles = SUNAT.to_vec();
    titles[20] = "ISCC";
    titles[32] = "";
    let located = find(&rows(&[(1, titles), (2, split(SALE))]), None).unwrap();
    assert_eq!(located.columns.of(Field::ExciseTax), None);
    assert_eq!(located.columns.of(Field::ErrorFlag), None);
    let doubts: Vec<String> = located
        .evidence
        .iter()
        .filter(|evidence| evidence.doubt)
        .map(|evidence| evidence.say(Language::En))
        .collect();
    assert_eq!(doubts.len(), 1, "{doubts:?}");
    assert!(doubts[0].contains("“ISC”") && doubts[0].contains("“ISCC” (column U)"), "{doubts:?}");
}

const PLE_35: &str = "20260100|CUO1|M1|04/01/2026||03|B001|1||1|45678901|QUISPE ROJAS ANA|0.00|100.00|0.00|18.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|118.00|PEN|1.000||||||||1";
const PLE_34: &str = "20180100|CUO1|M1|04/01/2018||03|B001|1||1|45678901|QUISPE ROJAS ANA|0.00|100.00|0.00|18.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|118.00|PEN|1.000||||||||1";
const PLE_142: &str = "20260100|CUO1|M1|04/01/2026||03|B001|1||1|45678901|QUISPE ROJAS ANA|100.00|18.00|0.00|0.00|118.00|PEN|1.000|||||||1";
const RVIE: &str = "20100176450|EMPRESA DE PRUEBA SA|202601||04/01/2026||03|B001|1||1|45678901|QUISPE ROJAS ANA|0.00|100.00|0.00|18.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|0.00|118.00|PEN||||||";

#[test]
fn h07_text_without_a_header_is_known_by_count_and_content() {
    for (line, name) in [
        (PLE_35, "ple-14.1-35"),
        (PLE_34, "ple-14.1-34"),
        (PLE_142, "ple-14.2"),
        (RVIE, "rvie-anexo-3"),
        (SALE, "sunat-39"),
    ] {
        for tail in ["", "|", "|libre|libre|"] {
            if !tail.is_empty() && name == "sunat-39" {
                continue;
            }
            let line = format!("{line}{tail}");
            let located = find(&rows(&[(1, split(&line)), (2, split(&line))]), None).unwrap();
            assert_eq!(located.layout.name, name, "{line}");
            assert_eq!(located.header_line, None);
            assert!(located.is_below_header(1));
            let total = located.columns.of(Field::Total).unwrap();
            assert_eq!(split(&line)[total], "118.00");
        }
    }
}

#[test]
fn rvie_free_fields_at_their_places_are_no_columns() {
    let line = format!("{RVIE}{}", "|".repeat(17));
    let located = find(&rows(&[(1, split(&line))]), None).unwrap();
    assert_eq!(located.layout.name, "rvie-anexo-3");
}

#[test]
fn the_proposal_is_read_by_title() {
    let titles = "Ruc|Razon Social|Periodo|CAR SUNAT|Fecha de emisión|Fecha Vcto/Pago|Tipo CP/Doc.|Serie del CDP|Nro CP o Doc. Nro Inicial (Rango)|Nro Final (Rango)|Tipo Doc Identidad|Nro Doc Identidad|Apellidos Nombres/ Razón Social|Valor Facturado Exportación|BI Gravada|Dscto BI|IGV / IPM|Dscto IGV / IPM|Mto Exonerado|Mto Inafecto|ISC|BI Grav IVAP|IVAP|ICBPER|Otros Tributos|Total CP|Moneda|Tipo Cambio|Fecha Emisión Doc Modificado|Tipo CP Modificado|Serie CP Modificado|Nro CP Modificado|ID Proyecto Operadores Atribución|Tipo de Nota|Est. Comp|Valor FOB Embarcado|Valor OP Gratuitas|Tipo Operación|DAM / CP|CLU";
    let located = find(&rows(&[(1, split(titles))]), None).unwrap();
    assert_eq!(located.layout.name, "rvie-propuesta");
    assert_eq!(located.columns.of(Field::IssuerName), Some(1));
    assert_eq!(located.columns.of(Field::CustomerName), Some(12));
    assert_eq!(located.columns.of(Field::State), Some(34));
    assert_eq!(located.columns.unclaimed(), [33, 35, 36, 37, 38, 39]);
}

#[test]
fn what_is_no_ledger_is_said_with_the_nearest_layout() {
    let head = rows(&[(1, vec!["Producto", "Serie", "Stock"]), (2, vec!["A", "B", "3"])]);
    let error = find(&head, None).unwrap_err();
    assert_eq!(error.kind(), IngestErrorKind::LayoutUnrecognized);
    assert!(!error.says(Language::En).contains('{'), "{}", error.says(Language::En));
    let error = find(&rows(&[(1, vec!["a"; 80])]), Some("rvie-anexo-3")).unwrap_err();
    assert_eq!(error.kind(), IngestErrorKind::WidthMismatch);
    assert!(error.says(Language::En).contains("33 to 58 fields; the rows have 80"));
    assert_eq!(find(&head, Some("nada")).unwrap_err().kind(), IngestErrorKind::LayoutUnknown);
    let error = find(&Rows::new(), None).unwrap_err();
    assert_eq!(error.kind(), IngestErrorKind::LayoutUnrecognized);
}

fn skipped(line: &str) -> Option<SkipReason> {
    let head = rows(&[(1, SUNAT.to_vec()), (2, split(line))]);
    let located = find(&head, None).unwrap();
    skip_reason(head.row(1), &located)
}

#[test]
fn rows_that_are_no_documents_are_told() {
    let repeated: Vec<String> = SUNAT.iter().map(|title| title.to_lowercase()).collect();
    let commas = |count| "|".repeat(count);
    for (line, reason) in [
        (String::new(), SkipReason::Blank),
        (" | \t |".to_owned(), SkipReason::Blank),
        (repeated.join("|"), SkipReason::RepeatedHeader),
        (
            format!("{}TOTALES{}1000.00||180.00{}1180.00", commas(12), commas(2), commas(8)),
            SkipReason::TotalLine,
        ),
        (format!("Total{}1180.00", commas(24)), SkipReason::TotalLine),
        (format!("{}Total:{}1180.00", commas(6), commas(18)), SkipReason::TotalLine),
        ("Elaborado por: contabilidad".to_owned(), SkipReason::Footnote),
        (
            format!("{}(*) Incluye notas de crédito del mes anterior", commas(5)),
            SkipReason::Footnote,
        ),
        (format!("{}Página 1|de 20", commas(12)), SkipReason::Footnote),
    ] {
        assert_eq!(skipped(&line), Some(reason), "{line}");
    }
}

#[test]
fn what_may_be_a_document_is_never_skipped() {
    let named_total = SALE.replace("QUISPE ROJAS ANA", "TOTAL");
    let commas = |count| "|".repeat(count);
    for line in [
        SALE.to_owned(),
        named_total,
        SALE.replace("|03|", "||"),
        SALE.replace("|B001|", "||").replace("|03|", "|TOTAL|"),
        SALE.replace("|00000001|00000001|", "||||"),
        format!("{}100.00", commas(14)),
        format!("{}B001", commas(6)),
        "20260100".to_owned(),
        format!("20260100{}TOTAL DE HOY SAC", commas(12)),
    ] {
        assert_eq!(skipped(&line), None, "{line}");
    }
}
