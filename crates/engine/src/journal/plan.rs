//! Plans, stored whole before anything of them is done, and what people decided about their items.
//!
//! What a plan means is `reconcile`'s business; here it is a text with a hash. A resumed run applies the text that is
//! here, so that a retry opens the same account codes.

use std::collections::BTreeMap;

use rusqlite::{Row, params};
use serde_json::json;

use super::error::{JournalError, JournalErrorKind};
use super::file::Journal;
use super::run::{self, RunId};
use crate::ports::Clock;

/// The kind of a line that takes back what was decided before.
const TAKEN_BACK: &str = "taken-back";

/// A plan as it was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// BLAKE3 of its text, in hexadecimal: its name.
    pub hash: String,
    /// The run.
    pub run: RunId,
    /// The round whose details it answers.
    pub round: u32,
    /// Its text.
    pub json: String,
    /// When it was made.
    pub made: u64,
    /// When it was approved, and by whom; `policy` where the settings did.
    pub approved: Option<(u64, String)>,
}

/// What a person decided about an item of a plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Decided {
    /// The branch belongs to this cost center.
    CostCenter(String),
    /// The branch is that one, which the catalog knows.
    SameAs(String),
    /// Nothing shall be done about it, for this reason.
    Skip(String),
}

impl Decided {
    fn parts(&self) -> (&'static str, &str) {
        match self {
            Decided::CostCenter(code) => ("cost-center", code),
            Decided::SameAs(branch) => ("same-as", branch),
            Decided::Skip(reason) => ("skip", reason),
        }
    }

    fn of(kind: &str, value: String) -> Option<Decided> {
        match kind {
            "cost-center" => Some(Decided::CostCenter(value)),
            "same-as" => Some(Decided::SameAs(value)),
            "skip" => Some(Decided::Skip(value)),
            _ => None,
        }
    }
}

/// A decision, who made it, and when.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decision {
    /// What.
    pub decided: Decided,
    /// Who.
    pub who: String,
    /// When.
    pub at: u64,
}

impl Journal {
    /// Stores a plan and returns its hash. The same text again is the same plan, with its approval.
    pub fn store_plan(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        round: u32,
        json: &str,
    ) -> Result<String, JournalError> {
        let hash = blake3::hash(json.as_bytes()).to_hex().to_string();
        self.write(clock, "plan", |write| {
            run::current(&write.sql, id)?;
            write.sql.execute(
                "INSERT INTO plan (hash, run, round, json, made) VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (run, hash) DO UPDATE SET made = ?5, round = ?3",
                params![hash, id.as_str(), round, json, write.at],
            )?;
            write.event(Some(id), "plan", json!({ "hash": hash, "round": round }))
        })?;
        Ok(hash)
    }

    /// Approves a plan.
    pub fn approve_plan(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        hash: &str,
        who: &str,
    ) -> Result<(), JournalError> {
        self.write(clock, "approval", |write| {
            run::current(&write.sql, id)?;
            let changed = write.sql.execute(
                "UPDATE plan SET approved = ?, approved_by = ? WHERE run = ? AND hash = ?",
                params![write.at, who, id.as_str(), hash],
            )?;
            if changed == 0 {
                return Err(JournalError::new(JournalErrorKind::PlanUnknown).with("plan", hash));
            }
            write.event(Some(id), "approval", json!({ "hash": hash, "who": who }))
        })
    }

    /// The plan that a run made last. One whose text is not what was stored is refused.
    pub fn latest_plan(&self, id: &RunId) -> Result<Option<Plan>, JournalError> {
        let mut plans = self.plans(id)?;
        Ok(plans.pop())
    }

    /// All plans of a run, the latest last.
    pub fn plans(&self, id: &RunId) -> Result<Vec<Plan>, JournalError> {
        self.read_plans(id).map_err(|error| error.at(&self.path))
    }

