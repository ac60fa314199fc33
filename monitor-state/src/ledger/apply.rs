//! Applying batches: the only way in which a ledger changes.

use std::collections::HashMap;

use monitor_core::Timestamp;

use crate::cause::TransitionCause;
use crate::error::Error;
use crate::ledger::batch::{AnalysisUpdate, LedgerBatch, LedgerEntry, NewAnalysis, Transition};
use crate::ledger::history::TransitionRecord;
use crate::ledger::record::{AnalysisRecord, RecordFlags, UNSET};
use crate::ledger::words::hash_of;
use crate::ledger::{Ledger, MissingJob, RetryBackoff};
use crate::machine::StateCode;
use crate::plan::action::{ActionOutcome, HostAction, Intent};
use crate::state::AnalysisState;

impl Ledger {
    /// Applies all of a batch, or nothing.
    ///
    /// The host stores the batch first: what is applied and then lost would be done again.
    ///
    /// # Errors
    /// [`Error::Conflict`] if the batch was made for another revision: make it again.
    /// [`Error::Stale`] if it moves an analysis from a state that it is not in, or closes what is
    /// not open; [`Error::Illegal`], [`Error::UnknownKey`] and what [`Ledger::add`] says of
    /// analyses, for a batch that was made elsewhere.
    pub fn apply(&mut self, batch: &LedgerBatch) -> Result<(), Error> {
        self.check_batch(batch)?;
        for entry in &batch.entries {
            self.apply_entry(entry, batch.at)?;
        }
        self.link_needs(batch)?;
        self.revision += 1;
        Ok(())
    }

    /// Everything that could be wrong with a batch, before anything is changed.
    pub(super) fn check_batch(&self, batch: &LedgerBatch) -> Result<(), Error> {
        if batch.revision != self.revision {
            return Err(Error::Conflict { made_for: batch.revision, at: self.revision });
        }
        self.check_new(batch.entries.iter().filter_map(|entry| match entry {
            LedgerEntry::Added(analysis) => Some(analysis),
            _ => None,
        }))?;
        let mut codes: HashMap<&str, StateCode> = HashMap::new();
        let mut open: HashMap<&str, bool> = HashMap::new();
        for entry in &batch.entries {
            let key = entry.key().as_str();
            if let LedgerEntry::Added(analysis) = entry {
                codes.insert(key, self.machine.require_code(analysis.state)?);
                open.insert(key, false);
                continue;
            }
            let record = self.find(key).map(|at| self.record(at));
            let known = codes.get(key).copied().or(record.map(|record| record.code));
            let code =
                known.ok_or_else(|| Error::UnknownKey { key: crate::error::text_excerpt(key) })?;
            let is_open = || {
                open.get(key).copied().or(record.map(|record| record.has_flag(RecordFlags::OPEN)))
            };
            let stale = || Error::Stale { key: entry.key().clone() };
            match entry {
                LedgerEntry::Moved(moved) => {
                    codes.insert(key, self.check_move(moved, code)?);
                }
                LedgerEntry::Opened(_) if is_open() == Some(true) => return Err(stale()),
                LedgerEntry::Closed { .. } if is_open() != Some(true) => return Err(stale()),
                LedgerEntry::Opened(_) => {
                    open.insert(key, true);
                }
                LedgerEntry::Closed { outcome, .. } => {
                    open.insert(key, false);
                    if let (ActionOutcome::Submitted { job, .. }, Some(record)) = (outcome, record)
                    {
                        self.check_free(self.schedulers.word(record.scheduler), *job, key)?;
                    }
                }
                LedgerEntry::Added(_) | LedgerEntry::Noted { .. } => {}
            }
        }
        Ok(())
    }

    fn check_move(&self, moved: &Transition, code: StateCode) -> Result<StateCode, Error> {
        if self.machine.require_code(moved.from)? != code {
            return Err(Error::Stale { key: moved.key.clone() });
        }
        let to = self.machine.require_code(moved.to)?;
        let forced = matches!(moved.cause, TransitionCause::Command { force: true, .. });
        if !forced && !self.machine.is_legal(code, to) {
            self.machine.check_transition(moved.from, moved.to)?;
        }
        Ok(to)
    }

