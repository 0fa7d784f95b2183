//! The suite for accounting systems.

use engine::model::{Account, AccountCode};
use engine::ports::{AccountingSystem, CompanyId, FailureKind, Sighting};

use super::tables::rows;
use super::{Checks, NOT_ASKED, Report, Trial, UNTOLD};

/// Holds a connector to its port; opens `opening` where it is given.
pub fn check_accounting(
    system: &mut dyn AccountingSystem,
    trial: &Trial,
    opening: Option<&Account>,
) -> Report {
    let mut checks = Checks::new(trial.language);
    if checks.answer("open", system.open(trial.company, trial.period)).is_none() {
        return checks.end();
    }
    if let Some(path) = checks.answer("cost-centers", system.fetch_cost_centers(trial.folder)) {
        let read = rows(&path, trial.language).map(|rows| !rows.is_empty());
        checks.equal("cost-centers-are-a-table", &Ok(true), &read);
    }
    let before = accounts(system, trial, &mut checks, "accounts");
    if let Some(known) = before.first() {
        seen(system, &mut checks, known);
    }
    match opening {
        Some(account) => opens(system, trial, &mut checks, account),
        None => {
            checks.untold("writes", NOT_ASKED);
            let after = accounts(system, trial, &mut checks, "accounts-again");
            checks.equal("looking-changes-nothing", &before, &after);
        }
    }
    let nobody = CompanyId { name: "nobody".into(), ruc: "00000000000".into() };
    let kind = system.open(&nobody, trial.period).err().map(|failure| failure.kind);
    let told = matches!(kind, Some(FailureKind::Refused | FailureKind::Unrecognized));
    checks.equal("other-company-is-refused", &true, &told);
    checks.answer("open-again", system.open(trial.company, trial.period));
    checks.end()
}

/// The accounts of the list: rows whose first cell with eleven digits is followed by a text.
fn accounts(
    system: &mut dyn AccountingSystem,
    trial: &Trial,
    checks: &mut Checks,
    name: &'static str,
) -> Vec<Account> {
    let Some(path) = checks.answer(name, system.fetch_accounts(trial.folder)) else {
        return Vec::new();
    };
    let rows = rows(&path, trial.language);
    checks.equal("accounts-are-a-table", &true, &rows.is_ok());
    let account = |row: Vec<String>| {
        let at = row.iter().position(|cell| AccountCode::parse(cell).is_some())?;
        Some(Account { code: AccountCode::parse(&row[at])?, name: row.get(at + 1)?.clone() })
    };
    rows.unwrap_or_default().into_iter().filter_map(account).collect()
}

fn seen(system: &mut dyn AccountingSystem, checks: &mut Checks, known: &Account) {
    if !system.capabilities().find_account {
        checks.untold("find-account", UNTOLD);
        return;
    }
    let sighting = system.find_account(known.code, &known.name);
    if let Some(sighting) = checks.answer("find-account", sighting) {
        checks.equal("a-listed-account-is-found", &Sighting::Ours(()), &sighting);
    }
    let sighting = system.find_account(known.code, "CUADRE: NO SUCH NAME");
    if let Some(sighting) = checks.answer("find-taken", sighting) {
        checks.equal("a-code-of-another-name-is-taken", &Sighting::Taken, &sighting);
    }
}

fn opens(system: &mut dyn AccountingSystem, trial: &Trial, checks: &mut Checks, account: &Account) {
    if system.capabilities().find_account {
        let sighting = system.find_account(account.code, &account.name);
        if let Some(sighting) = checks.answer("find-before", sighting) {
            checks.equal("a-new-account-is-absent", &Sighting::Absent, &sighting);
        }
    }
    if checks.answer("open-account", system.open_account(account)).is_none() {
        return;
    }
    if system.capabilities().find_account {
        let sighting = system.find_account(account.code, &account.name);
        if let Some(sighting) = checks.answer("find-after", sighting) {
            checks.equal("the-new-account-is-found", &Sighting::Ours(()), &sighting);
        }
    }
    let again = system.open_account(account).err().map(|failure| failure.kind);
    checks.equal("a-code-is-opened-once", &Some(FailureKind::Refused), &again);
    let after = accounts(system, trial, checks, "accounts-after");
    let count = after.iter().filter(|other| *other == account).count();
    checks.equal("the-list-has-it-once", &1, &count);
}
