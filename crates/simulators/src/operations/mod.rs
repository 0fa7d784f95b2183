//! What the platforms do, as plain functions over a database.
//!
//! Every face of a platform (its JSON, and pages for people) calls these; none of them knows HTTP, sessions or faults.
//! Each checks what a real system checks, changes everything that it means to in one commit or nothing at all, and
//! says in the platform's Spanish what it refuses.

pub(crate) mod accounts;
pub(crate) mod batch;
pub(crate) mod catalog;
pub(crate) mod catalog_file;
pub(crate) mod colleague;
pub(crate) mod companies;
pub(crate) mod cost_centers;
pub(crate) mod delimited;
pub(crate) mod details;
pub(crate) mod posted;
pub(crate) mod printed;
pub(crate) mod process;
pub(crate) mod sales_file;
pub(crate) mod sheet;
pub(crate) mod state;
pub(crate) mod upload;

/// On whose behalf, and on what, an operation works.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Work {
    pub(crate) user: String,
    /// The company's RUC.
    pub(crate) company: String,
    /// `AAAAMM`.
    pub(crate) period: String,
}

impl Work {
    /// As the log wants it.
    pub(crate) fn who(&self) -> (&str, &str, &str) {
        (&self.company, &self.period, &self.user)
    }
}

/// A place in a refused file, and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Mistake {
    /// Counted from 1.
    pub(crate) line: u64,
    pub(crate) column: Option<&'static str>,
    pub(crate) says: String,
}

/// How many places of a refused file are told.
pub(crate) const MISTAKES_TOLD: usize = 20;

/// The places of a refused file: the first ones, and how many there are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Mistakes {
    pub(crate) first: Vec<Mistake>,
    pub(crate) count: u64,
}

impl Mistakes {
    pub(crate) fn add(&mut self, line: u64, column: Option<&'static str>, says: String) {
        self.count += 1;
        if self.first.len() < MISTAKES_TOLD {
            self.first.push(Mistake { line, column, says });
        }
    }

    pub(crate) fn refusal(self, what: &str) -> Refusal {
        let count = self.count;
        let noun = if count == 1 { "observación" } else { "observaciones" };
        let message = format!("El archivo {what} no se cargó: {count} {noun}.");
        let mut refusal = Refusal::new(422, "archivo_rechazado", message);
        refusal.mistakes = Some(self);
        refusal
    }
}

/// Why an operation did nothing, or broke.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Refusal {
    /// The HTTP status that says it best.
    pub(crate) status: u16,
    pub(crate) code: &'static str,
    pub(crate) message: String,
    pub(crate) mistakes: Option<Mistakes>,
    pub(crate) retry_after: Option<u64>,
}

impl Refusal {
    pub(crate) fn new(status: u16, code: &'static str, message: impl Into<String>) -> Refusal {
        Refusal { status, code, message: message.into(), mistakes: None, retry_after: None }
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Refusal {
        Refusal::new(400, "peticion_invalida", message)
    }

    pub(crate) fn broken(why: impl std::fmt::Display) -> Refusal {
        Refusal::new(500, "error_interno", format!("Error interno del servidor: {why}"))
    }
}

impl From<rusqlite::Error> for Refusal {
    fn from(error: rusqlite::Error) -> Refusal {
        Refusal::broken(error)
    }
}

/// A page of a list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Page {
    /// From 1.
    pub(crate) number: u32,
    pub(crate) size: u32,
}

impl Page {
    /// How many rows come before it.
    pub(crate) fn skip(self) -> i64 {
        (i64::from(self.number) - 1) * i64::from(self.size)
    }

    /// All rows on one page.
    pub(crate) const ALL: Page = Page { number: 1, size: u32::MAX };
}

/// Some rows of a list, and how many it has in all.
#[derive(Clone, Debug)]
pub(crate) struct Listed<T> {
    pub(crate) rows: Vec<T>,
    pub(crate) total: u64,
}
