//! Every pollution of one table that a benchmark of loaders knows, at every row and column.

use crate::reading::cells;
use crate::writing::{STANDARD, Style, Written, field, row, table};

type Table = Vec<Vec<String>>;

/// A table with commas, quotes, apostrophes and empty cells in its texts; the first row is its header.
fn base() -> Table {
    let header = "FECHA HORA CANTIDAD CODIGO PRECIO PRODUCTO DESCRIPCION ENLACE COMENTARIO";
    let mut rows: Table = vec![header.split(' ').map(str::to_owned).collect()];
    let products = [
        "Polo",
        "Cartera, talla M",
        "Gorro O'Higgins",
        "Mesa redonda 48\"",
        "Silla \"La Económica\"",
        "Mochila",
    ];
    let texts = [
        "Ligera y cómoda para todo el año",
        "De algodón, lavada, resistente al agua y al sol",
        "No pierde la forma; se lava a máquina, en frío",
        "El modelo de 8'9\" de largo, \"impecable\", para ella",
        "Para caminar: suela firme, capellada blanda",
    ];
    for at in 0..24 {
        rows.push(vec![
            format!("{:02}/01/2025", at + 1),
            format!("{:02}:{:02}", at, at * 15 % 60),
            format!("{}", at % 12),
            format!("MG-{}", 1000 + at * 37),
            format!("{}.{:02}", at * 7 + 1, at * 13 % 100),
            products[at % products.len()].to_owned(),
            texts[at % texts.len()].to_owned(),
            format!("https://tienda.example/p/{at}.html"),
            if at % 3 == 0 { "revisar".to_owned() } else { String::new() },
        ]);
    }
    rows
}

#[track_caller]
fn reads(text: &str, expected: &Table, what: &str) {
    reads_bytes(text.as_bytes(), expected, what);
}

#[track_caller]
fn reads_bytes(bytes: &[u8], expected: &Table, what: &str) {
    let got = cells(bytes);
    if let Some(at) =
        (0..got.len().max(expected.len())).find(|at| got.get(*at) != expected.get(*at))
    {
        let (wanted, got) = (expected.get(at), got.get(at));
        panic!("{what}: row {at}\n  expected {wanted:?}\n  got      {got:?}");
    }
}

/// The base table's lines with the one at `at` replaced.
fn with_line(at: usize, line: String, style: &Style) -> String {
    let mut lines: Vec<String> = base().iter().map(|cells| row(cells, style)).collect();
    lines[at] = line;
    lines.iter().map(|line| line.clone() + style.end).collect()
}

fn with_row(at: usize, cells: Vec<String>) -> Table {
    let mut rows = base();
    rows[at] = cells;
    rows
}

const ALL: Style = Style { all: true, ..STANDARD };

#[test]
fn every_delimiter() {
    for delimiter in [",", ";", "\t", "|", " ", ", ", ":", "^", "~", "||", "\t\t"] {
        for all in [false, true] {
            let style = Style { delimiter, all, ..STANDARD };
            reads(&table(&base(), &style), &base(), &format!("delimiter {delimiter:?} {all}"));
        }
    }
}

#[test]
fn every_quote_escape_and_line_end() {
    for quote in ['"', '\''] {
        for escape in [Written::Doubled, Written::Backslash] {
            for end in ["\n", "\r\n", "\r"] {
                for all in [false, true] {
                    let style = Style { quote, escape, end, all, ..STANDARD };
                    reads(&table(&base(), &style), &base(), &format!("{style:?}"));
                }
            }
        }
    }
    for all in [false, true] {
        let style = Style { escape: Written::Bare, all, ..STANDARD };
        reads(&table(&base(), &style), &base(), "quotes inside quotes are written bare");
    }
}

#[test]
fn no_quotes_at_all() {
    for delimiter in ["|", "\t"] {
        let lines: Vec<String> = base().iter().map(|cells| cells.join(delimiter)).collect();
        reads(&lines.join("\n"), &base(), "no quotes");
    }
}

