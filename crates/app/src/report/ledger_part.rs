//! The page's sections about the ledger: the row proof, totals, rules that spoke, and parts.

use engine::model::Cents;

use super::chart::{self, Bar};
use super::data::{ReportData, Rule, Sum};
use super::markup::Html;
use super::page::{cell, count_cell, head, section};
use super::words;
use crate::terminal::thousands;
use crate::text::{Say, s};

/// Lines of a list by branch; what is beyond them is one line more, so that the sum still shows.
const LINES_MAX: usize = 40;

/// The row proof: a table that adds up before the reader's eyes, and all other sums that must be equal.
pub(super) fn proof(html: &mut Html, data: &ReportData, say: Say) {
    section(html, "proof", s("La prueba de filas", "The row proof"), say);
    let Some(rows) = data.rows else {
        let words = s("Todavía no se validó ninguna fila.", "No row has been judged yet.");
        html.leaf("<p>", say.text(words), "</p></section>");
        return;
    };
    let words = s(
        "Cada fila del registro está en una sola de estas líneas. Ninguna se perdió y ninguna apareció de la nada.",
        "Each row of the ledger is in exactly one of these lines. None was lost, and none came from nowhere.",
    );
    html.leaf("<p>", say.text(words), "</p><div class=\"pair\">");
    html.raw("<table class=\"sum\"><tbody>");
    for (sign, name, count) in [
        ("", s("Aceptadas como estaban", "Accepted as they were"), rows.accepted),
        ("+", s("Aceptadas con corrección", "Accepted with a fix"), rows.fixed),
        ("+", s("Rechazadas", "Rejected"), rows.rejected),
        (
            "+",
            s("Omitidas (vacías, totales, títulos)", "Skipped (blank, totals, headings)"),
            rows.skipped,
        ),
    ] {
        html.leaf("<tr><td class=\"sign\">", sign, "</td>");
        html.leaf("<th scope=\"row\">", say.text(name), "</th>");
        count_cell(html, count);
        html.raw("</tr>");
    }
    html.raw("</tbody><tfoot><tr><td class=\"sign\">=</td>");
    html.leaf(
        "<th scope=\"row\">",
        say.text(s("Filas del registro", "Rows of the ledger")),
        "</th>",
    );
    count_cell(html, rows.read);
    html.raw("</tr></tfoot></table>");
    html.raw("<ul class=\"checks\">");
    for check in &data.checks {
        html.raw(if check.holds { "<li class=\"good\">" } else { "<li class=\"bad\">" });
        html.leaf("<span>", words::check(check.name, say), "</span>");
        html.leaf("<b>", &grouped(&check.left), "");
        html.raw(if check.holds { " = " } else { " ≠ " });
        html.text(&grouped(&check.right)).raw("</b></li>");
    }
    html.raw("</ul></div></section>");
}

/// A number with its thousands apart, whether a count or money.
fn grouped(text: &str) -> String {
    match (text.parse::<u64>(), super::folder::cents(text)) {
        (Ok(count), _) => thousands(count),
        (_, Some(amount)) => words::money(amount),
        _ => text.to_owned(),
    }
}

/// Totals by day, kind and branch.
pub(super) fn totals(html: &mut Html, data: &ReportData, say: Say) {
    let Some(totals) = &data.totals else { return };
    section(html, "totals", s("Totales de lo aceptado", "Totals of what was accepted"), say);
    html.raw("<div class=\"tiles\">");
    for (name, value) in [
        (s("Importe total", "Total amount"), words::money(totals.whole.total)),
        (s("Base imponible", "Taxable base"), words::money(totals.whole.taxable_base)),
        (s("IGV", "Sales tax"), words::money(totals.whole.sales_tax)),
        (s("Comprobantes", "Documents"), thousands(totals.whole.documents)),
    ] {
        html.leaf("<div><span>", say.text(name), "</span>").leaf("<b>", &value, "</b></div>");
    }
    html.raw("</div>");
    let day = |name: &str| match name.split('-').collect::<Vec<_>>().as_slice() {
        [year, month, day] => format!("{day}/{month}/{year}"),
        _ => say.text(s("sin fecha", "no date")).to_owned(),
    };
    let days: Vec<Sum> = named(&totals.by_day, day);
    let marks: Vec<String> = days.iter().map(|sum| sum.name.chars().take(2).collect()).collect();
    let title = say.text(s("Importe total por día", "Total amount by day"));
    let bars = bars(&days);
    let chart = chart::upright(&bars, &marks, title, &description(&bars, say));
    group(html, s("Por día", "By day"), &chart, &days, &totals.whole, say);
    let kinds = named(&totals.by_kind, |code| words::kind(code, say));
    lying(html, s("Por tipo de comprobante", "By kind of document"), &kinds, &totals.whole, say);
    let none = say.text(s("sin sucursal", "no branch"));
    let mut branches =
        named(
            &totals.by_branch,
            |name| if name.is_empty() { none.into() } else { name.to_owned() },
        );
    branches.extend(totals.beyond.clone());
    let branches = largest(branches, say);
    lying(html, s("Por sucursal", "By branch"), &branches, &totals.whole, say);
    html.raw("</section>");
}

