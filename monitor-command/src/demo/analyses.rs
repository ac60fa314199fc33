//! The host of the demonstration's analyses: a cycle every now and then, and what visitors ask for.

use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use monitor_core::{NonPoisonMutex, Timestamp};
use monitor_events::Emitter;
use monitor_host::Error;
use monitor_host::store::{MovesOf, StoredMove};
use monitor_http::AnalysisHost;
use monitor_state::{AnalysisFilter, AnalysisState, CyclePolicy, Ledger, Transition};
use serde_json::Value;

use super::StopReceiver;
use super::survey::DemoProject;

/// How often something is looked after, in steps of the work that goes on.
const STEP: Duration = Duration::from_secs(1);
/// Every so many steps there is a cycle: seldom enough that a visitor finds something to apply.
const CYCLE_STEPS: u64 = 20;
/// Every so many steps there is a new subject.
const DISCOVERY_STEPS: u64 = 90;

/// The analyses, for the routes.
pub(super) struct DemoAnalyses {
    survey: NonPoisonMutex<DemoProject>,
    version: AtomicU64,
}

impl DemoAnalyses {
    pub(super) fn new(emitter: &Emitter) -> Result<Self, Error> {
        let survey = DemoProject::new(emitter, Timestamp::now())?;
        Ok(Self { survey: NonPoisonMutex::new(survey), version: AtomicU64::new(1) })
    }

    /// Looks after the analyses until it is time to stop.
    pub(super) fn run_cycles(&self, stop: &StopReceiver) {
        for step in 1_u64.. {
            if stop.wait_timeout(STEP) {
                return;
            }
            let done = self.update_project(|survey, now| {
                survey.apply_late_outcomes(now)?;
                if step % DISCOVERY_STEPS == 0 {
                    survey.add_subject(now)?;
                }
                if step % CYCLE_STEPS == 0 {
                    survey.run_cycle(AnalysisFilter::all(), now)?;
                }
                Ok(())
            });
            // A ledger that refuses what it has planned itself is looked after no more.
            if done.is_err() {
                return;
            }
        }
    }

    /// Does something with the analyses; the version says whether that has changed them.
    fn update_project<T>(
        &self,
        change: impl FnOnce(&mut DemoProject, Timestamp) -> Result<T, monitor_state::Error>,
    ) -> Result<T, Error> {
        let mut survey = self.survey.lock();
        let before = survey.ledger().revision();
        let done = change(&mut survey, Timestamp::now());
        if survey.ledger().revision() != before {
            self.version.fetch_add(1, Ordering::Relaxed);
        }
        Ok(done?)
    }
}

impl AnalysisHost for DemoAnalyses {
    fn ledger(&self) -> Result<Arc<Ledger>, Error> {
        Ok(Arc::clone(self.survey.lock().ledger()))
    }

    fn policy(&self) -> Result<CyclePolicy, Error> {
        Ok(self.survey.lock().policy())
    }

    fn version(&self) -> u64 {
        self.version.load(Ordering::Relaxed)
    }

    fn list_transitions(&self, of: MovesOf<'_>) -> Result<Vec<StoredMove>, Error> {
        let survey = self.survey.lock();
        let wanted = survey.recent_transitions().rev().filter(|moved| {
            of.key.is_none_or(|key| moved.key.as_str() == key)
                && of.before.is_none_or(|before| moved.number < before)
        });
        let mut moves: Vec<_> = wanted.take(of.most).cloned().collect();
        moves.reverse();
        Ok(moves)
    }

    fn run_cycle(&self, filter: AnalysisFilter<'_>, dry_run: bool) -> Result<Value, Error> {
        let plan = match dry_run {
            true => self.survey.lock().plan_cycle(filter, Timestamp::now()),
            false => self.update_project(|survey, now| survey.run_cycle(filter, now))?,
        };
        let unreadable = |error: serde_json::Error| Error::System {
            what: "a plan as JSON",
            source: io::Error::other(error),
        };
        let mut document = serde_json::to_value(plan.counts).map_err(unreadable)?;
        document["plan"] = serde_json::to_value(&plan).map_err(unreadable)?;
        Ok(document)
    }

    fn set_state(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error> {
        let batch = self.update_project(|survey, now| survey.set_state(key, to, by, force, now))?;
        Ok(batch.transitions().cloned().collect())
    }
}
