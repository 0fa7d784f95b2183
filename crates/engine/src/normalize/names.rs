//! Names as people spell them: what is the same but for case, accents and spaces, and what is nearly the same.

use crate::model::fold::without_accent;

/// A name in lower case, without accents and with single spaces: two spellings of one name fold to the same text.
pub fn folded(name: &str) -> String {
    let mut folded = String::with_capacity(name.len());
    for word in name.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase).map(without_accent));
    }
    folded
}

/// Whether two folded names differ by a slip: one or two letters of at least five, and no digit.
///
/// Digits are never a slip: `MALL 1` and `MALL 2` are two places.
pub fn is_near(one: &str, other: &str) -> bool {
    let digits = |name: &str| name.chars().filter(char::is_ascii_digit).collect::<String>();
    let letters = one.chars().count().min(other.chars().count());
    letters >= 5 && digits(one) == digits(other) && strsim::osa_distance(one, other) <= 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h08_case_accents_and_spaces_are_forgiven_and_slips_are_seen() {
        assert_eq!(folded("  CASA   Útil "), folded("casa util"));
        assert_eq!(folded("Cañón"), "cañon");
        assert!(is_near(&folded("Caso Norte"), &folded("Casa Norte")));
        assert!(!is_near("mall aventura 1", "mall aventura 2"));
        assert!(!is_near("sur", "sor"));
    }
}
