//! The story in one paragraph, and what the reader must do, first things first.

use engine::model::Sentence;

use super::data::{Item, ReportData};
use super::plan::SKIPPED;
use crate::commands::plan::ONE_IS_ENOUGH;
use crate::terminal::thousands;
use crate::text::{Say, s};

/// Where the correction workbook is, in the run's folder.
const WORKBOOK: &str = "ledger/corrections.xlsx";

/// The reason of an attempt that ended with open items.
const OPEN_ITEMS: &str = "B609";

/// Something to do: what, and the commands that do it.
#[derive(Debug)]
pub(super) struct Task {
    pub(super) says: String,
    /// Detail of it, a line each.
    pub(super) notes: Vec<String>,
    pub(super) commands: Vec<String>,
}

/// What the reader must do, the most urgent first; empty where nothing is left.
pub(super) fn tasks(data: &ReportData, say: Say) -> Vec<Task> {
    let given = &data.as_given;
    let as_given = |task: Task| Task {
        says: given.text(&task.says),
        notes: task.notes,
        commands: task.commands.iter().map(|command| given.text(command)).collect(),
    };
    short(data, say).into_iter().map(as_given).collect()
}

/// The same with commands in their shortest form.
fn short(data: &ReportData, say: Say) -> Vec<Task> {
    let mut tasks = Vec::new();
    if let Some(other) = &data.taken_by {
        let words = s(
            "Nada con esta corrida: otra tomó su lugar. Vea el reporte de esa.",
            "Nothing about this run: another one took its place. See the report of that one.",
        );
        tasks.push(Task {
            says: say.text(words).to_owned(),
            notes: Vec::new(),
            commands: vec![format!("cuadre report {other}")],
        });
        return tasks;
    }
    if data.checks.iter().any(|check| !check.holds) {
        let words = s(
            "No use estos números: hay sumas que no cuadran (vea «La prueba de filas»). Ejecute de nuevo; si se repite, avise a soporte con esta página.",
            "Do not use these numbers: there are sums that do not agree (see `The row proof`). Run again; if it comes back, send this page to support.",
        );
        tasks.push(Task { says: say.text(words).to_owned(), notes: vec![], commands: vec![] });
    }
    tasks.extend(doubts(data, say));
    let items = items(data, say);
    // Open items say themselves what is to be done about each; what stopped the attempt otherwise stands beside them.
    let is_told = |code: &str| !items.is_empty() && code == OPEN_ITEMS;
    if let Some(why) = data.why.as_ref().filter(|why| !is_told(&why.code)) {
        let says = format!("{} {}", why.message, why.advice);
        tasks.push(Task { says, notes: vec![], commands: vec![] });
    }
    tasks.extend(items);
    tasks.extend(rejections(data, say));
    tasks.extend(skipped(data, say));
    if tasks.is_empty() && !matches!(data.outcome.as_str(), "done" | "rejections") {
        let words = s(
            "La corrida no llegó a su fin. Ejecute de nuevo: sigue donde se quedó.",
            "The run has not come to its end. Run again: it goes on where it was.",
        );
        let command = format!("cuadre run --company {} --period {}", data.company, data.period);
        tasks.push(Task {
            says: say.text(words).to_owned(),
            notes: vec![],
            commands: vec![command],
        });
    }
    tasks
}

/// Actions in doubt: only a person can look.
fn doubts(data: &ReportData, say: Say) -> Vec<Task> {
    let each = data.doubts().map(|effect| {
        let words = s(
            "No se sabe si esto se hizo: {action}. Ejecute `cuadre run`, que primero mira. Si la plataforma no puede decirlo, mírelo usted y responda:",
            "Nobody knows whether this was done: {action}. Run `cuadre run`, which looks first. Where the platform cannot tell, look yourself and answer:",
        );
        let action = engine::journal::words::of_key(&effect.key, say.0);
        let values = [("action", action.as_str())];
        let of = |end| format!("cuadre resolve {} --{end}", effect.number);
        Task {
            says: say.fill(words, &values),
            notes: effect.said.iter().cloned().collect(),
            commands: vec![of("happened"), of("did-not")],
        }
    });
    each.collect()
}

