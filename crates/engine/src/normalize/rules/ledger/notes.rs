//! Notes against the documents they amend, where those are in the same ledger.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::rulebook::{Check, Example, Expect, Given, Rule};

/// Remarks on credit notes that together take more than their document had.
///
/// Debit notes on it count against them. A sol of cash rounding is forgiven, and foreign currency is not compared, since
/// the rates of two days differ.
pub(in crate::normalize::rules) static ABOVE: Rule = Rule {
    code: "C157",
    name: "notes-above-document",
    fields: &[Field::Total, Field::AmendedSeries, Field::AmendedNumber],
    severity: Severity::Warn,
    norm: "Reglamento de Comprobantes de Pago, art. 10: la nota anula o reduce una operación",
    says: Sentence::new(
        "Las notas sobre {document} suman {taken} ({notes}), más que su importe de {total}.",
        "The notes on {document} take {taken} ({notes}), more than its total of {total}.",
    ),
    advice: Sentence::new(
        "Verifique el importe de la nota y el comprobante que modifica.",
        "Check the amount of the note and the document it amends.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("anula toda la boleta", "annuls the whole receipt"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("BC01")),
                (Field::Total, Given::Text("-118.00")),
                (Field::AmendedKind, Given::Text("03")),
                (Field::AmendedSeries, Given::Text("B001")),
                (Field::AmendedNumber, Given::Text("123")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "sobre una boleta que no está en el registro",
                "on a receipt that is not in the ledger",
            ),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("BC01")),
                (Field::Total, Given::Text("-500.00")),
                (Field::AmendedKind, Given::Text("03")),
                (Field::AmendedSeries, Given::Text("B001")),
                (Field::AmendedNumber, Given::Text("77")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("quita más de lo vendido", "takes more than was sold"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("BC01")),
                (Field::Total, Given::Text("-181.00")),
                (Field::AmendedKind, Given::Text("03")),
                (Field::AmendedSeries, Given::Text("B001")),
                (Field::AmendedNumber, Given::Text("00000123")),
            ],
            company: &[],
            expect: Expect::Fail(Field::Total),
        },
    ],
};

/// Remarks on a note that amends a document which is in the ledger under another kind only.
pub(in crate::normalize::rules) static KIND_UNLIKE: Rule = Rule {
    code: "C158",
    name: "amended-kind-unlike",
    fields: &[Field::AmendedKind, Field::AmendedSeries, Field::AmendedNumber],
    severity: Severity::Warn,
    norm: "PLE 14.1 f29 a f31: tipo, serie y número del comprobante que se modifica",
    says: Sentence::new(
        "La nota modifica {document}, que no está en el registro; está {here}.",
        "The note amends {document}, which is not in the ledger; {here} is.",
    ),
    advice: Sentence::new(
        "Corrija el tipo del comprobante que modifica, si es el que está en el registro.",
        "Correct the kind of the amended document, if it is the one in the ledger.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new(
                "el tipo que está en el registro",
                "the kind that is in the ledger",
            ),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("BC01")),
                (Field::AmendedKind, Given::Text("03")),
                (Field::AmendedSeries, Given::Text("B001")),
                (Field::AmendedNumber, Given::Text("123")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("factura, y es una boleta", "an invoice, and it is a receipt"),
            cells: &[
                (Field::Kind, Given::Text("07")),
                (Field::Series, Given::Text("BC01")),
                (Field::AmendedKind, Given::Text("01")),
                (Field::AmendedSeries, Given::Text("B001")),
                (Field::AmendedNumber, Given::Text("123")),
            ],
            company: &[],
            expect: Expect::Fail(Field::AmendedKind),
        },
    ],
};
