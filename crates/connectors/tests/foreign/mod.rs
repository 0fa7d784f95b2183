//! A third API in another style: XML answers, forms to one address, cookies, refusals and lost sessions with status 200,
//! its own states, no hashes, and grids instead of workbooks. Two scripts of its own serve both ports.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::rc::Rc;
use std::sync::Mutex;

use connectors::conformance::{Trial, Writing, check_accounting, check_import};
use connectors::{ConnectorSettings, ScriptedAccountingSystem, ScriptedImportPlatform, Secret};
use engine::model::{Account, AccountCode, Language};
use engine::ports::{AccountingSystem, FailureKind, ImportPlatform, Sighting};
use tempfile::tempdir;

use crate::canned::{Canned, RUC, Reply, answer, company, january};
use crate::world::{Now, addition, part};

/// What the foreign platform remembers.
#[derive(Default)]
struct Books {
    session: bool,
    place: Option<(String, String)>,
    files: Vec<(String, usize, i64)>,
    phase: &'static str,
    posted: usize,
    wrong: usize,
    series: Vec<String>,
    accounts: BTreeMap<String, String>,
}

impl Books {
    fn answer(&mut self, request: &str) -> String {
        if request.starts_with("POST /subir") {
            return self.upload(request);
        }
        let body = request.split("\r\n\r\n").nth(1).unwrap_or_default();
        let fields: BTreeMap<String, String> = body
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(name, value)| (name.to_string(), decode(value)))
            .collect();
        let field = |name: &str| fields.get(name).cloned().unwrap_or_default();
        let action = field("accion");
        if action == "entrar" {
            self.session = field("clave") == "otra-clave";
            return if self.session { "<ok/>".into() } else { no("CLAVE", "clave errada") };
        }
        if !self.session {
            return no("SESION", "entre de nuevo");
        }
        match action.as_str() {
            "elegir" if field("ruc") != RUC => no("EMPRESA", "no existe"),
            "elegir" => {
                self.place = Some((field("ruc"), field("mes")));
                "<ok/>".into()
            }
            "donde" => {
                let (ruc, month) = self.place.clone().unwrap_or_default();
                format!("<donde ruc='{ruc}' mes='{month}'/>")
            }
            "abrir" if self.accounts.contains_key(&field("codigo")) => no("EXISTE", "ya existe"),
            "abrir" => {
                self.accounts.insert(field("codigo"), field("nombre"));
                "<ok/>".into()
            }
            "cuenta" => match self.accounts.get(&field("codigo")) {
                Some(name) => format!("<cuenta nombre='{name}'/>"),
                None => no("NO_HAY", "no hay"),
            },
            "cuentas" => {
                let rows = self.accounts.iter();
                let rows = rows.map(|(code, name)| format!("<c codigo='{code}' nombre='{name}'/>"));
                format!("<cuentas>{}</cuentas>", rows.collect::<String>())
            }
            "centros" => "<centros><c codigo='1101' nombre='TM PLAZA NORTE'/></centros>".into(),
            other => self.batch(other, &field("filas")),
        }
    }

    fn batch(&mut self, action: &str, rows: &str) -> String {
        match action {
            "remesa" => {
                let files = self.files.iter().map(|(name, rows, cents)| {
                    let sum = format!("{}.{:02}", cents / 100, cents % 100);
                    format!("<archivo nombre='{name}' filas='{rows}' suma='{sum}'/>")
                });
                format!("<remesa>{}</remesa>", files.collect::<String>())
            }
            "vaciar" => {
                self.files.clear();
                self.phase = "ABIERTO";
                "<ok/>".into()
            }
            "lanzar" => {
                let looked: usize = self.files.iter().map(|(_, rows, _)| rows).sum();
                (self.posted, self.wrong, self.phase) = (looked - 1, 1, "LISTO");
                "<ok/>".into()
            }
            "estado" => format!(
                "<estado fase='{}' buenas='{}' malas='{}'/>",
                if self.phase.is_empty() { "ABIERTO" } else { self.phase },
                self.posted,
                self.wrong
            ),
            "errores" => "<errores><e serie='B777' sucursal='TM PLAZA NORTE'/></errores>".into(),
            "series" => format!("<series>{}</series>", self.series.concat()),
            "agregar" => {
                for row in rows.lines() {
                    let cells: Vec<_> = row.split('|').collect();
                    let names = ["serie", "cc", "sucursal", "cuenta"];
                    let cells =
                        names.iter().zip(cells).map(|(name, cell)| format!(" {name}='{cell}'"));
                    self.series.push(format!("<s{}/>", cells.collect::<String>()));
                }
                "<ok/>".into()
            }
            _ => no("ACCION", "no se conoce"),
        }
    }

    fn upload(&mut self, request: &str) -> String {
        if !self.session {
            return no("SESION", "entre de nuevo");
        }
        let name = request.split("filename=\"").nth(1).and_then(|rest| rest.split('"').next());
        let text = request.split("Content-Type: text/csv\r\n\r\n").nth(1).unwrap_or_default();
        let lines = text.split("\r\n").skip(1).filter(|line| line.contains(','));
        let totals: Vec<i64> = lines
            .filter_map(|line| line.split(',').nth(13)?.replace('.', "").parse().ok())
            .collect();
        let (rows, cents) = (totals.len(), totals.iter().sum::<i64>());
        self.files.push((name.unwrap_or_default().to_string(), rows, cents));
        format!("<recibo filas='{rows}' suma='{}.{:02}'/>", cents / 100, cents % 100)
    }
}

