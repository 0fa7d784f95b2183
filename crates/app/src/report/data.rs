//! What a report tells, as plain fields; the JSON document is this, field by field.

use engine::model::Cents;
use engine::normalize::outputs::RowCounts;
use serde::Serialize;

use super::moment::Moment;
use crate::as_given::AsGiven;

/// The form of the JSON document.
pub(crate) const SCHEMA: &str = "cuadre.report/1";

/// All that is told of a run.
#[derive(Debug, Default, Serialize)]
pub(crate) struct ReportData {
    /// [`SCHEMA`].
    pub(crate) schema: &'static str,
    /// The run's id.
    pub(crate) run: String,
    /// The company's key in the settings.
    pub(crate) company: String,
    /// Its RUC.
    pub(crate) ruc: String,
    /// `2026-01`.
    pub(crate) period: String,
    /// The phase that it is in.
    pub(crate) phase: String,
    /// How the last attempt ended; empty where one is under way or was cut off.
    pub(crate) outcome: String,
    /// `current`, `superseded` or `replaced`.
    pub(crate) standing: String,
    /// The run that took its place.
    pub(crate) taken_by: Option<String>,
    /// The run whose place it took, and why.
    pub(crate) replaces: Option<Replaced>,
    /// How often corrections came.
    pub(crate) revision: u32,
    /// When it began.
    pub(crate) began: Moment,
    /// When it changed last.
    pub(crate) updated: Moment,
    /// Why a person has something to do.
    pub(crate) why: Option<Why>,
    /// The files of the ledger.
    pub(crate) files: Vec<File>,
    /// The row proof.
    pub(crate) rows: Option<RowCounts>,
    /// Sums that must be equal, and whether they are.
    pub(crate) checks: Vec<Check>,
    /// Refused rows by rule.
    pub(crate) rejections: Vec<Rule>,
    /// Accepted rows with a change, by kind of change.
    pub(crate) fixes: Vec<Rule>,
    /// Warnings and notes by rule.
    pub(crate) remarks: Vec<Rule>,
    /// Totals of accepted rows.
    pub(crate) totals: Option<Totals>,
    /// The bulk parts.
    pub(crate) parts: Vec<Part>,
    /// Rounds of processing.
    pub(crate) rounds: Vec<Round>,
    /// The last plan.
    pub(crate) plan: Option<Plan>,
    /// What was done outside.
    pub(crate) effects: Vec<Effect>,
    /// Accounts that this run has opened.
    pub(crate) accounts: Vec<Account>,
    /// Rows that this run has added to the catalog.
    pub(crate) series: Vec<Series>,
    /// Numbers that no platform has told.
    pub(crate) not_verified: Vec<String>,
    /// Doubtful lines of the lists that were fetched, in Spanish and in English.
    pub(crate) doubtful_lines: Vec<[String; 2]>,
    /// The story, in order.
    pub(crate) events: Vec<Event>,
    /// Files of the run that could not be read, and why.
    pub(crate) unread: Vec<Unread>,
    /// How the commands that the page shows are given their settings.
    #[serde(skip)]
    pub(crate) as_given: AsGiven,
}

/// The run whose place this one took.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Replaced {
    pub(crate) run: String,
    pub(crate) reason: String,
}

/// Why a person has something to do.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Why {
    /// `B601`.
    pub(crate) code: String,
    pub(crate) message: String,
    pub(crate) advice: String,
}

/// A file of the ledger.
#[derive(Debug, Default, Serialize)]
pub(crate) struct File {
    pub(crate) file: String,
    pub(crate) sheet: String,
    pub(crate) bytes: u64,
    /// As the manifest has it.
    pub(crate) hash: String,
}

/// Two numbers that must be equal.
#[derive(Debug, Serialize)]
pub(crate) struct Check {
    /// What is compared: `rows-add-up`.
    pub(crate) name: &'static str,
    pub(crate) left: String,
    pub(crate) right: String,
    pub(crate) holds: bool,
}

/// A rule, and how often it spoke.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Rule {
    pub(crate) code: String,
    pub(crate) name: String,
    /// Times that it spoke; a row that breaks two rules is in both.
    pub(crate) count: u64,
    /// Where it spoke first: file, sheet, row, column.
    pub(crate) place: String,
    /// What it said there.
    pub(crate) message: String,
    pub(crate) advice: String,
}

/// Totals of accepted rows, from `totals.json`.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Totals {
    pub(crate) whole: Sum,
    pub(crate) by_day: Vec<Sum>,
    pub(crate) by_kind: Vec<Sum>,
    pub(crate) by_branch: Vec<Sum>,
    /// What the lists have no room for.
    pub(crate) beyond: Option<Sum>,
}

