//! The part of a stream that the scanner sees at once: a block, with the unfinished end of the one before in front.

use crate::archive::Stored;
use crate::blocks::{Block, Blocks, PAD};
use crate::error::{BadXml, Error, ErrorKind, Limit, Result};
use crate::limits::Limits;
use crate::part::Checksum;
use crate::text;

/// The bytes in view.
enum Held {
    Nothing,
    Block(Block),
    /// Something was longer than the headroom: it grows here until it is whole.
    Grown(Vec<u8>),
}

/// A view on one part that moves forward.
pub(crate) struct Window {
    held: Held,
    part: String,
    checksum: Option<Checksum>,
    most: usize,
    /// Where the unread bytes begin.
    pub(crate) at: usize,
    /// Where they end; [`PAD`] zeros follow.
    end: usize,
    received: u64,
    complete: bool,
}

impl Window {
    /// Bytes that have arrived so far.
    pub(crate) fn received(&self) -> u64 {
        self.received
    }

    pub(crate) fn new(part: &Stored, limits: &Limits) -> Window {
        Window {
            held: Held::Nothing,
            part: part.name.clone(),
            checksum: Some(Checksum::new(part)),
            most: limits.row_bytes,
            at: 0,
            end: 0,
            received: 0,
            complete: false,
        }
    }

    /// Bytes whose unread part is `at..end`, and which have [`PAD`] zeros behind `end`.
    pub(crate) fn view(&self) -> View<'_> {
        let bytes = match &self.held {
            Held::Nothing => &[0; PAD],
            Held::Block(block) => &block.bytes[..self.end + PAD],
            Held::Grown(bytes) => &bytes[..self.end + PAD],
        };
        View::new(bytes, self.complete)
    }

    /// Where in the part the unread bytes begin.
    fn offset(&self) -> u64 {
        self.received - (self.end - self.at) as u64
    }

    fn place(&self, error: Error) -> Error {
        error.in_part(&self.part).at_offset(self.offset())
    }

    /// Adds the place to an error. XML that makes no sense in a part whose checksum is wrong is damage.
    pub(crate) fn explain(&mut self, error: Error, blocks: &mut Blocks) -> Error {
        let mut error = self.place(error);
        if matches!(error.kind, ErrorKind::BadXml(_))
            && let Err(worse) = self.check_rest(blocks)
        {
            error.kind = worse.kind;
        }
        error
    }

    /// Brings more bytes into view behind the unread ones.
    pub(crate) fn more(&mut self, blocks: &mut Blocks) -> Result<()> {
        if self.complete {
            return Err(BadXml::UnexpectedEnd.into());
        }
        let unread = self.end - self.at;
        let block = self.receive(blocks)?;
        if unread <= block.headroom {
            self.put_before(unread, block, blocks);
        } else {
            self.grow(unread, block, blocks)?;
        }
        Ok(())
    }

    /// Reads the rest of the part only to see whether it is whole.
    fn check_rest(&mut self, blocks: &mut Blocks) -> Result<()> {
        while !self.complete {
            let block = self.receive(blocks)?;
            blocks.give_back(block);
        }
        Ok(())
    }

    /// Gives the block in view back to the pool.
    pub(crate) fn release(&mut self, blocks: &mut Blocks) {
        if let Held::Block(block) = std::mem::replace(&mut self.held, Held::Nothing) {
            blocks.give_back(block);
        }
        (self.at, self.end) = (0, 0);
    }

    fn receive(&mut self, blocks: &mut Blocks) -> Result<Block> {
        let block = blocks.next()?;
        if self.received == 0 {
            text::check_mark(block.data()).map_err(Error::from)?;
        }
        self.received += block.filled as u64;
        if let Some(checksum) = &mut self.checksum {
            checksum.update(block.data());
        }
        if block.last {
            self.complete = true;
            if let Some(checksum) = self.checksum.take() {
                checksum.finish()?;
            }
        }
        Ok(block)
    }

    fn put_before(&mut self, unread: usize, mut block: Block, blocks: &mut Blocks) {
        let headroom = block.headroom;
        let start = headroom - unread;
        let old = match &self.held {
            Held::Nothing => &[][..],
            Held::Block(old) => &old.bytes[self.at..self.end],
            Held::Grown(old) => &old[self.at..self.end],
        };
        block.bytes[start..headroom].copy_from_slice(old);
        let end = headroom + block.filled;
        if let Held::Block(old) = std::mem::replace(&mut self.held, Held::Block(block)) {
            blocks.give_back(old);
        }
        (self.at, self.end) = (start, end);
    }

    /// Doubles what is in view, so that a long row is not read again for each of its blocks.
    fn grow(&mut self, unread: usize, block: Block, blocks: &mut Blocks) -> Result<()> {
        if unread > self.most {
            return Err(Error::too_large(Limit::RowBytes, self.most as u64));
        }
        let mut grown = match std::mem::replace(&mut self.held, Held::Nothing) {
            Held::Nothing => Vec::new(),
            Held::Block(old) => {
                let unread = old.bytes[self.at..self.end].to_vec();
                blocks.give_back(old);
                unread
            }
            Held::Grown(mut old) => {
                old.truncate(self.end);
                old.drain(..self.at);
                old
            }
        };
        grown.extend_from_slice(block.data());
        blocks.give_back(block);
        while !self.complete && grown.len() < unread * 2 {
            let block = self.receive(blocks)?;
            grown.extend_from_slice(block.data());
            blocks.give_back(block);
        }
        (self.at, self.end) = (0, grown.len());
        grown.resize(self.end + PAD, 0);
        self.held = Held::Grown(grown);
        Ok(())
    }
}

