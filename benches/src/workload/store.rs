//! Ledgers on disk: what a durable batch of 8,209 moves costs, and what opening a million analyses
//! does.

use std::error::Error;
use std::fs::{File, OpenOptions};
use std::hint::black_box;
use std::io::Write;
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use monitor_host::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};
use monitor_state::{
    AnalysisState, JobRef, Ledger, LedgerBatch, LedgerLimits, NewAnalysis, StateMachine,
};

use crate::claim::{Claim, Contender, Group};
use crate::workload::exec::programs::{Scratch, must};

/// The claims about stores.
pub const STORE: Group =
    Group { name: "store", claims: &[commit_of_neighbours, commit_of_scattered, opening] };

const MILLION: usize = 1_000_000;
/// How many move at once.
const MOVES: usize = 8_209;

fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + seconds)
}

/// A stored ledger of a million analyses whose jobs run.
fn million(scratch: &Scratch) -> Result<(SqliteLedgerStore, Ledger), Box<dyn Error>> {
    let path = scratch.file("ledger.sqlite");
    let mut store = SqliteLedgerStore::open(path, IfHeld::Refuse, StoreLimits::default())?;
    let mut ledger = store.load(StateMachine::standard(), LedgerLimits::default())?;
    let analyses = (0..MILLION).map(|n| {
        let key = format!("S{:06}/bilby-{:02}", n / 20, n % 20);
        let job = JobRef::new(n as u64 * 3 + 7);
        NewAnalysis::new(key, "bilby", "slurm").state(AnalysisState::Running).job(job)
    });
    let batch = ledger.add(analyses, at(0))?;
    store.commit(&mut ledger, &batch)?;
    Ok((store, ledger))
}

/// What moves every `step`th analysis, 8,209 of them, to and fro.
fn moves(ledger: &Ledger, step: usize) -> LedgerBatch {
    let mut batch = must(ledger.add([], at(600)));
    let keys = ledger.keys().step_by(step).take(MOVES);
    for key in keys {
        let held = ledger.state(key) == Some(AnalysisState::Held);
        let to = if held { AnalysisState::Running } else { AnalysisState::Held };
        batch.entries.extend(must(ledger.force_batch(key, to, "bench", at(600))).entries);
    }
    batch
}

fn commit(what: &'static str, step: usize) -> Result<Claim, Box<dyn Error>> {
    let scratch = Scratch::new();
    let (mut store, mut ledger) = million(&scratch)?;
    let mut plain = Plain::new(&scratch)?;
    let ours = Contender::each("SqliteLedgerStore::commit", move || {
        let _ = &scratch;
        let batch = moves(&ledger, step);
        let started = Instant::now();
        must(store.commit(&mut ledger, &batch));
        started.elapsed()
    });
    let peer = Contender::each("64 bytes a move appended, fdatasync", move || plain.append());
    let claim = Claim::new(what, ours).beside(peer).at_most(Duration::from_millis(60));
    Ok(claim.slow(3))
}

/// A file that a log without tables would be: what the disk itself takes.
struct Plain(File);

impl Plain {
    fn new(scratch: &Scratch) -> Result<Self, Box<dyn Error>> {
        let path = scratch.file("plain");
        Ok(Self(OpenOptions::new().create(true).append(true).open(path)?))
    }

    fn append(&mut self) -> Duration {
        let bytes = vec![b'x'; MOVES * 64];
        let started = Instant::now();
        must(self.0.write_all(&bytes));
        must(self.0.sync_data());
        started.elapsed()
    }
}

/// A commit of 8,209 moves of analyses that stand together, as those of a few subjects do.
///
/// # Errors
/// If the ledger cannot be made.
pub fn commit_of_neighbours() -> Result<Claim, Box<dyn Error>> {
    commit("commit 8,209 moves of 1,000,000, together", 1)
}

/// A commit of 8,209 moves that are spread over the whole ledger.
///
/// # Errors
/// If the ledger cannot be made.
pub fn commit_of_scattered() -> Result<Claim, Box<dyn Error>> {
    commit("commit 8,209 moves of 1,000,000, spread", MILLION / MOVES)
}

/// Opening a ledger of a million analyses, of which 82,090 have moved.
///
/// # Errors
/// If the ledger cannot be made.
pub fn opening() -> Result<Claim, Box<dyn Error>> {
    let scratch = Scratch::new();
    let (mut store, mut ledger) = million(&scratch)?;
    for _ in 0..10 {
        let batch = moves(&ledger, 1);
        store.commit(&mut ledger, &batch)?;
    }
    drop(store);
    let path = scratch.file("ledger.sqlite");
    let ours = Contender::each("SqliteLedgerStore::load", move || {
        let _ = &scratch;
        let started = Instant::now();
        let mut store = must(SqliteLedgerStore::open_read_only(&path));
        black_box(must(store.load(StateMachine::standard(), LedgerLimits::default())));
        started.elapsed()
    });
    let claim = Claim::new("opening 1,000,000 analyses", ours);
    Ok(claim.at_most(Duration::from_secs(5)).slow(3))
}
