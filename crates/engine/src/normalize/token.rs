//! A place in a sentence for what is known only when the ledger has ended, such as where a document stood first.
//!
//! A token is U+0001, sixteen hexadecimal digits, U+0001. The digits are a key; whoever asks knows what it means, and
//! whoever writes the sentence has the answer put in. Nothing here knows rows or files.

const MARK: u8 = 1;
const DIGITS: usize = 16;

/// The token that holds the place of the answer to `key`.
pub fn token(key: u64) -> String {
    format!("\u{1}{key:016x}\u{1}")
}

/// Whether a token stands in a sentence.
pub fn has_token(text: &str) -> bool {
    let found = |at: usize| key_at(&text.as_bytes()[at..]).is_some();
    text.contains('\u{1}') && memchr::memchr_iter(MARK, text.as_bytes()).any(found)
}

/// The sentence with an answer in the place of each token.
pub fn fill(text: &str, answer: impl FnMut(u64) -> String) -> String {
    let mut filled = Vec::with_capacity(text.len() + 32);
    fill_bytes(text.as_bytes(), answer, &mut filled, |out, answer| out.extend_from_slice(answer));
    String::from_utf8_lossy(&filled).into_owned()
}

/// Writes a text to `out` with an answer in the place of each token, as `push` writes it.
pub(super) fn fill_bytes(
    text: &[u8],
    mut answer: impl FnMut(u64) -> String,
    out: &mut Vec<u8>,
    push: fn(&mut Vec<u8>, &[u8]),
) {
    let mut rest = text;
    while let Some(at) = memchr::memchr(MARK, rest) {
        out.extend_from_slice(&rest[..at]);
        match key_at(&rest[at..]) {
            Some(key) => {
                push(out, answer(key).as_bytes());
                rest = &rest[at + DIGITS + 2..];
            }
            None => {
                out.push(MARK);
                rest = &rest[at + 1..];
            }
        }
    }
    out.extend_from_slice(rest);
}

/// The key of the token that begins here.
fn key_at(text: &[u8]) -> Option<u64> {
    let token = text.get(..DIGITS + 2)?;
    let [MARK, digits @ .., MARK] = token else { return None };
    let plain = digits.iter().all(|digit| matches!(digit, b'0'..=b'9' | b'a'..=b'f'));
    let digits = std::str::from_utf8(digits).ok().filter(|_| plain)?;
    u64::from_str_radix(digits, 16).ok()
}
