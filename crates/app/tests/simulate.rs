//! `cuadre simulate`: a real process, killed without warning, has lost nothing that it answered.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::Value;

/// A running simulation; ended with the test, however it goes.
struct Simulation {
    child: Child,
    lines: Vec<String>,
}

impl Simulation {
    fn start(folder: &Path) -> Simulation {
        let scenario = folder.join("scenario.toml");
        std::fs::create_dir_all(folder).expect("a folder");
        std::fs::write(&scenario, simulators::DEMO).expect("a scenario");
        let mut child = Command::new(env!("CARGO_BIN_EXE_cuadre"))
            .args(["--lang", "en", "simulate", "--dir"])
            .arg(folder)
            .arg("--scenario")
            .arg(scenario)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let out = BufReader::new(child.stdout.take().expect("its output"));
        let lines = out.lines().take(6).map(|line| line.expect("a line")).collect();
        Simulation { child, lines }
    }

    /// The value of a line `NAME=value`.
    fn told(&self, name: &str) -> &str {
        let prefix = format!("{name}=");
        let found = self.lines.iter().find_map(|line| line.strip_prefix(&prefix));
        found.unwrap_or_else(|| panic!("no {name} in {:?}", self.lines))
    }

    fn call(&self, token: &str, verb: &str, path: &str, body: &str) -> Value {
        let address = self.told("IMPORT_PLATFORM_URL").strip_prefix("http://").expect("a URL");
        let mut stream = TcpStream::connect(address).expect("a connection");
        let length = body.len();
        let request = format!(
            "{verb} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {token}\r\nContent-Length: {length}\r\n\r\n{body}"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        let (head, body) = answer.split_once("\r\n\r\n").expect("a head");
        assert!(head.starts_with("HTTP/1.1 2"), "{answer}");
        serde_json::from_str(body).unwrap_or_default()
    }

    /// A session with company and period chosen.
    fn enter(&self) -> String {
        let (user, password) =
            (self.told("IMPORT_PLATFORM_USER"), self.told("IMPORT_PLATFORM_PASSWORD"));
        let login = format!(r#"{{"usuario":"{user}","clave":"{password}"}}"#);
        let session = self.call("", "POST", "/login", &login);
        let token = session["sesion"].as_str().expect("a token").to_string();
        let choice = r#"{"ruc":"20998877017","periodo":"202601"}"#;
        self.call(&token, "PUT", "/contexto", choice);
        token
    }
}

impl Drop for Simulation {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const HEADER: &str = "No,Periodo,FechaComprobante,FechaVencimiento,CodigoTipoComprobante,NumeroSerieComprobante,NumeroComprobanteInicial,NumeroComprobanteFinal,CodigoTipoDocumentoIdentidad,NumeroDocumentoIdentidad,NombreCliente,ImporteAfecto,ImporteImpuesto,ImporteTotal,FechaComprobanteModificado,CodigoTipoComprobanteModificado,NumeroSerieComprobanteModificado,NumeroComprobanteModificado,Negocio,Sucursal";

#[test]
fn a_killed_simulation_goes_on_where_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Simulation::start(folder.path());
    let token = running.enter();
    running.call(&token, "POST", "/lote/iniciar", "");
    let rows: String = (1..=20_000)
        .map(|number| {
            format!("{number},202601,05/01/2026,,03,B001,{number},,,,X,1.00,0.18,1.18,,,,,D,TM PLAZA NORTE\n")
        })
        .collect();
    let loaded =
        running.call(&token, "POST", "/lote/archivos?nombre=1.csv", &format!("{HEADER}\n{rows}"));
    running.call(&token, "POST", "/lote/procesar", "");
    // SIGKILL, most likely in the middle of the processing.
    drop(running);
    let running = Simulation::start(folder.path());
    let token = running.enter();
    let batch = running.call(&token, "GET", "/lote", "");
    assert_eq!(batch["archivos"][0]["sha256"], loaded["sha256"]);
    let begun = std::time::Instant::now();
    let progress = loop {
        let progress = running.call(&token, "GET", "/lote/proceso", "");
        if progress["estado"] == "procesado" {
            break progress;
        }
        assert!(begun.elapsed().as_secs() < 60, "{progress}");
    };
    assert_eq!((&progress["vistas"], &progress["registradas"]), (&20_000.into(), &20_000.into()));
    let state = running.call("", "GET", "/_control/state?documents=no", "");
    let log = state["log"].as_array().expect("a log").iter();
    let operations: Vec<_> = log.map(|entry| entry["operation"].as_str().unwrap_or("")).collect();
    assert_eq!(operations, ["begin", "upload", "process", "processed"], "each once");
}

/// What `simulate` says of a scenario, and its exit code.
fn refused(folder: &Path, language: &str, more: &[&str]) -> (String, Option<i32>) {
    let ended = Command::new(env!("CARGO_BIN_EXE_cuadre"))
        .args(["--lang", language, "simulate"])
        .args(more)
        .current_dir(folder)
        .env("NO_COLOR", "1")
        .output()
        .expect("it ends");
    assert!(ended.stdout.is_empty(), "no addresses of servers that are not there");
    (String::from_utf8_lossy(&ended.stderr).into_owned(), ended.status.code())
}

#[test]
fn a_wrong_scenario_is_told_in_the_operators_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let company = "[[company]]\nruc = '20998877017'\n";
    let twice = format!("{company}{company}");
    let cases: [(&str, &[&str], &[&str]); 6] = [
        (
            "latency_ms = 1\nbegins = 'keeps'",
            &["no se conoce la clave «begins»", "s.toml, línea 2"],
            &["the key `begins` is not known", "s.toml, line 2"],
        ),
        ("begin = 'perhaps'", &["no vale «perhaps»; vale: clears, keeps"], &["it takes: clears"]),
        ("begin = ", &["no se entiende"], &["makes no sense"]),
        ("session_seconds = 'x'", &["el valor no es de este tipo"], &["of another type"]),
        ("[[company]]\nname = 'x'", &["falta la clave «ruc»"], &["the key `ruc` is missing"]),
        (&twice, &["la empresa 20998877017 está dos veces"], &["20998877017 stands twice"]),
    ];
    for (scenario, spanish, english) in cases {
        std::fs::write(folder.path().join("s.toml"), scenario).expect("written");
        for (language, words) in [("es", spanish), ("en", english)] {
            let (told, code) = refused(folder.path(), language, &["--scenario", "s.toml"]);
            assert_eq!(code, Some(2), "{told}");
            assert!(told.contains("error[U612]") && told.contains("docs/simulators.md"), "{told}");
            for word in words {
                assert!(told.contains(word), "no «{word}» in {told}");
            }
            let foreign = ["unknown field", "expected", "TOML parse", "missing field", "variant"];
            assert!(!foreign.iter().any(|word| told.contains(word)), "{told}");
        }
    }
    let (told, code) = refused(folder.path(), "es", &["--scenario", "no.toml"]);
    assert_eq!(code, Some(2), "{told}");
    assert!(told.contains("error[U611]") && told.contains("no.toml"), "{told}");
}

#[test]
fn a_simulation_that_cannot_start_says_why_and_what_to_do() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("file"), "x").expect("written");
    let (told, code) = refused(folder.path(), "es", &["--dir", "file/below"]);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("error[O425]") && told.contains("--dir"), "{told}");
    let taken = std::net::TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let (told, code) = refused(folder.path(), "es", &["--port-import", &port]);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("error[O427]") && told.contains(&port), "{told}");
    std::fs::create_dir(folder.path().join("bad")).expect("a folder");
    let path = folder.path().join("bad/import_platform.sqlite");
    std::fs::write(path, "no database ".repeat(99)).expect("written");
    let (told, code) = refused(folder.path(), "es", &["--dir", "bad"]);
    assert_eq!(code, Some(3), "{told}");
    assert!(told.contains("error[O426]") && told.contains("la otra simulación"), "{told}");
}
