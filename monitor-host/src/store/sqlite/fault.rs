//! What SQLite says, as errors that name the file.

use std::path::Path;

use rusqlite::ErrorCode;

use crate::error::Error;

/// What is wrong with a row.
pub(super) type Wrong = Box<dyn std::error::Error + Send + Sync>;

/// What was being done with which ledger.
#[derive(Clone, Copy, Debug)]
pub(super) struct SqliteFault<'a> {
    pub(super) path: &'a Path,
    pub(super) doing: &'static str,
}

impl SqliteFault<'_> {
    pub(super) fn to_error(self, error: rusqlite::Error) -> Error {
        let path = self.path.to_owned();
        match error.sqlite_error_code() {
            Some(ErrorCode::NotADatabase) => Error::NotALedger { path },
            Some(ErrorCode::ReadOnly) => Error::LedgerReadOnly { path },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                Error::LedgerBusy { path, holder: String::new() }
            }
            Some(ErrorCode::DiskFull) => Error::LedgerFull { path },
            Some(ErrorCode::CannotOpen) => match std::fs::File::open(&path) {
                Err(why) => Error::file(self.doing, path)(why),
                Ok(_) => Error::Ledger { doing: self.doing, path, source: error.into() },
            },
            _ => Error::Ledger { doing: self.doing, path, source: error.into() },
        }
    }

    /// A row is not what a ledger has.
    pub(super) fn row(self, table: &'static str, row: i64, source: impl Into<Wrong>) -> Error {
        Error::LedgerRow { path: self.path.to_owned(), table, row, source: source.into() }
    }
}
