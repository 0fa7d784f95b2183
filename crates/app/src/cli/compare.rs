//! The command line of `cuadre compare`.

use std::path::PathBuf;

use clap::{Arg, Command, value_parser};

use super::Builder;
use crate::text::s;

/// The command.
pub(super) fn command(build: Builder) -> Command {
    let about = s(
        "Compara dos registros comprobante por comprobante: lo propio con lo que tiene SUNAT o el sistema contable",
        "Compares two ledgers document by document: your own with what SUNAT or the accounting system has",
    );
    let fields = s(
        "campos por comparar, separados por comas, como total,sales_tax; «amounts»: los importes; «all»: todo, el nombre del cliente también [si no, los que ambos lados tienen, sin el nombre]",
        "fields to compare, with commas between them, such as total,sales_tax; `amounts`: the amounts; `all`: everything, the customer's name too [else those that both sides have, without the name]",
    );
    let tolerance = s(
        "cuánto pueden diferir los importes: 0.05, o por campo total=1.00,sales_tax=0.05",
        "how far amounts may be apart: 0.05, or by field total=1.00,sales_tax=0.05",
    );
    let out = s(
        "dónde escribir compare.csv, compare.xlsx y summary.json [si no, solo el resumen]",
        "where to write compare.csv, compare.xlsx and summary.json [else the summary only]",
    );
    let settings = s(
        "el archivo de configuración, por sus formatos [si no, cuadre.toml]",
        "the settings file, for its layouts [else cuadre.toml]",
    );
    let command = build
        .command("compare", about, "  cuadre compare ventas.xlsx propuesta.csv --out comparado\n  cuadre compare ventas.xlsx propuesta.csv --tolerance 0.05\n  cuadre compare enero/ LE2010017645020260100140100001111.TXT --fields total,sales_tax")
        .arg(side(build, "left", s("IZQUIERDA", "LEFT"), s("lo que se compara: un archivo, o una carpeta con los archivos de un registro", "what is compared: a file, or a folder with the files of one ledger")))
        .arg(side(build, "right", s("DERECHA", "RIGHT"), s("con qué se compara: otro registro, un PLE, o la propuesta del RVIE", "what it is compared with: another ledger, a PLE file, or the RVIE proposal")))
        .arg(layout(build, "layout-left", s("formato del lado izquierdo (si no, se reconoce)", "the left side's layout (else recognized)")))
        .arg(layout(build, "layout-right", s("formato del lado derecho (si no, se reconoce)", "the right side's layout (else recognized)")))
        .arg(build.option("fields", s("CAMPOS", "FIELDS"), fields))
        .arg(build.by_default(build.option("tolerance", s("IMPORTE", "AMOUNT"), tolerance), "0.00"))
        .arg(build.option("out", s("CARPETA", "FOLDER"), out).value_parser(value_parser!(PathBuf)))
        .arg(build.option("settings", s("ARCHIVO", "FILE"), settings).value_parser(value_parser!(PathBuf)))
        .arg(build.flag("json", s("escribe un documento JSON en la salida", "prints one JSON document")))
        .arg(build.verbose())
        .arg(build.flag("quiet", s("sin avance ni resumen", "no progress and no summary")).short('q'));
    let codes = s(
        "    0  los dos lados coinciden\n    1  hay diferencias, o celdas que no se pueden leer\n    2  hay que corregir la orden, la configuración o un archivo\n    3  falló: ejecute de nuevo\n  130  interrumpido",
        "    0  both sides agree\n    1  there are differences, or cells that cannot be read\n    2  the command, the settings or a file must be put right\n    3  failed: run again\n  130  interrupted",
    );
    build.done(build.ending(command, codes))
}

fn side(
    build: Builder,
    id: &'static str,
    name: engine::model::Sentence,
    help: engine::model::Sentence,
) -> Arg {
    build
        .arg(id, help)
        .value_name(build.say.text(name))
        .required(true)
        .value_parser(value_parser!(PathBuf))
}

fn layout(build: Builder, id: &'static str, help: engine::model::Sentence) -> Arg {
    build.option(id, s("NOMBRE", "NAME"), help)
}
