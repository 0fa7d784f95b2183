//! Rust sources as the tidy rules look at them: code without comments and strings, what is test, where functions are.
//!
//! It is a scanner, not a parser: it knows comments, strings, characters, lifetimes and braces, which is enough to
//! name a line. What a macro would make of the code it does not know.

use std::path::{Path, PathBuf};

/// A file of the repository.
pub(crate) struct Source {
    /// Its path from the repository's root, with `/`.
    pub(crate) path: String,
    /// Its text as it stands.
    pub(crate) text: String,
    /// The text with comments, strings and characters blanked; lines stay where they are.
    pub(crate) code: String,
    test_lines: Vec<bool>,
}

impl Source {
    /// Takes a file's text apart.
    pub(crate) fn new(path: &str, text: &str) -> Source {
        let code = blank(text);
        let whole = path.contains("/tests/") || path.ends_with("/tests.rs");
        let mut test_lines = vec![whole; text.lines().count() + 1];
        for (at, _) in code.match_indices("#[cfg(test)]") {
            let first = line_of(&code, at);
            let last = line_of(&code, item_end(&code, at + "#[cfg(test)]".len()));
            test_lines[first - 1..last].fill(true);
        }
        Source { path: path.to_string(), text: text.to_string(), code, test_lines }
    }

    /// The lines of code with their numbers; comments and strings are blank.
    pub(crate) fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    /// The lines of code that end up in the product.
    pub(crate) fn product_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.code_lines().filter(|(line, _)| !self.is_test(*line))
    }

    /// Whether a line (from 1) is compiled for tests only.
    pub(crate) fn is_test(&self, line: usize) -> bool {
        self.test_lines.get(line - 1).copied().unwrap_or(false)
    }

    /// Every function with a body: its name, its first line, and how many lines it has.
    pub(crate) fn functions(&self) -> Vec<(String, usize, usize)> {
        let mut found = Vec::new();
        for (at, _) in self.code.match_indices("fn ") {
            let before = self.code[..at].chars().next_back();
            let name: String = self.code[at + 3..]
                .chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect();
            if name.is_empty() || before.is_some_and(|c| c.is_alphanumeric() || c == '_') {
                continue;
            }
            let first = line_of(&self.code, at);
            let last = line_of(&self.code, item_end(&self.code, at));
            found.push((name, first, last - first + 1));
        }
        found
    }

    /// The modules of this crate that the file names by `crate::` or by climbing with `super::`, with their lines.
    pub(crate) fn modules_named(&self) -> Vec<(usize, String)> {
        let mut found = Vec::new();
        let inside = self.path.split_once("/src/").map_or("", |(_, rest)| rest);
        let depth = match inside.strip_suffix("/mod.rs") {
            Some(folder) => folder.split('/').count(),
            None if inside == "lib.rs" || inside == "main.rs" => 0,
            None => inside.split('/').count(),
        };
        let climb = "super::".repeat(depth.max(1));
        for root in ["crate::", climb.as_str()] {
            for (at, _) in self.code.match_indices(root) {
                let before = &self.code[..at];
                let goes_on =
                    before.ends_with("::") || before.ends_with('$') || is_word_end(before);
                let line = line_of(&self.code, at);
                if goes_on || self.is_test(line) {
                    continue;
                }
                let names = first_segments(&self.code[at + root.len()..]);
                found.extend(names.into_iter().map(|name| (line, name)));
            }
        }
        found
    }
}

fn is_word_end(text: &str) -> bool {
    text.chars().next_back().is_some_and(|c| c.is_alphanumeric() || c == '_')
}

/// The first segment of a path, or of each path in a group: `{a::b, c}` gives `a` and `c`.
fn first_segments(path: &str) -> Vec<String> {
    let word = |text: &str| -> String {
        text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    };
    if !path.starts_with('{') {
        return vec![word(path)];
    }
    let (mut depth, mut segments, mut begins) = (0, Vec::new(), false);
    for (at, c) in path.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if begins && depth == 1 && !c.is_whitespace() && c != ',' {
            segments.push(word(&path[at..]));
            begins = false;
        }
        begins |= depth == 1 && (c == ',' || at == 0);
    }
    segments
}

