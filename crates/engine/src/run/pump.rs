//! Reads batches of rows on one thread while another judges them.
//!
//! Batches go round: the reader fills one while the consumer works on another, so that nothing is allocated once the
//! first few are made, and memory stays bounded however fast the reader is.

use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use xlsx::Rows;

/// How many batches travel between the two threads.
const BATCHES: usize = 6;

/// Used batches go back so many at a time: a reader that waits for one is woken that much less often.
const TOGETHER: usize = 3;

/// Calls `consume` with every batch that `read` fills, in order, until `read` says that there are no more.
///
/// `read` returns whether it filled the batch. The first error of either ends both; the reader's comes first.
pub(super) fn pump<E: Send>(
    mut read: impl FnMut(&mut Rows) -> Result<bool, E> + Send,
    mut consume: impl FnMut(&Rows) -> Result<(), E>,
) -> Result<(), E> {
    let (filled, to_consume): (SyncSender<Rows>, Receiver<Rows>) = sync_channel(BATCHES);
    let (used, to_fill): (SyncSender<Rows>, Receiver<Rows>) = sync_channel(BATCHES);
    for _ in 0..BATCHES {
        // The channel holds as many as are sent here, so that this cannot block.
        let _ = used.send(Rows::new());
    }
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            // A channel that is closed means that the consumer has failed; its error is the one to tell.
            while let Ok(mut batch) = to_fill.recv() {
                if !read(&mut batch)? || filled.send(batch).is_err() {
                    break;
                }
            }
            Ok(())
        });
        let mut consumed = Ok(());
        let mut done = Vec::with_capacity(TOGETHER);
        for batch in to_consume {
            consumed = consume(&batch);
            if consumed.is_err() {
                break;
            }
            done.push(batch);
            if done.len() == TOGETHER {
                done.drain(..).for_each(|batch| drop(used.send(batch)));
            }
        }
        drop(used);
        match reader.join() {
            Ok(read) => read.and(consumed),
            Err(panic) => std::panic::resume_unwind(panic),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use xlsx::CellKind;

    fn reader(
        batches: u64,
        fails: bool,
    ) -> impl FnMut(&mut Rows) -> Result<bool, &'static str> + Send {
        let mut line = 0;
        move |rows| {
            rows.clear();
            if line == batches {
                return if fails { Err("read") } else { Ok(false) };
            }
            line += 1;
            rows.begin_row(line);
            rows.push(CellKind::Text, b"x");
            Ok(true)
        }
    }

    #[test]
    fn every_batch_arrives_once_and_in_order() {
        let mut lines = Vec::new();
        let done = pump(reader(1000, false), |rows| {
            lines.extend(rows.iter().map(|row| row.line()));
            Ok(())
        });
        assert_eq!(done, Ok(()));
        assert!(lines.into_iter().eq(1..=1000));
    }

    #[test]
    fn an_error_of_either_side_ends_both() {
        assert_eq!(pump(reader(10, true), |_| Ok(())), Err("read"));
        assert_eq!(pump(reader(100_000, false), |_| Err("consume")), Err("consume"));
    }
}
