//! The tables of the norm: kinds of documents, kinds of identity, currencies, states.

use std::fmt;

/// A kind of document of SUNAT's table 10: `01` invoice, `03` sales receipt, `07` credit note, `08` debit note.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentKind(u8);

/// A set of kinds, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct KindSet(u128);

impl KindSet {
    /// The set of these codes.
    pub const fn of(codes: &[u8]) -> KindSet {
        let mut bits = 0;
        let mut at = 0;
        while at < codes.len() {
            bits |= 1u128 << codes[at];
            at += 1;
        }
        KindSet(bits)
    }

    /// Whether `kind` is in it.
    #[inline]
    pub const fn has(self, kind: DocumentKind) -> bool {
        self.0 >> kind.0 & 1 == 1
    }

    /// Adds a kind.
    pub fn add(&mut self, kind: DocumentKind) {
        self.0 |= 1 << kind.0;
    }

    /// The kinds in it, ascending.
    pub fn iter(self) -> impl Iterator<Item = DocumentKind> {
        (0..100u8).map(DocumentKind).filter(move |kind| self.has(*kind))
    }
}

/// Kinds that a sales ledger may hold: PLE 14.1 and RVIE together (domain.md 3.1).
pub const KINDS_OF_SALES: KindSet = KindSet::of(&[
    0, 1, 3, 4, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 17, 18, 19, 21, 23, 24, 25, 26, 27, 28, 29, 30,
    32, 34, 35, 36, 37, 42, 43, 44, 45, 48, 49, 55, 56, 64, 87, 88, 89,
]);

/// Kinds whose rows may sum a range of documents (PLE f9 and RVIE f10 together).
pub const KINDS_OF_RANGES: KindSet = KindSet::of(&[0, 3, 12, 13, 18, 87, 88]);

/// Kinds that need no customer whatever their amount (PLE f10 exemption (a); RVIE adds 64).
pub const KINDS_WITHOUT_CUSTOMER: KindSet = KindSet::of(&[
    0, 5, 6, 7, 8, 11, 12, 13, 14, 15, 16, 18, 19, 23, 26, 28, 30, 34, 35, 36, 37, 55, 56, 64, 87,
    88,
]);

/// Notes, which amend another document.
pub const KINDS_OF_NOTES: KindSet = KindSet::of(&[7, 8, 87, 88]);

impl DocumentKind {
    /// Factura.
    pub const INVOICE: DocumentKind = DocumentKind(1);
    /// Boleta de venta.
    pub const SALES_RECEIPT: DocumentKind = DocumentKind(3);
    /// Nota de crédito.
    pub const CREDIT_NOTE: DocumentKind = DocumentKind(7);
    /// Nota de débito.
    pub const DEBIT_NOTE: DocumentKind = DocumentKind(8);
    /// Ticket de máquina registradora.
    pub const TILL_TICKET: DocumentKind = DocumentKind(12);
    /// Recibo de servicio público.
    pub const PUBLIC_SERVICE: DocumentKind = DocumentKind(14);
    /// Nota de crédito especial.
    pub const SPECIAL_CREDIT_NOTE: DocumentKind = DocumentKind(87);

    /// The kind of a code, `1` or `01`; whether the table knows it is another question ([`KINDS_OF_SALES`]).
    #[inline]
    pub fn parse(text: &[u8]) -> Option<DocumentKind> {
        match text {
            [one] if one.is_ascii_digit() => Some(DocumentKind(one - b'0')),
            [tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit() => {
                Some(DocumentKind((tens - b'0') * 10 + ones - b'0'))
            }
            _ => None,
        }
    }

    /// The code as a number.
    #[inline]
    pub const fn number(self) -> u8 {
        self.0
    }

    /// The code of two digits.
    #[inline]
    pub const fn code(self) -> [u8; 2] {
        [b'0' + self.0 / 10, b'0' + self.0 % 10]
    }

    /// Whether it amends another document.
    #[inline]
    pub const fn is_note(self) -> bool {
        KINDS_OF_NOTES.has(self)
    }

    /// Whether its amounts are negative (domain.md 3.6).
    #[inline]
    pub const fn is_credit(self) -> bool {
        matches!(self.0, 7 | 87)
    }
}

/// `01`.
impl fmt::Display for DocumentKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}", self.0)
    }
}