#[test]
fn line_ends_mixed() {
    let ends = ["\r\n", "\n", "\r"];
    let lines = base().into_iter().enumerate();
    let text: String = lines.map(|(at, cells)| row(&cells, &STANDARD) + ends[at % 3]).collect();
    reads(&text, &base(), "line ends in turn");
    for at in 0..base().len() {
        for (usual, other) in [("\r\n", "\n"), ("\n", "\r"), ("\r", "\n"), ("\n", "\r\n")] {
            let lines = base().into_iter().enumerate();
            let text: String = lines
                .map(|(line, cells)| {
                    row(&cells, &STANDARD) + if line == at { other } else { usual }
                })
                .collect();
            reads(&text, &base(), &format!("{other:?} among {usual:?} at {at}"));
        }
    }
}

#[test]
fn more_and_fewer_delimiters_in_a_row() {
    for (at, cells) in base().into_iter().enumerate() {
        let written: Vec<String> = cells.iter().map(|cell| field(cell, &STANDARD)).collect();
        for column in 0..cells.len() {
            let mut line = written.clone();
            line.insert(column, String::new());
            let mut expected = cells.clone();
            expected.insert(column, String::new());
            let text = with_line(at, line.join(","), &STANDARD);
            reads(&text, &with_row(at, expected), &format!("one more at {at}, {column}"));
            let plain = |column: usize| !written[column].starts_with('"');
            if column > 0 && plain(column - 1) && plain(column) {
                let mut line = written.clone();
                let rest = line.remove(column);
                line[column - 1] += &rest;
                let mut expected = cells.clone();
                let rest = expected.remove(column);
                expected[column - 1] += &rest;
                let text = with_line(at, line.join(","), &STANDARD);
                reads(&text, &with_row(at, expected), &format!("one fewer at {at}, {column}"));
            }
        }
    }
}

#[test]
fn a_stray_quote_at_the_beginning_of_a_cell() {
    for style in [STANDARD, ALL] {
        for (at, cells) in base().into_iter().enumerate() {
            for column in 0..cells.len() {
                let mut line: Vec<String> = cells.iter().map(|cell| field(cell, &style)).collect();
                let quoted = line[column].starts_with('"');
                line[column].insert(usize::from(quoted), '"');
                let mut expected = cells.clone();
                expected[column].insert(0, '"');
                let text = with_line(at, line.join(","), &style);
                reads(
                    &text,
                    &with_row(at, expected),
                    &format!("quote at {at}, {column}, {}", style.all),
                );
            }
        }
    }
}

#[test]
fn a_stray_quote_in_the_middle_of_a_cell() {
    for style in [STANDARD, ALL] {
        for (at, cells) in base().into_iter().enumerate() {
            for column in 0..cells.len() {
                let middle = cells[column].chars().count() / 2;
                if middle < 2 || cells[column].contains('"') {
                    continue;
                }
                let mut line: Vec<String> = cells.iter().map(|cell| field(cell, &style)).collect();
                let quoted = usize::from(line[column].starts_with('"'));
                let place =
                    |text: &str, at: usize| text.char_indices().nth(at).map_or(0, |(at, _)| at);
                let written = place(&line[column], middle + quoted);
                line[column].insert(written, '"');
                let mut expected = cells.clone();
                let inside = place(&expected[column], middle);
                expected[column].insert(inside, '"');
                let text = with_line(at, line.join(","), &style);
                reads(
                    &text,
                    &with_row(at, expected),
                    &format!("quote in {at}, {column}, {}", style.all),
                );
            }
        }
    }
}

#[test]
fn a_row_in_another_dialect() {
    for (at, cells) in base().into_iter().enumerate() {
        for delimiter in [" ", ";", "\t", "|"] {
            let line = row(&cells, &Style { delimiter, ..STANDARD });
            reads(&with_line(at, line, &STANDARD), &base(), &format!("{delimiter:?} at {at}"));
        }
        // Quotes that no delimiter needs are not told from apostrophes that belong to the text.
        if cells.iter().any(|cell| cell.contains(',')) {
            let quoted = row(&cells, &Style { quote: '\'', ..STANDARD });
            reads(&with_line(at, quoted, &STANDARD), &base(), &format!("apostrophes at {at}"));
        }
        let escaped = row(&cells, &Style { escape: Written::Backslash, ..STANDARD });
        reads(&with_line(at, escaped, &STANDARD), &base(), &format!("backslashes at {at}"));
    }
}

