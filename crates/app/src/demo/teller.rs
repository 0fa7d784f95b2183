//! Tells the demo's story, line by line, as it happens.
//!
//! Colours and line ends between words are for terminals; a pipe gets whole plain lines.

use std::cell::{Cell, RefCell};
use std::fmt::Write as _;
use std::io::{ErrorKind, Write as _};
use std::path::Path;

use engine::ingest::open::{OpenOptions, open};
use engine::model::{Account, Candidate, Plan, PlanItem, Proposal, Sentence, SeriesEntry, Verdict};
use engine::normalize::outputs::Manifest;
use engine::ports::{PartFile, Progress};
use engine::run::phases::Ending;
use xlsx::Rows;

use crate::commands::stdout;
use crate::failure::Failure;
use crate::terminal::{BLUE, BOLD, DIM, GREEN, YELLOW, money, one_line, thousands};
use crate::text::{Say, s};
use crate::width;

/// Rejected rows that are shown, and registered series.
const REJECTS_SHOWN: usize = 3;
const SERIES_SHOWN: usize = 4;

/// Who tells.
pub(crate) struct Teller {
    pub(crate) say: Say,
    columns: Option<usize>,
    steps: Cell<u32>,
    round: Cell<u32>,
    is_loading: Cell<bool>,
    /// The last processing.
    seen: Cell<Option<Progress>>,
    /// Why standard output takes nothing more.
    unwritten: RefCell<Option<std::io::Error>>,
}

/// A command with a path in it, as one would type it.
fn command(before: &str, path: &Path, after: &str) -> String {
    let path = path.display().to_string();
    let is_plain = |letter: char| letter.is_alphanumeric() || "/._-:\\".contains(letter);
    let quote = if path.chars().all(is_plain) { "" } else { "\"" };
    format!("{before} {quote}{path}{quote} {after}").trim_end().to_owned()
}

impl Teller {
    pub(crate) fn new(say: Say, round: u32) -> Teller {
        Teller {
            say,
            columns: width::of_stdout(),
            steps: Cell::new(0),
            round: Cell::new(round),
            is_loading: Cell::new(false),
            seen: Cell::new(None),
            unwritten: RefCell::new(None),
        }
    }

    /// Lines as they are; a terminal that is too narrow gets more of them.
    pub(crate) fn lines(&self, text: &str) {
        let text = width::fit(text, self.columns, 2);
        let mut out = anstream::stdout().lock();
        let told = writeln!(out, "{text}").and_then(|()| out.flush());
        if let Err(error) = told
            && error.kind() != ErrorKind::BrokenPipe
        {
            self.unwritten.borrow_mut().get_or_insert(error);
        }
    }

    /// Fails where something could not be told.
    pub(crate) fn end(&self) -> Result<(), Failure> {
        let error = self.unwritten.borrow_mut().take();
        error.map_or(Ok(()), |error| Err(stdout::unwritable(&error, self.say)))
    }

    /// A line within a step.
    pub(crate) fn tell(&self, sentence: Sentence, values: &[(&str, &str)]) {
        self.lines(&format!("   {}", self.say.fill(sentence, values)));
    }

    /// A step's title.
    pub(crate) fn step(&self, title: Sentence, values: &[(&str, &str)]) {
        self.steps.set(self.steps.get() + 1);
        let title = self.say.fill(title, values);
        self.lines(&format!("\n{BOLD}{}. {title}{BOLD:#}", self.steps.get()));
    }

