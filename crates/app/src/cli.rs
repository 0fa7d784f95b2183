//! The command line: commands, their flags, and their help in both languages.
//!
//! Clap parses and completes; every sentence is ours, since an operator may not read English. The command is built,
//! not derived, because help texts depend on the language.

use std::path::PathBuf;

use clap::builder::PossibleValuesParser;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, ArgAction, Command, value_parser};
use engine::model::Sentence;
use engine::model::bulk_layout::ROWS_PER_PART_MAX;

use crate::text::{Say, s};

/// Builds commands in one language.
#[derive(Clone, Copy)]
struct Builder {
    say: Say,
}

impl Builder {
    fn arg(self, id: &'static str, help: Sentence) -> Arg {
        Arg::new(id)
            .help(self.say.text(help))
            .help_heading(self.say.text(s("Argumentos", "Arguments")))
    }

    fn option(self, id: &'static str, value: Sentence, help: Sentence) -> Arg {
        self.flag(id, help).action(ArgAction::Set).value_name(self.say.text(value))
    }

    fn flag(self, id: &'static str, help: Sentence) -> Arg {
        Arg::new(id)
            .long(id)
            .help(self.say.text(help))
            .action(ArgAction::SetTrue)
            .help_heading(self.say.text(s("Opciones", "Options")))
    }

    fn command(self, name: &'static str, about: Sentence, examples: &'static str) -> Command {
        let heading = self.say.text(s("Ejemplos", "Examples"));
        let usage = self.say.text(s("Uso", "Usage"));
        Command::new(name)
            .about(self.say.text(about))
            .help_template(format!("{{about}}\n\n{usage}: {{usage}}\n\n{{all-args}}{{after-help}}"))
            .after_help(format!("\n{heading}:\n{examples}"))
            .disable_help_flag(true)
            .arg(
                self.flag("help", s("Muestra esta ayuda", "Shows this help"))
                    .short('h')
                    .action(ArgAction::Help),
            )
    }

    fn files(self, help: Sentence) -> Arg {
        self.arg("files", help)
            .value_name(self.say.text(s("ARCHIVO", "FILE")))
            .num_args(1..)
            .required(true)
            .value_parser(value_parser!(PathBuf))
    }

    /// Flags of every command that opens a table.
    fn table(self, command: Command) -> Command {
        let sheet = s(
            "la hoja del libro (si no, la del formato o la primera)",
            "the workbook's sheet (else the layout's, or the first)",
        );
        let delimiter = s(
            "separador del texto, p. ej. «;» o «tab» (si no, se deduce)",
            "the text's delimiter, e.g. `;` or `tab` (else sniffed)",
        );
        let quote = s(
            "comilla del texto: «\"», «'» o «none» (si no, se deduce)",
            "the text's quote: `\"`, `'` or `none` (else sniffed)",
        );
        let encoding = s(
            "codificación del texto: utf-8, windows-1252, utf-16le, utf-16be",
            "the text's encoding: utf-8, windows-1252, utf-16le, utf-16be",
        );
        command
            .arg(self.option("sheet", s("HOJA", "SHEET"), sheet))
            .arg(self.option("delimiter", s("SEP", "SEP"), delimiter))
            .arg(self.option("quote", s("COMILLA", "QUOTE"), quote))
            .arg(self.option("encoding", s("NOMBRE", "NAME"), encoding))
    }

    /// Flags of every command that judges a ledger.
    fn ledger(self, command: Command) -> Command {
        self.table(command)
            .arg(self.option(
                "period",
                s("AAAA-MM", "YYYY-MM"),
                s(
                    "el periodo del registro (si no, el del nombre o el de sus filas)",
                    "the ledger's period (else by its name or its rows)",
                ),
            ))
            .arg(self.option(
                "layout",
                s("NOMBRE", "NAME"),
                s(
                    "formato del registro (si no, se reconoce)",
                    "the ledger's layout (else recognized)",
                ),
            ))
            .arg(self.option(
                "bulk-layout",
                s("NOMBRE", "NAME"),
                s("formato del CSV masivo [ventas-20]", "layout of the bulk CSV [ventas-20]"),
            ))
            .arg(self.option(
                "company",
                s("NOMBRE", "NAME"),
                s("la empresa de la configuración", "the company of the settings"),
            ))
            .arg(
                self.option(
                    "settings",
                    s("ARCHIVO", "FILE"),
                    s(
                        "el archivo de configuración [cuadre.toml]",
                        "the settings file [cuadre.toml]",
                    ),
                )
                .value_parser(value_parser!(PathBuf)),
            )
            .arg(self.flag(
                "json",
                s("escribe un documento JSON en la salida", "prints one JSON document"),
            ))
            .arg(
                self.flag("quiet", s("sin avance ni resumen", "no progress and no summary"))
                    .short('q'),
            )
    }
}

