//! What a person sees: failures like a compiler's, counts per rule, and numbers with their thousands.

use std::fmt::Write;

use anstyle::{AnsiColor, Style};
use engine::model::Severity;
pub(crate) use engine::model::grouped as thousands;

use crate::text::{Say, s};

pub(crate) const BOLD: Style = Style::new().bold();
pub(crate) const DIM: Style = Style::new().dimmed();
pub(crate) const RED: Style = AnsiColor::Red.on_default().bold();
pub(crate) const YELLOW: Style = AnsiColor::Yellow.on_default().bold();
pub(crate) const GREEN: Style = AnsiColor::Green.on_default().bold();
pub(crate) const BLUE: Style = AnsiColor::Blue.on_default().bold();

/// A failure with everything that a person needs to find the cell and to mend it.
pub(crate) struct Shown<'a> {
    pub(crate) code: &'a str,
    pub(crate) severity: Severity,
    pub(crate) message: &'a str,
    pub(crate) advice: &'a str,
    pub(crate) file: &'a str,
    pub(crate) sheet: &'a str,
    pub(crate) row: u64,
    pub(crate) column: &'a str,
    pub(crate) header: &'a str,
    pub(crate) value: &'a str,
}

/// Renders a failure over several lines.
pub(crate) fn failure(shown: &Shown<'_>, say: Say) -> String {
    let (style, word) = match shown.severity {
        Severity::Reject => (RED, s("rechazo", "rejected")),
        Severity::Warn => (YELLOW, s("aviso", "warning")),
        Severity::Note | Severity::Off => (BLUE, s("nota", "note")),
    };
    let mut text = String::new();
    let _ = writeln!(
        text,
        "{style}{}[{}]{style:#}{BOLD}: {}{BOLD:#}",
        say.text(word),
        shown.code,
        shown.message
    );
    let row = say.text(s("fila", "row"));
    let column = say.text(s("columna", "column"));
    let _ = write!(text, "  {BLUE}-->{BLUE:#} {}", shown.file);
    if !shown.sheet.is_empty() {
        let _ = write!(text, " › {}", shown.sheet);
    }
    let _ = write!(text, " › {row} {}", shown.row);
    if !shown.column.is_empty() {
        let _ = write!(text, " › {column} {}", shown.column);
    }
    if !shown.header.is_empty() {
        let _ = write!(text, " «{}»", one_line(shown.header.trim(), 60));
    }
    let _ = writeln!(text);
    if shown.value.is_empty() {
        let _ =
            writeln!(text, "   {BLUE}|{BLUE:#} {DIM}{}{DIM:#}", say.text(s("(vacío)", "(blank)")));
    } else {
        let _ = writeln!(text, "   {BLUE}|{BLUE:#} {}", one_line(shown.value, 120));
    }
    let _ =
        writeln!(text, "   {BLUE}={BLUE:#} {}: {}", say.text(s("qué hacer", "help")), shown.advice);
    text
}

/// Text on one line, cut to `most` characters; control characters are made visible, since they may come from a file.
pub(crate) fn one_line(text: &str, most: usize) -> String {
    let mut line = String::new();
    for (count, letter) in text.chars().enumerate() {
        if count == most {
            line.push('…');
            break;
        }
        match letter {
            '\n' | '\r' | '\t' => line.push(' '),
            other if other.is_control() => line.push('\u{fffd}'),
            other => line.push(other),
        }
    }
    line
}

/// How long a job took, and its pace where it took long enough to have one: a rate of a moment is noise.
pub(crate) fn pace(rows: u64, millis: u64, say: Say) -> String {
    if millis < 100 {
        return say.text(s("menos de 0.1 s", "less than 0.1 s")).to_owned();
    }
    let tenths = (millis + 50) / 100;
    let seconds = format!("{}.{}", tenths / 10, tenths % 10);
    let rate = thousands(rounded(rows.saturating_mul(1000) / millis));
    let words = s(
        "{seconds} s, {rate} {rate?fila|filas} por segundo",
        "{seconds} s, {rate} {rate?row|rows} a second",
    );
    say.fill(words, &[("seconds", &seconds), ("rate", &rate)])
}

/// A number with two digits that count: `2,666` is `2,700`, since the next run gives another one.
pub(crate) fn rounded(number: u64) -> u64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    (number + unit / 2) / unit * unit
}

/// An amount of cents as text (`-1234567.50`) with thousands.
pub(crate) fn money(amount: &str) -> String {
    let (sign, rest) = amount.strip_prefix('-').map_or(("", amount), |rest| ("-", rest));
    let (whole, cents) = rest.split_once('.').unwrap_or((rest, "00"));
    match whole.parse() {
        Ok(whole) => format!("{sign}{}.{cents}", thousands(whole)),
        Err(_) => amount.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_by_threes() {
        assert_eq!(money("-1234567.50"), "-1,234,567.50");
    }

    #[test]
    fn a_moment_has_no_pace_and_a_pace_is_rounded() {
        let es = Say(engine::model::Language::Es);
        assert_eq!(pace(205, 80, es), "menos de 0.1 s");
        assert_eq!(pace(300_000, 1_234, es), "1.2 s, 240,000 filas por segundo");
        assert_eq!(pace(1, 1_000, es), "1.0 s, 1 fila por segundo");
        assert_eq!([0, 7, 99, 2_666, 995].map(rounded), [0, 7, 99, 2_700, 1_000]);
    }

    #[test]
    fn text_of_files_cannot_drive_the_terminal() {
        assert_eq!(one_line("a\u{1b}[2J\nb", 80), "a\u{fffd}[2J b");
        assert_eq!(one_line("abcdef", 3), "abc…");
    }
}
