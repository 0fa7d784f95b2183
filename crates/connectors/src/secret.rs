//! Values that can be passed on and never printed.
//!
//! Whatever shows one, in any way, shows `***`; only the wire sees what is inside.

use std::fmt;
use std::sync::Arc;

/// A password, a token, or a header made of one.
#[derive(Clone)]
pub struct Secret(Arc<str>);

impl Secret {
    /// Hides a text.
    pub fn new(text: impl Into<String>) -> Secret {
        Secret(Arc::from(text.into()))
    }

    /// What is inside, for the wire and for the masking of texts.
    pub(crate) fn reveal(&self) -> &str {
        &self.0
    }

    /// The value of an `Authorization` header: user and password in base64.
    pub(crate) fn basic(user: &str, password: &Secret) -> Secret {
        let plain = format!("{user}:{}", password.reveal());
        Secret::new(format!("Basic {}", base64(plain.as_bytes())))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("***")
    }
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let byte = |at: usize| u32::from(three.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for digit in 0..4 {
            let index = (bits >> (18 - 6 * digit)) & 63;
            let pad = digit > three.len();
            text.push(if pad { '=' } else { char::from(DIGITS[index as usize]) });
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_shown() {
        let secret = Secret::new("hush");
        assert_eq!(format!("{secret} {secret:?}"), "*** ***");
    }

    #[test]
    fn basic_authorization_is_base64() {
        let header = |password| Secret::basic("ana", &Secret::new(password)).reveal().to_string();
        assert_eq!(header("x"), "Basic YW5hOng=");
        assert_eq!(header("xy"), "Basic YW5hOnh5");
        assert_eq!(header("xyz"), "Basic YW5hOnh5eg==");
    }
}
