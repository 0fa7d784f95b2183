//! ZIP and GZ around a table: which member is meant, and its bytes, checked.
//!
//! Nothing is unpacked into the working folder: text is streamed, a workbook goes to a temporary file that deletes
//! itself. Sizes told by the archive are not trusted: bytes are counted as they come.

use std::fs::File;
use std::io::{BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::bufread::{DeflateDecoder, MultiGzDecoder};
use tempfile::TempPath;

use super::error::{IngestError, IngestErrorKind, Place};
use super::format::{Container, LOOK_BYTES, container};
use super::inner_error::{UNREADABLE_ARCHIVE, UNREADABLE_STREAM, technical};
use crate::model::Sentence;

/// Members of an archive that are looked at.
const MEMBERS_MAX: usize = 10_000;

/// Bytes that may come out for each one that went in, after [`RATIO_FREE_BYTES`].
const RATIO_MAX: u64 = 400;
const RATIO_FREE_BYTES: u64 = 64 << 20;

/// Bytes that a workbook which is read whole may unpack to.
const WHOLE_UNPACKED_MAX: u64 = 1 << 30;

const BUFFER_BYTES: usize = 128 << 10;

pub(crate) const UNPACKED: Sentence = Sentence::new(
    "bytes descomprimidos por byte comprimido",
    "unpacked bytes for each packed byte",
);
const UNPACKED_BYTES: Sentence = Sentence::new("bytes descomprimidos", "unpacked bytes");
const MEMBERS: Sentence =
    Sentence::new("archivos dentro del archivo comprimido", "files within the archive");

/// A member of a zip archive.
#[derive(Clone, Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) size: u64,
    packed: u64,
    start: u64,
    crc: u32,
    deflated: bool,
    encrypted: bool,
    /// The number of a compression method that is not supported.
    method: Option<String>,
}

/// The members of an archive, folders left out.
pub(crate) fn members(path: &Path, place: &Place) -> Result<Vec<Member>, IngestError> {
    let file = File::open(path).map_err(|error| IngestError::io(error, place.clone()))?;
    let failed = |error: zip::result::ZipError| zip_error(error, path, place);
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(failed)?;
    if archive.len() > MEMBERS_MAX {
        return Err(IngestError::new(IngestErrorKind::TooLarge, place.clone())
            .with("what", MEMBERS)
            .with("limit", MEMBERS_MAX));
    }
    let mut members = Vec::with_capacity(archive.len());
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(failed)?;
        if entry.is_dir() {
            continue;
        }
        let method = entry.compression();
        let known =
            matches!(method, zip::CompressionMethod::Stored | zip::CompressionMethod::Deflated);
        members.push(Member {
            name: entry.name().map_or_else(|_| format!("#{index}"), |name| name.into_owned()),
            size: entry.size(),
            packed: entry.compressed_size(),
            start: entry.data_start().unwrap_or(0),
            crc: entry.crc32(),
            deflated: method == zip::CompressionMethod::Deflated,
            encrypted: entry.encrypted(),
            method: (!known).then(|| method.to_string()),
        });
    }
    Ok(members)
}

fn zip_error(error: zip::result::ZipError, path: &Path, place: &Place) -> IngestError {
    use zip::result::ZipError;
    let kind = match &error {
        ZipError::Io(io) if io.kind() != std::io::ErrorKind::InvalidData => {
            return IngestError::io(std::io::Error::new(io.kind(), io.to_string()), place.clone());
        }
        // An archive's directory stands at its end: without one, the end is missing.
        _ if !has_directory(path) => IngestErrorKind::Truncated,
        _ => IngestErrorKind::Damaged,
    };
    let detail = technical(UNREADABLE_ARCHIVE, &error);
    IngestError::new(kind, place.clone()).with("detail", detail).because(error)
}

fn has_directory(path: &Path) -> bool {
    let tail = || -> std::io::Result<Vec<u8>> {
        let mut file = File::open(path)?;
        let length = file.metadata()?.len();
        file.seek(SeekFrom::Start(length.saturating_sub(66_000)))?;
        let mut tail = Vec::new();
        file.take(66_000).read_to_end(&mut tail)?;
        Ok(tail)
    };
    tail().is_ok_and(|tail| memchr::memmem::find(&tail, b"PK\x05\x06").is_some())
}

/// What a zip archive is, by the names in it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ZipKind {
    Xlsx,
    Xlsb,
    Ods,
    /// A document of an office program, but no workbook.
    Document(&'static str),
    /// An archive of files.
    Archive,
}

