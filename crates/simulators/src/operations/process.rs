//! *Procesar*: posts the rows that wait, step by step, and leaves those that something is wrong with.
//!
//! A step is one commit: the documents that it posted, its complaints and how far it came. A server that is killed
//! between two steps goes on with the next one.

use std::collections::HashSet;

use rusqlite::{CachedStatement, Transaction};

use super::batch::{self, Kept, Progress, State};
use super::posted::{self, By, Name, Numbers};
use super::{Refusal, Work, catalog};
use crate::scenario::ProcessAgain;
use crate::store::{self, Habits, Store};

/// The reason for a pair that the catalog does not have.
const NOT_REGISTERED: &str = "Serie no registrada para la sucursal";

/// Begins; the work itself is done by [`step`].
pub(crate) fn start(store: &mut Store, work: &Work) -> Result<(), Refusal> {
    let batch = batch::at_rest(store, work)?;
    let files = batch::files(store, batch.id, batch.generation)?;
    let all = store.habits.process_again == ProcessAgain::All;
    let looked_at = files.iter().filter(|file| all || file.pending > 0);
    let (mut count, mut rows, mut total) = (0_i64, 0, 0);
    for file in looked_at {
        count += 1;
        rows += if all { file.rows } else { file.pending };
        total += if all { file.total } else { file.pending_total };
    }
    if rows == 0 {
        let message = format!("El lote de {} no tiene filas por procesar.", work.period);
        return Err(Refusal::new(409, "lote_vacio", message));
    }
    let now = store.clock.now();
    let transaction = store.db.transaction()?;
    if all {
        for file in &files {
            let range = (batch::first_document(file.id), batch::last_document(file.id));
            let sql = "UPDATE document SET posted = 0 WHERE id BETWEEN ?1 AND ?2 AND posted > 0";
            transaction.execute(sql, range)?;
            let sql = "UPDATE file SET pending = rows, pending_total = total WHERE id = ?1";
            transaction.execute(sql, [file.id])?;
        }
    }
    transaction.execute("DELETE FROM complaint WHERE batch = ?1", [batch.id])?;
    let sql = "UPDATE batch SET state = 'procesando', number = number + 1, cursor = 0, user = ?2, files = ?3, \
               rows = ?4, total = ?5, seen = 0, posted = 0, complaints = 0, begun_at = ?6, ended_at = NULL \
               WHERE id = ?1";
    transaction.execute(sql, (batch.id, &work.user, count, rows, total, now))?;
    let what = format!("number {}: {rows} rows", batch.progress.number + 1);
    store::log(&transaction, "process", work.who(), &what)?;
    transaction.commit()?;
    if all {
        store.forget();
    }
    Ok(())
}

/// How far the processing of the work context is.
pub(crate) fn progress(store: &Store, work: &Work) -> Result<Progress, Refusal> {
    let batch = batch::find(store, &work.company, &work.period)?;
    Ok(batch.map_or(
        Progress {
            state: State::Idle,
            number: 0,
            files: 0,
            rows: 0,
            total: 0,
            seen: 0,
            posted: 0,
            complaints: 0,
            begun_at: None,
            ended_at: None,
        },
        |batch| batch.progress,
    ))
}

/// What a step found to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    /// No batch is being processed.
    Idle,
    /// It looked at so many rows.
    Seen(u64),
}

/// Looks at the next rows, at most `limit`, of the batch that has been processed for longest.
pub(crate) fn step(store: &mut Store, limit: u32) -> Result<Step, Refusal> {
    let Some(batch) = batch::processing(store)?.into_iter().next() else { return Ok(Step::Idle) };
    if store.pairs.as_ref().is_none_or(|(company, _)| *company != batch.company) {
        store.pairs = Some((batch.company.clone(), catalog::pairs(store, &batch.company)?));
    }
    let mut numbers = posted::take(store, &batch.company)?;
    let looked = look(store, &batch, &mut numbers, limit);
    match looked {
        Ok(seen) => {
            posted::put_back(store, &batch.company, numbers);
            Ok(Step::Seen(seen))
        }
        // What the step posted in memory is not in the database: it is read again.
        Err(refusal) => Err(refusal),
    }
}

/// The rows of a step that stay, in their order, and what is posted around them.
struct Looked {
    last: i64,
    seen: u64,
    complaints: Vec<(i64, String)>,
    posted_total: i64,
}

