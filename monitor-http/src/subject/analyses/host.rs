//! What the routes of analyses ask of whoever has the analyses.

use std::sync::Arc;

use monitor_state::{AnalysisFilter, AnalysisState, CyclePolicy, Ledger, Transition};
use serde_json::Value;

use monitor_host::Error;
use monitor_host::store::{MovesOf, StoredMove};

/// Whoever has analyses: a project, or a ledger of a program's own.
///
/// Calls come from several threads at once, and may take as long as files, schedulers and commands
/// do: no handler waits for them on the threads of the server.
pub trait AnalysisHost: Send + Sync {
    /// The ledger as it is now. It is asked for often: one that has not changed is best kept.
    ///
    /// # Errors
    /// It cannot be read.
    fn ledger(&self) -> Result<Arc<Ledger>, Error>;

    /// What its cycles go by.
    ///
    /// # Errors
    /// It cannot be read.
    fn policy(&self) -> Result<CyclePolicy, Error>;

    /// A number that is another one when the ledger has changed. It is asked for a dozen times a
    /// second while somebody watches.
    fn version(&self) -> u64;

    /// The newest moves, of one analysis or of all, the oldest of them first.
    ///
    /// # Errors
    /// They cannot be read.
    fn list_transitions(&self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error>;

    /// A cycle, or with `dry_run` what one would do: an object with the six counts, the `plan`, and
    /// what else the host says of it. There is one at a time.
    ///
    /// # Errors
    /// [`Error::LedgerBusy`] if somebody else is at it, and what else can go wrong.
    fn run_cycle(&self, filter: AnalysisFilter<'_>, dry_run: bool) -> Result<Value, Error>;

    /// Puts an analysis into a state because `by` says so, and gives its moves.
    ///
    /// # Errors
    /// What [`Ledger::command_batch`] or, with `force`, [`Ledger::force_batch`] says; else as
    /// [`cycle`](Self::run_cycle).
    fn set_state(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error>;
}