/// Tells a workbook from an archive.
pub(crate) fn kind_of(path: &Path, members: &[Member]) -> ZipKind {
    let has = |name: &str| members.iter().any(|member| member.name.eq_ignore_ascii_case(name));
    let mime = members.iter().find(|member| member.name == "mimetype").and_then(|member| {
        let mut text = String::new();
        let source = read(path, member).ok()?;
        source.take(256).read_to_string(&mut text).ok()?;
        Some(text)
    });
    match mime.as_deref().and_then(|mime| mime.strip_prefix("application/vnd.oasis.opendocument."))
    {
        Some(rest) if rest.starts_with("spreadsheet") => return ZipKind::Ods,
        Some(_) => return ZipKind::Document("OpenDocument"),
        None => {}
    }
    match () {
        () if has("xl/workbook.bin") => ZipKind::Xlsb,
        () if has("word/document.xml") => ZipKind::Document("Word (DOCX)"),
        () if has("ppt/presentation.xml") => ZipKind::Document("PowerPoint (PPTX)"),
        () if has("[Content_Types].xml") || has("xl/workbook.xml") => ZipKind::Xlsx,
        () => ZipKind::Archive,
    }
}

/// The member that holds the table: the only table, else the one with the archive's name, else the only one with a
/// name of SUNAT's books. `others` counts the files beside it.
pub(crate) fn choose<'a>(
    path: &Path,
    archive_name: &str,
    members: &'a [Member],
    place: &Place,
) -> Result<&'a Member, IngestError> {
    let listed = |members: &[&Member]| {
        let names: Vec<&str> = members.iter().take(12).map(|member| member.name.as_str()).collect();
        let more = if members.len() > 12 { ", …" } else { "" };
        if names.is_empty() { "—".to_owned() } else { names.join(", ") + more }
    };
    let mut tables: Vec<&Member> = Vec::new();
    for member in members.iter().filter(|member| !is_hidden(&member.name)) {
        if may_be_table(path, member, place)? {
            tables.push(member);
        }
    }
    let stem = |name: &str| stem_of(name).to_lowercase();
    let same = |member: &&&Member| stem(&member.name) == stem(archive_name);
    let book = |member: &&&Member| super::file_name::sunat_name(base_of(&member.name)).is_some();
    let only = |found: Vec<&&'a Member>| match found[..] {
        [one] => Some(*one),
        _ => None,
    };
    match &tables[..] {
        [] => Err(IngestError::new(IngestErrorKind::ArchiveWithoutTable, place.clone())
            .with("members", listed(&members.iter().collect::<Vec<_>>()))),
        [one] => Ok(one),
        several => only(several.iter().filter(same).collect())
            .or_else(|| only(several.iter().filter(book).collect()))
            .ok_or_else(|| {
                IngestError::new(IngestErrorKind::ArchiveAmbiguous, place.clone())
                    .with("members", listed(several))
            }),
    }
}

fn base_of(name: &str) -> &str {
    name.rsplit(['/', '\\']).next().unwrap_or(name)
}

fn stem_of(name: &str) -> &str {
    let base = base_of(name);
    base.rsplit_once('.').map_or(base, |(stem, _)| stem)
}

fn is_hidden(name: &str) -> bool {
    name.starts_with("__MACOSX/") || base_of(name).starts_with(['.', '~'])
}

fn may_be_table(path: &Path, member: &Member, place: &Place) -> Result<bool, IngestError> {
    if member.size == 0 {
        return Ok(false);
    }
    // One that cannot be looked at is kept: should it be the one that is meant, its own error says why.
    if member.encrypted || member.method.is_some() {
        return Ok(true);
    }
    let place = Place { member: Some(member.name.clone()), ..place.clone() };
    let failed = |error| IngestError::io(error, place.clone());
    let mut head = Vec::new();
    let source = read(path, member).map_err(failed)?;
    source
        .take(LOOK_BYTES as u64)
        .read_to_end(&mut head)
        .map_err(|error| stream_error(error, &place))?;
    Ok(!matches!(container(&head), Container::Other(_) | Container::Disguised(_) | Container::Pdf))
}

/// A member's bytes, checked as they come; encrypted ones and unknown methods are refused.
pub(crate) fn open_member(
    path: &Path,
    member: &Member,
    place: &Place,
) -> Result<Box<dyn Read + Send>, IngestError> {
    if member.encrypted {
        return Err(IngestError::new(IngestErrorKind::Encrypted, place.clone()));
    }
    if let Some(method) = &member.method {
        return Err(IngestError::new(IngestErrorKind::ArchiveMethod, place.clone())
            .with("value", method.as_str()));
    }
    read(path, member).map_err(|error| IngestError::io(error, place.clone()))
}

fn read(path: &Path, member: &Member) -> std::io::Result<Box<dyn Read + Send>> {
    let mut file = File::open(path)?;
    file.seek(SeekFrom::Start(member.start))?;
    let packed = BufReader::with_capacity(BUFFER_BYTES, file.take(member.packed));
    let checked = |source: Box<dyn Read + Send>| Checked {
        source,
        crc: crc32fast::Hasher::new(),
        expected: Some((member.crc, member.size)),
        packed: member.packed,
        read: 0,
    };
    Ok(match member.deflated {
        true => Box::new(checked(Box::new(DeflateDecoder::new(packed)))),
        false => Box::new(checked(Box::new(packed))),
    })
}

