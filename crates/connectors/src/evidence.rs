//! What shows a failure: the calls of an operation and their answers, masked, in a file of the run's folder.
//!
//! Files that were sent or fetched are named with their length and never copied; texts are cut.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use crate::host::asking::Asking;
use crate::host::{Host, Operation};
use crate::wire::Reply;

/// Letters that are kept of a body, and calls of an operation: the first and the last.
const TEXT_MAX: usize = 16_000;
const FIRST_CALLS: usize = 10;
const LAST_CALLS: usize = 40;

/// A request as it is shown.
pub(crate) fn request(asking: &Asking) -> String {
    let mut text = format!("{} {}\n", asking.call.verb, asking.shown_url);
    for (name, value) in &asking.shown_headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    if let Some(kind) = &asking.call.body.kind {
        text.push_str(&format!("Content-Type: {kind}\n\n{}", cut(&asking.call.body.shown())));
    }
    text
}

/// An answer as it is shown; what went into a file is named.
pub(crate) fn answer(reply: &Reply, saved: Option<&Path>) -> String {
    let mut text = format!("HTTP {}\n", reply.status);
    for (name, value) in &reply.headers {
        text.push_str(&format!("{name}: {value}\n"));
    }
    text.push('\n');
    match saved.filter(|_| reply.status == 200).and_then(Path::file_name) {
        Some(name) => text.push_str(&format!("[{}]", name.to_string_lossy())),
        None => text.push_str(&cut(&String::from_utf8_lossy(&reply.body))),
    }
    text
}

fn cut(text: &str) -> String {
    match text.char_indices().nth(TEXT_MAX) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_string(),
    }
}

/// Writes `evidence/NN-operation.txt` and gives its path.
pub(crate) fn keep(host: &Host, operation: &Operation, head: &str) -> io::Result<PathBuf> {
    let folder = host.run_folder.join("evidence");
    std::fs::create_dir_all(&folder)?;
    let mut text = format!("{head}\n");
    for line in &operation.log {
        text.push_str(&format!("log: {line}\n"));
    }
    let count = operation.exchanges.len();
    for (index, exchange) in operation.exchanges.iter().enumerate() {
        if index >= FIRST_CALLS && index + LAST_CALLS < count {
            continue;
        }
        let (request, answer) = (exchange.request.trim_end(), exchange.answer.trim_end());
        let (number, millis) = (index + 1, exchange.millis);
        text.push_str(&format!("\n== {number}/{count} ({millis} ms)\n{request}\n--\n{answer}\n"));
    }
    let text = host.masker.hide(&text);
    let mut file = tempfile::NamedTempFile::new_in(&folder)?;
    file.write_all(text.as_bytes())?;
    let mut number = next_number(&folder)?;
    loop {
        let path = folder.join(format!("{number:02}-{}.txt", operation.name));
        match file.persist_noclobber(&path) {
            Ok(_) => return Ok(path),
            Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => {
                file = error.file;
                number += 1;
            }
            Err(error) => return Err(error.error),
        }
    }
}

fn next_number(folder: &Path) -> io::Result<u32> {
    let mut last = 0;
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        let number = name.split('-').next().and_then(|digits| digits.parse().ok());
        last = last.max(number.unwrap_or(0));
    }
    Ok(last + 1)
}

/// Seconds since 1970 of `Wed, 21 Oct 2026 07:28:00 GMT`.
pub(crate) fn http_date(text: &str) -> Option<u64> {
    const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
    let mut words = text.split_ascii_whitespace().skip(1);
    let day: u64 = words.next()?.parse().ok()?;
    let month = MONTHS.find(words.next().filter(|name| name.len() == 3)?)? as u64 / 3 + 1;
    let year: u64 = words.next()?.parse().ok().filter(|year| (1970..3000).contains(year))?;
    let clock: Vec<u64> = words.next()?.split(':').map_while(|part| part.parse().ok()).collect();
    let [hours, minutes, seconds] = clock[..] else { return None };
    // Days since 1970, with years that begin in March.
    let (y, m) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let days = 365 * y + y / 4 - y / 100 + y / 400 + (153 * m + 2) / 5 + day.checked_sub(1)?;
    let since = days.checked_sub(719_468)?;
    (hours < 24 && minutes < 60 && day <= 31)
        .then_some(since * 86_400 + hours * 3600 + minutes * 60 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_date_of_http_is_read() {
        assert_eq!(http_date("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(http_date("Tue, 29 Feb 2000 12:30:15 GMT"), Some(951_827_415));
        for wrong in ["", "Thu, 01 Foo 1970 00:00:00 GMT", "Thu, 00 Jan 1970 00:00 GMT", "x 99 J"] {
            assert_eq!(http_date(wrong), None, "{wrong}");
        }
    }
}
