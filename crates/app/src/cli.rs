//! The command line: commands, their flags, and their help in both languages.
//!
//! Clap parses and completes; every sentence is ours, since an operator may not read English. The command is built,
//! not derived, because help texts depend on the language.

mod compare;
mod itself;
mod main_job;

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, Styles};
use clap::{Arg, ArgAction, Command, value_parser};
use engine::model::Sentence;
use engine::model::bulk_layout::ROWS_PER_PART_MAX;

use crate::terminal::BOLD;
use crate::text::{Say, s};

/// Where an option that every command has stands among the others.
const LAST: usize = 900;

/// What an argument takes, as its help says.
fn value_name(argument: &Arg) -> String {
    argument.get_value_names().map(|names| names.join(" ")).unwrap_or_default()
}

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

    /// The value that an option has when it is not given; clap's own word for it is English.
    fn by_default(self, option: Arg, value: &'static str) -> Arg {
        let help = option.get_help().map(ToString::to_string).unwrap_or_default();
        let words = s("{help} [si no, {value}]", "{help} [else {value}]");
        let help = self.say.fill(words, &[("help", &help), ("value", value)]);
        option.help(help).default_value(value).hide_default_value(true)
    }

    fn command(self, name: &'static str, about: Sentence, examples: &'static str) -> Command {
        let heading = self.say.text(s("Ejemplos", "Examples"));
        let usage = self.say.text(s("Uso", "Usage"));
        Command::new(name)
            .styles(Styles::styled().header(BOLD).usage(BOLD).literal(BOLD))
            .about(self.say.text(about))
            .help_template(format!(
                "{{about}}\n\n{BOLD}{usage}:{BOLD:#} {{usage}}\n\n{{all-args}}{{after-help}}"
            ))
            .after_help(format!("{BOLD}{heading}:{BOLD:#}\n{examples}"))
            .disable_help_flag(true)
    }

    /// The command, whose help also says what its exit code means.
    fn ending(self, command: Command, codes: Sentence) -> Command {
        let examples =
            command.get_after_help().map(|text| text.ansi().to_string()).unwrap_or_default();
        let heading = self.say.text(s("Código de salida", "Exit code"));
        let codes = self.say.text(codes);
        command.after_help(format!("{examples}\n\n{BOLD}{heading}:{BOLD:#}\n{codes}"))
    }

    /// The command with its help flag and its line of usage, which clap would write in English.
    fn done(self, command: Command) -> Command {
        let typed = match command.get_name() {
            "cuadre" => "cuadre".to_owned(),
            name => format!("cuadre {name}"),
        };
        self.done_as(command, typed)
    }

    /// The same for a command that is typed in these words.
    fn done_as(self, command: Command, mut usage: String) -> Command {
        let help = self
            .flag("help", s("muestra esta ayuda", "shows this help"))
            .short('h')
            .action(ArgAction::Help)
            .display_order(LAST);
        usage.push_str(self.say.text(s(" [OPCIONES]", " [OPTIONS]")));
        if command.has_subcommands() {
            usage.push_str(self.say.text(s(" ORDEN …", " COMMAND …")));
        }
        for option in command.get_arguments().filter(|option| option.is_required_set()) {
            if let Some(long) = option.get_long() {
                usage.push_str(&format!(" --{long} <{}>", value_name(option)));
            }
        }
        for argument in command.get_positionals() {
            let name = value_name(argument);
            let many = argument.get_num_args().is_some_and(|range| range.max_values() > 1);
            let many = if many { "…" } else { "" };
            usage.push_str(&match argument.is_required_set() {
                true => format!(" <{name}>{many}"),
                false => format!(" [{name}]{many}"),
            });
        }
        command.arg(help).override_usage(usage)
    }

    fn files(self, help: Sentence) -> Arg {
        self.arg("files", help)
            .value_name(self.say.text(s("ARCHIVO", "FILE")))
            .num_args(1..)
            .value_parser(value_parser!(PathBuf))
    }

    /// `--verbose`, of the commands that find something out about a file.
    fn verbose(self) -> Arg {
        let help = s(
            "cuenta todo lo que se dedujo del archivo",
            "tells all that was found out about the file",
        );
        self.flag("verbose", help).short('v')
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
        let reading = self.say.text(s("Cómo leer el archivo", "How to read the file"));
        command
            .arg(self.option("sheet", s("HOJA", "SHEET"), sheet).help_heading(reading))
            .arg(self.option("delimiter", s("SEP", "SEP"), delimiter).help_heading(reading))
            .arg(self.option("quote", s("COMILLA", "QUOTE"), quote).help_heading(reading))
            .arg(self.option("encoding", s("NOMBRE", "NAME"), encoding).help_heading(reading))
    }

    /// Flags of every command that judges a ledger.
    fn ledger(self, command: Command) -> Command {
        let command = command
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
                s(
                    "formato del CSV masivo [si no, ventas-20]",
                    "layout of the bulk CSV [else ventas-20]",
                ),
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
                        "el archivo de configuración [si no, cuadre.toml]",
                        "the settings file [else cuadre.toml]",
                    ),
                )
                .value_parser(value_parser!(PathBuf)),
            )
            .arg(self.flag(
                "json",
                s("escribe un documento JSON en la salida", "prints one JSON document"),
            ))
            .arg(self.verbose())
            .arg(
                self.flag("quiet", s("sin avance ni resumen", "no progress and no summary"))
                    .short('q'),
            );
        self.done(self.table(command))
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
        .display_order(LAST)
        .global(true);
    let about = s(
        "Cuadre: toma un registro de ventas masivo, lo valida fila por fila, lo carga en la plataforma de importación y registra las series que faltan, hasta que ambas plataformas coinciden.",
        "Cuadre: takes a massive sales ledger, validates it row by row, loads it into the import platform and registers the series that are missing, until both platforms agree.",
    );
    let version = build
        .flag("version", s("muestra la versión", "shows the version"))
        .short('V')
        .action(ArgAction::Version)
        .display_order(LAST);
    let command = build
        .command("cuadre", about, "  cuadre demo --dir demo\n  cuadre init\n  cuadre run\n  cuadre status\n  cuadre check \"2026/01. PLE ENERO 26.xlsx\"")
        .version(env!("CARGO_PKG_VERSION"))
        .disable_version_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(say.text(s("Órdenes", "Commands")))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .arg(version)
        .arg(lang)
        .subcommand(demo(build))
        .subcommand(sample(build))
        .subcommand(rows(build))
        .subcommand(check(build))
        .subcommand(normalize(build))
        .subcommand(compare::command(build))
        .subcommands(main_job::commands(build))
        .subcommand(simulate(build))
        .subcommand(itself::explain(build))
        .subcommand(itself::completions(build));
    let command = build.ending(command, EXIT_CODES);
    build.done(command)
}

