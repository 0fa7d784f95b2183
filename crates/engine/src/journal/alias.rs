//! Aliases: branches that a person has given to a cost center, remembered for the months to come.
//!
//! An alias is void when its code has left the list of cost centers or stands for something else now: what a person
//! confirmed was a code *and* what it was called.

use rusqlite::params;
use serde_json::json;

use super::error::JournalError;
use super::file::Journal;
use crate::model::CostCenter;
use crate::ports::Clock;

/// A branch that a person has given to a cost center.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Alias {
    /// The company's key in the settings.
    pub company: String,
    /// The branch, as it is compared.
    pub branch_key: String,
    /// The cost center, and what it was called then.
    pub cost_center: CostCenter,
    /// Who said so.
    pub who: String,
    /// When.
    pub at: u64,
}

/// Whether an alias may still be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AliasStanding {
    /// Its code stands for what it did.
    Valid,
    /// Its code has left the list.
    Gone,
    /// Its code stands for something else, or for several things.
    Renamed(Vec<String>),
}

impl Alias {
    /// Compares with the list of cost centers as it is now. Only blanks at the ends are forgiven.
    pub fn standing(&self, cost_centers: &[CostCenter]) -> AliasStanding {
        let now: Vec<_> = cost_centers
            .iter()
            .filter(|center| center.code.trim() == self.cost_center.code.trim())
            .map(|center| center.name.trim().to_owned())
            .collect();
        if now.is_empty() {
            AliasStanding::Gone
        } else if now.iter().all(|name| name == self.cost_center.name.trim()) {
            AliasStanding::Valid
        } else {
            AliasStanding::Renamed(now)
        }
    }
}

impl Journal {
    /// Remembers an alias; an earlier one of the same branch is revoked by the same person.
    pub fn remember_alias(
        &mut self,
        clock: &dyn Clock,
        company: &str,
        branch_key: &str,
        cost_center: &CostCenter,
        who: &str,
    ) -> Result<(), JournalError> {
        self.write(clock, "alias", |write| {
            revoke(write, company, branch_key, who)?;
            write.sql.execute(
                "INSERT INTO alias (company, branch_key, cost_center, cost_center_name, who, at)
                 VALUES (?, ?, ?, ?, ?, ?)",
                params![
                    company,
                    branch_key,
                    cost_center.code,
                    cost_center.name,
                    who,
                    write.at
                ],
            )?;
            let content = json!({ "company": company, "branch": branch_key, "cost_center": cost_center.code,
                "name": cost_center.name, "who": who });
            write.event(None, "alias", content)
        })
    }

    /// Revokes the alias of a branch; `false` where there is none.
    pub fn revoke_alias(
        &mut self,
        clock: &dyn Clock,
        company: &str,
        branch_key: &str,
        who: &str,
    ) -> Result<bool, JournalError> {
        self.write(clock, "alias", |write| {
            let revoked = revoke(write, company, branch_key, who)?;
            if revoked {
                let content =
                    json!({ "company": company, "branch": branch_key, "revoked": true, "who": who });
                write.event(None, "alias", content)?;
            }
            Ok(revoked)
        })
    }

    /// The aliases of a company that nobody has revoked, by branch.
    pub fn aliases(&self, company: &str) -> Result<Vec<Alias>, JournalError> {
        let read = || -> rusqlite::Result<Vec<Alias>> {
            let mut query = self.connection.prepare(
                "SELECT company, branch_key, cost_center, cost_center_name, who, at FROM alias
                 WHERE company = ? AND revoked IS NULL ORDER BY branch_key",
            )?;
            let aliases = query.query_map([company], |row| {
                Ok(Alias {
                    company: row.get(0)?,
                    branch_key: row.get(1)?,
                    cost_center: CostCenter { code: row.get(2)?, name: row.get(3)? },
                    who: row.get(4)?,
                    at: row.get(5)?,
                })
            })?;
            aliases.collect()
        };
        read().map_err(|error| JournalError::from(error).at(&self.path))
    }
}

fn revoke(
    write: &super::file::Write<'_>,
    company: &str,
    branch_key: &str,
    who: &str,
) -> Result<bool, JournalError> {
    let changed = write.sql.execute(
        "UPDATE alias SET revoked = ?, revoked_by = ? WHERE company = ? AND branch_key = ? AND revoked IS NULL",
        params![write.at, who, company, branch_key],
    )?;
    Ok(changed > 0)
}
