//! Reading a ledger: its rows, what is open, and the last moves of each.

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{
    AnalysisState, Intent, Ledger, LedgerLimits, LedgerRow, NewAnalysis, StateMachine,
};
use rusqlite::types::FromSql;
use rusqlite::{Connection, Row as SqlRow};

use crate::error::Error;
use crate::store::sqlite::fault::{SqliteFault, Wrong};
use crate::store::sqlite::moves;
use crate::store::sqlite::values::{count, from_json, word};

/// At most so many of the newest transitions are looked through for the last moves of analyses,
/// so that opening a ledger takes no longer the older it is. Older ones are asked for by key.
const RECALLED: u64 = 1_000_000;

/// What was read.
#[derive(Debug)]
pub(super) struct StoredRow {
    revision: u64,
    rows: Vec<LedgerRow>,
}

impl StoredRow {
    pub(super) fn into_ledger(
        self,
        machine: StateMachine,
        limits: LedgerLimits,
        fault: SqliteFault<'_>,
    ) -> Result<Ledger, Error> {
        Ledger::restore(machine, limits, self.revision, self.rows)
            .map_err(|source| Error::LedgerContent { path: fault.path.to_owned(), source })
    }
}

pub(super) fn revision(connection: &Connection, fault: SqliteFault<'_>) -> Result<u64, Error> {
    of_ledger(connection, "SELECT revision FROM ledger", fault).map(count)
}

pub(super) fn mark(connection: &Connection, fault: SqliteFault<'_>) -> Result<String, Error> {
    of_ledger(connection, "SELECT mark FROM ledger", fault)
}

/// What the one row says that is of the ledger as a whole.
fn of_ledger<T: FromSql>(
    connection: &Connection,
    select: &str,
    fault: SqliteFault<'_>,
) -> Result<T, Error> {
    match connection.query_row(select, [], |row| row.get(0)) {
        Ok(value) => Ok(value),
        Err(rusqlite::Error::QueryReturnedNoRows) => Err(fault.row("ledger", 1, "it is not there")),
        Err(error) => Err(fault.to_error(error)),
    }
}

pub(super) fn rows(
    connection: &Connection,
    limits: LedgerLimits,
    fault: SqliteFault<'_>,
) -> Result<StoredRow, Error> {
    let revision = revision(connection, fault)?;
    let mut rows = analyses(connection, limits, fault)?;
    open_intents(connection, &mut rows, fault)?;
    last_moves(connection, limits.history, &mut rows, fault)?;
    Ok(StoredRow { revision, rows })
}

fn analyses(
    connection: &Connection,
    limits: LedgerLimits,
    fault: SqliteFault<'_>,
) -> Result<Vec<LedgerRow>, Error> {
    let sql = |error| fault.to_error(error);
    let mut select = connection
        .prepare(
            "SELECT id, key, pipeline, scheduler, needs, state, since, job, submitted, born, serial,
                 attempts, resurrections, marks
             FROM analyses ORDER BY id",
        )
        .map_err(sql)?;
    let mut found = select.query([]).map_err(sql)?;
    let mut rows = Vec::new();
    let mut states = StateWords::default();
    while let Some(row) = found.next().map_err(sql)? {
        let id: i64 = row.get(0).map_err(sql)?;
        // A ledger refuses more; memory is not to be filled before it does.
        if rows.len() > limits.analyses {
            break;
        }
        if usize::try_from(id) != Ok(rows.len() + 1) {
            return Err(fault.row("analyses", id, "rows before it are missing"));
        }
        rows.push(analysis(row, &mut states).map_err(|error| fault.row("analyses", id, error))?);
    }
    Ok(rows)
}

fn analysis(row: &SqlRow<'_>, states: &mut StateWords) -> Result<LedgerRow, Wrong> {
    let text = |at: usize| row.get_ref(at)?.as_str().map_err(Wrong::from);
    let optional = |at: usize| row.get_ref(at)?.as_str_or_null().map_err(Wrong::from);
    let time = |at: usize| -> Result<Option<Timestamp>, Wrong> {
        Ok(row.get::<_, Option<i64>>(at)?.map(Timestamp::from_micros))
    };
    let mut analysis = NewAnalysis::new(AnalysisKey::from(text(1)?), text(2)?, text(3)?);
    if let Some(needs) = optional(4)? {
        analysis.needs = from_json(needs)?;
    }
    analysis.state = states.state_for(text(5)?)?;
    analysis.job = optional(7)?.map(str::parse).transpose()?;
    let mut stored = LedgerRow::new(analysis, Timestamp::from_micros(row.get(6)?));
    (stored.submitted, stored.born) = (time(8)?, time(9)?);
    stored.serial = row.get(10)?;
    (stored.attempts, stored.resurrections) = (row.get(11)?, row.get(12)?);
    if let Some(marks) = optional(13)? {
        stored.marks = from_json(marks)?;
    }
    Ok(stored)
}

/// The state that was read last: neighbours often have the same.
#[derive(Debug, Default)]
struct StateWords(Option<AnalysisState>);

impl StateWords {
    fn state_for(&mut self, word: &str) -> Result<AnalysisState, monitor_state::Error> {
        match self.0 {
            Some(state) if state.as_str() == word => Ok(state),
            _ => {
                let state = word.parse()?;
                self.0 = Some(state);
                Ok(state)
            }
        }
    }
}

fn open_intents(
    connection: &Connection,
    rows: &mut [LedgerRow],
    fault: SqliteFault<'_>,
) -> Result<(), Error> {
    let sql = |error| fault.to_error(error);
    let mut select = connection
        .prepare("SELECT number, analysis, action, tag, job FROM intents WHERE closed IS NULL")
        .map_err(sql)?;
    let mut found = select.query([]).map_err(sql)?;
    while let Some(row) = found.next().map_err(sql)? {
        let number: i64 = row.get(0).map_err(sql)?;
        let wrong = |error: Wrong| fault.row("intents", number, error);
        let at = place(row.get(1).map_err(sql)?);
        let Some(stored) = at.and_then(|at| rows.get_mut(at)) else {
            return Err(wrong("its analysis is not there".into()));
        };
        let key = stored.analysis.key.clone();
        stored.open = Some(intent(row, key).map_err(wrong)?);
    }
    Ok(())
}

fn intent(row: &SqlRow<'_>, key: AnalysisKey) -> Result<Intent, Wrong> {
    let action = word(row.get_ref(2)?.as_str()?)?;
    let job = row.get_ref(4)?.as_str_or_null()?.map(str::parse).transpose()?;
    Ok(Intent::new(key, action, row.get_ref(3)?.as_str()?, job))
}

fn last_moves(
    connection: &Connection,
    most: usize,
    rows: &mut [LedgerRow],
    fault: SqliteFault<'_>,
) -> Result<(), Error> {
    if most == 0 {
        return Ok(());
    }
    moves::newest_first(connection, RECALLED, fault, |id, read| {
        let Some(stored) = place(id).and_then(|at| rows.get_mut(at)) else {
            return Err("its analysis is not there".into());
        };
        if stored.history.len() < most {
            stored.history.push(read()?);
        }
        Ok(())
    })?;
    rows.iter_mut().for_each(|row| row.history.reverse());
    Ok(())
}

/// The place of an analysis with this id.
fn place(id: i64) -> Option<usize> {
    usize::try_from(id).ok()?.checked_sub(1)
}
