//! The page's sections about both platforms: details, plan, what was registered, what is not verified, and the timeline.

use engine::model::Language;
use engine::run::phases::Untold;

use super::data::{Item, Plan, ReportData};
use super::events::is_minor;
use super::markup::Html;
use super::page::{cell, count_cell, head, section};
use super::words;
use crate::text::{Say, s};

/// Items and events that the page shows; the JSON has all.
const SHOWN_MAX: usize = 500;

/// Rounds of processing, and how many lines each was complained of.
pub(super) fn rounds(html: &mut Html, data: &ReportData, say: Say) {
    section(
        html,
        "rounds",
        s("Detalles de la Plataforma de Importación", "The Import Platform's details"),
        say,
    );
    if data.rounds.is_empty() {
        html.leaf(
            "<p>",
            say.text(s("Todavía no procesó nada.", "It has processed nothing yet.")),
            "</p></section>",
        );
        return;
    }
    html.raw("<div class=\"wide\"><table class=\"fit\">");
    head(
        html,
        &[
            s("Ronda", "Round"),
            s("Líneas de detalle", "Lines of details"),
            s("Asuntos distintos", "Distinct matters"),
        ],
        &[1, 2],
        say,
    );
    html.raw("<tbody>");
    for round in &data.rounds {
        html.raw("<tr><th scope=\"row\">").number(i64::from(round.number)).raw("</th>");
        match (round.lines, round.complaints) {
            (None, None) => {
                html.leaf(
                    "<td colspan=\"2\">",
                    say.text(s("aún sin leer", "not read yet")),
                    "</td>",
                );
            }
            (lines, complaints) => {
                count_cell(html, lines.unwrap_or_default());
                count_cell(html, complaints.unwrap_or_default());
            }
        }
        html.raw("</tr>");
    }
    html.raw("</tbody></table></div></section>");
}

/// The plan and what was decided about its items; those that wait first.
pub(super) fn plan(html: &mut Html, data: &ReportData, say: Say) {
    let Some(plan) = &data.plan else { return };
    section(html, "plan", s("Propuesta de registro y decisiones", "Plan and decisions"), say);
    html.raw("<p>");
    html.text(&approval(plan, say));
    let short: String = plan.hash.chars().take(12).collect();
    html.leaf(" <span class=\"hash\">", &short, "</span></p>");
    html.raw("<div class=\"wide\"><table>");
    head(
        html,
        &[
            s("N.º", "No."),
            s("Serie y sucursal", "Series and branch"),
            s("Detalles", "Details"),
            s("Qué se hace", "What is done"),
            s("Evidencia", "Evidence"),
            s("Decisión", "Decision"),
        ],
        &[2],
        say,
    );
    html.raw("<tbody>");
    let (waiting, others): (Vec<_>, Vec<_>) = plan.items.iter().partition(|item| item.waits);
    for item in waiting.into_iter().chain(others).take(SHOWN_MAX) {
        plan_row(html, item, say);
    }
    html.raw("</tbody></table></div>");
    more(html, plan.items.len(), say);
    html.raw("</section>");
}

fn approval(plan: &Plan, say: Say) -> String {
    let round = plan.round.to_string();
    let made = plan.made.shown();
    let approved = plan.approved.map(super::moment::Moment::shown).unwrap_or_default();
    let who = plan.approved_by.as_deref().unwrap_or_default();
    let is_certain = |item: &Item| matches!(item.verdict, "new" | "inherited");
    let words = match who {
        // Where nothing is certain there is nothing to approve.
        "" if !plan.items.iter().any(is_certain) => s(
            "Propuesta de la ronda {round}, hecha el {made}.",
            "Plan of round {round}, made on {made}.",
        ),
        "" => s(
            "Propuesta de la ronda {round}, hecha el {made}; nadie la aprobó todavía.",
            "Plan of round {round}, made on {made}; nobody has approved it yet.",
        ),
        "policy" => s(
            "Propuesta de la ronda {round}, hecha el {made}; lo seguro se aplica por la política de la empresa.",
            "Plan of round {round}, made on {made}; what is certain is applied by the company's policy.",
        ),
        _ => s(
            "Propuesta de la ronda {round}, hecha el {made}; la aprobó {who} el {approved}.",
            "Plan of round {round}, made on {made}; approved by {who} on {approved}.",
        ),
    };
    say.fill(words, &[("round", &round), ("made", &made), ("who", who), ("approved", &approved)])
}

