//! What people say: ready, wait, stop, manual, restart, cancelled.

use monitor_core::{AnalysisKey, Timestamp};

use crate::cause::{DeadlineKind, TransitionCause};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::batch::{LedgerBatch, LedgerEntry, Transition};
use crate::ledger::record::RecordFlags;
use crate::machine::StateCode;
use crate::plan::action::{HostAction, Intent};
use crate::state::AnalysisState;

impl Ledger {
    /// The batch that puts an analysis into a state because `by` says so; empty if it is in it.
    ///
    /// [`AnalysisState::Restart`] goes on to [`AnalysisState::Ready`] at once, and [`AnalysisState::Stop`] is carried out
    /// by the next cycle.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::UnknownState`], [`Error::Terminal`], [`Error::Illegal`] if
    /// the machine has no such transition for commands, and [`Error::Vetoed`] if a guard refuses,
    /// if an action is open, or if a job of it may still run: stop it first.
    pub fn command_batch(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        now: Timestamp,
    ) -> Result<LedgerBatch, Error> {
        let (at, from, to) = self.resolve_request(key, to)?;
        let mut batch = LedgerBatch { revision: self.revision, at: now, entries: Vec::new() };
        if from == to {
            return Ok(batch);
        }
        self.machine.check_command(from, to)?;
        self.check_quiet(at, to)?;
        let owned = self.owned_key(at);
        if let Some(error) = self.find_veto(&self.rule_context(&owned, at, None, now), to) {
            return Err(error);
        }
        let cause = TransitionCause::Command { by: by.into(), force: false };
        batch.entries.push(self.transition_entry(&owned, from, to, cause.clone()));
        match self.machine.state_entry(to).state {
            AnalysisState::Restart => {
                let ready = self.machine.require_code(AnalysisState::Ready)?;
                batch.entries.push(self.transition_entry(&owned, to, ready, cause));
            }
            AnalysisState::Uploading => {
                batch.entries.push(LedgerEntry::Opened(self.intent_for(at, HostAction::Upload)));
            }
            _ => {}
        }
        Ok(batch)
    }

    /// As [`Ledger::command_batch`], setting aside the machine's transitions, its guards, and what is
    /// known of jobs: for what only a person can know.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::UnknownState`].
    pub fn force_batch(
        &self,
        key: &str,
        to: AnalysisState,
        by: &str,
        now: Timestamp,
    ) -> Result<LedgerBatch, Error> {
        let (at, from, to) = self.resolve_request(key, to)?;
        let cause = TransitionCause::Command { by: by.into(), force: true };
        let entries = if from == to {
            Vec::new()
        } else {
            vec![self.transition_entry(&self.owned_key(at), from, to, cause)]
        };
        Ok(LedgerBatch { revision: self.revision, at: now, entries })
    }

    fn resolve_request(
        &self,
        key: &str,
        to: AnalysisState,
    ) -> Result<(u32, StateCode, StateCode), Error> {
        let at = self.index_of(key)?;
        Ok((at, self.record(at).code, self.machine.require_code(to)?))
    }

    /// Whether nothing goes on for it that a command would get in the way of.
    fn check_quiet(&self, at: u32, to: StateCode) -> Result<(), Error> {
        let record = self.record(at);
        let vetoed = |why: &str| Error::Vetoed { guard: "built-in".into(), why: why.into() };
        if let Some(intent) = self.open.get(&at) {
            let why = format!("the outcome of {:?} ({}) is open", intent.action, intent.tag);
            return Err(vetoed(&why));
        }
        let stopping = self.machine.state_entry(to).state == AnalysisState::Stop;
        let gone = matches!(
            record.stuck_by(),
            None | Some(DeadlineKind::Submitting | DeadlineKind::Lost | DeadlineKind::Processing)
        );
        if self.machine.state_entry(record.code).class.stuck
            && record.has_flag(RecordFlags::JOB)
            && !gone
            && !stopping
        {
            return Err(vetoed("its job may still be there: stop it first"));
        }
        Ok(())
    }

    pub(crate) fn transition_entry(
        &self,
        key: &AnalysisKey,
        from: StateCode,
        to: StateCode,
        cause: TransitionCause,
    ) -> LedgerEntry {
        let (from, to) = (self.machine.state_entry(from).state, self.machine.state_entry(to).state);
        LedgerEntry::Moved(Transition { key: key.clone(), from, to, cause, raw: None })
    }

    /// The intent of an action for the analysis at `at`. Only submissions have a number of their
    /// own; the others have that of the job that they are about.
    pub(crate) fn intent_for(&self, at: u32, action: HostAction) -> Intent {
        let record = self.record(at);
        let number = record.serial.saturating_add(u32::from(action.makes_a_job()));
        let key = self.owned_key(at);
        let tag = format!("{key}:{number}").into();
        Intent { key, action, tag, job: record.job() }
    }
}
