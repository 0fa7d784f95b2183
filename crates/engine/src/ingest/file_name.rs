//! What the name of a file, and the folder it lies in, say about period, company and part.
//!
//! Two shapes are known: the accountants' `2026/01. PLE ENERO 26.xlsx` and SUNAT's `LE20100176450202601…TXT`
//! (domain.md 4.1, 1.2, 2.2). Whatever they say twice must agree. The content is not looked at.

use std::path::Path;

use super::header::sheet_key;
use crate::model::period::month_named;
use crate::model::{Period, Sentence};

use super::evidence::Evidence;

/// What a ledger's name says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LedgerName {
    /// The period.
    pub period: Period,
    /// The company's RUC, in SUNAT's names.
    pub company: Option<String>,
    /// The name without its part mark and extension, as it is compared: files of one ledger have one.
    pub stem: String,
    /// The part mark.
    pub part: Option<Part>,
    /// Whether the name itself says that the book is empty (SUNAT's indicator I = 0).
    pub is_empty_book: bool,
}

/// Which part of a ledger a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Its number.
    pub number: u32,
    /// Of how many, where the name says so.
    pub of: Option<u32>,
}

/// Why a name does not say a period.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum NameFault {
    /// It is no ledger's name.
    NotALedger,
    /// Its month is none, such as 13.
    NoSuchMonth(String),
    /// It says two months.
    MonthsDisagree(String, String),
    /// It says another year than its folder, or two years.
    YearsDisagree(String, String),
    /// Neither the name nor the folder says a year.
    NoYear,
}

const NOT_A_LEDGER: Sentence = Sentence::new(
    "su nombre no dice de qué periodo es; se espera «01. PLE ENERO 26» en una carpeta con el año, o el nombre que da SUNAT",
    "its name does not say the period; “01. PLE ENERO 26” in a folder named by the year is expected, or SUNAT's own name",
);
const NO_SUCH_MONTH: Sentence = Sentence::new(
    "el mes «{month}» de su nombre no existe",
    "the month “{month}” of its name does not exist",
);
const MONTHS_DISAGREE: Sentence = Sentence::new(
    "su nombre dice dos meses distintos: «{one}» y «{other}»",
    "its name says two different months: “{one}” and “{other}”",
);
const YEARS_DISAGREE: Sentence = Sentence::new(
    "su nombre y su carpeta dicen años distintos: «{one}» y «{other}»",
    "its name and its folder say different years: “{one}” and “{other}”",
);
const NO_YEAR: Sentence = Sentence::new(
    "ni su nombre ni su carpeta dicen el año",
    "neither its name nor its folder says the year",
);

impl NameFault {
    /// The fault in words.
    pub fn evidence(&self) -> Evidence {
        let pair = |sentence, one: &String, other: &String| {
            Evidence::doubt(sentence).with("one", one.as_str()).with("other", other.as_str())
        };
        match self {
            NameFault::NotALedger => Evidence::doubt(NOT_A_LEDGER),
            NameFault::NoSuchMonth(month) => {
                Evidence::doubt(NO_SUCH_MONTH).with("month", month.as_str())
            }
            NameFault::MonthsDisagree(one, other) => pair(MONTHS_DISAGREE, one, other),
            NameFault::YearsDisagree(one, other) => pair(YEARS_DISAGREE, one, other),
            NameFault::NoYear => Evidence::doubt(NO_YEAR),
        }
    }
}

/// The period that a path says, for a command that was not told one.
pub fn period_of_name(path: &Path) -> Option<Period> {
    ledger_name(path).ok().map(|name| name.period)
}

/// What a path says.
pub fn ledger_name(path: &Path) -> Result<LedgerName, NameFault> {
    let file = path.file_name().and_then(|name| name.to_str()).ok_or(NameFault::NotALedger)?;
    let folder = path.parent().and_then(Path::file_name).and_then(|name| name.to_str());
    let folder_year = folder.and_then(|name| year_of(name.trim()));
    let stem = strip_extensions(file);
    let (stem, part) = split_part(stem);
    let (period, company, is_empty_book) = match (sunat_name(stem), book_digits(stem)) {
        (Some(name), _) => (name.period, Some(name.tax_id), !name.has_content),
        (None, Some(digits)) if is_sales_book(digits) => {
            return Err(NameFault::NoSuchMonth(digits[15..17].to_owned()));
        }
        (None, _) => (period_of_words(stem, folder_year)?, None, false),
    };
    if let Some(year) = folder_year.filter(|year| *year != period.year) {
        return Err(NameFault::YearsDisagree(period.year.to_string(), year.to_string()));
    }
    Ok(LedgerName { period, company, stem: joined(stem), part, is_empty_book })
}

