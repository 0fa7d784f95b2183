//! `cuadre doctor`: whether everything that a run needs is there, a verdict per line. It only looks.

use std::fmt::Write as _;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use clap::ArgMatches;
use connectors::OpenError;
use engine::journal::{Journal, network_drive};
use engine::model::{Period, Sentence};
use engine::ports::{
    AccountingCapabilities, AccountingSystem, Answer, Begin, CatalogImport, Clock, CompanyId,
    FailureKind, ImportCapabilities, ImportPlatform, ProcessAgain,
};

use super::{journal, stdout};
use crate::failure::{Failure, Outcome};
use crate::settings::{self, MainJob, Platform, Resolved};
use crate::terminal::{BOLD, GREEN, RED, YELLOW};
use crate::text::{Say, s};
use crate::this_process::SystemClock;
use crate::{interrupt, platforms, width};

/// The column in which sentences begin.
const TEXT: usize = 9;

/// The verdicts so far.
struct Checks {
    say: Say,
    text: String,
    failed: bool,
}

impl Checks {
    fn title(&mut self, title: &str) {
        let gap = if self.text.is_empty() { "" } else { "\n" };
        let _ = writeln!(self.text, "{gap}{BOLD}{title}{BOLD:#}");
    }

    fn line(&mut self, style: anstyle::Style, word: Sentence, says: &str) {
        let word = self.say.text(word);
        let _ = writeln!(self.text, "  {style}{word:5}{style:#}  {says}");
    }

    fn ok(&mut self, says: Sentence, values: &[(&str, &str)]) {
        let says = self.say.fill(says, values);
        self.line(GREEN, s("bien", "ok"), &says);
    }

    fn warn(&mut self, says: Sentence, values: &[(&str, &str)]) {
        let says = self.say.fill(says, values);
        self.line(YELLOW, s("aviso", "warn"), &says);
    }

    fn fail(&mut self, says: &str) {
        self.failed = true;
        self.line(RED, s("falla", "fails"), says);
    }

    /// A failure's own words: what happened, then where and what to do, each on a line of its own.
    fn failure(&mut self, failure: &Failure) {
        let plain = anstream::adapter::strip_str(&failure.message).to_string();
        let mut lines = plain.lines();
        self.fail(lines.next().unwrap_or_default());
        lines.for_each(|line| self.below(line.trim()));
    }

    /// What is wrong, and below it what to do.
    fn ill(&mut self, says: &str, advice: &str) {
        self.fail(says);
        let help = self.say.text(s("qué hacer", "help"));
        self.below(&format!("= {help}: {advice}"));
    }

    /// A line that belongs to the one above.
    fn below(&mut self, says: &str) {
        let _ = writeln!(self.text, "{:TEXT$}{says}", "");
    }
}

/// Checks all companies, or one.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let settings = journal::settings_option(arguments);
    let resolved = settings::of_all(settings, say)?;
    let companies = match arguments.get_one::<String>("company") {
        Some(company) => vec![company.clone()],
        None => settings::companies(settings, say)?,
    };
    interrupt::catch();
    let mut checks = Checks { say, text: String::new(), failed: false };
    this_pc(&mut checks, &resolved);
    if companies.is_empty() {
        checks.fail(say.text(settings::COMPANY_MISSING.says));
    }
    let (_keep, scratch) = scratch(say)?;
    for company in &companies {
        let job = settings::load(settings, Some(company), say).and_then(|resolved| {
            let input = resolved.of_company.input.clone().or(resolved.settings.input.clone());
            Ok((resolved.main_job(say)?, input))
        });
        match job {
            Ok((job, input)) => of_company(&mut checks, &job, input.as_deref(), &scratch),
            Err(failure) => {
                checks.title(company);
                checks.failure(&failure);
            }
        }
    }
    let end = match checks.failed {
        true => s("\nHay algo que corregir.\n", "\nSomething must be put right.\n"),
        false => s("\nTodo listo.\n", "\nAll is ready.\n"),
    };
    checks.text.push_str(say.text(end));
    let text = journal::as_given(arguments).text(&checks.text);
    stdout::print_styled(out, &width::fit(&text, width::of_stdout(), TEXT - 2), say)?;
    Ok(if checks.failed { Outcome::Unreadable } else { Outcome::Done })
}

/// A folder that is gone when its keeper is dropped.
pub(super) fn scratch(say: Say) -> Result<(tempfile::TempDir, PathBuf), Failure> {
    let folder = tempfile::tempdir().map_err(|error| Failure::failed(say.system(&error)))?;
    let path = folder.path().to_owned();
    Ok((folder, path))
}

