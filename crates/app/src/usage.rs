//! What a wrong command line is told: what is wrong, what would be right, and where the help is.
//!
//! Clap knows the mistakes and the near names; every word is ours, since an operator may not read English.

use clap::Command;
use clap::error::{ContextKind, ContextValue, ErrorKind};
use engine::model::Sentence;

use crate::failure::Told;
use crate::text::{Say, s};

/// The whole message for a mistake in `arguments`, which begin with the program's name.
pub(crate) fn told(
    error: &clap::Error,
    command: &Command,
    arguments: &[String],
    say: Say,
) -> String {
    let mistake = Mistake { error, command, say };
    let (mut subcommand, mut help) = (None::<&Command>, "cuadre".to_owned());
    for word in arguments.iter().skip(1) {
        if let Some(found) = subcommand.unwrap_or(command).find_subcommand(word) {
            help.push_str(&format!(" {}", found.get_name()));
            subcommand = Some(found);
        }
    }
    help.push_str(" --help");
    let (says, advice) = mistake.words(subcommand);
    let see =
        say.fill(s("vea la ayuda con: {help}", "see the help by: {help}"), &[("help", &help)]);
    let advice = if advice.is_empty() { see } else { format!("{advice}; {see}") };
    Told { says: stopped(says), advice, ..Told::default() }.render(say)
}

/// A sentence ends with a stop, if it does not ask.
fn stopped(sentence: String) -> String {
    if sentence.ends_with(['?', '.']) { sentence } else { sentence + "." }
}

/// The message for a value that an option does not take; `what` says which it takes.
pub(crate) fn wrong_value(option: &str, value: &str, what: Sentence, say: Say) -> String {
    let says = say.fill(
        s("«{option}» no admite «{value}»", "`{option}` does not take `{value}`"),
        &[("option", option), ("value", value)],
    );
    let what = [("what", say.text(what))];
    let advice = stopped(say.fill(s("escriba {what}", "write {what}"), &what));
    Told { says: stopped(says), advice, ..Told::default() }.render(say)
}

/// What each option takes where no list of values says it.
const TAKES: [(&str, Sentence); 4] = [
    (
        "--rows",
        s(
            "un número entero de filas, por ejemplo 1000",
            "a whole number of rows, for example 1000",
        ),
    ),
    ("--seed", s("un número entero, por ejemplo 1", "a whole number, for example 1")),
    ("--chunk-size", s("un número de 1 a 50000", "a number from 1 to 50000")),
    ("--period", PERIOD),
];

/// What the demo takes of it.
const DEMO_ROWS: (&str, Sentence) =
    ("--rows", s("un número entero de 1000 a 1000000", "a whole number from 1000 to 1000000"));

/// What `--period` takes.
pub(crate) const PERIOD: Sentence =
    s("el año y el mes, por ejemplo 2026-01", "year and month, for example 2026-01");

struct Mistake<'a> {
    error: &'a clap::Error,
    command: &'a Command,
    say: Say,
}

