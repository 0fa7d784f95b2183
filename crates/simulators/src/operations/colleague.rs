//! Somebody else at work in the same batch, who knows nothing of whoever else is.

use super::sales_file::{COLUMNS, Reader};
use super::{Refusal, Work, batch, companies, upload};
use crate::store::{self, Store};

const USER: &str = "colega";

/// What a colleague does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Colleague {
    /// Removes every row that waits.
    Empty,
    /// Loads a file of three rows of his own.
    Fill,
}

/// Does it now; a batch that was never begun is begun by him.
pub(crate) fn work(
    store: &mut Store,
    company: &str,
    period: &str,
    does: Colleague,
) -> Result<(), Refusal> {
    companies::choose(store, company, period)?;
    let work =
        Work { user: USER.to_string(), company: company.to_string(), period: period.to_string() };
    match does {
        Colleague::Empty => empty(store, &work),
        Colleague::Fill => fill(store, &work),
    }
}

fn empty(store: &mut Store, work: &Work) -> Result<(), Refusal> {
    if batch::find(store, &work.company, &work.period)?.is_none() {
        return Ok(());
    }
    let found = batch::at_rest(store, work)?;
    let transaction = store.db.transaction()?;
    batch::clear(&transaction, found.id, found.generation)?;
    store::log(&transaction, "colleague_emptied", work.who(), "")?;
    transaction.commit()?;
    Ok(())
}

fn fill(store: &mut Store, work: &Work) -> Result<(), Refusal> {
    if batch::find(store, &work.company, &work.period)?.is_none() {
        batch::begin(store, work)?;
    }
    let (year, month) = work.period.split_at(4);
    let mut text = COLUMNS.join(",") + "\r\n";
    for number in 1..=3 {
        text += &format!(
            "{number},{period}00,01/{month}/{year},,03,C001,{number},,,,,100.00,18.00,118.00,,,,,COLEGA,TIENDA DEL COLEGA\r\n",
            period = work.period
        );
    }
    let mut reader = Reader::new("colega.csv", &work.period);
    reader.push(text.as_bytes());
    upload::load(store, work, &reader.finish()?)?;
    Ok(())
}