    pub(super) fn apply_entry(&mut self, entry: &LedgerEntry, now: Timestamp) -> Result<(), Error> {
        if let LedgerEntry::Added(analysis) = entry {
            return self.insert(analysis, now);
        }
        let at = self.index_of(entry.key().as_str())?;
        match entry {
            LedgerEntry::Added(_) => {}
            LedgerEntry::Moved(moved) => self.move_on(at, moved, now)?,
            LedgerEntry::Opened(intent) => self.open(at, intent),
            LedgerEntry::Closed { action, outcome, .. } => self.close(at, *action, outcome, now),
            LedgerEntry::Noted { note, .. } => self.apply_update(at, note),
        }
        self.update_agenda(at);
        Ok(())
    }

    fn update_agenda(&mut self, at: u32) {
        if self.wants_a_look(at) {
            self.agenda.insert(at);
        } else {
            self.agenda.remove(&at);
        }
    }

    pub(super) fn insert(&mut self, analysis: &NewAnalysis, now: Timestamp) -> Result<(), Error> {
        let too_many = || Error::TooMany { what: "analyses", most: u32::MAX as usize };
        let at = u32::try_from(self.records.len()).map_err(|_| too_many())?;
        let code = self.machine.require_code(analysis.state)?;
        let (key_at, key_len) = self.keys.add(analysis.key.as_str())?;
        let mut record = AnalysisRecord {
            since: now,
            submitted: UNSET,
            born: UNSET,
            job_id: 0,
            job_part: 0,
            serial: 0,
            key_at,
            key_len,
            attempts: 0,
            resurrections: 0,
            pipeline: self.pipelines.add(&analysis.pipeline)?,
            scheduler: self.schedulers.add(&analysis.scheduler)?,
            code,
            flags: RecordFlags::default(),
            stuck_by: 0,
        };
        record.set_flag(RecordFlags::PROJECT, analysis.key.is_of_the_project());
        if let Some(job) = analysis.job {
            record.set_flag(RecordFlags::JOB, true);
            (record.job_id, record.job_part, record.serial) = (job.id, job.part, 1);
        }
        self.counts[usize::from(record.has_flag(RecordFlags::PROJECT))][usize::from(code)] += 1;
        self.oldest.lower_bound(code, now);
        self.records.push(record);
        let keys = &self.keys;
        let records = &self.records;
        self.by_key.insert_unique(hash_of(analysis.key.as_str()), at, |&other| {
            hash_of(keys.key_of(&records[other as usize]))
        });
        if let Some(job) = analysis.job {
            let scheduler = self.record(at).scheduler;
            let other = self.by_job.look_up(&self.records, scheduler, job);
            let live = |at: u32| self.machine.state_entry(self.record(at).code).class.live;
            if !other.is_some_and(live) {
                self.by_job.add(&mut self.records, at);
            }
        }
        Ok(())
    }

    /// Needs may name analyses that come later in the batch.
    pub(super) fn link_needs(&mut self, batch: &LedgerBatch) -> Result<(), Error> {
        for entry in &batch.entries {
            let LedgerEntry::Added(analysis) = entry else { continue };
            let at = self.index_of(analysis.key.as_str())?;
            let needs: Result<Box<[u32]>, Error> =
                analysis.needs.iter().map(|need| self.index_of(need.as_str())).collect();
            let needs = needs?;
            if !needs.is_empty() {
                self.needs.insert(at, needs);
            }
            self.update_agenda(at);
        }
        Ok(())
    }

