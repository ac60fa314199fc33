//! Writing a batch: the rows that it changes, and what it says of the past, in one transaction.

use std::collections::HashMap;

use monitor_core::Timestamp;
use monitor_state::{ActionOutcome, Intent, LedgerBatch, LedgerEntry, LedgerRow, Transition};
use rusqlite::{
    Connection, OptionalExtension, Statement, Transaction, TransactionBehavior, params,
};

use crate::error::Error;
use crate::store::sqlite::StoreLimits;
use crate::store::sqlite::fault::SqliteFault;
use crate::store::sqlite::load;
use crate::store::sqlite::values::{count, json, micros, number};

/// Makes a batch durable. `rows` are what the analyses will be, by their places.
pub(super) fn commit(
    connection: &mut Connection,
    limits: StoreLimits,
    batch: &LedgerBatch,
    rows: &[(usize, LedgerRow)],
    fault: SqliteFault<'_>,
) -> Result<(), Error> {
    let sql = |error| fault.to_error(error);
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let change = change.map_err(sql)?;
    let at = load::revision(&change, fault)?;
    if at != batch.revision {
        return Err(Error::LedgerChanged {
            path: fault.path.to_owned(),
            made_for: batch.revision,
            at,
        });
    }
    let ids = rows.iter().map(|(place, row)| (row.analysis.key.as_str(), id(*place)));
    let mut writing = CommitWriter { ids: ids.collect(), last: HashMap::new(), batch, fault };
    writing.add(&change, rows)?;
    let transitions = writing.write_moves(&change)?;
    writing.write_intents(&change)?;
    writing.update(&change, rows)?;
    writing.count(&change, transitions)?;
    forget(&change, limits, batch.revision).map_err(sql)?;
    change.commit().map_err(sql)
}

struct CommitWriter<'a> {
    /// The ids of the analyses that the batch is about.
    ids: HashMap<&'a str, i64>,
    /// The last transition of those that move in it.
    last: HashMap<i64, i64>,
    batch: &'a LedgerBatch,
    fault: SqliteFault<'a>,
}