    /// What judging the ledger has shown, of the run's folder `ledger`.
    pub(crate) fn judged(&self, folder: &Path) {
        let Ok(Some(manifest)) = Manifest::read(folder) else { return };
        let rows = manifest.rows;
        self.step(s("Cada fila, juzgada", "Every row, judged"), &[]);
        self.tell(
            s(
                "{read} {read?fila|filas} = {accepted} {accepted?aceptada|aceptadas} + {fixed} {fixed?aceptada|aceptadas} con cambio + {rejected} {rejected?rechazada|rechazadas} + {skipped} {skipped?omitida|omitidas}",
                "{read} {read?row|rows} = {accepted} accepted + {fixed} accepted with a fix + {rejected} rejected + {skipped} skipped",
            ),
            &[
                ("read", &thousands(rows.read)),
                ("accepted", &thousands(rows.accepted)),
                ("fixed", &thousands(rows.fixed)),
                ("rejected", &thousands(rows.rejected)),
                ("skipped", &thousands(rows.skipped)),
            ],
        );
        let list = folder.join("rejects.csv");
        let row = self.say.text(s("fila", "row"));
        for [number, code, message] in first_rejects(&list) {
            let message = one_line(&message, 160);
            self.lines(&format!(
                "     {YELLOW}{row} {number}{YELLOW:#} {message} {DIM}[{code}]{DIM:#}"
            ));
        }
        let list = list.display().to_string();
        self.tell(
            s("todas, con qué hacer: {list}", "all of them, with what to do: {list}"),
            &[("list", &list)],
        );
        self.tell(
            s(
                "La demostración sigue sin ellas (on_rejects = \"continue\"); si no se pide, Cuadre no envía nada hasta que se corrijan.",
                "The demo goes on without them (on_rejects = \"continue\"); unless told so, Cuadre sends nothing until they are corrected.",
            ),
            &[],
        );
    }

    pub(super) fn uploaded(&self, part: &PartFile) {
        if !self.is_loading.replace(true) {
            self.step(
                s("Cargar en la Plataforma de Importación", "Load into the Import Platform"),
                &[],
            );
        }
        let values = [
            ("name", part.name.as_str()),
            ("rows", &thousands(part.rows)),
            ("total", &money(&part.total.to_string())),
        ];
        self.tell(
            s(
                "{name}  {rows} {rows?fila|filas}, S/ {total}",
                "{name}  {rows} {rows?row|rows}, S/ {total}",
            ),
            &values,
        );
    }

    pub(super) fn ordered(&self) {
        self.round.set(self.round.get() + 1);
        let round = self.round.get().to_string();
        self.step(s("Procesar, ronda {round}", "Process, round {round}"), &[("round", &round)]);
    }

    pub(super) fn processed(&self, progress: &Progress) {
        self.seen.set(Some(*progress));
        let posted = thousands(progress.posted.unwrap_or_default());
        let complaints = progress.complaints.unwrap_or_default();
        let (colour, scenario) = match complaints {
            0 => (GREEN, s("escenario A: nada pendiente", "scenario A: nothing is left")),
            _ => (
                YELLOW,
                s(
                    "escenario B: hay series que la plataforma no conoce",
                    "scenario B: there are series that the platform does not know",
                ),
            ),
        };
        let scenario = format!("{colour}{}{colour:#}", self.say.text(scenario));
        self.tell(
            s(
                "{posted} {posted?fila contabilizada|filas contabilizadas}, {details} {details?detalle|detalles} → {scenario}",
                "{posted} {posted?row|rows} posted, {details} {details?detail|details} → {scenario}",
            ),
            &[("posted", &posted), ("details", &thousands(complaints)), ("scenario", &scenario)],
        );
    }

    pub(super) fn opened(&self, account: &Account) {
        let values = [("code", account.code.as_str()), ("name", &account.name)];
        self.tell(
            s("Aconsys: abre la cuenta {code} {name}", "Aconsys: opens account {code} {name}"),
            &values,
        );
    }

    pub(super) fn registered(&self, additions: &[SeriesEntry]) {
        let count = thousands(additions.len() as u64);
        self.tell(
            s(
                "Plataforma: registra {count} {count?serie|series}, con centro de costo y cuenta",
                "Platform: registers {count} {count?series|series}, with cost center and account",
            ),
            &[("count", &count)],
        );
        for entry in additions.iter().take(SERIES_SHOWN) {
            let (code, branch) = (&entry.code.0, &entry.branch.0);
            self.lines(&format!(
                "     {code} @ {branch} → {} · {}",
                entry.cost_center, entry.account
            ));
        }
        let more = additions.len().saturating_sub(SERIES_SHOWN);
        if more > 0 {
            let more = self.say.fill(
                s("… y {more} más", "… and {more} more"),
                &[("more", &thousands(more as u64))],
            );
            self.lines(&format!("     {DIM}{more}{DIM:#}"));
        }
    }

