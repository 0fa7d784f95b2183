//! The sample is examined by hands that know nothing of how it is made: they read its file and its truth.

use std::collections::{BTreeMap, BTreeSet};

use super::*;
use serde_json::Value;

fn request(format: Format, rows: u64, dirty: u32, out: &Path) -> Request {
    let period = Period { year: 2026, month: 1 };
    Request { rows, seed: 7, period, format, dirty: Share(dirty), out: out.to_owned() }
}

fn make(request: &Request) -> (Made, Vec<u8>, Value) {
    let made = run(request).unwrap();
    let (bytes, truth) = (fs::read(&made.file).unwrap(), fs::read(&made.truth).unwrap());
    (made, bytes, serde_json::from_slice(&truth).unwrap())
}

fn csv(bytes: &[u8]) -> Vec<Vec<String>> {
    let text = std::str::from_utf8(bytes).unwrap();
    let mut rows = vec![vec![String::new()]];
    let mut quoted = false;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        let row = rows.last_mut().unwrap();
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                row.last_mut().unwrap().push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => row.push(String::new()),
            '\r' if !quoted => {}
            '\n' if !quoted => rows.push(vec![String::new()]),
            letter => row.last_mut().unwrap().push(letter),
        }
    }
    rows.pop();
    rows
}

/// An amount in cents, rounded.
fn cents(text: &str) -> i64 {
    (text.parse::<f64>().unwrap() * 100.0).round() as i64
}

#[test]
fn shares_are_read_and_shown() {
    for (text, hundredths, shown) in [
        ("0", 0, "0%"),
        ("10%", 1_000, "10%"),
        ("2.5", 250, "2.5%"),
        ("0,25 %", 25, "0.25%"),
        ("100%", 10_000, "100%"),
    ] {
        assert_eq!(Share::parse(text), Some(Share(hundredths)), "{text}");
        assert_eq!(Share(hundredths).to_string(), shown);
    }
    for text in ["", "%", "-1", "101", "1.234", "ten", "1.2.3", "100.01", "²"] {
        assert_eq!(Share::parse(text), None, "{text}");
    }
}

#[test]
fn files_are_named_as_accountants_name_them() {
    let folder = tempfile::tempdir().unwrap();
    for (format, name) in [
        (Format::Xlsx, "2026/01. PLE ENERO 26.xlsx"),
        (Format::Csv, "2026/01. PLE ENERO 26.csv"),
        (Format::PleTxt, "2026/LE2099887701720260100140100001111.TXT"),
    ] {
        let made = run(&request(format, 3, 0, folder.path())).unwrap();
        assert_eq!(made.file, folder.path().join(name));
        assert_eq!(made.truth, folder.path().join("2026/truth.json"));
    }
    let named = folder.path().join("otra/ventas.xlsx");
    let made = run(&request(Format::XlsxInline, 3, 0, &named)).unwrap();
    assert_eq!((made.file, made.lines), (named, 3));
    let left = fs::read_dir(folder.path().join("otra")).unwrap().count();
    assert_eq!(left, 2, "parts were left behind");
}

#[test]
fn the_same_request_gives_the_same_bytes() {
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    for format in Format::ALL {
        let (_, first, truth) = make(&request(format, 700, 1_000, one.path()));
        let (_, second, same_truth) = make(&request(format, 700, 1_000, two.path()));
        assert!(first == second && truth == same_truth, "{format:?}");
        let other = Request { seed: 8, ..request(format, 700, 1_000, two.path()) };
        assert!(make(&other).1 != first, "the seed changes nothing in {format:?}");
    }
}

