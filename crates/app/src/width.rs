//! Lines that end between words where a terminal is narrower than they are; a pipe gets them whole.

use std::io::IsTerminal;

use terminal_size::{Width, terminal_size_of};

/// Narrower than this, nothing is gained by ending lines between words.
const LEAST: usize = 40;

/// The columns of the terminal behind standard error; `None` where there is none.
pub(crate) fn of_stderr() -> Option<usize> {
    of(std::io::stderr())
}

/// The columns of the terminal behind standard output; `None` where there is none.
pub(crate) fn of_stdout() -> Option<usize> {
    of(std::io::stdout())
}

#[cfg(unix)]
fn of(stream: impl IsTerminal + std::os::fd::AsFd) -> Option<usize> {
    let is_terminal = stream.is_terminal();
    let (Width(width), _) = terminal_size_of(stream).filter(|_| is_terminal)?;
    Some(usize::from(width)).filter(|width| *width >= LEAST)
}

#[cfg(not(unix))]
fn of(stream: impl IsTerminal + std::os::windows::io::AsHandle) -> Option<usize> {
    let is_terminal = stream.is_terminal();
    let (Width(width), _) = terminal_size_of(stream).filter(|_| is_terminal)?;
    Some(usize::from(width)).filter(|width| *width >= LEAST)
}

/// The text with each line broken between words; what goes on stands `hang` columns further in than the line.
pub(crate) fn fit(text: &str, width: Option<usize>, hang: usize) -> String {
    let Some(width) = width else { return text.to_owned() };
    let mut fitted = String::with_capacity(text.len() + text.len() / 32);
    for line in text.split_inclusive('\n') {
        let (line, end) = line.strip_suffix('\n').map_or((line, ""), |line| (line, "\n"));
        if seen(line) <= width {
            fitted.push_str(line);
        } else {
            fit_line(line, width, hang, &mut fitted);
        }
        fitted.push_str(end);
    }
    fitted
}

fn fit_line(line: &str, width: usize, hang: usize, fitted: &mut String) {
    let margin = line.len() - line.trim_start_matches(' ').len();
    let indent = (margin + hang).min(width / 2);
    let mut at = 0;
    for (index, word) in line.split(' ').enumerate() {
        let length = seen(word);
        if index > 0 {
            let fits = at + 1 + length <= width;
            // A word that fits nowhere stays where it is: breaking the line before it gains nothing.
            if fits || at <= indent {
                fitted.push(' ');
                at += 1;
            } else {
                fitted.push('\n');
                fitted.push_str(&" ".repeat(indent));
                at = indent;
            }
        }
        fitted.push_str(word);
        at += length;
    }
}

/// How many columns a text takes: colours take none.
fn seen(text: &str) -> usize {
    let (mut count, mut in_colour) = (0, false);
    for letter in text.chars() {
        match letter {
            '\u{1b}' => in_colour = true,
            'm' if in_colour => in_colour = false,
            _ if in_colour => {}
            _ => count += 1,
        }
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_end_between_words_and_nothing_is_lost() {
        let text = "  Norma: la fecha de emisión es del periodo, salvo el tipo 14 de los servicios\ncorta\n";
        let fitted = fit(text, Some(40), 2);
        assert!(fitted.lines().all(|line| line.chars().count() <= 40), "{fitted}");
        assert!(fitted.lines().nth(1).is_some_and(|line| line.starts_with("    ")), "{fitted}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&fitted), words(text));
        assert!(fitted.ends_with("\ncorta\n"));
        assert_eq!(fit(text, None, 2), text);
    }

    #[test]
    fn colours_take_no_room_and_a_long_word_stays_whole() {
        let coloured = format!("\u{1b}[1m{}\u{1b}[0m b", "a".repeat(38));
        assert_eq!(fit(&coloured, Some(40), 2), coloured);
        let long = "x".repeat(90);
        assert_eq!(fit(&long, Some(40), 2), long);
    }
}