/// A kind of identity of SUNAT's table 2, without the leading zero that internal ledgers write.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IdKind(u8);

impl IdKind {
    /// Otros.
    pub const OTHER: IdKind = IdKind(b'0');
    /// DNI.
    pub const DNI: IdKind = IdKind(b'1');
    /// Carnet de extranjería.
    pub const FOREIGNER: IdKind = IdKind(b'4');
    /// RUC.
    pub const RUC: IdKind = IdKind(b'6');
    /// Pasaporte.
    pub const PASSPORT: IdKind = IdKind(b'7');
    /// Cédula diplomática.
    pub const DIPLOMATIC: IdKind = IdKind(b'A');

    /// The kind of a code of the table: `6`, `06`, `a`.
    #[inline]
    pub fn parse(text: &[u8]) -> Option<IdKind> {
        let code = match text {
            [code] | [b'0', code] => code.to_ascii_uppercase(),
            _ => return None,
        };
        matches!(code, b'0' | b'1' | b'4' | b'6' | b'7' | b'A'..=b'G').then_some(IdKind(code))
    }

    /// The code of one character.
    #[inline]
    pub const fn code(self) -> u8 {
        self.0
    }
}

/// The state of a row (PLE f35).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum State {
    /// The cell is blank.
    #[default]
    Blank,
    /// `0`: an optional entry without effect on the tax.
    Optional,
    /// `1`: of this period.
    Current,
    /// `2`: annulled.
    Annulled,
    /// `8`: of an earlier period, not entered then.
    Earlier,
    /// `9`: corrects an entry of an earlier period.
    Correction,
    /// Something else.
    Unknown,
}

impl State {
    /// The state of a code.
    #[inline]
    pub fn parse(text: &[u8]) -> State {
        match text {
            b"" => State::Blank,
            b"1" | b"01" => State::Current,
            b"0" | b"00" => State::Optional,
            b"2" | b"02" => State::Annulled,
            b"8" | b"08" => State::Earlier,
            b"9" | b"09" => State::Correction,
            _ => State::Unknown,
        }
    }

    /// Whether the row may belong to an earlier period than the ledger's.
    #[inline]
    pub fn is_earlier(self) -> bool {
        matches!(self, State::Earlier | State::Correction)
    }
}

/// Whether three letters are a currency of the norm's table 4 (ISO 4217, those in circulation).
pub fn is_currency(code: &[u8]) -> bool {
    const CODES: &str = "AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD \
        CAD CDF CHF CLF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GNF GTQ \
        GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD KYD KZT LAK LBP LKR LRD \
        LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR \
        PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY \
        TTD TWD TZS UAH UGX USD UYU UZS VES VND VUV WST XAF XCD XOF XPF YER ZAR ZMW ZWL";
    code.len() == 3 && CODES.as_bytes().split(|byte| *byte == b' ').any(|known| known == code)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h09_codes_are_of_the_table_and_of_ascii_digits() {
        assert_eq!(DocumentKind::parse(b"1"), Some(DocumentKind::INVOICE));
        assert_eq!(DocumentKind::parse(b"01"), Some(DocumentKind::INVOICE));
        assert_eq!(DocumentKind::parse("²".as_bytes()), None);
        assert_eq!(DocumentKind::parse("１".as_bytes()), None);
        assert_eq!(IdKind::parse(b"06"), Some(IdKind::RUC));
        assert_eq!(IdKind::parse(b"6"), Some(IdKind::RUC));
        assert_eq!(IdKind::parse(b"66"), None);
        assert!(KINDS_OF_SALES.has(DocumentKind::TILL_TICKET));
        assert!(!DocumentKind::parse(b"02").is_some_and(|kind| KINDS_OF_SALES.has(kind)));
    }

    #[test]
    fn currencies_are_whole_codes() {
        assert!(is_currency(b"PEN") && is_currency(b"USD"));
        assert!(!is_currency(b"S/.") && !is_currency(b"EN ") && !is_currency(b"N U"));
    }
}