/// `.csv.gz` is one extension; what is no extension known to us stays: `ENERO.26`.
fn strip_extensions(file: &str) -> &str {
    let mut stem = file;
    for _ in 0..2 {
        match stem.rsplit_once('.') {
            Some((rest, extension)) if is_table_extension(extension) => stem = rest,
            _ => break,
        }
    }
    stem
}

const TABLE_EXTENSIONS: [&str; 12] =
    ["xlsx", "xlsm", "xlsb", "xls", "ods", "csv", "tsv", "txt", "zip", "gz", "prn", "dat"];

/// Whether files of this extension usually hold tables.
pub(crate) fn is_table_extension(extension: &str) -> bool {
    TABLE_EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(extension))
}

/// Cuts `(1)`, `(1 de 2)`, `parte 1 de 2`, `parte 1`, `_1` from the end of a name.
fn split_part(stem: &str) -> (&str, Option<Part>) {
    let stem = stem.trim_end();
    if let Some((rest, inside)) = stem
        .strip_suffix(')')
        .and_then(|rest| rest.rsplit_once('('))
        .filter(|(rest, _)| !rest.trim().is_empty())
        && let Some(part) = part_of(inside)
    {
        return (rest.trim_end(), Some(part));
    }
    // `parte` in any case, and what follows it is nothing but the part.
    let lower = sheet_key(stem);
    if lower.len() == stem.len()
        && let Some(at) = lower.rfind("parte")
        && at > 0
        && !lower.as_bytes()[at - 1].is_ascii_alphanumeric()
        && let Some(part) = part_of(&stem[at + "parte".len()..])
    {
        return (stem[..at].trim_end_matches([' ', '-', '_', ',', '.']), Some(part));
    }
    if let Some((rest, number)) = stem.rsplit_once('_')
        && !rest.is_empty()
        && number.len() <= 2
        && let Some(part) = part_of(number).filter(|part| part.number < 20)
    {
        // From 20 on it is a year: `PLE ENERO_26`.
        return (rest, Some(part));
    }
    (stem, None)
}

/// `1`, `1 de 2`, `1/2`.
fn part_of(text: &str) -> Option<Part> {
    let lower = text.to_lowercase();
    let mut numbers =
        lower.split([' ', '/', '_', '-', '.']).filter(|word| !word.is_empty() && *word != "de");
    let number = numbers.next()?;
    let of = numbers.next();
    if numbers.next().is_some() {
        return None;
    }
    let count = |word: &str| word.parse::<u32>().ok().filter(|number| (1..1000).contains(number));
    match of {
        None => Some(Part { number: count(number)?, of: None }),
        Some(of) => {
            let (number, of) = (count(number)?, count(of)?);
            (number <= of).then_some(Part { number, of: Some(of) })
        }
    }
}

/// The words and numbers of a name, lower case and without accents.
fn words(stem: &str) -> Vec<String> {
    let key = sheet_key(stem);
    let mut words: Vec<String> = Vec::new();
    let mut last: Option<bool> = None;
    for letter in key.chars() {
        let kind = letter.is_alphanumeric().then(|| letter.is_ascii_digit());
        match (kind, words.last_mut()) {
            (Some(_), Some(word)) if kind == last => word.push(letter),
            (Some(_), _) => words.push(letter.to_string()),
            (None, _) => {}
        }
        last = kind;
    }
    words
}

fn joined(stem: &str) -> String {
    words(stem).join(" ")
}

fn year_of(word: &str) -> Option<u16> {
    let digits = word.len() == 4 && word.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| word.parse().ok())?.filter(|year| (1990..2200).contains(year))
}

const LEDGER_WORDS: [&str; 7] = ["ple", "sire", "rvie", "ventas", "venta", "registro", "sunat"];

