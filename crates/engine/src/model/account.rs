//! Accounts: *cuentas corrientes* of the accounting system, which are customer and supplier subledger accounts.
//!
//! Neither a bank's current account nor a ledger account (*cuenta contable*).

use std::fmt;

use serde::{Deserialize, Serialize};

use super::series::DoubtfulLine;

/// Eleven ASCII digits; a supplier's code is its RUC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct AccountCode([u8; 11]);

impl AccountCode {
    /// The code, if these are eleven ASCII digits.
    pub fn parse(text: &str) -> Option<AccountCode> {
        let digits = <[u8; 11]>::try_from(text.as_bytes()).ok()?;
        digits.iter().all(u8::is_ascii_digit).then_some(AccountCode(digits))
    }

    /// The eleven digits.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The code for a new account: after the highest that begins with the prefix, or the prefix's first; `None` where
    /// the prefix has no code left, or is empty or no code's beginning.
    pub fn after(highest: Option<AccountCode>, prefix: &str) -> Option<AccountCode> {
        let free = 11usize.checked_sub(prefix.len()).filter(|_| !prefix.is_empty())?;
        let next = match highest {
            Some(highest) => highest.next()?,
            None => AccountCode::parse(&format!("{prefix}{:0>free$}", 1))?,
        };
        next.as_str().starts_with(prefix).then_some(next)
    }

    /// The next code, if there is one of eleven digits.
    pub fn next(self) -> Option<AccountCode> {
        let mut digits = self.0;
        for digit in digits.iter_mut().rev() {
            if *digit < b'9' {
                *digit += 1;
                return Some(AccountCode(digits));
            }
            *digit = b'0';
        }
        None
    }
}

impl TryFrom<String> for AccountCode {
    type Error = String;

    fn try_from(text: String) -> Result<AccountCode, String> {
        AccountCode::parse(&text).ok_or_else(|| format!("`{text}` is no code of eleven digits"))
    }
}

impl From<AccountCode> for String {
    fn from(code: AccountCode) -> String {
        code.to_string()
    }
}

impl fmt::Display for AccountCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

impl fmt::Debug for AccountCode {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(self.as_str())
    }
}

/// An account as the accounting system lists it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Account {
    /// Its code.
    pub code: AccountCode,
    /// Its description, as written: `TICKETS VARIOS - TM LARCOMAR`.
    pub name: String,
}

/// The accounts as they were fetched.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccountList {
    /// All of them.
    pub entries: Vec<Account>,
    /// Lines without a code of eleven digits.
    pub doubtful: Vec<DoubtfulLine>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_eleven_ascii_digits() {
        assert!(AccountCode::parse("00000000301").is_some());
        for wrong in ["", "0000000301", "000000000301", "0000000030a", "0000000030１"] {
            assert_eq!(AccountCode::parse(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn the_next_code_carries_and_ends() {
        let next = |text| {
            AccountCode::parse(text).and_then(AccountCode::next).map(|code| code.to_string())
        };
        assert_eq!(next("00000000299").as_deref(), Some("00000000300"));
        assert_eq!(next("99999999999"), None);
    }
}
