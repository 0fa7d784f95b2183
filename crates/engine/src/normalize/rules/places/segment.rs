//! The business segment.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::draft::Draft;
use crate::normalize::names::{folded, is_near};
use crate::normalize::rulebook::{Check, Example, Expect, Failures, Given, Rule, RuleContext};

/// Requires a segment where the ledger has the column.
pub(in crate::normalize::rules) static BLANK: Rule = Rule {
    code: "C187",
    name: "segment-present",
    fields: &[Field::Segment],
    severity: Severity::Reject,
    norm: "columna SegmentoDeNegocio: la plataforma la exige",
    says: Sentence::new("Falta el segmento de negocio.", "The business segment is missing."),
    advice: Sentence::new("Escriba el segmento de la sucursal.", "Type the segment of the branch."),
    check: Check::Row(blank),
    examples: &[
        Example {
            shows: Sentence::new(
                "cualquiera, si no se configuró la lista",
                "any, where no list is set",
            ),
            cells: &[(Field::Segment, Given::Text("Sur"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("el formato no tiene la columna", "the layout has no such column"),
            cells: &[(Field::Segment, Given::NoColumn)],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("en blanco", "blank"),
            cells: &[(Field::Segment, Given::Text(""))],
            company: &[],
            expect: Expect::Fail(Field::Segment),
        },
    ],
};

/// Refuses a segment that is not in the company's list.
pub(in crate::normalize::rules) static UNKNOWN: Rule = Rule {
    code: "C188",
    name: "segment-known",
    fields: &[Field::Segment],
    severity: Severity::Reject,
    norm: "configuración de la empresa: segments",
    says: Sentence::new(
        "«{value}» no es un segmento de la empresa; son: {known}.",
        "`{value}` is no segment of the company; they are: {known}.",
    ),
    advice: Sentence::new(
        "Corrija el segmento, o agréguelo a segments en la configuración.",
        "Correct the segment, or add it to segments in the settings.",
    ),
    check: Check::Row(unknown),
    examples: &[
        Example {
            shows: Sentence::new("sin tilde y en mayúsculas", "in capitals and without its accent"),
            cells: &[(Field::Segment, Given::Text("ANDINA "))],
            company: &[("segments", &["Andína", "Norte"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("no se configuró la lista", "no list is set"),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("otro segmento", "another segment"),
            cells: &[(Field::Segment, Given::Text("Exportación"))],
            company: &[("segments", &["Andína", "Norte"])],
            expect: Expect::Fail(Field::Segment),
        },
    ],
};

/// Remarks on a segment that is nearly one of the list; it is never changed in silence.
pub(in crate::normalize::rules) static NEAR: Rule = Rule {
    code: "C189",
    name: "segment-misspelled",
    fields: &[Field::Segment],
    severity: Severity::Warn,
    norm: "configuración de la empresa: segments",
    says: Sentence::new(
        "«{value}» no está en la lista de segmentos; se parece a «{near}».",
        "`{value}` is not in the list of segments; it is like `{near}`.",
    ),
    advice: Sentence::new(
        "Se envía como está. Si es una errata, corríjala; si son distintos, agréguelo a segments.",
        "It is sent as it stands. If it is a slip, correct it; if not, add it to segments.",
    ),
    check: Check::Row(near),
    examples: &[
        Example {
            shows: Sentence::new("como está en la lista", "as in the list"),
            cells: &[(Field::Segment, Given::Text("Todo Hogar"))],
            company: &[("segments", &["Todo Hogar"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("una letra distinta", "one letter differs"),
            cells: &[(Field::Segment, Given::Text("Toda Hogar"))],
            company: &[("segments", &["Todo Hogar"])],
            expect: Expect::Fail(Field::Segment),
        },
    ],
};

fn blank(draft: &Draft<'_>, _: &RuleContext, failures: &mut Failures) {
    if draft.segment.is_empty() && draft.has(Field::Segment) && !draft.annulled {
        failures.at(Field::Segment);
    }
}

fn unknown(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if let Standing::Unknown = standing(draft, context) {
        let known = context.company.segments.join(", ");
        failures.with(Field::Segment, vec![("known", known)]);
    }
}

fn near(draft: &Draft<'_>, context: &RuleContext, failures: &mut Failures) {
    if let Standing::Near(near) = standing(draft, context) {
        failures.with(Field::Segment, vec![("near", near.to_owned())]);
    }
}

/// How a segment stands to the company's list.
enum Standing<'a> {
    Known,
    Near(&'a str),
    Unknown,
}

#[inline]
fn standing<'a>(draft: &Draft<'_>, context: &'a RuleContext) -> Standing<'a> {
    let segments = &context.company.segments;
    let text = draft.segment;
    if segments.is_empty()
        || text.is_empty()
        || draft.annulled
        || segments.iter().any(|known| known.as_bytes() == text)
    {
        return Standing::Known;
    }
    not_as_written(text, segments)
}

#[cold]
fn not_as_written<'a>(text: &[u8], segments: &'a [String]) -> Standing<'a> {
    let written = folded(&String::from_utf8_lossy(text));
    if segments.iter().any(|known| folded(known) == written) {
        return Standing::Known;
    }
    match segments.iter().find(|known| is_near(&folded(known), &written)) {
        Some(near) => Standing::Near(near),
        None => Standing::Unknown,
    }
}
