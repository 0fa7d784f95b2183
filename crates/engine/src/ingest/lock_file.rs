//! The small files that office programs keep beside a workbook while they have it open.
//!
//! Excel keeps `~$name`, and writes it over the first two letters of a long name; LibreOffice keeps `.~lock.name#`.
//! Such a file is told by its name and by how small it is; what stands in it is not looked at, since Excel lets nobody.

use std::fs::Metadata;
use std::path::{Path, PathBuf};

use super::error::{IngestError, IngestErrorKind, Place};
use super::evidence::{Evidence, Value};
use crate::model::Sentence;

/// No lock file has more bytes; Excel's have 165.
const LOCK_BYTES_MAX: u64 = 1024;

const LOCKED: Sentence = Sentence::new(
    "parece abierto en Excel («{lock}» está al lado): se lee lo último que se guardó",
    "it seems to be open in Excel (“{lock}” stands beside it): what was saved last is read",
);
const LOST: Sentence = Sentence::new(
    "el que está en la misma carpeta, sin «~$» delante",
    "the one in the same folder, without “~$” in front",
);

/// The book of a lock file, by the lock file's name.
pub(crate) fn locked_book(file: &str) -> Option<&str> {
    let libre = file.strip_prefix(".~lock.").and_then(|rest| rest.strip_suffix('#'));
    file.strip_prefix("~$").or(libre)
}

/// What a person should know of a workbook beside which a lock file stands.
pub(crate) fn doubt(path: &Path) -> Option<Evidence> {
    let name = path.file_name()?.to_string_lossy().into_owned();
    let cut: String = name.chars().skip(2).collect();
    let locks = [format!("~${name}"), format!("~${cut}"), format!(".~lock.{name}#")];
    // A workbook that is itself called `~$…` is not its own lock.
    let there = |lock: &&String| **lock != name && path.with_file_name(lock).exists();
    let lock = locks.iter().find(there)?;
    Some(Evidence::doubt(LOCKED).with("lock", lock.as_str()))
}

/// The error of a lock file that was given as if it were the workbook: it names the workbook, if it is there.
pub(crate) fn refusal(path: &Path, metadata: &Metadata) -> Option<IngestError> {
    let name = path.file_name()?.to_str()?;
    let rest = locked_book(name)?;
    if metadata.len() > LOCK_BYTES_MAX {
        return None;
    }
    let program = if name.starts_with("~$") { "Excel" } else { "LibreOffice" };
    let book = match book_of(path, rest) {
        Some(book) => Value::from(format!("«{}»", book.display())),
        None => Value::from(LOST),
    };
    let error = IngestError::new(IngestErrorKind::LockFile, Place::file(path));
    Some(error.with("program", program).with("book", book))
}

/// The workbook beside a lock file: of the rest of its name, or of a name that has two letters more in front.
fn book_of(lock: &Path, rest: &str) -> Option<PathBuf> {
    let whole = lock.with_file_name(rest);
    if whole.exists() {
        return Some(whole);
    }
    let folder = lock.parent().filter(|folder| !folder.as_os_str().is_empty());
    let entries = std::fs::read_dir(folder.unwrap_or(Path::new("."))).ok()?;
    let mut names: Vec<String> =
        entries.flatten().filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    let cut = |name: &String| name.chars().skip(2).eq(rest.chars()) && locked_book(name).is_none();
    names.into_iter().find(cut).map(|name| lock.with_file_name(name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_book_of_a_lock_file_is_known_by_its_name() {
        assert_eq!(locked_book("~$ventas.xlsx"), Some("ventas.xlsx"));
        assert_eq!(locked_book(".~lock.ventas.ods#"), Some("ventas.ods"));
        assert_eq!(locked_book("ventas.xlsx"), None);
        assert_eq!(locked_book(".~lock.ventas.ods"), None);
    }
}
