//! What can go wrong when a run's files are written, said to an operator.

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

use crate::model::{Language, Sentence};

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
    /// The disk is full, or a limit on a file's size or on the user's share of the disk is reached.
    DiskFull,
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
    /// A spreadsheet cannot hold this; why.
    Sheet(String),
    /// The file is no correction workbook of ours; why.
    NotCorrections(Sentence),
    /// There is no such correction workbook.
    NoWorkbook,
    /// The workbook cannot be read.
    Unreadable(xlsx::Error),
    /// The manifest cannot be read; why.
    Manifest(String),
    /// A bulk layout whose parts nobody can read; why.
    Layout(Sentence),
}

impl OutputError {
    /// What an operation on this path ended with.
    pub fn io(path: &Path, error: io::Error) -> OutputError {
        use io::ErrorKind as Kind;
        let fault = match error.kind() {
            Kind::StorageFull | Kind::QuotaExceeded | Kind::FileTooLarge => Fault::DiskFull,
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
        !matches!(self.fault, Fault::DiskFull | Fault::Denied(_) | Fault::Io(_) | Fault::Busy)
    }

    /// What happened and where.
    pub fn message(&self, language: Language) -> String {
        self.fill(self.fault.says(), language)
    }

    /// What to do.
    pub fn advice(&self, language: Language) -> String {
        self.fill(self.fault.advice(), language)
    }

    fn fill(&self, sentence: Sentence, language: Language) -> String {
        let path = self.path.display().to_string();
        let why = match &self.fault {
            Fault::Denied(error) | Fault::Io(error) => error.to_string(),
            Fault::Foreign(why)
            | Fault::Changed(why)
            | Fault::Sheet(why)
            | Fault::Manifest(why) => why.clone(),
            Fault::NotCorrections(why) | Fault::Layout(why) => why.text(language).to_owned(),
            Fault::Unreadable(error) => match &error.kind {
                xlsx::ErrorKind::Io(error) => error.to_string(),
                kind => why_unreadable(kind).text(language).to_owned(),
            },
            Fault::DiskFull
            | Fault::NoRun
            | Fault::Busy
            | Fault::NotAFolder
            | Fault::NoWorkbook => String::new(),
        };
        sentence.fill(language, &[("path", &path), ("why", &why)])
    }
}

/// What keeps a workbook from being read, as far as a person can do something about it.
const fn why_unreadable(kind: &xlsx::ErrorKind) -> Sentence {
    use xlsx::ErrorKind;
    match kind {
        ErrorKind::NotAZip | ErrorKind::NotAWorkbook(_) => {
            Sentence::new("no es un libro .xlsx", "it is no .xlsx workbook")
        }
        ErrorKind::OldBinaryFormat => Sentence::new(
            "es un libro antiguo (.xls) o tiene contraseña",
            "it is an old workbook (.xls) or has a password",
        ),
        ErrorKind::Encrypted => Sentence::new("tiene contraseña", "it has a password"),
        ErrorKind::Truncated => {
            Sentence::new("está cortado: termina antes de tiempo", "it is cut short")
        }
        ErrorKind::Changed => {
            Sentence::new("cambió mientras se leía", "it changed while it was read")
        }
        ErrorKind::TooLarge { .. } => Sentence::new(
            "es demasiado grande para un libro de correcciones",
            "it is too large for a correction workbook",
        ),
        _ => Sentence::new("está dañado", "it is damaged"),
    }
}

impl Fault {
    /// What happened.
    const fn says(&self) -> Sentence {
        match self {
            Fault::DiskFull => Sentence::new(
                "No queda espacio para escribir «{path}».",
                "There is no space left to write `{path}`.",
            ),
            Fault::Denied(_) => Sentence::new(
                "El sistema no deja escribir «{path}»: {why}.",
                "The system does not let us write `{path}`: {why}.",
            ),
            Fault::Io(_) => Sentence::new(
                "No se pudo escribir o leer «{path}»: {why}.",
                "`{path}` cannot be written or read: {why}.",
            ),
            Fault::Foreign(_) => Sentence::new(
                "La carpeta «{path}» tiene archivos que no son de una corrida anterior: «{why}».",
                "The folder `{path}` holds files that are not of an earlier run: `{why}`.",
            ),
            Fault::Changed(_) => Sentence::new(
                "En «{path}», el archivo «{why}» fue modificado después de la corrida.",
                "In `{path}`, the file `{why}` was changed after the run.",
            ),
            Fault::NoRun => Sentence::new(
                "En «{path}» no hay ninguna corrida por corregir.",
                "There is no run to correct in `{path}`.",
            ),
            Fault::Busy => Sentence::new(
                "Otra corrida está escribiendo en «{path}».",
                "Another run is writing to `{path}`.",
            ),
            Fault::NotAFolder => Sentence::new(
                "«{path}» es un archivo, y se necesita una carpeta.",
                "`{path}` is a file, and a folder is needed.",
            ),
            Fault::Sheet(_) => Sentence::new(
                "No se puede escribir el libro «{path}»: {why}.",
                "The workbook `{path}` cannot be written: {why}.",
            ),
            Fault::NotCorrections(_) => Sentence::new(
                "«{path}» no es un libro de correcciones de Cuadre: {why}.",
                "`{path}` is no correction workbook of Cuadre: {why}.",
            ),
            Fault::NoWorkbook => Sentence::new(
                "No existe el libro de correcciones «{path}».",
                "There is no correction workbook `{path}`.",
            ),
            Fault::Unreadable(_) => Sentence::new(
                "No se puede leer el libro «{path}»: {why}.",
                "The workbook `{path}` cannot be read: {why}.",
            ),
            Fault::Manifest(_) => Sentence::new(
                "No se entiende «{path}»: {why}.",
                "`{path}` cannot be understood: {why}.",
            ),
            Fault::Layout(_) => Sentence::new(
                "El formato de salida «{path}» no sirve: {why}.",
                "The bulk layout `{path}` is of no use: {why}.",
            ),
        }
    }

