//! Jobs that are missing: counted in full, healthy sweeps only, and not if many are missing at once.

use monitor_core::Timestamp;

use crate::cause::TransitionCause;
use crate::ledger::MissingJob;
use crate::ledger::batch::AnalysisUpdate;
use crate::ledger::record::{RecordFlags, UNSET};
use crate::plan::PlanWarning;
use crate::plan::action::QuestionKind;
use crate::plan::cycle::PlanBuilder;
use crate::state::AnalysisState;
use crate::sweep::{SchedulerHealth, Sweep, SweepCoverage};

/// The last sweep of a scheduler from which something can be missing, and what is.
struct AbsenceCheck<'a> {
    scheduler: u16,
    sweep: &'a Sweep,
    live: u32,
    /// How many are missing for the first time.
    vanished: u32,
    missing: Vec<u32>,
}

impl PlanBuilder<'_> {
    pub(super) fn find_absences(&mut self, sweeps: &[Sweep]) {
        let mut judged: Vec<AbsenceCheck<'_>> = Vec::new();
        for sweep in sweeps {
            if sweep.coverage != SweepCoverage::Full || sweep.health != SchedulerHealth::Ok {
                continue;
            }
            let Some(scheduler) = self.ledger.schedulers.find(&sweep.scheduler) else { continue };
            match judged.iter_mut().find(|other| other.scheduler == scheduler) {
                Some(other) if other.sweep.began >= sweep.began => {}
                Some(other) => other.sweep = sweep,
                None => {
                    let missing = Vec::new();
                    judged.push(AbsenceCheck { scheduler, sweep, live: 0, vanished: 0, missing });
                }
            }
        }
        if judged.is_empty() {
            return;
        }
        self.look_for_missing(&mut judged);
        for judged in judged {
            self.judge_sweep(&judged);
        }
    }

    fn look_for_missing(&self, judged: &mut [AbsenceCheck<'_>]) {
        let live = self.ledger.machine.states.iter().enumerate();
        let live = live.fold(0_u64, |bits, (code, known)| {
            bits | u64::from(known.class.live && known.state != AnalysisState::Lost) << code
        });
        for (at, record) in (0_u32..).zip(&self.ledger.records) {
            if live >> record.code & 1 == 0 || !record.has_flag(RecordFlags::JOB) {
                continue;
            }
            let here = judged.iter_mut().find(|judged| judged.scheduler == record.scheduler);
            let Some(judged) = here else { continue };
            judged.live += 1;
            if self.seen.is_set(at) {
                continue;
            }
            let began = judged.sweep.began;
            let submitted = if record.submitted == UNSET { record.since } else { record.submitted };
            // After the clock was set back what is past is in the future, and says nothing.
            let past = |time: Timestamp, is: bool| time > self.now || is;
            let settled = past(submitted, submitted.saturating_add(self.policy.settle) <= began);
            // What has moved since the sweep began is not missing from it.
            if settled && past(record.since, record.since < began) {
                judged.vanished += u32::from(!record.has_flag(RecordFlags::MISSING));
                judged.missing.push(at);
            }
        }
    }

    fn judge_sweep(&mut self, judged: &AbsenceCheck<'_>) {
        let AbsenceCheck { sweep, live, vanished, .. } = *judged;
        let share = u64::from(live) * u64::from(self.policy.outage_percent);
        let outage = vanished >= self.policy.outage_jobs && u64::from(vanished) * 100 > share;
        if outage {
            let scheduler = sweep.scheduler.clone();
            self.plan.push_warning(PlanWarning::Outage { scheduler, vanished, of: live });
        }
        for &at in &judged.missing {
            let known_missing = self.ledger.record(at).has_flag(RecordFlags::MISSING);
            if (known_missing || !outage) && self.is_selected(at) && !self.decided.is_set(at) {
                self.record_absence(at, sweep.began);
            }
        }
    }

    fn record_absence(&mut self, at: u32, began: Timestamp) {
        let old = self.ledger.missing.get(&at).copied();
        if old.is_some_and(|old| old.last >= began && old.last <= self.now) {
            return;
        }
        let since = old.map_or(began, |MissingJob { since, .. }| since);
        let sweeps = old.map_or(0, |old| old.sweeps).saturating_add(1);
        let long = began.saturating_duration_since(since) >= self.policy.missing_for;
        if sweeps < self.policy.missing_sweeps || !long {
            self.push_update(at, AnalysisUpdate::Missing { sweep: began });
            return;
        }
        let stopping = self.ledger.machine.state_entry(self.ledger.record(at).code).state;
        let to = if stopping == AnalysisState::Stopping {
            AnalysisState::Stopped
        } else {
            AnalysisState::Lost
        };
        if let Some(to) = self.ledger.machine.code_for(to) {
            self.transition_to(at, to, TransitionCause::Vanished { sweeps }, None);
            if stopping != AnalysisState::Stopping {
                self.push_question(at, QuestionKind::Complete, None);
            }
        }
    }
}
