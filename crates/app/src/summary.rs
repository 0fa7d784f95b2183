//! What a person reads when a ledger has been judged: failures, counts per rule, the row proof, totals, and files.

use std::fmt::Write;

use engine::model::Severity;
use engine::run::{Ended, ShownFailure};

use crate::commands::table::worth_telling;
use crate::terminal::{
    BLUE, BOLD, DIM, GREEN, RED, Shown, YELLOW, failure, money, pace, thousands,
};
use crate::text::{Say, s};

/// The whole text; `verbose`: with all that was found out about the files.
pub(crate) fn render(ended: &Ended, verbose: bool, say: Say) -> String {
    let mut text = String::new();
    sources(&mut text, ended, verbose, say);
    rejections(&mut text, ended, say);
    remarks(&mut text, ended, say);
    rules(&mut text, ended, say);
    proof(&mut text, ended, say);
    files(&mut text, ended, say);
    text
}

/// The same within a run, which tells rows, folder and what to do by itself.
pub(crate) fn of_run(ended: &Ended, verbose: bool, say: Say) -> String {
    let mut text = String::new();
    sources(&mut text, ended, verbose, say);
    rejections(&mut text, ended, say);
    remarks(&mut text, ended, say);
    rules(&mut text, ended, say);
    text
}

/// What was found out about the files: doubts always, of the rest what matters.
fn sources(text: &mut String, ended: &Ended, verbose: bool, say: Say) {
    for of_file in ended.evidence.chunk_by(|(one, _), (other, _)| one == other) {
        let file = of_file.first().map_or("", |(file, _)| file);
        for evidence in worth_telling(of_file.iter().map(|(_, evidence)| evidence), verbose) {
            let (style, mark) = if evidence.doubt { (YELLOW, "!") } else { (DIM, "·") };
            let says = evidence.say(say.0);
            let _ = writeln!(text, "{style}{mark}{style:#} {DIM}{file}:{DIM:#} {says}");
        }
    }
    if !ended.evidence.is_empty() {
        text.push('\n');
    }
}

fn rejections(text: &mut String, ended: &Ended, say: Say) {
    for shown in &ended.shown {
        text.push_str(&render_failure(shown, say));
        text.push('\n');
    }
    let of_severity = |name: &str| {
        let rules = ended.report.rules.iter().filter(|rule| rule.severity == name);
        rules.map(|rule| rule.count).sum::<u64>()
    };
    let all = of_severity(Severity::Reject.name());
    let more = all.saturating_sub(ended.shown.len() as u64);
    if more > 0 {
        let words = match ended.out {
            Some(_) => s(
                "… y {more} {more?motivo|motivos} de rechazo más, {more?también|todos} en rejects.csv y en corrections.xlsx",
                "… and {more} more {more?reason|reasons} of rejection, {more?also|all} in rejects.csv and in corrections.xlsx",
            ),
            None => s(
                "… y {more} {more?motivo|motivos} de rechazo más; para {more?verlo|verlos todos}: cuadre normalize ARCHIVO --out CARPETA",
                "… and {more} more {more?reason|reasons} of rejection; to see {more?it|all}: cuadre normalize FILE --out FOLDER",
            ),
        };
        let _ = writeln!(text, "{}\n", say.fill(words, &[("more", &thousands(more))]));
    }
}

fn render_failure(shown: &ShownFailure, say: Say) -> String {
    failure(
        &Shown {
            code: shown.code,
            severity: shown.severity,
            message: &shown.message,
            advice: &shown.advice,
            file: &shown.file,
            sheet: &shown.sheet,
            row: shown.row,
            column: &shown.column,
            header: &shown.header,
            value: &shown.value,
        },
        say,
    )
}

/// How many remarks of one rule are shown; the counts tell of the others.
const OF_ONE_RULE: usize = 2;

fn remarks(text: &mut String, ended: &Ended, say: Say) {
    let mut of_rule: Vec<(&str, usize)> = Vec::new();
    for shown in &ended.remarks {
        let at = of_rule.iter().position(|(code, _)| *code == shown.code);
        let at = at.unwrap_or_else(|| {
            of_rule.push((shown.code, 0));
            of_rule.len() - 1
        });
        of_rule[at].1 += 1;
        if of_rule[at].1 <= OF_ONE_RULE {
            remark(text, shown, say);
        }
    }
    let more: Vec<String> = of_rule
        .iter()
        .filter(|(_, count)| *count > OF_ONE_RULE)
        .map(|(code, count)| format!("{} {code}", thousands((count - OF_ONE_RULE) as u64)))
        .collect();
    if !more.is_empty() {
        let words = s(
            "… y más de las mismas reglas, todas en remarks.csv: {more}",
            "… and more of the same rules, all in remarks.csv: {more}",
        );
        let _ = writeln!(text, "{DIM}{}{DIM:#}", say.fill(words, &[("more", &more.join(", "))]));
    }
    if !ended.remarks.is_empty() {
        text.push('\n');
    }
    for line in &ended.report.corrections {
        let _ = writeln!(text, "{YELLOW}!{YELLOW:#} {line}");
    }
}