impl Mistake<'_> {
    fn all(&self, kind: ContextKind) -> Vec<String> {
        match self.error.get(kind) {
            Some(ContextValue::String(text)) => vec![text.clone()],
            Some(ContextValue::Strings(texts)) => texts.clone(),
            Some(ContextValue::StyledStr(text)) => vec![text.to_string()],
            _ => Vec::new(),
        }
    }

    fn one(&self, kind: ContextKind) -> String {
        self.all(kind).join(", ")
    }

    fn fill(&self, sentence: Sentence, values: &[(&str, &str)]) -> String {
        self.say.fill(sentence, values)
    }

    /// Whether it is another argument that this one does not go with.
    fn is_of_two(&self, argument: &str) -> bool {
        let prior = self.one(ContextKind::PriorArg);
        !prior.is_empty() && prior != argument
    }

    /// What happened, and what to do besides reading the help.
    fn words(&self, subcommand: Option<&Command>) -> (String, String) {
        let argument = self.one(ContextKind::InvalidArg);
        let argument = argument.as_str();
        match self.error.kind() {
            ErrorKind::UnknownArgument if argument.starts_with('-') => {
                self.unknown_option(argument, subcommand)
            }
            ErrorKind::UnknownArgument => {
                let says = s("sobra «{argument}»", "`{argument}` is one too many");
                let advice = s(
                    "quítelo, o póngalo entre comillas si es parte de un nombre con espacios",
                    "remove it, or put it in quotes if it is part of a name with blanks",
                );
                (self.fill(says, &[("argument", argument)]), self.say.text(advice).to_owned())
            }
            ErrorKind::InvalidSubcommand => self.unknown_command(),
            ErrorKind::MissingRequiredArgument
            | ErrorKind::TooFewValues
            | ErrorKind::WrongNumberOfValues => {
                // `<--one <A>|--other <B>>`: one of several options.
                let group = argument.strip_prefix("<--").and_then(|rest| rest.strip_suffix('>'));
                let says = match group {
                    Some(_) => {
                        s("falta una de estas: {argument}", "one of these is missing: {argument}")
                    }
                    None => s("falta {argument}", "{argument} is missing"),
                };
                let several = group.map(|rest| format!("--{}", rest.replace("|--", ", --")));
                let named = several.as_deref().unwrap_or(argument);
                (self.fill(says, &[("argument", named)]), self.takes(argument, subcommand))
            }
            ErrorKind::MissingSubcommand => (
                self.say.text(s("falta la orden", "the command is missing")).to_owned(),
                self.commands(),
            ),
            ErrorKind::ArgumentConflict if self.is_of_two(argument) => {
                let prior = self.one(ContextKind::PriorArg);
                let says = s(
                    "«{argument}» y «{prior}» no van juntos",
                    "`{argument}` and `{prior}` do not go together",
                );
                let values = [("argument", argument), ("prior", prior.as_str())];
                let advice = s("deje uno de los dos", "leave one of them");
                (self.fill(says, &values), self.say.text(advice).to_owned())
            }
            ErrorKind::ArgumentConflict => {
                let says = s(
                    "«{argument}» se dio más de una vez",
                    "`{argument}` was given more than once",
                );
                let advice = s("déjelo una sola vez", "give it only once");
                (self.fill(says, &[("argument", argument)]), self.say.text(advice).to_owned())
            }
            ErrorKind::InvalidUtf8 => {
                let says = s(
                    "un argumento tiene caracteres que no se pueden leer",
                    "an argument has characters that cannot be read",
                );
                let advice = s("escríbalo de nuevo a mano", "type it again by hand");
                (self.say.text(says).to_owned(), self.say.text(advice).to_owned())
            }
            _ => self.value(argument, subcommand),
        }
    }

    fn unknown_option(&self, argument: &str, subcommand: Option<&Command>) -> (String, String) {
        let mut says = self.fill(
            s("no se conoce la opción «{argument}»", "the option `{argument}` is not known"),
            &[("argument", argument)],
        );
        let near = self.one(ContextKind::SuggestedArg);
        says += &self.near(&near);
        let options = subcommand.unwrap_or(self.command).get_arguments();
        let options: Vec<String> = options
            .filter_map(|option| option.get_long())
            .map(|long| format!("--{long}"))
            .collect();
        let advice = match near.is_empty() {
            true => self.fill(
                s("las opciones son {options}", "the options are {options}"),
                &[("options", &options.join(", "))],
            ),
            false => String::new(),
        };
        (says, advice)
    }

    fn unknown_command(&self) -> (String, String) {
        let word = self.one(ContextKind::InvalidSubcommand);
        let mut says = self.fill(
            s("no se conoce la orden «{word}»", "the command `{word}` is not known"),
            &[("word", &word)],
        );
        let near = self.one(ContextKind::SuggestedSubcommand);
        says += &self.near(&near);
        let advice = if std::path::Path::new(&word).exists() {
            self.fill(
                s(
                    "para validar ese archivo: cuadre check \"{word}\"",
                    "to validate that file: cuadre check \"{word}\"",
                ),
                &[("word", &word)],
            )
        } else if near.is_empty() {
            self.commands()
        } else {
            String::new()
        };
        (says, advice)
    }

    fn commands(&self) -> String {
        let names: Vec<&str> = self.command.get_subcommands().map(Command::get_name).collect();
        self.fill(
            s("las órdenes son {names}", "the commands are {names}"),
            &[("names", &names.join(", "))],
        )
    }

    /// A value that is missing, that should not be there, or that is not taken.
    fn value(&self, argument: &str, subcommand: Option<&Command>) -> (String, String) {
        // `--lang <es|en>`: the option's name without what it takes.
        let option = argument.split(['=', ' ']).next().unwrap_or_default();
        let value = self.one(ContextKind::InvalidValue);
        let says = match (self.error.kind(), value.is_empty()) {
            (ErrorKind::TooManyValues | ErrorKind::NoEquals, _) => {
                s("«{option}» no lleva valor", "`{option}` takes no value")
            }
            (_, true) => s("«{option}» necesita un valor", "`{option}` needs a value"),
            (_, false) => s("«{option}» no admite «{value}»", "`{option}` does not take `{value}`"),
        };
        let mut says = self.fill(says, &[("option", option), ("value", &value)]);
        says += &self.near(&self.one(ContextKind::SuggestedValue));
        let valid = self.all(ContextKind::ValidValue);
        let takes = match (option, subcommand.map(Command::get_name)) {
            ("--rows", Some("demo")) => Some(&DEMO_ROWS),
            _ => TAKES.iter().find(|(name, _)| *name == option),
        };
        let advice =
            match (valid.as_slice(), takes) {
                ([], Some((_, what))) => self
                    .fill(s("escriba {what}", "write {what}"), &[("what", self.say.text(*what))]),
                ([], None) => String::new(),
                (valid, _) => self
                    .fill(s("vale: {valid}", "it takes: {valid}"), &[("valid", &valid.join(", "))]),
            };
        (says, advice)
    }

    /// The values that an argument takes, if they are few.
    fn takes(&self, argument: &str, subcommand: Option<&Command>) -> String {
        let arguments = subcommand.unwrap_or(self.command).get_arguments();
        let named = arguments.filter(|known| known.to_string() == argument);
        let valid: Vec<String> = named
            .flat_map(clap::Arg::get_possible_values)
            .map(|value| value.get_name().to_owned())
            .collect();
        match valid.is_empty() {
            true => String::new(),
            false => {
                self.fill(s("vale: {valid}", "it takes: {valid}"), &[("valid", &valid.join(", "))])
            }
        }
    }

    fn near(&self, near: &str) -> String {
        match near.is_empty() {
            true => String::new(),
            false => self
                .fill(s("; ¿quiso decir «{near}»?", "; did you mean `{near}`?"), &[("near", near)]),
        }
    }
}
