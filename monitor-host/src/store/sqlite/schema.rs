//! The tables of a ledger, their versions, and how one version becomes the next.

use rusqlite::{Connection, TransactionBehavior};

use crate::error::Error;
use crate::store::sqlite::fault::SqliteFault;

/// "MonL": says to file(1) and to us that a database is a ledger.
const APPLICATION: i32 = 0x4d6f_6e4c;

/// What makes each version of the one before it; the number of them is the version.
const MIGRATIONS: [&str; 1] = [include_str!("schema/1.sql")];

/// The version of the tables as they are written here.
const VERSION: usize = MIGRATIONS.len();

/// What of cached pages is kept in memory, KiB: the hot part of a ledger with a million analyses.
const CACHE_KIB: i32 = 64 << 10;

/// Pages of the log after which a commit moves them into the file: seldom, since that costs as
/// much as the commits did. It happens as well whenever the last process closes the file.
const CHECKPOINT_PAGES: i32 = 16 << 10;

/// Makes what was opened to write a ledger of this version.
pub(super) fn prepare(connection: &mut Connection, fault: SqliteFault<'_>) -> Result<(), Error> {
    let sql = |error| fault.to_error(error);
    if connection.is_readonly("main").map_err(sql)? {
        return Err(Error::LedgerReadOnly { path: fault.path.to_owned() });
    }
    let version = version(connection, fault)?;
    // Before anything is written: what is not ours stays as it is.
    connection.pragma_update(None, "journal_mode", "wal").or_else(answered).map_err(sql)?;
    connection.pragma_update(None, "synchronous", "full").map_err(sql)?;
    connection.pragma_update(None, "cache_size", -CACHE_KIB).map_err(sql)?;
    // Ids come from the ledger. A look-up for each transition would find them all.
    connection.pragma_update(None, "foreign_keys", false).map_err(sql)?;
    let checkpoint = connection.pragma_update(None, "wal_autocheckpoint", CHECKPOINT_PAGES);
    checkpoint.or_else(answered).map_err(sql)?;
    if version == VERSION {
        return Ok(());
    }
    let change = connection.transaction_with_behavior(TransactionBehavior::Immediate);
    let change = change.map_err(sql)?;
    for step in MIGRATIONS.iter().skip(version) {
        change.execute_batch(step).map_err(sql)?;
    }
    change.pragma_update(None, "application_id", APPLICATION).map_err(sql)?;
    change.pragma_update(None, "user_version", as_i64(VERSION)).map_err(sql)?;
    change.commit().map_err(sql)
}

/// Says whether a file that is only read can be.
pub(super) fn check(connection: &Connection, fault: SqliteFault<'_>) -> Result<(), Error> {
    let version = version(connection, fault)?;
    if version == VERSION {
        return Ok(());
    }
    Err(refused(version, fault))
}

/// Setting some pragmas is answered with their value, and that is no fault.
pub(super) fn answered(error: rusqlite::Error) -> rusqlite::Result<()> {
    if matches!(error, rusqlite::Error::ExecuteReturnedResults) { Ok(()) } else { Err(error) }
}

/// The version of a ledger, 0 for a file that has nothing in it.
fn version(connection: &Connection, fault: SqliteFault<'_>) -> Result<usize, Error> {
    let number = |pragma: &str| {
        connection
            .pragma_query_value(None, pragma, |row| row.get::<_, i64>(0))
            .map_err(|error| fault.to_error(error))
    };
    // The first that reads the file, and so the one that finds out that it is no database.
    let things: i64 = connection
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .map_err(|error| fault.to_error(error))?;
    let (application, version) = (number("application_id")?, number("user_version")?);
    if things == 0 && application == 0 && version == 0 {
        return Ok(0);
    }
    if application != i64::from(APPLICATION) {
        return Err(Error::NotALedger { path: fault.path.to_owned() });
    }
    match usize::try_from(version) {
        Ok(version) if version > 0 && version <= VERSION => Ok(version),
        _ => Err(Error::LedgerVersion {
            path: fault.path.to_owned(),
            version,
            known: as_i64(VERSION),
        }),
    }
}

fn refused(version: usize, fault: SqliteFault<'_>) -> Error {
    let path = fault.path.to_owned();
    if version == 0 {
        return Error::LedgerEmpty { path };
    }
    Error::LedgerVersion { path, version: as_i64(version), known: as_i64(VERSION) }
}

fn as_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}
