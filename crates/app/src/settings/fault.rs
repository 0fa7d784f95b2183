//! What can be wrong with the settings, and where: file, line and key.

use std::path::Path;

use engine::model::{ErrorText, Language, Sentence};
use toml::de::{DeTable, DeValue};

use crate::failure::{Failure, Told};
use crate::text::{Say, s};

/// Every error of the settings, in the order of its code.
pub(crate) const SETTINGS_ERRORS: &[ErrorText] = &[
    UNREADABLE,
    SYNTAX,
    VALUE,
    MARKDOWN_LINK,
    COMPANY_UNKNOWN,
    COMPANY_UNCHOSEN,
    RULE_UNKNOWN,
    LEDGER_MISSING,
    OUTPUT_MISSING,
    NOTHING_PENDING,
    INPUT_UNREADABLE,
    COMPANY_MISSING,
    PLATFORM_UNSET,
    JOURNAL_MISSING,
];

pub(super) const UNREADABLE: ErrorText = ErrorText::new(
    "S301",
    "settings-unreadable",
    [
        "No se pudo leer la configuración «{file}»: {why}.",
        "The settings `{file}` could not be read: {why}.",
    ],
    [
        "Revise la ruta y los permisos; sin --settings se usa cuadre.toml de la carpeta actual, si existe.",
        "Check the path and the permissions; without --settings, cuadre.toml of this folder is used if it is there.",
    ],
);
pub(super) const SYNTAX: ErrorText = ErrorText::new(
    "S302",
    "settings-syntax",
    ["La configuración no es TOML válido: {why}.", "The settings are not valid TOML: {why}."],
    [
        "Corrija esa línea; cuadre.example.toml muestra cómo se escribe cada clave.",
        "Correct that line; cuadre.example.toml shows how each key is written.",
    ],
);
pub(super) const VALUE: ErrorText = ErrorText::new(
    "S303",
    "setting-value",
    [
        "La clave «{key}» no admite el valor «{value}»: {what}.",
        "The key `{key}` does not take the value `{value}`: {what}.",
    ],
    [
        "Corrija el valor; cuadre.example.toml muestra un ejemplo de cada clave.",
        "Correct the value; cuadre.example.toml shows an example of each key.",
    ],
);
pub(super) const MARKDOWN_LINK: ErrorText = ErrorText::new(
    "S304",
    "setting-is-link",
    [
        "El valor de {key} es un enlace pegado de Markdown, con la dirección entre paréntesis.",
        "The value of {key} is a pasted Markdown link, with the address in parentheses.",
    ],
    ["Deje solo la dirección.", "Leave only the address."],
);
pub(super) const COMPANY_UNKNOWN: ErrorText = ErrorText::new(
    "S305",
    "company-unknown",
    [
        "No hay una empresa «{value}» en la configuración; hay: {known}.",
        "There is no company `{value}` in the settings; there are: {known}.",
    ],
    [
        "Elija una de ellas con --company, o agregue [company.{value}] a la configuración.",
        "Choose one of them by --company, or add [company.{value}] to the settings.",
    ],
);
pub(super) const COMPANY_UNCHOSEN: ErrorText = ErrorText::new(
    "S306",
    "company-unchosen",
    [
        "La configuración tiene varias empresas: {known}.",
        "The settings hold several companies: {known}.",
    ],
    ["Elija una con --company.", "Choose one by --company."],
);
pub(super) const RULE_UNKNOWN: ErrorText = ErrorText::new(
    "S307",
    "rule-unknown",
    ["No hay una regla «{value}».", "There is no rule `{value}`."],
    ["{near}Vea la lista con: cuadre explain", "{near}See the list by: cuadre explain"],
);
/// No file was named, and no folder of them either.
pub(crate) const LEDGER_MISSING: ErrorText = ErrorText::new(
    "S308",
    "ledger-missing",
    [
        "No se indicó ningún registro, y la configuración no tiene la clave «input».",
        "No ledger was named, and the settings lack the key `input`.",
    ],
    [
        "Indique el archivo: cuadre {command} ARCHIVO; o ponga en cuadre.toml la carpeta de los registros: input = \"entrada\".",
        "Name the file: cuadre {command} FILE; or put the folder of the ledgers into cuadre.toml: input = \"entrada\".",
    ],
);
/// No folder to write to.
pub(crate) const OUTPUT_MISSING: ErrorText = ErrorText::new(
    "S309",
    "output-missing",
    [
        "No se indicó la carpeta de salida, y la configuración no tiene la clave «output».",
        "No output folder was named, and the settings lack the key `output`.",
    ],
    [
        "Agregue --out CARPETA, o ponga en cuadre.toml: output = \"salida\".",
        "Add --out FOLDER, or put into cuadre.toml: output = \"salida\".",
    ],
);
/// The input folder holds nothing that can be read.
pub(crate) const NOTHING_PENDING: ErrorText = ErrorText::new(
    "S310",
    "nothing-pending",
    [
        "En la carpeta «{folder}» no hay ningún registro por leer{whose}.",
        "The folder `{folder}` holds no ledger to read{whose}.",
    ],
    [
        "Copie ahí el registro con un nombre como «01. PLE ENERO 26.xlsx», o indique el archivo en la orden.",
        "Copy the ledger there under a name such as `01. PLE ENERO 26.xlsx`, or name the file in the command.",
    ],
);
/// The input folder cannot be searched.
pub(crate) const INPUT_UNREADABLE: ErrorText = ErrorText::new(
    "S311",
    "input-unreadable",
    [
        "No se pudo leer la carpeta de entrada «{folder}»: {why}.",
        "The input folder `{folder}` could not be read: {why}.",
    ],
    [
        "Revise la clave «input» de la configuración, o INPUT_DIR, y que la unidad esté conectada.",
        "Check the key `input` of the settings, or INPUT_DIR, and that the drive is connected.",
    ],
);

