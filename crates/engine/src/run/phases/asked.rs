//! What was asked of a platform, and of which, as a person reads it.

use crate::journal::Verb;
use crate::model::{Language, Sentence};

/// One of the two platforms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    ImportPlatform,
    Accounting,
}

impl Side {
    /// Its name within a sentence.
    pub(super) fn says(self, language: Language) -> &'static str {
        let words = match self {
            Side::ImportPlatform => {
                Sentence::new("la Plataforma de Importación", "the Import Platform")
            }
            Side::Accounting => Sentence::new("el sistema contable", "the accounting system"),
        };
        words.text(language)
    }
}

/// What was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asked {
    /// Logging in, company and period.
    Open(Side),
    /// What waits in the batch.
    Staging,
    /// How far processing is.
    Progress,
    /// The report of details.
    Details,
    /// The catalog of series.
    Catalog,
    /// The report of cost centers.
    CostCenters,
    /// The list of accounts.
    Accounts,
    /// An action.
    Write(Verb),
    /// Whether an action was done already.
    Look(Verb),
}

impl Asked {
    /// Of which platform.
    pub(super) fn side(self) -> Side {
        match self {
            Asked::Open(side) => side,
            Asked::CostCenters
            | Asked::Accounts
            | Asked::Write(Verb::OpenAccount)
            | Asked::Look(Verb::OpenAccount) => Side::Accounting,
            _ => Side::ImportPlatform,
        }
    }

    /// What it is, as *to do* something.
    pub(super) fn says(self, language: Language) -> String {
        let words = match self {
            Asked::Open(_) => Sentence::new(
                "entrar y abrir empresa y periodo",
                "log in and open company and period",
            ),
            Asked::Staging => Sentence::new("ver el lote", "look at the batch"),
            Asked::Progress => Sentence::new("ver cómo va «Procesar»", "see how far `Procesar` is"),
            Asked::Details => {
                Sentence::new("traer los detalles («Exportar»)", "fetch the details (`Exportar`)")
            }
            Asked::Catalog => {
                Sentence::new("traer el catálogo de series", "fetch the catalog of series")
            }
            Asked::CostCenters => {
                Sentence::new("traer los centros de costo", "fetch the cost centers")
            }
            Asked::Accounts => Sentence::new("traer las cuentas corrientes", "fetch the accounts"),
            Asked::Write(verb) | Asked::Look(verb) => action(verb),
        };
        let words = words.text(language);
        match self {
            Asked::Look(_) => {
                Sentence::new("ver si ya se hizo: {what}", "see whether it is done: {what}")
                    .fill(language, &[("what", words)])
            }
            _ => words.to_owned(),
        }
    }
}

fn action(verb: Verb) -> Sentence {
    match verb {
        Verb::Begin => Sentence::new("empezar el lote («Iniciar»)", "begin the batch (`Iniciar`)"),
        Verb::Upload => Sentence::new("cargar un bloque («Cargar»)", "load a part (`Cargar`)"),
        Verb::Process => {
            Sentence::new("procesar el lote («Procesar»)", "process the batch (`Procesar`)")
        }
        Verb::OpenAccount => Sentence::new("abrir una cuenta corriente", "open an account"),
        Verb::RegisterSeries => {
            Sentence::new("importar las series («Importar»)", "import the series (`Importar`)")
        }
    }
}
