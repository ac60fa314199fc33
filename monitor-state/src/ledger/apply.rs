//! Applying batches: the only way in which a ledger changes.

use std::collections::HashMap;

use monitor_core::Timestamp;

use crate::cause::Cause;
use crate::error::Error;
use crate::ledger::batch::{Batch, Entry, NewAnalysis, Note, Transition};
use crate::ledger::history::Move;
use crate::ledger::record::{Flags, Record, UNSET};
use crate::ledger::words::hash_of;
use crate::ledger::{Ledger, Missing, Wait};
use crate::machine::Code;
use crate::plan::action::{Action, Intent, Outcome};
use crate::state::State;

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
    pub fn apply(&mut self, batch: &Batch) -> Result<(), Error> {
        self.check(batch)?;
        for entry in &batch.entries {
            self.change(entry, batch.at)?;
        }
        self.link_needs(batch)?;
        self.revision += 1;
        Ok(())
    }

    /// Everything that could be wrong with a batch, before anything is changed.
    pub(super) fn check(&self, batch: &Batch) -> Result<(), Error> {
        if batch.revision != self.revision {
            return Err(Error::Conflict { made_for: batch.revision, at: self.revision });
        }
        self.check_new(batch.entries.iter().filter_map(|entry| match entry {
            Entry::Added(analysis) => Some(analysis),
            _ => None,
        }))?;
        let mut codes: HashMap<&str, Code> = HashMap::new();
        let mut open: HashMap<&str, bool> = HashMap::new();
        for entry in &batch.entries {
            let key = entry.key().as_str();
            if let Entry::Added(analysis) = entry {
                codes.insert(key, self.machine.expect(analysis.state)?);
                open.insert(key, false);
                continue;
            }
            let record = self.find(key).map(|at| self.record(at));
            let known = codes.get(key).copied().or(record.map(|record| record.code));
            let code = known.ok_or_else(|| Error::UnknownKey { key: crate::error::quoted(key) })?;
            let is_open =
                || open.get(key).copied().or(record.map(|record| record.has(Flags::OPEN)));
            let stale = || Error::Stale { key: entry.key().clone() };
            match entry {
                Entry::Moved(moved) => {
                    codes.insert(key, self.check_move(moved, code)?);
                }
                Entry::Opened(_) if is_open() == Some(true) => return Err(stale()),
                Entry::Closed { .. } if is_open() != Some(true) => return Err(stale()),
                Entry::Opened(_) => {
                    open.insert(key, true);
                }
                Entry::Closed { outcome, .. } => {
                    open.insert(key, false);
                    if let (Outcome::Submitted { job, .. }, Some(record)) = (outcome, record) {
                        self.check_free(self.schedulers.word(record.scheduler), *job, key)?;
                    }
                }
                Entry::Added(_) | Entry::Noted { .. } => {}
            }
        }
        Ok(())
    }

    fn check_move(&self, moved: &Transition, code: Code) -> Result<Code, Error> {
        if self.machine.expect(moved.from)? != code {
            return Err(Error::Stale { key: moved.key.clone() });
        }
        let to = self.machine.expect(moved.to)?;
        let forced = matches!(moved.cause, Cause::Command { force: true, .. });
        if !forced && !self.machine.legal(code, to) {
            self.machine.check(moved.from, moved.to)?;
        }
        Ok(to)
    }

    pub(super) fn change(&mut self, entry: &Entry, now: Timestamp) -> Result<(), Error> {
        if let Entry::Added(analysis) = entry {
            return self.insert(analysis, now);
        }
        let at = self.expect(entry.key().as_str())?;
        match entry {
            Entry::Added(_) => {}
            Entry::Moved(moved) => self.move_on(at, moved, now)?,
            Entry::Opened(intent) => self.open(at, intent),
            Entry::Closed { action, outcome, .. } => self.close(at, *action, outcome, now),
            Entry::Noted { note, .. } => self.note(at, note),
        }
        self.schedule(at);
        Ok(())
    }

    fn schedule(&mut self, at: u32) {
        if self.wants_a_look(at) {
            self.agenda.insert(at);
        } else {
            self.agenda.remove(&at);
        }
    }

    pub(super) fn insert(&mut self, analysis: &NewAnalysis, now: Timestamp) -> Result<(), Error> {
        let too_many = || Error::TooMany { what: "analyses", most: u32::MAX as usize };
        let at = u32::try_from(self.records.len()).map_err(|_| too_many())?;
        let code = self.machine.expect(analysis.state)?;
        let (key_at, key_len) = self.keys.add(analysis.key.as_str())?;
        let mut record = Record {
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
            flags: Flags::default(),
            stuck_by: 0,
        };
        record.set(Flags::PROJECT, analysis.key.is_of_the_project());
        if let Some(job) = analysis.job {
            record.set(Flags::JOB, true);
            (record.job_id, record.job_part, record.serial) = (job.id, job.part, 1);
        }
        self.counts[usize::from(record.has(Flags::PROJECT))][usize::from(code)] += 1;
        self.oldest.entered(code, now);
        self.records.push(record);
        let keys = &self.keys;
        let records = &self.records;
        self.by_key.insert_unique(hash_of(analysis.key.as_str()), at, |&other| {
            hash_of(keys.of(&records[other as usize]))
        });
        if let Some(job) = analysis.job {
            let scheduler = self.record(at).scheduler;
            let other = self.by_job.look_up(&self.records, scheduler, job);
            let live = |at: u32| self.machine.known(self.record(at).code).class.live;
            if !other.is_some_and(live) {
                self.by_job.add(&mut self.records, at);
            }
        }
        Ok(())
    }

    /// Needs may name analyses that come later in the batch.
    pub(super) fn link_needs(&mut self, batch: &Batch) -> Result<(), Error> {
        for entry in &batch.entries {
            let Entry::Added(analysis) = entry else { continue };
            let at = self.expect(analysis.key.as_str())?;
            let needs: Result<Box<[u32]>, Error> =
                analysis.needs.iter().map(|need| self.expect(need.as_str())).collect();
            let needs = needs?;
            if !needs.is_empty() {
                self.needs.insert(at, needs);
            }
            self.schedule(at);
        }
        Ok(())
    }

    fn move_on(&mut self, at: u32, moved: &Transition, now: Timestamp) -> Result<(), Error> {
        let to = self.machine.expect(moved.to)?;
        let class = self.machine.known(to).class;
        let record = &mut self.records[at as usize];
        let row = &mut self.counts[usize::from(record.has(Flags::PROJECT))];
        row[usize::from(record.code)] -= 1;
        row[usize::from(to)] += 1;
        (record.code, record.since) = (to, now);
        record.stuck_because(&moved.cause);
        let by_hand = matches!(moved.cause, Cause::Command { .. });
        record.set(Flags::PINNED, moved.to == State::Wait && by_hand);
        if moved.to != State::Stuck {
            record.set(Flags::CANCELLED, false);
        }
        if moved.from != State::Finished && moved.to == State::Finished {
            record.set(Flags::HANDLED, false);
        }
        if moved.from == State::Restart {
            (record.attempts, record.resurrections) = (0, 0);
            self.waits.remove(&at);
        }
        record.set(Flags::MISSING, false);
        self.missing.remove(&at);
        if !class.live && !class.stuck {
            record.set(Flags::PULSE, false);
            self.pulses.remove(&at);
        }
        self.oldest.entered(to, now);
        let Transition { from, to, cause, raw, .. } = moved.clone();
        self.history.push(at, Move { at: now, from, to, cause, raw });
        Ok(())
    }

    fn open(&mut self, at: u32, intent: &Intent) {
        let record = &mut self.records[at as usize];
        record.set(Flags::OPEN, true);
        if intent.action.makes_a_job() {
            record.serial = record.serial.saturating_add(1);
            record.attempts = record.attempts.saturating_add(1);
        }
        if intent.action == Action::Rescue {
            record.resurrections = record.resurrections.saturating_add(1);
        }
        self.open.insert(at, intent.clone());
    }

    fn close(&mut self, at: u32, action: Action, outcome: &Outcome, now: Timestamp) {
        self.open.remove(&at);
        let record = &mut self.records[at as usize];
        record.set(Flags::OPEN, false);
        let undone = matches!(outcome, Outcome::Busy { .. } | Outcome::NotDone);
        if undone && action.makes_a_job() {
            record.attempts = record.attempts.saturating_sub(1);
            if action == Action::Rescue {
                record.resurrections = record.resurrections.saturating_sub(1);
            }
        }
        match (action, outcome) {
            (Action::Cancel, Outcome::Started) => record.set(Flags::CANCELLED, true),
            (Action::Process, Outcome::Started | Outcome::Done) => {
                record.set(Flags::HANDLED, true);
            }
            _ => {}
        }
        if let Outcome::Submitted { job, born } = outcome {
            if self.records[at as usize].has(Flags::JOB) {
                self.by_job.remove(&mut self.records, at);
            }
            let record = &mut self.records[at as usize];
            record.set(Flags::JOB, true);
            (record.job_id, record.job_part) = (job.id, job.part);
            (record.submitted, record.born) = (now, born.unwrap_or(UNSET));
            self.by_job.add(&mut self.records, at);
        }
        if !undone {
            self.waits.remove(&at);
        }
    }

    fn note(&mut self, at: u32, note: &Note) {
        let record = &mut self.records[at as usize];
        match note {
            Note::Missing { sweep } => {
                record.set(Flags::MISSING, true);
                let fresh = Missing { sweeps: 0, since: *sweep, last: *sweep };
                let missing = self.missing.entry(at).or_insert(fresh);
                missing.sweeps = missing.sweeps.saturating_add(1);
                missing.last = *sweep;
            }
            Note::Seen => {
                record.set(Flags::MISSING, false);
                self.missing.remove(&at);
            }
            Note::Born { born } => record.born = *born,
            Note::Pulse(pulse) => {
                record.set(Flags::PULSE, true);
                self.pulses.insert(at, *pulse);
            }
            Note::Wait { busy, until } => {
                self.waits.insert(at, Wait { busy: *busy, until: *until });
            }
        }
    }
}