    fn read_plans(&self, id: &RunId) -> Result<Vec<Plan>, JournalError> {
        let mut query = self.connection.prepare(
            "SELECT hash, round, json, made, approved, approved_by FROM plan WHERE run = ?
             ORDER BY made, rowid",
        )?;
        let mut rows = query.query([id.as_str()])?;
        let mut plans = Vec::new();
        while let Some(row) = rows.next()? {
            plans.push(read(row, id)?);
        }
        Ok(plans)
    }

    /// Keeps what a person decided about an item; `item` is what names it in every plan of the run, whatever its
    /// number there.
    pub fn decide(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        item: &str,
        decided: &Decided,
        who: &str,
    ) -> Result<(), JournalError> {
        let (kind, value) = decided.parts();
        if value.trim().is_empty() {
            return Err(JournalError::new(JournalErrorKind::ReasonMissing).at(&self.path));
        }
        self.write(clock, "decision", |write| {
            run::current(&write.sql, id)?;
            write.sql.execute(
                "INSERT INTO decision (run, item, kind, value, who, at) VALUES (?, ?, ?, ?, ?, ?)",
                params![id.as_str(), item, kind, value, who, write.at],
            )?;
            let content = json!({ "item": item, "kind": kind, "value": value, "who": who });
            write.event(Some(id), "decision", content)
        })
    }

    /// Takes back what was decided about an item, so that it is open again; `false` where nothing holds.
    pub fn take_back(
        &mut self,
        clock: &dyn Clock,
        id: &RunId,
        item: &str,
        who: &str,
    ) -> Result<bool, JournalError> {
        if !self.decisions(id)?.contains_key(item) {
            return Ok(false);
        }
        self.write(clock, "decision", |write| {
            run::current(&write.sql, id)?;
            write.sql.execute(
                "INSERT INTO decision (run, item, kind, value, who, at) VALUES (?, ?, ?, '', ?, ?)",
                params![id.as_str(), item, TAKEN_BACK, who, write.at],
            )?;
            write.event(
                Some(id),
                "decision",
                json!({ "item": item, "kind": TAKEN_BACK, "who": who }),
            )
        })?;
        Ok(true)
    }

    /// What holds now, by item: the last decision about each. Earlier ones stay in the events.
    pub fn decisions(&self, id: &RunId) -> Result<BTreeMap<String, Decision>, JournalError> {
        self.read_decisions(id).map_err(|error| error.at(&self.path))
    }

    fn read_decisions(&self, id: &RunId) -> Result<BTreeMap<String, Decision>, JournalError> {
        let mut query = self
            .connection
            .prepare("SELECT item, kind, value, who, at FROM decision WHERE run = ? ORDER BY id")?;
        let mut rows = query.query([id.as_str()])?;
        let mut decisions = BTreeMap::new();
        while let Some(row) = rows.next()? {
            let kind: String = row.get(1)?;
            if kind == TAKEN_BACK {
                decisions.remove(&row.get::<_, String>(0)?);
                continue;
            }
            let decided = Decided::of(&kind, row.get(2)?)
                .ok_or_else(|| JournalError::damaged(format!("run {id}: decision {kind}")))?;
            decisions.insert(row.get(0)?, Decision { decided, who: row.get(3)?, at: row.get(4)? });
        }
        Ok(decisions)
    }
}

fn read(row: &Row<'_>, id: &RunId) -> Result<Plan, JournalError> {
    let (hash, json): (String, String) = (row.get(0)?, row.get(2)?);
    if blake3::hash(json.as_bytes()).to_hex().as_str() != hash {
        return Err(JournalError::damaged(format!("run {id}: plan {hash}")));
    }
    let (approved, by): (Option<u64>, Option<String>) = (row.get(4)?, row.get(5)?);
    Ok(Plan {
        hash,
        run: id.clone(),
        round: row.get(1)?,
        json,
        made: row.get(3)?,
        approved: approved.map(|at| (at, by.unwrap_or_default())),
    })
}
