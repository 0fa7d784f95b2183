//! Texts cleaned for the target: what is removed, what is replaced, and what passes as it is.

use super::super::sample::layout;
use super::*;
use proptest::prelude::*;

fn cleaned(encoding: BulkEncoding, purpose: Purpose, text: &str) -> (String, Vec<Fix>) {
    let target = TargetText::new(&BulkLayout { encoding, ..layout() });
    let mut out = Vec::new();
    let changes = target.clean(text.as_bytes(), purpose, &mut out);
    (target.decode(&out).into_owned(), changes.fixes().collect())
}

fn check(encoding: BulkEncoding, purpose: Purpose, text: &str, expected: &str, fixes: &[Fix]) {
    assert_eq!(cleaned(encoding, purpose, text), (expected.to_owned(), fixes.to_vec()), "{text}");
}

#[test]
fn h10_names_lose_what_the_layout_strips_and_words_stay_apart() {
    use Purpose::{Name, Plain};
    for encoding in [BulkEncoding::Utf8, BulkEncoding::Windows1252] {
        let removed = [Fix::CharactersRemoved];
        check(encoding, Name, "D'ANGELO O´BRIEN, “BELLA”", "DANGELO OBRIEN BELLA", &removed);
        check(encoding, Name, "\"ACME\" \"", "ACME", &removed);
        check(encoding, Name, "\" ACME", "ACME", &removed);
        check(encoding, Name, "ACME\r\nS.A.C.\t\n", "ACME S.A.C.", &removed);
        check(encoding, Name, "ACME \n S.A.C.", "ACME  S.A.C.", &removed);
        check(encoding, Name, "A\u{0}B\u{7f}C\u{9f}D", "ABCD", &removed);
        check(encoding, Name, "A\u{85}B\u{2028}C", "A B C", &removed);
        check(encoding, Name, "PEÑA & HIJOS | Ñ/\\ º", "PEÑA & HIJOS | Ñ/\\ º", &[]);
        check(encoding, Name, "''", "", &removed);
        check(encoding, Plain, "D'ANGELO, “SUR”", "D'ANGELO, “SUR”", &[]);
        check(encoding, Plain, "LIMA\nCENTRO", "LIMA CENTRO", &removed);
    }
}

#[test]
fn h11_what_the_encoding_lacks_is_replaced_and_told() {
    use BulkEncoding::{Utf8, Windows1252};
    use Purpose::{Name, Plain};
    let told = [Fix::Transliterated];
    check(Windows1252, Name, "NGUYỄN ŁUKASZ Č", "NGUYEN LUKASZ C", &told);
    check(Windows1252, Name, "N\u{303}AUPARI JOSE\u{301}", "ÑAUPARI JOSÉ", &told);
    check(Windows1252, Name, "№ ５ ﬁn − 1", "Nº 5 fin - 1", &told);
    check(Windows1252, Plain, "株式会社", "????", &told);
    check(Windows1252, Plain, "A\u{200b}B", "AB", &told);
    check(Windows1252, Plain, "\u{301}A", "A", &told);
    check(Windows1252, Name, "5′ ″", "5", &[Fix::CharactersRemoved, Fix::Transliterated]);
    check(Windows1252, Plain, "€ – Ÿ Š", "€ – Ÿ Š", &[]);
    check(Utf8, Name, "株 Ł N\u{303}", "株 Ł N\u{303}", &[]);
}

#[test]
fn every_character_of_the_encoding_has_its_byte() {
    for byte in 0u8..=255 {
        let bytes = [byte];
        let (text, ..) = encoding_rs::WINDOWS_1252.decode_without_bom_handling(&bytes);
        let c = text.chars().next().unwrap();
        let expected = (!matches!(c, '\u{80}'..='\u{9f}')).then_some(byte);
        assert_eq!(byte_1252(c), expected, "{byte:02x}");
    }
}

#[test]
fn every_byte_is_usual_or_not_wherever_it_stands() {
    let usual = TargetText::new(&layout()).usual_names.unwrap();
    for byte in 0u8..=255 {
        let beyond = byte >= 0x80 && !LOOKED_AT.contains(&byte);
        let expected = beyond || byte == b' ' || (b'-'..b'`').contains(&byte);
        for length in 1..20 {
            for at in 0..length {
                let mut text = vec![b'A'; length];
                text[at] = byte;
                assert_eq!(usual.has_text(&text), expected, "{byte:02x} at {at} of {length}");
            }
        }
    }
    assert!(usual.has_text(b""));
    // A layout may strip any character, and an encoding may lack it.
    let strip = "Ñ'".to_owned();
    let strips = TargetText::new(&BulkLayout { strip, ..layout() });
    assert!(!strips.usual_names.unwrap().has_text("PEÑA".as_bytes()));
    let encoding = BulkEncoding::Windows1252;
    let ansi = TargetText::new(&BulkLayout { encoding, ..layout() });
    assert!(!ansi.usual.unwrap().has_text("PEÑA".as_bytes()));
}

proptest! {
    #[test]
    fn usual_texts_are_those_without_anything_to_clean(text in "[\\x00-\\x7fÑ´€]{0,40}|[A-Z0-9 \\-]{0,40}") {
        for delimiter in [b',', b';', b'|', b'\t', b'@', b'!'] {
            for encoding in [BulkEncoding::Utf8, BulkEncoding::Windows1252] {
                let target = TargetText::new(&BulkLayout { encoding, delimiter, ..layout() });
                for (usual, mask) in [(target.usual_names, IN_NAMES), (target.usual, ANYWHERE)] {
                    if usual.is_some_and(|usual| usual.has_text(text.as_bytes())) {
                        prop_assert!(target.has_none(text.as_bytes(), mask));
                    }
                }
            }
        }
    }

    #[test]
    fn cleaning_is_idempotent_and_a_plain_text_is_clean(text in "\\PC*|[\\x00-\\x7f“´\\u{2028}Ñ]*") {
        for encoding in [BulkEncoding::Utf8, BulkEncoding::Windows1252] {
            for purpose in [Purpose::Name, Purpose::Plain] {
                let target = TargetText::new(&BulkLayout { encoding, ..layout() });
                let (once, fixes) = cleaned(encoding, purpose, &text);
                prop_assert_eq!(&cleaned(encoding, purpose, &once), &(once.clone(), vec![]));
                if target.is_plain(text.as_bytes(), purpose) && !text.starts_with(' ') {
                    prop_assert_eq!(&once, &text);
                    prop_assert_eq!(fixes, vec![]);
                }
                prop_assert!(!once.contains(char::is_control));
            }
        }
    }
}
