//! Commands within sentences, as whoever reads them must type them.
//!
//! Sentences name commands in their shortest form. Whoever has named his settings gets the same settings in each command
//! that is shown to him; those of a demo are worked by `cuadre demo`, since only it has the platforms up. Texts that are
//! kept, in the journal or as JSON documents of a run, stay short.

use std::path::Path;

use crate::demo;

/// The commands that take `--settings`.
const TAKE_SETTINGS: [&str; 11] = [
    "run",
    "status",
    "plan",
    "report",
    "decide",
    "aliases",
    "approve",
    "resolve",
    "doctor",
    "backtest",
    "preflight",
];

/// Those that cannot be typed alone: where nothing follows, a sentence only names them.
const NEED_MORE: [&str; 5] = ["plan", "report", "decide", "approve", "resolve"];

/// What every command begins with.
const PROGRAM: &str = "cuadre ";

/// How this call was told its settings.
#[derive(Clone, Debug, Default)]
pub(crate) struct AsGiven {
    /// The option as it is added: ` --settings "…"`; empty where none was given.
    option: String,
    /// What goes on with the work in a demo's folder.
    demo: Option<String>,
}

impl AsGiven {
    /// By `--settings`, or by standing in their folder.
    pub(crate) fn new(settings: Option<&Path>) -> AsGiven {
        let option = settings.map(|path| format!(" --settings {}", of_path(path)));
        let file = settings.unwrap_or(Path::new("cuadre.toml"));
        let demo = demo::settings::are_of_demo(file).then(|| {
            let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty());
            format!("cuadre demo --dir {}", of_path(folder.unwrap_or(Path::new("."))))
        });
        AsGiven { option: option.unwrap_or_default(), demo }
    }

    /// The same for a page that is read from wherever somebody stands.
    pub(crate) fn kept(settings: Option<&Path>) -> AsGiven {
        let full = settings.map(|path| std::path::absolute(path).unwrap_or(path.to_owned()));
        AsGiven::new(full.as_deref())
    }

    /// A text with its commands.
    pub(crate) fn text(&self, text: &str) -> String {
        if self.option.is_empty() && self.demo.is_none() {
            return text.to_owned();
        }
        let mut whole = String::with_capacity(text.len() + 64);
        let mut rest = text;
        while let Some(at) = rest.find(PROGRAM) {
            let (before, command) = rest.split_at(at);
            whole.push_str(before);
            let (command, after) = command.split_at(end_of(command));
            whole.push_str(&self.command(command));
            rest = after;
        }
        whole.push_str(rest);
        whole
    }

    fn command(&self, command: &str) -> String {
        let mut words = command[PROGRAM.len()..].split_whitespace();
        let name = words.next().unwrap_or_default();
        let is_named_only = NEED_MORE.contains(&name) && words.next().is_none();
        match &self.demo {
            Some(demo) if name == "run" => demo.clone(),
            _ if is_named_only || !TAKE_SETTINGS.contains(&name) => command.to_owned(),
            _ if command.contains(" --settings ") => command.to_owned(),
            _ => {
                let bare = command.trim_end();
                format!("{bare}{}{}", self.option, &command[bare.len()..])
            }
        }
    }
}

/// A text as a shell takes it.
pub(crate) fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\\\""))
}

fn of_path(path: &Path) -> String {
    quoted(&path.display().to_string())
}

/// Where a command ends that begins a text: at the sentence's or the line's end, at what encloses it, or at a remark.
fn end_of(text: &str) -> usize {
    let mut is_quoted = false;
    let mut last = '\0';
    for (at, letter) in text.char_indices() {
        let next = text[at + letter.len_utf8()..].chars().next();
        let ends = match letter {
            '\n' | '\u{1b}' => true,
            '"' if last != '\\' => {
                is_quoted = !is_quoted;
                false
            }
            _ if is_quoted => false,
            '`' | '»' | '(' => true,
            '.' | ',' | ';' | ':' | ')' => next.is_none_or(char::is_whitespace),
            ' ' => next == Some(' '),
            _ => false,
        };
        if ends {
            return at;
        }
        last = letter;
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_command_names_the_settings_that_were_given() {
        let given = AsGiven::new(Some(Path::new("mis datos/x.toml")));
        let option = "--settings \"mis datos/x.toml\"";
        for (before, after) in [
            ("Aplíquelo con: cuadre run\n", "Aplíquelo con: cuadre run {}\n"),
            ("Vea `cuadre plan a-1` y luego", "Vea `cuadre plan a-1 {}` y luego"),
            (
                "$ cuadre decide a 3 --skip \"va. No, `no`\"  # x\n",
                "$ cuadre decide a 3 --skip \"va. No, `no`\" {}  # x\n",
            ),
            (
                "cuadre resolve 3 --happened, o --did-not.",
                "cuadre resolve 3 --happened {}, o --did-not.",
            ),
            ("cuadre run --settings \"y\"\n", "cuadre run --settings \"y\"\n"),
            ("con la orden `cuadre decide` de ahí", "con la orden `cuadre decide` de ahí"),
            ("vea cuadre explain B609; y eso", "vea cuadre explain B609; y eso"),
            ("\u{1b}[1mcuadre status\u{1b}[0m", "\u{1b}[1mcuadre status {}\u{1b}[0m"),
        ] {
            assert_eq!(given.text(before), after.replace("{}", option));
        }
        assert_eq!(AsGiven::default().text("`cuadre run`"), "`cuadre run`");
    }
}