/// `01. PLE ENERO 26`, `PLE 2026-01`, `ventas enero 2026`, `Registro de ventas 202601`.
fn period_of_words(stem: &str, folder_year: Option<u16>) -> Result<Period, NameFault> {
    let words = words(stem);
    let has = |wanted: &[&str]| words.iter().any(|word| wanted.contains(&word.as_str()));
    if !has(&LEDGER_WORDS) || has(&["compras", "compra", "rce"]) {
        return Err(NameFault::NotALedger);
    }
    let is_number = |word: &&String| word.bytes().all(|byte| byte.is_ascii_digit());
    let numbers: Vec<&String> = words.iter().filter(is_number).collect();
    if let [number] = numbers[..]
        && let Some(period) = Period::parse(number.as_bytes())
    {
        return Ok(period);
    }
    let mut named = words.iter().filter_map(|word| month_named(word).map(|month| (word, month)));
    let by_name = named.next();
    if let (Some((word, month)), Some((other, _))) =
        (by_name, named.find(|(_, other)| by_name.is_some_and(|(_, month)| month != *other)))
    {
        let _ = month;
        return Err(NameFault::MonthsDisagree(word.clone(), other.clone()));
    }
    let (by_number, year) = numbers_of(&words, &numbers, by_name.is_some(), folder_year)?;
    let month = match (by_number, by_name) {
        (Some((word, month)), Some((name, by_name))) if month != by_name => {
            return Err(match month {
                1..=12 => NameFault::MonthsDisagree(word, name.clone()),
                _ => NameFault::NoSuchMonth(word),
            });
        }
        (_, Some((_, month))) => month,
        (Some((word, month)), None) => match month {
            1..=12 => month,
            _ => return Err(NameFault::NoSuchMonth(word)),
        },
        (None, None) => return Err(NameFault::NotALedger),
    };
    let year = year.or(folder_year).ok_or(NameFault::NoYear)?;
    Period::new(year, month).ok_or(NameFault::NotALedger)
}

type MonthNumber = Option<(String, u8)>;

/// Which of a name's numbers is the month and which the year.
fn numbers_of(
    words: &[String],
    numbers: &[&String],
    month_is_named: bool,
    folder_year: Option<u16>,
) -> Result<(MonthNumber, Option<u16>), NameFault> {
    let short = |word: &&&String| word.len() <= 2;
    let mut years: Vec<u16> = numbers.iter().filter_map(|word| year_of(word)).collect();
    let mut shorts: Vec<&String> = numbers.iter().filter(short).copied().collect();
    let leads =
        words.first().is_some_and(|word| shorts.first().is_some_and(|first| *first == word));
    // `01. PLE ENERO 26`: the number in front is the month, the one at the end the year.
    if years.is_empty() && shorts.len() >= 2 || years.is_empty() && month_is_named && !leads {
        if let Some(year) = shorts.pop().and_then(|word| word.parse::<u16>().ok()) {
            years.push(2000 + year);
        }
    } else if years.is_empty() && folder_year.is_none() {
        return Err(NameFault::NoYear);
    }
    years.dedup();
    if let [one, other, ..] = years[..] {
        return Err(NameFault::YearsDisagree(one.to_string(), other.to_string()));
    }
    let month = match shorts[..] {
        [] => None,
        [month] => month.parse().ok().map(|number| (month.clone(), number)),
        // More numbers than a name has use for: which one is the month is not guessed.
        [..] => return Err(NameFault::NotALedger),
    };
    Ok((month, years.first().copied()))
}

/// What a name of SUNAT's electronic books says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SunatName {
    /// The company's RUC.
    pub tax_id: String,
    /// The period.
    pub period: Period,
    /// The book: `140100`, `140200`, `140400`.
    pub book: String,
    /// Whether the file says that it has content.
    pub has_content: bool,
}

/// The 31 digits after the `LE` of such a name.
fn book_digits(name: &str) -> Option<&str> {
    let (le, digits) = (name.get(..2)?, name.get(2..33)?);
    let are_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    (le.eq_ignore_ascii_case("LE") && are_digits).then_some(digits)
}

fn is_sales_book(digits: &str) -> bool {
    matches!(&digits[19..25], "140100" | "140200" | "140400")
}