/// No company whose books could be touched.
pub(crate) const COMPANY_MISSING: ErrorText = ErrorText::new(
    "S312",
    "company-missing",
    [
        "La configuración no tiene ninguna empresa, y las plataformas se trabajan por empresa.",
        "The settings hold no company, and platforms are worked by company.",
    ],
    [
        "Agregue [company.NOMBRE] con su ruc a cuadre.toml; `cuadre init` escribe uno de muestra.",
        "Add [company.NAME] with its ruc to cuadre.toml; `cuadre init` writes a sample.",
    ],
);
/// A platform of which nobody has said where it is or who works it.
pub(super) const PLATFORM_UNSET: ErrorText = ErrorText::new(
    "S313",
    "platform-unset",
    [
        "Falta decir dónde está o con qué usuario se entra a {platform} de «{company}»: {names}.",
        "It is not said where {platform} of `{company}` is or who logs in to it: {names}.",
    ],
    [
        "Póngalo en .env, una línea por nombre: NOMBRE=valor. La contraseña nunca va en la orden ni en cuadre.toml.",
        "Put it into .env, a line for each: NAME=value. The password never stands in a command or in cuadre.toml.",
    ],
);
/// No run yet.
pub(crate) const JOURNAL_MISSING: ErrorText = ErrorText::new(
    "S314",
    "journal-missing",
    [
        "Todavía no hay corridas: no existe la bitácora «{path}».",
        "There are no runs yet: the journal `{path}` is not there.",
    ],
    [
        "Empiece con `cuadre run`. Si las corridas están en otro lugar, indíquelo con la clave «journal» o --settings.",
        "Begin by `cuadre run`. If the runs are elsewhere, say so by the key `journal` or by --settings.",
    ],
);

pub(super) const WANTS_TEXT: Sentence =
    s("debe ser un texto entre comillas", "it must be a text in quotes");
const WANTS_NUMBER: Sentence =
    s("debe ser un número entero positivo", "it must be a positive whole number");
const WANTS_LIST: Sentence = s(
    "debe ser una lista de textos: [\"uno\", \"otro\"]",
    "it must be a list of texts: [\"one\", \"another\"]",
);
const WANTS_TABLE: Sentence = s("debe ser una tabla de claves", "it must be a table of keys");
const WANTS_OTHER: Sentence = s("no es de este tipo", "it is of another type");

/// The text of a settings file, for saying on which line a key stands.
#[derive(Clone, Debug, Default)]
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
}

impl File {
    pub(super) fn new(path: &Path, text: String) -> File {
        File { name: path.display().to_string(), text }
    }

    /// A failure at a key, which is given with the tables around it.
    pub(super) fn at_key(
        &self,
        text: &ErrorText,
        path: &[&str],
        values: &[(&str, &str)],
        say: Say,
    ) -> Failure {
        let at = DeTable::parse(&self.text).ok().and_then(|table| span_of(table.get_ref(), path));
        self.at(text, at, Some(&path.join(".")), values, say)
    }

    /// Where a key stands: `cuadre.toml, línea 3`.
    pub(super) fn place_of(&self, path: &[&str], say: Say) -> String {
        let at = DeTable::parse(&self.text).ok().and_then(|table| span_of(table.get_ref(), path));
        self.place(at, None, say)
    }