/// The month before this one, whose books are worked now.
pub(super) fn last_month() -> Period {
    let days = i64::try_from(SystemClock.now() / 86_400_000).unwrap_or(0);
    let (year, month) = year_and_month(days);
    let (year, month) = if month == 1 { (year - 1, 12) } else { (year, month - 1) };
    Period { year, month }
}

/// The civil year and month of a day counted from 1970-01-01, by 400-year cycles that begin on the first of March.
fn year_and_month(days: i64) -> (u16, u8) {
    let days = days + 719_468;
    let (cycle, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year_of_cycle = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year_of_cycle + year_of_cycle / 4 - year_of_cycle / 100);
    let march_month = (5 * day_of_year + 2) / 153;
    let month = if march_month < 10 { march_month + 3 } else { march_month - 9 };
    let year = year_of_cycle + cycle * 400 + i64::from(month <= 2);
    (u16::try_from(year).unwrap_or(u16::MAX), u8::try_from(month).unwrap_or(1))
}

fn this_pc(checks: &mut Checks, resolved: &Resolved) {
    let say = checks.say;
    checks.title(say.text(s("Esta PC", "This PC")));
    match resolved.file_name() {
        Some(name) => checks.ok(s("configuración: {name}", "settings: {name}"), &[("name", name)]),
        None => checks.warn(
            s(
                "no hay cuadre.toml aquí; `cuadre init` lo escribe",
                "there is no cuadre.toml here; `cuadre init` writes it",
            ),
            &[],
        ),
    }
    for warning in &resolved.warnings {
        let begins = say.text(s("aviso: ", "warning: "));
        checks.line(YELLOW, s("aviso", "warn"), warning.strip_prefix(begins).unwrap_or(warning));
    }
    match resolved.output(say) {
        Ok(output) => {
            let shown = output.display().to_string();
            checks.ok(s("salida: {path}", "output: {path}"), &[("path", &shown)]);
        }
        Err(failure) => checks.failure(&failure),
    }
    if let Ok(path) = resolved.journal(say) {
        memory(checks, &path);
    }
    dot_env(checks);
}

fn memory(checks: &mut Checks, path: &Path) {
    let say = checks.say;
    let shown = path.display().to_string();
    if let Some(drive) = network_drive(path) {
        let words = s(
            "bitácora: {path} está en una unidad de red ({drive}); ponga journal = \"…\" en un disco de esta PC",
            "journal: {path} is on a network drive ({drive}); put journal = \"…\" on a disk of this PC",
        );
        checks.fail(&say.fill(words, &[("path", &shown), ("drive", &drive)]));
    } else if !path.exists() {
        checks.ok(
            s("bitácora: {path} (se hará)", "journal: {path} (to be made)"),
            &[("path", &shown)],
        );
    } else {
        match Journal::open(path).and_then(|journal| journal.verify_events()) {
            Ok(seen) => {
                let events = crate::terminal::thousands(seen.events);
                let words = s(
                    "bitácora: {path}, en disco local, {events} {events?suceso|sucesos} sin alterar",
                    "journal: {path}, on a local disk, {events} {events?event|events} unaltered",
                );
                checks.ok(words, &[("path", &shown), ("events", &events)]);
            }
            Err(error) => checks.failure(&journal::failure(&error, say)),
        }
    }
}

