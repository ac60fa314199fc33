//! What people say: ready, wait, stop, manual, restart, cancelled.

use monitor_core::{AnalysisKey, Timestamp};

use crate::cause::{Cause, Clock};
use crate::error::Error;
use crate::ledger::Ledger;
use crate::ledger::batch::{Batch, Entry, Transition};
use crate::ledger::record::Flags;
use crate::machine::Code;
use crate::plan::action::{Action, Intent};
use crate::state::State;

impl Ledger {
    /// The batch that puts an analysis into a state because `by` says so; empty if it is in it.
    ///
    /// [`State::Restart`] goes on to [`State::Ready`] at once, and [`State::Stop`] is carried out
    /// by the next cycle.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::UnknownState`], [`Error::Terminal`], [`Error::Illegal`] if
    /// the machine has no such transition for commands, and [`Error::Vetoed`] if a guard refuses,
    /// if an action is open, or if a job of it may still run: stop it first.
    pub fn command(&self, key: &str, to: State, by: &str, now: Timestamp) -> Result<Batch, Error> {
        let (at, from, to) = self.asked(key, to)?;
        let mut batch = Batch { revision: self.revision, at: now, entries: Vec::new() };
        if from == to {
            return Ok(batch);
        }
        self.machine.check_command(from, to)?;
        self.check_quiet(at, to)?;
        let owned = self.owned_key(at);
        if let Some(error) = self.vetoed(&self.look(&owned, at, None, now), to) {
            return Err(error);
        }
        let cause = Cause::Command { by: by.into(), force: false };
        batch.entries.push(self.moved(&owned, from, to, cause.clone()));
        match self.machine.known(to).state {
            State::Restart => {
                let ready = self.machine.expect(State::Ready)?;
                batch.entries.push(self.moved(&owned, to, ready, cause));
            }
            State::Uploading => {
                batch.entries.push(Entry::Opened(self.intent(at, Action::Upload)));
            }
            _ => {}
        }
        Ok(batch)
    }

    /// As [`Ledger::command`], setting aside the machine's transitions, its guards, and what is
    /// known of jobs: for what only a person can know.
    ///
    /// # Errors
    /// [`Error::UnknownKey`], [`Error::UnknownState`].
    pub fn force(&self, key: &str, to: State, by: &str, now: Timestamp) -> Result<Batch, Error> {
        let (at, from, to) = self.asked(key, to)?;
        let cause = Cause::Command { by: by.into(), force: true };
        let entries = if from == to {
            Vec::new()
        } else {
            vec![self.moved(&self.owned_key(at), from, to, cause)]
        };
        Ok(Batch { revision: self.revision, at: now, entries })
    }

    fn asked(&self, key: &str, to: State) -> Result<(u32, Code, Code), Error> {
        let at = self.expect(key)?;
        Ok((at, self.record(at).code, self.machine.expect(to)?))
    }

    /// Whether nothing goes on for it that a command would get in the way of.
    fn check_quiet(&self, at: u32, to: Code) -> Result<(), Error> {
        let record = self.record(at);
        let vetoed = |why: &str| Error::Vetoed { guard: "built-in".into(), why: why.into() };
        if let Some(intent) = self.open.get(&at) {
            let why = format!("the outcome of {:?} ({}) is open", intent.action, intent.tag);
            return Err(vetoed(&why));
        }
        let stopping = self.machine.known(to).state == State::Stop;
        let gone = matches!(
            record.stuck_by(),
            None | Some(Clock::Submitting | Clock::Lost | Clock::Processing)
        );
        if self.machine.known(record.code).class.stuck
            && record.has(Flags::JOB)
            && !gone
            && !stopping
        {
            return Err(vetoed("its job may still be there: stop it first"));
        }
        Ok(())
    }

    pub(crate) fn moved(&self, key: &AnalysisKey, from: Code, to: Code, cause: Cause) -> Entry {
        let (from, to) = (self.machine.known(from).state, self.machine.known(to).state);
        Entry::Moved(Transition { key: key.clone(), from, to, cause, raw: None })
    }

    /// The intent of an action for the analysis at `at`. Only submissions have a number of their
    /// own; the others have that of the job that they are about.
    pub(crate) fn intent(&self, at: u32, action: Action) -> Intent {
        let record = self.record(at);
        let number = record.serial.saturating_add(u32::from(action.makes_a_job()));
        let key = self.owned_key(at);
        let tag = format!("{key}:{number}").into();
        Intent { key, action, tag, job: record.job() }
    }
}
