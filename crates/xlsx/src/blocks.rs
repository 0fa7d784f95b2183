//! The inflate thread: parts of the package, one behind the other, as large blocks from a small pool.
//!
//! What counts is few hand-offs and memory that stays in the cache: four blocks of 512 KiB go round. Each has room in
//! front, so that the scanner can put the unfinished end of one block before the beginning of the next and always
//! finds a row in one piece; and zeros behind, so that it may look a little further than the data reach.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, SyncSender, channel, sync_channel};
use std::thread::JoinHandle;

use crate::archive::{Archive, Stored};
use crate::error::{Error, ErrorKind, Result};
use crate::limits::Limits;
use crate::part::PartStream;

/// Zero bytes behind the data.
pub(crate) const PAD: usize = 64;
const POOL: usize = 4;

/// How large blocks are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BlockSize {
    /// Bytes of data.
    pub(crate) data: usize,
    /// Room in front of the data.
    pub(crate) headroom: usize,
}

impl Default for BlockSize {
    fn default() -> BlockSize {
        BlockSize { data: 512 << 10, headroom: 64 << 10 }
    }
}

/// A piece of a part.
pub(crate) struct Block {
    pub(crate) bytes: Box<[u8]>,
    /// Where its data begin.
    pub(crate) headroom: usize,
    /// How many bytes of data it has.
    pub(crate) filled: usize,
    /// Whether the part ends here.
    pub(crate) last: bool,
}

impl Block {
    fn new(size: BlockSize) -> Block {
        let bytes = vec![0; size.headroom + size.data + PAD].into_boxed_slice();
        Block { bytes, headroom: size.headroom, filled: 0, last: false }
    }

    /// Its data.
    pub(crate) fn data(&self) -> &[u8] {
        &self.bytes[self.headroom..self.headroom + self.filled]
    }

    fn fill(&mut self, stream: &mut PartStream) -> Result<()> {
        let room = self.headroom..self.bytes.len() - PAD;
        let capacity = room.len();
        self.filled = stream.fill(&mut self.bytes[room])?;
        self.last = self.filled < capacity;
        self.bytes[self.headroom + self.filled..][..PAD].fill(0);
        Ok(())
    }
}

/// The blocks of some parts, in order; dropping it ends the thread.
pub(crate) struct Blocks {
    full: Option<Receiver<Result<Block>>>,
    empty: Option<Sender<Block>>,
    thread: Option<JoinHandle<()>>,
}

impl Blocks {
    /// Begins to inflate `parts`.
    pub(crate) fn start(
        archive: Arc<Archive>,
        parts: Vec<Stored>,
        limits: Limits,
        size: BlockSize,
    ) -> Result<Blocks> {
        let (send_full, full) = sync_channel(POOL);
        let (empty, take_empty) = channel();
        let thread =
            std::thread::Builder::new().name("xlsx-inflate".to_owned()).spawn(move || {
                inflate_all(&archive, parts, limits, size, &send_full, &take_empty);
            })?;
        Ok(Blocks { full: Some(full), empty: Some(empty), thread: Some(thread) })
    }

    /// Waits for the next block.
    pub(crate) fn next(&mut self) -> Result<Block> {
        match self.full.as_ref().map(Receiver::recv) {
            Some(Ok(block)) => block,
            _ => Err(ErrorKind::Io(std::io::Error::other("the inflate thread has ended")).into()),
        }
    }

    /// Gives a block back to the pool.
    pub(crate) fn give_back(&mut self, block: Block) {
        if let Some(empty) = &self.empty {
            // Once the last part is inflated nobody takes blocks any more.
            let _ = empty.send(block);
        }
    }
}

impl Drop for Blocks {
    fn drop(&mut self) {
        self.full = None;
        self.empty = None;
        if let Some(thread) = self.thread.take() {
            // A panic there has already shown itself here as a part without an end.
            let _ = thread.join();
        }
    }
}

fn inflate_all(
    archive: &Arc<Archive>,
    parts: Vec<Stored>,
    limits: Limits,
    mut size: BlockSize,
    full: &SyncSender<Result<Block>>,
    empty: &Receiver<Block>,
) {
    // One byte more than the largest part, so that its end shows in its only block.
    let largest = parts.iter().map(|part| part.size).max().unwrap_or(0).saturating_add(1);
    size.data = usize::try_from(largest).unwrap_or(usize::MAX).min(size.data);
    let mut made = 0;
    for part in parts {
        let mut stream = PartStream::new(archive.clone(), part, limits);
        loop {
            let block = match empty.try_recv() {
                Ok(block) => Ok(block),
                Err(_) if made < POOL => {
                    made += 1;
                    Ok(Block::new(size))
                }
                Err(_) => empty.recv(),
            };
            let Ok(mut block) = block else { return };
            let result: Result<(), Error> = block.fill(&mut stream);
            let last = block.last;
            let failed = result.is_err();
            if full.send(result.map(|()| block)).is_err() || failed {
                return;
            }
            if last {
                break;
            }
        }
    }
}
