//! Deflates one stream in independent pieces, on worker threads or on the caller's.
//!
//! A piece knows nothing of the one before it and ends in a sync flush, so pieces can be deflated anywhere and in any
//! order and be joined as they are. Where they are cut depends on what is written and on nothing else: the bytes are
//! the same whatever the number of threads. Piece `n` goes to worker `n % workers` and comes back from it, which
//! keeps the order without a lock or a sequence number.

use std::collections::VecDeque;
use std::io::{self, Write};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;

use flate2::{Compress, Compression, FlushCompress, Status};

use super::page::Page;

/// A page at least this long is a piece; what is lost between pieces is the 32 KiB window, some 1 % of the size.
pub(super) const PIECE_BYTES: usize = 512 * 1024;

/// Pieces that wait at one worker; two keep it busy while the caller fills the next page.
const QUEUE_PIECES: usize = 2;

/// An empty final block with fixed codes; it closes a stream whose pieces all end in a sync flush.
const STREAM_END: [u8; 2] = [0x03, 0x00];

/// What the container must know of a stream that has ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Sums {
    pub(super) crc: u32,
    pub(super) raw: u64,
    pub(super) packed: u64,
}

/// A page and what it deflates to.
struct Piece {
    page: Page,
    packed: Vec<u8>,
    crc: u32,
}

struct Worker {
    jobs: Option<SyncSender<Piece>>,
    done: Receiver<io::Result<Piece>>,
    thread: Option<JoinHandle<()>>,
}

/// Deflates pages, one stream after the other.
pub(super) struct Press {
    local: Option<Compress>,
    workers: Vec<Worker>,
    next: usize,
    /// Workers that owe a piece, in the order of the stream.
    owed: VecDeque<usize>,
    spare: Vec<Piece>,
    hasher: crc32fast::Hasher,
    sums: Sums,
}

impl Press {
    /// A press with `threads` workers; none means that the caller's thread does the work.
    pub(super) fn new(threads: usize, level: u32) -> io::Result<Press> {
        let workers = (0..threads).map(|_| spawn(level)).collect::<io::Result<Vec<Worker>>>()?;
        Ok(Press {
            local: workers.is_empty().then(|| compressor(level)),
            workers,
            next: 0,
            owed: VecDeque::new(),
            spare: Vec::new(),
            hasher: crc32fast::Hasher::new(),
            sums: Sums::default(),
        })
    }

    /// Takes a page as the next piece of the stream and leaves an empty one in its place.
    pub(super) fn feed(&mut self, page: &mut Page, out: &mut impl Write) -> io::Result<()> {
        let fresh = self.spare.pop().unwrap_or_default();
        let full = std::mem::replace(page, fresh.page);
        let mut piece = Piece { page: full, packed: fresh.packed, crc: 0 };
        if let Some(compress) = &mut self.local {
            squeeze(compress, &mut piece)?;
            return self.settle(piece, out);
        }
        if self.owed.len() >= self.workers.len() * QUEUE_PIECES {
            self.collect(out)?;
        }
        let index = self.next;
        self.next = (index + 1) % self.workers.len();
        let sent = self.workers[index].jobs.as_ref().is_some_and(|jobs| jobs.send(piece).is_ok());
        if !sent {
            return Err(worker_gone());
        }
        self.owed.push_back(index);
        Ok(())
    }

    /// Ends the stream: everything is written, and the next page begins another one.
    pub(super) fn finish_stream(&mut self, out: &mut impl Write) -> io::Result<Sums> {
        while !self.owed.is_empty() {
            self.collect(out)?;
        }
        out.write_all(&STREAM_END)?;
        self.sums.packed += STREAM_END.len() as u64;
        self.sums.crc = std::mem::take(&mut self.hasher).finalize();
        Ok(std::mem::take(&mut self.sums))
    }

    /// Waits for the oldest piece that is owed and writes it.
    fn collect(&mut self, out: &mut impl Write) -> io::Result<()> {
        let Some(index) = self.owed.pop_front() else { return Ok(()) };
        let piece = self.workers[index].done.recv().map_err(|_| worker_gone())??;
        self.settle(piece, out)
    }

    fn settle(&mut self, mut piece: Piece, out: &mut impl Write) -> io::Result<()> {
        out.write_all(&piece.packed)?;
        let raw = piece.page.bytes().len() as u64;
        self.hasher.combine(&crc32fast::Hasher::new_with_initial_len(piece.crc, raw));
        self.sums.raw += raw;
        self.sums.packed += piece.packed.len() as u64;
        piece.page.clear();
        self.spare.push(piece);
        Ok(())
    }
}

impl Default for Piece {
    fn default() -> Piece {
        Piece {
            page: Page::with_capacity(PIECE_BYTES + PIECE_BYTES / 32),
            packed: Vec::new(),
            crc: 0,
        }
    }
}