fn no(code: &str, says: &str) -> String {
    format!("<error codigo='{code}'>{says}</error>")
}

fn decode(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next(), rest.next()].map(|digit| digit.unwrap_or(b'0'));
            let hex = String::from_utf8_lossy(&digits).into_owned();
            bytes.push(u8::from_str_radix(&hex, 16).unwrap_or(b'?'));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The server; `loses` says at which request the answer is lost, or the session.
fn serve(loses: impl Fn(usize, &str, &mut bool) -> bool + Send + 'static) -> Canned {
    let account = ("00000000242".to_string(), "TICKETS VARIOS - TM PLAZA NORTE".to_string());
    let first = "<s serie='F001' cc='1101' sucursal='TM PLAZA NORTE' cuenta='00000000242'/>";
    let books = Mutex::new(Books {
        accounts: BTreeMap::from([account]),
        series: vec![first.to_string()],
        ..Books::default()
    });
    Canned::start(move |number, request| {
        let mut books = books.lock().expect("the books");
        let mut session = books.session;
        let lost = loses(number, request, &mut session);
        books.session = session;
        let says = books.answer(request);
        let cookie = "Set-Cookie: SID=galleta-1; HttpOnly\r\nContent-Type: text/xml\r\n";
        if lost { Reply::Bytes(Vec::new()) } else { answer("200 OK", cookie, &says) }
    })
}

fn script(name: &str) -> String {
    let here = PathBuf::from(std::env::var("CARGO_MANIFEST_DIR").expect("cargo says"));
    here.join("tests/foreign").join(name).to_str().expect("a path").to_string()
}

fn settings(server: &Canned) -> ConnectorSettings {
    ConnectorSettings::new(&server.url, "ana", Secret::new("otra-clave"))
}

fn importer(server: &Canned, folder: &std::path::Path) -> ScriptedImportPlatform {
    let open = ScriptedImportPlatform::open_connector;
    open(&script("import-platform.rhai"), settings(server), folder, Rc::new(Now)).expect("one")
}

fn accountant(server: &Canned, folder: &std::path::Path) -> ScriptedAccountingSystem {
    let open = ScriptedAccountingSystem::open_connector;
    open(&script("accounting.rhai"), settings(server), folder, Rc::new(Now)).expect("one")
}

#[test]
fn a_foreign_api_passes_the_same_suite() {
    let folder = tempdir().expect("a folder");
    let server = serve(|_, _, _| false);
    let company = company();
    let trial = Trial {
        company: &company,
        period: january(),
        folder: folder.path(),
        clock: &Now,
        language: Language::Es,
    };
    let part = part(folder.path(), "run-0001.csv", &["F001", "B777"]);
    let writing = Writing { part, series: Some(addition(folder.path(), "B777")) };
    let report = check_import(&mut importer(&server, folder.path()), &trial, Some(&writing));
    assert!(report.passed() && report.steps.len() > 20, "{:#?}", report.steps);
    let code = AccountCode::parse("00000000909").expect("a code");
    let account = Account { code, name: "TICKETS VARIOS - TM ÑAÑA".to_string() };
    let mut system = accountant(&server, folder.path());
    let report = check_accounting(&mut system, &trial, None);
    assert!(report.passed(), "{:#?}", report.steps);
    let report = check_accounting(&mut system, &trial, Some(&account));
    assert!(report.passed() && report.steps.len() > 10, "{:#?}", report.steps);
}

#[test]
fn a_session_lost_with_200_is_renewed_and_a_lost_answer_is_doubt() {
    let folder = tempdir().expect("a folder");
    let server = serve(|_, request, session| {
        *session &= !request.starts_with("POST /subir") || !request.contains("run-0001");
        request.contains("accion=abrir")
    });
    let mut platform = importer(&server, folder.path());
    platform.open(&company(), january()).expect("it opens");
    platform.begin_batch().expect("begun");
    let sent = part(folder.path(), "run-0002.csv", &["F001"]);
    platform.upload(&sent).expect("sent");
    assert!(matches!(platform.find_upload(&sent), Ok(Sighting::Ours(_))));
    // This server forgets the session at each such upload, so the second refusal is the answer.
    let refused = part(folder.path(), "run-0001.csv", &["F001"]);
    let failure = platform.upload(&refused).expect_err("no session");
    assert_eq!(failure.kind, FailureKind::Unrecognized, "{failure}");
    let mut system = accountant(&server, folder.path());
    system.open(&company(), january()).expect("it opens");
    let code = AccountCode::parse("00000000910").expect("a code");
    let account = Account { code, name: "OTRA".to_string() };
    assert_eq!(system.open_account(&account).expect_err("lost").kind, FailureKind::InDoubt);
    assert_eq!(system.find_account(code, "OTRA"), Ok(Sighting::Ours(())));
}
