//! What the command line itself says, in both languages. Rules, fixes and errors of files carry their own sentences.

use engine::model::{ErrorText, Language, Sentence};

/// Speaks one language.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Say(pub(crate) Language);

impl Say {
    /// The sentence as it is.
    pub(crate) fn text(self, sentence: Sentence) -> &'static str {
        sentence.text(self.0)
    }

    /// The sentence with its values.
    pub(crate) fn fill(self, sentence: Sentence, values: &[(&str, &str)]) -> String {
        sentence.fill(self.0, values)
    }

    /// What the operating system says.
    pub(crate) fn system(self, error: &std::io::Error) -> String {
        engine::os_error::says(error, self.0)
    }
}

/// The two texts of a sentence.
pub(crate) const fn s(es: &'static str, en: &'static str) -> Sentence {
    Sentence::new(es, en)
}

/// The language named by `--lang` among the arguments, else the locale's, Spanish where unknown.
pub(crate) fn language(arguments: &[String]) -> Language {
    let mut named = None;
    let mut arguments = arguments.iter();
    while let Some(argument) = arguments.next() {
        match argument.strip_prefix("--lang") {
            Some("") => named = arguments.next().cloned(),
            Some(rest) if rest.starts_with('=') => named = Some(rest[1..].to_owned()),
            _ => {}
        }
    }
    let spoken =
        named.or_else(|| std::env::var("CUADRE_LANG").ok()).or_else(sys_locale::get_locale);
    match spoken {
        Some(name) if name.to_ascii_lowercase().starts_with("en") => Language::En,
        _ => Language::Es,
    }
}

/// The errors of the command line itself, in the order of their codes.
pub(crate) const APP_ERRORS: &[ErrorText] = &[
    STDOUT_UNWRITABLE,
    SAMPLE_UNWRITABLE,
    SAMPLE_UNFINISHED,
    REPORT_UNWRITABLE,
    STDIN_GIVEN,
    JOURNAL_MISSING,
];

/// Standard output takes nothing more.
pub(crate) const STDOUT_UNWRITABLE: ErrorText = ErrorText::new(
    "O420",
    "stdout-unwritable",
    ["No se pudo escribir la salida: {why}.", "The output could not be written: {why}."],
    [
        "Si la salida va a un archivo, libere espacio o elija otro disco, y ejecute de nuevo: lo escrito está incompleto.",
        "If the output goes to a file, free some space or choose another disk, and run again: what was written is incomplete.",
    ],
);

/// A file of the sample cannot be made.
pub(crate) const SAMPLE_UNWRITABLE: ErrorText = ErrorText::new(
    "O421",
    "sample-unwritable",
    ["No se pudo escribir «{path}»: {why}.", "`{path}` could not be written: {why}."],
    [
        "Revise la ruta, los permisos y que el archivo no esté abierto en Excel.",
        "Check the path, the permissions, and that the file is not open in Excel.",
    ],
);

/// The sample cannot be written to its end.
pub(crate) const SAMPLE_UNFINISHED: ErrorText = ErrorText::new(
    "O422",
    "sample-unfinished",
    [
        "No se pudo terminar el registro de prueba: {why}.",
        "The sample ledger could not be finished: {why}.",
    ],
    [
        "Libere espacio en disco o elija otra carpeta con --out, y ejecute de nuevo.",
        "Free some space on the disk or choose another folder with --out, and run again.",
    ],
);

/// `-` instead of a file.
pub(crate) const STDIN_GIVEN: ErrorText = ErrorText::new(
    "U601",
    "stdin-not-read",
    [
        "«-» es la entrada estándar, y de ella no se lee.",
        "`-` is standard input, which is not read.",
    ],
    [
        "Dé un archivo: una tubería no se puede leer dos veces.",
        "Give a file: a pipe cannot be read twice.",
    ],
);

/// The report cannot be written.
pub(crate) const REPORT_UNWRITABLE: ErrorText = ErrorText::new(
    "O423",
    "report-unwritable",
    [
        "No se pudo escribir el reporte «{path}»: {why}.",
        "The report `{path}` could not be written: {why}.",
    ],
    [
        "Revise que la carpeta exista y se pueda escribir en ella, o elija otro lugar con --out.",
        "Check that the folder is there and may be written to, or choose another place by --out.",
    ],
);

/// There is no journal where it was looked for.
pub(crate) const JOURNAL_MISSING: ErrorText = ErrorText::new(
    "U602",
    "journal-missing",
    ["No hay ninguna bitácora en «{path}».", "There is no journal at `{path}`."],
    [
        "Revise la ruta; la bitácora aparece con la primera corrida.",
        "Check the path; the journal appears with the first run.",
    ],
);
