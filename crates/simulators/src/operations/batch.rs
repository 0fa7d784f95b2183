//! The batch of a company and a period: what was loaded into it, and beginning it.

use rusqlite::{OptionalExtension, Row, Transaction};

use super::{Refusal, Work};
use crate::scenario::Begin;
use crate::store::{self, Store};

/// What a batch is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    /// Nothing was processed since it was begun.
    Idle,
    /// Rows are being looked at.
    Processing,
    /// The last processing has ended.
    Processed,
}

impl State {
    pub(crate) fn name(self) -> &'static str {
        match self {
            State::Idle => "inactivo",
            State::Processing => "procesando",
            State::Processed => "procesado",
        }
    }

    fn named(name: &str) -> State {
        match name {
            "procesando" => State::Processing,
            "procesado" => State::Processed,
            _ => State::Idle,
        }
    }
}

/// How far a processing is; amounts in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Progress {
    pub(crate) state: State,
    pub(crate) number: i64,
    pub(crate) files: i64,
    pub(crate) rows: i64,
    pub(crate) total: i64,
    pub(crate) seen: i64,
    pub(crate) posted: i64,
    pub(crate) complaints: i64,
    pub(crate) begun_at: Option<i64>,
    pub(crate) ended_at: Option<i64>,
}

/// A batch as its table keeps it.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) id: i64,
    pub(crate) company: String,
    pub(crate) period: String,
    /// Counts the times that it was begun and cleared.
    pub(crate) generation: i64,
    /// The last document that the running processing has looked at.
    pub(crate) cursor: i64,
    /// Who asked for the running processing.
    pub(crate) user: String,
    pub(crate) progress: Progress,
}

const COLUMNS: &str = "id, company, period, generation, cursor, user, state, number, files, rows, \
                       total, seen, posted, complaints, begun_at, ended_at";

fn kept(row: &Row<'_>) -> rusqlite::Result<Kept> {
    Ok(Kept {
        id: row.get(0)?,
        company: row.get(1)?,
        period: row.get(2)?,
        generation: row.get(3)?,
        cursor: row.get(4)?,
        user: row.get(5)?,
        progress: Progress {
            state: State::named(&row.get::<_, String>(6)?),
            number: row.get(7)?,
            files: row.get(8)?,
            rows: row.get(9)?,
            total: row.get(10)?,
            seen: row.get(11)?,
            posted: row.get(12)?,
            complaints: row.get(13)?,
            begun_at: row.get(14)?,
            ended_at: row.get(15)?,
        },
    })
}

/// The batch of this company and period, if it was ever begun.
pub(crate) fn find(store: &Store, company: &str, period: &str) -> Result<Option<Kept>, Refusal> {
    let sql = format!("SELECT {COLUMNS} FROM batch WHERE company = ?1 AND period = ?2");
    let mut select = store.db.prepare_cached(&sql)?;
    Ok(select.query_row([company, period], kept).optional()?)
}

/// The batches that are being processed, oldest first.
pub(crate) fn processing(store: &Store) -> Result<Vec<Kept>, Refusal> {
    let sql = format!("SELECT {COLUMNS} FROM batch WHERE state = 'procesando' ORDER BY id");
    let mut select = store.db.prepare_cached(&sql)?;
    let rows = select.query_map((), kept)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The batch that a write works on: begun, and not being processed.
pub(crate) fn at_rest(store: &Store, work: &Work) -> Result<Kept, Refusal> {
    let Some(batch) = find(store, &work.company, &work.period)? else {
        let message = format!("El lote de {} no se ha iniciado: pulse Iniciar.", work.period);
        return Err(Refusal::new(409, "lote_no_iniciado", message));
    };
    not_processing(&batch)?;
    Ok(batch)
}

fn not_processing(batch: &Kept) -> Result<(), Refusal> {
    match batch.progress.state {
        State::Processing => Err(processing_refusal(&batch.period)),
        State::Idle | State::Processed => Ok(()),
    }
}

pub(crate) fn processing_refusal(period: &str) -> Refusal {
    let message = format!("El lote de {period} se está procesando: espere a que termine.");
    Refusal::new(409, "procesando", message)
}

/// A loaded file; amounts in hundredths.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct File {
    pub(crate) id: i64,
    pub(crate) name: String,
    pub(crate) bytes: i64,
    pub(crate) sha256: String,
    pub(crate) rows: i64,
    pub(crate) pending: i64,
    pub(crate) total: i64,
    pub(crate) pending_total: i64,
    pub(crate) loaded_at: i64,
    pub(crate) user: String,
}

/// A batch with its files.
#[derive(Clone, Debug)]
pub(crate) struct Batch {
    pub(crate) begun: bool,
    pub(crate) state: State,
    pub(crate) files: Vec<File>,
}

