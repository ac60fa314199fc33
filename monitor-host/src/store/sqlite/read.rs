//! Reading a ledger that others may be writing, without leaving a trace.
//!
//! A database in WAL mode is read through two files beside it, which SQLite makes when they are not
//! there. A reader that may not write would fail at that, and one that may would leave files behind.
//! So where there is no log, and so nobody who writes, the file is read as one that does not change,
//! and read again if it did.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::store::sqlite::BUSY_LIMIT;
use crate::store::sqlite::fault::SqliteFault;
use crate::store::sqlite::schema;

/// A ledger that is opened anew for each reading.
#[derive(Debug)]
pub(super) struct RowReader {
    path: PathBuf,
    log: PathBuf,
}

/// What of a file changes when it is written to.
#[derive(Debug, PartialEq, Eq)]
struct LedgerStamp {
    inode: u64,
    bytes: u64,
    modified: (i64, i64),
}

/// How often a reading is begun again because a writer came or went meanwhile.
const TRIES: u32 = 20;

impl RowReader {
    pub(super) fn new(path: PathBuf) -> Self {
        let mut log = path.as_os_str().to_owned();
        log.push("-wal");
        Self { path, log: PathBuf::from(log) }
    }

    /// Reads with one view of the ledger.
    pub(super) fn read<T>(
        &self,
        doing: &'static str,
        mut look: impl FnMut(&Connection, SqliteFault<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let mut tries = 0;
        loop {
            tries += 1;
            let before = self.stamp(doing)?;
            let logged = self.log.exists();
            let read = self.read_once(doing, logged, &mut look);
            let moved = logged != self.log.exists() || !logged && self.stamp(doing)? != before;
            // With a log SQLite itself keeps the view whole.
            let whole = if logged { read.is_ok() || !moved } else { !moved };
            if whole || tries == TRIES {
                return read;
            }
        }
    }

    fn read_once<T>(
        &self,
        doing: &'static str,
        logged: bool,
        look: &mut impl FnMut(&Connection, SqliteFault<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let fault = SqliteFault { path: &self.path, doing };
        let sql = |error| fault.to_error(error);
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
            | OpenFlags::SQLITE_OPEN_URI
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let uri = address(&self.path, !logged);
        let mut connection = Connection::open_with_flags(uri, flags).map_err(sql)?;
        connection.busy_timeout(BUSY_LIMIT).map_err(sql)?;
        let view = connection.transaction().map_err(sql)?;
        schema::check(&view, fault)?;
        look(&view, fault)
    }

    fn stamp(&self, doing: &'static str) -> Result<LedgerStamp, Error> {
        let found = fs::metadata(&self.path).map_err(Error::file(doing, &self.path))?;
        let modified = (found.mtime(), found.mtime_nsec());
        Ok(LedgerStamp { inode: found.ino(), bytes: found.len(), modified })
    }
}

/// The file as SQLite's URI, which is how it is told that a file does not change:
/// <https://www.sqlite.org/uri.html>.
fn address(path: &Path, immutable: bool) -> String {
    let mut uri = String::from("file:");
    for &byte in path.as_os_str().as_bytes() {
        if byte.is_ascii_alphanumeric() || b"/-._~".contains(&byte) {
            uri.push(char::from(byte));
        } else {
            uri.push_str(&format!("%{byte:02X}"));
        }
    }
    uri.push_str(if immutable { "?mode=ro&immutable=1" } else { "?mode=ro" });
    uri
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_signs_that_mean_something_in_a_uri_stays_a_path() {
        let path = Path::new("/a b/50%?#ü.sqlite");
        let uri = address(path, true);
        assert_eq!(uri, "file:/a%20b/50%25%3F%23%C3%BC.sqlite?mode=ro&immutable=1");
    }
}
