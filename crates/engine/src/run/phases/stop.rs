//! Why an attempt ended before all was done: codes, sentences, and what a person should do.

use crate::journal::{EffectError, JournalError, Outcome};
use crate::model::{ErrorText, Language};
use crate::ports::{Failure, FailureKind};
use crate::run::RunError;

/// What ended an attempt.
#[derive(Debug)]
pub enum Stop {
    /// Somebody or something must act; the run keeps its place.
    End(Outcome, Why),
    /// The journal.
    Journal(JournalError),
    /// The ledger, or the files made of it.
    Ledger(RunError),
}

/// A reason, in both languages.
#[derive(Clone, Debug)]
pub struct Why {
    text: &'static ErrorText,
    values: Vec<(&'static str, String)>,
    /// Values that are words, Spanish first.
    spoken: Vec<(&'static str, [String; 2])>,
    /// A file in the run's folder that shows it.
    pub evidence: Option<std::path::PathBuf>,
}

impl Why {
    pub(super) fn new(name: &'static str, values: Vec<(&'static str, String)>) -> Why {
        // A name that is not in the table is a defect, and a test forbids it.
        let text = STOPS.iter().find(|text| text.name == name).unwrap_or(&STOPS[0]);
        Why { text, values, spoken: Vec::new(), evidence: None }
    }

    /// The code: `B601`.
    pub fn code(&self) -> &'static str {
        self.text.code
    }

    /// The name: `rows-rejected`.
    pub fn name(&self) -> &'static str {
        self.text.name
    }

    /// What happened.
    pub fn message(&self, language: Language) -> String {
        self.text.says.fill(language, &self.texts(language))
    }

    /// What to do.
    pub fn advice(&self, language: Language) -> String {
        self.text.advice.fill(language, &self.texts(language))
    }

    fn texts(&self, language: Language) -> Vec<(&str, &str)> {
        let index = usize::from(language == Language::En);
        let spoken = self.spoken.iter().map(|(name, texts)| (*name, texts[index].as_str()));
        self.values.iter().map(|(name, value)| (*name, value.as_str())).chain(spoken).collect()
    }
}