/// Items of the plan that wait, each with its candidates and its command.
fn items(data: &ReportData, say: Say) -> Vec<Task> {
    let asked = data.waiting().filter_map(|item| Some((item, item.asked.as_ref()?)));
    let each = asked.map(|(item, asked)| {
        let words = match asked.count {
            1 => s(
                "Decida la serie {series} de «{branch}» ({details} {details?detalle|detalles}). {says}",
                "Decide series {series} of “{branch}” ({details} {details?detail|details}). {says}",
            ),
            _ => s(
                "Decida la sucursal «{branch}»: {count} series ({series}), {details} {details?detalle|detalles}. {says} {enough}",
                "Decide branch “{branch}”: {count} series ({series}), {details} {details?detail|details}. {says} {enough}",
            ),
        };
        let (details, count) = (thousands(asked.details), thousands(asked.count));
        let values = [
            ("series", asked.series.as_str()),
            ("count", &count),
            ("branch", &item.branch),
            ("details", &details),
            ("says", &item.says),
            ("enough", say.text(ONE_IS_ENOUGH)),
        ];
        let command = |(command, differs): &(String, String)| match differs.is_empty() {
            true => command.clone(),
            false => format!("{command}  # {differs}"),
        };
        let commands = asked.commands.iter().map(command).collect();
        Task { says: say.fill(words, &values), notes: Vec::new(), commands }
    });
    let mut tasks: Vec<Task> = each.collect();
    if !tasks.is_empty() {
        let words = s(
            "Cuando lo haya decidido, ejecute de nuevo: se aplica lo decidido y la plataforma vuelve a procesar.",
            "When you have decided, run again: what was decided is applied, and the platform processes again.",
        );
        let command = format!("cuadre run --company {} --period {}", data.company, data.period);
        let says = say.text(words).to_owned();
        tasks.push(Task { says, notes: Vec::new(), commands: vec![command] });
    }
    tasks
}

/// Rows that were left out although the rest went on.
fn rejections(data: &ReportData, say: Say) -> Option<Task> {
    let rejected = data.rows.map_or(0, |rows| rows.rejected);
    if rejected == 0 || data.outcome == "held" {
        return None;
    }
    let words = s(
        "{count} {count?fila no se envió: está|filas no se enviaron: están} en {workbook}, con el motivo de cada una. La plataforma no {count?la|las} tiene: {count?corríjala y regístrela|corríjalas y regístrelas} aparte.",
        "{count} {count?row was not sent: it is|rows were not sent: they are} in {workbook}, with the reason of each. The platform does not have {count?it: correct and register it|them: correct and register them} by themselves.",
    );
    let count = thousands(rejected);
    Some(Task {
        says: say.fill(words, &[("count", &count), ("workbook", WORKBOOK)]),
        notes: vec![],
        commands: vec![],
    })
}

/// Documents that the platform has not posted, because a person has skipped what it says of them.
fn skipped(data: &ReportData, say: Say) -> Option<Task> {
    let items = data.plan.iter().flat_map(|plan| &plan.items);
    let items: Vec<_> = items.filter(|item| item.verdict == SKIPPED).collect();
    let details: u64 = items.iter().map(|item| item.details).sum();
    if details == 0 {
        return None;
    }
    let words = s(
        "{count} {count?documento no quedó registrado|documentos no quedaron registrados} en la plataforma, porque alguien decidió omitir lo que ella observó. Si {count?debe|deben} estar, {count?regístrelo|regístrelos} aparte.",
        "{count} {count?document is|documents are} not posted in the platform, because somebody has decided to skip what it complains of. If {count?it|they} should be there, post {count?it|them} by {count?itself|themselves}.",
    );
    let note = |item: &&Item| {
        format!("{} @ {} ({}): {}", item.series, item.branch, thousands(item.details), item.says)
    };
    Some(Task {
        says: say.fill(words, &[("count", &thousands(details))]),
        notes: items.iter().map(note).collect(),
        commands: vec![],
    })
}

/// Sentences, one after the other.
struct Teller {
    say: Say,
    sentences: Vec<String>,
}

