//! Money: integer cents, and the one place where money is read.
//!
//! A cell of a spreadsheet's number kind is never ambiguous. Text may be: `1,234` is a thousand or one and a quarter.
//! One value alone cannot tell; the column's other values can ([`DecimalMark`]). What stays ambiguous is not guessed.

use std::fmt;
use xlsx::CellKind;

/// An amount in hundredths of the currency's unit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Cents(pub i64);

/// The largest amount a ledger may hold: the norm's 12 integer digits.
pub const CENTS_MAX: i64 = 99_999_999_999_999;

/// What the other values of a column say of its decimal mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DecimalMark {
    /// Nothing, or both marks were seen.
    #[default]
    Unknown,
    /// `1,234.56` was seen.
    Point,
    /// `1.234,56` was seen.
    Comma,
}

/// What reading a cell as money gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AmountRead {
    /// Nothing is there.
    Blank,
    /// An amount in the norm's own form, in its column's own, or a number cell.
    Plain(Cents),
    /// An amount that was text of another form: a decimal comma, thousands, a currency sign, parentheses.
    Spelled(Cents),
    /// `1,234`: a thousand or a fraction.
    Ambiguous,
    /// No amount.
    Unreadable,
    /// More than the norm's 12 integer digits.
    TooLarge,
}

impl Cents {
    /// Reads a cell as money; halves are rounded away from zero.
    #[inline]
    pub fn read(text: &[u8], kind: CellKind, mark: DecimalMark) -> AmountRead {
        match text {
            [] => return AmountRead::Blank,
            [b'0'] => return AmountRead::Plain(Cents(0)),
            _ => {}
        }
        if matches!(kind, CellKind::Bool | CellKind::Error) {
            return AmountRead::Unreadable;
        }
        match read_plain(text, b'.') {
            Some((cents, fraction)) => {
                // Text `1.234` where commas are the decimal mark, or where nobody knows.
                if fraction == 3
                    && kind == CellKind::Text
                    && mark != DecimalMark::Point
                    && may_group(text)
                {
                    return match mark {
                        DecimalMark::Comma => read_spelled(text, mark),
                        _ => AmountRead::Ambiguous,
                    };
                }
                within(cents, AmountRead::Plain)
            }
            None if kind == CellKind::Number => read_scientific(text),
            // Where the whole column has a decimal comma, one more is the column's own form.
            None if mark == DecimalMark::Comma => match read_plain(text, b',') {
                Some((cents, _)) => within(cents, AmountRead::Plain),
                None => read_spelled(text, mark),
            },
            None => read_spelled(text, mark),
        }
    }

    /// What this text alone says of its column's decimal mark.
    pub fn mark_of(text: &[u8]) -> DecimalMark {
        let Some(body) = Body::of(text) else { return DecimalMark::Unknown };
        match body.marks() {
            Marks::Decimal(b'.') => DecimalMark::Point,
            Marks::Decimal(_) => DecimalMark::Comma,
            Marks::Grouped(b'.') => DecimalMark::Comma,
            Marks::Grouped(_) => DecimalMark::Point,
            Marks::None | Marks::Doubtful | Marks::Broken => DecimalMark::Unknown,
        }
    }

    /// Writes `-1234.50` to the end of `out`.
    #[inline]
    pub fn write(self, out: &mut Vec<u8>) {
        let mut digits = [0u8; 24];
        let mut at = digits.len();
        let mut rest = self.0.unsigned_abs();
        let cents = (rest % 100) as u8;
        rest /= 100;
        at -= 3;
        digits[at..].copy_from_slice(&[b'.', b'0' + cents / 10, b'0' + cents % 10]);
        loop {
            at -= 1;
            digits[at] = b'0' + (rest % 10) as u8;
            rest /= 10;
            if rest == 0 {
                break;
            }
        }
        if self.0 < 0 {
            at -= 1;
            digits[at] = b'-';
        }
        out.extend_from_slice(&digits[at..]);
    }
}

/// `-1234.50`.
impl fmt::Display for Cents {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = Vec::with_capacity(24);
        self.write(&mut text);
        f.write_str(&String::from_utf8_lossy(&text))
    }
}

fn within(cents: i64, found: fn(Cents) -> AmountRead) -> AmountRead {
    if cents.abs() > CENTS_MAX { AmountRead::TooLarge } else { found(Cents(cents)) }
}