impl CommitWriter<'_> {
    /// The analyses that are new, with what never changes about them.
    fn add(&self, change: &Transaction<'_>, rows: &[(usize, LedgerRow)]) -> Result<(), Error> {
        let added =
            self.batch.entries.iter().filter(|entry| matches!(entry, LedgerEntry::Added(_)));
        let (_, new) = rows.split_at(rows.len().saturating_sub(added.count()));
        if new.is_empty() {
            return Ok(());
        }
        let mut insert = self.prepare(
            change,
            "INSERT INTO analyses (id, key, pipeline, scheduler, needs, state, since, serial,
                 attempts, resurrections)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, 0, 0, 0)",
        )?;
        for (place, row) in new {
            let analysis = &row.analysis;
            let needs = (!analysis.needs.is_empty()).then(|| self.json(&analysis.needs));
            let written = insert.execute(params![
                id(*place),
                analysis.key.as_str(),
                &*analysis.pipeline,
                &*analysis.scheduler,
                needs.transpose()?,
                analysis.state.as_str(),
                row.since.as_micros(),
            ]);
            written.map_err(|error| self.fault.to_error(error))?;
        }
        Ok(())
    }

    fn write_moves(&mut self, change: &Transaction<'_>) -> Result<u64, Error> {
        let mut insert = self.prepare(
            change,
            "INSERT INTO transitions (previous, revision, analysis, at, old, new, cause, raw)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?;
        let mut previous = self.prepare(change, "SELECT last FROM analyses WHERE id = ?1")?;
        let mut written = 0;
        for moved in self.batch.transitions() {
            let Transition { key, from, to, cause, raw, .. } = moved;
            let Some(&id) = self.ids.get(key.as_str()) else { continue };
            let before = match self.last.get(&id) {
                Some(&last) => Some(last),
                None => previous
                    .query_row([id], |row| row.get(0))
                    .map_err(|error| self.fault.to_error(error))?,
            };
            let inserted = insert.insert(params![
                before,
                number(self.batch.revision),
                id,
                self.batch.at.as_micros(),
                from.as_str(),
                to.as_str(),
                self.json(cause)?,
                raw.as_deref(),
            ]);
            self.last.insert(id, inserted.map_err(|error| self.fault.to_error(error))?);
            written += 1;
        }
        Ok(written)
    }

    fn write_intents(&self, change: &Transaction<'_>) -> Result<(), Error> {
        let mut open = self.prepare(
            change,
            "INSERT INTO intents (analysis, action, tag, job, opened) VALUES (?1, ?2, ?3, ?4, ?5)",
        )?;
        let mut close = self.prepare(
            change,
            "UPDATE intents SET closed = ?2, outcome = ?3 WHERE analysis = ?1 AND closed IS NULL",
        )?;
        for entry in &self.batch.entries {
            let Some(&id) = self.ids.get(entry.key().as_str()) else { continue };
            let written = match entry {
                LedgerEntry::Opened(intent) => open_intent(&mut open, id, intent, self.batch.at),
                LedgerEntry::Closed { outcome, .. } => {
                    let outcome: &ActionOutcome = outcome;
                    close.execute(params![id, self.batch.at.as_micros(), self.json(outcome)?])
                }
                _ => continue,
            };
            written.map_err(|error| self.fault.to_error(error))?;
        }
        Ok(())
    }

    /// What the analyses are from now on.
    fn update(&self, change: &Transaction<'_>, rows: &[(usize, LedgerRow)]) -> Result<(), Error> {
        let mut update = self.prepare(
            change,
            "UPDATE analyses SET state = ?2, since = ?3, job = ?4, submitted = ?5, born = ?6,
                 serial = ?7, attempts = ?8, resurrections = ?9, marks = ?10,
                 last = coalesce(?11, last)
             WHERE id = ?1",
        )?;
        for (place, row) in rows {
            let id = id(*place);
            let marks = (!row.marks.is_empty()).then(|| self.json(&row.marks));
            let written = update.execute(params![
                id,
                row.analysis.state.as_str(),
                row.since.as_micros(),
                row.analysis.job.map(|job| job.to_string()),
                micros(row.submitted),
                micros(row.born),
                row.serial,
                row.attempts,
                row.resurrections,
                marks.transpose()?,
                self.last.get(&id),
            ]);
            if written.map_err(|error| self.fault.to_error(error))? != 1 {
                return Err(self.fault.row("analyses", id, "it is not there"));
            }
        }
        Ok(())
    }

    fn count(&self, change: &Transaction<'_>, transitions: u64) -> Result<(), Error> {
        let sql = |error| self.fault.to_error(error);
        let (revision, at) = (number(self.batch.revision), self.batch.at.as_micros());
        let entries = number(self.batch.entries.len() as u64);
        change
            .execute(
                "INSERT INTO batches VALUES (?1, ?2, ?3, ?4)",
                params![revision, at, entries, number(transitions)],
            )
            .map_err(sql)?;
        change
            .execute(
                "UPDATE ledger SET revision = ?1, changed = ?2, transitions = transitions + ?3",
                params![revision + 1, at, number(transitions)],
            )
            .map_err(sql)?;
        Ok(())
    }

    fn prepare<'c>(&self, change: &'c Transaction<'_>, text: &str) -> Result<Statement<'c>, Error> {
        change.prepare(text).map_err(|error| self.fault.to_error(error))
    }

    fn json<T: serde::Serialize + ?Sized>(&self, value: &T) -> Result<String, Error> {
        let path = self.fault.path;
        json(value).map_err(|error| Error::Ledger {
            doing: self.fault.doing,
            path: path.to_owned(),
            source: error.into(),
        })
    }
}

fn open_intent(
    statement: &mut Statement<'_>,
    id: i64,
    intent: &Intent,
    at: Timestamp,
) -> rusqlite::Result<usize> {
    statement.execute(params![
        id,
        // Its word is what it is displayed as, and as it is in JSON.
        intent.action.to_string(),
        &*intent.tag,
        intent.job.map(|job| job.to_string()),
        at.as_micros(),
    ])
}

/// Deletes what is more than is kept.
fn forget(change: &Transaction<'_>, limits: StoreLimits, revision: u64) -> rusqlite::Result<()> {
    let newest = |table: &str| -> rusqlite::Result<u64> {
        let text = format!("SELECT number FROM {table} ORDER BY number DESC LIMIT 1");
        let number: Option<i64> = change.query_row(&text, [], |row| row.get(0)).optional()?;
        Ok(count(number.unwrap_or(0)))
    };
    let up_to = |newest: u64| number(newest.saturating_sub(limits.transitions));
    let transitions = up_to(newest("transitions")?);
    let forgotten = change.execute("DELETE FROM transitions WHERE number <= ?1", [transitions])?;
    if forgotten > 0 {
        let forgotten = number(forgotten as u64);
        change.execute("UPDATE ledger SET forgotten = forgotten + ?1", [forgotten])?;
    }
    let intents = up_to(newest("intents")?);
    change.execute("DELETE FROM intents WHERE number <= ?1 AND closed NOT NULL", [intents])?;
    change.execute("DELETE FROM batches WHERE revision <= ?1", [up_to(revision + 1) - 1])?;
    Ok(())
}

/// Ids are places from 1.
fn id(place: usize) -> i64 {
    number(place as u64 + 1)
}
