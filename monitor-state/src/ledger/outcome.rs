//! What becomes of analyses when the host has done what a plan asked for.

use std::collections::BTreeSet;

use monitor_core::{AnalysisKey, Timestamp};

use crate::cause::{Cause, Limit};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::batch::{Batch, Entry, Note, Transition};
use crate::plan::action::{Action, Intent, Outcome};
use crate::policy::Policy;
use crate::state::State;

/// What follows from an outcome: where the analysis goes and why, and whether it has to wait.
struct Follows {
    to: Option<State>,
    cause: Cause,
    waits: bool,
}

impl Ledger {
    /// The batch that says what became of open intents.
    ///
    /// A host gives it after it has acted, and when it starts, for what it finds open: it looks for
    /// the tag and says [`Outcome::Submitted`] or [`Outcome::NotDone`].
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::Stale`] if nothing is open for an analysis,
    /// [`Error::Mismatch`] if the outcome does not go with the action, [`Error::JobTaken`] if
    /// another analysis has the job.
    pub fn outcomes(
        &self,
        outcomes: impl IntoIterator<Item = (AnalysisKey, Outcome)>,
        policy: &Policy,
        now: Timestamp,
    ) -> Result<Batch, Error> {
        let mut entries = Vec::new();
        let mut closed = BTreeSet::new();
        let mut taken = BTreeSet::new();
        for (key, outcome) in outcomes {
            let at = self.expect(key.as_str())?;
            let intent = self.open.get(&at).filter(|_| closed.insert(at));
            let intent = intent.ok_or_else(|| Error::Stale { key: key.clone() })?;
            if let Outcome::Submitted { job, .. } = outcome {
                let scheduler = self.record(at).scheduler;
                self.check_free(self.schedulers.word(scheduler), job, key.as_str())?;
                if !taken.insert((scheduler, job)) {
                    return Err(Error::JobTaken { job, by: key });
                }
            }
            self.follow(at, intent, outcome, policy, now, &mut entries)?;
        }
        Ok(Batch { revision: self.revision, at: now, entries })
    }

    fn follow(
        &self,
        at: u32,
        intent: &Intent,
        outcome: Outcome,
        policy: &Policy,
        now: Timestamp,
        entries: &mut Vec<Entry>,
    ) -> Result<(), Error> {
        let (key, action) = (intent.key.clone(), intent.action);
        let busy = self.waits.get(&at).map_or(0, |wait| wait.busy) + 1;
        let mut follows = self.follows(action, &outcome)?;
        let retried_too_often = busy > policy.max_retries && !action.makes_a_job();
        if follows.waits && retried_too_often {
            let (limit, of) = (Limit::Retries, policy.max_retries);
            follows =
                Follows { to: Some(State::Stuck), cause: Cause::Limit { limit, of }, waits: false };
        }
        entries.push(Entry::Closed { key: key.clone(), action, outcome });
        if follows.waits {
            let until = now.saturating_add(policy.backoff_after(busy));
            entries.push(Entry::Noted { key: key.clone(), note: Note::Wait { busy, until } });
        }
        let code = self.record(at).code;
        let from = self.machine.known(code).state;
        let to = follows.to.and_then(|to| self.machine.code(to));
        // What has moved on meanwhile, by a clock or by force, is only told that it is closed.
        if let Some(to) = to.filter(|&to| to != code && self.machine.legal(code, to)) {
            let to = self.machine.known(to).state;
            let cause = follows.cause;
            entries.push(Entry::Moved(Transition { key, from, to, cause, raw: None }));
        }
        Ok(())
    }

    fn follows(&self, action: Action, outcome: &Outcome) -> Result<Follows, Error> {
        let done = Cause::Done { action };
        let back = match action {
            Action::Submit => Some(State::Ready),
            Action::Rescue => Some(State::Lost),
            Action::Upload => Some(State::Processing),
            Action::Cancel | Action::Process => None,
        };
        let plain = |to: Option<State>, cause: Cause| Follows { to, cause, waits: false };
        Ok(match (action, outcome) {
            (Action::Submit | Action::Rescue, Outcome::Submitted { .. }) => {
                plain(Some(State::Queued), done)
            }
            (Action::Cancel, Outcome::Done) => plain(Some(State::Stopped), done),
            (Action::Cancel, Outcome::Started) => plain(None, done),
            (Action::Process, Outcome::Started) => plain(Some(State::Processing), done),
            (Action::Process, Outcome::Done) => {
                plain(Some(State::Complete).filter(|_| self.machine.style.completes), done)
            }
            (Action::Upload, Outcome::Done) => plain(Some(State::Uploaded), done),
            (_, Outcome::Busy { error }) => {
                let cause = Cause::Busy { action, error: error.clone() };
                Follows { to: back, cause, waits: true }
            }
            (_, Outcome::Refused { error }) => {
                plain(Some(State::Stuck), Cause::Refused { action, error: error.clone() })
            }
            (_, Outcome::NotDone) => plain(back, Cause::NotDone { action }),
            _ => return Err(Error::Mismatch { action }),
        })
    }
}
