//! HTML that cannot be broken by what it shows: only the program's own literals go in as they are.

use std::fmt::Write;

/// A page, or a piece of one, under construction.
#[derive(Debug, Default)]
pub(super) struct Html(String);

impl Html {
    /// Markup of the program's own.
    pub(super) fn raw(&mut self, markup: &'static str) -> &mut Html {
        self.0.push_str(markup);
        self
    }

    /// Text from anywhere, escaped; control characters that no page may hold are shown as a mark.
    pub(super) fn text(&mut self, text: &str) -> &mut Html {
        for sign in text.chars() {
            match sign {
                '&' => self.0.push_str("&amp;"),
                '<' => self.0.push_str("&lt;"),
                '>' => self.0.push_str("&gt;"),
                '"' => self.0.push_str("&quot;"),
                '\'' => self.0.push_str("&#39;"),
                '\n' | '\t' => self.0.push(' '),
                // What turns the direction of writing could make a number read as another one.
                '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => self.0.push('\u{fffd}'),
                sign if sign.is_control() => self.0.push('\u{fffd}'),
                sign => self.0.push(sign),
            }
        }
        self
    }

    /// A whole number, as a coordinate or a key.
    pub(super) fn number(&mut self, number: i64) -> &mut Html {
        let _ = write!(self.0, "{number}");
        self
    }

    /// ` name="number"`.
    pub(super) fn at(&mut self, name: &'static str, number: i64) -> &mut Html {
        self.raw(" ").raw(name).raw("=\"").number(number).raw("\"")
    }

    /// An element with nothing but text in it.
    pub(super) fn leaf(
        &mut self,
        open: &'static str,
        text: &str,
        close: &'static str,
    ) -> &mut Html {
        self.raw(open).text(text).raw(close)
    }

    /// Text in which `…` between backticks is code, as the operator's sentences write it.
    pub(super) fn prose(&mut self, text: &str) -> &mut Html {
        for (index, piece) in text.split('`').enumerate() {
            if index % 2 == 1 {
                self.leaf("<code>", piece, "</code>");
            } else {
                self.text(piece);
            }
        }
        self
    }

    /// A piece that was built apart.
    pub(super) fn add(&mut self, piece: &Html) -> &mut Html {
        self.0.push_str(&piece.0);
        self
    }

    /// All of it.
    pub(super) fn finish(self) -> String {
        self.0
    }
}
