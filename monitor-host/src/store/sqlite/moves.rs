//! Reading what has happened: the newest transitions of all, or those of one analysis, each of which
//! knows the one before it.

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::TransitionRecord;
use rusqlite::{Connection, OptionalExtension, Row as SqlRow, params};

use crate::error::Error;
use crate::store::sqlite::fault::{SqliteFault, Wrong};
use crate::store::sqlite::values::{count, from_json, number};
use crate::store::{MovesOf, StoredMove};

/// The newest moves that are asked for, the oldest of them first.
pub(super) fn newest(
    connection: &Connection,
    of: MovesOf<'_>,
    fault: SqliteFault<'_>,
) -> Result<Vec<StoredMove>, Error> {
    let mut moves = match of.key {
        None => of_all(connection, of, fault)?,
        Some(key) => of_one(connection, key, of, fault)?,
    };
    moves.reverse();
    Ok(moves)
}

/// Calls `take` with each of the newest transitions, the newest first: whose it is, and how to read
/// it.
pub(super) fn newest_first(
    connection: &Connection,
    most: u64,
    fault: SqliteFault<'_>,
    mut take: impl FnMut(i64, &dyn Fn() -> Result<TransitionRecord, Wrong>) -> Result<(), Wrong>,
) -> Result<(), Error> {
    let sql = |error| fault.to_error(error);
    let mut select = connection
        .prepare(
            "SELECT number, analysis, at, old, new, cause, raw FROM transitions
             ORDER BY number DESC LIMIT ?1",
        )
        .map_err(sql)?;
    let mut found = select.query([number(most)]).map_err(sql)?;
    while let Some(row) = found.next().map_err(sql)? {
        let number: i64 = row.get(0).map_err(sql)?;
        let analysis = row.get(1).map_err(sql)?;
        let taken = take(analysis, &|| transition_row(row, 2));
        taken.map_err(|error| fault.row("transitions", number, error))?;
    }
    Ok(())
}

fn of_all(
    connection: &Connection,
    of: MovesOf<'_>,
    fault: SqliteFault<'_>,
) -> Result<Vec<StoredMove>, Error> {
    let sql = |error| fault.to_error(error);
    let mut select = connection
        .prepare(
            "SELECT number, revision, at, old, new, cause, raw, key
             FROM transitions JOIN analyses ON analyses.id = transitions.analysis
             WHERE number < ?1 ORDER BY number DESC LIMIT ?2",
        )
        .map_err(sql)?;
    let before = of.before.map_or(i64::MAX, number);
    let mut found = select.query(params![before, number(of.most as u64)]).map_err(sql)?;
    let mut moves = Vec::new();
    while let Some(row) = found.next().map_err(sql)? {
        let key: String = row.get(7).map_err(sql)?;
        moves.push(stored_transition(row, AnalysisKey::from(key.as_str()), fault)?);
    }
    Ok(moves)
}

fn of_one(
    connection: &Connection,
    key: &str,
    of: MovesOf<'_>,
    fault: SqliteFault<'_>,
) -> Result<Vec<StoredMove>, Error> {
    let sql = |error| fault.to_error(error);
    let last = "SELECT last FROM analyses WHERE key = ?1";
    let last = connection.query_row(last, [key], |row| row.get(0)).optional().map_err(sql)?;
    let mut next: Option<i64> = last.flatten();
    let mut select = connection
        .prepare(
            "SELECT number, revision, at, old, new, cause, raw, previous
             FROM transitions WHERE number = ?1",
        )
        .map_err(sql)?;
    let mut moves = Vec::new();
    while let Some(number) = next.filter(|_| moves.len() < of.most) {
        let mut found = select.query([number]).map_err(sql)?;
        // Those before it were deleted.
        let Some(row) = found.next().map_err(sql)? else { break };
        next = row.get(7).map_err(sql)?;
        if next.is_some_and(|before| before >= number) {
            return Err(fault.row("transitions", number, "it comes before itself"));
        }
        if of.before.is_none_or(|before| count(number) < before) {
            moves.push(stored_transition(row, AnalysisKey::from(key), fault)?);
        }
    }
    Ok(moves)
}

fn stored_transition(
    row: &SqlRow<'_>,
    key: AnalysisKey,
    fault: SqliteFault<'_>,
) -> Result<StoredMove, Error> {
    let sql = |error| fault.to_error(error);
    let number: i64 = row.get(0).map_err(sql)?;
    let revision: i64 = row.get(1).map_err(sql)?;
    let moved = transition_row(row, 2).map_err(|error| fault.row("transitions", number, error))?;
    Ok(StoredMove::new(count(number), count(revision), key, moved))
}

/// The move in five columns of a row.
fn transition_row(row: &SqlRow<'_>, at: usize) -> Result<TransitionRecord, Wrong> {
    let text = |at: usize| row.get_ref(at)?.as_str().map_err(Wrong::from);
    let raw = row.get_ref(at + 4)?.as_str_or_null()?;
    Ok(TransitionRecord::new(
        Timestamp::from_micros(row.get(at)?),
        text(at + 1)?.parse()?,
        text(at + 2)?.parse()?,
        from_json(text(at + 3)?)?,
        raw.map(Box::from),
    ))
}