impl Teller {
    fn tell(&mut self, sentence: Sentence, values: &[(&str, u64)]) {
        let texts: Vec<_> = values.iter().map(|(name, n)| (*name, thousands(*n))).collect();
        let texts: Vec<_> = texts.iter().map(|(name, text)| (*name, text.as_str())).collect();
        self.sentences.push(self.say.fill(sentence, &texts));
    }
}

/// The run in one paragraph.
pub(super) fn story(data: &ReportData, say: Say) -> String {
    let mut teller = Teller { say, sentences: Vec::new() };
    of_rows(&mut teller, data);
    of_batch(&mut teller, data);
    of_register(&mut teller, data);
    teller.sentences.extend(data.why.iter().map(|why| why.message.clone()));
    teller.sentences.join(" ")
}

fn of_rows(teller: &mut Teller, data: &ReportData) {
    let Some(rows) = data.rows else {
        let words = s("Todavía no se validó ninguna fila.", "No row has been judged yet.");
        return teller.tell(words, &[]);
    };
    teller.tell(
        s(
            "El registro de ventas tiene {all} {all?fila|filas}: {kept} {kept?se aceptó|se aceptaron} ({fixed} con corrección), {rejected} {rejected?se rechazó|se rechazaron} y {skipped} {skipped?no es un comprobante|no son comprobantes}.",
            "The sales ledger has {all} {all?row|rows}: {kept} {kept?was|were} accepted ({fixed} with a fix), {rejected} {rejected?was|were} rejected, and {skipped} {skipped?is no document|are no documents}.",
        ),
        &[
            ("all", rows.read),
            ("kept", rows.accepted.saturating_add(rows.fixed)),
            ("fixed", rows.fixed),
            ("rejected", rows.rejected),
            ("skipped", rows.skipped),
        ],
    );
}

fn of_batch(teller: &mut Teller, data: &ReportData) {
    let sent = data.parts.iter().filter(|part| part.uploaded.is_some());
    let (parts, rows) = sent.fold((0, 0), |(parts, rows), part| (parts + 1, rows + part.rows));
    let words = match parts {
        0 => s(
            "Nada se cargó en la Plataforma de Importación.",
            "Nothing was uploaded to the Import Platform.",
        ),
        _ => s(
            "Se {parts?cargó|cargaron} {parts} {parts?bloque|bloques} con {rows} {rows?fila|filas} en la Plataforma de Importación.",
            "{parts} {parts?part|parts} with {rows} {rows?row|rows} {parts?was|were} uploaded to the Import Platform.",
        ),
    };
    teller.tell(words, &[("parts", parts), ("rows", rows)]);
    let heard: Vec<u64> = data.rounds.iter().filter_map(|round| round.lines).collect();
    let (Some(first), Some(last)) = (heard.first(), heard.last()) else { return };
    let words = match heard.as_slice() {
        [0] => s("Las procesó sin observar nada.", "It processed them and complained of nothing."),
        [_] => s(
            "Al procesar observó {last} {last?línea|líneas}.",
            "Processing, it complained of {last} {last?line|lines}.",
        ),
        _ => s(
            "La primera vez que procesó observó {first} {first?línea|líneas}; la última, {last}.",
            "The first time it processed, it complained of {first} {first?line|lines}; the last time, of {last}.",
        ),
    };
    teller.tell(words, &[("first", *first), ("last", *last)]);
}

fn of_register(teller: &mut Teller, data: &ReportData) {
    let (accounts, series) = (data.accounts.len() as u64, data.series.len() as u64);
    if accounts + series > 0 {
        teller.tell(
            s(
                "Se {series?registró|registraron} {series} {series?serie|series} y se {accounts?abrió|abrieron} {accounts} {accounts?cuenta corriente|cuentas corrientes}.",
                "{series} series {series?was|were} registered and {accounts} {accounts?account|accounts} opened.",
            ),
            &[("series", series), ("accounts", accounts)],
        );
    }
    let waiting = data.waiting().count() as u64;
    if waiting > 0 {
        let words = s("{n?Queda|Quedan} {n} por decidir.", "{n} {n?is|are} left to decide.");
        teller.tell(words, &[("n", waiting)]);
    }
}
