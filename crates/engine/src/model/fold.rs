//! Texts as a person compares them: words in capitals, without accents, and numbers apart from them.
//!
//! Nothing is matched by likeness here, and the ñ stays a letter of its own.

/// The words of a text: runs of letters in capitals without accents, and runs of ASCII digits.
///
/// Whatever else stands in the text (spaces, dots, dashes, ordinal signs) only separates. Folding the joined words again
/// gives the same words.
pub fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut of_digits = false;
    for letter in text.chars() {
        match letter {
            // The tilde of an ñ that was written in two signs; other marks are accents.
            '\u{303}' if word.ends_with('N') => {
                word.pop();
                word.push('Ñ');
            }
            '\u{300}'..='\u{36f}' => {}
            'º' | 'ª' => end(&mut word, &mut words),
            _ if letter.is_alphanumeric() => {
                if letter.is_ascii_digit() != of_digits {
                    end(&mut word, &mut words);
                    of_digits = letter.is_ascii_digit();
                }
                let capitals = letter.to_uppercase().map(without_accent);
                word.extend(capitals.filter(|capital| !matches!(capital, '\u{300}'..='\u{36f}')));
            }
            _ => end(&mut word, &mut words),
        }
    }
    end(&mut word, &mut words);
    words
}

fn end(word: &mut String, words: &mut Vec<String>) {
    if !word.is_empty() {
        words.push(std::mem::take(word));
    }
}

/// A column's title as it is compared: its words without anything between them, `C.C.` as `CC`.
pub fn title(text: &str) -> String {
    words(text).concat()
}

/// The words with one space between them, as sentences are compared.
pub fn sentence(text: &str) -> String {
    words(text).join(" ")
}

/// The letter without the accents of Spanish and its neighbours; the ñ stays, since it is a letter of its own.
pub fn without_accent(letter: char) -> char {
    match letter {
        'Á' | 'À' | 'Ä' | 'Â' | 'Ã' => 'A',
        'É' | 'È' | 'Ë' | 'Ê' => 'E',
        'Í' | 'Ì' | 'Ï' | 'Î' => 'I',
        'Ó' | 'Ò' | 'Ö' | 'Ô' | 'Õ' => 'O',
        'Ú' | 'Ù' | 'Ü' | 'Û' => 'U',
        'á' | 'à' | 'ä' | 'â' | 'ã' => 'a',
        'é' | 'è' | 'ë' | 'ê' => 'e',
        'í' | 'ì' | 'ï' | 'î' => 'i',
        'ó' | 'ò' | 'ö' | 'ô' | 'õ' => 'o',
        'ú' | 'ù' | 'ü' | 'û' => 'u',
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accents_case_and_punctuation_are_forgiven_and_digits_stand_apart() {
        assert_eq!(sentence("  Av.  Túpac-Amaru  1250 "), "AV TUPAC AMARU 1250");
        assert_eq!(sentence("Bren\u{303}a"), "BREÑA");
        assert_eq!(sentence("Tu\u{301}pac C2-B"), "TUPAC C 2 B");
        assert_eq!(title("Cta.Cte."), "CTACTE");
        assert_eq!(title("Línea "), "LINEA");
        assert_eq!(title("- . -"), "");
        // A power is no number.
        assert_ne!(sentence("MALL ²"), sentence("MALL 2"));
    }
}