fn named(sums: &[Sum], name: impl Fn(&str) -> String) -> Vec<Sum> {
    sums.iter().map(|sum| Sum { name: name(&sum.name), ..sum.clone() }).collect()
}

/// The largest of a list, and the others in one line.
fn largest(mut sums: Vec<Sum>, say: Say) -> Vec<Sum> {
    sums.sort_by_key(|sum| std::cmp::Reverse(sum.total));
    if sums.len() > LINES_MAX {
        let rest = sums.split_off(LINES_MAX - 1);
        let words = s("Otras {count}", "{count} others");
        let add = |of: fn(&Sum) -> Cents| {
            Cents(rest.iter().fold(0i64, |sum, one| sum.saturating_add(of(one).0)))
        };
        sums.push(Sum {
            name: say.fill(words, &[("count", &rest.len().to_string())]),
            rows: rest.iter().map(|one| one.rows).sum(),
            documents: rest.iter().map(|one| one.documents).sum(),
            taxable_base: add(|one| one.taxable_base),
            sales_tax: add(|one| one.sales_tax),
            total: add(|one| one.total),
        });
    }
    sums
}

fn bars(sums: &[Sum]) -> Vec<Bar> {
    sums.iter().map(|sum| Bar { name: sum.name.clone(), amount: sum.total }).collect()
}

fn description(bars: &[Bar], say: Say) -> String {
    let Some(most) = bars.iter().max_by_key(|bar| bar.amount) else { return String::new() };
    let words = s(
        "{count} {count?barra|barras}; la mayor, {name}: {amount}. La tabla tiene los mismos números.",
        "{count} {count?bar|bars}; the greatest, {name}: {amount}. The table has the same numbers.",
    );
    let (count, amount) = (bars.len().to_string(), words::money(most.amount));
    say.fill(words, &[("count", &count), ("name", &most.name), ("amount", &amount)])
}

fn lying(html: &mut Html, title: engine::model::Sentence, sums: &[Sum], whole: &Sum, say: Say) {
    let bars = bars(sums);
    let shown = &bars[..bars.len().min(15)];
    let chart = chart::lying(shown, say.text(title), &description(&bars, say));
    group(html, title, &chart, sums, whole, say);
}

/// A chart, and its table beside it.
fn group(
    html: &mut Html,
    title: engine::model::Sentence,
    chart: &Html,
    sums: &[Sum],
    whole: &Sum,
    say: Say,
) {
    html.leaf("<h3>", say.text(title), "</h3><div class=\"pair\">").add(chart);
    html.raw("<div class=\"wide\"><table class=\"small\">");
    head(
        html,
        &[s("", ""), s("Filas", "Rows"), s("Base", "Base"), s("IGV", "Tax"), s("Total", "Total")],
        &[1, 2, 3, 4],
        say,
    );
    html.raw("<tbody>");
    for sum in sums {
        html.leaf("<tr><th scope=\"row\">", &sum.name, "</th>");
        count_cell(html, sum.rows);
        for amount in [sum.taxable_base, sum.sales_tax, sum.total] {
            html.raw(if amount.0 < 0 { "<td class=\"n minus\">" } else { "<td class=\"n\">" });
            html.text(&words::money(amount)).raw("</td>");
        }
        html.raw("</tr>");
    }
    html.leaf("</tbody><tfoot><tr><th scope=\"row\">", say.text(s("Total", "Total")), "</th>");
    count_cell(html, sums.iter().map(|sum| sum.rows).sum());
    for amount in [whole.taxable_base, whole.sales_tax, whole.total] {
        html.leaf("<td class=\"n\">", &words::money(amount), "</td>");
    }
    html.raw("</tr></tfoot></table></div></div>");
}