/// `-123.45`, with any number of decimals behind `point`: the cents, rounded, and how many decimals there were.
#[inline]
fn read_plain(text: &[u8], point: u8) -> Option<(i64, usize)> {
    let (negative, digits) = match text {
        [b'-', rest @ ..] => (true, rest),
        rest => (false, rest),
    };
    let mut value: i64 = 0;
    let mut at = 0;
    while let Some(byte) = digits.get(at) {
        if !byte.is_ascii_digit() {
            break;
        }
        if at >= 16 {
            return None;
        }
        value = value * 10 + (byte - b'0') as i64;
        at += 1;
    }
    if at == 0 {
        return None;
    }
    let mut cents = value * 100;
    let mut fraction = 0;
    if let Some(mark) = digits.get(at) {
        if *mark != point {
            return None;
        }
        let decimals = &digits[at + 1..];
        if decimals.is_empty() || !decimals.iter().all(u8::is_ascii_digit) {
            return None;
        }
        fraction = decimals.len();
        let digit = |index: usize| decimals.get(index).map_or(0, |byte| (byte - b'0') as i64);
        cents += digit(0) * 10 + digit(1) + i64::from(digit(2) >= 5);
        // A binary neighbour of a half, such as 1.00499999999999989, is that half: its writer held 1.005.
        if digit(2) == 4
            && fraction >= 15
            && decimals[3..fraction.min(14)].iter().all(|byte| *byte == b'9')
        {
            cents += 1;
        }
    }
    Some((if negative { -cents } else { cents }, fraction))
}

/// Whether the digits before the point could be a group of thousands: one to three, not a lone zero.
fn may_group(text: &[u8]) -> bool {
    let whole = text.split(|byte| *byte == b'.').next().unwrap_or_default();
    let whole = whole.strip_prefix(b"-").unwrap_or(whole);
    (1..=3).contains(&whole.len()) && whole[0] != b'0'
}

/// `1E-2`, `1.5E3`, `+12`: other forms of a number cell, exactly.
fn read_scientific(text: &[u8]) -> AmountRead {
    let text = text.strip_prefix(b"+").unwrap_or(text);
    let Some(at) = text.iter().position(|byte| matches!(byte, b'e' | b'E')) else {
        return read_plain(text, b'.')
            .map_or(AmountRead::Unreadable, |(cents, _)| within(cents, AmountRead::Plain));
    };
    let (mantissa, exponent) = (&text[..at], &text[at + 1..]);
    let exponent: Option<i32> =
        std::str::from_utf8(exponent).ok().and_then(|text| text.parse().ok());
    let Some(exponent) = exponent.filter(|exponent| (-400..=400).contains(exponent)) else {
        return AmountRead::Unreadable;
    };
    let (sign, mantissa) = match mantissa {
        [b'-', rest @ ..] => ("-", rest),
        rest => ("", rest),
    };
    let point = mantissa.iter().position(|byte| *byte == b'.').unwrap_or(mantissa.len());
    let digits: Vec<u8> = mantissa.iter().copied().filter(|byte| *byte != b'.').collect();
    if digits.is_empty() || digits.len() > 40 || !digits.iter().all(u8::is_ascii_digit) {
        return AmountRead::Unreadable;
    }
    let place = point as i32 + exponent;
    if place > 16 {
        return AmountRead::TooLarge;
    }
    let mut plain = String::from(sign);
    for index in place.min(0)..(digits.len() as i32).max(place).max(1) {
        if index == place.max(0) && index > 0
            || (place <= 0 && index == place && plain.len() == sign.len())
        {
            plain.push_str(if plain.len() == sign.len() { "0." } else { "." });
        }
        let digit = usize::try_from(index).ok().and_then(|index| digits.get(index));
        plain.push(digit.map_or('0', |byte| *byte as char));
    }
    read_plain(plain.as_bytes(), b'.')
        .map_or(AmountRead::Unreadable, |(cents, _)| within(cents, AmountRead::Plain))
}

/// The digits and marks of an amount, without sign, currency and spaces.
struct Body {
    negative: bool,
    text: Vec<u8>,
}

enum Marks {
    /// Digits only.
    None,
    /// One decimal mark, perhaps with groups of the other.
    Decimal(u8),
    /// Groups only, more than one.
    Grouped(u8),
    /// One mark with three digits behind it.
    Doubtful,
    /// Not an amount.
    Broken,
}

