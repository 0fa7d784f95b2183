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
        let mut child = Command::new(env!("CARGO_BIN_EXE_cuadre"))
            .args(["--lang", "en", "simulate", "--dir"])
            .arg(folder)
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

#[test]
fn a_wrong_scenario_is_told_in_the_operators_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let scenario = folder.path().join("s.toml");
    std::fs::write(&scenario, "begins = 'keeps'").expect("written");
    let ended = Command::new(env!("CARGO_BIN_EXE_cuadre"))
        .args(["--lang", "es", "simulate", "--scenario"])
        .arg(&scenario)
        .current_dir(folder.path())
        .output()
        .expect("it ends");
    let told = String::from_utf8_lossy(&ended.stderr);
    assert_eq!(ended.status.code(), Some(2), "{told}");
    assert!(told.contains("No se pudo usar el escenario") && told.contains("begins"), "{told}");
}
