//! A folder with a ledger in it, and work that changes the ledger.

use std::fs;
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use monitor_core::Timestamp;
use monitor_host::store::{IfHeld, LedgerStore, SqliteLedgerStore, StoreLimits};
use monitor_state::{
    ActionOutcome, AnalysisFilter, CyclePolicy, HostAnswer, JobObservation, JobRef, JobState,
    Ledger, LedgerLimits, LedgerRow, NewAnalysis, StateMachine, Sweep,
};

pub(crate) struct Folder(PathBuf);

impl Folder {
    pub(crate) fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let number = NEXT.fetch_add(1, Ordering::Relaxed);
        let name = format!("monitor-store-{}-{number}", std::process::id());
        let path = std::env::temp_dir().join(name);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub(crate) fn ledger(&self) -> PathBuf {
        self.0.join("ledger.sqlite")
    }

    pub(crate) fn store(&self) -> SqliteLedgerStore {
        SqliteLedgerStore::open(self.ledger(), IfHeld::Refuse, StoreLimits::default()).unwrap()
    }

    pub(crate) fn reader(&self) -> SqliteLedgerStore {
        SqliteLedgerStore::open_read_only(self.ledger()).unwrap()
    }

    /// The names of what is in it, and how large.
    pub(crate) fn content(&self) -> Vec<(String, Vec<u8>)> {
        let entries = fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap());
        let mut content: Vec<(String, Vec<u8>)> = entries
            .map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            })
            .collect();
        content.sort();
        content
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + seconds)
}

pub(crate) fn load(store: &mut SqliteLedgerStore) -> Ledger {
    store.load(StateMachine::standard(), LedgerLimits::default()).unwrap()
}

pub(crate) fn rows(ledger: &Ledger) -> Vec<LedgerRow> {
    ledger.rows().collect()
}

pub(crate) fn bilby(number: usize) -> NewAnalysis {
    NewAnalysis::new(format!("GW{:04}/bilby", number).as_str(), "bilby", "slurm")
}

/// Adds so many analyses.
pub(crate) fn add(store: &mut SqliteLedgerStore, ledger: &mut Ledger, analyses: usize, now: i64) {
    let have = ledger.len();
    let batch = ledger.add((have..have + analyses).map(bilby), at(now)).unwrap();
    store.commit(ledger, &batch).unwrap();
}

/// A cycle in which every job that was submitted is in this state, and every submission works.
pub(crate) fn cycle(store: &mut SqliteLedgerStore, ledger: &mut Ledger, state: JobState, now: i64) {
    let policy = CyclePolicy::default();
    let known = ledger.rows().filter_map(|row| row.analysis.job);
    let jobs: Vec<_> = known.map(|job| JobObservation::new(job, state).raw("raw")).collect();
    let sweep = Sweep::full("slurm", at(now)).jobs(jobs);
    let mut plan = ledger.plan_cycle(&[sweep], &policy, AnalysisFilter::all(), at(now));
    while !plan.questions.is_empty() {
        plan = ledger.answer_questions(plan, |_| HostAnswer::Yes).unwrap();
    }
    store.commit(ledger, &plan.batch()).unwrap();
    let outcomes: Vec<_> = plan
        .actions()
        .map(|intent| {
            let number = intent.key.as_str()[2..6].parse::<u64>().unwrap() + 1;
            let job = JobRef::new(u64::try_from(now).unwrap() * 10_000 + number);
            let outcome = match intent.action {
                monitor_state::HostAction::Submit | monitor_state::HostAction::Rescue => {
                    ActionOutcome::Submitted { job, born: Some(at(now)) }
                }
                _ => ActionOutcome::Done,
            };
            (intent.key.clone(), outcome)
        })
        .collect();
    if !outcomes.is_empty() {
        let batch = ledger.outcome_batch(outcomes, &policy, at(now)).unwrap();
        store.commit(ledger, &batch).unwrap();
    }
}