/// The whole command line.
pub(crate) fn command(say: Say) -> Command {
    let build = Builder { say };
    let lang = build
        .option(
            "lang",
            s("es|en", "es|en"),
            s(
                "idioma de los mensajes (si no, el del sistema)",
                "language of the messages (else the system's)",
            ),
        )
        .value_parser(PossibleValuesParser::new(["es", "en"]))
        .hide_possible_values(true)
        .global(true);
    let about = s(
        "Cuadre: registros de ventas masivos, validados fila por fila y listos para importar.",
        "Cuadre: massive sales ledgers, validated row by row and ready to import.",
    );
    build
        .command("cuadre", about, "  cuadre sample --rows 300000 --out demo\n  cuadre check \"demo/2026/01. PLE ENERO 26.xlsx\"\n  cuadre normalize \"demo/2026/01. PLE ENERO 26.xlsx\" --out out")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(say.text(s("Órdenes", "Commands")))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(build.flag("version", s("Muestra la versión", "Shows the version")).short('V').action(ArgAction::Version))
        .arg(lang)
        .subcommand(sample(build))
        .subcommand(rows(build))
        .subcommand(check(build))
        .subcommand(normalize(build))
        .subcommand(simulate(build))
        .subcommand(explain(build))
        .subcommand(completions(build))
}

fn sample(build: Builder) -> Command {
    let about = s(
        "Genera un registro de prueba y la verdad sobre él (truth.json)",
        "Makes a sample ledger and the truth about it (truth.json)",
    );
    build
        .command("sample", about, "  cuadre sample --rows 300000 --dirty 2% --out demo\n  cuadre sample --rows 1000 --format csv-1252 --out ventas.csv")
        .arg(build.option("rows", s("N", "N"), s("cuántas filas", "how many rows")).default_value("1000").value_parser(value_parser!(u64)))
        .arg(build.option("seed", s("N", "N"), s("semilla: la misma da el mismo registro", "seed: the same one gives the same ledger")).default_value("1").value_parser(value_parser!(u64)))
        .arg(build.option("period", s("AAAA-MM", "YYYY-MM"), s("el periodo", "the period")).default_value("2026-01"))
        .arg(
            build
                .option("format", s("FORMATO", "FORMAT"), s("xlsx, xlsx-inline, csv, csv-1252, ple-txt", "xlsx, xlsx-inline, csv, csv-1252, ple-txt"))
                .default_value("xlsx")
                .value_parser(PossibleValuesParser::new(["xlsx", "xlsx-inline", "csv", "csv-1252", "ple-txt"]))
                .hide_possible_values(true),
        )
        .arg(build.option("dirty", s("N%", "N%"), s("porcentaje de filas que merecen rechazo", "percentage of rows that deserve rejection")).default_value("0%"))
        .arg(
            build
                .option("out", s("RUTA", "PATH"), s("carpeta, o archivo si tiene extensión", "a folder, or a file if it has an extension"))
                .required(true)
                .value_parser(value_parser!(PathBuf)),
        )
}

