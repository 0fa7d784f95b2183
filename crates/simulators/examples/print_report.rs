//! Prints the report of cost centers as the simulated accounting system does, to a file, and beside it what it says.
//!
//! `cargo run -p simulators --example print_report -- 60 report.pdf report.tsv`

use std::error::Error;
use std::fmt::Write;
use std::fs;

use serde_json::{Value, json};
use simulators::{CostCenter, DEMO, Scenario, Simulators};

const RUC: &str = "20998877017";
const LONG: &str =
    "TM ALMACÉN CENTRAL DE DISTRIBUCIÓN Y DEVOLUCIONES DEL SUR CON ANEXO DE TEMPORADA (CERRADO)";
const NAMES: [&str; 9] = [
    "TM PLAZA NORTE",
    "2024",
    "BIJOU",
    "IS ÑAÑA",
    "TM REAL PLAZA PIURA",
    LONG,
    "IS JIRÓN «LA UNIÓN» \\ 7",
    "TM REAL PLAZA PIURA",
    "IS AV. EL SOL N° 120 – PISO 2",
];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [count, report, says] = &arguments[..] else {
        return Err("COUNT REPORT.pdf SAYS.tsv".into());
    };
    let mut scenario = Scenario::from_toml(DEMO).map_err(|error| error.to_string())?;
    let company = scenario.companies.iter_mut().find(|company| company.ruc == RUC);
    let company = company.ok_or("the company of the built-in scenario")?;
    let mut text = String::new();
    company.cost_centers = (0..count.parse::<usize>()?)
        .map(|at| {
            let (code, name) = (format!("{:04}", 1001 + at), NAMES[at % NAMES.len()]);
            let description = match at / NAMES.len() {
                0 => name.to_owned(),
                turn => format!("{name} {turn}"),
            };
            let _ = writeln!(text, "{code}\t{description}");
            CostCenter { code, description }
        })
        .collect();
    company.series.clear();
    scenario.knows_cost_centers = false;
    let folder = tempfile::tempdir()?;
    let running = Simulators::start(&scenario, folder.path())?;
    let url = |path: &str| format!("{}{path}", running.aconsys.url());
    let login = json!({"usuario": "contador", "clave": "contador-demo"}).to_string();
    let asked = ureq::post(url("/login")).content_type("application/json").send(login)?;
    let session: Value = serde_json::from_str(&asked.into_body().read_to_string()?)?;
    let bearer = format!("Bearer {}", session["sesion"].as_str().unwrap_or_default());
    let context = json!({"ruc": RUC, "periodo": "202601"}).to_string();
    let put = ureq::put(url("/contexto")).header("Authorization", &bearer);
    put.content_type("application/json").send(context)?;
    let got = ureq::get(url("/centros-costo.pdf")).header("Authorization", &bearer).call()?;
    fs::write(report, got.into_body().read_to_vec()?)?;
    fs::write(says, text)?;
    Ok(())
}
