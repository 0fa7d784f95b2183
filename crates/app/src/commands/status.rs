//! `cuadre status`: one page for all companies: where each period stands and what a person must do, by need.
//!
//! Ledgers that wait without a run stand there too, by their names alone: none is opened.

use std::fmt::Write as _;
use std::io::Write;
use std::path::Path;

use clap::ArgMatches;
use engine::journal::{Journal, Phase, Resource, Run, Standing};
use engine::run::phases::{OtherLedger, Story};
use serde::Serialize;

use super::run::outcome_words;
use super::story::style_of;
use super::{journal, not_begun, stdout, story};
use crate::as_given::{AsGiven, quoted};
use crate::failure::{Failure, Outcome};
use crate::settings;
use crate::terminal::{BLUE, BOLD, DIM, YELLOW, one_line, thousands};
use crate::text::{Say, s};
use crate::width;

/// A period of a company.
#[derive(Default, Serialize)]
pub(super) struct Line {
    company: String,
    period: String,
    run: String,
    phase: &'static str,
    outcome: String,
    rows: u64,
    rejected: u64,
    unresolved: usize,
    /// Documents that a person has left out of the platform's books.
    skipped: u64,
    /// Another ledger of the period that is here and was not sent, and the command by which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    other_ledger: Option<Other>,
    what_to_do: String,
    folder: String,
}

impl Line {
    /// What has no run.
    pub(super) fn of_none(
        company: &str,
        period: String,
        outcome: &str,
        what_to_do: String,
    ) -> Line {
        let (company, outcome) = (company.to_owned(), outcome.to_owned());
        Line { company, period, outcome, what_to_do, ..Line::default() }
    }
}

/// A ledger that waits beside the one that was sent.
#[derive(Serialize)]
struct Other {
    files: Vec<String>,
    replaces: String,
}

/// An action of which nobody knows whether it was done.
#[derive(Serialize)]
struct Doubtful {
    effect: u64,
    run: String,
    key: String,
    /// Of these one is typed by whoever has looked.
    resolve: Vec<String>,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    runs: Vec<&'a Line>,
    not_begun: Vec<NotBegun<'a>>,
    in_doubt: &'a [Doubtful],
}

/// A ledger, or a company, without a run.
#[derive(Serialize)]
struct NotBegun<'a> {
    company: &'a str,
    period: &'a str,
    what_to_do: &'a str,
}

