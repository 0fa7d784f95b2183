//! Calls over HTTP/1.1 and TLS: one request, one answer read to its end, and whether a byte left us.
//!
//! Nothing is repeated and no redirect is followed here. A mutating call has a connection of its own: one that had
//! stood idle may be gone, and the loss would look like doubt. Limits are of silence, for each read and write.

pub(crate) mod body;
pub(crate) mod target;
mod cookies;
mod watch;

use std::cell::RefCell;
use std::io::{self, Read, Write};
use std::path::Path;
use std::time::Duration;

use engine::model::Sentence;
use ureq::config::Config;
use ureq::http::Request;
use ureq::tls::{PemItem, RootCerts, TlsConfig, parse_pem};
use ureq::unversioned::resolver::DefaultResolver;
use ureq::unversioned::transport::{Connector, DefaultConnector};
use ureq::{Agent, SendBody, Timeout};

use self::body::Body;
use self::cookies::Cookies;
use self::target::Base;
use self::watch::Watch;

/// The largest answer that is kept in memory, and the largest file that is fetched.
const MEMORY_MAX: u64 = 64 << 20;
const FILE_MAX: u64 = 4 << 30;
/// How long a connection may take; a platform that is away is told soon.
const CONNECT: Duration = Duration::from_secs(10);
/// An idle connection is not trusted for longer.
const IDLE: Duration = Duration::from_secs(4);

/// A request, complete but for cookies.
pub(crate) struct Call {
    pub(crate) verb: String,
    pub(crate) url: String,
    /// Values are what is sent; secrets in them are known to the masker.
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Body,
    pub(crate) mutating: bool,
    pub(crate) silence: Duration,
}

/// An answer, read to its end.
#[derive(Clone, Debug, Default)]
pub(crate) struct Reply {
    pub(crate) status: u16,
    /// Names in lower case.
    pub(crate) headers: Vec<(String, String)>,
    /// Empty where it went into a file.
    pub(crate) body: Vec<u8>,
}

impl Reply {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

/// Why a call has no answer.
#[derive(Debug)]
pub(crate) struct Broken {
    pub(crate) says: Sentence,
    /// What the library or the system said.
    pub(crate) detail: String,
    /// Whether a byte of the request had left.
    pub(crate) left: bool,
    /// Not the network: a file of ours that cannot be read or written, a header that is none.
    pub(crate) ours: bool,
}

const NAME: Sentence =
    Sentence::new("no se encuentra el equipo «{host}»", "the host “{host}” is not found");
const CONNECTION: Sentence =
    Sentence::new("no se pudo conectar con «{host}»", "no connection to “{host}”");
const SILENT: Sentence =
    Sentence::new("«{host}» no dijo nada durante {limit}", "“{host}” said nothing for {limit}");
const CERTIFICATE: Sentence = Sentence::new(
    "el certificado de «{host}» no es de confianza; si la empresa tiene su propia autoridad, indique su archivo PEM en `ca`",
    "the certificate of “{host}” is not trusted; where the company has its own authority, name its PEM file in `ca`",
);
const LOST: Sentence =
    Sentence::new("se perdió la respuesta de «{host}»", "the answer of “{host}” was lost");
const LARGE: Sentence = Sentence::new(
    "la respuesta de «{host}» pasa de lo que se acepta",
    "the answer of “{host}” is larger than what is accepted",
);
const NOT_HTTP: Sentence = Sentence::new(
    "lo que respondió «{host}» no es HTTP, o la petición no lo es",
    "what “{host}” answered is no HTTP, or the request is none",
);
const OWN_FILE: Sentence = Sentence::new(
    "no se pudo leer o escribir un archivo de la corrida",
    "a file of the run could not be read or written",
);

/// The client of one platform.
pub(crate) struct Wire {
    pub(crate) base: Base,
    reads: Agent,
    writes: Agent,
    watch: Watch,
    cookies: RefCell<Cookies>,
}

impl Wire {
    /// A client that trusts the public authorities, or those of the PEM file.
    pub(crate) fn new(base: Base, ca: Option<&Path>) -> io::Result<Wire> {
        let mut tls = TlsConfig::builder();
        if let Some(path) = ca {
            tls = tls.root_certs(RootCerts::new_with_certs(&authorities(path)?));
        }
        let tls = tls.build();
        let watch = Watch::default();
        let agent = |idle: usize| {
            let config = Config::builder()
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .proxy(None)
                .tls_config(tls.clone())
                .timeout_connect(Some(CONNECT))
                .timeout_resolve(Some(CONNECT))
                .max_idle_age(IDLE)
                .max_idle_connections(idle)
                .user_agent("cuadre")
                .build();
            let connector = DefaultConnector::new().chain(watch.clone());
            Agent::with_parts(config, connector, DefaultResolver::default())
        };
        let (reads, writes) = (agent(1), agent(0));
        Ok(Wire { base, reads, writes, watch, cookies: RefCell::default() })
    }

