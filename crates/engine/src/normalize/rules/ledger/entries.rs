//! The entry number (CUO) and its correlative: there, and once.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::rulebook::{Check, Example, Expect, Given, Rule};

/// Remarks on rows without an entry number, where the ledger has the column.
///
/// One remark for the ledger: where the column is not used at all, a remark on each row would bury all others.
pub(in crate::normalize::rules) static BLANK: Rule = Rule {
    code: "C154",
    name: "cuo-blank",
    fields: &[Field::Cuo, Field::Correlative],
    severity: Severity::Warn,
    norm: "PLE 14.1 f2 y f3: obligatorios",
    says: Sentence::new(
        "{count} {count?fila no tiene|filas no tienen} CUO o correlativo ({count?fila|filas} {rows}).",
        "{count} {count?row lacks|rows lack} the CUO or the correlative ({count?row|rows} {rows}).",
    ),
    advice: Sentence::new(
        "Complételo antes de enviar el libro a SUNAT; la carga masiva no lo necesita.",
        "Complete it before the book goes to SUNAT; the bulk load does not need it.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("con CUO y correlativo", "with CUO and correlative"),
            cells: &[(Field::Cuo, Given::Text("M00000002"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "un registro sin columna de correlativo",
                "a ledger without a correlative column",
            ),
            cells: &[(Field::Correlative, Given::NoColumn)],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("sin CUO", "without CUO"),
            cells: &[(Field::Cuo, Given::Text(""))],
            company: &[],
            expect: Expect::Fail(Field::Cuo),
        },
    ],
};

/// Remarks on a row whose period, CUO and correlative are those of an earlier one.
///
/// SUNAT calls it *llave única duplicada* and refuses the book; the bulk load does not mind.
pub(in crate::normalize::rules) static REPEATED: Rule = Rule {
    code: "C155",
    name: "cuo-repeated",
    fields: &[Field::Period, Field::Cuo, Field::Correlative],
    severity: Severity::Warn,
    norm: "PLE 14.1: periodo, CUO y correlativo son la llave única",
    says: Sentence::new(
        "El CUO {cuo} ya se usó en una fila anterior: SUNAT lo rechaza como llave única duplicada.",
        "CUO {cuo} was used in an earlier row: SUNAT refuses it as a repeated key.",
    ),
    advice: Sentence::new(
        "Numere de nuevo los asientos, o distíngalos por el correlativo (M1, M2, …).",
        "Number the entries anew, or tell them apart by the correlative (M1, M2, …).",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("el CUO siguiente", "the next CUO"),
            cells: &[(Field::Cuo, Given::Text("M00000002"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("mismo CUO, otro correlativo", "same CUO, other correlative"),
            cells: &[(Field::Correlative, Given::Text("M2"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("mismo CUO y correlativo", "same CUO and correlative"),
            cells: &[],
            company: &[],
            expect: Expect::Fail(Field::Cuo),
        },
    ],
};

/// Says once that the CUO is no key in this ledger, instead of naming all rows.
///
/// Without a correlative column, systems that number the entry and not the row repeat it everywhere. The first
/// thousand rows are named by `cuo-repeated`, the others are counted here.
pub(in crate::normalize::rules) static NOT_UNIQUE: Rule = Rule {
    code: "C159",
    name: "cuo-not-unique",
    fields: &[Field::Cuo],
    severity: Severity::Warn,
    norm: "PLE 14.1: periodo, CUO y correlativo son la llave única",
    says: Sentence::new(
        "Además, {count} {count?fila más repite|filas más repiten} un CUO; el registro no tiene columna de correlativo que {count?la|las} distinga.",
        "Besides, {count} more {count?row repeats|rows repeat} a CUO; the ledger has no correlative column to tell them apart.",
    ),
    advice: Sentence::new(
        "Si su sistema numera asientos y no filas, agregue el correlativo antes de enviar el libro a SUNAT.",
        "If your system numbers entries and not rows, add the correlative before the book goes to SUNAT.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("con columna de correlativo", "with a correlative column"),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "sin esa columna, y ya se nombraron mil filas",
                "without that column, a thousand rows being named already",
            ),
            cells: &[(Field::Correlative, Given::NoColumn)],
            company: &[],
            expect: Expect::Fail(Field::Cuo),
        },
    ],
};