    /// What to do.
    const fn advice(&self) -> Sentence {
        match self {
            Fault::DiskFull => Sentence::new(
                "Libere espacio en ese disco o elija otra carpeta con --out; la carpeta de salida quedó como estaba.",
                "Free some space on that disk or choose another folder with --out; the output folder was left as it was.",
            ),
            Fault::Denied(_) => Sentence::new(
                "Cierre Excel y otros programas que usen esa carpeta, y revise que tenga permiso; la carpeta de salida quedó como estaba.",
                "Close Excel and other programs that use that folder, and see that you may write there; the output folder was left as it was.",
            ),
            Fault::Io(_) => Sentence::new(
                "Revise el disco o la conexión de red y ejecute de nuevo; la carpeta de salida quedó como estaba.",
                "Check the disk or the network and run again; the output folder was left as it was.",
            ),
            Fault::Foreign(_) => Sentence::new(
                "Elija con --out una carpeta nueva o vacía; no se tocó ningún archivo.",
                "Choose a new or empty folder with --out; no file was touched.",
            ),
            Fault::Changed(_) => Sentence::new(
                "Si es trabajo suyo, muévalo a otra carpeta (o aplíquelo con --corrections); luego ejecute de nuevo.",
                "If that is your work, move it to another folder (or apply it with --corrections); then run again.",
            ),
            Fault::NoRun => Sentence::new(
                "Indique con --out la carpeta de la corrida que dio ese libro de correcciones.",
                "Name the folder of the run that gave that correction workbook with --out.",
            ),
            Fault::Busy => Sentence::new(
                "Espere a que termine, o elija otra carpeta con --out.",
                "Wait for it to end, or choose another folder with --out.",
            ),
            Fault::NotAFolder => Sentence::new(
                "Elija con --out otro nombre; no se tocó ningún archivo.",
                "Choose another name with --out; no file was touched.",
            ),
            Fault::Sheet(_) => Sentence::new(
                "Corrija ese dato en el registro, o ejecute sin ese libro.",
                "Correct that value in the ledger, or run without that workbook.",
            ),
            Fault::NotCorrections(_) => Sentence::new(
                "Pase sus cambios al corrections.xlsx que está en la carpeta de la corrida, sin tocar sus columnas.",
                "Carry your changes over to the corrections.xlsx in the folder of the run, and leave its columns alone.",
            ),
            Fault::NoWorkbook => Sentence::new(
                "Revise la ruta; el libro se llama corrections.xlsx y está en la carpeta de la corrida.",
                "Check the path; the workbook is called corrections.xlsx and is in the folder of the run.",
            ),
            Fault::Unreadable(_) => Sentence::new(
                "Ábralo en Excel y guárdelo de nuevo como libro .xlsx; luego ejecute otra vez.",
                "Open it in Excel and save it again as an .xlsx workbook; then run again.",
            ),
            Fault::Manifest(_) => Sentence::new(
                "Elija con --out una carpeta nueva, o ejecute de nuevo desde el registro.",
                "Choose a new folder with --out, or run again from the ledger.",
            ),
            Fault::Layout(_) => Sentence::new(
                "Corrija el archivo del formato de salida.",
                "Correct the file of the bulk layout.",
            ),
        }
    }
}

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
            Fault::Sheet(why()),
            Fault::NotCorrections(Sentence::new("porque sí", "just so")),
            Fault::NoWorkbook,
            Fault::Unreadable(xlsx::ErrorKind::NotAZip.into()),
            Fault::Unreadable(xlsx::ErrorKind::Io(denied()).into()),
            Fault::Manifest(why()),
            Fault::Layout(Sentence::new("porque sí", "just so")),
        ] {
            let error = OutputError::new(Path::new("salida"), fault);
            for language in [Language::Es, Language::En] {
                let (says, advice) = (error.message(language), error.advice(language));
                assert!(says.contains("salida") && !says.contains(['{', '}']), "{says}");
                assert!(advice.ends_with('.') && !advice.contains(['{', '}']), "{advice}");
            }
        }
    }

    #[test]
    fn a_full_disk_is_told_from_other_faults() {
        let path = Path::new("x");
        for kind in [io::ErrorKind::StorageFull, io::ErrorKind::FileTooLarge] {
            let error = OutputError::io(path, kind.into());
            assert!(matches!(error.fault, Fault::DiskFull), "{kind}");
        }
        let error = OutputError::io(path, io::ErrorKind::BrokenPipe.into());
        assert!(matches!(error.fault, Fault::Io(_)));
    }
}
