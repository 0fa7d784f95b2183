//! Small ledgers of 39 columns, of which a test names what matters.

use std::path::{Path, PathBuf};

const HEADERS: [&str; 39] = [
    "Periodo",
    "Tipo CUO",
    "Nº CUO",
    "Fecha Emisión comprobante",
    "Fecha de vencimiento",
    "Tipo Comprobante",
    "Serie Comprobante",
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

/// Documents of one series in one branch.
#[derive(Clone, Copy)]
pub(crate) struct Sold<'a> {
    pub(crate) series: &'a str,
    pub(crate) branch: &'a str,
    pub(crate) count: u32,
    /// The number before the first one.
    pub(crate) after: u32,
}

pub(crate) const fn sold<'a>(series: &'a str, branch: &'a str, count: u32) -> Sold<'a> {
    Sold { series, branch, count, after: 0 }
}

/// A ledger of January 2026; `name` decides nothing but the file.
pub(crate) fn ledger(folder: &Path, name: &str, all: &[Sold<'_>], more: &[&str]) -> PathBuf {
    ledger_of(1, folder, name, all, more)
}

/// A ledger of a month of 2026.
pub(crate) fn ledger_of(
    month: u32,
    folder: &Path,
    name: &str,
    all: &[Sold<'_>],
    more: &[&str],
) -> PathBuf {
    let mut text = HEADERS.join(",");
    text.push_str("\r\n");
    let mut cuo = 0;
    for sold in all {
        for number in sold.after + 1..=sold.after + sold.count {
            cuo += 1;
            let day = 1 + (number * 28 / (sold.count + sold.after + 1)).min(27);
            let january = row(cuo, day, sold.series, number, sold.branch, "118.00");
            let own = january.replacen("202601", &format!("2026{month:02}"), 1);
            text.push_str(&own.replacen("/01/2026", &format!("/{month:02}/2026"), 1));
        }
    }
    for line in more {
        text.push_str(line);
        text.push_str("\r\n");
    }
    let path = folder.join(name);
    std::fs::write(&path, text).expect("a ledger");
    path
}

/// One receipt or invoice.
pub(crate) fn row(
    cuo: u32,
    day: u32,
    series: &str,
    number: u32,
    branch: &str,
    total: &str,
) -> String {
    let (kind, id_kind, id, name) = match series.as_bytes().first() {
        Some(b'F') => ("01", "6", "20131312955", "CLIENTE FICTICIO SAC"),
        _ => ("03", "", "", ""),
    };
    format!(
        "20260100,M,M{cuo:08},{day:02}/01/2026,,{kind},{series},{number:08},{number:08},0,{id_kind},{id},{name},\
         0,100.00,0,18.00,0,0,0,0,0,0,0,{total},PEN,1,,,,,,,1,1,Isadora,{branch},001,\r\n"
    )
}