/// Reads every member of a workbook to its end, so that no checksum, length or ratio is believed unseen.
pub(crate) fn check_all(path: &Path, place: &Place) -> Result<(), IngestError> {
    let mut block = vec![0; BUFFER_BYTES];
    let mut total = 0u64;
    for member in members(path, place)? {
        let mut source = open_member(path, &member, place)?;
        loop {
            match source.read(&mut block) {
                Ok(0) => break,
                Ok(read) => total += read as u64,
                Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
                Err(error) => return Err(stream_error(error, place)),
            }
            if total > WHOLE_UNPACKED_MAX {
                return Err(IngestError::new(IngestErrorKind::TooLarge, place.clone())
                    .with("what", UNPACKED_BYTES)
                    .with("limit", WHOLE_UNPACKED_MAX));
            }
        }
    }
    Ok(())
}

/// A gzip stream's bytes; it has a checksum of its own, so only the ratio is watched.
pub(crate) fn open_gzip(source: Box<dyn Read + Send>, packed: u64) -> Box<dyn Read + Send> {
    let source = BufReader::with_capacity(BUFFER_BYTES, source);
    Box::new(Checked {
        source: Box::new(MultiGzDecoder::new(source)),
        crc: crc32fast::Hasher::new(),
        expected: None,
        packed,
        read: 0,
    })
}

/// What a stream of an archive can find wrong; it travels inside an I/O error.
#[derive(Debug)]
enum Fault {
    Checksum,
    Cut,
    Ratio,
}

impl std::fmt::Display for Fault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Fault::Checksum => "the checksum does not agree",
            Fault::Cut => "it ends too early",
            Fault::Ratio => "it unpacks to far more than it holds",
        })
    }
}

impl std::error::Error for Fault {}

struct Checked {
    source: Box<dyn Read + Send>,
    crc: crc32fast::Hasher,
    /// The checksum and length that the archive tells, for members of a zip.
    expected: Option<(u32, u64)>,
    packed: u64,
    read: u64,
}

impl Read for Checked {
    fn read(&mut self, into: &mut [u8]) -> std::io::Result<usize> {
        let read = self.source.read(into)?;
        self.read += read as u64;
        if self.read > RATIO_FREE_BYTES.max(self.packed.saturating_mul(RATIO_MAX)) {
            return Err(std::io::Error::other(Fault::Ratio));
        }
        let Some((crc, length)) = self.expected else { return Ok(read) };
        self.crc.update(&into[..read]);
        if read == 0 && !into.is_empty() {
            if self.read < length {
                return Err(std::io::Error::other(Fault::Cut));
            }
            if self.read > length || self.crc.clone().finalize() != crc {
                return Err(std::io::Error::other(Fault::Checksum));
            }
        }
        Ok(read)
    }
}

/// The error of a stream that came out of an archive.
pub(crate) fn stream_error(error: std::io::Error, place: &Place) -> IngestError {
    let fault = error.get_ref().and_then(|inner| inner.downcast_ref::<Fault>());
    let kind = match fault {
        Some(Fault::Checksum) => IngestErrorKind::Checksum,
        Some(Fault::Cut) => IngestErrorKind::Truncated,
        Some(Fault::Ratio) => {
            return IngestError::new(IngestErrorKind::TooLarge, place.clone())
                .with("what", UNPACKED)
                .with("limit", RATIO_MAX);
        }
        None => match error.kind() {
            // The decoders' words for a stream that is none, or whose checksum is another.
            std::io::ErrorKind::InvalidInput | std::io::ErrorKind::InvalidData => {
                IngestErrorKind::Damaged
            }
            _ => return IngestError::io(error, place.clone()),
        },
    };
    let detail = technical(UNREADABLE_STREAM, &error);
    IngestError::new(kind, place.clone()).with("detail", detail).because(error)
}

/// Writes a stream to a temporary file that deletes itself, for a reader that must go back and forth.
pub(crate) fn spool(
    head: &[u8],
    mut source: Box<dyn Read + Send>,
    place: &Place,
) -> Result<TempPath, IngestError> {
    let failed = |error| IngestError::io(error, place.clone());
    let mut file = tempfile::NamedTempFile::new().map_err(failed)?;
    file.write_all(head).map_err(failed)?;
    let mut block = vec![0; BUFFER_BYTES];
    loop {
        match source.read(&mut block) {
            Ok(0) => break,
            Ok(read) => file.write_all(&block[..read]).map_err(failed)?,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(stream_error(error, place)),
        }
    }
    file.flush().map_err(failed)?;
    Ok(file.into_temp_path())
}