/// The batch of the work context.
pub(crate) fn show(store: &Store, work: &Work) -> Result<Batch, Refusal> {
    match find(store, &work.company, &work.period)? {
        None => Ok(Batch { begun: false, state: State::Idle, files: Vec::new() }),
        Some(batch) => Ok(Batch {
            begun: true,
            state: batch.progress.state,
            files: files(store, batch.id, batch.generation)?,
        }),
    }
}

/// The files of a batch since it was begun and cleared, in the order of their loading.
pub(crate) fn files(store: &Store, batch: i64, generation: i64) -> Result<Vec<File>, Refusal> {
    let sql = "SELECT id, name, bytes, sha256, rows, pending, total, pending_total, loaded_at, user \
               FROM file WHERE batch = ?1 AND generation = ?2 ORDER BY id";
    let mut select = store.db.prepare_cached(sql)?;
    let rows = select.query_map((batch, generation), |row| {
        Ok(File {
            id: row.get(0)?,
            name: row.get(1)?,
            bytes: row.get(2)?,
            sha256: row.get(3)?,
            rows: row.get(4)?,
            pending: row.get(5)?,
            total: row.get(6)?,
            pending_total: row.get(7)?,
            loaded_at: row.get(8)?,
            user: row.get(9)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// *Iniciar*.
pub(crate) fn begin(store: &mut Store, work: &Work) -> Result<Batch, Refusal> {
    let before = find(store, &work.company, &work.period)?;
    if let Some(batch) = &before {
        not_processing(batch)?;
    }
    let clears = store.habits.begin == Begin::Clears;
    let transaction = store.db.transaction()?;
    match before {
        None => {
            let sql = "INSERT INTO batch (company, period, generation, state, number, cursor, user, files, rows, \
                       total, seen, posted, complaints) \
                       VALUES (?1, ?2, 1, 'inactivo', 0, 0, '', 0, 0, 0, 0, 0, 0)";
            transaction.execute(sql, [&work.company, &work.period])?;
        }
        Some(batch) => {
            let cleared = i64::from(clears);
            if clears {
                clear(&transaction, batch.id, batch.generation)?;
            }
            transaction.execute("DELETE FROM complaint WHERE batch = ?1", [batch.id])?;
            let sql = "UPDATE batch SET state = 'inactivo', generation = generation + ?2, files = 0, rows = 0, \
                       total = 0, seen = 0, posted = 0, complaints = 0, begun_at = NULL, ended_at = NULL \
                       WHERE id = ?1";
            transaction.execute(sql, [batch.id, cleared])?;
        }
    }
    let what = if clears { "clears" } else { "keeps" };
    store::log(&transaction, "begin", work.who(), what)?;
    transaction.commit()?;
    show(store, work)
}

/// Removes the rows that wait; those posted stay, and are all that is left of the files that they came in.
pub(crate) fn clear(
    transaction: &Transaction<'_>,
    batch: i64,
    generation: i64,
) -> rusqlite::Result<()> {
    let mut select = transaction.prepare_cached(
        "SELECT id, pending, rows FROM file WHERE batch = ?1 AND generation = ?2",
    )?;
    let files = select.query_map((batch, generation), |row| {
        Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?))
    })?;
    for file in files.collect::<Result<Vec<_>, _>>()? {
        let (id, pending, rows) = file;
        if pending > 0 {
            let sql = "DELETE FROM document WHERE id BETWEEN ?1 AND ?2 AND posted = 0";
            transaction.execute(sql, [first_document(id), last_document(id)])?;
        }
        if pending == rows {
            transaction.execute("DELETE FROM file WHERE id = ?1", [id])?;
        } else {
            let sql = "UPDATE file SET rows = rows - pending, total = total - pending_total, pending = 0, \
                       pending_total = 0 WHERE id = ?1";
            transaction.execute(sql, [id])?;
        }
    }
    let sql = "DELETE FROM complaint WHERE batch = ?1";
    transaction.execute(sql, [batch])?;
    Ok(())
}

/// More lines than a file of the largest size can have.
const LINE_BITS: u32 = 27;

/// The smallest number that a document of this file can have.
pub(crate) fn first_document(file: i64) -> i64 {
    file << LINE_BITS
}

/// The largest one.
pub(crate) fn last_document(file: i64) -> i64 {
    first_document(file + 1) - 1
}

/// The document of a line of a file.
pub(crate) fn document(file: i64, line: u32) -> i64 {
    first_document(file) + i64::from(line)
}

/// File and line of a document.
pub(crate) fn place(document: i64) -> (i64, i64) {
    (document >> LINE_BITS, document & (first_document(1) - 1))
}
