//! Splits a stream of bytes into records of comma-separated fields, whatever the pieces that it comes in.
//!
//! Fields may be quoted, quotes within them are doubled, and a quoted field may hold line ends. What is written in any
//! other way is told as wrong; nothing is repaired.

use std::borrow::Cow;

use memchr::{memchr, memchr_iter};

/// Cuts the stream at the line ends that stand outside quotes.
#[derive(Debug, Default)]
pub(crate) struct Records {
    /// The beginning of a record whose end has not come yet.
    carried: Vec<u8>,
    /// Whether `carried` ends within quotes.
    quoted: bool,
    /// Lines that ended before the record that comes next.
    lines: u64,
}

impl Records {
    /// Calls `take` with the line and the bytes of each record that ends in `piece`.
    pub(crate) fn push(&mut self, piece: &[u8], take: &mut dyn FnMut(u64, &[u8])) {
        let (mut start, mut from) = (0, 0);
        while let Some(found) = memchr(b'\n', &piece[from..]) {
            let end = from + found;
            self.quoted ^= memchr_iter(b'"', &piece[from..end]).count() % 2 == 1;
            from = end + 1;
            if self.quoted {
                continue;
            }
            if self.carried.is_empty() {
                self.give(&piece[start..end], take);
            } else {
                self.carried.extend_from_slice(&piece[start..end]);
                let record = std::mem::take(&mut self.carried);
                self.give(&record, take);
            }
            start = from;
        }
        self.quoted ^= memchr_iter(b'"', &piece[from..]).count() % 2 == 1;
        self.carried.extend_from_slice(&piece[start..]);
    }

    /// Gives the last record, if it had no line end; `false` if it ends within quotes.
    pub(crate) fn finish(&mut self, take: &mut dyn FnMut(u64, &[u8])) -> bool {
        if self.quoted {
            return false;
        }
        if !self.carried.is_empty() {
            let record = std::mem::take(&mut self.carried);
            self.give(&record, take);
        }
        true
    }

    /// The line on which the next record begins.
    pub(crate) fn line(&self) -> u64 {
        self.lines + 1
    }

    fn give(&mut self, record: &[u8], take: &mut dyn FnMut(u64, &[u8])) {
        let line = self.line();
        self.lines += 1 + memchr_iter(b'\n', record).count() as u64;
        take(line, record.strip_suffix(b"\r").unwrap_or(record));
    }
}

/// The fields of a record; `None` if a quote stands where none may.
pub(crate) fn fields<'r>(record: &'r str, into: &mut Vec<Cow<'r, str>>) -> Option<()> {
    into.clear();
    if memchr(b'"', record.as_bytes()).is_none() {
        into.extend(record.split(',').map(Cow::Borrowed));
        return Some(());
    }
    let mut rest = record;
    loop {
        let (field, after) = field(rest)?;
        into.push(field);
        match after {
            Some(after) => rest = after,
            None => return Some(()),
        }
    }
}

/// The first field, and what follows its comma.
fn field(text: &str) -> Option<(Cow<'_, str>, Option<&str>)> {
    let Some(inside) = text.strip_prefix('"') else {
        let (field, after) = match text.split_once(',') {
            Some((field, after)) => (field, Some(after)),
            None => (text, None),
        };
        return (!field.contains('"')).then_some((Cow::Borrowed(field), after));
    };
    let mut from = 0;
    loop {
        let end = from + memchr(b'"', &inside.as_bytes()[from..])?;
        if inside.as_bytes().get(end + 1) == Some(&b'"') {
            from = end + 2;
            continue;
        }
        let field = match from {
            0 => Cow::Borrowed(&inside[..end]),
            _ => Cow::Owned(inside[..end].replace("\"\"", "\"")),
        };
        let rest = &inside[end + 1..];
        let after = rest.strip_prefix(',');
        return (rest.is_empty() || after.is_some()).then_some((field, after));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn records(text: &str, step: usize) -> (Vec<(u64, String)>, bool) {
        let mut told = Vec::new();
        let mut take = |line, record: &[u8]| {
            told.push((line, String::from_utf8_lossy(record).into_owned()));
        };
        let mut records = Records::default();
        for piece in text.as_bytes().chunks(step) {
            records.push(piece, &mut take);
        }
        let whole = records.finish(&mut take);
        (told, whole)
    }

    #[test]
    fn records_are_the_same_in_pieces_of_any_size() {
        let text = "a,b\r\n\"x\r\ny\",\"\"\"\"\r\n\r\nlast";
        let expected: Vec<_> = [(1, "a,b"), (2, "\"x\r\ny\",\"\"\"\""), (4, ""), (5, "last")]
            .map(|(line, record)| (line, record.to_string()))
            .to_vec();
        for step in 1..=text.len() {
            assert_eq!(records(text, step), (expected.clone(), true), "pieces of {step}");
        }
        assert!(!records("a\n\"b", 3).1, "an open quote");
    }

    #[test]
    fn fields_are_quoted_where_they_begin_and_end_or_not_at_all() {
        let mut into = Vec::new();
        for (record, expected) in [
            ("a,,b", vec!["a", "", "b"]),
            ("\"a,b\",\"\",c", vec!["a,b", "", "c"]),
            ("\"say \"\"x\"\"\"", vec!["say \"x\""]),
            ("a,\"\"", vec!["a", ""]),
        ] {
            assert!(fields(record, &mut into).is_some(), "{record}");
            assert_eq!(into, expected, "{record}");
        }
        for wrong in ["a\"b\"", "\"a\"b", "\"a", "x,\"a\" ,b", " \"a\""] {
            assert!(fields(wrong, &mut into).is_none(), "{wrong}");
        }
    }
}
