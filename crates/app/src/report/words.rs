//! What the journal's names are called on the page.

use engine::model::{Cents, Sentence};

use crate::terminal::thousands;
use crate::text::{Say, s};

/// A name that the page knows, else the name itself.
fn word<'a>(name: &'a str, known: &[(&str, Sentence)], say: Say) -> &'a str {
    let found = known.iter().find(|(known, _)| *known == name);
    found.map_or(name, |(_, sentence)| say.text(*sentence))
}

/// A phase: what the run does next.
pub(super) fn phase(name: &str, say: Say) -> &str {
    let known = [
        ("ingest", s("leer el registro", "read the ledger")),
        ("normalize", s("validar las filas", "judge the rows")),
        ("load", s("cargar los bloques", "load the parts")),
        ("process", s("procesar", "process")),
        ("analyze", s("leer los detalles", "read the details")),
        ("reconcile", s("proponer registros", "make the plan")),
        ("register", s("registrar series", "register series")),
        ("done", s("terminado", "done")),
    ];
    word(name, &known, say)
}

/// An outcome, as the page's badge.
pub(super) fn outcome(name: &str, say: Say) -> &str {
    let known = [
        ("", s("Sin terminar", "Unfinished")),
        ("done", s("Terminado", "Done")),
        ("rejections", s("Terminado, con rechazos", "Done, with rejections")),
        ("held", s("Retenido", "Held")),
        ("waiting", s("Espera por usted", "Waiting for you")),
        ("failed", s("Falló", "Failed")),
        ("unknown", s("En duda", "In doubt")),
        ("interrupted", s("Interrumpido", "Interrupted")),
    ];
    word(name, &known, say)
}

/// What an action does.
pub(super) fn verb(name: &str, say: Say) -> &str {
    let known = [
        ("begin", s("Iniciar el lote", "Begin the batch")),
        ("upload", s("Cargar un bloque", "Upload a part")),
        ("process", s("Procesar el lote", "Process the batch")),
        ("open-account", s("Abrir una cuenta corriente", "Open an account")),
        ("register-series", s("Registrar series", "Register series")),
    ];
    word(name, &known, say)
}

/// What is known of an action.
pub(super) fn state(name: &str, say: Say) -> &str {
    let known = [
        ("open", s("en duda", "in doubt")),
        ("done", s("hecho", "done")),
        ("not-happened", s("no se hizo", "not done")),
        ("conflict", s("hay otra cosa en su lugar", "something else is in its place")),
        ("abandoned", s("su lote se dejó", "its batch was given up")),
    ];
    word(name, &known, say)
}

/// A verdict of the plan.
pub(super) fn verdict(name: &str, say: Say) -> &str {
    let known = [
        ("inherited", s("Heredada", "Inherited")),
        ("new", s("Nueva", "New")),
        ("unresolved", s("Por resolver", "Unresolved")),
        ("already-listed", s("Ya listada", "Already listed")),
        ("skipped", s("Omitida", "Skipped")),
        ("not-a-series", s("No es una serie", "Not a series")),
    ];
    word(name, &known, say)
}

/// A kind of document by its code.
pub(super) fn kind(code: &str, say: Say) -> String {
    let known = [
        ("", s("sin tipo", "no kind")),
        ("01", s("Factura", "Invoice")),
        ("03", s("Boleta", "Sales receipt")),
        ("07", s("Nota de crédito", "Credit note")),
        ("08", s("Nota de débito", "Debit note")),
        ("12", s("Ticket", "Till ticket")),
    ];
    match word(code, &known, say) {
        name if name == code || code.is_empty() => name.to_owned(),
        name => format!("{code} {name}"),
    }
}

/// What two numbers that must be equal are.
pub(super) fn check(name: &str, say: Say) -> &str {
    let known = [
        (
            "rows-add-up",
            s(
                "Filas del registro = aceptadas + corregidas + rechazadas + omitidas",
                "Rows of the ledger = accepted + fixed + rejected + skipped",
            ),
        ),
        (
            "parts-hold-the-accepted",
            s(
                "Filas en los bloques = aceptadas + corregidas",
                "Rows in the parts = accepted + fixed",
            ),
        ),
        (
            "totals-count-the-accepted",
            s(
                "Filas en los totales = aceptadas + corregidas",
                "Rows in the totals = accepted + fixed",
            ),
        ),
        (
            "parts-sum-to-the-total",
            s("Importe de los bloques = importe total", "Amount of the parts = total amount"),
        ),
        ("days-sum-to-the-total", s("Suma por día = importe total", "Sum by day = total amount")),
        (
            "kinds-sum-to-the-total",
            s("Suma por tipo = importe total", "Sum by kind = total amount"),
        ),
        (
            "branches-sum-to-the-total",
            s("Suma por sucursal = importe total", "Sum by branch = total amount"),
        ),
    ];
    word(name, &known, say)
}

/// `-1,234.56`.
pub(super) fn money(amount: Cents) -> String {
    let whole = thousands(amount.0.unsigned_abs() / 100);
    let sign = if amount.0 < 0 { "-" } else { "" };
    format!("{sign}{whole}.{:02}", amount.0.unsigned_abs() % 100)
}