    /// What the reader of TOML says about the file.
    pub(super) fn unread(&self, error: &toml::de::Error, say: Say) -> Failure {
        let at = error.span().map(|span| span.start);
        let Ok(table) = DeTable::parse(&self.text) else {
            let why = match say.0 {
                Language::Es => "no se entiende lo que está escrito ahí".to_owned(),
                Language::En => one_sentence(error.message()),
            };
            return self.at(&SYNTAX, at, None, &[("why", &why)], say);
        };
        let key = at.and_then(|at| key_at(table.get_ref(), at)).unwrap_or_default().join(".");
        let value = error.span().and_then(|span| self.text.get(span)).unwrap_or_default();
        let what = say.text(wanted(error.message()));
        let values = [("key", key.as_str()), ("value", value.trim_matches('"')), ("what", what)];
        self.at(&VALUE, at, Some(&key), &values, say)
    }

    fn at(
        &self,
        text: &ErrorText,
        at: Option<usize>,
        key: Option<&str>,
        values: &[(&str, &str)],
        say: Say,
    ) -> Failure {
        let line = at.map(|at| self.text[..at.min(self.text.len())].matches('\n').count());
        let told = Told {
            place: self.place(at, key, say),
            line: line
                .and_then(|line| self.text.lines().nth(line))
                .map(|line| line.trim().to_owned()),
            ..Told::of(text, values, say)
        };
        Failure::usage(told.render(say))
    }

    fn place(&self, at: Option<usize>, key: Option<&str>, say: Say) -> String {
        let mut place = self.name.clone();
        if let Some(at) = at {
            let line = self.text[..at.min(self.text.len())].matches('\n').count() + 1;
            place +=
                &say.fill(s(", línea {line}", ", line {line}"), &[("line", &line.to_string())]);
        }
        if let Some(key) = key.filter(|key| !key.is_empty()) {
            place += &say.fill(s(", clave «{key}»", ", key `{key}`"), &[("key", key)]);
        }
        place
    }
}

/// Where a key begins.
fn span_of(table: &DeTable<'_>, path: &[&str]) -> Option<usize> {
    let (first, rest) = path.split_first()?;
    let (key, value) = table.iter().find(|(key, _)| key.get_ref().as_ref() == *first)?;
    match (rest, value.get_ref()) {
        ([], _) => Some(key.span().start),
        (_, DeValue::Table(inner)) => span_of(inner, rest),
        _ => Some(key.span().start),
    }
}

/// The key, with the tables around it, whose value stands at a byte.
fn key_at(table: &DeTable<'_>, at: usize) -> Option<Vec<String>> {
    for (key, value) in table {
        let name = key.get_ref().to_string();
        if let DeValue::Table(inner) = value.get_ref()
            && let Some(path) = key_at(inner, at)
        {
            return Some(std::iter::once(name).chain(path).collect());
        }
        if value.span().contains(&at) {
            return Some(vec![name]);
        }
    }
    None
}

/// What the reader expected, by its English words.
fn wanted(message: &str) -> Sentence {
    let expected = message.rsplit("expected ").next().unwrap_or_default();
    match () {
        () if expected.contains("string") => WANTS_TEXT,
        () if expected.contains("sequence") => WANTS_LIST,
        () if expected.contains("map") || expected.contains("struct") => WANTS_TABLE,
        () if ["u8", "u16", "u32", "u64", "usize"].iter().any(|kind| expected.contains(kind)) => {
            WANTS_NUMBER
        }
        () => WANTS_OTHER,
    }
}

/// The reader's English, on one line and without a stop.
fn one_sentence(message: &str) -> String {
    message.trim().trim_end_matches('.').replace('\n', ", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_found_by_path_and_by_place() {
        let text = "input = \"a\"\n[company.uno]\nkinds = [\n \"01\",\n 3,\n]\nruc = \"1\"\n";
        let table = DeTable::parse(text).expect("TOML");
        let at = span_of(table.get_ref(), &["company", "uno", "ruc"]).expect("a key");
        assert!(text[at..].starts_with("ruc"));
        let three = text.find('3').expect("the three");
        let path = key_at(table.get_ref(), three).expect("a key");
        assert_eq!(path, ["company", "uno", "kinds"]);
        assert_eq!(span_of(table.get_ref(), &["nada"]), None);
    }

    #[test]
    fn codes_rise_and_each_says_what_to_do_in_both_languages() {
        assert!(SETTINGS_ERRORS.windows(2).all(|pair| pair[0].code < pair[1].code));
        for text in SETTINGS_ERRORS {
            for sentence in [text.says, text.advice] {
                assert!(!sentence.es.is_empty() && !sentence.en.is_empty(), "{}", text.code);
            }
        }
    }
}
