//! A host of analyses in memory; every job that it submits runs.

use std::sync::{Arc, Mutex, PoisonError};

use monitor_core::Timestamp;
use monitor_host::Error;
use monitor_host::store::{MovesOf, StoredMove};
use monitor_http::AnalysisHost;
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePolicy, HostAnswer, JobObservation, JobRef,
    JobState, Ledger, LedgerBatch, LedgerLimits, NewAnalysis, StateMachine, Sweep, Transition,
};
use serde_json::{Value, json};

/// A host of four analyses.
#[derive(Debug)]
pub(crate) struct SurveyHost {
    stored: Mutex<(Arc<Ledger>, Vec<StoredMove>)>,
}

impl SurveyHost {
    /// Creates the host with its analyses before their first cycle.
    pub(crate) fn new() -> Self {
        Self { stored: Mutex::new(initial()) }
    }

    /// Puts the host back into the state that it has when it is created.
    pub(crate) fn reset(&self) {
        *self.stored.lock().unwrap_or_else(PoisonError::into_inner) = initial();
    }

    fn now(&self) -> Timestamp {
        Timestamp::from_secs(1_700_000_000 + 400 * self.version().cast_signed())
    }

    fn commit(&self, batch: &LedgerBatch) -> Result<(), Error> {
        let mut stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let (ledger, moves) = &mut *stored;
        let mut changed = (**ledger).clone();
        changed.apply(batch)?;
        *ledger = Arc::new(changed);
        for moved in batch.transitions() {
            let Some(last) = ledger.history(moved.key.as_str()).last().cloned() else { continue };
            let number = moves.len() as u64 + 1;
            moves.push(StoredMove::new(number, batch.revision, moved.key.clone(), last));
        }
        Ok(())
    }
}

fn initial() -> (Arc<Ledger>, Vec<StoredMove>) {
    let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
    let new = |key: &str| NewAnalysis::new(key, "bilby", "slurm");
    let added = [
        new("GW150914/bilby"),
        new("GW150914/plots").needs(["GW150914/bilby"]),
        new("GW170817/bilby"),
        new("project_analyses/population").state(AnalysisState::Manual),
    ];
    let batch = ledger.add(added, Timestamp::from_secs(1_700_000_000));
    let applied = batch.and_then(|batch| ledger.apply(&batch));
    applied.expect("four analyses can be added");
    (Arc::new(ledger), Vec::new())
}

impl AnalysisHost for SurveyHost {
    fn ledger(&self) -> Result<Arc<Ledger>, Error> {
        Ok(Arc::clone(&self.stored.lock().unwrap_or_else(PoisonError::into_inner).0))
    }

    fn policy(&self) -> Result<CyclePolicy, Error> {
        Ok(CyclePolicy::default())
    }

    fn version(&self) -> u64 {
        self.stored.lock().unwrap_or_else(PoisonError::into_inner).0.revision()
    }

    fn list_transitions(&self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error> {
        let stored = self.stored.lock().unwrap_or_else(PoisonError::into_inner);
        let is_asked = |moved: &&StoredMove| {
            of.key.is_none_or(|key| moved.key.as_str() == key)
                && of.before.is_none_or(|before| moved.number < before)
        };
        let newest = stored.1.iter().rev().filter(is_asked).take(of.most);
        let mut moves: Vec<_> = newest.cloned().collect();
        moves.reverse();
        Ok(moves)
    }

    fn run_cycle(&self, filter: AnalysisFilter<'_>, dry_run: bool) -> Result<Value, Error> {
        let (ledger, now, policy) = (self.ledger()?, self.now(), CyclePolicy::default());
        let jobs = ledger.rows().filter_map(|row| row.analysis.job);
        let jobs = jobs.map(|job| JobObservation::new(job, JobState::Running).raw("R"));
        let sweep = Sweep::full("slurm", now).jobs(jobs);
        let plan = ledger.plan_cycle(&[sweep], &policy, filter, now);
        let mut document = serde_json::to_value(plan.counts).unwrap_or_else(|_| json!({}));
        document["dry_run"] = dry_run.into();
        if !dry_run {
            let plan = ledger.answer_questions(plan, |_| HostAnswer::Unknown)?;
            self.commit(&plan.batch())?;
            let submitted = (0..).zip(plan.actions()).map(|(job, intent)| {
                let job = JobRef::new(plan.revision * 100 + job);
                (intent.key.clone(), ActionOutcome::Submitted { job, born: None })
            });
            let outcomes: Vec<_> = submitted.collect();
            if !outcomes.is_empty() {
                self.commit(&self.ledger()?.outcome_batch(outcomes, &policy, now)?)?;
            }
        }
        Ok(document)
    }

    fn set_state(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error> {
        let (ledger, now) = (self.ledger()?, self.now());
        let change = if force { Ledger::force_batch } else { Ledger::command_batch };
        let batch = change(&ledger, key, to, by, now)?;
        self.commit(&batch)?;
        Ok(batch.transitions().cloned().collect())
    }
}
