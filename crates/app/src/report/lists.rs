//! `rejects.csv`, `fixes.csv` and `remarks.csv` counted by rule, without holding more than one record of them.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Error, ErrorKind, Read};
use std::path::Path;

use super::data::Rule;

/// Bytes of a record that is still believed; a list of ours has none that is longer.
const RECORD_MAX: usize = 16 << 20;

/// The rules that speak in a list, those that speak most first.
pub(super) fn by_rule(path: &Path) -> Result<Vec<Rule>, Error> {
    let mut records = Records { from: BufReader::new(File::open(path)?) };
    let Some(headers) = records.next()? else { return Ok(Vec::new()) };
    let column = |name: &str| {
        headers.iter().position(|header| header.trim_start_matches('\u{feff}') == name)
    };
    let Some(code) = column("code") else {
        return Err(Error::new(ErrorKind::InvalidData, "code?"));
    };
    let columns = ["rule", "message", "advice", "file", "sheet", "row", "column"].map(column);
    let mut rules: BTreeMap<String, Rule> = BTreeMap::new();
    while let Some(record) = records.next()? {
        let text = |column: usize| record.get(column).map_or("", String::as_str);
        let known = rules.entry(text(code).to_owned()).or_insert_with(|| {
            let [name, message, advice, file, sheet, row, column] =
                columns.map(|column| column.map_or("", text));
            let cell = format!("{column}{row}");
            let place = [file, sheet, cell.as_str()].into_iter().filter(|part| !part.is_empty());
            Rule {
                code: text(code).to_owned(),
                name: name.to_owned(),
                count: 0,
                place: place.collect::<Vec<_>>().join(" › "),
                message: message.to_owned(),
                advice: advice.to_owned(),
            }
        });
        known.count += 1;
    }
    let mut rules: Vec<Rule> = rules.into_values().collect();
    rules.sort_by_key(|rule| std::cmp::Reverse(rule.count));
    Ok(rules)
}

/// The records of a list as this program writes it: commas, quotes doubled, line ends within quotes kept.
struct Records {
    from: BufReader<File>,
}

impl Records {
    fn next(&mut self) -> Result<Option<Vec<String>>, Error> {
        let mut record = Vec::new();
        loop {
            let room = (RECORD_MAX - record.len().min(RECORD_MAX)) as u64;
            if (&mut self.from).take(room).read_until(b'\n', &mut record)? == 0 {
                break;
            }
            // Quotes are doubled within quotes, so an even number of them ends outside.
            if record.iter().filter(|byte| **byte == b'"').count().is_multiple_of(2) {
                break;
            }
        }
        while let [rest @ .., b'\n' | b'\r'] = record.as_slice() {
            record.truncate(rest.len());
        }
        let is_end = record.is_empty();
        Ok((!is_end).then(|| fields(&String::from_utf8_lossy(&record))))
    }
}

fn fields(record: &str) -> Vec<String> {
    let (mut fields, mut field, mut quoted) = (Vec::new(), String::new(), false);
    let mut signs = record.chars().peekable();
    while let Some(sign) = signs.next() {
        match sign {
            '"' if quoted && signs.peek() == Some(&'"') => {
                signs.next();
                field.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => fields.push(std::mem::take(&mut field)),
            sign => field.push(sign),
        }
    }
    fields.push(field);
    fields
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