/// What an exit code means, for whoever calls the program from another one.
const EXIT_CODES: Sentence = s(
    "    0  terminado, nada rechazado\n    1  terminado, con filas rechazadas\n    2  hay que corregir la orden, la configuración o un archivo\n    3  falló: ejecute de nuevo\n    4  no se sabe si algo se hizo en una plataforma: ejecute de nuevo\n    5  retenido, o espera por usted\n  130  interrumpido\n  De varias corridas, el primero de 4, 3, 5, 2 y 1 que ocurra.",
    "    0  done, nothing rejected\n    1  done, some rows rejected\n    2  the command, the settings or a file must be put right\n    3  failed: run again\n    4  nobody knows whether something was done at a platform: run again\n    5  held, or waits for you\n  130  interrupted\n  Of several runs, the first of 4, 3, 5, 2 and 1 that occurs.",
);

fn demo(build: Builder) -> Command {
    let about = s(
        "Muestra el trabajo completo con una cadena ficticia y ambas plataformas simuladas",
        "Shows the whole job with a fictitious chain and both platforms simulated",
    );
    let folder = s(
        "dónde guardar todo y seguir la próxima vez [si no, una carpeta temporal nueva]",
        "where to keep all and go on next time [else a new temporary folder]",
    );
    let rows = build.option(
        "rows",
        s("N", "N"),
        s("filas del registro, de 1000 a 1000000", "rows of the ledger, 1000 to 1000000"),
    );
    let decide = s(
        "hace de persona: decide lo dudoso y termina",
        "plays the person: decides what is doubtful, and finishes",
    );
    let command = build
        .command("demo", about, "  cuadre demo --dir demo\n  cuadre demo --dir demo --decide")
        .arg(
            build
                .option("dir", s("CARPETA", "FOLDER"), folder)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(
            build
                .by_default(rows, "300000")
                .value_parser(value_parser!(u64).range(1_000..=1_000_000)),
        )
        .arg(build.flag("decide", decide));
    build.done(command)
}

fn sample(build: Builder) -> Command {
    let about = s(
        "Genera un registro de prueba y la verdad sobre él (truth.json)",
        "Makes a sample ledger and the truth about it (truth.json)",
    );
    let rows = build.option("rows", s("N", "N"), s("cuántas filas", "how many rows"));
    let seed = build.option(
        "seed",
        s("N", "N"),
        s("semilla: la misma da el mismo registro", "seed: the same one gives the same ledger"),
    );
    let period = build.option("period", s("AAAA-MM", "YYYY-MM"), s("el periodo", "the period"));
    let names =
        s("xlsx, xlsx-inline, csv, csv-1252, ple-txt", "xlsx, xlsx-inline, csv, csv-1252, ple-txt");
    let format = build
        .option("format", s("FORMATO", "FORMAT"), names)
        .value_parser(PossibleValuesParser::new([
            "xlsx",
            "xlsx-inline",
            "csv",
            "csv-1252",
            "ple-txt",
        ]))
        .hide_possible_values(true);
    let dirty = build.option(
        "dirty",
        s("N%", "N%"),
        s("porcentaje de filas que merecen rechazo", "percentage of rows that deserve rejection"),
    );
    let out = build.option(
        "out",
        s("RUTA", "PATH"),
        s("carpeta, o archivo si tiene extensión", "a folder, or a file if it has an extension"),
    );
    let command = build
        .command(
            "sample",
            about,
            "  cuadre sample --rows 300000 --dirty 2% --out demo\n  cuadre sample --rows 1000 --format csv-1252 --out ventas.csv",
        )
        .arg(out.required(true).value_parser(value_parser!(PathBuf)))
        .arg(build.by_default(rows, "1000").value_parser(value_parser!(u64)))
        .arg(build.by_default(seed, "1").value_parser(value_parser!(u64)))
        .arg(build.by_default(period, "2026-01"))
        .arg(build.by_default(format, "xlsx"))
        .arg(build.by_default(dirty, "0%"));
    build.done(command)
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
        .arg(build.verbose())
        .arg(build.flag("quiet", s("sin la descripción de lo que se dedujo", "without the account of what was sniffed")).short('q'));
    build.done(build.table(command))
}

/// The ledger that `check` and `normalize` take.
const FILES: Sentence = s(
    "el registro: uno o varios archivos del mismo periodo; sin él, los que esperan en la carpeta «input» de la configuración",
    "the ledger: one or several files of one period; without it, those that wait in the folder `input` of the settings",
);

fn check(build: Builder) -> Command {
    let about = s("Valida un registro sin escribir nada", "Validates a ledger and writes nothing");
    let command = build
        .command("check", about, "  cuadre check \"2026/01. PLE ENERO 26.xlsx\"\n  cuadre check")
        .arg(build.files(FILES));
    build.ledger(command)
}

fn normalize(build: Builder) -> Command {
    let about = s(
        "Valida un registro y escribe los CSV masivos y las listas de lo que encontró",
        "Validates a ledger and writes the bulk CSVs and the lists of what it found",
    );
    let command = build
        .command("normalize", about, "  cuadre normalize \"2026/01. PLE ENERO 26.xlsx\" --out out/enero\n  cuadre normalize ventas.csv --period 2026-01 --out out --corrections out/corrections.xlsx\n  cuadre normalize --period 2026-01")
        .arg(build.files(FILES))
        .arg(
            build
                .option("out", s("CARPETA", "FOLDER"), s("carpeta de salida [si no, la de la configuración y, dentro, el periodo]", "the output folder [else the settings' one and, in it, the period]"))
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(build.option("chunk-size", s("N", "N"), s("documentos por bloque, 1 a 50000 [si no, 50000]", "documents in a part, 1 to 50000 [else 50000]")).value_parser(value_parser!(u32).range(1..=i64::from(ROWS_PER_PART_MAX))))
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
        "el escenario en TOML [si no, la cadena de los registros de sample]",
        "the scenario as TOML [else the chain of sample's ledgers]",
    );
    let folder = s("carpeta de sus bases de datos", "the folder of their databases");
    let port = |id, help| {
        build.by_default(build.option(id, s("N", "N"), help), "0").value_parser(value_parser!(u16))
    };
    let dir = build.by_default(build.option("dir", s("CARPETA", "FOLDER"), folder), "simulators");
    let command = build
        .command("simulate", about, "  cuadre simulate --dir demo/simulators > demo/.env")
        .arg(
            build
                .option("scenario", s("ARCHIVO", "FILE"), file)
                .value_parser(value_parser!(PathBuf)),
        )
        .arg(dir.value_parser(value_parser!(PathBuf)))
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
        ));
    build.done(command)
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
