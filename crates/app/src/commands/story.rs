//! What a run has come to, for a person.

use std::fmt::Write;
use std::path::Path;

use engine::model::Language;
use engine::run::phases::{Open, Pair, Story, Untold};

use super::run::outcome_words;
use crate::as_given::AsGiven;
use crate::terminal::{BLUE, BOLD, DIM, GREEN, RED, YELLOW, one_line, thousands};
use crate::text::{Say, s};

/// How many open items are told; `cuadre plan` has all.
const SHOWN: usize = 8;

/// The same, with its report told from where the command was given, and commands as they must be typed.
pub(super) fn as_shown(mut story: Story, folder: &Path, as_given: &AsGiven) -> Story {
    let spoken = story.spoken.iter_mut().flatten().flatten();
    let says = story.says.iter_mut().flatten().chain(spoken);
    for text in says.chain(story.unresolved.iter_mut().map(|open| &mut open.says)) {
        *text = as_given.text(text);
    }
    if !story.report.is_empty() {
        story.report = folder.join(&story.report).display().to_string();
    }
    story
}

/// The colour of an outcome.
pub(super) fn style_of(outcome: &str) -> anstyle::Style {
    match outcome {
        "done" => GREEN,
        "failed" | "unknown" => RED,
        "working" | "" => BLUE,
        _ => YELLOW,
    }
}

/// Outcome, numbers, why, and what to do.
pub(super) fn told(
    story: &Story,
    folder: &Path,
    idle: bool,
    evidence: Option<&Path>,
    say: Say,
) -> String {
    let style = style_of(&story.outcome);
    let mut text = String::new();
    let words = outcome_words(&story.outcome, say);
    let _ = writeln!(text, "{style}{words}{style:#}{BOLD}  {}{BOLD:#}", story.id);
    if idle {
        let nothing = s(
            "no había nada que hacer: este registro ya estaba terminado",
            "there was nothing to do: this ledger was done already",
        );
        let _ = writeln!(text, "  {}", say.text(nothing));
    }
    numbers(&mut text, story, say);
    items(&mut text, story, say);
    skipped(&mut text, story, say);
    doubtful(&mut text, story, say);
    if let Some([says, advice]) = &story.says {
        let code = story.why.as_deref().unwrap_or_default();
        let _ = writeln!(text, "  {style}[{code}]{style:#} {says}");
        let help = say.text(s("qué hacer", "help"));
        let _ = writeln!(text, "  {BLUE}={BLUE:#} {help}: {advice}");
    }
    if let Some(path) = evidence {
        line(&mut text, s("evidencia", "evidence"), &path.display().to_string(), say);
    }
    if !story.not_verified.is_empty() {
        let names = story.not_verified.iter().map(|name| Untold::says(name, say.0));
        let what = names.collect::<Vec<_>>().join(", ");
        line(
            &mut text,
            s(
                "sin verificar (la plataforma no lo dice)",
                "not verified (the platform does not tell)",
            ),
            &what,
            say,
        );
    }
    predicted(&mut text, story, say);
    line(&mut text, s("carpeta", "folder"), &folder.display().to_string(), say);
    if !story.report.is_empty() {
        let path = folder.join(&story.report).display().to_string();
        line(&mut text, s("reporte", "report"), &path, say);
    }
    text.push('\n');
    text
}

/// What the platform complained of and should not have, and the other way round.
fn predicted(text: &mut String, story: &Story, say: Say) {
    let Some(predicted) = &story.predicted else { return };
    let names = |pairs: &[Pair]| {
        let shown = pairs.iter().take(SHOWN);
        let names: Vec<_> =
            shown.map(|pair| one_line(&format!("{} @ {}", pair.series, pair.branch), 80)).collect();
        let more = if pairs.len() > SHOWN { " …" } else { "" };
        names.join(", ") + more
    };
    if !predicted.not_reported.is_empty() {
        let title = s(
            "no observó, aunque su catálogo no las tiene",
            "not complained of, although its catalog does not have them",
        );
        line(text, title, &names(&predicted.not_reported), say);
    }
    if !predicted.not_expected.is_empty() {
        let title = s(
            "observó, aunque su catálogo las tiene",
            "complained of, although its catalog has them",
        );
        line(text, title, &names(&predicted.not_expected), say);
    }
}

fn line(text: &mut String, title: engine::model::Sentence, value: &str, say: Say) {
    let _ = writeln!(text, "  {DIM}{}:{DIM:#} {value}", say.text(title));
}

