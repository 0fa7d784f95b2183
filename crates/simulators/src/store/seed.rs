//! Fills a new database with what the scenario says that the platform knows.

use rusqlite::{Error, Transaction};

use super::System;
use crate::operations::accounts::{self, NewAccount};
use crate::operations::catalog::{self, CatalogRow};
use crate::scenario::{Company, Scenario, Series};

const OPERATION_TYPE: &str = "20";
const OPERATION_NAME: &str = "CANCELACIONES TIENDAS PROPIAS";

/// Everything of the scenario that `system` keeps in its database.
pub(super) fn fill(
    transaction: &Transaction<'_>,
    system: System,
    scenario: &Scenario,
) -> Result<(), Error> {
    for company in &scenario.companies {
        let sql = "INSERT INTO company (ruc, name) VALUES (?1, ?2)";
        transaction.execute(sql, (&company.ruc, &company.name))?;
        match system {
            System::ImportPlatform => import_platform(transaction, company)?,
            System::Aconsys => aconsys(transaction, company)?,
        }
    }
    Ok(())
}

fn import_platform(transaction: &Transaction<'_>, company: &Company) -> Result<(), Error> {
    let mut insert =
        transaction.prepare("INSERT INTO cost_center (company, code) VALUES (?1, ?2)")?;
    for center in &company.cost_centers {
        insert.execute((&company.ruc, &center.code))?;
    }
    let mut add = catalog::Adder::new(transaction, &company.ruc)?;
    for (index, series) in company.series.iter().enumerate() {
        add.add(index as i64 + 1, &whole(company, series))?;
    }
    Ok(())
}

/// A row of the catalog with the descriptions that the company's lists have.
fn whole(company: &Company, series: &Series) -> CatalogRow {
    let center = company.cost_centers.iter().find(|one| one.code == series.cost_center);
    let account = company.accounts.iter().find(|one| one.code == series.account);
    let or = |given: &Option<String>, found: Option<&String>| {
        given.as_ref().or(found).cloned().unwrap_or_default()
    };
    CatalogRow {
        series: series.series.clone(),
        cost_center: series.cost_center.clone(),
        cost_center_description: or(
            &series.cost_center_description,
            center.map(|one| &one.description),
        ),
        branch: series.branch.clone(),
        operation_type: or(&series.operation_type, Some(&OPERATION_TYPE.to_string())),
        operation_name: or(&series.operation_name, Some(&OPERATION_NAME.to_string())),
        account: series.account.clone(),
        account_description: or(&series.account_description, account.map(|one| &one.description)),
    }
}

fn aconsys(transaction: &Transaction<'_>, company: &Company) -> Result<(), Error> {
    let sql = "INSERT INTO cost_center (company, code, description) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare(sql)?;
    for center in &company.cost_centers {
        insert.execute((&company.ruc, &center.code, &center.description))?;
    }
    for account in &company.accounts {
        let new = NewAccount {
            code: account.code.clone(),
            description: account.description.clone(),
            client: account.client,
            supplier: account.supplier,
            document_kind: account.document_kind.clone(),
        };
        accounts::insert(transaction, &company.ruc, &new)?;
    }
    Ok(())
}