impl Body {
    fn of(text: &[u8]) -> Option<Body> {
        let text = std::str::from_utf8(text).ok()?;
        let mut rest = text.trim_matches(is_space);
        let mut negative = false;
        if let Some(inner) = rest.strip_prefix('(').and_then(|rest| rest.strip_suffix(')')) {
            negative = true;
            rest = inner.trim_matches(is_space);
        }
        for _ in 0..2 {
            if let Some(after) = rest.strip_prefix(['-', '−']).filter(|_| !negative) {
                negative = true;
                rest = after.trim_start_matches(is_space);
            }
            for sign in ["S/.", "S/", "PEN", "US$", "USD", "$", "€"] {
                if let Some(after) = rest.strip_prefix(sign) {
                    rest = after.trim_start_matches(is_space);
                    break;
                }
            }
        }
        if let Some(before) = rest.strip_suffix('-').filter(|_| !negative) {
            negative = true;
            rest = before.trim_end_matches(is_space);
        }
        // A space may group thousands, only between digits.
        let spaced = rest.contains(is_space);
        if spaced {
            let mut groups = rest.split(is_space);
            let first = groups.next().unwrap_or_default();
            let whole_groups = groups.all(|group| {
                let digits = group.split(['.', ',']).next().unwrap_or_default();
                digits.len() == 3
            });
            if !whole_groups || first.is_empty() || first.len() > 3 {
                return None;
            }
        }
        let body: Vec<u8> = rest
            .chars()
            .filter(|c| !is_space(*c))
            .map(|c| if c.is_ascii() { c as u8 } else { 0 })
            .collect();
        let valid = body.iter().all(|byte| byte.is_ascii_digit() || matches!(byte, b'.' | b','));
        (valid && body.iter().any(u8::is_ascii_digit)).then_some(Body { negative, text: body })
    }

    fn marks(&self) -> Marks {
        let text = &self.text;
        let Some(last) = text.iter().rposition(|byte| !byte.is_ascii_digit()) else {
            return Marks::None;
        };
        let mark = text[last];
        let decimals = text.len() - last - 1;
        let other = if mark == b'.' { b',' } else { b'.' };
        let same = text.iter().filter(|byte| **byte == mark).count();
        let others = text.iter().filter(|byte| **byte == other).count();
        let whole = &text[..last];
        if same == 1 && others > 0 {
            let grouped = groups_of_three(whole, other);
            return if grouped && decimals > 0 { Marks::Decimal(mark) } else { Marks::Broken };
        }
        if others > 0 {
            return Marks::Broken;
        }
        if same > 1 {
            return if groups_of_three(text, mark) { Marks::Grouped(mark) } else { Marks::Broken };
        }
        match decimals {
            0 => Marks::Broken,
            3 if (1..=3).contains(&whole.len()) && whole[0] != b'0' => Marks::Doubtful,
            _ => Marks::Decimal(mark),
        }
    }
}

fn is_space(c: char) -> bool {
    matches!(c, ' ' | '\t' | '\u{a0}' | '\u{202f}' | '\u{2007}' | '\r' | '\n')
}

/// `1,234,567`: a first group of one to three digits, then threes.
fn groups_of_three(text: &[u8], mark: u8) -> bool {
    let mut groups = text.split(|byte| *byte == mark);
    let first = groups.next().unwrap_or_default();
    (1..=3).contains(&first.len()) && groups.all(|group| group.len() == 3)
}