fn look(
    store: &mut Store,
    batch: &Kept,
    numbers: &mut Numbers,
    limit: u32,
) -> Result<u64, Refusal> {
    let files = batch::files(store, batch.id, batch.generation)?;
    let now = store.clock.now();
    let by: By = (batch.id, batch.progress.number);
    let Store { db, habits, pairs, .. } = store;
    let empty = HashSet::new();
    let judge = Judge {
        company: &batch.company,
        pairs: pairs.as_ref().map_or(&empty, |(_, pairs)| pairs),
        habits,
        by,
    };
    let transaction = db.transaction()?;
    let next = files.iter().find(|file| batch::last_document(file.id) > batch.cursor);
    let Some(file) = next else {
        end(&transaction, batch, now)?;
        transaction.commit()?;
        return Ok(0);
    };
    let from = batch::first_document(file.id).max(batch.cursor + 1);
    let looked = judge.rows(&transaction, numbers, (from, batch::last_document(file.id)), limit)?;
    let ended = looked.seen < u64::from(limit);
    let cursor = if ended { batch::last_document(file.id) } else { looked.last };
    post(&transaction, batch, from, &looked)?;
    let complaints = i64::try_from(looked.complaints.len()).map_err(Refusal::broken)?;
    let seen = i64::try_from(looked.seen).map_err(Refusal::broken)?;
    let posted = seen - complaints;
    let sql =
        "UPDATE file SET pending = pending - ?2, pending_total = pending_total - ?3 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute((file.id, posted, looked.posted_total))?;
    let sql = "UPDATE batch SET cursor = ?2, seen = seen + ?3, posted = posted + ?4, \
               complaints = complaints + ?5 WHERE id = ?1";
    transaction.prepare_cached(sql)?.execute((batch.id, cursor, seen, posted, complaints))?;
    transaction.commit()?;
    Ok(looked.seen)
}

/// What decides about a row.
struct Judge<'j> {
    company: &'j str,
    pairs: &'j HashSet<String>,
    habits: &'j Habits,
    by: By,
}

impl Judge<'_> {
    fn rows(
        &self,
        transaction: &Transaction<'_>,
        numbers: &mut Numbers,
        (from, to): (i64, i64),
        limit: u32,
    ) -> Result<Looked, Refusal> {
        let sql = "SELECT id, kind, series, first, last, branch, total FROM document \
                   WHERE id BETWEEN ?1 AND ?2 AND posted = 0 ORDER BY id LIMIT ?3";
        let mut select = transaction.prepare_cached(sql)?;
        let mut rows = select.query((from, to, limit))?;
        let mut looked = Looked { last: from, seen: 0, complaints: Vec::new(), posted_total: 0 };
        let mut pair = String::new();
        while let Some(row) = rows.next()? {
            let text = |index| -> rusqlite::Result<&str> { Ok(row.get_ref(index)?.as_str()?) };
            let name = Name { kind: text(1)?, series: text(2)?, first: text(3)?, last: text(4)? };
            looked.last = row.get(0)?;
            looked.seen += 1;
            match self.complaint(numbers, name, text(5)?, &mut pair) {
                Some(reason) => looked.complaints.push((looked.last, reason)),
                None => looked.posted_total += row.get::<_, i64>(6)?,
            }
        }
        Ok(looked)
    }

    /// Why a row stays; without a reason it is posted in memory already.
    fn complaint(
        &self,
        numbers: &mut Numbers,
        name: Name<'_>,
        branch: &str,
        pair: &mut String,
    ) -> Option<String> {
        if !self.habits.observe.is_empty() {
            let key = (self.company.to_string(), name.series.to_string(), branch.to_string());
            if let Some(reason) = self.habits.observe.get(&key) {
                return Some(reason.clone());
            }
        }
        catalog::pair(name.series, branch, pair);
        if !self.pairs.contains(pair.as_str()) {
            return Some(NOT_REGISTERED.to_string());
        }
        match numbers.post(name, self.by) {
            Ok(()) => None,
            Err(by) if by == self.by => Some("Documento repetido en el lote".to_string()),
            Err(_) => Some("Documento ya registrado".to_string()),
        }
    }
}

/// Marks as posted what lies between the complaints, and writes these down.
fn post(
    transaction: &Transaction<'_>,
    batch: &Kept,
    from: i64,
    looked: &Looked,
) -> Result<(), Refusal> {
    let sql = "UPDATE document SET posted = ?1 WHERE id BETWEEN ?2 AND ?3 AND posted = 0";
    let mut update = transaction.prepare_cached(sql)?;
    let sql = "INSERT INTO complaint (batch, document, reason) VALUES (?1, ?2, ?3)";
    let mut insert = transaction.prepare_cached(sql)?;
    let number = batch.progress.number;
    let mut start = from;
    for (document, reason) in &looked.complaints {
        mark(&mut update, number, start, document - 1)?;
        insert.execute((batch.id, document, reason))?;
        start = document + 1;
    }
    if looked.seen > 0 {
        mark(&mut update, number, start, looked.last)?;
    }
    Ok(())
}

fn mark(
    update: &mut CachedStatement<'_>,
    number: i64,
    from: i64,
    to: i64,
) -> Result<(), rusqlite::Error> {
    if from <= to {
        update.execute((number, from, to))?;
    }
    Ok(())
}

fn end(transaction: &Transaction<'_>, batch: &Kept, now: i64) -> Result<(), rusqlite::Error> {
    let sql = "UPDATE batch SET state = 'procesado', ended_at = ?2 WHERE id = ?1";
    transaction.execute(sql, (batch.id, now))?;
    let progress = &batch.progress;
    let what = format!(
        "number {}: {} posted, {} with a detail",
        progress.number, progress.posted, progress.complaints
    );
    let who = (batch.company.as_str(), batch.period.as_str(), batch.user.as_str());
    store::log(transaction, "processed", who, &what)
}
