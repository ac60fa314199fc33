//! A ledger in one SQLite file that people can read with the sqlite3 tool.

mod commit;
mod fault;
mod load;
mod moves;
mod read;
mod schema;
mod values;

use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use monitor_state::{Ledger, LedgerBatch, LedgerLimits, StateMachine};
use rusqlite::{Connection, OpenFlags};

use crate::error::Error;
use crate::store::sqlite::fault::SqliteFault;
use crate::store::sqlite::read::RowReader;
use crate::store::{LedgerStore, MovesOf, StoredMove};
use crate::system::lock::{FileLock, LockedFile, holder};

/// A ledger in one SQLite file.
///
/// The file is in WAL mode with full synchronisation, a batch is one transaction. The table
/// `analyses` has a row for each analysis, as it is now; `transitions`, `intents` and `batches` say
/// what happened. Times in tables are microseconds since 1970, UTC; the views `status` and
/// `history` have them as text.
///
/// One process at a time writes: it holds the lock `<file>.lock` for as long as it has the store
/// open. Any number read meanwhile, each what was committed last, and nobody waits for them nor
/// they for anybody.
#[derive(Debug)]
pub struct SqliteLedgerStore {
    path: PathBuf,
    access: StoreAccess,
}

#[derive(Debug)]
enum StoreAccess {
    Write { connection: Connection, limits: StoreLimits, _lock: FileLock },
    Read(RowReader),
}

/// What becomes of a process that wants to write a ledger while another one does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum IfHeld {
    /// It is refused at once.
    Refuse,
    /// It waits for so long, and is refused then.
    Wait(Duration),
}

/// How much of the past a store keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoreLimits {
    /// The most transitions. Beyond that the oldest are deleted, and counted in the table `ledger`.
    /// As many batches and intents are kept.
    pub transitions: u64,
    /// At most how many pages of 4 KiB the file has; for tests of a full disk, and quotas.
    pub max_pages: Option<u32>,
}

impl Default for StoreLimits {
    fn default() -> Self {
        Self { transitions: 10_000_000, max_pages: None }
    }
}

impl StoreLimits {
    /// Sets the most transitions.
    #[must_use]
    pub fn transitions(mut self, transitions: u64) -> Self {
        self.transitions = transitions;
        self
    }

    /// Sets how large the file may become, in pages of 4 KiB.
    #[must_use]
    pub fn max_pages(mut self, pages: u32) -> Self {
        self.max_pages = Some(pages);
        self
    }
}

/// How long a call waits for somebody else who has the file locked, with the sqlite3 tool say.
const BUSY_LIMIT: Duration = Duration::from_secs(5);

/// How often a lock that is waited for is asked for again.
const ASK_AGAIN: Duration = Duration::from_millis(20);

impl SqliteLedgerStore {
    /// Opens a ledger to write it. If there is no such file, it becomes an empty ledger; its
    /// directory must be there.
    ///
    /// # Errors
    /// [`Error::LedgerBusy`] if another process writes it, [`Error::LedgerReadOnly`] if this one
    /// may not, [`Error::NotALedger`], [`Error::LedgerVersion`] if a newer Monitor has made it, and
    /// [`Error::Ledger`] for what else SQLite says.
    pub fn open(
        path: impl Into<PathBuf>,
        if_held: IfHeld,
        limits: StoreLimits,
    ) -> Result<Self, Error> {
        let path = path.into();
        let lock = take_lock(&path, if_held)?;
        let fault = SqliteFault { path: &path, doing: "open" };
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE
            | OpenFlags::SQLITE_OPEN_CREATE
            | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection =
            Connection::open_with_flags(&path, flags).map_err(|error| fault.to_error(error))?;
        connection.busy_timeout(BUSY_LIMIT).map_err(|error| fault.to_error(error))?;
        schema::prepare(&mut connection, fault)?;
        if let Some(pages) = limits.max_pages {
            let set = connection.pragma_update(None, "max_page_count", pages);
            set.or_else(schema::answered).map_err(|error| fault.to_error(error))?;
        }
        Ok(Self { path, access: StoreAccess::Write { connection, limits, _lock: lock } })
    }

    /// Opens a ledger to read it, which changes nothing on the disk. Every call sees what was
    /// committed last.
    ///
    /// # Errors
    /// As [`open`](Self::open), [`Error::File`] if there is no such file, and
    /// [`Error::LedgerEmpty`] if there is nothing in it yet.
    pub fn open_read_only(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        let reader = RowReader::new(path.clone());
        reader.read("open", |_, _| Ok(()))?;
        Ok(Self { path, access: StoreAccess::Read(reader) })
    }

    /// Its file.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads with one view of the ledger, whoever writes meanwhile.
    fn read<T>(
        &mut self,
        doing: &'static str,
        mut look: impl FnMut(&Connection, SqliteFault<'_>) -> Result<T, Error>,
    ) -> Result<T, Error> {
        let fault = SqliteFault { path: &self.path, doing };
        match &mut self.access {
            StoreAccess::Read(reader) => reader.read(doing, look),
            StoreAccess::Write { connection, .. } => {
                let view = connection.transaction().map_err(|error| fault.to_error(error))?;
                look(&view, fault)
            }
        }
    }
}

impl LedgerStore for SqliteLedgerStore {
    fn load(&mut self, machine: StateMachine, limits: LedgerLimits) -> Result<Ledger, Error> {
        // A machine is given away once, and a reading may have to be done again.
        let stored =
            self.read("read", |connection, fault| load::rows(connection, limits, fault))?;
        stored.into_ledger(machine, limits, SqliteFault { path: &self.path, doing: "read" })
    }

    fn commit(&mut self, ledger: &mut Ledger, batch: &LedgerBatch) -> Result<(), Error> {
        let fault = SqliteFault { path: &self.path, doing: "write" };
        let StoreAccess::Write { connection, limits, .. } = &mut self.access else {
            return Err(Error::LedgerReadOnly { path: self.path.clone() });
        };
        let rows = ledger.rows_after(batch)?;
        commit::commit(connection, *limits, batch, &rows, fault)?;
        ledger.apply(batch)?;
        Ok(())
    }

    fn revision(&mut self) -> Result<u64, Error> {
        self.read("read", load::revision)
    }

    fn mark(&mut self) -> Result<String, Error> {
        self.read("read", load::mark)
    }

    fn moves(&mut self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error> {
        self.read("read", |connection, fault| moves::newest(connection, of, fault))
    }
}

/// The lock of whoever writes the ledger.
fn take_lock(ledger: &Path, if_held: IfHeld) -> Result<FileLock, Error> {
    let mut name = ledger.as_os_str().to_owned();
    name.push(".lock");
    let path = PathBuf::from(name);
    let begun = Instant::now();
    loop {
        match FileLock::take(&path) {
            Ok(LockedFile::Ours(mut lock)) => {
                // Who it is, is for people who look: the lock holds without.
                let _unsigned = lock.sign();
                return Ok(lock);
            }
            Ok(LockedFile::Busy) => {
                if matches!(if_held, IfHeld::Wait(limit) if begun.elapsed() < limit) {
                    thread::sleep(ASK_AGAIN);
                    continue;
                }
                return Err(Error::LedgerBusy { path: ledger.into(), holder: holder(&path) });
            }
            Err(error) => {
                let denied = matches!(
                    error.kind(),
                    std::io::ErrorKind::PermissionDenied | std::io::ErrorKind::ReadOnlyFilesystem
                );
                if denied && ledger.exists() {
                    return Err(Error::LedgerReadOnly { path: ledger.into() });
                }
                return Err(Error::file("create", path)(error));
            }
        }
    }
}