impl<'a> NotBegun<'a> {
    fn of(line: &'a Line) -> NotBegun<'a> {
        NotBegun { company: &line.company, period: &line.period, what_to_do: &line.what_to_do }
    }
}

/// Prints the page.
pub(crate) fn run(
    arguments: &ArgMatches,
    say: Say,
    out: &mut dyn Write,
) -> Result<Outcome, Failure> {
    let settings = journal::settings_option(arguments);
    let resolved = match arguments.get_one::<String>("company") {
        Some(company) => settings::load(settings, Some(company), say)?,
        None => settings::of_all(settings, say)?,
    };
    let memory = match resolved.journal(say)?.exists() {
        true => Some(journal::open(&resolved, false, say)?),
        false => None,
    };
    let wrong = |error| journal::failure(&error, say);
    let as_given = journal::as_given(arguments);
    let (mut lines, mut doubts, mut begun) = (Vec::new(), Vec::new(), Vec::new());
    if let Some(memory) = &memory {
        let company = arguments.get_one::<String>("company");
        let is_meant = |run: &Run| {
            run.standing == Standing::Current && company.is_none_or(|name| *name == run.company)
        };
        let runs: Vec<Run> = memory.runs().map_err(wrong)?.into_iter().filter(is_meant).collect();
        for effect in memory.effects_in_doubt().map_err(wrong)? {
            if runs.iter().any(|run| run.id == effect.run) {
                doubts.push(Doubtful {
                    effect: effect.id,
                    run: effect.run.to_string(),
                    resolve: ["happened", "did-not"]
                        .map(|end| format!("cuadre resolve {} --{end}", effect.id))
                        .map(|command| as_given.text(&command))
                        .to_vec(),
                    key: effect.key,
                });
            }
        }
        lines = runs.iter().map(|run| line(run, memory, &as_given, say)).collect();
        begun = runs;
    }
    lines.extend(not_begun::lines(arguments, &begun, say)?);
    for line in &mut lines {
        line.what_to_do = as_given.text(&line.what_to_do);
    }
    lines.sort_by_key(|line| (need(line), line.company.clone(), line.period.clone()));
    let text = if arguments.get_flag("json") {
        let (not_begun, runs): (Vec<_>, Vec<_>) =
            lines.iter().partition(|line| not_begun::is_one(&line.outcome));
        let not_begun = not_begun.into_iter().map(NotBegun::of).collect();
        let document = Document { schema: "cuadre.status/1", runs, not_begun, in_doubt: &doubts };
        let text = serde_json::to_string_pretty(&document);
        text.map_err(|error| Failure::failed(error.to_string()))? + "\n"
    } else {
        let width = width::of_stdout();
        width::fit(&as_given.text(&page(&lines, &doubts, width, say)), width, 2)
    };
    stdout::print_styled(out, &text, say)?;
    Ok(Outcome::Done)
}

/// What needs a person most comes first.
fn need(line: &Line) -> u8 {
    match line.outcome.as_str() {
        _ if line.other_ledger.is_some() => 3,
        "unknown" => 0,
        "failed" | not_begun::ILL => 1,
        "waiting" => 2,
        "held" | not_begun::HELD => 3,
        "interrupted" | "" | not_begun::WAITS => 4,
        "working" => 5,
        "done" if line.rejected + line.skipped > 0 => 6,
        _ => 7,
    }
}

fn line(run: &Run, memory: &Journal, as_given: &AsGiven, say: Say) -> Line {
    let story: Story =
        run.summary.as_deref().and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
    let resource = Resource::period(&run.company, run.period);
    let leases = memory.leases().unwrap_or_default();
    let at_work =
        leases.iter().any(|lease| lease.resource == resource && !memory.is_dead(&lease.owner));
    let outcome = match run.outcome {
        _ if at_work => "working".to_owned(),
        Some(outcome) => match outcome {
            engine::journal::Outcome::Rejections => "done".to_owned(),
            other => other.name().to_owned(),
        },
        None => String::new(),
    };
    let again = s(
        "Ejecute `cuadre run` otra vez: sigue donde quedó.",
        "Run `cuadre run` again: it goes on from there.",
    );
    let other_ledger = other_ledger(run, memory, as_given, say);
    let what_to_do = match (outcome.as_str(), story.says_in(say.0)) {
        ("working", _) => String::new(),
        ("done", _) if run.phase == Phase::Done => String::new(),
        ("", _) | (_, None) => say.text(again).to_owned(),
        (_, Some([says, advice])) => format!("{says} {advice}"),
    };
    // What the run itself waits for is not hidden by the ledger that waits beside it.
    let beside = other_ledger.as_ref().map(|other| other_says(other, say));
    let parts: Vec<_> = beside.into_iter().chain(Some(what_to_do)).collect();
    let what_to_do = parts.join(" ").trim().to_owned();
    Line {
        company: run.company.clone(),
        period: run.period.to_string(),
        run: run.id.to_string(),
        phase: run.phase.name(),
        outcome,
        rows: story.rows.read,
        rejected: story.rows.rejected,
        unresolved: story.unresolved.len(),
        skipped: story.skipped.iter().map(|left| left.details).sum(),
        other_ledger,
        what_to_do,
        folder: run.folder.clone(),
    }
}

/// The ledger of the period that was refused last, while its files are what they were.
fn other_ledger(run: &Run, memory: &Journal, as_given: &AsGiven, say: Say) -> Option<Other> {
    let other = OtherLedger::waiting(&memory.events(Some(&run.id)).ok()?)?;
    let files: Vec<_> = other.files.iter().map(|file| file.path.display().to_string()).collect();
    let names: Vec<_> = files.iter().map(|file| quoted(file)).collect();
    let reason = say.text(s("motivo", "reason"));
    let command = format!(
        "cuadre run {} --company {} --replaces {} --reason \"{reason}\"",
        names.join(" "),
        run.company,
        run.id
    );
    Some(Other { files, replaces: as_given.text(&command) })
}

fn other_says(other: &Other, say: Say) -> String {
    let words = s(
        "Hay otro registro de este periodo, y no se envió: {files}. Si reemplaza al que se envió: `{command}`. Si no, quítelo de ahí.",
        "There is another ledger of this period, and it was not sent: {files}. If it replaces the one that was sent: `{command}`. If not, take it away.",
    );
    say.fill(words, &[("files", &other.files.join(", ")), ("command", &other.replaces)])
}

/// Rows that were never sent although the period is done.
fn not_sent(line: &Line, say: Say) -> String {
    let words = s(
        "{count} {count?fila rechazada no se envió: vea|filas rechazadas no se enviaron: vea} {workbook}",
        "{count} rejected {count?row was|rows were} not sent: see {workbook}",
    );
    let workbook = Path::new(&line.folder).join("ledger").join("corrections.xlsx");
    let workbook = workbook.display().to_string();
    say.fill(words, &[("count", &thousands(line.rejected)), ("workbook", &workbook)])
}

/// The columns that a company's name may take.
const WIDE: usize = 24;

/// A company's name on one line, no wider than its column.
fn cut(name: &str) -> String {
    match name.chars().count() > WIDE {
        _ if name.is_empty() => "—".to_owned(),
        true => one_line(name, WIDE - 1),
        false => one_line(name, WIDE),
    }
}

/// A number of rows, where somebody has counted them.
fn count(line: &Line, rows: u64) -> String {
    match not_begun::is_one(&line.outcome) {
        true => "—".to_owned(),
        false => thousands(rows),
    }
}

/// The actions of which nobody knows whether they were done, and how a person says it.
fn in_doubt(text: &mut String, doubts: &[Doubtful], say: Say) {
    if doubts.is_empty() {
        return;
    }
    let title = s(
        "En duda. Ejecute `cuadre run`: primero mira si se hizo. Si la plataforma no puede decirlo, mírelo usted y responda:",
        "In doubt. Run `cuadre run`: it looks first whether it was done. Where the platform cannot tell, look yourself and answer:",
    );
    let _ = writeln!(text, "\n{}", say.text(title));
    for doubt in doubts {
        let action = engine::journal::words::of_key(&doubt.key, say.0);
        let _ = writeln!(text, "  {action}");
        let or = say.text(s("o", "or"));
        let effect = doubt.effect;
        let _ = writeln!(
            text,
            "    {BLUE}${BLUE:#} cuadre resolve {effect} --happened  {DIM}# {or}{DIM:#} --did-not"
        );
    }
}

fn page(lines: &[Line], doubts: &[Doubtful], width: Option<usize>, say: Say) -> String {
    if lines.is_empty() {
        let none = s(
            "Todavía no hay corridas. Empiece con: cuadre run\n",
            "There are no runs yet. Begin by: cuadre run\n",
        );
        return say.text(none).to_owned();
    }
    let wide = |title: &str, values: &mut dyn Iterator<Item = usize>| {
        values.max().unwrap_or(0).max(title.chars().count())
    };
    let [company, period, rows, rejected, outcome] = [
        s("EMPRESA", "COMPANY"),
        s("PERIODO", "PERIOD"),
        s("FILAS", "ROWS"),
        s("RECHAZADAS", "REJECTED"),
        s("ESTADO", "STATE"),
    ]
    .map(|title| say.text(title));
    let first = wide(company, &mut lines.iter().map(|line| line.company.chars().count().min(WIDE)));
    let third = wide(rows, &mut lines.iter().map(|line| thousands(line.rows).len()));
    let state = |line: &Line| outcome_words(&line.outcome, say);
    let fifth = wide(outcome, &mut lines.iter().map(|line| state(line).chars().count()));
    let longest = lines.iter().map(|line| line.run.chars().count()).max().unwrap_or(0);
    // Where a line has no room for the run's name, it stands below.
    let is_narrow = width.is_some_and(|width| first + third + fifth + longest + 25 > width);
    let title = if is_narrow { "" } else { say.text(s("CORRIDA", "RUN")) };
    let mut text = String::new();
    let head = format!(
        "{company:first$}  {period:7}  {rows:>third$}  {rejected:>10}  {outcome:fifth$}  {title}"
    );
    let _ = writeln!(text, "{BOLD}{}{BOLD:#}", head.trim_end());
    for line in lines {
        let style = style_of(&line.outcome);
        let _ = write!(
            text,
            "{:first$}  {:7}  {:>third$}  {:>10}  {style}{}{style:#}",
            cut(&line.company),
            line.period,
            count(line, line.rows),
            count(line, line.rejected),
            state(line)
        );
        let gap = match is_narrow {
            _ if line.run.is_empty() => String::new(),
            true => "\n    ".to_owned(),
            false => " ".repeat(fifth + 2 - state(line).chars().count()),
        };
        let _ = writeln!(text, "{gap}{DIM}{}{DIM:#}", line.run);
        if line.rejected > 0 && line.outcome == "done" {
            let _ = writeln!(text, "    {YELLOW}{}{YELLOW:#}", not_sent(line, say));
        }
        if line.skipped > 0 {
            let _ =
                writeln!(text, "    {YELLOW}{}{YELLOW:#}", story::not_posted(line.skipped, say));
        }
        if !line.what_to_do.is_empty() {
            let _ = writeln!(text, "    {BLUE}→{BLUE:#} {}", one_line(&line.what_to_do, 1200));
        }
    }
    in_doubt(&mut text, doubts, say);
    let waiting = lines.iter().filter(|line| !line.what_to_do.is_empty()).count().to_string();
    let all = lines.len().to_string();
    let words = s(
        "{all} {all?periodo|periodos}; {waiting} {waiting?necesita algo|necesitan algo} de usted",
        "{all} {all?period|periods}; {waiting} {waiting?needs|need} something of you",
    );
    let _ = writeln!(text, "\n{}", say.fill(words, &[("all", &all), ("waiting", &waiting)]));
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(company: &str, outcome: &str, what_to_do: &str) -> Line {
        Line {
            company: company.to_owned(),
            period: "2026-01".to_owned(),
            run: format!("{}-2026-01-3f2a", company.chars().take(24).collect::<String>()),
            phase: "load",
            outcome: outcome.to_owned(),
            rows: 1_234_567,
            rejected: 12_345,
            unresolved: 0,
            skipped: 1,
            other_ledger: None,
            what_to_do: what_to_do.to_owned(),
            folder: String::new(),
        }
    }

    #[test]
    fn no_line_is_wider_than_the_terminal_and_columns_stay_in_place() {
        let long = "comercial-de-inversiones-generales-del-norte";
        let to_do = "Vea `cuadre plan` y decida con `cuadre decide`; luego ejecute otra vez. ";
        let lines = [line(long, "waiting", &to_do.repeat(3)), line("a", "done", "")];
        let doubt = Doubtful {
            effect: 17,
            run: "a-2026-01-3f2a".to_owned(),
            key: "upload:a-2026-01-3f2a:1:0001".to_owned(),
            resolve: Vec::new(),
        };
        for language in [engine::model::Language::Es, engine::model::Language::En] {
            for width in [80, 100, 140] {
                let page = page(&lines, std::slice::from_ref(&doubt), Some(width), Say(language));
                let plain = anstream::adapter::strip_str(&page).to_string();
                let plain = width::fit(&plain, Some(width), 2);
                let wide = plain.lines().find(|line| line.chars().count() > width);
                assert_eq!(wide, None, "{plain}");
                let at = |line: &str| line.find("1,234,567").map(|at| line[..at].chars().count());
                let places: Vec<_> = plain.lines().filter_map(at).collect();
                assert!(places.len() == 2 && places[0] == places[1], "{plain}");
                assert!(plain.contains("3f2a") && !plain.contains("upload:"), "{plain}");
            }
        }
    }
}
