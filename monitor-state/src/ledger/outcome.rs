//! What becomes of analyses when the host has done what a plan asked for.

use std::collections::BTreeSet;

use monitor_core::{AnalysisKey, Timestamp};

use crate::cause::{PolicyLimit, TransitionCause};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::batch::{AnalysisUpdate, LedgerBatch, LedgerEntry, Transition};
use crate::plan::action::{ActionOutcome, HostAction, Intent};
use crate::policy::CyclePolicy;
use crate::state::AnalysisState;

/// What follows from an outcome: where the analysis goes and why, and whether it has to wait.
struct OutcomeEffect {
    to: Option<AnalysisState>,
    cause: TransitionCause,
    waits: bool,
}

impl Ledger {
    /// The batch that says what became of open intents.
    ///
    /// A host gives it after it has acted, and when it starts, for what it finds open: it looks for
    /// the tag and says [`ActionOutcome::Submitted`] or [`ActionOutcome::NotDone`].
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::Stale`] if nothing is open for an analysis,
    /// [`Error::Mismatch`] if the outcome does not go with the action, [`Error::JobTaken`] if
    /// another analysis has the job.
    pub fn outcome_batch(
        &self,
        outcomes: impl IntoIterator<Item = (AnalysisKey, ActionOutcome)>,
        policy: &CyclePolicy,
        now: Timestamp,
    ) -> Result<LedgerBatch, Error> {
        let mut entries = Vec::new();
        let mut closed = BTreeSet::new();
        let mut taken = BTreeSet::new();
        for (key, outcome) in outcomes {
            let at = self.index_of(key.as_str())?;
            let intent = self.open.get(&at).filter(|_| closed.insert(at));
            let intent = intent.ok_or_else(|| Error::Stale { key: key.clone() })?;
            if let ActionOutcome::Submitted { job, .. } = outcome {
                let scheduler = self.record(at).scheduler;
                self.check_free(self.schedulers.word(scheduler), job, key.as_str())?;
                if !taken.insert((scheduler, job)) {
                    return Err(Error::JobTaken { job, by: key });
                }
            }
            self.push_outcome(at, intent, outcome, policy, now, &mut entries)?;
        }
        Ok(LedgerBatch { revision: self.revision, at: now, entries })
    }

    fn push_outcome(
        &self,
        at: u32,
        intent: &Intent,
        outcome: ActionOutcome,
        policy: &CyclePolicy,
        now: Timestamp,
        entries: &mut Vec<LedgerEntry>,
    ) -> Result<(), Error> {
        let (key, action) = (intent.key.clone(), intent.action);
        let busy = self.waits.get(&at).map_or(0, |wait| wait.busy) + 1;
        let mut follows = self.effect_of(action, &outcome)?;
        let retried_too_often = busy > policy.max_retries && !action.makes_a_job();
        if follows.waits && retried_too_often {
            let (limit, of) = (PolicyLimit::Retries, policy.max_retries);
            follows = OutcomeEffect {
                to: Some(AnalysisState::Stuck),
                cause: TransitionCause::Limit { limit, of },
                waits: false,
            };
        }
        entries.push(LedgerEntry::Closed { key: key.clone(), action, outcome });
        if follows.waits {
            let until = now.saturating_add(policy.backoff_after(busy));
            entries.push(LedgerEntry::Noted {
                key: key.clone(),
                note: AnalysisUpdate::Wait { busy, until },
            });
        }
        let code = self.record(at).code;
        let from = self.machine.state_entry(code).state;
        let to = follows.to.and_then(|to| self.machine.code_for(to));
        // What has moved on meanwhile, by a clock or by force, is only told that it is closed.
        if let Some(to) = to.filter(|&to| to != code && self.machine.is_legal(code, to)) {
            let to = self.machine.state_entry(to).state;
            let cause = follows.cause;
            entries.push(LedgerEntry::Moved(Transition { key, from, to, cause, raw: None }));
        }
        Ok(())
    }

    fn effect_of(
        &self,
        action: HostAction,
        outcome: &ActionOutcome,
    ) -> Result<OutcomeEffect, Error> {
        let done = TransitionCause::Done { action };
        let back = match action {
            HostAction::Submit => Some(AnalysisState::Ready),
            HostAction::Rescue => Some(AnalysisState::Lost),
            HostAction::Upload => Some(AnalysisState::Processing),
            HostAction::Cancel | HostAction::Process => None,
        };
        let plain = |to: Option<AnalysisState>, cause: TransitionCause| OutcomeEffect {
            to,
            cause,
            waits: false,
        };
        Ok(match (action, outcome) {
            (HostAction::Submit | HostAction::Rescue, ActionOutcome::Submitted { .. }) => {
                plain(Some(AnalysisState::Queued), done)
            }
            (HostAction::Cancel, ActionOutcome::Done) => plain(Some(AnalysisState::Stopped), done),
            (HostAction::Cancel, ActionOutcome::Started) => plain(None, done),
            (HostAction::Process, ActionOutcome::Started) => {
                plain(Some(AnalysisState::Processing), done)
            }
            (HostAction::Process, ActionOutcome::Done) => {
                plain(Some(AnalysisState::Complete).filter(|_| self.machine.style.completes), done)
            }
            (HostAction::Upload, ActionOutcome::Done) => plain(Some(AnalysisState::Uploaded), done),
            (_, ActionOutcome::Busy { error }) => {
                let cause = TransitionCause::Busy { action, error: error.clone() };
                OutcomeEffect { to: back, cause, waits: true }
            }
            (_, ActionOutcome::Refused { error }) => plain(
                Some(AnalysisState::Stuck),
                TransitionCause::Refused { action, error: error.clone() },
            ),
            (_, ActionOutcome::NotDone) => plain(back, TransitionCause::NotDone { action }),
            _ => return Err(Error::Mismatch { action }),
        })
    }
}