impl Drop for Press {
    fn drop(&mut self) {
        for worker in &mut self.workers {
            worker.jobs = None;
            // A worker may be blocked on handing over a piece that nobody will ask for.
            while worker.done.recv().is_ok() {}
            if let Some(thread) = worker.thread.take() {
                // A worker that panicked has been reported by the piece it owed.
                let _ = thread.join();
            }
        }
    }
}

fn spawn(level: u32) -> io::Result<Worker> {
    let (jobs, work) = sync_channel::<Piece>(QUEUE_PIECES);
    let (hand_over, done) = sync_channel(QUEUE_PIECES);
    let body = move || {
        let mut compress = compressor(level);
        for mut piece in work {
            let outcome = squeeze(&mut compress, &mut piece).map(|()| piece);
            if hand_over.send(outcome).is_err() {
                return;
            }
        }
    };
    let thread = std::thread::Builder::new().name("xlsx-deflate".into()).spawn(body)?;
    Ok(Worker { jobs: Some(jobs), done, thread: Some(thread) })
}

fn compressor(level: u32) -> Compress {
    Compress::new(Compression::new(level), false)
}

/// Deflates a piece's page from a clean state, up to and with a sync flush.
fn squeeze(compress: &mut Compress, piece: &mut Piece) -> io::Result<()> {
    let raw = piece.page.bytes();
    compress.reset();
    piece.crc = crc32fast::hash(raw);
    piece.packed.clear();
    piece.packed.reserve(raw.len() / 4 + 1024);
    loop {
        let taken = compress.total_in() as usize;
        let status = compress
            .compress_vec(&raw[taken..], &mut piece.packed, FlushCompress::Sync)
            .map_err(io::Error::other)?;
        let room = piece.packed.capacity() - piece.packed.len();
        // Room left after the last byte went in means that the flush is complete, too.
        if compress.total_in() as usize == raw.len() && room > 0 {
            return Ok(());
        }
        if status == Status::BufError && room > 0 {
            return Err(io::Error::other("the deflate encoder makes no progress"));
        }
        piece.packed.reserve(raw.len() / 4 + 1024);
    }
}

fn worker_gone() -> io::Error {
    io::Error::other("a thread that deflates the workbook ended before its work")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    /// Bytes of a small alphabet, or of none that can be deflated.
    fn noise(length: usize, mask: u8) -> Vec<u8> {
        let mut state = 0x2545_f491_4f6c_dd1du64;
        let next = |_| {
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state >> 32) as u8 & mask
        };
        (0..length).map(next).collect()
    }

    fn press(threads: usize, pieces: &[Vec<u8>]) -> (Vec<u8>, Sums) {
        let mut press = Press::new(threads, 1).unwrap();
        let mut out = Vec::new();
        let mut page = Page::with_capacity(64);
        for piece in pieces {
            page.push(piece);
            press.feed(&mut page, &mut out).unwrap();
            assert!(page.bytes().is_empty());
        }
        let sums = press.finish_stream(&mut out).unwrap();
        (out, sums)
    }

    #[test]
    fn pieces_join_into_one_stream() {
        let pieces: Vec<Vec<u8>> = [(900_000, 7), (0, 0), (1, 255), (700_000, 255), (3, 1)]
            .map(|(n, m)| noise(n, m))
            .into();
        let whole = pieces.concat();
        let (packed, sums) = press(0, &pieces);
        assert_eq!(sums.raw, whole.len() as u64);
        assert_eq!(sums.packed, packed.len() as u64);
        assert_eq!(sums.crc, crc32fast::hash(&whole));
        let mut back = Vec::new();
        flate2::read::DeflateDecoder::new(&packed[..]).read_to_end(&mut back).unwrap();
        assert!(back == whole, "inflating gives other bytes");
        for threads in 1..=3 {
            assert!(press(threads, &pieces) == (packed.clone(), sums), "{threads} threads differ");
        }
    }

    #[test]
    fn streams_follow_one_another() {
        let mut press = Press::new(2, 1).unwrap();
        let mut page = Page::with_capacity(64);
        for text in ["first", "second"] {
            let mut out = Vec::new();
            page.push(text.as_bytes());
            press.feed(&mut page, &mut out).unwrap();
            let sums = press.finish_stream(&mut out).unwrap();
            assert_eq!(sums.crc, crc32fast::hash(text.as_bytes()));
            let mut back = String::new();
            flate2::read::DeflateDecoder::new(&out[..]).read_to_string(&mut back).unwrap();
            assert_eq!(back, text);
        }
    }

    #[test]
    fn a_press_left_in_the_middle_ends_its_threads() {
        let mut press = Press::new(2, 1).unwrap();
        let mut page = Page::with_capacity(64);
        for _ in 0..4 {
            page.push(&noise(100_000, 15));
            press.feed(&mut page, &mut Vec::new()).unwrap();
        }
        drop(press);
    }
}
