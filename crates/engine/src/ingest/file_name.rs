//! What the name of a file says about period and company.

use crate::model::Period;

/// What a name of SUNAT's electronic books says (domain.md 1.2, 2.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SunatName {
    /// The company.
    pub tax_id: String,
    /// The period.
    pub period: Period,
    /// The book: `140100`, `140200`, `140400`.
    pub book: String,
    /// Whether the file says that it has content.
    pub has_content: bool,
}

/// `LE` + RUC + `AAAAMM00` + book + `CCOIMG`, with whatever follows it.
pub fn sunat_name(name: &str) -> Option<SunatName> {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let digits =
        stem.get(..2).filter(|le| le.eq_ignore_ascii_case("LE")).and_then(|_| stem.get(2..33))?;
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let book = &digits[19..25];
    let period = Period::parse(&digits.as_bytes()[11..19])?;
    matches!(book, "140100" | "140200" | "140400").then(|| SunatName {
        tax_id: digits[..11].to_owned(),
        period,
        book: book.to_owned(),
        has_content: &digits[28..29] == "1",
    })
}
