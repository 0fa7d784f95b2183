//! Where a call goes: a path below the platform's address, and never to another host.

use ureq::http::Uri;

/// The platform's address, taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Base {
    /// `https://host:8080`, lower case.
    origin: String,
    /// `/api`, without a slash at its end.
    path: String,
}

impl Base {
    /// Reads an address; an error says what is wrong in one word of each language.
    pub(crate) fn parse(url: &str) -> Result<Base, (&'static str, &'static str)> {
        let not = ("no es una dirección http:// ni https://", "is no http:// or https:// address");
        let uri: Uri = url.trim().parse().map_err(|_| not)?;
        let scheme = uri.scheme_str().filter(|scheme| matches!(*scheme, "http" | "https"));
        let (Some(scheme), Some(authority)) = (scheme, uri.authority()) else { return Err(not) };
        if authority.as_str().contains('@') {
            return Err(("lleva usuario o clave dentro", "holds a user or a password"));
        }
        if uri.query().is_some() {
            return Err(("lleva parámetros después de «?»", "holds parameters after “?”"));
        }
        let origin = format!("{scheme}://{authority}").to_ascii_lowercase();
        Ok(Base { origin, path: uri.path().trim_end_matches('/').to_string() })
    }

    /// The address of a path that a script names; `None` where that is on another host, or no path.
    pub(crate) fn join(&self, path: &str) -> Option<String> {
        if path.contains("://") {
            return self.own(path);
        }
        let fits = path.starts_with('/') && !path.starts_with("//") && is_plain(path);
        fits.then(|| format!("{}{}{path}", self.origin, self.path))
    }

    /// The address to which an answer of `from` sends us; `None` where that is on another host.
    pub(crate) fn redirect(&self, from: &str, location: &str) -> Option<String> {
        if location.starts_with("//") || !is_plain(location) {
            return None;
        }
        if location.contains("://") {
            return self.own(location);
        }
        if location.starts_with('/') {
            return Some(format!("{}{location}", self.origin));
        }
        let path = from.split(['?', '#']).next().unwrap_or(from);
        let folder = path.rfind('/').filter(|at| *at >= self.origin.len());
        Some(match folder {
            Some(at) => format!("{}/{location}", &path[..at]),
            None => format!("{}/{location}", self.origin),
        })
    }

    fn own(&self, url: &str) -> Option<String> {
        let other = Base::parse(url.split('?').next()?).ok()?;
        (other.origin == self.origin && is_plain(url)).then(|| url.to_string())
    }

    /// An address without the origin, as evidence and messages show it.
    pub(crate) fn short<'a>(&self, url: &'a str) -> &'a str {
        url.strip_prefix(&self.origin).unwrap_or(url)
    }

    /// `host:port`.
    pub(crate) fn host(&self) -> &str {
        self.origin.split("://").nth(1).unwrap_or(&self.origin)
    }
}

fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_graphic()) && !text.contains('\\')
}

/// Percent-encodes all but letters, digits and `-._~`.
pub(crate) fn encode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_stay_on_the_platforms_host() {
        let base = Base::parse("https://Host.example:8080/api/").expect("an address");
        let join = |path| base.join(path);
        assert_eq!(join("/lote").as_deref(), Some("https://host.example:8080/api/lote"));
        assert_eq!(
            join("https://host.example:8080/x?y").as_deref(),
            Some("https://host.example:8080/x?y")
        );
        for other in
            ["lote", "//evil/lote", "https://evil/", "http://host.example:8080/", "/a b", "/\\evil"]
        {
            assert_eq!(base.join(other), None, "{other}");
        }
        let from = "https://host.example:8080/api/lote?x";
        let to = |location| base.redirect(from, location);
        assert_eq!(to("otro").as_deref(), Some("https://host.example:8080/api/otro"));
        assert_eq!(to("/otro").as_deref(), Some("https://host.example:8080/otro"));
        assert_eq!(to("https://host.example:8443/otro"), None);
        assert_eq!(to("//evil/otro"), None);
    }

    #[test]
    fn an_address_holds_no_password() {
        for wrong in ["", "host", "ftp://host/", "https://ana:clave@host/", "https://host/?a=b"] {
            assert!(Base::parse(wrong).is_err(), "{wrong}");
        }
    }
}
