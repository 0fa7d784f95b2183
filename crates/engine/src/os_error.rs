//! What the operating system says about files and streams, in the operator's language.
//!
//! The system speaks its own language, which is often not the operator's: its kind of error is said here in ours, and
//! its number stands in brackets for whoever must look it up. What no kind tells stays as the system said it.

use std::io::{Error, ErrorKind};

use crate::model::{Language, Sentence};

/// What an error says, without a stop: `no existe el archivo o la carpeta (error 2 del sistema)`.
pub fn says(error: &Error, language: Language) -> String {
    let number = error.raw_os_error();
    let words = match sentence(error.kind()).or_else(|| number.and_then(by_number)) {
        Some(sentence) => sentence.text(language).to_owned(),
        // A message of a library, or of the system in its own language, is better than none.
        None if number.is_none() => error.to_string(),
        None => match language {
            Language::Es => "el sistema no dice más".to_owned(),
            Language::En => without_number(&error.to_string()).to_owned(),
        },
    };
    match (number, language) {
        (None, _) => words,
        (Some(number), Language::Es) => format!("{words} (error {number} del sistema)"),
        (Some(number), Language::En) => format!("{words} (os error {number})"),
    }
}

/// The system's text without the number that Rust adds.
fn without_number(text: &str) -> &str {
    text.split(" (os error").next().unwrap_or(text)
}

/// What a kind of error is called; `None` where the kind tells nothing.
fn sentence(kind: ErrorKind) -> Option<Sentence> {
    let (es, en) = match kind {
        ErrorKind::NotFound => {
            ("no existe el archivo o la carpeta", "there is no such file or folder")
        }
        ErrorKind::PermissionDenied => ("no tiene permiso", "permission denied"),
        ErrorKind::AlreadyExists => ("ya existe", "it exists already"),
        ErrorKind::IsADirectory => ("es una carpeta", "it is a folder"),
        ErrorKind::NotADirectory => {
            ("una parte de la ruta no es una carpeta", "a part of the path is no folder")
        }
        ErrorKind::DirectoryNotEmpty => ("la carpeta no está vacía", "the folder is not empty"),
        ErrorKind::ReadOnlyFilesystem => ("el disco es de solo lectura", "the disk is read-only"),
        ErrorKind::StorageFull => {
            ("no queda espacio en el disco", "there is no space left on the disk")
        }
        ErrorKind::QuotaExceeded => {
            ("se agotó su cuota de disco", "your quota of the disk is used up")
        }
        ErrorKind::FileTooLarge => {
            ("el archivo pasa del tamaño permitido", "the file exceeds the size that is allowed")
        }
        ErrorKind::ResourceBusy | ErrorKind::ExecutableFileBusy | ErrorKind::Deadlock => {
            ("otro programa lo está usando", "another program is using it")
        }
        ErrorKind::StaleNetworkFileHandle => {
            ("la unidad de red ya no lo encuentra", "the network drive has lost it")
        }
        ErrorKind::NetworkUnreachable | ErrorKind::HostUnreachable | ErrorKind::NetworkDown => {
            ("no se llega a la red", "the network cannot be reached")
        }
        ErrorKind::NotConnected | ErrorKind::ConnectionReset | ErrorKind::ConnectionAborted => {
            ("se cortó la conexión con la red", "the connection to the network broke")
        }
        ErrorKind::TimedOut => ("no respondió a tiempo", "it did not answer in time"),
        ErrorKind::Interrupted => ("se interrumpió", "it was interrupted"),
        ErrorKind::UnexpectedEof => ("termina antes de lo debido", "it ends too early"),
        ErrorKind::WriteZero => ("no se pudo escribir todo", "not all could be written"),
        ErrorKind::BrokenPipe => {
            ("quien leía la salida terminó", "whoever read the output has ended")
        }
        ErrorKind::InvalidFilename => ("el nombre no es válido", "the name is not valid"),
        ErrorKind::InvalidInput => ("el pedido no es válido", "the request is not valid"),
        ErrorKind::InvalidData => ("el contenido no es válido", "the content is not valid"),
        ErrorKind::NotSeekable => {
            ("no se puede leer desde cualquier punto", "it cannot be read from any point")
        }
        ErrorKind::CrossesDevices => ("está en otro disco", "it is on another disk"),
        ErrorKind::TooManyLinks => ("tiene demasiados enlaces", "it has too many links"),
        ErrorKind::OutOfMemory => ("no queda memoria", "there is no memory left"),
        ErrorKind::Unsupported => {
            ("el sistema no admite esa operación", "the system does not support that")
        }
        _ => return None,
    };
    Some(Sentence::new(es, en))
}

/// What Rust has no kind for.
#[cfg(unix)]
fn by_number(number: i32) -> Option<Sentence> {
    let (es, en) = match number {
        5 => ("el disco o la unidad de red falla", "the disk or network drive fails"),
        6 | 19 => ("el dispositivo no responde", "the device does not answer"),
        23 | 24 => ("hay demasiados archivos abiertos", "too many files are open"),
        40 => ("los enlaces se persiguen en círculo", "its links lead in a circle"),
        _ => return None,
    };
    Some(Sentence::new(es, en))
}

/// What Rust has no kind for: a sharing or lock violation, and a network name that is gone.
#[cfg(not(unix))]
fn by_number(number: i32) -> Option<Sentence> {
    let (es, en) = match number {
        4 => ("hay demasiados archivos abiertos", "too many files are open"),
        21 => ("la unidad no está lista", "the drive is not ready"),
        32 | 33 => ("otro programa lo tiene abierto", "another program has it open"),
        53 | 59 | 64 | 67 => {
            ("no se llega a la unidad de red", "the network drive is out of reach")
        }
        _ => return None,
    };
    Some(Sentence::new(es, en))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h06_a_kind_is_said_in_the_operators_language_and_keeps_its_number() {
        let missing = std::fs::File::open("no/such/file").expect_err("there is none");
        let es = says(&missing, Language::Es);
        assert!(es.starts_with("no existe el archivo o la carpeta (error "), "{es}");
        assert!(es.ends_with(" del sistema)"), "{es}");
        let en = says(&missing, Language::En);
        assert!(en.starts_with("there is no such file or folder (os error "), "{en}");
    }

    #[test]
    fn a_message_of_a_library_stays_and_a_number_alone_is_told() {
        let said = says(&Error::other("porque sí"), Language::Es);
        assert_eq!(said, "porque sí");
        let said = says(&Error::from(ErrorKind::StorageFull), Language::Es);
        assert_eq!(said, "no queda espacio en el disco");
        let unknown = says(&Error::from_raw_os_error(9_999), Language::Es);
        assert_eq!(unknown, "el sistema no dice más (error 9999 del sistema)");
    }
}