/// The line (from 1) of a byte.
pub(crate) fn line_of(text: &str, at: usize) -> usize {
    text[..at.min(text.len())].matches('\n').count() + 1
}

/// Where the item that begins at `at` ends: after its braces, or at its semicolon.
fn item_end(code: &str, at: usize) -> usize {
    let (mut braces, mut brackets) = (0usize, 0usize);
    for (offset, c) in code[at..].char_indices() {
        match c {
            '(' | '[' => brackets += 1,
            ')' | ']' => brackets = brackets.saturating_sub(1),
            '{' => braces += 1,
            '}' => {
                braces = braces.saturating_sub(1);
                if braces == 0 && brackets == 0 {
                    return at + offset;
                }
            }
            ';' if braces == 0 && brackets == 0 => return at + offset,
            _ => {}
        }
    }
    code.len()
}

/// Blanks comments, strings and characters; line ends stay.
fn blank(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some(hashes) = raw_string(text, at) {
            let close = format!("\"{}", "#".repeat(hashes));
            let open = rest.find('"').unwrap_or(0) + 1;
            rest[open..].find(&close).map_or(rest.len(), |end| open + end + close.len())
        } else if rest.starts_with('"') {
            quoted(rest, b'"')
        } else if rest.starts_with('\'') && is_character(rest) {
            quoted(rest, b'\'')
        } else {
            let c = rest.chars().next().unwrap_or(' ');
            code.push(c);
            at += c.len_utf8();
            continue;
        };
        code.extend(rest[..length].chars().map(|c| if c == '\n' { '\n' } else { ' ' }));
        at += length;
    }
    code
}

fn block_comment(text: &str) -> usize {
    let (mut depth, mut at) = (0usize, 0);
    while at < text.len() {
        match text.as_bytes()[at..] {
            [b'/', b'*', ..] => (depth, at) = (depth + 1, at + 2),
            [b'*', b'/', ..] => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at.min(text.len())
}

/// How many `#` the raw string that begins at `at` has, if one begins there.
fn raw_string(text: &str, at: usize) -> Option<usize> {
    if is_word_end(&text[..at]) && !text[..at].ends_with(['b', 'c']) {
        return None;
    }
    let rest = text[at..].strip_prefix('r')?;
    let hashes = rest.bytes().take_while(|byte| *byte == b'#').count();
    rest[hashes..].starts_with('"').then_some(hashes)
}

fn quoted(text: &str, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = 1;
    while at < bytes.len() && bytes[at] != quote {
        at += if bytes[at] == b'\\' { 2 } else { 1 };
    }
    (at + 1).min(bytes.len())
}

/// Whether a `'` begins a character and not a lifetime.
fn is_character(text: &str) -> bool {
    let mut chars = text.chars().skip(1);
    match chars.next() {
        Some('\\') => true,
        Some(_) => chars.next() == Some('\''),
        None => false,
    }
}

/// The repository's files whose names end in one of `endings`, without what git ignores.
pub(crate) fn files(root: &Path, endings: &[&str]) -> Vec<PathBuf> {
    const IGNORED: [&str; 8] =
        ["target", "out", "demo", "data", "artifacts", "corpus", "__pycache__", "node_modules"];
    let (mut found, mut folders) = (Vec::new(), vec![root.to_path_buf()]);
    while let Some(folder) = folders.pop() {
        let listing = std::fs::read_dir(&folder).expect("a folder of the repository");
        for entry in listing.map(|entry| entry.expect("an entry")) {
            let name = entry.file_name().to_string_lossy().into_owned();
            if entry.path().is_dir() {
                let hidden = name.starts_with('.') && name != ".ci";
                if !hidden && !IGNORED.contains(&name.as_str()) {
                    folders.push(entry.path());
                }
            } else if endings.iter().any(|ending| name.ends_with(ending)) {
                found.push(entry.path());
            }
        }
    }
    found.sort();
    found
}