/// `LE` + RUC + `AAAAMM00` + book + `CCOIMG`, with whatever follows it; only books of sales.
pub fn sunat_name(name: &str) -> Option<SunatName> {
    let digits = book_digits(name).filter(|digits| is_sales_book(digits))?;
    Some(SunatName {
        tax_id: digits[..11].to_owned(),
        period: Period::parse(&digits.as_bytes()[11..19])?,
        book: digits[19..25].to_owned(),
        has_content: &digits[28..29] == "1",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(path: &str) -> Result<String, NameFault> {
        ledger_name(Path::new(path)).map(|name| name.period.to_string())
    }

    #[test]
    fn h32_every_spelling_of_a_ledgers_name_is_read() {
        for (path, expected) in [
            ("in/2026/01. PLE ENERO 26.xlsx", "2026-01"),
            ("in/2026/01. PLE ENERO.26.xlsx", "2026-01"),
            ("in/2026/01 ple enero 2026.XLSX", "2026-01"),
            ("in/2026/1. PLE ENERO.xls", "2026-01"),
            ("in/2026/PLE ENERO.ods", "2026-01"),
            ("PLE ENERO 26.csv", "2026-01"),
            ("in/2026/09. PLE SETIEMBRE 26.xlsx", "2026-09"),
            ("in/2026/09. PLE SEPTIEMBRE 26.xlsx", "2026-09"),
            ("in/2026/09_PLE_SET_26.csv.gz", "2026-09"),
            ("ventas 2026-03.csv", "2026-03"),
            ("Registro de Ventas 202612.zip", "2026-12"),
            ("Registro de Ventas Diciembre 2025 (2).txt", "2025-12"),
            ("in/2026/02. PLE FEBRERO 26 parte 1 de 2.xlsx", "2026-02"),
            ("LE2010017645020260100140100001111.TXT", "2026-01"),
            ("in/2026/le2010017645020260200140400021112.zip", "2026-02"),
        ] {
            assert_eq!(period(path).as_deref(), Ok(expected), "{path}");
        }
    }

    #[test]
    fn h32_what_a_name_says_twice_must_agree() {
        let text = |text: &str| text.to_owned();
        for (path, fault) in [
            ("2026/13. PLE ENERO 26.xlsx", NameFault::NoSuchMonth(text("13"))),
            ("2026/13. PLE 26.xlsx", NameFault::NoSuchMonth(text("13"))),
            ("2026/02. PLE ENERO 26.xlsx", NameFault::MonthsDisagree(text("02"), text("enero"))),
            (
                "2026/PLE ENERO FEBRERO 26.xlsx",
                NameFault::MonthsDisagree(text("enero"), text("febrero")),
            ),
            ("2025/01. PLE ENERO 26.xlsx", NameFault::YearsDisagree(text("2026"), text("2025"))),
            (
                "2025/LE2010017645020260100140100001111.TXT",
                NameFault::YearsDisagree(text("2026"), text("2025")),
            ),
            ("in/01. PLE ENERO.xlsx", NameFault::NoYear),
            ("2026/presupuesto.xlsx", NameFault::NotALedger),
            ("2026/01. COMPRAS PLE ENERO 26.xlsx", NameFault::NotALedger),
            ("2026/PLE.xlsx", NameFault::NotALedger),
            ("2026/LE2010017645020261300140100001111.TXT", NameFault::NoSuchMonth(text("13"))),
            ("2026/LE2010017645020260100080100001111.TXT", NameFault::NotALedger),
        ] {
            assert_eq!(period(path), Err(fault), "{path}");
        }
    }

    #[test]
    fn part_marks_are_told_from_the_name() {
        let part = |number, of| Some(Part { number, of });
        for (name, expected) in [
            ("01. PLE ENERO 26", None),
            ("01. PLE ENERO 26 (1)", part(1, None)),
            ("01. PLE ENERO 26(2 de 3)", part(2, Some(3))),
            ("01. PLE ENERO 26 - Parte 1 de 2", part(1, Some(2))),
            ("01. PLE ENERO 26 PARTE 2", part(2, None)),
            ("01. PLE ENERO 26_1", part(1, None)),
            ("01. PLE ENERO_26", None),
            ("01. PLE ENERO 26 (copia)", None),
            ("01. PLE ENERO 26 parte 3 de 2", None),
        ] {
            let (stem, found) = split_part(name);
            assert_eq!(found, expected, "{name}");
            if found.is_some() {
                assert_eq!(stem, "01. PLE ENERO 26", "{name}");
            }
        }
    }

    #[test]
    fn sunats_names_say_company_book_and_content() {
        let name = sunat_name("LE2010017645020260100140100001111").unwrap();
        assert_eq!((name.tax_id.as_str(), name.book.as_str()), ("20100176450", "140100"));
        assert!(name.has_content);
        assert!(!sunat_name("LE2010017645020260100140400021012").unwrap().has_content);
        assert_eq!(sunat_name("LE20100176450ñ"), None);
    }
}
