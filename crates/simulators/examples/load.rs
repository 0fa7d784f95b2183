//! Measures the Import Platform by itself: 300,000 rows loaded in six parts, and processed.
//!
//! It prints what it measured and asserts only what must hold at any speed. Run with `--release`.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Instant;

use simulators::{DEMO, Scenario, Series, Simulators};

const PARTS: u64 = 6;
const ROWS: u64 = 50_000;
const BRANCHES: u64 = 130;
const HEADER: &str = "No,Periodo,FechaComprobante,FechaVencimiento,CodigoTipoComprobante,NumeroSerieComprobante,NumeroComprobanteInicial,NumeroComprobanteFinal,CodigoTipoDocumentoIdentidad,NumeroDocumentoIdentidad,NombreCliente,ImporteAfecto,ImporteImpuesto,ImporteTotal,FechaComprobanteModificado,CodigoTipoComprobanteModificado,NumeroSerieComprobanteModificado,NumeroComprobanteModificado,Negocio,Sucursal\r\n";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut scenario = Scenario::from_toml(DEMO)?;
    // One branch in a hundred rows is not in the catalog.
    scenario.companies[0].series.extend((0..BRANCHES).map(|branch| Series {
        series: format!("B{branch:03}"),
        branch: format!("TIENDA {branch}"),
        cost_center: "1101".to_string(),
        account: "00000000242".to_string(),
        ..Series::default()
    }));
    let folder = tempfile::tempdir()?;
    let running = Simulators::start(&scenario, folder.path())?;
    let mut client = Client { address: running.import_platform.address(), token: String::new() };
    let login = br#"{"usuario":"importador","clave":"importador-demo"}"#;
    let session = client.call("POST", "/login", login)?;
    client.token = session["sesion"].as_str().unwrap_or_default().to_string();
    client.call("PUT", "/contexto", br#"{"ruc":"20998877017","periodo":"202601"}"#)?;
    client.call("POST", "/lote/iniciar", b"")?;
    let parts: Vec<_> = (0..PARTS).map(part).collect();
    let bytes: usize = parts.iter().map(Vec::len).sum();
    let begun = Instant::now();
    for (index, part) in parts.iter().enumerate() {
        client.call("POST", &format!("/lote/archivos?nombre={index:04}.csv"), part)?;
    }
    let loaded = begun.elapsed();
    client.call("POST", "/lote/procesar", b"")?;
    let progress = loop {
        let progress = client.call("GET", "/lote/proceso", b"")?;
        if progress["estado"] == "procesado" {
            break progress;
        }
    };
    let all = begun.elapsed();
    assert_eq!(progress["vistas"], PARTS * ROWS);
    let mut out = std::io::stdout();
    writeln!(
        out,
        "{} rows, {bytes} bytes: loaded in {loaded:?}, processed in {:?}, together {all:?}",
        PARTS * ROWS,
        all - loaded
    )?;
    writeln!(out, "{progress}")?;
    Ok(())
}

fn part(index: u64) -> Vec<u8> {
    let mut file = HEADER.to_string();
    for row in index * ROWS..(index + 1) * ROWS {
        let branch = row % (BRANCHES + 1);
        file += &format!(
            "{},20260100,{:02}/01/2026,,03,B{branch:03},{:08},,1,{:08},\"APELLIDO NOMBRE {}\",84.75,15.25,100.00,,,,,DEMO,TIENDA {branch}\r\n",
            row + 1,
            row % 31 + 1,
            row / (BRANCHES + 1) + 1,
            row * 7919 % 100_000_000,
            row % 1000,
        );
    }
    file.into_bytes()
}

struct Client {
    address: SocketAddr,
    token: String,
}

impl Client {
    fn call(
        &self,
        verb: &str,
        path: &str,
        body: &[u8],
    ) -> Result<serde_json::Value, Box<dyn std::error::Error>> {
        let mut stream = TcpStream::connect(self.address)?;
        write!(
            stream,
            "{verb} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAuthorization: Bearer {}\r\nContent-Length: {}\r\n\r\n",
            self.token,
            body.len()
        )?;
        stream.write_all(body)?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer)?;
        let (head, body) = answer.split_once("\r\n\r\n").ok_or("no answer")?;
        if !head.starts_with("HTTP/1.1 2") {
            return Err(answer.into());
        }
        Ok(serde_json::from_str(body).unwrap_or_default())
    }
}