fn dot_env(checks: &mut Checks) {
    if !Path::new(".env").exists() {
        return;
    }
    let git = Command::new("git")
        .args(["ls-files", "--error-unmatch", ".env"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    // Without git nothing tracks it.
    if git.is_ok_and(|status| status.success()) {
        let words = s(
            ".env está en el repositorio de git, con sus contraseñas: sáquelo con `git rm --cached .env`, y cámbielas",
            ".env is tracked by git, with its passwords: take it out by `git rm --cached .env`, and change them",
        );
        checks.fail(checks.say.text(words));
    } else if others_may_read(Path::new(".env")) {
        checks.warn(
            s(
                "otros usuarios de esta PC pueden leer .env: chmod 600 .env",
                "other users of this PC can read .env: chmod 600 .env",
            ),
            &[],
        );
    } else {
        checks.ok(s(".env: fuera de git", ".env: not in git"), &[]);
    }
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    std::fs::metadata(path).is_ok_and(|metadata| metadata.permissions().mode() & 0o077 != 0)
}

/// Windows keeps a user's folders from others unless somebody shares them.
#[cfg(not(unix))]
fn others_may_read(_: &Path) -> bool {
    false
}

fn of_company(checks: &mut Checks, job: &MainJob, input: Option<&Path>, scratch: &Path) {
    checks.title(&journal::company_shown(&job.company));
    match input {
        Some(input) if input.is_dir() => {
            let shown = input.display().to_string();
            checks.ok(s("entrada: {path}", "input: {path}"), &[("path", &shown)]);
        }
        Some(input) => {
            let words = s(
                "entrada: no se puede leer la carpeta {path}",
                "input: the folder {path} cannot be read",
            );
            let says = checks.say.fill(words, &[("path", &input.display().to_string())]);
            let advice = s(
                "Cree la carpeta y ponga ahí los registros, o diga en cuadre.toml cuál es, con la clave «input».",
                "Make the folder and put the ledgers there, or say in cuadre.toml which it is, by the key `input`.",
            );
            checks.ill(&says, checks.say.text(advice));
        }
        None => checks.warn(
            s(
                "sin carpeta de entrada: habrá que nombrar cada archivo",
                "no input folder: each file must be named",
            ),
            &[],
        ),
    }
    let say = checks.say;
    let platform = &job.import_platform;
    if complete(checks, platform, &job.company) {
        match platforms::import(platform, platform.settings(say), scratch) {
            Ok(mut port) => {
                let can = import_capabilities(port.capabilities(), say);
                loaded(checks, platform, &can);
                undeclared(checks, port.capabilities());
                entered(checks, platform, &job.company, port.open(&job.company, last_month()));
            }
            Err(error) => unloaded(checks, platform, &error),
        }
    }
    let platform = &job.accounting;
    if complete(checks, platform, &job.company) {
        match platforms::accounting(platform, platform.settings(say), scratch) {
            Ok(mut port) => {
                let can = accounting_capabilities(port.capabilities(), say);
                loaded(checks, platform, &can);
                entered(checks, platform, &job.company, port.open(&job.company, last_month()));
            }
            Err(error) => unloaded(checks, platform, &error),
        }
    }
}

fn complete(checks: &mut Checks, platform: &Platform, company: &CompanyId) -> bool {
    match platform.complete(&company.name, checks.say) {
        Ok(()) => true,
        Err(failure) => {
            checks.failure(&failure);
            false
        }
    }
}

fn loaded(checks: &mut Checks, platform: &Platform, can: &str) {
    let values = [("key", platform.key), ("name", platform.connector.as_str()), ("can", can)];
    checks.ok(s("{key}: conector {name}; {can}", "{key}: connector {name}; {can}"), &values);
}

fn unloaded(checks: &mut Checks, platform: &Platform, error: &OpenError) {
    checks.fail(&format!("{}: {error}", platform.key));
}

/// What nobody has said of the Import Platform, what follows from that, and where it is said.
fn undeclared(checks: &mut Checks, can: ImportCapabilities) {
    let say = checks.say;
    let begin = s(
        "begin: no se sabe si Iniciar vacía el lote (\"clears\") o lo conserva (\"keeps\"). Si el lote ya tiene filas, o una carga queda en duda, la corrida espera por usted.",
        "begin: nobody has said whether Iniciar clears the batch (\"clears\") or keeps it (\"keeps\"). Where the batch has rows, or an upload is in doubt, the run waits for you.",
    );
    let again = s(
        "process_again: no se sabe si Procesar mira la segunda vez solo lo pendiente (\"pending\") o todo (\"all\"). No detiene la corrida.",
        "process_again: nobody has said whether Procesar looks the second time at what is pending (\"pending\") or at all (\"all\"). It stops no run.",
    );
    let series = s(
        "series_import: no se sabe si importar series las suma al catálogo (\"merge\") o lo reemplaza (\"replace\"). Con la primera serie nueva la corrida se detiene (B611), con su cuenta ya abierta, y usted importa el archivo a mano.",
        "series_import: nobody has said whether an import of series adds to the catalog (\"merge\") or replaces it (\"replace\"). At the first new series the run stops (B611), its account already opened, and you import the file by hand.",
    );
    let follows = [begin, again, series].into_iter().zip(declared(can));
    let mut missing = follows.filter(|(_, word)| word.is_none()).peekable();
    if missing.peek().is_none() {
        return;
    }
    missing.for_each(|(says, _)| checks.line(YELLOW, s("aviso", "warn"), say.text(says)));
    let [begin, again, series] = declared(can).map(|word| word.unwrap_or("…"));
    let words = s(
        "= qué hacer: averígüelo y dígalo en cuadre.toml, dentro de import_platform = { … }:",
        "= help: find out, and say it in cuadre.toml, within import_platform = { … }:",
    );
    checks.below(say.text(words));
    checks.below(&format!(
        "options = {{ begin = \"{begin}\", process_again = \"{again}\", series_import = \"{series}\" }}"
    ));
}

fn entered(checks: &mut Checks, platform: &Platform, company: &CompanyId, answer: Answer<()>) {
    let period = last_month().to_string();
    match answer {
        Ok(()) => {
            let values = [
                ("key", platform.key),
                ("url", platform.url.as_str()),
                ("user", platform.user.as_str()),
                ("period", &period),
            ];
            let words = s(
                "{key}: {url} abre {period} con el usuario {user}",
                "{key}: {url} opens {period} for the user {user}",
            );
            checks.ok(words, &values);
        }
        Err(failure) => {
            // Script and line help whoever mends a connector, not whoever mistyped a password.
            let (says, advice) = match failure.kind {
                FailureKind::Unreachable => (
                    failure.message,
                    s("Revise la red y la dirección.", "Check the network and the address."),
                ),
                FailureKind::Refused if is_not_found(&failure.message) => (
                    failure.message,
                    s(
                        "La plataforma no conoce el RUC {ruc}, o la dirección no es la suya: revise «ruc» en [company.{company}], y la dirección.",
                        "The platform does not know the RUC {ruc}, or the address is not its own: check `ruc` in [company.{company}], and the address.",
                    ),
                ),
                FailureKind::Refused => (
                    failure.message,
                    s("Revise el usuario y la contraseña.", "Check the user and the password."),
                ),
                FailureKind::Unrecognized | FailureKind::InDoubt => (
                    failure.to_string(),
                    s("Revise la dirección y el conector.", "Check the address and the connector."),
                ),
            };
            let key = platform.key;
            let says = says.trim_end_matches('.');
            let values = [("ruc", company.ruc.as_str()), ("company", &company.name)];
            let advice = checks.say.fill(advice, &values);
            checks.ill(&format!("{key}: {}: {says}.", platform.url), &advice);
        }
    }
}

/// Whether the platform's answer was that there is no such thing, which is no matter of passwords.
fn is_not_found(message: &str) -> bool {
    message.split_whitespace().any(|word| word == "404")
}

/// `begin`, `process_again` and `series_import` as settings say them; `None` where nobody has.
fn declared(can: ImportCapabilities) -> [Option<&'static str>; 3] {
    let begin = match can.begin {
        Begin::Clears => Some("clears"),
        Begin::Keeps => Some("keeps"),
        Begin::Unknown => None,
    };
    let again = match can.process_again {
        ProcessAgain::Pending => Some("pending"),
        ProcessAgain::All => Some("all"),
        ProcessAgain::Unknown => None,
    };
    let series = match can.series_import {
        CatalogImport::Merge => Some("merge"),
        CatalogImport::Replace => Some("replace"),
        CatalogImport::Unknown => None,
    };
    [begin, again, series]
}

fn import_capabilities(can: ImportCapabilities, say: Say) -> String {
    let yes = |told: bool| say.text(if told { s("sí", "yes") } else { s("no", "no") });
    let unknown = say.text(s("no se sabe", "unknown"));
    let [begin, again, series] = declared(can).map(|word| word.unwrap_or(unknown));
    format!(
        "find_upload = {}, count_rows = {}, begin = {begin}, process_again = {again}, series_import = {series}, settling_time = {} s",
        yes(can.find_upload),
        yes(can.count_rows),
        can.settling_time.as_secs()
    )
}

fn accounting_capabilities(can: AccountingCapabilities, say: Say) -> String {
    let yes = say.text(if can.find_account { s("sí", "yes") } else { s("no", "no") });
    format!("find_account = {yes}, settling_time = {} s", can.settling_time.as_secs())
}

#[cfg(test)]
mod tests {
    use super::year_and_month;

    #[test]
    fn days_are_months() {
        assert_eq!(year_and_month(0), (1970, 1));
        assert_eq!(year_and_month(-1), (1969, 12));
        assert_eq!(year_and_month(11_016), (2000, 2), "the 29th of February 2000");
        assert_eq!(year_and_month(11_017), (2000, 3));
        assert_eq!(year_and_month(20_454), (2026, 1), "the first of January 2026");
        assert_eq!(year_and_month(20_453), (2025, 12));
    }
}
