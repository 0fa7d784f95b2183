//! A writer of delimited text, as programs write it.

/// How a table is written.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Style {
    pub(crate) delimiter: &'static str,
    pub(crate) quote: char,
    pub(crate) escape: Written,
    pub(crate) end: &'static str,
    /// Whether every field is in quotes, or only those that need it.
    pub(crate) all: bool,
}

/// What is written for a quote inside quotes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Written {
    Doubled,
    Backslash,
    Bare,
}

pub(crate) const STANDARD: Style =
    Style { delimiter: ",", quote: '"', escape: Written::Doubled, end: "\r\n", all: false };

/// One field.
pub(crate) fn field(text: &str, style: &Style) -> String {
    let needs = style.all
        || text.contains(style.delimiter.trim_end_matches(' '))
        || text.contains(style.delimiter)
        || text.contains([style.quote, '\n', '\r']);
    if !needs {
        return text.to_owned();
    }
    let quote = style.quote.to_string();
    let inner = match style.escape {
        Written::Doubled => text.replace(style.quote, &quote.repeat(2)),
        Written::Backslash => {
            text.replace('\\', "\\\\").replace(style.quote, &format!("\\{quote}"))
        }
        Written::Bare => text.to_owned(),
    };
    format!("{quote}{inner}{quote}")
}

/// One row, without its line end.
pub(crate) fn row<S: AsRef<str>>(cells: &[S], style: &Style) -> String {
    let fields: Vec<String> = cells.iter().map(|cell| field(cell.as_ref(), style)).collect();
    fields.join(style.delimiter)
}

/// A table.
pub(crate) fn table<S: AsRef<str>>(rows: &[Vec<S>], style: &Style) -> String {
    rows.iter().map(|cells| row(cells, style) + style.end).collect()
}
