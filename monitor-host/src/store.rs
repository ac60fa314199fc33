//! Where a ledger is kept: what changes is durable before it is true in memory.
//!
//! A [`LedgerStore`] loads a [`Ledger`], and from there on every batch goes through
//! [`commit`](LedgerStore::commit), which makes it durable and then applies it. Killed at any point,
//! what is loaded next is the ledger after a whole number of batches.
//!
//! `SqliteLedgerStore`, with the feature `sqlite`, keeps it in one file. A host with a database of its own
//! implements [`LedgerStore`] over that: [`Ledger::rows_after`] says which rows to write.
//!
//! ```
//! # #[cfg(feature = "sqlite")] {
//! use monitor_core::Timestamp;
//! use monitor_host::store::{IfHeld, SqliteLedgerStore, LedgerStore, StoreLimits};
//! use monitor_state::{LedgerLimits, StateMachine, NewAnalysis};
//!
//! # let directory = std::env::temp_dir().join(format!("monitor-store-{}", std::process::id()));
//! # std::fs::create_dir_all(&directory)?;
//! let path = directory.join("ledger.sqlite");
//! let mut store = SqliteLedgerStore::open(&path, IfHeld::Refuse, StoreLimits::default())?;
//! let mut ledger = store.load(StateMachine::standard(), LedgerLimits::default())?;
//! let bilby = NewAnalysis::new("GW150914/bilby", "bilby", "slurm");
//! let batch = ledger.add([bilby], Timestamp::from_secs(1_700_000_000))?;
//! store.commit(&mut ledger, &batch)?;
//!
//! // Somebody else reads it meanwhile, and neither waits.
//! let mut reader = SqliteLedgerStore::open_read_only(&path)?;
//! let read = reader.load(StateMachine::standard(), LedgerLimits::default())?;
//! assert!(read.state("GW150914/bilby").is_some());
//! # std::fs::remove_dir_all(&directory)?;
//! # }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

#[cfg(feature = "sqlite")]
mod sqlite;

#[cfg(feature = "sqlite")]
pub use sqlite::{IfHeld, SqliteLedgerStore, StoreLimits};

use std::fmt;

use monitor_core::AnalysisKey;
use monitor_state::{Ledger, LedgerBatch, LedgerLimits, StateMachine, TransitionRecord};
use serde::Serialize;

use crate::error::Error;

/// Where a ledger is kept.
pub trait LedgerStore: fmt::Debug + Send {
    /// The ledger as it is stored, with this machine. An empty store gives an empty ledger.
    ///
    /// # Errors
    /// The store cannot be read, or what it has is no ledger that this machine can have.
    fn load(&mut self, machine: StateMachine, limits: LedgerLimits) -> Result<Ledger, Error>;

    /// Makes a batch durable, and then applies it. After an error neither has happened.
    ///
    /// # Errors
    /// [`Error::State`] if the ledger refuses the batch, [`Error::LedgerChanged`] if what is stored
    /// is of another revision than the batch: load it again. Otherwise the store cannot be written
    /// to.
    fn commit(&mut self, ledger: &mut Ledger, batch: &LedgerBatch) -> Result<(), Error>;

    /// The revision of what is stored. It is cheap to ask for.
    ///
    /// # Errors
    /// The store cannot be read.
    fn revision(&mut self) -> Result<u64, Error>;

    /// What tells this ledger from all others, for as long as it is there: a few letters and
    /// digits, which are written into the tags of its jobs. Two projects may have analyses of the
    /// same key at one scheduler, and neither may take the other's jobs for its own.
    ///
    /// # Errors
    /// The store cannot be read.
    fn mark(&mut self) -> Result<String, Error>;

    /// The newest moves that are stored, of one analysis or of all, the oldest of them first.
    ///
    /// # Errors
    /// The store cannot be read.
    fn moves(&mut self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error>;
}

/// Which moves are asked for: the newest, at most so many.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MovesOf<'a> {
    /// Of which analysis; of all if there is none.
    pub key: Option<&'a str>,
    /// Only those before the move with this number.
    pub before: Option<u64>,
    /// At most how many.
    pub most: usize,
}

/// A move as it is stored.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StoredMove {
    /// Its number among all moves of the ledger, from 1.
    pub number: u64,
    /// The revision that the batch with it was made for.
    pub revision: u64,
    /// Which analysis has moved.
    pub key: AnalysisKey,
    /// The move.
    #[serde(flatten)]
    pub moved: TransitionRecord,
}

impl StoredMove {
    /// A move that a store of a host's own has kept.
    #[must_use]
    pub fn new(number: u64, revision: u64, key: AnalysisKey, moved: TransitionRecord) -> Self {
        Self { number, revision, key, moved }
    }
}
