//! Delimited text: messy files in folders, every pollution of one table, and properties of any bytes.
//!
//! A case is a folder with `in.csv` and `expected.json`; adding one needs no Rust. `expected.json` has the rows, and
//! whatever else it names is compared too: `lines`, `encoding`, `delimiter`, `quote`, `escape`, `line_end`, `noted`
//! (kind of irregularity to its first lines), `changes` (lines), `options` (parts of the dialect that are given),
//! `error` (a part of the sentence that ends the reading).

mod pollutions;
mod properties;
mod reading;
mod writing;

use engine::ingest::delimited::{Irregular, Limits, Options, Places, Reader};
use engine::ingest::encoding::Encoding;
use engine::ingest::sniff::{Delimiter, Escape, Overrides};
use serde_json::{Value, json};
use std::path::Path;

#[test]
fn folders_read_as_expected() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/delimited");
    let mut folders: Vec<_> = std::fs::read_dir(&root)
        .expect("the folder of cases is there")
        .map(|entry| entry.expect("an entry can be read").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.sort();
    assert!(folders.len() >= 80, "{} cases", folders.len());
    let failures: Vec<String> = folders.iter().filter_map(|folder| failure(folder)).collect();
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is wrong with the reading of a case.
fn failure(folder: &Path) -> Option<String> {
    let name = folder.file_name()?.to_string_lossy().into_owned();
    let bytes = std::fs::read(folder.join("in.csv")).expect("in.csv is there");
    let text =
        std::fs::read_to_string(folder.join("expected.json")).expect("expected.json is there");
    let expected: Value = serde_json::from_str(&text).expect("expected.json is JSON");
    let seen = seen(bytes, options(&expected));
    for (key, wanted) in expected.as_object().expect("expected.json is an object") {
        if key == "options" || key == "about" {
            continue;
        }
        let got = &seen[key];
        let same = match (wanted, got) {
            (Value::String(part), Value::String(whole)) if key == "error" => whole.contains(part),
            _ => got == wanted,
        };
        if !same {
            return Some(format!("{name}: {key}\n  expected {wanted}\n  got      {got}"));
        }
    }
    None
}

fn options(expected: &Value) -> Options {
    let given = &expected["options"];
    let text = |key: &str| given[key].as_str();
    let overrides = Overrides {
        encoding: text("encoding").and_then(Encoding::by_name),
        delimiter: text("delimiter").map(Delimiter::text),
        quote: text("quote").map(|quote| quote.bytes().next()),
        escape: text("escape").map(|escape| match escape {
            "doubled" => Escape::Doubled,
            "backslash" => Escape::Backslash,
            _ => Escape::None,
        }),
        line_end: None,
    };
    let usual = Limits::default();
    let number = |key: &str| given[key].as_u64().map(|limit| limit as usize);
    let limits = Limits {
        field_bytes: number("field_bytes").unwrap_or(usual.field_bytes),
        row_bytes: number("row_bytes").unwrap_or(usual.row_bytes),
        columns: number("columns").unwrap_or(usual.columns),
    };
    Options { overrides, limits, length: given["length"].as_u64(), ..Options::default() }
}

/// All that can be compared about the reading of `bytes`.
fn seen(bytes: Vec<u8>, options: Options) -> Value {
    let mut reader =
        Reader::open(std::io::Cursor::new(bytes), options).expect("memory can be read");
    let outcome = reading::rows_of(&mut reader);
    let dialect = *reader.dialect();
    let escape = match dialect.escape {
        Escape::Doubled => "doubled",
        Escape::Backslash => "backslash",
        Escape::None => "none",
    };
    let mut seen = json!({
        "encoding": dialect.encoding.name(),
        "delimiter": dialect.delimiter.map(|delimiter| delimiter.to_string()),
        "quote": dialect.quote.map(|quote| char::from(quote).to_string()),
        "escape": escape,
        "line_end": dialect.line_end.name(),
        "noted": noted(reader.irregular()),
        "changes": reader.irregular().changes.iter().map(|it| it.line).collect::<Vec<_>>(),
    });
    match outcome {
        Ok(rows) => {
            seen["lines"] = rows.iter().map(|(line, _)| *line).collect();
            seen["rows"] = rows.into_iter().map(|(_, cells)| json!(cells)).collect();
        }
        Err(error) => seen["error"] = json!(error.sentence(false)),
    }
    seen
}

fn noted(irregular: &Irregular) -> Value {
    let kinds: [(&str, &Places); 8] = [
        ("ragged", &irregular.ragged),
        ("stray_quotes", &irregular.stray_quotes),
        ("unclosed_quotes", &irregular.unclosed_quotes),
        ("other_escape", &irregular.other_escape),
        ("other_quote", &irregular.other_quote),
        ("other_delimiter", &irregular.other_delimiter),
        ("stray_breaks", &irregular.stray_breaks),
        ("other_encoding", &irregular.other_encoding),
    ];
    let some = kinds.into_iter().filter(|(_, places)| places.count > 0);
    some.map(|(kind, places)| (kind.to_owned(), json!(places.first)))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