#[test]
fn a_dialect_that_changes_midway() {
    let mut rows = base();
    for _ in 0..12 {
        rows.extend(base().into_iter().skip(1));
    }
    let styles = [
        Style { delimiter: ";", ..STANDARD },
        Style { delimiter: "\t", ..STANDARD },
        Style { delimiter: "|", end: "\n", ..STANDARD },
        Style { quote: '\'', all: true, ..STANDARD },
        Style { escape: Written::Backslash, ..STANDARD },
        ALL,
    ];
    for style in styles {
        for at in [rows.len() / 2, rows.len() / 3, rows.len() - 5] {
            let (first, second) = rows.split_at(at);
            let text = table(first, &STANDARD) + &table(second, &style);
            reads(&text, &rows, &format!("from {at}: {style:?}"));
            let text = table(first, &style) + &table(second, &STANDARD);
            reads(&text, &rows, &format!("until {at}: {style:?}"));
        }
    }
}

#[test]
fn shape_of_the_file() {
    let rows = base();
    let text = table(&rows, &STANDARD);
    reads("", &Table::new(), "empty");
    reads("\u{feff}", &Table::new(), "nothing but a mark");
    reads(text.trim_end(), &rows, "no line end at the end");
    reads(&format!("{text}\r\n"), &rows, "two at the end");
    reads(&format!("\u{feff}{text}"), &rows, "byte order mark");
    for count in 1..4 {
        reads(&table(&rows[..count], &STANDARD), &rows[..count].to_vec(), "few rows");
    }
    reads(&table(&rows[1..], &STANDARD), &rows[1..].to_vec(), "no header");
    let mut headers = vec![rows[0].clone(); 2];
    headers.extend(rows.clone());
    reads(&table(&headers, &STANDARD), &headers, "three header rows");
    let trailing: String = rows.iter().map(|cells| row(cells, &STANDARD) + ",\r\n").collect();
    let with_empty: Table =
        rows.iter().map(|cells| cells.iter().cloned().chain([String::new()]).collect()).collect();
    reads(&trailing, &with_empty, "a delimiter at the end of each row");
}

#[test]
fn several_tables() {
    let rows = base();
    let cut: Table = rows.iter().map(|cells| cells[..6].to_vec()).collect();
    let wide: Table = rows
        .iter()
        .map(|cells| cells.iter().cloned().chain(["x".into(), "1".into()]).collect())
        .collect();
    let preamble: Table = vec![vec!["REGISTRO DE VENTAS".into()], vec!["ENERO 2025".into()]];
    for other in [cut, wide, rows.clone(), preamble] {
        for (first, second) in [(&other, &rows), (&rows, &other)] {
            for between in ["", "\r\n"] {
                let text = table(first, &STANDARD) + between + &table(second, &STANDARD);
                let both: Table = first.iter().chain(second).cloned().collect();
                reads(&text, &both, &format!("{} and {} columns", first[0].len(), second[0].len()));
            }
        }
    }
}

#[test]
fn encodings() {
    let rows = base();
    let text = table(&rows, &STANDARD);
    let wide = |text: &str, big: bool| -> Vec<u8> {
        let unit = |unit: u16| if big { unit.to_be_bytes() } else { unit.to_le_bytes() };
        text.encode_utf16().flat_map(unit).collect()
    };
    for big in [false, true] {
        reads_bytes(&wide(&text, big), &rows, "UTF-16");
        reads_bytes(&wide(&format!("\u{feff}{text}"), big), &rows, "UTF-16 with a mark");
    }
    let ansi = |text: &str| encoding_rs::WINDOWS_1252.encode(text).0.into_owned();
    reads_bytes(&ansi(&text), &rows, "Windows-1252");
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    for every in [2, 3, 7] {
        for rest in [0, 1] {
            let mixed: Vec<u8> =
                lines
                    .iter()
                    .enumerate()
                    .flat_map(|(at, line)| {
                        if at % every == rest { ansi(line) } else { line.as_bytes().to_vec() }
                    })
                    .collect();
            reads_bytes(&mixed, &rows, "encodings mixed by line");
        }
    }
}

#[test]
fn breaks_and_nuls_inside_quotes() {
    let mut rows = base();
    for (at, cells) in rows.iter_mut().enumerate().skip(1) {
        cells[6] = cells[6].replacen(' ', ["\n", "\r\n", "\n\n"][at % 3], 2);
        cells[8] = "a\0b".to_owned();
    }
    for end in ["\n", "\r\n"] {
        for all in [false, true] {
            reads(&table(&rows, &Style { end, all, ..STANDARD }), &rows, "breaks inside quotes");
        }
    }
}
