//! TLS: an authority of one's own, and host names that are checked all the same.
//!
//! The certificates in `tls/` were made for these tests, are valid for a hundred years, and open nothing.

use std::io::{Read, Write};
use std::net::TcpListener;
use std::path::PathBuf;
use std::sync::Arc;

use engine::ports::{FailureKind, ImportPlatform};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use tempfile::tempdir;

use crate::canned::{company, january, unopened};

fn file(name: &str) -> PathBuf {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says"));
    here.join("tests/connectors/tls").join(name)
}

/// Answers one connection with 200, and says whether a request arrived.
fn serve() -> (u16, std::thread::JoinHandle<bool>) {
    let certificate = CertificateDer::from_pem_file(file("server.pem")).expect("a certificate");
    let key = PrivateKeyDer::from_pem_file(file("server.key")).expect("a key");
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .expect("versions")
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .expect("a config");
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = listener.local_addr().expect("an address").port();
    let thread = std::thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a client");
        let connection = ServerConnection::new(Arc::new(config)).expect("a connection");
        let mut stream = StreamOwned::new(connection, stream);
        let mut buffer = [0; 4096];
        let heard = stream.read(&mut buffer).is_ok_and(|read| read > 0);
        let _ =
            stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        let _ = stream.flush();
        heard
    });
    (port, thread)
}

/// How a write ends at this host, trusting our authority or the public ones, and whether a request arrived.
fn writes(host: &str, ours: bool) -> (Result<(), FailureKind>, String, bool) {
    let (port, thread) = serve();
    let folder = tempdir().expect("a folder");
    let url = format!("https://{host}:{port}");
    let opened = unopened(folder.path(), &url, "", |settings| {
        settings.ca = ours.then(|| file("ca.pem"));
    });
    let mut platform = opened.expect("a connector");
    platform.open(&company(), january()).expect("it opens without a call");
    let result = platform.begin_batch();
    let message = result.as_ref().err().map(|failure| failure.message.clone());
    let arrived = thread.join().expect("a server");
    (result.map_err(|failure| failure.kind), message.unwrap_or_default(), arrived)
}

#[test]
fn an_authority_of_ones_own_is_trusted_where_it_is_named() {
    let (result, message, arrived) = writes("localhost", true);
    assert_eq!((result, arrived), (Ok(()), true), "{message}");
    let (result, message, arrived) = writes("localhost", false);
    assert_eq!((result, arrived), (Err(FailureKind::Unreachable), false));
    assert!(message.contains("`ca`"), "{message}");
}

#[test]
fn a_certificate_of_another_host_is_refused_and_nothing_is_in_doubt() {
    let (result, message, arrived) = writes("127.0.0.1", true);
    assert_eq!((result, arrived), (Err(FailureKind::Unreachable), false));
    assert!(message.contains("`ca`"), "{message}");
}

#[test]
fn a_file_without_authorities_is_told_when_the_connector_opens() {
    let folder = tempdir().expect("a folder");
    let empty = folder.path().join("empty.pem");
    std::fs::write(&empty, "nothing").expect("a file");
    for path in [empty, folder.path().join("missing.pem")] {
        let opened = unopened(folder.path(), "https://localhost:1", "", |settings| {
            settings.ca = Some(path.clone());
        });
        assert_eq!(opened.err().expect("an error").place, "ca");
    }
}