fn rows(build: Builder) -> Command {
    let about = s(
        "Escribe cada fila leída de una tabla como CSV estándar",
        "Prints every row read from a table as standard CSV",
    );
    let command = build
        .command("rows", about, "  cuadre rows ventas.xls > ventas.csv\n  cuadre rows raro.txt --delimiter ';' > limpio.csv")
        .arg(
            build
                .arg("file", s("cualquier tabla: XLSX, XLS, ODS, CSV, TXT, ZIP, GZ", "any table: XLSX, XLS, ODS, CSV, TXT, ZIP, GZ"))
                .value_name(build.say.text(s("ARCHIVO", "FILE")))
                .required(true)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(build.flag("count", s("solo cuenta filas y celdas", "only counts rows and cells")))
        .arg(build.flag("quiet", s("sin la descripción de lo que se dedujo", "without the account of what was sniffed")).short('q'));
    build.table(command)
}

fn check(build: Builder) -> Command {
    let about = s("Valida un registro sin escribir nada", "Validates a ledger and writes nothing");
    let command = build
        .command("check", about, "  cuadre check \"2026/01. PLE ENERO 26.xlsx\"")
        .arg(build.files(s(
            "el registro (uno o varios archivos del mismo periodo)",
            "the ledger (one or several files of one period)",
        )));
    build.ledger(command)
}

fn normalize(build: Builder) -> Command {
    let about = s(
        "Valida un registro y escribe los CSV masivos y sus informes",
        "Validates a ledger and writes the bulk CSVs and their reports",
    );
    let command = build
        .command("normalize", about, "  cuadre normalize \"2026/01. PLE ENERO 26.xlsx\" --out out/enero\n  cuadre normalize ventas.csv --period 2026-01 --out out --corrections out/corrections.xlsx")
        .arg(build.files(s("el registro (uno o varios archivos del mismo periodo)", "the ledger (one or several files of one period)")))
        .arg(
            build
                .option("out", s("CARPETA", "FOLDER"), s("carpeta de salida", "the output folder"))
                .required(true)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(build.option("chunk-size", s("N", "N"), s("documentos por bloque, 1 a 50000 [50000]", "documents in a part, 1 to 50000 [50000]")).value_parser(value_parser!(u32).range(1..=i64::from(ROWS_PER_PART_MAX))))
        .arg(
            build
                .option("corrections", s("ARCHIVO", "FILE"), s("el libro de correcciones, ya editado", "the correction workbook, edited"))
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(build.flag("import-xlsx", s("escribe además import.xlsx", "also writes import.xlsx")));
    build.ledger(command)
}

fn simulate(build: Builder) -> Command {
    let about = s(
        "Simula ambas plataformas como servidores locales, hasta Ctrl-C",
        "Simulates both platforms as local servers, until Ctrl-C",
    );
    let file = s(
        "el escenario en TOML (si no, el de demostración)",
        "the scenario as TOML (else the demo's)",
    );
    let folder = s("carpeta de sus bases de datos", "the folder of their databases");
    let port = |id, help| {
        build.option(id, s("N", "N"), help).default_value("0").value_parser(value_parser!(u16))
    };
    build
        .command("simulate", about, "  cuadre simulate --dir demo/simulators > demo/.env")
        .arg(
            build
                .option("scenario", s("ARCHIVO", "FILE"), file)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            build
                .option("dir", s("CARPETA", "FOLDER"), folder)
                .default_value("simulators")
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(port(
            "port-import",
            s(
                "puerto de la Plataforma de Importación; 0: uno libre",
                "port of the Import Platform; 0: a free one",
            ),
        ))
        .arg(port(
            "port-aconsys",
            s("puerto de Aconsys; 0: uno libre", "port of Aconsys; 0: a free one"),
        ))
}

fn explain(build: Builder) -> Command {
    let about = s(
        "Explica una regla, un cambio o un error por su código",
        "Explains a rule, a fix or an error by its code",
    );
    build
        .command(
            "explain",
            about,
            "  cuadre explain C104\n  cuadre explain --all --markdown > docs/rules.md",
        )
        .arg(
            build
                .arg(
                    "code",
                    s("código o nombre; sin él, la lista", "code or name; without it, the list"),
                )
                .value_name(build.say.text(s("CÓDIGO", "CODE"))),
        )
        .arg(build.flag("all", s("explica todo", "explains all")))
        .arg(build.flag("markdown", s("en Markdown", "as Markdown")))
}

fn completions(build: Builder) -> Command {
    let about = s("Escribe el autocompletado para su consola", "Prints completions for your shell");
    build
        .command("completions", about, "  cuadre completions bash > /etc/bash_completion.d/cuadre")
        .arg(
            build
                .arg(
                    "shell",
                    s("bash, elvish, fish, powershell, zsh", "bash, elvish, fish, powershell, zsh"),
                )
                .value_name("SHELL")
                .required(true)
                .hide_possible_values(true)
                .value_parser(value_parser!(clap_complete::Shell)),
        )
}

/// What a wrong command line is told, in the operator's language.
pub(crate) fn wrong_usage(error: &clap::Error, say: Say) -> String {
    let context = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        Some(other) => other.to_string(),
        None => String::new(),
    };
    let argument = context(ContextKind::InvalidArg);
    let value = context(ContextKind::InvalidValue);
    let (sentence, near) = match error.kind() {
        ErrorKind::UnknownArgument => (
            s("no se conoce la opción «{argument}»", "the option `{argument}` is not known"),
            ContextKind::SuggestedArg,
        ),
        ErrorKind::InvalidSubcommand => (
            s("no se conoce la orden «{command}»", "the command `{command}` is not known"),
            ContextKind::SuggestedSubcommand,
        ),
        ErrorKind::MissingRequiredArgument => {
            (s("falta {argument}", "{argument} is missing"), ContextKind::SuggestedValue)
        }
        ErrorKind::MissingSubcommand => {
            (s("falta la orden", "the command is missing"), ContextKind::SuggestedValue)
        }
        ErrorKind::InvalidValue if value.is_empty() => (
            s("«{argument}» necesita un valor", "`{argument}` needs a value"),
            ContextKind::SuggestedValue,
        ),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => (
            s("«{argument}» no admite «{value}»", "`{argument}` does not take `{value}`"),
            ContextKind::SuggestedValue,
        ),
        _ => (
            s(
                "la línea de órdenes no es válida: {argument}",
                "the command line is not valid: {argument}",
            ),
            ContextKind::SuggestedArg,
        ),
    };
    let command = context(ContextKind::InvalidSubcommand);
    let mut message =
        say.fill(sentence, &[("argument", &argument), ("value", &value), ("command", &command)]);
    let near = context(near);
    if near.is_empty() {
        message.push('.');
    } else {
        message.push_str(
            &say.fill(
                s("; ¿quiso decir «{near}»?", "; did you mean `{near}`?"),
                &[("near", &near)],
            ),
        );
    }
    message.push_str(
        say.text(s(" Vea la ayuda con: cuadre --help", " See the help by: cuadre --help")),
    );
    message
}

#[cfg(test)]
mod tests {
    use super::*;
    use engine::model::Language;

    #[test]
    fn the_command_line_is_consistent_in_both_languages() {
        for language in [Language::Es, Language::En] {
            command(Say(language)).debug_assert();
        }
    }
}
