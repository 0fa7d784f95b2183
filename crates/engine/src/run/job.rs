//! What is asked of a run, and how it may end badly.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::ingest::error::IngestError;
use crate::ingest::inner_error::{system_words, technical};
use crate::ingest::layout::Layouts;
use crate::ingest::open::OpenOptions;
use crate::model::{BulkLayout, Language, Period, Sentence, Severity};
use crate::normalize::Company;
use crate::normalize::outputs::OutputError;
use crate::normalize::proof::ProofError;

/// One ledger to judge, and where its files go.
#[derive(Debug)]
pub struct Job {
    /// The files of the ledger, in the order in which they are read.
    pub files: Vec<PathBuf>,
    /// The folder of the run; `None`: judge only, write nothing.
    pub out: Option<PathBuf>,
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

    /// What happened and what to do, for the kinds that are the run's own.
    pub fn says(&self, language: Language) -> String {
        match self {
            RunError::Ingest(error) => {
                format!("{} {}", error.says(language), error.advice(language))
            }
            RunError::Output(error) => {
                format!("{} {}", error.message(language), error.advice(language))
            }
            RunError::Proof(error, file) => error.says(language, file),
            RunError::NoPeriod => NO_PERIOD.text(language).to_owned(),
            RunError::Periods(files) => {
                let list: Vec<String> = files
                    .iter()
                    .map(|(file, period)| format!("{} ({period})", file.display()))
                    .collect();
                PERIODS.fill(language, &[("files", &list.join(", "))])
            }
            RunError::OtherLedger => OTHER_LEDGER.text(language).to_owned(),
            RunError::Temporary(error) => {
                let detail = technical(system_words(error.kind()), error);
                TEMPORARY.fill(language, &[("error", detail.text(language))])
            }
            RunError::Interrupted => INTERRUPTED.text(language).to_owned(),
        }
    }
}

const NO_PERIOD: Sentence = Sentence::new(
    "No se sabe de qué periodo es el registro: ni el nombre del archivo ni sus filas lo dicen. Indíquelo con --period AAAA-MM.",
    "Nothing tells the ledger's period: neither the file's name nor its rows. Give it by --period YYYY-MM.",
);
const PERIODS: Sentence = Sentence::new(
    "Los archivos son de periodos distintos: {files}. Procéselos por separado, o indique el periodo con --period.",
    "The files are of different periods: {files}. Process them one by one, or give the period by --period.",
);
const OTHER_LEDGER: Sentence = Sentence::new(
    "El registro no es aquel del que se hizo el libro de correcciones: sus filas han cambiado. Procéselo de nuevo sin --corrections.",
    "The ledger is not the one that the correction workbook was made from: its rows have changed. Normalize it again without --corrections.",
);
const TEMPORARY: Sentence = Sentence::new(
    "No se pudo usar un archivo temporal: {error}. Libere espacio en la carpeta temporal del sistema y ejecute de nuevo.",
    "A temporary file could not be used: {error}. Free some space in the system's temporary folder and run again.",
);
const INTERRUPTED: Sentence = Sentence::new(
    "Interrumpido: no se escribió nada y la carpeta de salida quedó como estaba. Ejecute de nuevo para empezar otra vez.",
    "Interrupted: nothing was written and the output folder is as it was. Run again to start over.",
);
