//! `rejects.csv`, `fixes.csv` and `remarks.csv` counted by rule, without holding more than one record of them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read};
use std::ops::Range;
use std::path::Path;

use super::data::Rule;

/// Bytes of a record that is still believed; a list of ours has none that is longer.
const RECORD_MAX: usize = 16 << 20;

/// Bytes that are read at once.
const BUFFER_BYTES: usize = 64 << 10;

/// The rules that speak in a list, those that speak most first.
pub(super) fn by_rule(path: &Path) -> Result<Vec<Rule>, Error> {
    let mut records = Records::open(path)?;
    if !records.next()? {
        return Ok(Vec::new());
    }
    let headers: Vec<String> = (0..records.fields.len()).map(|at| records.text(at)).collect();
    let column = |name: &str| {
        headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name)
    };
    let Some(code) = column("code") else {
        return Err(Error::new(ErrorKind::InvalidData, "code?"));
    };
    let columns = ["rule", "message", "advice", "file", "sheet", "row", "column"].map(column);
    let mut rules: BTreeMap<Vec<u8>, Rule> = BTreeMap::new();
    while records.next()? {
        match rules.get_mut(records.field(code)) {
            Some(known) => known.count += 1,
            None => {
                let rule = first(&records, code, columns);
                rules.insert(records.field(code).to_vec(), rule);
            }
        }
    }
    let mut rules: Vec<Rule> = rules.into_values().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.count));
    Ok(rules)
}

/// A rule by the first record that it made.
fn first(record: &Records, code: usize, columns: [Option<usize>; 7]) -> Rule {
    let [name, message, advice, file, sheet, row, column] =
        columns.map(|column| column.map_or_else(String::new, |column| record.text(column)));
    let place = [file, sheet, format!("{column}{row}")].into_iter().filter(|part| !part.is_empty());
    Rule {
        code: record.text(code),
        name,
        count: 1,
        place: place.collect::<Vec<_>>().join(" › "),
        message,
        advice,
    }
}

/// The records of a list as this program writes it: commas, quotes doubled, line ends within quotes kept. A list has
/// as many lines as its ledger may have rows, so the one record that is held is used again.
struct Records {
    from: BufReader<File>,
    record: Vec<u8>,
    /// Where each field of it is, quotes and all.
    fields: Vec<Range<usize>>,
}

impl Records {
    fn open(path: &Path) -> Result<Records, Error> {
        let from = BufReader::with_capacity(BUFFER_BYTES, File::open(path)?);
        Ok(Records { from, record: Vec::new(), fields: Vec::new() })
    }

    /// Reads the next record; whether there was one.
    fn next(&mut self) -> Result<bool, Error> {
        self.record.clear();
        let mut is_quoted = false;
        loop {
            let read = self.record.len();
            let room = RECORD_MAX.saturating_sub(read) as u64;
            if (&mut self.from).take(room).read_until(b'\n', &mut self.record)? == 0 {
                break;
            }
            // Quotes are doubled within quotes, so an even number of them ends outside.
            let quotes = self.record[read..].iter().filter(|byte| **byte == b'"').count();
            is_quoted ^= !quotes.is_multiple_of(2);
            if !is_quoted {
                break;
            }
        }
        while let [rest @ .., b'\n' | b'\r'] = self.record.as_slice() {
            self.record.truncate(rest.len());
        }
        self.split();
        Ok(!self.record.is_empty())
    }

    fn split(&mut self) {
        self.fields.clear();
        let (mut start, mut is_quoted) = (0, false);
        for (at, byte) in self.record.iter().enumerate() {
            is_quoted ^= *byte == b'"';
            if *byte == b',' && !is_quoted {
                self.fields.push(start..at);
                start = at + 1;
            }
        }
        self.fields.push(start..self.record.len());
    }

    /// A field as it stands; empty where the record is too short.
    fn field(&self, index: usize) -> &[u8] {
        self.fields.get(index).map_or(&[], |field| &self.record[field.clone()])
    }

    /// A field's text.
    fn text(&self, index: usize) -> String {
        let text = String::from_utf8_lossy(self.field(index));
        let quoted = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"'));
        quoted.map_or_else(|| text.to_string(), |inside| inside.replace("\"\"", "\""))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_counted_whatever_stands_in_their_cells() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("rejects.csv");
        let text = "file,row,column,value,code,message\n\
                    a.csv,2,C,\"two\nlines, \"\"C999\"\",\",C101,first\n\
                    a.csv,3,C,x,C102,second\na.csv,4,,x,C102,third\n";
        std::fs::write(&path, text).expect("written");
        let rules = by_rule(&path).expect("read");
        let told: Vec<_> = rules
            .iter()
            .map(|rule| (rule.code.as_str(), rule.count, rule.place.as_str()))
            .collect();
        assert_eq!(told, [("C102", 2, "a.csv › C3"), ("C101", 1, "a.csv › C2")]);
        std::fs::write(&path, "file,row\nx,1\n").expect("written");
        by_rule(&path).expect_err("no column tells the rule");
    }
}