/// What a rulebook could hold against a clean row, in the words of rules.md.
fn complaints(row: &[String], seen: &BTreeMap<String, (i64, String)>) -> Vec<&'static str> {
    let mut list = Vec::new();
    let mut require = |kept: bool, what| {
        if !kept {
            list.push(what);
        }
    };
    let (kind, series, first, last) = (&row[5][..], &row[6], &row[7], &row[8]);
    let amount = |column: usize| cents(&row[column]);
    let (total, parts) = (amount(24), [13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
    let (base, tax) = (amount(14) + amount(15), amount(16) + amount(17));
    require(row.len() == 39, "39 columns");
    require(row[0] == "20260100", "period");
    require(row[3].ends_with("/01/2026"), "issue date");
    require(["01", "03", "07", "08"].contains(&kind), "kind");
    require(series.len() == 4, "series");
    require(first.len() == 8 && first.parse::<u64>().is_ok_and(|number| number > 0), "number");
    require(last == first || kind == "03" && last > first, "last number");
    require((parts.map(amount).iter().sum::<i64>() - total).abs() <= 1, "sum");
    require((tax * 100 - base * 18).abs() <= 200, "rate");
    require((total <= 0) == (kind == "07"), "sign");
    let (id_kind, id) = (&row[10][..], &row[11]);
    match id_kind {
        "01" => require(id.len() == 8 && id.bytes().all(|byte| byte.is_ascii_digit()), "dni"),
        "06" => require(id.len() == 11 && *id == chain::ruc(&id[..10]), "ruc"),
        "04" => require(id.len() == 9, "foreigner"),
        _ => require(row[12] == "CLIENTE VARIOS" && kind != "01", "anonymous"),
    }
    require(kind != "01" || id_kind == "06", "an invoice's customer");
    require(kind != "03" || total < 70_000 || !id_kind.is_empty() || last > first, "a customer");
    require(!row[12].is_empty() && !row[35].is_empty() && !row[36].is_empty(), "names");
    require(row[34] == "1", "state");
    if kind == "07" || kind == "08" {
        let amended = format!("{} {} {}", row[28], row[29], row[30]);
        require(row[27].len() == 10 && row[29][..1] == series[..1], "reference");
        match seen.get(&amended) {
            Some((sold, date)) => {
                require(kind != "07" || -total <= *sold, "more than was sold");
                require(*date == row[27], "the sale's date");
            }
            None => require(!row[27].ends_with("/01/2026"), "a sale of an earlier month"),
        }
    } else {
        require(row[27..31].iter().all(String::is_empty), "no reference");
    }
    list
}

#[test]
fn a_clean_ledger_deserves_no_complaint() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes, truth) = make(&request(Format::Csv, 20_000, 0, folder.path()));
    let rows = csv(&bytes);
    assert_eq!(rows.len(), 20_001);
    assert_eq!(rows[0], columns::COLUMNS.map(|(_, header)| header));
    let mut seen = BTreeMap::new();
    let mut last_numbers: BTreeMap<String, (u64, String, String)> = BTreeMap::new();
    let (mut sums, mut kinds) = ([0; 5], BTreeMap::new());
    for (index, row) in rows[1..].iter().enumerate() {
        let found = complaints(row, &seen);
        assert!(found.is_empty(), "row {index}: {found:?}: {row:?}");
        let series = format!("{} {}", row[5], row[6]);
        let (first, last): (u64, u64) = (row[7].parse().unwrap(), row[8].parse().unwrap());
        let key = format!("{series} {}", row[7]);
        assert!(seen.insert(key, (cents(&row[24]), row[3].clone())).is_none(), "repeated: {row:?}");
        if let Some((number, branch, date)) =
            last_numbers.insert(series, (last, row[36].clone(), row[3].clone()))
        {
            assert_eq!(first, number + 1, "a gap: {row:?}");
            assert_eq!(branch, row[36], "a series in two branches");
            assert!(date <= row[3], "backwards in time");
        }
        for (sum, column) in sums.iter_mut().zip([14, 15, 16, 17, 24]) {
            *sum += cents(&row[column]);
        }
        *kinds.entry(row[5].clone()).or_insert(0) += 1;
    }
    let told =
        ["taxable_base", "taxable_base_discount", "sales_tax", "sales_tax_discount", "total"];
    let told = told.map(|name| cents(truth["totals"][name].as_str().unwrap()));
    assert_eq!(sums, told);
    assert!(sums[1] < 0 && kinds.len() == 4 && kinds["07"] > 400, "{kinds:?}");
    assert_eq!(truth["rows"]["accepted"], 20_000);
    assert_eq!(truth["defects"], serde_json::json!([]));
}

