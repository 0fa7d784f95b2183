//! The page as a whole: its head, what comes first, and the order of its sections.

use engine::model::{Language, Sentence};

use super::data::ReportData;
use super::markup::Html;
use super::{doing, ledger_part, platform_part, words};
use crate::terminal::thousands;
use crate::text::{Say, s};

/// The report as one HTML page that needs nothing else.
pub(crate) fn page(data: &ReportData, say: Say) -> String {
    let mut html = Html::default();
    html.raw("<!DOCTYPE html>\n<html lang=\"");
    html.raw(match say.0 {
        Language::Es => "es",
        Language::En => "en",
    });
    html.raw("\"><head><meta charset=\"utf-8\">");
    html.raw("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">");
    html.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">");
    html.raw("<meta name=\"color-scheme\" content=\"light dark\"><title>");
    html.text(&format!("{} {} · Cuadre", data.company, data.period)).raw("</title><style>");
    html.raw(include_str!("page.css")).raw("</style></head><body>");
    header(&mut html, data, say);
    first(&mut html, data, say);
    html.raw("<main>");
    ledger_part::proof(&mut html, data, say);
    ledger_part::totals(&mut html, data, say);
    ledger_part::rules(&mut html, data, say);
    platform_part::rounds(&mut html, data, say);
    platform_part::plan(&mut html, data, say);
    platform_part::registered(&mut html, data, say);
    platform_part::not_verified(&mut html, data, say);
    ledger_part::parts(&mut html, data, say);
    platform_part::timeline(&mut html, data, say);
    html.raw("</main><footer>");
    let words = s(
        "Hecho por Cuadre {version}. Corrida {run}. Horas del Perú. Importes en la moneda del registro.",
        "Made by Cuadre {version}. Run {run}. Peru's time. Amounts in the ledger's currency.",
    );
    html.text(&say.fill(words, &[("version", env!("CARGO_PKG_VERSION")), ("run", &data.run)]));
    html.raw("</footer></body></html>\n");
    html.finish()
}

fn header(html: &mut Html, data: &ReportData, say: Say) {
    html.raw("<header><div><p class=\"over\">");
    html.text(say.text(s("Registro de ventas", "Sales ledger"))).raw("</p><h1>");
    html.text(&data.company)
        .raw(" · ")
        .text(&month(&data.period, say))
        .raw("</h1><p class=\"dim\">");
    if !data.ruc.is_empty() {
        html.raw("RUC ").text(&data.ruc).raw(" · ");
    }
    let words = s("corrida {run} · al {at}", "run {run} · as of {at}");
    html.text(&say.fill(words, &[("run", &data.run), ("at", &data.updated.shown())]));
    html.raw("</p></div><p class=\"badge ");
    html.raw(match data.outcome.as_str() {
        "done" => "good",
        "failed" | "unknown" => "bad",
        _ => "warn",
    });
    html.raw("\">").text(words::outcome(&data.outcome, say)).raw("</p></header>");
}

/// `enero de 2026`.
fn month(period: &str, say: Say) -> String {
    const MONTHS: [Sentence; 12] = [
        s("enero", "January"),
        s("febrero", "February"),
        s("marzo", "March"),
        s("abril", "April"),
        s("mayo", "May"),
        s("junio", "June"),
        s("julio", "July"),
        s("agosto", "August"),
        s("setiembre", "September"),
        s("octubre", "October"),
        s("noviembre", "November"),
        s("diciembre", "December"),
    ];
    let split = period.split_once('-');
    let found = split.and_then(|(year, month)| {
        let index = month.parse::<usize>().ok()?.checked_sub(1)?;
        Some((year, say.text(*MONTHS.get(index)?)))
    });
    match found {
        Some((year, month)) => {
            say.fill(s("{month} de {year}", "{month} {year}"), &[("month", month), ("year", year)])
        }
        None => period.to_owned(),
    }
}

/// What the reader must do, and the story.
fn first(html: &mut Html, data: &ReportData, say: Say) {
    let tasks = doing::tasks(data, say);
    html.raw(if tasks.is_empty() {
        "<div class=\"todo none\"><h2>"
    } else {
        "<div class=\"todo\"><h2>"
    });
    html.text(say.text(s("Lo que usted debe hacer", "What you must do"))).raw("</h2>");
    if tasks.is_empty() {
        let words = s("Nada. Este periodo está terminado.", "Nothing. This period is done.");
        html.leaf("<p>", say.text(words), "</p>");
    } else {
        html.raw("<ol>");
        for task in tasks.iter().take(20) {
            html.raw("<li>").prose(&task.says);
            if !task.notes.is_empty() {
                html.raw("<ul>");
                for note in &task.notes {
                    html.leaf("<li>", note, "</li>");
                }
                html.raw("</ul>");
            }
            if !task.commands.is_empty() {
                html.raw("<pre>");
                for command in &task.commands {
                    html.leaf("<span>", command, "</span>\n");
                }
                html.raw("</pre>");
            }
            html.raw("</li>");
        }
        html.raw("</ol>");
        if tasks.len() > 20 {
            let words =
                s("Y {count} más: `cuadre plan {run}`.", "And {count} more: `cuadre plan {run}`.");
            let count = (tasks.len() - 20).to_string();
            html.raw("<p>")
                .prose(
                    &data.as_given.text(&say.fill(words, &[("count", &count), ("run", &data.run)])),
                )
                .raw("</p>");
        }
    }
    html.leaf(
        "</div><div class=\"story\"><h2>",
        say.text(s("Qué pasó", "What happened")),
        "</h2><p>",
    );
    html.prose(&data.as_given.text(&doing::story(data, say))).raw("</p>");
    if let Some(old) = &data.replaces {
        let words = s("Reemplaza a la corrida {run}: {reason}", "It replaces run {run}: {reason}");
        html.leaf("<p>", &say.fill(words, &[("run", &old.run), ("reason", &old.reason)]), "</p>");
    }
    html.raw("</div>");
}

/// Opens a section.
pub(super) fn section(html: &mut Html, id: &'static str, title: Sentence, say: Say) {
    html.raw("<section id=\"").raw(id).raw("\"><h2>").text(say.text(title)).raw("</h2>");
}

/// A table's head; the titles of these columns stand over numbers.
pub(super) fn head(html: &mut Html, titles: &[Sentence], numbers: &[usize], say: Say) {
    html.raw("<thead><tr>");
    for (index, title) in titles.iter().enumerate() {
        let is_number = numbers.contains(&index);
        html.raw(if is_number { "<th scope=\"col\" class=\"n\">" } else { "<th scope=\"col\">" });
        html.text(say.text(*title)).raw("</th>");
    }
    html.raw("</tr></thead>");
}

/// A cell of text.
pub(super) fn cell(html: &mut Html, text: &str) {
    html.leaf("<td>", text, "</td>");
}

/// A cell with a number of things.
pub(super) fn count_cell(html: &mut Html, count: u64) {
    html.leaf("<td class=\"n\">", &thousands(count), "</td>");
}