fn numbers(text: &mut String, story: &Story, say: Say) {
    let rows = &story.rows;
    let words = s(
        "{read} leídas = {sent} aceptadas + {rejected} rechazadas + {skipped} omitidas",
        "{read} read = {sent} accepted + {rejected} rejected + {skipped} skipped",
    );
    let count = thousands;
    let values = [
        ("read", count(rows.read)),
        ("sent", count(rows.accepted + rows.fixed)),
        ("rejected", count(rows.rejected)),
        ("skipped", count(rows.skipped)),
    ];
    let filled = say.fill(words, &values.each_ref().map(|(name, value)| (*name, value.as_str())));
    line(text, s("filas", "rows"), &filled, say);
    if story.uploaded.parts > 0 {
        let words = s(
            "{rows} {rows?fila|filas} en {parts} {parts?bloque|bloques}",
            "{rows} {rows?row|rows} in {parts} {parts?part|parts}",
        );
        let (rows, parts) = (count(story.uploaded.rows), count(story.uploaded.parts));
        let filled = say.fill(words, &[("rows", &rows), ("parts", &parts)]);
        line(text, s("cargado", "loaded"), &filled, say);
    }
    if story.rounds > 0 {
        let words = s(
            "{first} en la primera ronda, {last} en la última ({rounds} {rounds?ronda|rondas})",
            "{first} in the first round, {last} in the last ({rounds} {rounds?round|rounds})",
        );
        let (first, last) = (count(story.details.first), count(story.details.last));
        let rounds = story.rounds.to_string();
        let values = [("first", first.as_str()), ("last", &last), ("rounds", &rounds)];
        line(text, s("detalles", "details"), &say.fill(words, &values), say);
    }
    let registered = story.registered;
    if registered.accounts + registered.series > 0 {
        let words = s(
            "{series} {series?serie|series}, {accounts} {accounts?cuenta nueva|cuentas nuevas}",
            "{series} {series?series|series}, {accounts} {accounts?new account|new accounts}",
        );
        let (series, accounts) = (count(registered.series), count(registered.accounts));
        let filled = say.fill(words, &[("series", &series), ("accounts", &accounts)]);
        line(text, s("registrado", "registered"), &filled, say);
    }
}

/// That so many documents were skipped.
pub(super) fn not_posted(details: u64, say: Say) -> String {
    let words = s(
        "{details} {details?documento omitido|documentos omitidos} por decisión de una persona: no {details?está registrado|están registrados} en la plataforma",
        "{details} {details?document|documents} skipped by a person's decision: not posted in the platform",
    );
    say.fill(words, &[("details", &thousands(details))])
}

/// What a person has skipped is told for ever: the platform has not posted it.
fn skipped(text: &mut String, story: &Story, say: Say) {
    if story.skipped.is_empty() {
        return;
    }
    let details = story.skipped.iter().map(|left| left.details).sum();
    let _ = writeln!(text, "  {YELLOW}{}{YELLOW:#}", not_posted(details, say));
    for left in story.skipped.iter().take(SHOWN) {
        let (series, branch) = (one_line(&left.series, 20), one_line(&left.branch, 60));
        let (details, reason) = (thousands(left.details), one_line(&left.reason, 200));
        let _ = writeln!(
            text,
            "  {BOLD}{:>4}{BOLD:#}  {series} @ {branch} {DIM}({details}){DIM:#}: {reason}",
            left.item
        );
    }
    and_more(text, story.skipped.len(), say);
}

/// What could not be taken as it stands in the lists that were fetched: a person can look it up by page and line.
fn doubtful(text: &mut String, story: &Story, say: Say) {
    for both in story.doubtful_lines.iter().take(SHOWN) {
        let said = one_line(&both[usize::from(say.0 == Language::En)], 200);
        let _ = writeln!(text, "  {YELLOW}!{YELLOW:#} {said}");
    }
    and_more(text, story.doubtful_lines.len(), say);
}

/// How many of a list are not told.
fn and_more(text: &mut String, all: usize, say: Say) {
    let more = all.saturating_sub(SHOWN);
    if more > 0 {
        let words = s("y {more} más", "and {more} more");
        let _ = writeln!(text, "        {}", say.fill(words, &[("more", &more.to_string())]));
    }
}

fn items(text: &mut String, story: &Story, say: Say) {
    if story.unresolved.is_empty() || story.outcome == "done" {
        return;
    }
    line(text, s("por decidir", "to decide"), &story.unresolved.len().to_string(), say);
    // What is asked about a branch is told once, with the series that it is asked of.
    let mut asked: Vec<Vec<&Open>> = Vec::new();
    for open in &story.unresolved {
        let alike = |items: &&mut Vec<&Open>| {
            (&items[0].branch, &items[0].says) == (&open.branch, &open.says)
        };
        match asked.iter_mut().find(alike) {
            Some(items) => items.push(open),
            None => asked.push(vec![open]),
        }
    }
    for items in asked.iter().take(SHOWN) {
        let Some(open) = items.first() else { continue };
        let (series, branch) = (one_line(&open.series, 20), one_line(&open.branch, 60));
        let details = thousands(items.iter().map(|item| item.details).sum());
        let words = s("{details} {details?detalle|detalles}", "{details} {details?detail|details}");
        let details = say.fill(words, &[("details", &details)]);
        let more = match items.len() - 1 {
            0 => String::new(),
            more => {
                say.fill(s(" y {more} más", " and {more} more"), &[("more", &more.to_string())])
            }
        };
        let _ = writeln!(
            text,
            "  {BOLD}{:>4}{BOLD:#}  {series}{more} @ {branch} {DIM}({details}){DIM:#}",
            open.item
        );
        let _ = writeln!(text, "        {}", one_line(&open.says, 400));
    }
    and_more(text, asked.len(), say);
}
