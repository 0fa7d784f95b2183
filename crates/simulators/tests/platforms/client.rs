//! A small client, and a world for it to talk to.

use std::io::Read;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use simulators::{DEMO, Scenario, Server, Simulators};
use tempfile::TempDir;

pub(crate) const RUC: &str = "20998877017";
pub(crate) const PERIOD: &str = "202601";

/// The built-in scenario, changed by a test.
pub(crate) fn scenario(change: impl FnOnce(&mut Scenario)) -> Scenario {
    let mut scenario = Scenario::from_toml(DEMO).expect("the built-in scenario");
    change(&mut scenario);
    scenario
}

/// Both platforms, in a folder that goes with them.
pub(crate) struct World {
    pub(crate) running: Simulators,
    pub(crate) folder: TempDir,
}

pub(crate) fn world(change: impl FnOnce(&mut Scenario)) -> World {
    let folder = tempfile::tempdir().expect("a folder");
    let running = Simulators::start(&scenario(change), folder.path()).expect("they start");
    World { running, folder }
}

impl World {
    /// Logged in to the Import Platform, company and period chosen.
    pub(crate) fn importer(&self) -> Client {
        let mut client = Client::new(&self.running.import_platform);
        client.enter("importador");
        client
    }

    /// The same in Aconsys.
    pub(crate) fn accountant(&self) -> Client {
        let mut client = Client::new(&self.running.aconsys);
        client.enter("contador");
        client
    }

    pub(crate) fn state(&self) -> Value {
        self.running.import_platform.state(true)
    }

    /// What was committed, as the log says: `operation what`.
    pub(crate) fn log(&self) -> Vec<String> {
        log(&self.state())
    }
}

pub(crate) fn log(state: &Value) -> Vec<String> {
    let entries = state["log"].as_array().expect("a log");
    entries
        .iter()
        .map(|entry| format!("{} {}", text(&entry["operation"]), text(&entry["what"])))
        .collect()
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_else(|| panic!("{value} is no text"))
}

pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) retry_after: Option<String>,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|_| panic!("no JSON: {}", String::from_utf8_lossy(&self.body)))
    }

    /// Status and code of an error.
    pub(crate) fn refusal(&self) -> (u16, String) {
        (self.status, text(&self.json()["error"]["codigo"]).to_string())
    }

    pub(crate) fn ok(&self) -> Value {
        assert!(self.status < 300, "{}: {}", self.status, String::from_utf8_lossy(&self.body));
        if self.body.is_empty() { Value::Null } else { self.json() }
    }
}

pub(crate) struct Client {
    agent: ureq::Agent,
    url: String,
    pub(crate) token: String,
}

impl Client {
    pub(crate) fn new(server: &Server) -> Client {
        let config = ureq::Agent::config_builder()
            .http_status_as_error(false)
            .max_idle_connections(0)
            .timeout_global(Some(Duration::from_secs(60)))
            .build();
        Client { agent: config.into(), url: server.url(), token: String::new() }
    }

    /// Calls, and reads the whole answer; an error means that no complete one came.
    pub(crate) fn call(&self, method: &str, path: &str, body: &[u8]) -> Result<Answer, String> {
        let request = ureq::http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.url))
            .header("Authorization", format!("Bearer {}", self.token))
            .body(body.to_vec())
            .expect("a request");
        let response = self.agent.run(request).map_err(|error| error.to_string())?;
        let header = |name: &str| {
            response.headers().get(name).map(|value| value.to_str().expect("text").to_string())
        };
        let mut answer = Answer {
            status: response.status().as_u16(),
            retry_after: header("retry-after"),
            content_type: header("content-type").unwrap_or_default(),
            body: Vec::new(),
        };
        let mut reader = response.into_body().into_reader();
        reader.read_to_end(&mut answer.body).map_err(|error| error.to_string())?;
        Ok(answer)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.call("GET", path, b"").expect("an answer")
    }

    pub(crate) fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.call("POST", path, body).expect("an answer")
    }

    pub(crate) fn post_json(&self, path: &str, body: &Value) -> Answer {
        self.post(path, body.to_string().as_bytes())
    }

    pub(crate) fn login(&mut self, user: &str) -> Answer {
        let password = format!("{user}-demo");
        let answer = self.post_json("/login", &json!({"usuario": user, "clave": password}));
        if answer.status == 200 {
            self.token = text(&answer.json()["sesion"]).to_string();
        }
        answer
    }

    pub(crate) fn choose(&self, ruc: &str, period: &str) -> Answer {
        let choice = json!({"ruc": ruc, "periodo": period}).to_string();
        self.call("PUT", "/contexto", choice.as_bytes()).expect("an answer")
    }

    pub(crate) fn enter(&mut self, user: &str) {
        self.login(user).ok();
        self.choose(RUC, PERIOD).ok();
    }

    pub(crate) fn load(&self, name: &str, file: &str) -> Answer {
        self.post(&format!("/lote/archivos?nombre={name}"), file.as_bytes())
    }

    /// Processes, and waits until it has ended; the progress at the end.
    pub(crate) fn process(&self) -> Value {
        assert_eq!(self.post("/lote/procesar", b"").status, 202);
        self.processed()
    }

    pub(crate) fn processed(&self) -> Value {
        let begun = Instant::now();
        loop {
            let progress = self.get("/lote/proceso").ok();
            if progress["estado"] == "procesado" {
                return progress;
            }
            assert!(begun.elapsed() < Duration::from_secs(60), "{progress}");
        }
    }

    /// The details, as `series @ branch: reason`.
    pub(crate) fn details(&self) -> Vec<String> {
        let listed = self.get("/lote/detalles?tamano=1000").ok();
        let details = listed["detalles"].as_array().expect("a list");
        details
            .iter()
            .map(|one| {
                let (series, branch) = (text(&one["serie"]), text(&one["sucursal"]));
                format!("{series} @ {branch}: {}", text(&one["motivo"]))
            })
            .collect()
    }
}

pub(crate) const HEADER: &str = "No,Periodo,FechaComprobante,FechaVencimiento,CodigoTipoComprobante,NumeroSerieComprobante,NumeroComprobanteInicial,NumeroComprobanteFinal,CodigoTipoDocumentoIdentidad,NumeroDocumentoIdentidad,NombreCliente,ImporteAfecto,ImporteImpuesto,ImporteTotal,FechaComprobanteModificado,CodigoTipoComprobanteModificado,NumeroSerieComprobanteModificado,NumeroComprobanteModificado,Negocio,Sucursal\r\n";

/// A file of one receipt for each (series, number, branch).
pub(crate) fn sales(rows: &[(&str, u32, &str)]) -> String {
    let mut file = HEADER.to_string();
    for (index, (series, number, branch)) in rows.iter().enumerate() {
        file += &format!(
            "{},20260100,05/01/2026,,03,{series},{number:08},,1,12345678,\"PÉREZ, ANA\",100.00,18.00,118.00,,,,,DEMO,{branch}\r\n",
            index + 1
        );
    }
    file
}

pub(crate) const NORTE: &str = "TM PLAZA NORTE";
