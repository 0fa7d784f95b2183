//! Branches: series that moved, several cost centers, names that are new or nearly known.

use crate::model::{Field, Sentence, Severity};
use crate::normalize::rulebook::{Check, Example, Expect, Given, Rule};

/// Remarks on a series that is used in two branches.
///
/// The platform knows a series by its branch, so one of them will come back as a detail. Spellings that differ in case,
/// accents or spaces are one branch here.
pub(in crate::normalize::rules) static SERIES_MOVED: Rule = Rule {
    code: "C160",
    name: "series-in-two-branches",
    fields: &[Field::Series, Field::Branch],
    severity: Severity::Warn,
    norm: "la plataforma lista cada serie con su sucursal",
    says: Sentence::new(
        "La serie {series} se usa en {branches}.",
        "Series {series} is used in {branches}.",
    ),
    advice: Sentence::new(
        "Confirme si la serie cambió de sucursal o si una de ellas está mal escrita.",
        "Confirm whether the series moved, or whether one of the branches is misspelled.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new(
                "la misma sucursal en minúsculas",
                "the same branch in lower case",
            ),
            cells: &[
                (Field::Branch, Given::Text("Lima Centro 1")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("otra sucursal", "another branch"),
            cells: &[
                (Field::Branch, Given::Text("LIMA CENTRO 2")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[],
            expect: Expect::Fail(Field::Branch),
        },
    ],
};

/// Remarks on a branch whose rows name several cost centers.
pub(in crate::normalize::rules) static COST_CENTERS: Rule = Rule {
    code: "C161",
    name: "branch-with-two-cost-centers",
    fields: &[Field::Branch, Field::CostCenter],
    severity: Severity::Warn,
    norm: "una sucursal tiene un centro de costo",
    says: Sentence::new(
        "La sucursal {branch} tiene los centros de costo {codes}.",
        "Branch {branch} has the cost centers {codes}.",
    ),
    advice: Sentence::new(
        "Confirme cuál es el suyo: las series nuevas se registran con él.",
        "Confirm which one is its own: new series are registered with it.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("el mismo", "the same"),
            cells: &[],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("en blanco no cuenta", "blank does not count"),
            cells: &[
                (Field::CostCenter, Given::Text("")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("otro en la segunda fila", "another one in the second row"),
            cells: &[
                (Field::CostCenter, Given::Text("1102")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[],
            expect: Expect::Fail(Field::CostCenter),
        },
    ],
};

/// Notes branches that the company's list does not have: they are what the platform will ask about.
pub(in crate::normalize::rules) static NEW: Rule = Rule {
    code: "C162",
    name: "branch-new",
    fields: &[Field::Branch],
    severity: Severity::Note,
    norm: "sucursales de la empresa en la configuración",
    says: Sentence::new(
        "{count} {count?sucursal que no se había visto|sucursales que no se habían visto}: {branches}.",
        "{count} {count?branch|branches} not seen before: {branches}.",
    ),
    advice: Sentence::new(
        "Si son tiendas nuevas, no haga nada: sus series se propondrán para registro.",
        "If they are new shops, do nothing: their series will be proposed for registration.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("sin lista, nadie sabe", "without a list nobody knows"),
            cells: &[
                (Field::Branch, Given::Text("CUSCO SUR")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("conocida", "known"),
            cells: &[],
            company: &[("branches", &["Lima Centro 1"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("nueva", "new"),
            cells: &[
                (Field::Branch, Given::Text("CUSCO SUR")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[("branches", &["LIMA CENTRO 1"])],
            expect: Expect::Fail(Field::Branch),
        },
    ],
};

/// Remarks on a branch whose name is a letter or two away from a known one, with the same numbers in it.
pub(in crate::normalize::rules) static MISSPELLED: Rule = Rule {
    code: "C163",
    name: "branch-misspelled",
    fields: &[Field::Branch],
    severity: Severity::Warn,
    norm: "sucursales de la empresa en la configuración",
    says: Sentence::new(
        "La sucursal «{branch}» no se conoce; se parece a «{known}».",
        "Branch `{branch}` is not known; it is near `{known}`.",
    ),
    advice: Sentence::new(
        "Si es la misma, corrija el nombre: la plataforma las toma por distintas.",
        "If it is the same, correct the name: the platform takes them for two.",
    ),
    check: Check::Ledger,
    examples: &[
        Example {
            shows: Sentence::new("otro número es otra tienda", "another number is another shop"),
            cells: &[
                (Field::Branch, Given::Text("LIMA CENTRO 2")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[("branches", &["LIMA CENTRO 1"])],
            expect: Expect::Pass,
        },
        Example {
            shows: Sentence::new("una letra cambiada", "one letter changed"),
            cells: &[
                (Field::Branch, Given::Text("LIMA SENTRO 1")),
                (Field::NumberFirst, Given::Text("124")),
            ],
            company: &[("branches", &["LIMA CENTRO 1"])],
            expect: Expect::Fail(Field::Branch),
        },
    ],
};
