//! Titles of columns and sheets, compared as a person compares them.
//!
//! Case, accents, spaces, line feeds, punctuation and the spellings of *número* (`Nº`, `N°`, `No`, `Nro.`) make no
//! difference; a missing or another word does. Nothing is matched by likeness: likeness only suggests.

/// The text as it is compared; empty if it has neither letter nor digit.
pub fn header_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    let mut word_start = 0;
    let mut letters = text.chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            // The ordinal sign read in the wrong encoding: `NÂº`.
            'Â' if matches!(letters.peek(), Some('º' | '°' | 'ª')) => {}
            '\u{300}'..='\u{36f}' => {}
            'º' | '°' | 'ª' => word_start = end_word(&mut key, word_start),
            _ if letter.is_alphanumeric() => push_plain(&mut key, letter),
            _ => word_start = end_word(&mut key, word_start),
        }
    }
    end_word(&mut key, word_start);
    key
}

/// A sheet's name as it is compared.
pub fn sheet_key(text: &str) -> String {
    let mut key = String::with_capacity(text.len());
    text.trim().chars().for_each(|letter| push_plain(&mut key, letter));
    key
}

/// Shortens a word that means *número*, and says where the next one begins.
fn end_word(key: &mut String, start: usize) -> usize {
    if matches!(&key[start..], "no" | "nr" | "nro" | "num" | "numero") {
        key.truncate(start);
        key.push('n');
    }
    key.len()
}

fn push_plain(key: &mut String, letter: char) {
    match plain(letter) {
        Some(letter) => key.push(letter),
        None => key.extend(letter.to_lowercase()),
    }
}

/// The lower-case ASCII letter of an accented one that Spanish titles use.
fn plain(letter: char) -> Option<char> {
    Some(match letter {
        _ if letter.is_ascii() => letter.to_ascii_lowercase(),
        'á' | 'à' | 'â' | 'ä' | 'ã' | 'Á' | 'À' | 'Â' | 'Ä' | 'Ã' => 'a',
        'é' | 'è' | 'ê' | 'ë' | 'É' | 'È' | 'Ê' | 'Ë' => 'e',
        'í' | 'ì' | 'î' | 'ï' | 'Í' | 'Ì' | 'Î' | 'Ï' => 'i',
        'ó' | 'ò' | 'ô' | 'ö' | 'õ' | 'Ó' | 'Ò' | 'Ô' | 'Ö' | 'Õ' => 'o',
        'ú' | 'ù' | 'û' | 'ü' | 'Ú' | 'Ù' | 'Û' | 'Ü' => 'u',
        'ñ' | 'Ñ' => 'n',
        'ç' | 'Ç' => 'c',
        _ => return None,
    })
}

/// The candidate most like `name`, if one is like it: at most a third of its letters differ.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let wanted = header_key(name);
    candidates
        .into_iter()
        .map(|candidate| {
            let key = header_key(candidate);
            let allowed = (wanted.chars().count().max(key.chars().count()) / 3).max(1);
            (strsim::osa_distance(&wanted, &key), allowed, candidate)
        })
        .filter(|(distance, allowed, _)| distance <= allowed)
        .min_by_key(|(distance, ..)| *distance)
        .map(|(.., candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h07_titles_are_compared_as_people_do() {
        for (one, other) in [
            ("Tipo\nComprobante", "tipo comprobante"),
            ("Serie Comprobante ", "SERIE  COMPROBANTE"),
            ("Nº Comprobante Inicial", "N° comprobante inicial"),
            ("Nº Comprobante Inicial", "No. Comprobante\r\nInicial"),
            ("Nº Comprobante Inicial", "Nro Comprobante Inicial"),
            ("Nº Comprobante Inicial", "Número comprobante inicial"),
            ("Nº CUO", "NÂº CUO"),
            ("Nº CUO", "N\u{fffd} CUO"),
            ("Fecha Emisión comprobante", "FECHA EMISIO\u{301}N COMPROBANTE"),
            ("BI._Exportacion", "BI Exportación"),
            ("Nro_Caja", "Nº Caja"),
            ("SegmentoDeNegocio", "Segmento de Negocio"),
        ] {
            assert_eq!(header_key(one), header_key(other), "{one:?} {other:?}");
        }
    }

    #[test]
    fn another_word_is_another_title() {
        for (one, other) in [
            ("Nº Comprobante Inicial", "Nº Comprobante Final"),
            ("DSCTO BI", "DSCTO IGV"),
            ("Importe", "Imp."),
            ("Notas", "N tas"),
            ("Nombre", "N"),
        ] {
            assert_ne!(header_key(one), header_key(other), "{one:?} {other:?}");
        }
        assert_eq!(header_key(" º°-_ "), "");
    }

    #[test]
    fn likeness_suggests_only_what_is_like() {
        let names = ["issue_date", "due_date", "kind"];
        assert_eq!(nearest("isue_date", names), Some("issue_date"));
        assert_eq!(nearest("knd", names), Some("kind"));
        assert_eq!(nearest("sucursal", names), None);
    }
}
