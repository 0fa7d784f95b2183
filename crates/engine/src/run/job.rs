//! What is asked of a run, and how it may end badly.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ingest::error::IngestError;
use crate::ingest::fingerprint::Fingerprint;
use crate::ingest::layout::Layouts;
use crate::ingest::open::OpenOptions;
use crate::model::{BulkLayout, ErrorText, Field, Language, Period, Sentence, Severity};
use crate::normalize::Company;
use crate::normalize::outputs::OutputError;
use crate::normalize::proof::ProofError;
use crate::os_error;

/// One ledger to judge, and where its files go.
#[derive(Clone, Debug)]
pub struct Job {
    /// The files of the ledger, in the order in which they are read.
    pub files: Vec<PathBuf>,
    /// Their fingerprints in the same order, where they were taken already; else empty, and they are taken meanwhile.
    pub fingerprints: Vec<Fingerprint>,
    /// The folder of the run; `None`: judge only, write nothing.
    pub out: Option<PathBuf>,
    /// Whether the run's folder is the one in `out` that is called like the period.
    pub by_period: bool,
    /// The period; `None`: by the files' names, else by their rows.
    pub period: Option<Period>,
    /// The layout's name; `None`: recognized.
    pub layout: Option<String>,
    /// The layouts that are known.
    pub layouts: Layouts,
    /// What the platform takes.
    pub bulk: BulkLayout,
    /// The company's settings.
    pub company: Company,
    /// Texts that mean *nothing is here* in optional columns, beside those that everybody writes.
    pub placeholders: Vec<String>,
    /// Severities other than the rulebook's.
    pub severities: Vec<(usize, Severity)>,
    /// The language of the files for people.
    pub language: Language,
    /// Whether `import.xlsx` is wanted.
    pub import_book: bool,
    /// An edited correction workbook of the run that stands in `out`.
    pub corrections: Option<PathBuf>,
    /// How files are opened.
    pub open: OpenOptions,
    /// The version that the manifest names.
    pub version: &'static str,
}

impl Job {
    /// The judging of these files with nothing asked for but the bulk layout: the period by names or rows, the layout
    /// recognized, no settings, nothing written.
    pub fn new(files: Vec<PathBuf>, layouts: Layouts, bulk: BulkLayout, language: Language) -> Job {
        Job {
            files,
            fingerprints: Vec::new(),
            out: None,
            by_period: false,
            period: None,
            layout: None,
            open: OpenOptions::for_layouts(&layouts),
            layouts,
            bulk,
            company: Company::default(),
            placeholders: Vec::new(),
            severities: Vec::new(),
            language,
            import_book: false,
            corrections: None,
            version: env!("CARGO_PKG_VERSION"),
        }
    }
}

/// Tells whoever waits how far a run is, and lets him stop it.
pub struct Watch<'a> {
    /// Called a few times a second at most with the rows judged, and the share of the whole in thousandths.
    pub tell: &'a mut dyn FnMut(u64, Option<u64>),
    /// Set by Ctrl-C: the run ends at the next batch and leaves nothing behind.
    pub stop: &'a AtomicBool,
}

impl Watch<'_> {
    pub(super) fn stopped(&self) -> Result<(), RunError> {
        if self.stop.load(Ordering::Relaxed) { Err(RunError::Interrupted) } else { Ok(()) }
    }
}

/// Why a run did not come to its end. The output folder is as it was before.
#[derive(Debug)]
pub enum RunError {
    /// A file cannot be read.
    Ingest(IngestError),
    /// A file cannot be written.
    Output(OutputError),
    /// Rows are missing or there twice: a defect of ours, and never passed over.
    Proof(ProofError, String),
    /// Nothing tells the period.
    NoPeriod,
    /// The files are of different periods.
    Periods(Vec<(PathBuf, Period)>),
    /// The ledger is not the one that the correction workbook was made from.
    OtherLedger,
    /// Both sides of a comparison are this file.
    SameSides(PathBuf),
    /// A side of a comparison has no column for a field that was asked for.
    FieldMissing(Field, Vec<PathBuf>),
    /// A temporary file cannot be written or read.
    Temporary(std::io::Error),
    /// Somebody pressed Ctrl-C.
    Interrupted,
}

impl From<IngestError> for RunError {
    fn from(error: IngestError) -> RunError {
        RunError::Ingest(error)
    }
}

impl From<OutputError> for RunError {
    fn from(error: OutputError) -> RunError {
        RunError::Output(error)
    }
}

impl RunError {
    pub(super) fn temporary(error: std::io::Error) -> RunError {
        RunError::Temporary(error)
    }

    /// The same, with the files of an unfinished folder told by the folder that was asked for.
    pub(super) fn outside(self, work: &Path, out: &Path) -> RunError {
        match self {
            RunError::Output(error) => RunError::Output(error.outside(work, out)),
            other => other,
        }
    }

