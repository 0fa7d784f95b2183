//! What a call carries: bytes in memory, or files that are streamed, so that a large part costs no memory.

use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;

/// One stretch of a body.
#[derive(Clone, Debug)]
pub(crate) enum Piece {
    /// Bytes, and how evidence shows them.
    Bytes { bytes: Vec<u8>, shown: String },
    /// A file, whole.
    File { path: PathBuf, length: u64, shown: String },
}

/// A body, and its type.
#[derive(Clone, Debug, Default)]
pub(crate) struct Body {
    /// `Content-Type`, if there is a body.
    pub(crate) kind: Option<String>,
    /// Its stretches, in order.
    pub(crate) pieces: Vec<Piece>,
}

impl Body {
    /// A text; `shown` is the same without secrets.
    pub(crate) fn text(kind: &str, text: String, shown: String) -> Body {
        let piece = Piece::Bytes { bytes: text.into_bytes(), shown };
        Body { kind: Some(kind.to_string()), pieces: vec![piece] }
    }

    /// Its length in bytes.
    pub(crate) fn length(&self) -> u64 {
        let of = |piece: &Piece| match piece {
            Piece::Bytes { bytes, .. } => bytes.len() as u64,
            Piece::File { length, .. } => *length,
        };
        self.pieces.iter().map(of).sum()
    }

    /// A reader of all of it. A file that cannot be opened is told before anything is sent; one that has become shorter
    /// breaks the call, and one that has grown is cut where it ended.
    pub(crate) fn open(&self) -> io::Result<Box<dyn Read>> {
        let mut reader: Box<dyn Read> = Box::new(io::empty());
        for piece in &self.pieces {
            reader = match piece {
                Piece::Bytes { bytes, .. } => Box::new(reader.chain(Cursor::new(bytes.clone()))),
                Piece::File { path, length, .. } => {
                    let file = File::open(path)?;
                    Box::new(reader.chain(Whole { file, left: *length }))
                }
            };
        }
        Ok(reader)
    }

    /// As evidence shows it.
    pub(crate) fn shown(&self) -> String {
        let shown = |piece: &Piece| match piece {
            Piece::Bytes { shown, .. } => shown.clone(),
            Piece::File { shown, length, .. } => format!("[{shown}: {length} bytes]"),
        };
        self.pieces.iter().map(shown).collect()
    }
}

/// A file of which exactly so many bytes are read.
struct Whole {
    file: File,
    left: u64,
}

impl Read for Whole {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 || buffer.is_empty() {
            return Ok(0);
        }
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(buffer.len());
        let read = self.file.read(&mut buffer[..most])?;
        if read == 0 {
            return Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the file became shorter"));
        }
        self.left -= read as u64;
        Ok(read)
    }
}

/// Parts of a form with files, with a boundary that none of its texts holds.
pub(crate) fn multipart(parts: Vec<(String, Part)>) -> Body {
    let holds = |boundary: &str| {
        parts.iter().any(|(_, part)| match part {
            Part::Text { text, .. } => text.contains(boundary),
            Part::File { .. } => false,
        })
    };
    let mut boundary = "----cuadre-3b1f9c5e7a2d4860".to_string();
    while holds(&boundary) {
        boundary.push('x');
    }
    let mut pieces = Vec::new();
    let mut say = |text: String| {
        pieces.push(Piece::Bytes { shown: text.clone(), bytes: text.into_bytes() });
        pieces.len() - 1
    };
    let mut files = Vec::new();
    let quoted = |text: &str| text.replace('"', "%22").replace(['\r', '\n'], " ");
    for (name, part) in parts {
        let name = quoted(&name);
        let head = format!("--{boundary}\r\nContent-Disposition: form-data; name=\"{name}\"");
        match part {
            Part::Text { text, shown } => {
                say(format!("{head}\r\n\r\n"));
                files.push((say(String::new()), Piece::Bytes { bytes: text.into_bytes(), shown }));
            }
            Part::File { file, kind, piece } => {
                let file = quoted(&file);
                say(format!("{head}; filename=\"{file}\"\r\nContent-Type: {kind}\r\n\r\n"));
                files.push((say(String::new()), piece));
            }
        }
        say("\r\n".to_string());
    }
    say(format!("--{boundary}--\r\n"));
    for (at, piece) in files {
        pieces[at] = piece;
    }
    Body { kind: Some(format!("multipart/form-data; boundary={boundary}")), pieces }
}

/// A part of such a form.
pub(crate) enum Part {
    /// A field.
    Text { text: String, shown: String },
    /// A file.
    File { file: String, kind: String, piece: Piece },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_with_files_is_what_the_norm_says() {
        let text = Part::Text { text: "a".into(), shown: "a".into() };
        let piece = Piece::Bytes { bytes: b"x,y\r\n".to_vec(), shown: "[..]".into() };
        let file = Part::File { file: "0001.csv".into(), kind: "text/csv".into(), piece };
        let body = multipart(vec![("lote".into(), text), ("archivo".into(), file)]);
        let mut all = String::new();
        body.open().expect("bytes").read_to_string(&mut all).expect("a text");
        assert_eq!(all.len() as u64, body.length());
        let lines: Vec<_> = all.split("\r\n").collect();
        assert_eq!(lines[1], "Content-Disposition: form-data; name=\"lote\"");
        assert_eq!(lines[3], "a");
        assert_eq!(
            lines[5],
            "Content-Disposition: form-data; name=\"archivo\"; filename=\"0001.csv\""
        );
        assert_eq!(lines[8], "x,y");
        assert!(lines[10].ends_with("--"), "{lines:?}");
    }
}
