//! What can go wrong when a run's files are written, said to an operator.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::{ErrorText, Language, Sentence};
use crate::os_error;

/// Why a run's files cannot be written, or those of an earlier run cannot be used.
#[derive(Debug)]
pub struct OutputError {
    /// The file or folder.
    pub path: PathBuf,
    /// What is wrong with it.
    pub fault: Fault,
}

/// What is wrong with a file or folder.
#[derive(Debug)]
#[non_exhaustive]
pub enum Fault {
    /// The disk is full, or the user's share of it is.
    DiskFull,
    /// No file may be as large: a limit of the user's, or of the disk's file system.
    TooLarge,
    /// Another program has it open, or the user may not write there.
    Denied(io::Error),
    /// Anything else that the operating system says.
    Io(io::Error),
    /// It holds files that are no run of ours; one of them.
    Foreign(String),
    /// A file of an earlier run was changed after it; which.
    Changed(String),
    /// It holds no run whose rows could be corrected.
    NoRun,
    /// Another run is writing there.
    Busy,
    /// It is a file where a folder is meant.
    NotAFolder,
    /// A spreadsheet cannot hold this; why, in Spanish and in English.
    Sheet(String, String),
    /// The file is no correction workbook of ours; why.
    NotCorrections(Sentence),
    /// There is no such correction workbook.
    NoWorkbook,
    /// The workbook cannot be read.
    Unreadable(xlsx::Error),
    /// The manifest cannot be read; why, in Spanish and in English.
    Manifest(String, String),
    /// A bulk layout whose parts nobody can read; why.
    Layout(Sentence),
}

impl OutputError {
    /// What an operation on this path ended with.
    pub fn io(path: &Path, error: io::Error) -> OutputError {
        use io::ErrorKind as Kind;
        let fault = match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded => Fault::DiskFull,
            Kind::FileTooLarge => Fault::TooLarge,
            Kind::PermissionDenied | Kind::ResourceBusy | Kind::ReadOnlyFilesystem => {
                Fault::Denied(error)
            }
            // ERROR_SHARING_VIOLATION and ERROR_LOCK_VIOLATION have no kind of their own.
            _ if cfg!(windows) && matches!(error.raw_os_error(), Some(32 | 33)) => {
                Fault::Denied(error)
            }
            _ => Fault::Io(error),
        };
        OutputError { path: path.to_owned(), fault }
    }

    pub(super) fn new(path: &Path, fault: Fault) -> OutputError {
        OutputError { path: path.to_owned(), fault }
    }

    /// Whether a person must choose otherwise, so that the same command will never do.
    pub fn is_usage(&self) -> bool {
        !matches!(
            self.fault,
            Fault::DiskFull | Fault::TooLarge | Fault::Denied(_) | Fault::Io(_) | Fault::Busy
        )
    }

    /// The same, seen from outside: a file of the unfinished folder `work` is told by its place in `out`, where a person
    /// will look for it.
    pub(crate) fn outside(mut self, work: &Path, out: &Path) -> OutputError {
        let whole = matches!(self.fault, Fault::DiskFull | Fault::TooLarge);
        if let Ok(inside) = self.path.strip_prefix(work) {
            let at_all = whole || inside.as_os_str().is_empty();
            self.path = if at_all { out.to_owned() } else { out.join(inside) };
        }
        self
    }

    /// The code: `O401`.
    pub fn code(&self) -> &'static str {
        self.fault.text().code
    }

    /// What happened and where.
    pub fn message(&self, language: Language) -> String {
        self.fill(self.fault.text().says, language)
    }

    /// What to do.
    pub fn advice(&self, language: Language) -> String {
        self.fill(self.fault.text().advice, language)
    }

    fn fill(&self, sentence: Sentence, language: Language) -> String {
        let path = self.path.display().to_string();
        let why = match &self.fault {
            Fault::Denied(error) | Fault::Io(error) => os_error::says(error, language),
            Fault::Foreign(why) | Fault::Changed(why) => why.clone(),
            Fault::Sheet(es, en) | Fault::Manifest(es, en) => match language {
                Language::Es => es.clone(),
                Language::En => en.clone(),
            },
            Fault::NotCorrections(why) | Fault::Layout(why) => why.text(language).to_owned(),
            Fault::Unreadable(error) => unreadable(error, language),
            Fault::DiskFull
            | Fault::TooLarge
            | Fault::NoRun
            | Fault::Busy
            | Fault::NotAFolder
            | Fault::NoWorkbook => String::new(),
        };
        sentence.fill(language, &[("path", &path), ("why", &why)])
    }
}

