//! Changes to an accepted row that a person might question.

use super::Sentence;

/// A kind of change. A row with at least one is *fixed*; formatting (trim, case of codes, `1` to `01`) is not listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Fix {
    /// Leading zeros that a spreadsheet had dropped: series `1` to `0001`, a DNI of seven digits.
    ZerosRestored,
    /// Money written with a decimal comma, thousands, a currency sign or parentheses.
    AmountSpelled,
    /// Characters that the target cannot take were removed from a name.
    CharactersRemoved,
    /// Characters that the target's encoding lacks were replaced by near ones.
    Transliterated,
    /// Invisible characters (no-break spaces and the like) were removed from a code.
    InvisibleRemoved,
}

/// How a fix is called and explained.
pub struct FixText {
    /// `F01`.
    pub code: &'static str,
    /// `zeros-restored`.
    pub name: &'static str,
    /// What was done.
    pub says: Sentence,
    /// What to do if it was wrong.
    pub advice: Sentence,
}

impl Fix {
    /// Every fix, in the order of the codes.
    pub const ALL: [Fix; 5] = [
        Fix::ZerosRestored,
        Fix::AmountSpelled,
        Fix::CharactersRemoved,
        Fix::Transliterated,
        Fix::InvisibleRemoved,
    ];

    /// Its code, name and sentences.
    pub const fn text(self) -> &'static FixText {
        &TEXTS[self as usize]
    }
}

static TEXTS: [FixText; 5] = [
    FixText {
        code: "F01",
        name: "zeros-restored",
        says: Sentence::new(
            "Se repusieron los ceros a la izquierda: «{value}» se envía como «{fixed}».",
            "Leading zeros were restored: `{value}` is sent as `{fixed}`.",
        ),
        advice: Sentence::new(
            "Si no era así, escriba el dato completo en una celda de formato Texto.",
            "If that is wrong, type the whole value into a cell of format Text.",
        ),
    },
    FixText {
        code: "F02",
        name: "amount-spelled",
        says: Sentence::new(
            "El importe «{value}» se leyó como {fixed}.",
            "The amount `{value}` was read as {fixed}.",
        ),
        advice: Sentence::new(
            "Si no era así, escriba el importe como número, con punto decimal y sin separador de miles.",
            "If that is wrong, type the amount as a number, with a decimal point and no thousands mark.",
        ),
    },
    FixText {
        code: "F03",
        name: "characters-removed",
        says: Sentence::new(
            "Se quitaron caracteres que la plataforma no admite: «{value}» se envía como «{fixed}».",
            "Characters that the platform cannot take were removed: `{value}` is sent as `{fixed}`.",
        ),
        advice: Sentence::new(
            "Nada que hacer; si el nombre quedó mal, corríjalo en el registro.",
            "Nothing to do; if the name came out wrong, correct it in the ledger.",
        ),
    },
    FixText {
        code: "F04",
        name: "transliterated",
        says: Sentence::new(
            "La codificación de la plataforma no tiene todos los caracteres: «{value}» se envía como «{fixed}».",
            "The platform's encoding lacks some characters: `{value}` is sent as `{fixed}`.",
        ),
        advice: Sentence::new(
            "Nada que hacer; si el texto quedó mal, corríjalo en el registro.",
            "Nothing to do; if the text came out wrong, correct it in the ledger.",
        ),
    },
    FixText {
        code: "F05",
        name: "invisible-removed",
        says: Sentence::new(
            "Se quitaron espacios duros u otros caracteres invisibles: se envía «{fixed}».",
            "No-break spaces or other invisible characters were removed: `{fixed}` is sent.",
        ),
        advice: Sentence::new(
            "Nada que hacer; suelen venir al copiar de una página web.",
            "Nothing to do; they often come with text copied from a web page.",
        ),
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_order() {
        for (index, fix) in Fix::ALL.into_iter().enumerate() {
            assert_eq!(fix.text().code, format!("F{:02}", index + 1));
        }
    }
}
