//! The odd but legal rows of `examples/legal`, through the real binary: all accepted, each of the right period.

mod workdir;

use std::path::{Path, PathBuf};

use workdir::{WorkDir, column};

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/legal")
}

fn ledgers() -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder()).expect("the examples");
    let mut files: Vec<PathBuf> = entries
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension != "md"))
        .collect();
    files.sort();
    files
}

/// The period that a file's name tells, in either naming.
fn period_of(name: &str) -> String {
    match name.strip_prefix("LE") {
        Some(rest) => format!("{}-{}", &rest[11..15], &rest[15..17]),
        None => name[..7].to_owned(),
    }
}

#[test]
fn every_legal_row_is_accepted_in_its_period() {
    let (mut rows, mut months) = (0, std::collections::BTreeSet::new());
    for file in ledgers() {
        let work = WorkDir::new();
        let name = file.file_name().expect("a name").to_string_lossy().into_owned();
        let told = work.run(&[
            "normalize".as_ref(),
            file.as_os_str(),
            "--out".as_ref(),
            "out".as_ref(),
            "--json".as_ref(),
            "-q".as_ref(),
        ]);
        let report = told.json();
        let refused = work.read("out/rejects.csv");
        assert_eq!(report["rows"]["rejected"], 0, "{name}:\n{refused}");
        assert_eq!(report["rows"]["skipped"], 0, "{name}");
        assert_eq!(refused.lines().count(), 1, "{name}: only a header\n{refused}");
        assert_eq!(report["ledger"]["period"], period_of(&name), "{name}");
        // States that the platform would take for sales hold a ledger; nothing else is the matter with these.
        let held = report["held"].as_array().expect("a list");
        assert_eq!(told.code, if held.is_empty() { 0 } else { 5 }, "{name}: {}", told.err);
        assert!(held.iter().all(|code| code == "C143"), "{name}: {held:?}");
        rows += report["rows"]["in"].as_u64().expect("a number");
        months.insert(period_of(&name));
    }
    assert!(rows >= 60, "only {rows} rows");
    assert_eq!(months.len(), 12, "{months:?}");
}

/// What must be among the examples, by the words with which they tell it.
const ODDITIES: &[&str] = &[
    "boleta sin cliente",
    "boleta de exportación de 900 sin cliente",
    "factura de exportación sin documento del cliente",
    "factura a un no domiciliado, con guion y nombre",
    "ticket de 900 sin cliente",
    "nota de crédito sobre una boleta del mes, sin cliente",
    "nota de crédito anulada, sin referencia",
    "factura con el número final igual al inicial",
    "(FC01), número final igual al inicial",
    "rango de boletas que suma más de S/ 700, sin cliente",
    "nota de crédito de 0.00",
    "nota sobre un periodo anterior, en las columnas de descuento",
    "nota sobre un comprobante del año pasado, en base e IGV",
    "anulado (estado 2) sin fecha",
    "estado 8: periodo anterior no anotado",
    "estado 9: corrección de un periodo anterior",
    "recibo de servicio público que vence el mes siguiente",
    "serie de la máquina de 12 caracteres y número de 15 dígitos",
    "factura del portal de SUNAT (E001)",
    "boleta del portal de SUNAT (EB01)",
    "serie 0001 en celda numérica",
    "factura en dólares con tipo de cambio",
    "factura de exportación a un pasaporte",
    "factura gratuita de 0.00",
    "ICBPER de una bolsa (0.50) que no se muestra",
    "redondeo de efectivo de 0.04",
    "restaurante al 10.5 %",
    "solo exonerado",
    "solo inafecto",
    "DNI de siete dígitos en celda numérica",
    "carnet de extranjería",
    "nombre con eñe, tilde, & y guion",
    "nombre de 100 caracteres",
    "comprobante modificado con relleno en una boleta",
    "vencimiento en blanco",
];

#[test]
fn the_list_of_oddities_is_complete() {
    let work = WorkDir::new();
    let mut told = String::new();
    for file in ledgers() {
        let rows = work.run(&["rows".as_ref(), file.as_os_str(), "-q".as_ref()]).ended(0).out;
        told.push_str(&rows);
    }
    for words in ODDITIES {
        assert!(told.contains(words), "no row for {words:?}");
    }
}

/// Words prove nothing: the cells themselves are what only a workbook can hold.
#[test]
fn what_only_number_cells_can_show_is_there() {
    let work = WorkDir::new();
    let file = folder().join("2026-01-celdas-numericas.xlsx");
    let rows = work.run(&["rows".as_ref(), file.as_os_str(), "-q".as_ref()]).ended(0).out;
    let numbers = column(&rows, "Nº de Doc. Cliente");
    assert!(numbers.iter().any(|number| number.len() == 7), "a DNI without its zero: {numbers:?}");
    let series = column(&rows, "Serie Comprobante ");
    assert!(series.iter().any(|code| code == "1"), "0001 as a number: {series:?}");
}