/// Why a correction workbook cannot be read.
fn unreadable(error: &xlsx::Error, language: Language) -> String {
    use xlsx::ErrorKind;
    let (es, en) = match &error.kind {
        ErrorKind::Io(error) => return os_error::says(error, language),
        ErrorKind::NotAZip | ErrorKind::NotAWorkbook(_) | ErrorKind::OldBinaryFormat => {
            ("no es un libro .xlsx", "it is no .xlsx workbook")
        }
        ErrorKind::Encrypted => ("tiene contraseña", "it has a password"),
        ErrorKind::Truncated => ("está cortado", "it is cut short"),
        ErrorKind::Changed => ("cambió mientras se leía", "it changed while it was read"),
        ErrorKind::TooLarge { .. } => {
            ("supera un límite de seguridad", "it exceeds a safety limit")
        }
        ErrorKind::NoSuchSheet => ("le falta la hoja", "it lacks the sheet"),
        _ => ("está dañado", "it is damaged"),
    };
    Sentence::new(es, en).text(language).to_owned()
}

impl Fault {
    /// How it is called and explained.
    fn text(&self) -> &'static ErrorText {
        let index = match self {
            Fault::DiskFull => 0,
            Fault::TooLarge => 1,
            Fault::Denied(_) => 2,
            Fault::Io(_) => 3,
            Fault::Foreign(_) => 4,
            Fault::Changed(_) => 5,
            Fault::NoRun => 6,
            Fault::Busy => 7,
            Fault::NotAFolder => 8,
            Fault::Sheet(..) => 9,
            Fault::NotCorrections(_) => 10,
            Fault::Unreadable(_) => 11,
            Fault::Manifest(..) => 12,
            Fault::Layout(_) => 13,
            Fault::NoWorkbook => 14,
        };
        &OUTPUT_ERRORS[index]
    }
}

