//! One part of the package as a stream of inflated bytes.
//!
//! Sizes are held against the directory and the limits while bytes come out; the checksum is left to [`Checksum`],
//! because the thread that scans has the bytes in its cache anyway.

use std::io::Read;
use std::sync::Arc;

use flate2::{Decompress, FlushDecompress, Status};

use crate::archive::{Archive, Method, Stored};
use crate::error::{Error, ErrorKind, Limit, Result};
use crate::limits::Limits;

const INPUT_BYTES: usize = 64 << 10;

/// A part that is being inflated.
pub(crate) struct PartStream {
    archive: Arc<Archive>,
    stored: Stored,
    limits: Limits,
    inflate: Decompress,
    input: Vec<u8>,
    taken: usize,
    /// Deflated bytes that were not read from the file yet.
    unread: u64,
    produced: u64,
    ended: bool,
}

impl PartStream {
    pub(crate) fn new(archive: Arc<Archive>, stored: Stored, limits: Limits) -> PartStream {
        PartStream {
            archive,
            unread: stored.compressed,
            stored,
            limits,
            inflate: Decompress::new(false),
            input: Vec::new(),
            taken: 0,
            produced: 0,
            ended: false,
        }
    }

    /// What the directory says of the part.
    pub(crate) fn stored(&self) -> &Stored {
        &self.stored
    }

    /// Fills `out` completely, unless the part ends before; the part has ended when fewer bytes come than asked for.
    pub(crate) fn fill(&mut self, out: &mut [u8]) -> Result<usize> {
        let mut filled = 0;
        while filled < out.len() && !self.ended {
            let more = match self.stored.method {
                Method::Stored => self.copy(&mut out[filled..]),
                Method::Deflated => self.inflate(&mut out[filled..]),
            };
            let more = more.map_err(|e| e.in_part(&self.stored.name).at_offset(self.produced))?;
            filled += more;
            self.produced += more as u64;
            self.check()?;
        }
        Ok(filled)
    }

    fn copy(&mut self, out: &mut [u8]) -> Result<usize> {
        let length = self.unread.min(out.len() as u64) as usize;
        if length == 0 {
            self.ended = true;
            return Ok(0);
        }
        let at = self.stored.start + self.stored.compressed - self.unread;
        if self.archive.read_at(at, &mut out[..length])? < length {
            return Err(ErrorKind::Truncated.into());
        }
        self.unread -= length as u64;
        Ok(length)
    }

    fn inflate(&mut self, out: &mut [u8]) -> Result<usize> {
        if self.taken == self.input.len() {
            let length = self.unread.min(INPUT_BYTES as u64) as usize;
            self.input.resize(length, 0);
            let at = self.stored.start + self.stored.compressed - self.unread;
            if self.archive.read_at(at, &mut self.input)? < length {
                return Err(ErrorKind::Truncated.into());
            }
            self.unread -= length as u64;
            self.taken = 0;
        }
        let (consumed, produced) = (self.inflate.total_in(), self.inflate.total_out());
        let status = self
            .inflate
            .decompress(&self.input[self.taken..], out, FlushDecompress::None)
            .map_err(|_| ErrorKind::Crc)?;
        let consumed = (self.inflate.total_in() - consumed) as usize;
        let produced = (self.inflate.total_out() - produced) as usize;
        self.taken += consumed;
        match status {
            Status::StreamEnd => self.ended = true,
            Status::Ok | Status::BufError if consumed == 0 && produced == 0 => {
                if self.taken == self.input.len() && self.unread > 0 {
                    return Ok(0);
                }
                return Err(ErrorKind::Crc.into());
            }
            Status::Ok | Status::BufError => {}
        }
        Ok(produced)
    }

    fn check(&self) -> Result<()> {
        let Limits { part_bytes, ratio, .. } = self.limits;
        let fail = |error: Error| error.in_part(&self.stored.name).at_offset(self.produced);
        let wrong_size =
            self.produced > self.stored.size || self.ended && self.produced < self.stored.size;
        if wrong_size {
            return Err(fail(ErrorKind::Crc.into()));
        }
        if self.produced > part_bytes {
            return Err(fail(Error::too_large(Limit::PartBytes, part_bytes)));
        }
        let allowed = self.stored.compressed.saturating_mul(ratio);
        if self.produced > Limits::RATIO_FREE_BYTES && self.produced > allowed {
            return Err(fail(Error::too_large(Limit::Ratio, ratio)));
        }
        Ok(())
    }
}

/// The checksum of a part, taken while its bytes go by.
pub(crate) struct Checksum {
    hasher: crc32fast::Hasher,
    expected: u32,
}

impl Checksum {
    pub(crate) fn new(stored: &Stored) -> Checksum {
        Checksum { hasher: crc32fast::Hasher::new(), expected: stored.crc }
    }

    pub(crate) fn update(&mut self, bytes: &[u8]) {
        self.hasher.update(bytes);
    }

    pub(crate) fn finish(self) -> Result<()> {
        match self.hasher.finalize() == self.expected {
            true => Ok(()),
            false => Err(ErrorKind::Crc.into()),
        }
    }
}

/// Reads a small part whole, checked.
pub(crate) fn read_whole(
    archive: &Arc<Archive>,
    stored: Stored,
    limits: &Limits,
) -> Result<Vec<u8>> {
    let most = limits.small_part_bytes;
    if stored.size > most {
        return Err(Error::too_large(Limit::PartBytes, most).in_part(&stored.name));
    }
    let mut reader = PartReader::new(PartStream::new(archive.clone(), stored, *limits));
    let mut bytes = Vec::new();
    match reader.read_to_end(&mut bytes) {
        Ok(_) => Ok(bytes),
        Err(error) => Err(reader.take_error().unwrap_or_else(|| error.into())),
    }
}

/// A part as a [`Read`], checksum and all; its own error can be taken back after a read has failed.
pub(crate) struct PartReader {
    stream: PartStream,
    checksum: Option<Checksum>,
    error: Option<Error>,
}

impl PartReader {
    pub(crate) fn new(stream: PartStream) -> PartReader {
        let checksum = Some(Checksum::new(stream.stored()));
        PartReader { stream, checksum, error: None }
    }

    pub(crate) fn take_error(&mut self) -> Option<Error> {
        self.error.take()
    }

    fn read_checked(&mut self, out: &mut [u8]) -> Result<usize> {
        let length = self.stream.fill(out)?;
        if let Some(checksum) = &mut self.checksum {
            checksum.update(&out[..length]);
        }
        if length < out.len()
            && let Some(checksum) = self.checksum.take()
        {
            checksum.finish().map_err(|e| e.in_part(&self.stream.stored().name))?;
        }
        Ok(length)
    }
}

impl Read for PartReader {
    fn read(&mut self, out: &mut [u8]) -> std::io::Result<usize> {
        self.read_checked(out).map_err(|error| {
            self.error = Some(error);
            std::io::Error::other("the part cannot be read")
        })
    }
}