fn plan_row(html: &mut Html, item: &Item, say: Say) {
    html.raw(if item.waits { "<tr class=\"waits\"><td>" } else { "<tr><td>" });
    html.number(i64::from(item.number)).leaf("</td><th scope=\"row\">", &item.series, "<br>");
    html.leaf("<span>", &item.branch, "</span></th>");
    count_cell(html, item.details);
    html.leaf("<td><span class=\"tag\">", words::verdict(item.verdict, say), "</span> ");
    html.prose(&item.says).raw("</td><td><ul>");
    for line in &item.evidence {
        html.leaf("<li>", line, "</li>");
    }
    for reason in &item.reasons {
        html.leaf(
            "<li class=\"dim\">",
            say.text(s("La plataforma dice: ", "The platform says: ")),
            "",
        );
        html.text(reason).raw("</li>");
    }
    if !item.first.is_empty() {
        html.leaf("<li class=\"dim\">", &item.first, "</li>");
    }
    html.raw("</ul></td>");
    match &item.decision {
        Some(decision) => {
            html.leaf("<td>", &decision.says, "<br><span class=\"dim\">");
            html.text(&decision.who).raw(", ").text(&decision.at.shown()).raw("</span></td></tr>");
        }
        None => {
            let missing = if item.waits { say.text(s("falta", "missing")) } else { "—" };
            html.raw("<td>").prose(item.follows.as_deref().unwrap_or(missing)).raw("</td>");
            html.raw("</tr>");
        }
    }
}

/// That the list is longer than what is shown.
fn more(html: &mut Html, all: usize, say: Say) {
    if all > SHOWN_MAX {
        let words = s(
            "Se muestran {shown} de {all}; `cuadre report --json` los tiene todos.",
            "{shown} of {all} are shown; `cuadre report --json` has all of them.",
        );
        let (shown, all) = (SHOWN_MAX.to_string(), all.to_string());
        html.raw("<p class=\"dim\">").prose(&say.fill(words, &[("shown", &shown), ("all", &all)]));
        html.raw("</p>");
    }
}

