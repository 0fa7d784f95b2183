//! Texts without what nobody should read: secrets that the host knows, and personal data by their names and shapes.
//!
//! Secrets of fewer than four letters are hidden where they stand under a name (`"clave": "x"`), and not elsewhere:
//! a text with every `1` blotted out would show more than it hides. Identity numbers are runs of 8 or 11 digits; those
//! that begin with zeros are numbers of documents and accounts, and the company's own RUC is no secret in its own run.

use std::cell::RefCell;

/// What stands in the place of anything hidden.
const HIDDEN: &str = "***";

/// Shorter secrets are not looked for everywhere.
const SECRET_LETTERS: usize = 4;

/// Keys under which passwords and people stand, folded: letters only, lower case.
const KEYS: [&str; 27] = [
    "clave",
    "contrasena",
    "password",
    "passwd",
    "pwd",
    "secret",
    "secreto",
    "token",
    "sesion",
    "session",
    "sessionid",
    "accesstoken",
    "refreshtoken",
    "apikey",
    "authorization",
    "cookie",
    "setcookie",
    "nombrecliente",
    "customername",
    "razonsocial",
    "apellidos",
    "nombres",
    "direccion",
    "correo",
    "email",
    "telefono",
    "celular",
];

/// Hides what it was told, and what looks personal.
#[derive(Default)]
pub(crate) struct Masker {
    secrets: RefCell<Vec<String>>,
    spoken: RefCell<Vec<String>>,
}

impl Masker {
    /// Learns one more secret, and the ways in which it may be written.
    pub(crate) fn learn(&self, secret: &str) {
        let quoted = serde_json::to_string(secret).unwrap_or_default();
        let json = quoted.trim_matches('"').to_string();
        let url = crate::wire::target::encode(secret);
        let mut secrets = self.secrets.borrow_mut();
        for spelled in [secret.to_string(), json, url] {
            if spelled.chars().count() >= SECRET_LETTERS && !secrets.contains(&spelled) {
                secrets.push(spelled);
            }
        }
        secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    }

    /// Leaves this number readable: the company's own RUC.
    pub(crate) fn speak(&self, number: &str) {
        let mut spoken = self.spoken.borrow_mut();
        if !spoken.iter().any(|known| known == number) {
            spoken.push(number.to_string());
        }
    }

    /// The text without secrets.
    pub(crate) fn hide_secrets(&self, text: &str) -> String {
        let mut text = text.to_string();
        for secret in self.secrets.borrow().iter() {
            if text.contains(secret.as_str()) {
                text = text.replace(secret.as_str(), HIDDEN);
            }
        }
        text
    }

    /// The text without secrets and personal data.
    pub(crate) fn hide(&self, text: &str) -> String {
        self.hide_numbers(&hide_keys(&self.hide_secrets(text)))
    }

    fn hide_numbers(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        let mut before = ' ';
        while let Some(at) = rest.find(|c: char| c.is_ascii_digit()) {
            out.push_str(&rest[..at]);
            before = rest[..at].chars().next_back().unwrap_or(before);
            let run = rest[at..].bytes().take_while(u8::is_ascii_digit).count();
            let digits = &rest[at..at + run];
            rest = &rest[at + run..];
            let alone = !before.is_alphanumeric()
                && !rest.chars().next().is_some_and(|c| c.is_alphanumeric());
            let spoken = self.spoken.borrow().iter().any(|known| known == digits);
            let personal = alone && matches!(run, 8 | 11) && !digits.starts_with("000") && !spoken;
            out.push_str(if personal { HIDDEN } else { digits });
            before = '0';
        }
        out.push_str(rest);
        out
    }
}

fn is_hidden_key(key: &str) -> bool {
    let folded: String =
        key.chars().filter(|c| c.is_ascii_alphabetic()).map(|c| c.to_ascii_lowercase()).collect();
    KEYS.contains(&folded.as_str())
}

/// Hides values behind such keys in JSON (`"key": "value"`), XML (`<key>value</`) and forms (`key=value&`).
fn hide_keys(text: &str) -> String {
    let of_key = |c: char| c.is_alphanumeric() || matches!(c, '_' | '-' | '.');
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(of_key) {
        out.push_str(&rest[..at]);
        let length = rest[at..].find(|c| !of_key(c)).unwrap_or(rest.len() - at);
        let key = &rest[at..at + length];
        rest = &rest[at + length..];
        out.push_str(key);
        if !is_hidden_key(key) {
            continue;
        }
        let (skipped, end) = value_after(rest);
        if end > skipped {
            out.push_str(&rest[..skipped]);
            out.push_str(HIDDEN);
            rest = &rest[end..];
        }
    }
    out.push_str(rest);
    out
}

/// Where the value behind a key begins and ends; equal where none stands there.
fn value_after(rest: &str) -> (usize, usize) {
    let blank = |text: &str| text.len() - text.trim_start().len();
    let quote = usize::from(rest.starts_with('"'));
    let colon = quote + blank(&rest[quote..]);
    if rest[colon..].starts_with(':') {
        let value = colon + 1 + blank(&rest[colon + 1..]);
        if !rest[value..].starts_with('"') {
            // A header of a transcript runs to the end of its line.
            let is_header = quote == 0;
            let end = rest[value..].find('\n').map_or(rest.len(), |end| value + end);
            return if is_header { (value, end) } else { (0, 0) };
        }
        let mut escaped = false;
        for (at, c) in rest[value + 1..].char_indices() {
            match c {
                '"' if !escaped => return (value + 1, value + 1 + at),
                '\\' => escaped = !escaped,
                _ => escaped = false,
            }
        }
        return (value + 1, rest.len());
    }
    let ends: &[char] = match rest.chars().next() {
        Some('>') => &['<'],
        Some('=') => &['&', ' ', '\n', '\r', ';', '>'],
        _ => return (0, 0),
    };
    (1, rest[1..].find(ends).map_or(rest.len(), |end| 1 + end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_hidden_however_they_are_written() {
        let masker = Masker::default();
        masker.learn("cañón \"&1");
        let shown = masker.hide("cañón \"&1 | ca%C3%B1%C3%B3n%20%22%261 | cañón \\\"&1");
        assert_eq!(shown, "*** | *** | ***");
    }

    #[test]
    fn people_are_hidden_and_documents_are_not() {
        let masker = Masker::default();
        masker.speak("20601030013");
        let text =
            "DNI 45678912 RUC 20555555551, de 20601030013, B001-00000012, 00000000242, ab12345678";
        let shown = "DNI *** RUC ***, de 20601030013, B001-00000012, 00000000242, ab12345678";
        assert_eq!(masker.hide(text), shown);
    }

    #[test]
    fn values_behind_keys_are_hidden_in_json_xml_forms_and_headers() {
        let masker = Masker::default();
        for (text, shown) in [
            (r#"{"clave": "a\"b", "x": 1}"#, r#"{"clave": "***", "x": 1}"#),
            ("<Nombre_Cliente>ANA</Nombre_Cliente>", "<Nombre_Cliente>***</Nombre_Cliente>"),
            ("usuario=ana&clave=1&b=2", "usuario=ana&clave=***&b=2"),
            ("Cookie: a=b\nHost: x", "Cookie: ***\nHost: x"),
            (r#"{"sesion": null, "token": 5}"#, r#"{"sesion": null, "token": 5}"#),
            (r#"{"clave": "abierto"#, r#"{"clave": "***"#),
        ] {
            assert_eq!(masker.hide(text), shown, "{text}");
        }
    }
}