    /// The branches that wait for a person, each with its candidates and how they differ.
    pub(crate) fn open_questions(&self, plan: &Plan) {
        self.step(s("Lo que solo una persona puede decidir", "What only a person can decide"), &[]);
        for items in by_branch(plan) {
            let Some(first) = items.first() else { continue };
            let (details, series) = (items.iter().map(|item| item.count).sum(), items.len() as u64);
            let values = [
                ("branch", first.branch.0.as_str()),
                ("series", &thousands(series)),
                ("details", &thousands(details)),
            ];
            let words = s(
                "{branch}: {series} {series?serie|series}, {details} {details?detalle|detalles}",
                "{branch}: {series} {series?series|series}, {details} {details?detail|details}",
            );
            self.lines(&format!("   {YELLOW}{}{YELLOW:#}", self.say.fill(words, &values)));
            if let Verdict::Unresolved { doubt, candidates } = &first.verdict {
                self.lines(&format!("   {}", doubt.say(self.say.0, candidates)));
                for (candidate, rank) in candidates.iter().zip(1..) {
                    self.lines(&format!("     {rank}) {}", self.candidate(candidate)));
                }
            }
        }
    }

    fn candidate(&self, candidate: &Candidate) -> String {
        let mut text = match &candidate.proposal {
            Proposal::CostCenter { code, name } => format!("{BOLD}{code}{BOLD:#} {name}"),
            Proposal::SameAs { branch, cost_center, account } => {
                format!("{BOLD}{}{BOLD:#} {cost_center} · {account}", branch.0)
            }
        };
        let mut notes: Vec<_> =
            candidate.differs.iter().map(|difference| difference.say(self.say.0)).collect();
        if candidate.ledger_agrees {
            notes.push(
                self.say
                    .text(s("el registro dice este código", "the ledger says this code"))
                    .to_owned(),
            );
        }
        let _ = write!(text, " {DIM}({}){DIM:#}", notes.join("; "));
        text
    }

    /// How to decide: by oneself, as at work, or by the demo's own person.
    pub(crate) fn how_to_decide(&self, run: &str, item: &PlanItem, folder: &Path) {
        let reason = self.say.text(s("motivo", "reason"));
        let decision = match ranked(item) {
            Some((center, _)) => format!("--cost-center {center}"),
            None => format!("--skip \"{reason}\""),
        };
        let decide = format!("cuadre decide {run} {} {decision} --settings", item.number);
        let settings = super::settings::path(folder);
        let show = |words: &str, command: &str| {
            self.lines(&format!("   {words}  {BLUE}{command}{BLUE:#}"));
        };
        let one = s(
            "Una decisión por sucursal basta: sus otras series la heredan.",
            "One decision for a branch is enough: its other series inherit it.",
        );
        self.tell(one, &[]);
        let words = [
            s("Decida usted:       ", "Decide yourself:  "),
            s("y aplíquelo:        ", "and apply it:     "),
            s("O que decida ella:  ", "Or let it decide: "),
            s("Véalo también con:  ", "See it also by:   "),
        ]
        .map(|words| self.say.text(words));
        show(words[0], &command(&decide, &settings, ""));
        show(words[1], &command("cuadre demo --dir", folder, ""));
        show(words[2], &command("cuadre demo --dir", folder, "--decide"));
        show(words[3], &command(&format!("cuadre plan {run} --settings"), &settings, ""));
        show(
            &" ".repeat(words[3].chars().count()),
            &command("cuadre status --settings", &settings, ""),
        );
    }