/// Every fault, in the order of its code.
pub const OUTPUT_ERRORS: &[ErrorText] = &[
    ErrorText::new(
        "O401",
        "disk-full",
        [
            "No queda espacio en el disco para escribir en «{path}».",
            "There is no space left on the disk to write to `{path}`.",
        ],
        [
            "Libere espacio en ese disco o elija otra carpeta con --out; la carpeta de salida quedó como estaba.",
            "Free some space on that disk or choose another folder with --out; the output folder was left as it was.",
        ],
    ),
    ErrorText::new(
        "O402",
        "file-too-large",
        [
            "El sistema no permite archivos tan grandes en «{path}».",
            "The system does not allow files so large in `{path}`.",
        ],
        [
            "Divida más con --chunk-size, pida que le quiten el límite de tamaño, o elija con --out otro disco (en FAT32 un archivo no pasa de 4 GB); la carpeta de salida quedó como estaba.",
            "Ask for smaller parts with --chunk-size, have the limit lifted, or choose another disk with --out (on FAT32 no file exceeds 4 GB); the output folder was left as it was.",
        ],
    ),
    ErrorText::new(
        "O403",
        "write-denied",
        [
            "El sistema no deja escribir «{path}»: {why}.",
            "The system does not let us write `{path}`: {why}.",
        ],
        [
            "Cierre Excel y otros programas que usen esa carpeta, y revise que tenga permiso; la carpeta de salida quedó como estaba.",
            "Close Excel and other programs that use that folder, and see that you may write there; the output folder was left as it was.",
        ],
    ),
    ErrorText::new(
        "O404",
        "write-failed",
        [
            "No se pudo escribir o leer «{path}»: {why}.",
            "`{path}` cannot be written or read: {why}.",
        ],
        [
            "Revise la ruta, el disco o la conexión de red y ejecute de nuevo; la carpeta de salida quedó como estaba.",
            "Check the path, the disk or the network and run again; the output folder was left as it was.",
        ],
    ),
    ErrorText::new(
        "O405",
        "folder-foreign",
        [
            "La carpeta «{path}» tiene archivos que no son de una corrida anterior: «{why}».",
            "The folder `{path}` holds files that are not of an earlier run: `{why}`.",
        ],
        [
            "Elija con --out una carpeta nueva o vacía; no se tocó ningún archivo.",
            "Choose a new or empty folder with --out; no file was touched.",
        ],
    ),
    ErrorText::new(
        "O406",
        "folder-changed",
        [
            "En «{path}», el archivo «{why}» fue modificado después de la corrida.",
            "In `{path}`, the file `{why}` was changed after the run.",
        ],
        [
            "Si es trabajo suyo, muévalo a otra carpeta (o aplíquelo con --corrections); luego ejecute de nuevo.",
            "If that is your work, move it to another folder (or apply it with --corrections); then run again.",
        ],
    ),
    ErrorText::new(
        "O407",
        "run-missing",
        [
            "En «{path}» no hay ninguna corrida por corregir.",
            "There is no run to correct in `{path}`.",
        ],
        [
            "Indique con --out la carpeta de la corrida que dio ese libro de correcciones.",
            "Name the folder of the run that gave that correction workbook with --out.",
        ],
    ),
    ErrorText::new(
        "O408",
        "folder-busy",
        ["Otra corrida está escribiendo en «{path}».", "Another run is writing to `{path}`."],
        [
            "Espere a que termine, o elija otra carpeta con --out.",
            "Wait for it to end, or choose another folder with --out.",
        ],
    ),
    ErrorText::new(
        "O409",
        "not-a-folder",
        [
            "«{path}» es un archivo, y se necesita una carpeta.",
            "`{path}` is a file, and a folder is needed.",
        ],
        [
            "Elija con --out otro nombre; no se tocó ningún archivo.",
            "Choose another name with --out; no file was touched.",
        ],
    ),
    ErrorText::new(
        "O410",
        "workbook-unwritable",
        [
            "No se puede escribir el libro «{path}»: {why}.",
            "The workbook `{path}` cannot be written: {why}.",
        ],
        [
            "Corrija ese dato en el registro, o ejecute sin ese libro.",
            "Correct that value in the ledger, or run without that workbook.",
        ],
    ),
    ErrorText::new(
        "O411",
        "not-corrections",
        [
            "«{path}» no es un libro de correcciones de Cuadre: {why}.",
            "`{path}` is no correction workbook of Cuadre: {why}.",
        ],
        [
            "Use el corrections.xlsx que está en la carpeta de la corrida.",
            "Use the corrections.xlsx in the folder of the run.",
        ],
    ),
    ErrorText::new(
        "O412",
        "corrections-unreadable",
        [
            "No se puede leer el libro «{path}»: {why}.",
            "The workbook `{path}` cannot be read: {why}.",
        ],
        [
            "Ábralo en Excel y guárdelo de nuevo como libro .xlsx; luego ejecute otra vez.",
            "Open it in Excel and save it again as an .xlsx workbook; then run again.",
        ],
    ),
    ErrorText::new(
        "O413",
        "manifest-unreadable",
        ["No se entiende «{path}»: {why}.", "`{path}` cannot be understood: {why}."],
        [
            "Elija con --out una carpeta nueva, o ejecute de nuevo desde el registro.",
            "Choose a new folder with --out, or run again from the ledger.",
        ],
    ),
    ErrorText::new(
        "O414",
        "bulk-layout-useless",
        [
            "El formato de salida «{path}» no sirve: {why}.",
            "The bulk layout `{path}` is of no use: {why}.",
        ],
        ["Corrija el archivo del formato de salida.", "Correct the file of the bulk layout."],
    ),
    ErrorText::new(
        "O415",
        "no-workbook",
        [
            "No existe el libro de correcciones «{path}».",
            "There is no correction workbook `{path}`.",
        ],
        [
            "Revise la ruta; el libro se llama corrections.xlsx y está en la carpeta de la corrida.",
            "Check the path; the workbook is called corrections.xlsx and is in the folder of the run.",
        ],
    ),
];