/// Rules that spoke: rejections, fixes, remarks.
pub(super) fn rules(html: &mut Html, data: &ReportData, say: Say) {
    section(html, "rules", s("Lo que dijeron las reglas", "What the rules said"), say);
    let mut any = false;
    for (title, note, rules) in [
        (
            s("Rechazos", "Rejections"),
            s(
                "Estas filas no se enviaron. Una fila que incumple dos reglas está en ambas líneas.",
                "These rows were not sent. A row that breaks two rules is in both lines.",
            ),
            &data.rejections,
        ),
        (
            s("Correcciones", "Fixes"),
            s(
                "Estas filas se aceptaron con un cambio que conviene revisar.",
                "These rows were accepted with a change that is worth a look.",
            ),
            &data.fixes,
        ),
        (
            s("Observaciones", "Remarks"),
            s(
                "Avisos y notas: no rechazan ni cambian ninguna fila.",
                "Warnings and notes: they reject and change no row.",
            ),
            &data.remarks,
        ),
    ] {
        any |= !rules.is_empty();
        if !rules.is_empty() {
            html.leaf("<h3>", say.text(title), "</h3>").leaf("<p>", say.text(note), "</p>");
            rule_table(html, rules, say);
        }
    }
    if !any {
        html.leaf("<p>", say.text(s("Nada que señalar.", "Nothing to point out.")), "</p>");
    }
    html.raw("</section>");
}

fn rule_table(html: &mut Html, rules: &[Rule], say: Say) {
    html.raw("<div class=\"wide\"><table>");
    head(
        html,
        &[
            s("Regla", "Rule"),
            s("Veces", "Times"),
            s("La primera", "The first"),
            s("Qué hacer", "What to do"),
        ],
        &[1],
        say,
    );
    html.raw("<tbody>");
    for rule in rules {
        html.leaf("<tr><td class=\"code\"><b>", &rule.code, "</b><br>");
        html.leaf("<span class=\"dim\">", &rule.name, "</span></td>");
        count_cell(html, rule.count);
        html.leaf("<td>", &rule.message, "<br>");
        html.leaf("<span class=\"dim\">", &rule.place, "</span></td>");
        html.raw("<td>").prose(&rule.advice).raw("</td></tr>");
    }
    html.raw("</tbody></table></div>");
}

/// The files that were read, and the parts that were made of them.
pub(super) fn parts(html: &mut Html, data: &ReportData, say: Say) {
    section(html, "parts", s("Archivos y bloques", "Files and parts"), say);
    html.raw("<ul>");
    for file in &data.files {
        html.leaf("<li><b>", &file.file, "</b>");
        if !file.sheet.is_empty() {
            html.raw(" › ").text(&file.sheet);
        }
        html.leaf("<br><span class=\"hash\">", &file.hash, "</span></li>");
    }
    html.raw("</ul>");
    if data.parts.is_empty() {
        html.leaf("<p>", say.text(s("Ningún bloque.", "No part.")), "</p></section>");
        return;
    }
    html.raw("<div class=\"wide\"><table>");
    head(
        html,
        &[
            s("Bloque", "Part"),
            s("Filas", "Rows"),
            s("Importe", "Amount"),
            s("Cargado", "Uploaded"),
            s("SHA-256", "SHA-256"),
        ],
        &[1, 2],
        say,
    );
    html.raw("<tbody>");
    for part in &data.parts {
        html.leaf("<tr><th scope=\"row\">", &part.file, "</th>");
        count_cell(html, part.rows);
        html.leaf("<td class=\"n\">", &part.total.as_deref().map_or("—".into(), grouped), "</td>");
        let at = part
            .uploaded
            .map_or_else(|| say.text(s("no", "no")).to_owned(), super::moment::Moment::shown);
        cell(html, &at);
        html.leaf("<td class=\"hash\">", &part.sha256, "</td></tr>");
    }
    html.raw("</tbody></table></div></section>");
}