#[test]
fn the_truth_names_the_lines_that_are_wrong() {
    let folder = tempfile::tempdir().unwrap();
    let (made, bytes, truth) = make(&request(Format::Csv, 2_000, 1_000, folder.path()));
    let rows = csv(&bytes);
    // The line on which each record begins; headers and some names go over two.
    let mut line = 1;
    let mut begins = BTreeMap::new();
    for row in &rows {
        begins.insert(line, row);
        line += 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
    }
    let mut verdicts: BTreeMap<&str, u64> = BTreeMap::new();
    let mut spoilt = BTreeSet::new();
    for defect in truth["defects"].as_array().unwrap() {
        let line = defect["row"].as_u64().unwrap();
        assert!(spoilt.insert(line), "line {line} is told of twice");
        *verdicts.entry(defect["verdict"].as_str().unwrap()).or_default() += 1;
        let row = begins[&line];
        if let Some(header) = defect["header"].as_str() {
            let column = columns::COLUMNS.iter().position(|(_, known)| *known == header).unwrap();
            assert_eq!(row[column], defect["value"].as_str().unwrap(), "{defect}");
            assert_eq!(defect["column"], columns::letters(column));
        } else {
            assert_eq!(defect["verdict"], "skipped");
        }
    }
    let count = |name: &str| truth["rows"][name].as_u64().unwrap();
    assert_eq!(verdicts["rejected"], 200);
    for name in ["rejected", "fixed", "skipped", "warned"] {
        assert_eq!(verdicts[name], count(name), "{name}");
    }
    let clean = rows.len() as u64 - 1 - spoilt.len() as u64;
    assert_eq!(count("accepted"), clean + count("warned"));
    assert_eq!(count("in"), made.lines);
    assert_eq!(made.lines, rows.len() as u64 - 1);
    assert_eq!(made.rejected, 200);
    assert_eq!(truth["totals"]["rows"], count("accepted") + count("fixed"));
}

#[test]
fn the_truth_adds_up_what_is_not_rejected() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes, truth) = make(&request(Format::Csv, 3_000, 800, folder.path()));
    let mut line = 1;
    let told = truth["defects"].as_array().unwrap();
    let left_out: BTreeSet<u64> = told
        .iter()
        .filter(|defect| ["rejected", "skipped"].contains(&defect["verdict"].as_str().unwrap()))
        .map(|defect| defect["row"].as_u64().unwrap())
        .collect();
    let (mut total, mut base) = (0, 0);
    for row in csv(&bytes) {
        if line > 2 && !left_out.contains(&line) {
            total += cents(&row[24]);
            // Hard spaces part thousands, and commas decimals.
            base += cents(&row[14].replace('\u{a0}', "").replace(',', "."));
        }
        line += 1 + row.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
    }
    assert_eq!(cents(truth["totals"]["total"].as_str().unwrap()), total);
    assert_eq!(cents(truth["totals"]["taxable_base"].as_str().unwrap()), base);
}

#[test]
fn every_defect_of_a_format_is_used() {
    let folder = tempfile::tempdir().unwrap();
    for format in Format::ALL {
        let (_, _, truth) = make(&request(format, 1_500, 1_000, folder.path()));
        let used: BTreeSet<&str> =
            truth["counts"].as_object().unwrap().keys().map(String::as_str).collect();
        for defect in defects::DEFECTS.iter().filter(|defect| defect.scope.includes(format)) {
            assert!(used.contains(defect.name), "{} is not in {format:?}", defect.name);
        }
    }
}

#[test]
fn the_norms_text_has_35_fields() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes, truth) = make(&request(Format::PleTxt, 500, 500, folder.path()));
    let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    for line in &lines[..lines.len() - 1] {
        let pipes = line.iter().filter(|byte| **byte == b'|').count();
        assert!(pipes == 35 && line.ends_with(b"|\r") || *line == b"\r", "{line:?}");
    }
    let defect = &truth["defects"][0];
    let line = lines[defect["row"].as_u64().unwrap() as usize - 1];
    let column = defect["column"].as_u64().unwrap() as usize;
    let field = line.split(|byte| *byte == b'|').nth(column - 1).unwrap();
    let field: String = field.iter().map(|byte| char::from(*byte)).collect();
    assert_eq!(field, defect["value"].as_str().unwrap(), "{defect}");
}

#[test]
fn more_rows_than_a_sheet_holds_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let refused = run(&request(Format::Xlsx, 1_048_576, 0, folder.path()));
    assert!(matches!(refused, Err(SampleError::TooManyRows { max: 1_048_575 })));
    let old = Period { year: 2199, month: 12 };
    let refused = run(&Request { period: old, ..request(Format::Csv, 1, 0, folder.path()) });
    assert!(matches!(refused, Err(SampleError::Period(_))));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

