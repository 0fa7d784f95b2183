//! What the run's folder holds: `ledger/manifest.json`, `totals.json` and the lists of rows.

use std::io::ErrorKind;
use std::path::Path;

use engine::model::Cents;
use engine::normalize::outputs::Manifest;
use serde_json::Value;

use super::data::{File, Part, ReportData, Sum, Totals, Unread};
use super::lists;
use crate::text::{Say, s};

/// Where, in the run's folder, the files that were made of the ledger are.
const LEDGER: &str = "ledger";

/// Reads what is there into a report. What is not there, or cannot be read, is noted.
pub(super) fn read(folder: &Path, data: &mut ReportData, say: Say) {
    let ledger = folder.join(LEDGER);
    read_manifest(&ledger, data, say);
    read_totals(&ledger, data, say);
    for (name, list) in [
        ("rejects.csv", &mut data.rejections),
        ("fixes.csv", &mut data.fixes),
        ("remarks.csv", &mut data.remarks),
    ] {
        match lists::by_rule(&ledger.join(name)) {
            Ok(rules) => *list = rules,
            Err(error) => data.unread.push(unread(name, &error, say)),
        }
    }
}

fn unread(name: &str, error: &std::io::Error, say: Say) -> Unread {
    let why = match error.kind() {
        ErrorKind::NotFound => say.text(s("no está", "it is not there")).to_owned(),
        ErrorKind::InvalidData => not_ours(say),
        _ => say.system(error),
    };
    Unread { file: format!("{LEDGER}/{name}"), why }
}

fn not_ours(say: Say) -> String {
    say.text(s("no es como se escribió", "it is not as it was written")).to_owned()
}

fn read_manifest(ledger: &Path, data: &mut ReportData, say: Say) {
    const NAME: &str = "manifest.json";
    let manifest = match Manifest::read(ledger) {
        Ok(Some(manifest)) => manifest,
        Ok(None) => {
            data.unread.push(unread(NAME, &ErrorKind::NotFound.into(), say));
            return;
        }
        Err(error) => {
            let file = format!("{LEDGER}/{NAME}");
            data.unread.push(Unread { file, why: error.message(say.0) });
            return;
        }
    };
    data.rows = Some(manifest.rows);
    data.files = manifest
        .inputs
        .into_iter()
        .map(|input| File {
            file: input.file,
            sheet: input.sheet,
            bytes: input.bytes,
            hash: input.hash,
        })
        .collect();
    if data.parts.is_empty() {
        let numbers = 1u32..;
        data.parts = numbers
            .zip(manifest.parts)
            .map(|(number, part)| Part {
                number,
                file: part.file,
                rows: part.rows,
                bytes: part.bytes,
                sha256: part.sha256,
                ..Part::default()
            })
            .collect();
    }
}

fn read_totals(ledger: &Path, data: &mut ReportData, say: Say) {
    const NAME: &str = "totals.json";
    let text = match std::fs::read_to_string(ledger.join(NAME)) {
        Ok(text) => text,
        Err(error) => {
            data.unread.push(unread(NAME, &error, say));
            return;
        }
    };
    let read = serde_json::from_str::<Value>(&text).ok().and_then(|document| totals(&document));
    if read.is_none() {
        data.unread.push(Unread { file: format!("{LEDGER}/{NAME}"), why: not_ours(say) });
    }
    data.totals = read;
}

fn totals(document: &Value) -> Option<Totals> {
    let list = |list: &str, name: &str| -> Option<Vec<Sum>> {
        document.get(list)?.as_array()?.iter().map(|row| sum(row, name)).collect()
    };
    Some(Totals {
        whole: sum(document, "")?,
        by_day: list("by_day", "day")?,
        by_kind: list("by_kind", "kind")?,
        by_branch: list("by_branch", "branch")?,
        beyond: match document.get("beyond_the_lists") {
            None => None,
            Some(rest) => Some(sum(rest, "")?),
        },
    })
}

fn sum(row: &Value, name: &str) -> Option<Sum> {
    let count = |key: &str| row.get(key)?.as_u64();
    let money = |key: &str| cents(row.get(key)?.as_str()?);
    Some(Sum {
        name: row.get(name).and_then(Value::as_str).unwrap_or_default().to_owned(),
        rows: count("rows")?,
        documents: count("documents")?,
        taxable_base: money("taxable_base")?,
        sales_tax: money("sales_tax")?,
        total: money("total")?,
    })
}

/// Money as `totals.json` writes it: `-1234.56`. Sums may be larger than any amount of a ledger.
pub(super) fn cents(text: &str) -> Option<Cents> {
    let (sign, digits) = match text.strip_prefix('-') {
        Some(digits) => (-1, digits),
        None => (1, text),
    };
    let (whole, rest) = digits.split_once('.')?;
    if rest.len() != 2 || !whole.bytes().chain(rest.bytes()).all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let whole: i64 = whole.parse().ok()?;
    let rest: i64 = rest.parse().ok()?;
    Some(Cents(whole.checked_mul(100)?.checked_add(rest)? * sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_read_as_it_is_written() {
        for cents_now in [0, 5, -5, 123_456, -123_456, i64::MAX] {
            assert_eq!(cents(&Cents(cents_now).to_string()), Some(Cents(cents_now)));
        }
        for odd in
            ["", "1", "1.2", "1.234", "a.00", "--1.00", "1,000.00", "99999999999999999999.00"]
        {
            assert_eq!(cents(odd), None, "{odd}");
        }
    }
}
