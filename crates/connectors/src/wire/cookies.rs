//! The cookies of one host: names and values, no paths and no dates, since there is one host and one session.

/// Cookies in the order in which they were first given.
#[derive(Default)]
pub(crate) struct Cookies(Vec<(String, String)>);

impl Cookies {
    /// Takes the value of a `Set-Cookie` header; an empty value, or `Max-Age=0`, takes the cookie away.
    pub(crate) fn take(&mut self, header: &str) {
        let mut parts = header.split(';').map(str::trim);
        let Some((name, value)) = parts.next().and_then(|pair| pair.split_once('=')) else {
            return;
        };
        let name = name.trim();
        let gone = value.is_empty() || parts.any(|part| part.eq_ignore_ascii_case("max-age=0"));
        self.0.retain(|(known, _)| known != name || !gone);
        if gone || name.is_empty() {
            return;
        }
        match self.0.iter_mut().find(|(known, _)| known == name) {
            Some((_, old)) => *old = value.to_string(),
            None => self.0.push((name.to_string(), value.to_string())),
        }
    }

    /// The `Cookie` header, if there is a cookie.
    pub(crate) fn header(&self) -> Option<String> {
        let pairs: Vec<_> = self.0.iter().map(|(name, value)| format!("{name}={value}")).collect();
        (!pairs.is_empty()).then(|| pairs.join("; "))
    }

    /// Their values.
    pub(crate) fn values(&self) -> Vec<String> {
        self.0.iter().map(|(_, value)| value.clone()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cookies_are_kept_replaced_and_taken_away() {
        let mut cookies = Cookies::default();
        cookies.take("SID=1; Path=/; HttpOnly");
        cookies.take("LANG=es");
        cookies.take("SID=2");
        assert_eq!(cookies.header().as_deref(), Some("SID=2; LANG=es"));
        cookies.take("SID=x; Max-Age=0");
        cookies.take("none");
        assert_eq!(cookies.header().as_deref(), Some("LANG=es"));
    }
}
