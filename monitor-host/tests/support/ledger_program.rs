//! Writes a ledger until it is killed. Each batch adds an analysis and moves all that are there, so
//! that every whole number of batches can be told from any part of one. Says the revision after each.
//!
//! Its argument is the ledger.

#![expect(clippy::print_stdout, reason = "what it says is what the test waits for")]

use std::error::Error;

use monitor_core::Timestamp;
use monitor_host::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};
use monitor_state::{
    AnalysisState, Ledger, LedgerBatch, LedgerEntry, LedgerLimits, NewAnalysis, StateMachine,
};

fn main() -> Result<(), Box<dyn Error>> {
    let path = std::env::args_os().nth(1).ok_or("which ledger?")?;
    let mut store = SqliteLedgerStore::open(path, IfHeld::Refuse, StoreLimits::default())?;
    let mut ledger = store.load(StateMachine::standard(), LedgerLimits::default())?;
    println!("{}", ledger.revision());
    loop {
        let batch = next(&ledger)?;
        store.commit(&mut ledger, &batch)?;
        println!("{}", ledger.revision());
    }
}

fn next(ledger: &Ledger) -> Result<LedgerBatch, monitor_state::Error> {
    let revision = ledger.revision();
    let at = Timestamp::from_secs(1_700_000_000 + i64::try_from(revision).unwrap_or(i64::MAX));
    let to =
        if revision.is_multiple_of(2) { AnalysisState::Manual } else { AnalysisState::Stopped };
    let key = format!("GW{revision:06}/bilby");
    let new = NewAnalysis::new(key.as_str(), "bilby", "slurm").state(to);
    let mut batch = ledger.add([new], at)?;
    for key in ledger.keys() {
        let moves = ledger.force_batch(key, to, "ada", at)?.entries;
        batch
            .entries
            .extend(moves.into_iter().filter(|entry| matches!(entry, LedgerEntry::Moved(_))));
    }
    Ok(batch)
}