/// In English; operators are spoken to through [`OutputError::message`].
impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(Language::En))
    }
}

impl std::error::Error for OutputError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.fault {
            Fault::Denied(error) | Fault::Io(error) => Some(error),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h06_every_fault_says_where_and_what_to_do_in_both_languages() {
        let denied = || io::Error::from(io::ErrorKind::PermissionDenied);
        let why = || "porque sí".to_owned();
        for fault in [
            Fault::DiskFull,
            Fault::Denied(denied()),
            Fault::Io(denied()),
            Fault::Foreign(why()),
            Fault::Changed(why()),
            Fault::NoRun,
            Fault::Busy,
            Fault::NotAFolder,
            Fault::TooLarge,
            Fault::Sheet(why(), why()),
            Fault::NotCorrections(Sentence::new("porque sí", "just so")),
            Fault::NoWorkbook,
            Fault::Unreadable(xlsx::ErrorKind::NotAZip.into()),
            Fault::Unreadable(xlsx::ErrorKind::Io(denied()).into()),
            Fault::Manifest(why(), why()),
            Fault::Layout(Sentence::new("porque sí", "just so")),
        ] {
            let error = OutputError::new(Path::new("salida"), fault);
            for language in [Language::Es, Language::En] {
                let (says, advice) = (error.message(language), error.advice(language));
                assert!(says.contains("salida") && !says.contains(['{', '}']), "{says}");
                assert!(advice.ends_with('.') && !advice.contains(['{', '}']), "{advice}");
                assert!(error.code().starts_with("O4"), "{}", error.code());
            }
        }
    }

    #[test]
    fn a_full_disk_is_told_from_other_faults() {
        let path = Path::new("x");
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::QuotaExceeded] {
            let error = OutputError::io(path, kind.into());
            assert!(matches!(error.fault, Fault::DiskFull), "{kind}");
        }
        let error = OutputError::io(path, io::ErrorKind::FileTooLarge.into());
        assert!(matches!(error.fault, Fault::TooLarge));
        let error = OutputError::io(path, io::ErrorKind::BrokenPipe.into());
        assert!(matches!(error.fault, Fault::Io(_)));
    }

    #[test]
    fn codes_rise() {
        assert!(OUTPUT_ERRORS.windows(2).all(|pair| pair[0].code < pair[1].code));
    }

    #[test]
    fn a_file_of_an_unfinished_run_is_told_by_the_folder_that_a_person_gave() {
        let (work, out) = (Path::new("a/.out.partial-7"), Path::new("a/out"));
        let said = |fault| OutputError::new(&work.join("parts/0001.csv"), fault).outside(work, out);
        assert_eq!(said(Fault::DiskFull).path, out);
        let denied = io::Error::from(io::ErrorKind::PermissionDenied);
        assert_eq!(said(Fault::Denied(denied)).path, out.join("parts/0001.csv"));
        let elsewhere = OutputError::new(Path::new("b/c"), Fault::DiskFull).outside(work, out);
        assert_eq!(elsewhere.path, Path::new("b/c"));
    }
}