    /// The books agree.
    pub(crate) fn agreement(&self, ending: &Ending) {
        let story = &ending.story;
        let values = [
            ("period", story.period.as_str()),
            ("rows", &thousands(story.uploaded.rows)),
            ("rejected", &thousands(story.rows.rejected)),
            ("accounts", &thousands(story.registered.accounts)),
            ("series", &thousands(story.registered.series)),
        ];
        let Some(seen) = self.seen.get() else {
            let words = s(
                "No hay nada que hacer: {period} está en ambas plataformas y coincide ({rows} filas contabilizadas, ningún detalle).",
                "There is nothing to do: {period} is in both platforms and agrees ({rows} rows posted, no details).",
            );
            self.lines(&format!("\n{GREEN}{}{GREEN:#}", self.say.fill(words, &values)));
            return;
        };
        let words = s("Coinciden", "They agree");
        self.step(words, &[]);
        let total = seen.total.map_or("?".to_owned(), |total| money(&total.to_string()));
        let posted = thousands(seen.posted.unwrap_or_default());
        let values = [values.as_slice(), &[("total", &total), ("posted", &posted)]].concat();
        self.tell(
            s(
                "{rows} filas enviadas = {posted} contabilizadas, por S/ {total}; ningún detalle.",
                "{rows} rows sent = {posted} posted, S/ {total} in all; no details.",
            ),
            &values,
        );
        self.tell(
            s(
                "Registrado en todo el trabajo: {accounts} {accounts?cuenta|cuentas} y {series} {series?serie|series}, cada una una sola vez.",
                "Registered in all: {accounts} {accounts?account|accounts} and {series} series, each only once.",
            ),
            &values,
        );
        self.tell(
            s(
                "Siguen fuera las {rejected} filas rechazadas; por eso la orden termina con el código 1.",
                "The {rejected} rejected rows are still out; that is why the command ends with code 1.",
            ),
            &values,
        );
    }

    /// Where everything is.
    pub(crate) fn places(&self, places: &[(Sentence, String)]) {
        self.lines(&format!(
            "\n{BOLD}{}{BOLD:#}",
            self.say.text(s("Dónde está todo", "Where everything is"))
        ));
        let names = places.iter().map(|(name, _)| self.say.text(*name));
        let most = names.map(|name| name.chars().count()).max().unwrap_or_default();
        for (name, place) in places {
            let name = self.say.text(*name);
            self.lines(&format!("   {name:<most$}  {place}"));
        }
    }
}

/// The cost center that is ranked first: its code and its name.
pub(crate) fn ranked(item: &PlanItem) -> Option<(&str, &str)> {
    let Verdict::Unresolved { candidates, .. } = &item.verdict else { return None };
    candidates.iter().find_map(|candidate| match &candidate.proposal {
        Proposal::CostCenter { code, name } => Some((code.as_str(), name.as_str())),
        Proposal::SameAs { .. } => None,
    })
}

/// The items that wait, those of a branch together.
pub(crate) fn by_branch(plan: &Plan) -> Vec<Vec<&PlanItem>> {
    let mut branches: Vec<Vec<&PlanItem>> = Vec::new();
    for item in plan.unresolved() {
        let of_branch = branches.iter_mut().find(|items| items[0].branch == item.branch);
        match of_branch {
            Some(items) => items.push(item),
            None => branches.push(vec![item]),
        }
    }
    branches
}

/// Row, code and message of the first rejected rows.
fn first_rejects(list: &Path) -> Vec<[String; 3]> {
    const WANTED: [usize; 3] = [2, 6, 9];
    let mut found: Vec<[String; 3]> = Vec::new();
    let Ok(mut table) = open(list, &OpenOptions::default()) else { return found };
    let mut rows = Rows::new();
    let mut is_header = true;
    while found.len() < REJECTS_SHOWN && table.next(&mut rows).unwrap_or_default() {
        for row in rows.iter() {
            let cells =
                WANTED.map(|column| String::from_utf8_lossy(row.bytes(column)).into_owned());
            let is_new = found.last().is_none_or(|last| last[0] != cells[0]);
            if !std::mem::take(&mut is_header) && is_new && found.len() < REJECTS_SHOWN {
                found.push(cells);
            }
        }
    }
    found
}
