//! The JSON of batches and sweeps of `monitor-state`: a batch is applied whole or not at all, a
//! ledger is restored from its rows, and what a plan says can be applied.
#![no_main]

use libfuzzer_sys::fuzz_target;
use monitor_core::Timestamp;
use monitor_state::{
    AnalysisFilter, AnalysisState, CyclePolicy, Ledger, LedgerBatch, LedgerLimits, LedgerRow,
    StateMachine, Sweep,
};
use serde_json::{Deserializer, Value};

/// The most documents of one input.
const MOST_DOCUMENTS: usize = 32;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(word) = std::str::from_utf8(bytes)
        && let Ok(state) = word.parse::<AnalysisState>()
    {
        assert_eq!(state.as_str(), word);
    }
    let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    let mut sweeps = Vec::new();
    let documents = Deserializer::from_slice(bytes).into_iter::<Value>();
    for document in documents.map_while(Result::ok).take(MOST_DOCUMENTS) {
        if let Ok(batch) = serde_json::from_value::<LedgerBatch>(document.clone()) {
            check_batch(&mut ledger, batch);
        } else if let Ok(sweep) = serde_json::from_value::<Sweep>(document) {
            sweeps.push(sweep);
        }
    }
    check_rows(&ledger);
    check_plan(ledger, &sweeps);
});

fn rows(ledger: &Ledger) -> Vec<LedgerRow> {
    ledger.rows().collect()
}

fn check_batch(ledger: &mut Ledger, mut batch: LedgerBatch) {
    batch.revision = ledger.revision();
    let json = serde_json::to_string(&batch).expect("a batch has a JSON form");
    let again = serde_json::from_str(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(batch, again, "{json}");
    let (before, promised) = (rows(ledger), ledger.rows_after(&batch));
    let applied = ledger.apply(&batch);
    match (&applied, promised) {
        (Ok(()), Ok(promised)) => {
            assert_eq!(ledger.revision(), batch.revision + 1);
            let after = rows(ledger);
            for (place, row) in promised {
                let mut stored = after[place].clone();
                stored.history.clear();
                assert_eq!(stored, row);
            }
        }
        (Err(_), _) => {
            assert_eq!((ledger.revision(), rows(ledger)), (batch.revision, before));
        }
        (Ok(()), Err(error)) => panic!("applied, and yet: {error}"),
    }
}

fn check_rows(ledger: &Ledger) {
    let all = rows(ledger);
    let (machine, limits) = (ledger.machine().clone(), LedgerLimits::default());
    let restored = Ledger::restore(machine, limits, ledger.revision(), all.clone());
    let restored = restored.expect("a ledger is restored from its own rows");
    assert_eq!(rows(&restored), all);
    assert_eq!(restored.count_by_state(), ledger.count_by_state());
}

fn check_plan(mut ledger: Ledger, sweeps: &[Sweep]) {
    let policy = CyclePolicy::default();
    let now = sweeps.iter().map(|sweep| sweep.began).max();
    let now = now.unwrap_or(Timestamp::from_secs(1_750_000_000));
    let plan = ledger.plan_cycle(sweeps, &policy, AnalysisFilter::all(), now);
    assert_eq!(plan, ledger.plan_cycle(sweeps, &policy, AnalysisFilter::all(), now));
    ledger.apply(&plan.batch()).expect("what a plan says can be applied");
    let _ = ledger.analysis_status(AnalysisFilter::all());
}