/// What was added to both systems, and what was tried.
pub(super) fn registered(html: &mut Html, data: &ReportData, say: Say) {
    section(html, "registered", s("Lo que se registró", "What was registered"), say);
    if data.accounts.is_empty() && data.series.is_empty() {
        html.leaf(
            "<p>",
            say.text(s("Ninguna serie y ninguna cuenta corriente.", "No series and no account.")),
            "</p>",
        );
    }
    if !data.accounts.is_empty() {
        html.leaf(
            "<h3>",
            say.text(s(
                "Cuentas corrientes en el sistema contable",
                "Accounts in the accounting system",
            )),
            "</h3>",
        );
        html.raw("<div class=\"wide\"><table>");
        head(
            html,
            &[s("Código", "Code"), s("Descripción", "Description"), s("Cuándo", "When")],
            &[],
            say,
        );
        html.raw("<tbody>");
        for account in &data.accounts {
            html.leaf("<tr><th scope=\"row\" class=\"code\">", &account.code, "</th>");
            cell(html, &account.name);
            cell(html, &account.at.shown());
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
    }
    if !data.series.is_empty() {
        html.leaf(
            "<h3>",
            say.text(s("Series en la Plataforma de Importación", "Series on the Import Platform")),
            "</h3>",
        );
        html.raw("<div class=\"wide\"><table>");
        head(
            html,
            &[
                s("Serie", "Series"),
                s("Sucursal", "Branch"),
                s("Centro de costo", "Cost center"),
                s("Cta. Cte.", "Account"),
                s("Cuándo", "When"),
            ],
            &[],
            say,
        );
        html.raw("<tbody>");
        for series in data.series.iter().take(SHOWN_MAX) {
            html.leaf("<tr><th scope=\"row\" class=\"code\">", &series.series, "</th>");
            for text in [&series.branch, &series.cost_center, &series.account, &series.at.shown()] {
                cell(html, text);
            }
            html.raw("</tr>");
        }
        html.raw("</tbody></table></div>");
        more(html, data.series.len(), say);
    }
    effects(html, data, say);
    html.raw("</section>");
}

fn effects(html: &mut Html, data: &ReportData, say: Say) {
    if data.effects.is_empty() {
        return;
    }
    html.leaf(
        "<h3>",
        say.text(s("Cada acción sobre las plataformas", "Each action on the platforms")),
        "</h3>",
    );
    html.raw("<div class=\"wide\"><table>");
    head(
        html,
        &[
            s("N.º", "No."),
            s("Acción", "Action"),
            s("Estado", "State"),
            s("Intentos", "Attempts"),
            s("Cuándo", "When"),
        ],
        &[3],
        say,
    );
    html.raw("<tbody>");
    for effect in data.effects.iter().take(SHOWN_MAX) {
        html.raw(if effect.state == "open" { "<tr class=\"waits\"><td>" } else { "<tr><td>" });
        html.text(&effect.number.to_string()).leaf(
            "</td><td>",
            words::verb(effect.verb, say),
            "<br>",
        );
        html.leaf("<span class=\"hash\">", &effect.key, "</span></td>");
        html.leaf("<td>", words::state(effect.state, say), "");
        for said in effect.said.iter().chain(&effect.who) {
            html.leaf("<br><span class=\"dim\">", said, "</span>");
        }
        html.raw("</td>");
        count_cell(html, u64::from(effect.attempts));
        cell(html, &effect.updated.shown());
        html.raw("</tr>");
    }
    html.raw("</tbody></table></div>");
    more(html, data.effects.len(), say);
}

/// What nobody has told, said aloud.
pub(super) fn not_verified(html: &mut Html, data: &ReportData, say: Say) {
    section(
        html,
        "not-verified",
        s("Lo que no se pudo verificar", "What could not be verified"),
        say,
    );
    if data.not_verified.is_empty() && data.unread.is_empty() && data.doubtful_lines.is_empty() {
        let words = s(
            "No hay ningún número pendiente de verificar en esta corrida.",
            "This run notes no number as unverified.",
        );
        html.leaf("<p>", say.text(words), "</p></section>");
        return;
    }
    html.raw("<ul>");
    for what in &data.not_verified {
        html.leaf(
            "<li>",
            say.text(s("La plataforma no dijo: ", "The platform did not tell: ")),
            "",
        );
        html.text(Untold::says(what, say.0)).raw("</li>");
    }
    for both in &data.doubtful_lines {
        html.leaf("<li>", &both[usize::from(say.0 == Language::En)], "</li>");
    }
    for file in &data.unread {
        html.leaf("<li>", say.text(s("No se pudo leer ", "Could not be read: ")), "<code>");
        html.text(&file.file).raw("</code>: ").text(&file.why).raw("</li>");
    }
    html.raw("</ul></section>");
}

/// Events in order. Of a long story, its beginning and its end.
pub(super) fn timeline(html: &mut Html, data: &ReportData, say: Say) {
    section(html, "timeline", s("Línea de tiempo", "Timeline"), say);
    let events: Vec<_> = data.events.iter().filter(|event| !is_minor(&event.kind)).collect();
    let left_out = events.len().saturating_sub(SHOWN_MAX);
    html.raw("<ol class=\"time\">");
    for (index, event) in events.iter().enumerate() {
        if left_out > 0 && index == SHOWN_MAX / 2 {
            let words = s(
                "… {count} más, en `cuadre report --json` …",
                "… {count} more, in `cuadre report --json` …",
            );
            html.raw("<li>")
                .prose(&say.fill(words, &[("count", &left_out.to_string())]))
                .raw("</li>");
        }
        if left_out > 0 && index >= SHOWN_MAX / 2 && index < SHOWN_MAX / 2 + left_out {
            continue;
        }
        html.leaf("<li><time>", &event.at.shown(), "</time><span>").prose(&event.says);
        html.raw("</span></li>");
    }
    html.raw("</ol></section>");
}