/// A line of totals.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub(crate) struct Sum {
    /// The day, kind or branch; empty where the row has none, and for the whole.
    pub(crate) name: String,
    pub(crate) rows: u64,
    pub(crate) documents: u64,
    #[serde(serialize_with = "as_text")]
    pub(crate) taxable_base: Cents,
    #[serde(serialize_with = "as_text")]
    pub(crate) sales_tax: Cents,
    #[serde(serialize_with = "as_text")]
    pub(crate) total: Cents,
}

/// A bulk part.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Part {
    pub(crate) number: u32,
    pub(crate) file: String,
    pub(crate) rows: u64,
    pub(crate) bytes: u64,
    /// Unknown where the journal has no parts yet.
    pub(crate) total: Option<String>,
    pub(crate) sha256: String,
    /// When the living batch took it.
    pub(crate) uploaded: Option<Moment>,
}

/// A processing of the batch.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Round {
    pub(crate) number: u32,
    pub(crate) generation: u32,
    /// Lines of the details; unknown until they were read.
    pub(crate) lines: Option<u64>,
    /// What was complained of, each once.
    pub(crate) complaints: Option<u64>,
}

/// A plan as it was made last.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Plan {
    pub(crate) hash: String,
    pub(crate) round: u32,
    pub(crate) made: Moment,
    pub(crate) approved: Option<Moment>,
    pub(crate) approved_by: Option<String>,
    pub(crate) items: Vec<Item>,
}

/// An item of the plan.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Item {
    pub(crate) number: u32,
    pub(crate) series: String,
    pub(crate) branch: String,
    pub(crate) details: u64,
    /// What the platform says.
    pub(crate) reasons: Vec<String>,
    /// Where the first detail points.
    pub(crate) first: String,
    /// `inherited`, `new`, `unresolved`, …
    pub(crate) verdict: &'static str,
    /// Whether it waits for a person.
    pub(crate) waits: bool,
    /// What is to be done, or what is in the way.
    pub(crate) says: String,
    /// What it rests on; for an unresolved one, the candidates.
    pub(crate) evidence: Vec<String>,
    /// What is asked of a person, where it is asked at this item.
    #[serde(skip)]
    pub(crate) asked: Option<Asked>,
    /// That it follows the decision about another item, as a sentence.
    #[serde(skip)]
    pub(crate) follows: Option<String>,
    pub(crate) decision: Option<Decided>,
}

/// A question: one for all items of which one decision is enough.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    /// The series by name, the first few.
    pub(crate) series: String,
    /// How many they are.
    pub(crate) count: u64,
    /// The details of all.
    pub(crate) details: u64,
    /// The commands that decide it, the likeliest first, each with what differs; `cuadre plan --json` has them too.
    pub(crate) commands: Vec<(String, String)>,
}

/// What a person decided.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Decided {
    pub(crate) says: String,
    pub(crate) who: String,
    pub(crate) at: Moment,
}

/// Something that was done outside, or tried.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Effect {
    pub(crate) number: u64,
    pub(crate) verb: &'static str,
    pub(crate) key: String,
    pub(crate) state: &'static str,
    pub(crate) attempts: u32,
    /// What the platform said when it was not done, or not surely.
    pub(crate) said: Option<String>,
    /// The person who resolved it.
    pub(crate) who: Option<String>,
    pub(crate) began: Moment,
    pub(crate) updated: Moment,
}

/// An account that was opened.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Account {
    pub(crate) code: String,
    pub(crate) name: String,
    pub(crate) at: Moment,
}

/// A row that was added to the catalog.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Series {
    pub(crate) series: String,
    pub(crate) branch: String,
    pub(crate) cost_center: String,
    pub(crate) account: String,
    pub(crate) at: Moment,
}

/// Something that happened.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Event {
    pub(crate) number: u64,
    pub(crate) at: Moment,
    pub(crate) kind: String,
    /// In the operator's words.
    pub(crate) says: String,
    /// The particulars.
    pub(crate) content: serde_json::Value,
}

/// A file that could not be read.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Unread {
    pub(crate) file: String,
    pub(crate) why: String,
}

/// Money as the norm writes it.
fn as_text<S: serde::Serializer>(cents: &Cents, to: S) -> Result<S::Ok, S::Error> {
    to.collect_str(cents)
}

impl ReportData {
    /// The items of the plan that wait for a person.
    pub(crate) fn waiting(&self) -> impl Iterator<Item = &Item> {
        self.plan.iter().flat_map(|plan| &plan.items).filter(|item| item.waits)
    }

    /// Actions of which nobody knows whether they happened.
    pub(crate) fn doubts(&self) -> impl Iterator<Item = &Effect> {
        self.effects.iter().filter(|effect| effect.state == "open")
    }
}
