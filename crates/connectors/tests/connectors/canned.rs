//! A server that answers what a test says, byte by byte, and remembers what it was asked; and a platform before it.

use std::cell::Cell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::Duration;

use connectors::{ConnectorSettings, ScriptedImportPlatform, Secret};
use engine::model::Period;
use engine::ports::{Clock, CompanyId, ImportPlatform};

/// What a server does with a request.
pub(crate) enum Reply {
    /// Writes these bytes and closes.
    Bytes(Vec<u8>),
    /// Says nothing until the client goes away.
    Silence,
}

/// A whole answer. It says that the connection closes, as it does: a client that sent its next request into a connection
/// that is just being closed would rightly be in doubt about it.
pub(crate) fn answer(status: &str, headers: &str, body: &str) -> Reply {
    let length = body.len();
    let text = format!(
        "HTTP/1.1 {status}\r\nContent-Length: {length}\r\nConnection: close\r\n{headers}\r\n{body}"
    );
    Reply::Bytes(text.into_bytes())
}

pub(crate) struct Canned {
    pub(crate) url: String,
    asked: Arc<Mutex<Vec<String>>>,
    over: Arc<AtomicBool>,
    thread: Option<JoinHandle<()>>,
}

impl Canned {
    /// Answers each request, numbered from 0, as `says` says.
    pub(crate) fn start(says: impl Fn(usize, &str) -> Reply + Send + 'static) -> Canned {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = listener.local_addr().expect("an address");
        let asked: Arc<Mutex<Vec<String>>> = Arc::default();
        let over = Arc::new(AtomicBool::new(false));
        let (heard, ends) = (Arc::clone(&asked), Arc::clone(&over));
        let thread = std::thread::spawn(move || {
            for stream in listener.incoming() {
                if ends.load(Ordering::SeqCst) {
                    break;
                }
                let Ok(mut stream) = stream else { continue };
                let Some(request) = read(&stream) else { continue };
                let number = {
                    let mut heard = heard.lock().expect("a list");
                    heard.push(request.clone());
                    heard.len() - 1
                };
                match says(number, &request) {
                    Reply::Bytes(bytes) => {
                        let _ = stream.write_all(&bytes);
                    }
                    Reply::Silence => {
                        let _ = stream.read(&mut [0]);
                    }
                }
            }
        });
        Canned { url: format!("http://{address}"), asked, over, thread: Some(thread) }
    }

    pub(crate) fn asked(&self) -> Vec<String> {
        self.asked.lock().expect("a list").clone()
    }

    /// The first lines of what was asked.
    pub(crate) fn lines(&self) -> Vec<String> {
        let first = |request: &String| {
            request.lines().next().unwrap_or_default().trim_end_matches(" HTTP/1.1").to_string()
        };
        self.asked().iter().map(first).collect()
    }
}

impl Drop for Canned {
    fn drop(&mut self) {
        self.over.store(true, Ordering::SeqCst);
        let _ = TcpStream::connect(self.url.trim_start_matches("http://"));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn read(stream: &TcpStream) -> Option<String> {
    let mut reader = BufReader::new(stream);
    let (mut text, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).ok()? == 0 {
            return None;
        }
        text.push_str(&line);
        if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
        if line == "\r\n" {
            break;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).ok()?;
    text.push_str(&String::from_utf8_lossy(&body));
    Some(text)
}

/// A clock that runs only while somebody waits.
#[derive(Default)]
pub(crate) struct Waiting {
    pub(crate) now: Cell<u64>,
    pub(crate) stopped: Cell<bool>,
}

impl Clock for Waiting {
    fn now(&self) -> u64 {
        self.now.get()
    }

    fn pause(&self, time: Duration) -> bool {
        self.now.set(self.now.get() + u64::try_from(time.as_millis()).expect("millis"));
        !self.stopped.get()
    }
}

pub(crate) const RUC: &str = "20998877017";

pub(crate) fn company() -> CompanyId {
    CompanyId { name: "demo".to_string(), ruc: RUC.to_string() }
}

pub(crate) fn january() -> Period {
    Period::new(2026, 1).expect("a period")
}

/// A script with all functions, of which a test writes some.
pub(crate) fn script(own: &str) -> String {
    let mut script = format!("{own}\n");
    if !own.contains("CAPABILITIES") {
        script.push_str("const CAPABILITIES = #{ find_upload: true };\n");
    }
    for (name, arguments, body) in [
        ("open", "company, period", ""),
        ("context", "", "#{ ruc: \"20998877017\", period: \"202601\" }"),
        ("staging", "", "#{ files: (), rows: (), total: () }"),
        ("begin_batch", "", "http::post(\"/iniciar\");"),
        ("upload", "part", "#{ rows: (), total: () }"),
        ("find_upload", "part", "absent()"),
        ("process", "", "http::post(\"/procesar\");"),
        ("progress", "", "throw \"?\""),
        ("fetch_details", "", "throw \"?\""),
        ("fetch_catalog", "", "throw \"?\""),
        ("register_series", "additions", "http::post(\"/series\");"),
    ] {
        if !own.contains(&format!("fn {name}(")) {
            script.push_str(&format!("fn {name}({arguments}) {{ {body} }}\n"));
        }
    }
    script
}

/// A platform with its own script and folder, not open yet.
pub(crate) fn unopened(
    folder: &Path,
    url: &str,
    own: &str,
    change: impl FnOnce(&mut ConnectorSettings),
) -> Result<ScriptedImportPlatform, connectors::OpenError> {
    let path = folder.join("own.rhai");
    std::fs::write(&path, script(own)).expect("a script");
    let mut settings = ConnectorSettings::new(url, "ana", Secret::new("canario-secreto"));
    settings.silence = Duration::from_secs(30);
    change(&mut settings);
    let clock = Rc::new(Waiting::default());
    let name = path.to_str().expect("a path");
    ScriptedImportPlatform::open_connector(name, settings, folder, clock)
}

/// The same, open.
pub(crate) fn platform(folder: &Path, server: &Canned, own: &str) -> ScriptedImportPlatform {
    let mut platform = unopened(folder, &server.url, own, |_| {}).expect("a connector");
    platform.open(&company(), january()).expect("it opens");
    platform
}