    fn move_on(&mut self, at: u32, moved: &Transition, now: Timestamp) -> Result<(), Error> {
        let to = self.machine.require_code(moved.to)?;
        let class = self.machine.state_entry(to).class;
        let record = &mut self.records[at as usize];
        let row = &mut self.counts[usize::from(record.has_flag(RecordFlags::PROJECT))];
        row[usize::from(record.code)] -= 1;
        row[usize::from(to)] += 1;
        (record.code, record.since) = (to, now);
        record.stuck_because(&moved.cause);
        let by_hand = matches!(moved.cause, TransitionCause::Command { .. });
        record.set_flag(RecordFlags::PINNED, moved.to == AnalysisState::Wait && by_hand);
        if moved.to != AnalysisState::Stuck {
            record.set_flag(RecordFlags::CANCELLED, false);
        }
        if moved.from != AnalysisState::Finished && moved.to == AnalysisState::Finished {
            record.set_flag(RecordFlags::HANDLED, false);
        }
        if moved.from == AnalysisState::Restart {
            (record.attempts, record.resurrections) = (0, 0);
            self.waits.remove(&at);
        }
        record.set_flag(RecordFlags::MISSING, false);
        self.missing.remove(&at);
        if !class.live && !class.stuck {
            record.set_flag(RecordFlags::PULSE, false);
            self.pulses.remove(&at);
        }
        self.oldest.lower_bound(to, now);
        let Transition { from, to, cause, raw, .. } = moved.clone();
        self.history.push(at, TransitionRecord { at: now, from, to, cause, raw });
        Ok(())
    }

    fn open(&mut self, at: u32, intent: &Intent) {
        let record = &mut self.records[at as usize];
        record.set_flag(RecordFlags::OPEN, true);
        if intent.action.makes_a_job() {
            record.serial = record.serial.saturating_add(1);
            record.attempts = record.attempts.saturating_add(1);
        }
        if intent.action == HostAction::Rescue {
            record.resurrections = record.resurrections.saturating_add(1);
        }
        self.open.insert(at, intent.clone());
    }

    fn close(&mut self, at: u32, action: HostAction, outcome: &ActionOutcome, now: Timestamp) {
        self.open.remove(&at);
        let record = &mut self.records[at as usize];
        record.set_flag(RecordFlags::OPEN, false);
        let undone = matches!(outcome, ActionOutcome::Busy { .. } | ActionOutcome::NotDone);
        if undone && action.makes_a_job() {
            record.attempts = record.attempts.saturating_sub(1);
            if action == HostAction::Rescue {
                record.resurrections = record.resurrections.saturating_sub(1);
            }
        }
        match (action, outcome) {
            (HostAction::Cancel, ActionOutcome::Started) => {
                record.set_flag(RecordFlags::CANCELLED, true)
            }
            (HostAction::Process, ActionOutcome::Started | ActionOutcome::Done) => {
                record.set_flag(RecordFlags::HANDLED, true);
            }
            _ => {}
        }
        if let ActionOutcome::Submitted { job, born } = outcome {
            if self.records[at as usize].has_flag(RecordFlags::JOB) {
                self.by_job.remove(&mut self.records, at);
            }
            let record = &mut self.records[at as usize];
            record.set_flag(RecordFlags::JOB, true);
            (record.job_id, record.job_part) = (job.id, job.part);
            (record.submitted, record.born) = (now, born.unwrap_or(UNSET));
            self.by_job.add(&mut self.records, at);
        }
        if !undone {
            self.waits.remove(&at);
        }
    }

    fn apply_update(&mut self, at: u32, note: &AnalysisUpdate) {
        let record = &mut self.records[at as usize];
        match note {
            AnalysisUpdate::Missing { sweep } => {
                record.set_flag(RecordFlags::MISSING, true);
                let fresh = MissingJob { sweeps: 0, since: *sweep, last: *sweep };
                let missing = self.missing.entry(at).or_insert(fresh);
                missing.sweeps = missing.sweeps.saturating_add(1);
                missing.last = *sweep;
            }
            AnalysisUpdate::Seen => {
                record.set_flag(RecordFlags::MISSING, false);
                self.missing.remove(&at);
            }
            AnalysisUpdate::Born { born } => record.born = *born,
            AnalysisUpdate::Pulse(pulse) => {
                record.set_flag(RecordFlags::PULSE, true);
                self.pulses.insert(at, *pulse);
            }
            AnalysisUpdate::Wait { busy, until } => {
                self.waits.insert(at, RetryBackoff { busy: *busy, until: *until });
            }
        }
    }
}