impl Stop {
    pub(super) fn end(
        outcome: Outcome,
        name: &'static str,
        values: Vec<(&'static str, String)>,
    ) -> Box<Stop> {
        Box::new(Stop::End(outcome, Why::new(name, values)))
    }

    /// The same with a value that is words, in each language.
    pub(super) fn spoken(
        mut self: Box<Stop>,
        name: &'static str,
        says: impl Fn(Language) -> String,
    ) -> Box<Stop> {
        if let Stop::End(_, why) = &mut *self {
            why.spoken.push((name, [Language::Es, Language::En].map(says)));
        }
        self
    }

    /// A platform said no, or nothing.
    pub(super) fn platform(operation: &str, failure: &Failure) -> Box<Stop> {
        let (outcome, name) = match failure.kind {
            FailureKind::Unreachable => (Outcome::Failed, "platform-unreachable"),
            FailureKind::Refused => (Outcome::Failed, "platform-refused"),
            FailureKind::Unrecognized => (Outcome::Failed, "platform-unrecognized"),
            FailureKind::InDoubt => (Outcome::Unknown, "platform-in-doubt"),
        };
        // Script and line are for whoever mends a connector; the evidence and `run.log` have them always.
        let detail = match failure.kind {
            FailureKind::Unrecognized => failure.to_string(),
            _ => failure.message.trim_end_matches('.').to_owned(),
        };
        let values = vec![("operation", operation.to_owned()), ("detail", detail)];
        let mut why = Why::new(name, values);
        why.evidence = failure.evidence.clone();
        Box::new(Stop::End(outcome, why))
    }

    /// An outside action that was not done, or of which nobody knows.
    pub(super) fn effect(operation: &str, error: EffectError) -> Box<Stop> {
        let outcome = error.outcome();
        match error {
            EffectError::InDoubt { failure, .. } => {
                let doubt = Failure { kind: FailureKind::InDoubt, ..*failure };
                Stop::platform(operation, &doubt)
            }
            EffectError::NotDone { failure, .. } | EffectError::LookFailed { failure, .. } => {
                Stop::platform(operation, &failure)
            }
            EffectError::AskPerson { effect, key } => Stop::end(
                outcome,
                "effect-untold",
                vec![
                    ("operation", operation.to_owned()),
                    ("effect", effect.to_string()),
                    ("key", key.to_string()),
                ],
            ),
            EffectError::Interrupted { .. } => Stop::end(outcome, "interrupted", Vec::new()),
            other => Box::new(Stop::Journal(other.into_error())),
        }
    }
}

impl From<JournalError> for Stop {
    fn from(error: JournalError) -> Stop {
        Stop::Journal(error)
    }
}

impl From<JournalError> for Box<Stop> {
    fn from(error: JournalError) -> Box<Stop> {
        Box::new(Stop::Journal(error))
    }
}

impl From<RunError> for Box<Stop> {
    fn from(error: RunError) -> Box<Stop> {
        Box::new(Stop::Ledger(error))
    }
}

/// Every reason, in the order of its code.
pub const STOPS: &[ErrorText] = &[
    ErrorText::new(
        "B601",
        "rows-rejected",
        [
            "No se envió nada: {rejected} de {rows} {rows?fila|filas} {rejected?fue rechazada|fueron rechazadas}.",
            "Nothing was sent: {rejected} of {rows} {rows?row|rows} {rejected?was|were} rejected.",
        ],
        [
            "Vea en {workbook} cuáles son y por qué, corríjalas en el registro y ejecute de nuevo; o siga sin ellas: `cuadre run --company {company} --period {period} --accept-rejects \"motivo\"`.",
            "See in {workbook} which they are and why, correct them in the ledger and run again; or go on without them: `cuadre run --company {company} --period {period} --accept-rejects \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B602",
        "ledger-held",
        [
            "No se envió nada: el registro tiene datos que la plataforma no recibiría o tomaría por ventas ({codes}).",
            "Nothing was sent: the ledger holds what the platform would not get or would take for sales ({codes}).",
        ],
        [
            "Vea remarks.csv en {folder}; corrija el registro, o acepte con `--accept-rejects \"motivo\"`.",
            "See remarks.csv in {folder}; correct the ledger, or accept it by `--accept-rejects \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B603",
        "staging-not-ours",
        [
            "La plataforma tiene en espera datos de {period} que no son de esta corrida: {what}. No se inició nada.",
            "The platform holds data of {period} that are not of this run: {what}. Nothing was begun.",
        ],
        [
            "Pregunte quién los cargó. Cuando ya no estén, ejecute de nuevo.",
            "Ask who loaded them. When they are gone, run again.",
        ],
    ),
    ErrorText::new(
        "B604",
        "numbers-disagree",
        [
            "La plataforma dice {told} donde debía decir {meant} ({what}).",
            "The platform says {told} where it should say {meant} ({what}).",
        ],
        [
            "No siga a mano: guarde la carpeta de la corrida, revise el lote en la plataforma y ejecute de nuevo; si se repite, el conector o la plataforma no cuentan bien.",
            "Do not go on by hand: keep the run's folder, look at the batch in the platform and run again; if it happens again, the connector or the platform counts wrongly.",
        ],
    ),
    ErrorText::new(
        "B605",
        "staging-changed",
        [
            "Lo que espera en la plataforma ya no es lo que se cargó: {what}. Parte ya fue procesada, así que no se vuelve a cargar sin preguntar.",
            "What waits in the platform is not what was loaded: {what}. Some of it was processed, so nothing is loaded again without asking.",
        ],
        [
            "Averigüe quién vació o llenó el lote y pídale que lo deje como estaba; luego ejecute de nuevo. Si ya no se puede, ejecute un registro que tenga solo lo que falta procesar, con --replaces {run} --reason \"motivo\"; el mismo registro otra vez no se acepta.",
            "Find out who emptied or filled the batch and have it put back as it was; then run again. If that cannot be done, run a ledger of only what is not processed yet, with --replaces {run} --reason \"why\"; the same ledger again is not accepted.",
        ],
    ),
    ErrorText::new(
        "B606",
        "platform-silent",
        [
            "La plataforma no da señales desde hace {minutes} min mientras procesa.",
            "The platform has given no sign for {minutes} min while it processes.",
        ],
        [
            "Vea si sigue trabajando. Ejecute de nuevo: se espera lo que ya se ordenó, no se ordena otra vez.",
            "See whether it still works. Run again: what was ordered is waited for, nothing is ordered twice.",
        ],
    ),
    ErrorText::new(
        "B607",
        "report-unknown",
        [
            "El reporte «{report}» no es el que conocemos: {detail}",
            "The report `{report}` is not the one we know: {detail}",
        ],
        [
            "Está guardado en {path}. Corrija el conector o el formato del reporte, y ejecute de nuevo.",
            "It is kept at {path}. Mend the connector or the report's form, and run again.",
        ],
    ),
    ErrorText::new(
        "B608",
        "round-without-progress",
        [
            "La ronda {round} no resolvió nada: la plataforma se queja de lo mismo ({complaints}).",
            "Round {round} has settled nothing: the platform complains of the same ({complaints}).",
        ],
        [
            "Vea `cuadre plan {run}`; revise en la plataforma las series que ya figuran.",
            "See `cuadre plan {run}`; look in the platform at the series that are listed already.",
        ],
    ),
    ErrorText::new(
        "B609",
        "items-unresolved",
        [
            "{count} {count?punto necesita|puntos necesitan} a una persona{rest}.",
            "{count} {count?item needs|items need} a person{rest}.",
        ],
        [
            "Vea `cuadre plan {run}`: {how}. Luego ejecute `cuadre run` otra vez.",
            "See `cuadre plan {run}`: {how}. Then run `cuadre run` again.",
        ],
    ),
    ErrorText::new(
        "B610",
        "plan-not-approved",
        [
            "La propuesta de registrar {count} {count?serie|series}{opened} espera aprobación.",
            "The plan to register {count} series{opened} waits for approval.",
        ],
        [
            "Véala con `cuadre plan {run}` y apruébela con `cuadre approve {run}`; luego `cuadre run` otra vez.",
            "See it by `cuadre plan {run}` and approve it by `cuadre approve {run}`; then `cuadre run` again.",
        ],
    ),
    ErrorText::new(
        "B611",
        "import-by-hand",
        [
            "No se sabe si la plataforma suma o reemplaza el catálogo de series al importarlo; no se importó nada.",
            "Nobody has said whether an import adds to the platform's catalog of series or replaces it; nothing was imported.",
        ],
        [
            "Dígalo en cuadre.toml, en las opciones de la plataforma: options = { series_import = \"merge\" } si suma, \"replace\" si reemplaza; o importe {path} a mano. Luego ejecute de nuevo.",
            "Say it in cuadre.toml, in the platform's options: options = { series_import = \"merge\" } if it adds, \"replace\" if it replaces; or import {path} by hand. Then run again.",
        ],
    ),
    ErrorText::new(
        "B612",
        "catalog-differs",
        ["{detail}", "{detail}"],
        [
            "El catálogo anterior está en {path}. Corríjalo en la plataforma y ejecute de nuevo.",
            "The catalog before is at {path}. Mend it in the platform and run again.",
        ],
    ),
    ErrorText::new(
        "B613",
        "platform-unreachable",
        [
            "No se pudo hacer «{operation}»: {detail}. Nada salió de esta PC.",
            "`{operation}` could not be done: {detail}. Nothing left this PC.",
        ],
        [
            "Revise la red, la dirección y las credenciales (`cuadre doctor`), y ejecute de nuevo.",
            "Check the network, the address and the credentials (`cuadre doctor`), and run again.",
        ],
    ),
    ErrorText::new(
        "B614",
        "platform-refused",
        [
            "La plataforma no aceptó «{operation}»: {detail}.",
            "The platform refused `{operation}`: {detail}.",
        ],
        [
            "Corrija lo que dice y ejecute de nuevo; lo hecho hasta aquí vale.",
            "Mend what it says and run again; what was done so far counts.",
        ],
    ),
    ErrorText::new(
        "B615",
        "platform-unrecognized",
        [
            "La respuesta a «{operation}» no es la que conocemos: {detail}. No se escribió nada.",
            "The answer to `{operation}` is not the one we know: {detail}. Nothing was written.",
        ],
        [
            "La evidencia está en la carpeta de la corrida. Corrija el conector y ejecute de nuevo.",
            "The evidence is in the run's folder. Mend the connector and run again.",
        ],
    ),
    ErrorText::new(
        "B616",
        "platform-in-doubt",
        [
            "No se sabe si «{operation}» se hizo: {detail}.",
            "Nobody knows whether `{operation}` was done: {detail}.",
        ],
        [
            "Ejecute de nuevo: primero se mira en la plataforma, y solo se repite si consta que no está.",
            "Run again: the platform is looked at first, and it is done again only if it is certainly not there.",
        ],
    ),
    ErrorText::new(
        "B617",
        "effect-untold",
        [
            "La plataforma no puede decir si «{operation}» se hizo (n.º {effect}).",
            "The platform cannot tell whether `{operation}` was done (no. {effect}).",
        ],
        [
            "Mírelo usted y dígalo: `cuadre resolve {effect} --happened` o `--did-not`; luego ejecute de nuevo.",
            "Look yourself and say it: `cuadre resolve {effect} --happened` or `--did-not`; then run again.",
        ],
    ),
    ErrorText::new(
        "B618",
        "part-changed",
        [
            "El bloque {part} ya no es el que se hizo: fue cambiado o borrado.",
            "Part {part} is not the one that was made: it was changed or deleted.",
        ],
        [
            "Borre la carpeta {folder} y ejecute de nuevo: se hace otra vez del mismo registro.",
            "Delete the folder {folder} and run again: it is made anew from the same ledger.",
        ],
    ),
    ErrorText::new(
        "B619",
        "connector-unopened",
        [
            "No se puede abrir la conexión con las plataformas: {detail}.",
            "The platforms cannot be connected: {detail}.",
        ],
        ["Revise la configuración con `cuadre doctor`.", "Check the settings by `cuadre doctor`."],
    ),
    ErrorText::new(
        "B620",
        "world-keeps-moving",
        [
            "Las listas de las plataformas cambian mientras se trabaja; no se registró nada más.",
            "The platforms' lists change while we work; nothing more was registered.",
        ],
        [
            "Espere a que los demás terminen y ejecute de nuevo.",
            "Wait until others have finished and run again.",
        ],
    ),
    ErrorText::new(
        "B621",
        "interrupted",
        [
            "Interrumpido. Lo hecho hasta aquí está anotado.",
            "Interrupted. What was done so far is on record.",
        ],
        ["Ejecute de nuevo para seguir donde quedó.", "Run again to go on from there."],
    ),
    ErrorText::new(
        "B622",
        "file-unwritten",
        ["No se pudo escribir «{path}»: {detail}.", "`{path}` cannot be written: {detail}."],
        ["Revise el disco y ejecute de nuevo.", "Check the disk and run again."],
    ),
    ErrorText::new(
        "B623",
        "nothing-to-send",
        [
            "No hay nada que enviar: de {rows} {rows?fila|filas} del registro no se aceptó ninguna ({rejected} {rejected?rechazada|rechazadas}).",
            "There is nothing to send: of {rows} {rows?row|rows} of the ledger none was accepted ({rejected} rejected).",
        ],
        [
            "No se inició nada, y --accept-rejects no cambia esto. Vea en corrections.xlsx, en {folder}, por qué; corrija el registro, o la configuración si es la misma razón en todas, y ejecute de nuevo.",
            "Nothing was begun, and --accept-rejects does not change this. See in corrections.xlsx, in {folder}, why; correct the ledger, or the settings if it is the same reason for all, and run again.",
        ],
    ),
    ErrorText::new(
        "B624",
        "staging-left-over",
        [
            "En el lote de {period} sobra {what}, y Iniciar no lo borra o nadie dijo si lo borra. No se procesó nada.",
            "In the batch of {period} there is {what}, and Iniciar does not clear it, or nobody has said whether it does. Nothing was processed.",
        ],
        [
            "Quítelo del lote en la plataforma y ejecute de nuevo: se mira el lote y se carga solo lo que falte.",
            "Take it out of the batch in the platform and run again: the batch is looked at, and only what is missing is sent.",
        ],
    ),
    ErrorText::new(
        "B625",
        "processed-with-others",
        [
            "Junto con este registro se procesó algo más que había en el lote: {what}. La plataforma cuenta {told} filas; las de este registro son {meant}.",
            "Something else that was in the batch was processed together with this ledger: {what}. The platform counts {told} rows; this ledger's are {meant}.",
        ],
        [
            "Pregunte quién lo cargó y revise en la plataforma si sus ventas valen. Si todo está bien así: `cuadre run --company {company} --period {period} --accept-batch \"motivo\"`.",
            "Ask who loaded it and see in the platform whether those sales stand. If all is right as it is: `cuadre run --company {company} --period {period} --accept-batch \"reason\"`.",
        ],
    ),
    ErrorText::new(
        "B626",
        "staging-untold",
        [
            "La plataforma no dice qué hay en el lote, y se cargó en una ejecución que se cortó; falta procesarlo.",
            "The platform does not tell what is in the batch, and it was loaded by an attempt that was cut off; it is not processed yet.",
        ],
        [
            "Mírelo usted: deben ser {files} {files?archivo|archivos} y {rows} {rows?fila|filas}. Si están: `cuadre run --company {company} --period {period} --accept-batch \"motivo\"`. Si el lote está vacío: la misma orden con `--resend-batch \"motivo\"`, y se carga otra vez.",
            "Look yourself: there should be {files} {files?file|files} and {rows} {rows?row|rows}. If they are there: `cuadre run --company {company} --period {period} --accept-batch \"reason\"`. If the batch is empty: the same with `--resend-batch \"reason\"`, and all is sent again.",
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_rise_and_names_are_distinct() {
        assert!(STOPS.windows(2).all(|pair| pair[0].code < pair[1].code));
        let names: std::collections::BTreeSet<_> = STOPS.iter().map(|text| text.name).collect();
        assert_eq!(names.len(), STOPS.len());
    }
}