fn remark(text: &mut String, shown: &ShownFailure, say: Say) {
    let (style, word) = match shown.severity {
        Severity::Warn | Severity::Reject => (YELLOW, s("aviso", "warning")),
        Severity::Note | Severity::Off => (BLUE, s("nota", "note")),
    };
    let _ = write!(text, "{style}{}[{}]{style:#}: {}", say.text(word), shown.code, shown.message);
    if shown.row > 0 {
        let _ = write!(text, " {DIM}({} {}){DIM:#}", say.text(s("fila", "row")), shown.row);
    }
    let _ = writeln!(text, "\n   {DIM}= {}{DIM:#}", shown.advice);
}

fn rules(text: &mut String, ended: &Ended, say: Say) {
    if ended.report.rules.is_empty() {
        return;
    }
    let _ = writeln!(text, "{BOLD}{}{BOLD:#}", say.text(s("Por regla", "By rule")));
    for rule in &ended.report.rules {
        let (style, word) = match rule.severity {
            "reject" => (RED, s("rechazo", "rejected")),
            "warn" => (YELLOW, s("aviso", "warning")),
            "fix" => (GREEN, s("cambio", "fix")),
            _ => (DIM, s("nota", "note")),
        };
        let count = thousands(rule.count);
        let _ = writeln!(
            text,
            "  {count:>10}  {style}{:8}{style:#}  {} {}",
            say.text(word),
            rule.code,
            rule.name
        );
    }
    let _ = writeln!(
        text,
        "  {DIM}{}{DIM:#}\n",
        say.text(s(
            "Qué significa cada una: cuadre explain CÓDIGO",
            "What each means: cuadre explain CODE"
        ))
    );
}

fn proof(text: &mut String, ended: &Ended, say: Say) {
    let rows = &ended.report.rows;
    let _ = writeln!(
        text,
        "{BOLD}{}{BOLD:#} {} · {} {}",
        say.text(s("Registro", "Ledger")),
        ended.report.ledger.files.join(", "),
        say.text(s("periodo", "period")),
        ended.report.ledger.period,
    );
    let words = s(
        "{in} {in?fila|filas} = {accepted} {accepted?aceptada|aceptadas} + {fixed} {fixed?aceptada|aceptadas} con cambio + {rejected} {rejected?rechazada|rechazadas} + {skipped} {skipped?omitida|omitidas}",
        "{in} {in?row|rows} = {accepted} accepted + {fixed} accepted with a fix + {rejected} rejected + {skipped} skipped",
    );
    let values = [
        ("in", thousands(rows.read)),
        ("accepted", thousands(rows.accepted)),
        ("fixed", thousands(rows.fixed)),
        ("rejected", thousands(rows.rejected)),
        ("skipped", thousands(rows.skipped)),
    ];
    let values: Vec<(&str, &str)> =
        values.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let _ = writeln!(text, "  {}", say.fill(words, &values));
    let skipped: Vec<String> = ended
        .skipped
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(reason, count)| say.fill(reason.counted(), &[("count", &thousands(*count))]))
        .collect();
    if !skipped.is_empty() {
        let _ = writeln!(
            text,
            "  {DIM}{}: {}{DIM:#}",
            say.text(s("omitidas", "skipped")),
            skipped.join(", ")
        );
    }
    let totals = &ended.report.totals;
    let words =
        s("base {base} · IGV {tax} · total {total}", "base {base} · tax {tax} · total {total}");
    let values = [money(&totals.taxable_base), money(&totals.sales_tax), money(&totals.total)];
    let _ = writeln!(
        text,
        "  {}",
        say.fill(words, &[("base", &values[0]), ("tax", &values[1]), ("total", &values[2])])
    );
    let words = s("{pace}, {memory} MiB de memoria", "{pace}, {memory} MiB of memory");
    let millis = (ended.report.seconds * 1000.0).max(1.0) as u64;
    let _ = writeln!(
        text,
        "  {DIM}{}{DIM:#}",
        say.fill(
            words,
            &[
                ("pace", &pace(rows.read, millis, say)),
                ("memory", &(ended.report.peak_rss_bytes >> 20).to_string()),
            ],
        )
    );
}

fn files(text: &mut String, ended: &Ended, say: Say) {
    if let Some(out) = &ended.out {
        let words = s(
            "{parts} {parts?bloque|bloques} en {folder}",
            "{parts} {parts?part|parts} in {folder}",
        );
        let parts = thousands(ended.report.parts.len() as u64);
        let folder = out.display().to_string();
        let _ = writeln!(text, "  {}", say.fill(words, &[("parts", &parts), ("folder", &folder)]));
    }
    if !ended.report.held.is_empty() {
        let words = s(
            "Retenido por {codes}: revise esas notas antes de cargar nada en la plataforma.",
            "Held by {codes}: look at those notes before you load anything into the platform.",
        );
        let _ = writeln!(
            text,
            "{YELLOW}{}{YELLOW:#}",
            say.fill(words, &[("codes", &ended.report.held.join(", "))])
        );
    } else if let (Some(out), 1..) = (&ended.out, ended.report.rows.rejected) {
        let words = s(
            "Corrija {count?la fila|las filas} en corrections.xlsx y vuelva con: --corrections \"{book}\"",
            "Correct the {count?row|rows} in corrections.xlsx and come back with: --corrections \"{book}\"",
        );
        let book = out.join("corrections.xlsx").display().to_string();
        let count = ended.report.rows.rejected.to_string();
        let _ = writeln!(text, "  {}", say.fill(words, &[("count", &count), ("book", &book)]));
    }
}