fn read_spelled(text: &[u8], mark: DecimalMark) -> AmountRead {
    let Some(body) = Body::of(text) else {
        let blank = std::str::from_utf8(text).is_ok_and(|text| text.chars().all(is_space));
        return if blank { AmountRead::Blank } else { AmountRead::Unreadable };
    };
    let decimal = match (body.marks(), mark) {
        (Marks::None | Marks::Grouped(_), _) => 0,
        (Marks::Decimal(mark), _) => mark,
        (Marks::Doubtful, DecimalMark::Comma) => b',',
        (Marks::Doubtful, DecimalMark::Point) => b'.',
        (Marks::Doubtful, DecimalMark::Unknown) => return AmountRead::Ambiguous,
        (Marks::Broken, _) => return AmountRead::Unreadable,
    };
    let mut plain: Vec<u8> = Vec::with_capacity(body.text.len() + 2);
    if body.negative {
        plain.push(b'-');
    }
    for byte in &body.text {
        match *byte {
            byte if byte == decimal => {
                if plain.last().is_none_or(|last| *last == b'-') {
                    plain.push(b'0');
                }
                plain.push(b'.');
            }
            b'.' | b',' => {}
            digit => plain.push(digit),
        }
    }
    match read_plain(&plain, b'.') {
        Some((cents, _)) => within(cents, AmountRead::Spelled),
        None => AmountRead::TooLarge,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn text(text: &str, mark: DecimalMark) -> AmountRead {
        Cents::read(text.as_bytes(), CellKind::Text, mark)
    }

    fn cell(text: &str) -> AmountRead {
        Cents::read(text.as_bytes(), CellKind::Number, DecimalMark::Unknown)
    }

    #[test]
    fn h04_every_form_of_money_is_read_or_refused_never_guessed() {
        use AmountRead::*;
        use DecimalMark::{Comma, Point, Unknown};
        for (given, mark, expected) in [
            ("12", Unknown, Plain(Cents(1200))),
            ("-123.45", Unknown, Plain(Cents(-12345))),
            ("1,234.56", Unknown, Spelled(Cents(123456))),
            ("1.234,56", Unknown, Spelled(Cents(123456))),
            ("1,234,567", Unknown, Spelled(Cents(123456700))),
            ("(12.00)", Unknown, Spelled(Cents(-1200))),
            ("- 12.00", Unknown, Spelled(Cents(-1200))),
            ("12.00-", Unknown, Spelled(Cents(-1200))),
            ("S/ 12", Unknown, Spelled(Cents(1200))),
            ("S/. -12.5", Unknown, Spelled(Cents(-1250))),
            ("1\u{a0}234,50", Unknown, Spelled(Cents(123450))),
            ("-1 234,50", Unknown, Spelled(Cents(-123450))),
            ("12,5", Unknown, Spelled(Cents(1250))),
            (",5", Unknown, Spelled(Cents(50))),
            ("1,234", Unknown, Ambiguous),
            ("1.234", Unknown, Ambiguous),
            ("0.125", Unknown, Plain(Cents(13))),
            ("1,234", Point, Spelled(Cents(123400))),
            ("1,234", Comma, Plain(Cents(123))),
            ("12,50", Comma, Plain(Cents(1250))),
            ("12,50", Point, Spelled(Cents(1250))),
            ("1.234", Point, Plain(Cents(123))),
            ("1.234", Comma, Spelled(Cents(123400))),
            ("", Unknown, Blank),
            (" \u{a0}", Unknown, Blank),
            ("s/n", Unknown, Unreadable),
            ("1.2.3", Unknown, Unreadable),
            ("12 34", Unknown, Unreadable),
            ("1,23,456", Unknown, Unreadable),
            ("1-2", Unknown, Unreadable),
            ("²", Unknown, Unreadable),
            ("１２", Unknown, Unreadable),
            ("1E-2", Unknown, Unreadable),
            ("9999999999999", Unknown, TooLarge),
        ] {
            let expected = match (expected, mark) {
                // A doubtful value under a known mark reads by the mark.
                (Spelled(Cents(123400)), Point) => Spelled(Cents(123400)),
                (other, _) => other,
            };
            assert_eq!(text(given, mark), expected, "{given} with {mark:?}");
        }
    }

    #[test]
    fn h05_binary_noise_of_number_cells_is_rounded_half_away_from_zero() {
        for (given, cents) in [
            ("1.1799999999999999", 118),
            ("1E-2", 1),
            ("1.005", 101),
            ("1.0049999999999999", 101),
            ("1.0044", 100),
            ("-1.005", -101),
            ("1.5E3", 150000),
            ("12345E-2", 12345),
            ("5E-3", 1),
            ("4.9E-3", 0),
            ("100.0", 10000),
            ("61.016949152542374", 6102),
        ] {
            assert_eq!(cell(given), AmountRead::Plain(Cents(cents)), "{given}");
        }
        assert_eq!(cell("1E400"), AmountRead::TooLarge);
        assert_eq!(cell("1E+11"), AmountRead::Plain(Cents(10_000_000_000_000)));
    }

    #[test]
    fn a_column_tells_its_mark_by_values_that_are_clear() {
        for (given, mark) in [
            ("12.50", DecimalMark::Point),
            ("12,50", DecimalMark::Comma),
            ("1,234.5", DecimalMark::Point),
            ("1,234,567", DecimalMark::Point),
            ("1,234", DecimalMark::Unknown),
            ("12", DecimalMark::Unknown),
            ("s/n", DecimalMark::Unknown),
        ] {
            assert_eq!(Cents::mark_of(given.as_bytes()), mark, "{given}");
        }
    }

    proptest! {
        #[test]
        fn money_reads_what_it_prints(cents in -CENTS_MAX..=CENTS_MAX) {
            let printed = Cents(cents).to_string();
            prop_assert_eq!(text(&printed, DecimalMark::Unknown), AmountRead::Plain(Cents(cents)));
            prop_assert_eq!(cell(&printed), AmountRead::Plain(Cents(cents)));
        }

        #[test]
        fn no_text_makes_it_panic(given in any::<String>(), number in any::<bool>()) {
            let kind = if number { CellKind::Number } else { CellKind::Text };
            let _ = Cents::read(given.as_bytes(), kind, DecimalMark::Unknown);
            let _ = Cents::mark_of(given.as_bytes());
        }
    }
}