/// The cells of a workbook's sheet as a text file would show them.
fn workbook(bytes: &[u8]) -> Vec<Vec<String>> {
    use calamine::{Data, Reader};
    let mut workbook = calamine::Xlsx::new(io::Cursor::new(bytes)).unwrap();
    let show = |cell: &Data| match cell {
        Data::DateTime(date) => {
            let date = engine::model::Date::from_serial(date.as_f64() as i64).unwrap();
            String::from_utf8(date.norm().to_vec()).unwrap()
        }
        cell => cell.to_string(),
    };
    let sheet = workbook.worksheet_range("SUNAT").unwrap();
    sheet.rows().map(|row| row.iter().map(show).collect()).collect()
}

#[test]
fn every_table_tells_the_same_rows() {
    let folder = tempfile::tempdir().unwrap();
    let make = |format: Format| make(&request(format, 900, 0, folder.path())).1;
    let rows = csv(&make(Format::Csv));
    let semicolons: String = make(Format::Csv1252).iter().map(|byte| char::from(*byte)).collect();
    let workbooks = [Format::Xlsx, Format::XlsxInline].map(|format| workbook(&make(format)));
    assert_eq!(semicolons.matches("\r\n").count(), rows.len());
    for (index, line) in semicolons.split("\r\n").take(rows.len()).enumerate().skip(1) {
        let fields: Vec<&str> = line.split(';').collect();
        assert_eq!(fields.len(), 39);
        for (column, (text, field)) in rows[index].iter().zip(&fields).enumerate() {
            let is_amount = (13..25).contains(&column);
            let field = if is_amount { field.replace(',', ".") } else { (*field).to_owned() };
            assert_eq!(*text, field, "row {index}, column {column}");
        }
    }
    for sheet in workbooks {
        assert_eq!(sheet.len(), rows.len());
        for (index, (cells, row)) in sheet.iter().zip(&rows).enumerate() {
            for (column, (cell, text)) in cells.iter().zip(row).enumerate() {
                let is_number = index > 0 && ((13..25).contains(&column) || column == 9);
                match is_number {
                    true => assert_eq!(
                        cell.parse::<f64>().unwrap(),
                        text.parse::<f64>().unwrap(),
                        "row {index}, column {column}"
                    ),
                    false => assert_eq!(cell, text, "row {index}, column {column}"),
                }
            }
        }
    }
}

#[test]
fn repeats_and_overlaps_have_a_document_before_them() {
    let folder = tempfile::tempdir().unwrap();
    let (_, bytes, truth) = make(&request(Format::Xlsx, 1_500, 2_000, folder.path()));
    let rows = workbook(&bytes);
    let spoilt: BTreeMap<usize, &str> = truth["defects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|told| (told["row"].as_u64().unwrap() as usize, told["defect"].as_str().unwrap()))
        .collect();
    let same_series = |one: &[String], two: &[String]| one[5..7] == two[5..7];
    let mut found = BTreeMap::new();
    for (line, defect) in &spoilt {
        let row = &rows[line - 1];
        let mut clean = (2..*line).filter(|line| !spoilt.contains_key(line));
        let is_there = match *defect {
            "document-repeated" => {
                clean.any(|line| same_series(&rows[line - 1], row) && rows[line - 1][7] == row[7])
            }
            "range-overlapped" => clean.any(|line| {
                let range = &rows[line - 1];
                same_series(range, row) && range[7] < row[7] && row[7] <= range[8]
            }),
            _ => continue,
        };
        assert!(is_there, "{defect} in row {line} has nothing before it");
        *found.entry(*defect).or_insert(0) += 1;
    }
    assert!(found.len() == 2 && found["document-repeated"] > 3, "{found:?}");
}

#[test]
fn the_small_example_is_fresh() {
    let committed = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/small/2026");
    let folder = tempfile::tempdir().unwrap();
    let small = Request { seed: 2026, ..request(Format::Xlsx, 200, 2_000, folder.path()) };
    let (made, bytes, truth) = make(&small);
    let read = |name: &Path| fs::read(committed.join(name.file_name().unwrap())).unwrap();
    let again =
        "make it again: cuadre sample --rows 200 --seed 2026 --dirty 20% --out examples/small";
    assert!(serde_json::from_slice::<Value>(&read(&made.truth)).unwrap() == truth, "{again}");
    assert!(workbook(&read(&made.file)) == workbook(&bytes), "{again}");
}
