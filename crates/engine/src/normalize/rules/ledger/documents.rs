//! Documents that are there twice, numbers that are not there, and numbers that go back in time.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::rulebook::{Check, Example, Expect, Given, Rule};

/// Refuses the second and later rows of one document.
///
/// The platform would count the sale twice. Which of the rows is right, only a person knows; the first one goes on.
pub(in crate::normalize::rules) static REPEATED: Rule = Rule {
    code: "C150",
    name: "document-repeated",
    fields: &[Field::Kind, Field::Series, Field::NumberFirst],
    severity: Severity::Reject,
    norm: "RVIE CAR: RUC, tipo, serie y número identifican un comprobante (RS 112-2021)",
    says: Sentence::new(
        "El comprobante {document} ya está en {first}.",
        "Document {document} is already in {first}.",
    ),
    advice: Sentence::new(
        "Si es la misma venta, borre una de las filas; si es otra, corrija su serie o su número.",
        "If it is the same sale, delete one of the rows; if it is another, correct its series or number.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("el número siguiente", "the next number"),
            cells: &[(Field::NumberFirst, Given::Text("00000124"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "el mismo número de otro tipo de comprobante",
                "the same number of another kind of document",
            ),
            cells: &[(Field::Kind, Given::Text("07"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("la misma boleta otra vez", "the same sales receipt again"),
            cells: &[],
            company: &[],
            expect: Expect::Fail(Field::NumberFirst),
        },
        Example {
            shows: Sentence::new("el mismo número sin ceros", "the same number without zeros"),
            cells: &[(Field::NumberFirst, Given::Text("123"))],
            company: &[],
            expect: Expect::Fail(Field::NumberFirst),
        },
    ],
};

/// Remarks on the same where the document has no series.
///
/// Kinds such as `00` may lack a series, and then two branches may legally use the same number.
pub(in crate::normalize::rules) static REPEATED_WITHOUT_SERIES: Rule = Rule {
    code: "C151",
    name: "document-repeated-without-series",
    fields: &[Field::Kind, Field::NumberFirst],
    severity: Severity::Warn,
    norm: "PLE 14.1 f7, Regla General: la serie es optativa en los tipos 00, 13 a 19, 28, 30, 37, 49, 87 y 88",
    says: Sentence::new(
        "El comprobante {document}, sin serie, ya está en {first}.",
        "Document {document}, without a series, is already in {first}.",
    ),
    advice: Sentence::new(
        "Verifique que no sea la misma venta; una serie evitaría la duda.",
        "Check that it is not the same sale; a series would leave no doubt.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new(
                "con serie lo dice otra regla",
                "with a series another rule says it",
            ),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("sin serie, mismo número", "no series, same number"),
            cells: &[(Field::Series, Given::NoColumn)],
            company: &[],
            expect: Expect::Fail(Field::NumberFirst),
        },
    ],
};

/// Refuses a range of documents that shares numbers with an earlier row.
pub(in crate::normalize::rules) static OVERLAPS: Rule = Rule {
    code: "C152",
    name: "range-overlaps",
    fields: &[Field::Series, Field::NumberFirst, Field::NumberLast],
    severity: Severity::Reject,
    norm: "PLE 14.1 f8 y f9: cada comprobante se anota una sola vez",
    says: Sentence::new(
        "El rango {document} repite números que ya están en {first}.",
        "Range {document} repeats numbers that are already in {first}.",
    ),
    advice: Sentence::new(
        "Corrija el número inicial o el final para que ningún comprobante esté dos veces.",
        "Correct the first or the last number so that no document is there twice.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("el rango que sigue", "the range that follows"),
            cells: &[
                (Field::NumberFirst, Given::Text("124")),
                (Field::NumberLast, Given::Text("130")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "un rango que incluye una boleta ya anotada",
                "a range that includes a receipt entered before",
            ),
            cells: &[
                (Field::NumberFirst, Given::Text("120")),
                (Field::NumberLast, Given::Text("130")),
            ],
            company: &[],
            expect: Expect::Fail(Field::NumberFirst),
        },
    ],
};

/// Notes the numbers that a series skips between its first and its last one in the ledger.
///
/// Gaps are legal (a rejected document loses its number, another till may have it), and are what the accountant is
/// asked about first.
pub(in crate::normalize::rules) static GAP: Rule = Rule {
    code: "C153",
    name: "series-gap",
    fields: &[Field::Series, Field::NumberFirst],
    severity: Severity::Note,
    norm: "RVIE tabla 9: un comprobante rechazado pierde su número",
    says: Sentence::new(
        "En la serie {series} {missing?falta|faltan} {missing} {missing?número|números}: {gaps}.",
        "Series {series} lacks {missing} {missing?number|numbers}: {gaps}.",
    ),
    advice: Sentence::new(
        "Verifique que sean comprobantes rechazados o de baja, o que estén en otro registro.",
        "Check that they were rejected or withdrawn, or stand in another ledger.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("el número siguiente", "the next number"),
            cells: &[(Field::NumberFirst, Given::Text("00000124"))],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("un número más adelante", "a number further on"),
            cells: &[(Field::NumberFirst, Given::Text("00000130"))],
            company: &[],
            expect: Expect::Fail(Field::NumberFirst),
        },
    ],
};

/// Remarks on a row whose number and date disagree with those of the row of its series before it.
pub(in crate::normalize::rules) static BACKWARDS: Rule = Rule {
    code: "C156",
    name: "numbers-back-in-time",
    fields: &[Field::IssueDate, Field::NumberFirst],
    severity: Severity::Warn,
    norm: "Reglamento de Comprobantes de Pago: la numeración es correlativa",
    says: Sentence::new(
        "{document} tiene fecha {value}, pero el número {other} de su serie es del {other_date}.",
        "{document} is dated {value}, but number {other} of its series is of {other_date}.",
    ),
    advice: Sentence::new(
        "Revise la fecha de ambas filas: quizá el día y el mes están cambiados.",
        "Check the date of both rows: day and month may have changed places.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("número y fecha avanzan", "number and date go on"),
            cells: &[
                (Field::NumberFirst, Given::Text("124")),
                (Field::IssueDate, Given::Text("16/01/2026")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new(
                "un registro ordenado de atrás para adelante",
                "a ledger sorted from the end",
            ),
            cells: &[
                (Field::NumberFirst, Given::Text("122")),
                (Field::IssueDate, Given::Text("14/01/2026")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("número posterior, fecha anterior", "later number, earlier date"),
            cells: &[
                (Field::NumberFirst, Given::Text("124")),
                (Field::IssueDate, Given::Text("04/01/2026")),
            ],
            company: &[],
            expect: Expect::Fail(Field::IssueDate),
        },
    ],
};

/// Says that some series were not followed, since there are too many of them.
///
/// Repeated documents are still found in them; overlaps, gaps and time are not.
pub(in crate::normalize::rules) static TOO_MANY_SERIES: Rule = Rule {
    code: "C166",
    name: "series-too-many",
    fields: &[Field::Series],
    severity: Severity::Note,
    norm: "límite de memoria de este programa",
    says: Sentence::new(
        "El registro tiene más de {most} series: en las demás no se buscaron saltos, cruces ni fechas en desorden.",
        "The ledger has more than {most} series: gaps, overlaps and dates were not checked in the others.",
    ),
    advice: Sentence::new(
        "Revise la columna «{header}»: tantas series suelen ser un error de columnas.",
        "Check column `{header}`: so many series are usually a mistake of columns.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("una serie conocida", "a known series"),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("una serie de más", "a series too many"),
            cells: &[(Field::Series, Given::Text("B002"))],
            company: &[],
            expect: Expect::Fail(Field::Series),
        },
    ],
};