    /// The code: `R501`.
    pub fn code(&self) -> &'static str {
        match self {
            RunError::Ingest(error) => error.code(),
            RunError::Output(error) => error.code(),
            own => own.text().code,
        }
    }

    /// What happened.
    pub fn message(&self, language: Language) -> String {
        match self {
            RunError::Ingest(error) => error.says(language),
            RunError::Output(error) => error.message(language),
            own => own.fill(own.text().says, language),
        }
    }

    /// What to do.
    pub fn advice(&self, language: Language) -> String {
        match self {
            RunError::Ingest(error) => error.advice(language),
            RunError::Output(error) => error.advice(language),
            own => own.fill(own.text().advice, language),
        }
    }

    fn fill(&self, sentence: Sentence, language: Language) -> String {
        let value = match self {
            RunError::Proof(error, file) => error.says(language, file),
            RunError::Periods(files) => {
                let each =
                    files.iter().map(|(file, period)| format!("{} ({period})", file.display()));
                each.collect::<Vec<_>>().join(", ")
            }
            RunError::FieldMissing(field, files) => {
                let files = files.iter().map(|file| file.display().to_string());
                let files = files.collect::<Vec<_>>().join(", ");
                return sentence.fill(language, &[("files", &files), ("field", field.name())]);
            }
            RunError::SameSides(file) => file.display().to_string(),
            RunError::Temporary(error) => os_error::says(error, language),
            _ => String::new(),
        };
        sentence.fill(language, &[("files", &value), ("why", &value)])
    }

    /// How an error of the run's own is called and explained.
    fn text(&self) -> &'static ErrorText {
        let index = match self {
            RunError::NoPeriod => 0,
            RunError::Periods(_) => 1,
            RunError::OtherLedger => 2,
            RunError::Temporary(_) => 3,
            RunError::Interrupted => 4,
            RunError::FieldMissing(..) => 6,
            RunError::SameSides(_) => 7,
            // The kinds before this one have texts of their own, which are asked for first.
            RunError::Proof(..) | RunError::Ingest(_) | RunError::Output(_) => 5,
        };
        &RUN_ERRORS[index]
    }
}

/// Every error of a run itself, in the order of its code.
pub const RUN_ERRORS: &[ErrorText] = &[
    ErrorText::new(
        "R501",
        "period-unknown",
        [
            "No se sabe de qué periodo es el registro: ni el nombre del archivo ni sus filas lo dicen.",
            "Nothing tells the ledger's period: neither the file's name nor its rows.",
        ],
        [
            "Indíquelo con --period AAAA-MM, por ejemplo --period 2026-01.",
            "Give it by --period YYYY-MM, for example --period 2026-01.",
        ],
    ),
    ErrorText::new(
        "R502",
        "periods-disagree",
        [
            "Los archivos son de periodos distintos: {files}.",
            "The files are of different periods: {files}.",
        ],
        [
            "Procéselos por separado, o indique el periodo con --period.",
            "Process them one by one, or give the period by --period.",
        ],
    ),
    ErrorText::new(
        "R503",
        "ledger-of-other-corrections",
        [
            "El registro no es aquel del que se hizo el libro de correcciones: sus filas han cambiado.",
            "The ledger is not the one that the correction workbook was made from: its rows have changed.",
        ],
        ["Procéselo de nuevo sin --corrections.", "Normalize it again without --corrections."],
    ),
    ErrorText::new(
        "R504",
        "temporary-file",
        [
            "No se pudo usar un archivo temporal: {why}.",
            "A temporary file could not be used: {why}.",
        ],
        [
            "Libere espacio en la carpeta temporal del sistema y ejecute de nuevo.",
            "Free some space in the system's temporary folder and run again.",
        ],
    ),
    ErrorText::new(
        "R505",
        "interrupted",
        [
            "Interrumpido: no se escribió nada y la carpeta de salida quedó como estaba.",
            "Interrupted: nothing was written and the output folder is as it was.",
        ],
        ["Ejecute de nuevo para empezar otra vez.", "Run again to start over."],
    ),
    ErrorText::new(
        "R506",
        "row-proof",
        ["La cuenta de filas no cuadra: {why}", "The count of rows does not add up: {why}"],
        [
            "No se envió nada. Es un error del programa, no de su registro: guarde el registro y repórtelo.",
            "Nothing was sent. This is an error of the program, not of your ledger: keep the ledger and report it.",
        ],
    ),
    ErrorText::new(
        "R507",
        "field-not-there",
        [
            "No se puede comparar `{field}`: no todo archivo tiene esa columna ({files}).",
            "`{field}` cannot be compared: not every file has that column ({files}).",
        ],
        [
            "Quítelo de --fields, o indique el formato de ese lado con --layout-left o --layout-right.",
            "Leave it out of --fields, or name that side's layout by --layout-left or --layout-right.",
        ],
    ),
    ErrorText::new(
        "R508",
        "same-file-on-both-sides",
        [
            "Los dos lados son el mismo archivo, «{files}»: coincidiría siempre.",
            "Both sides are the same file, `{files}`: it would always agree.",
        ],
        [
            "Indique a la derecha el archivo con el que quiere compararlo.",
            "Name the file that you want to compare it with on the right.",
        ],
    ),
];