/// Bytes with [`PAD`] zeros behind them, so that words may be read from any place within.
#[derive(Clone, Copy)]
pub(crate) struct View<'a> {
    padded: &'a [u8],
    /// Whether nothing comes after these bytes.
    pub(crate) complete: bool,
}

impl<'a> View<'a> {
    pub(crate) fn new(padded: &'a [u8], complete: bool) -> View<'a> {
        let end = padded.len() - PAD;
        debug_assert!(padded[end..].iter().all(|byte| *byte == 0));
        View { padded, complete }
    }

    /// Where the bytes end.
    #[inline]
    pub(crate) fn end(&self) -> usize {
        self.padded.len() - PAD
    }

    /// The bytes without the zeros.
    #[inline]
    pub(crate) fn bytes(&self) -> &'a [u8] {
        &self.padded[..self.end()]
    }

    /// Eight bytes from `at`, the first one the least significant.
    #[inline(always)]
    pub(crate) fn word(&self, at: usize) -> u64 {
        debug_assert!(at <= self.end());
        // SAFETY: callers pass places within the bytes, or their end: PAD readable bytes follow.
        u64::from_le(unsafe { self.pointer(at).cast::<u64>().read_unaligned() })
    }

    /// Eight bytes from `ahead` bytes behind `at`.
    #[inline(always)]
    pub(crate) fn word_ahead(&self, at: usize, ahead: usize) -> u64 {
        debug_assert!(at <= self.end() && ahead + 8 <= PAD);
        // SAFETY: as for `word`; the bytes are among the PAD ones from `at`.
        u64::from_le(unsafe { self.pointer(at).add(ahead).cast::<u64>().read_unaligned() })
    }

    /// A pointer to `at`, from which [`PAD`] bytes can be read.
    ///
    /// # Safety
    ///
    /// `at` is at most [`View::end`].
    #[inline(always)]
    pub(crate) unsafe fn pointer(&self, at: usize) -> *const u8 {
        debug_assert!(at <= self.end());
        // SAFETY: the caller promises that `at` is within the slice.
        unsafe { self.padded.as_ptr().add(at) }
    }
}