    /// Sends a call and reads its answer to the end, into `sink` where there is one and the status is 200.
    pub(crate) fn send(&self, call: &Call, sink: Option<&mut dyn Write>) -> Result<Reply, Broken> {
        self.watch.reset();
        let ours = |error: &dyn std::fmt::Display| Broken {
            says: OWN_FILE,
            detail: error.to_string(),
            left: false,
            ours: true,
        };
        let body = call.body.open().map_err(|error| ours(&error))?;
        let mut request = Request::builder().method(call.verb.as_str()).uri(&call.url);
        for (name, value) in &call.headers {
            request = request.header(name, value);
        }
        if let Some(cookie) = self.cookies.borrow().header() {
            request = request.header("Cookie", cookie);
        }
        if let Some(kind) = &call.body.kind {
            request = request.header("Content-Type", kind);
        }
        let with_body = call.body.kind.is_some() || matches!(&*call.verb, "POST" | "PUT" | "PATCH");
        if with_body {
            request = request.header("Content-Length", call.body.length());
        }
        let send =
            if with_body { SendBody::from_owned_reader(SyncRead(body)) } else { SendBody::none() };
        let request =
            request.body(send).map_err(|error| Broken { says: NOT_HTTP, ..ours(&error) })?;
        let agent = if call.mutating { &self.writes } else { &self.reads };
        let request = agent
            .configure_request(request)
            .timeout_per_read(Some(call.silence))
            .timeout_per_write(Some(call.silence))
            .build();
        let response = agent.run(request).map_err(|error| self.broken(&error))?;
        self.receive(response, sink)
    }

    fn receive(
        &self,
        response: ureq::http::Response<ureq::Body>,
        sink: Option<&mut dyn Write>,
    ) -> Result<Reply, Broken> {
        let (parts, body) = response.into_parts();
        let text = |value: &ureq::http::HeaderValue| {
            String::from_utf8_lossy(value.as_bytes()).into_owned()
        };
        let headers: Vec<_> =
            parts.headers.iter().map(|(name, value)| (name.to_string(), text(value))).collect();
        let set = headers.iter().filter(|(name, _)| name == "set-cookie");
        set.for_each(|(_, value)| self.cookies.borrow_mut().take(value));
        let mut reply = Reply { status: parts.status.as_u16(), headers, body: Vec::new() };
        let mut sink = sink.filter(|_| reply.status == 200);
        let limit = if sink.is_some() { FILE_MAX } else { MEMORY_MAX };
        let mut reader = body.into_with_config().limit(limit).reader();
        let mut buffer = vec![0; 64 << 10];
        loop {
            let read = match reader.read(&mut buffer) {
                Ok(0) => break,
                Ok(read) => read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(self.broken(&ureq::Error::from(error))),
            };
            match &mut sink {
                Some(file) => file.write_all(&buffer[..read]).map_err(|error| Broken {
                    says: OWN_FILE,
                    detail: error.to_string(),
                    left: true,
                    ours: true,
                })?,
                None => reply.body.extend_from_slice(&buffer[..read]),
            }
        }
        Ok(reply)
    }

    /// Cookies that were given, which are secrets.
    pub(crate) fn cookie_values(&self) -> Vec<String> {
        self.cookies.borrow().values()
    }

    /// Forgets cookies, before another login.
    pub(crate) fn forget(&self) {
        *self.cookies.borrow_mut() = Cookies::default();
    }

    fn broken(&self, error: &ureq::Error) -> Broken {
        use ureq::Error as E;
        let left = self.watch.sent() > 0;
        let says = match error {
            E::HostNotFound | E::Timeout(Timeout::Resolve) => NAME,
            E::Timeout(Timeout::Connect) | E::ConnectionFailed => CONNECTION,
            E::Timeout(_) => SILENT,
            E::Tls(_) | E::Rustls(_) | E::TlsRequired => CERTIFICATE,
            E::Io(inner) if is_certificate(inner) => CERTIFICATE,
            E::Io(inner) if inner.kind() == io::ErrorKind::TimedOut => SILENT,
            E::BodyExceedsLimit(_) | E::LargeResponseHeader(..) => LARGE,
            E::Protocol(_) | E::Http(_) | E::BadUri(_) => NOT_HTTP,
            _ if left => LOST,
            _ => CONNECTION,
        };
        Broken { says, detail: error.to_string(), left, ours: false }
    }
}

/// Whether TLS said no; the library hands its errors over inside those of input and output.
fn is_certificate(error: &io::Error) -> bool {
    let text = error.to_string();
    error.kind() == io::ErrorKind::InvalidData && text.contains("certificate")
}

/// A reader may be moved into a body though it cannot be shared.
struct SyncRead(Box<dyn Read>);

impl Read for SyncRead {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

fn authorities(path: &Path) -> io::Result<Vec<ureq::tls::Certificate<'static>>> {
    let pem = std::fs::read(path)?;
    let mut found = Vec::new();
    for item in parse_pem(&pem) {
        if let PemItem::Certificate(certificate) = item.map_err(io::Error::other)? {
            found.push(certificate);
        }
    }
    let none = || io::Error::new(io::ErrorKind::InvalidData, "no BEGIN CERTIFICATE in it");
    if found.is_empty() { Err(none()) } else { Ok(found) }
}
