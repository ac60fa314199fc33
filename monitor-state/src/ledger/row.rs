//! Rows: everything that a ledger knows of one analysis, to be stored and taken up again.

use std::sync::Arc;

use monitor_core::{AnalysisKey, Timestamp};
use serde::{Deserialize, Serialize};

use crate::cause::{DeadlineKind, TransitionCause};
use crate::error::Error;
use crate::ledger::batch::{JobPulse, LedgerBatch, LedgerEntry, NewAnalysis};
use crate::ledger::history::TransitionRecord;
use crate::ledger::record::{RecordFlags, UNSET};
use crate::ledger::{Ledger, LedgerLimits, MissingJob, RetryBackoff};
use crate::machine::StateMachine;
use crate::plan::action::Intent;

/// Everything that a ledger knows of one analysis.
///
/// A host that keeps rows instead of all batches stores those of the analyses that a batch was
/// about, and the ledger's revision. [`Ledger::restore`] makes the same ledger of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LedgerRow {
    /// What it was added as, its state and job excepted: those are of now.
    #[serde(flatten)]
    pub analysis: NewAnalysis,
    /// Since when it is in its state.
    pub since: Timestamp,
    /// When its job was submitted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub submitted: Option<Timestamp>,
    /// The same by the scheduler's clock.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub born: Option<Timestamp>,
    /// How many jobs were ever submitted for it.
    pub serial: u32,
    /// How many since it was last restarted.
    pub attempts: u16,
    /// How many of those were rescues.
    pub resurrections: u16,
    /// What the host was asked to do for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub open: Option<Intent>,
    /// Its last moves.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<TransitionRecord>,
    /// What is seldom known.
    #[serde(flatten)]
    pub marks: RowExtras,
}

/// What is known of few analyses at a time: that a job is missing, gives signs of life, was told to
/// end. A host stores it as it is serialised, and most often there is nothing to store.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RowExtras {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    stuck_by: Option<DeadlineKind>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    missing: Option<MissingJob>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pulse: Option<JobPulse>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    wait: Option<RetryBackoff>,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pinned: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    handled: bool,
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    cancelled: bool,
}

impl RowExtras {
    /// Whether there is nothing to store.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl LedgerRow {
    fn with_history(mut self, ledger: &Ledger, at: u32) -> Self {
        self.history = ledger.history.transitions_of(at).cloned().collect();
        self
    }

    /// The row of an analysis that has been in its state since a time, and of which nothing else is
    /// known.
    #[must_use]
    pub fn new(analysis: NewAnalysis, since: Timestamp) -> Self {
        Self {
            analysis,
            since,
            submitted: None,
            born: None,
            serial: 0,
            attempts: 0,
            resurrections: 0,
            open: None,
            history: Vec::new(),
            marks: RowExtras::default(),
        }
    }
}

impl Ledger {
    /// The row of one analysis; `None` if there is none with this key.
    #[must_use]
    pub fn row_for(&self, key: &str) -> Option<LedgerRow> {
        self.find(key).map(|at| self.row_at(at).with_history(self, at))
    }

    /// The rows of all analyses, in the order in which they were added.
    pub fn rows(&self) -> impl Iterator<Item = LedgerRow> + '_ {
        (0..self.records.len())
            .filter_map(|at| u32::try_from(at).ok())
            .map(|at| self.row_at(at).with_history(self, at))
    }

    /// The rows of the analyses that a batch is about, as they will be when it is applied, each
    /// with its place in the order of the ledger, from 0, and without its history: the moves are in
    /// the batch. Nothing changes.
    ///
    /// This is for a host that stores rows: it stores these, and then applies the batch.
    ///
    /// # Errors
    /// What [`Ledger::apply`] would say.
    pub fn rows_after(&self, batch: &LedgerBatch) -> Result<Vec<(usize, LedgerRow)>, Error> {
        self.check_batch(batch)?;
        let known = batch.entries.iter().filter_map(|entry| self.find(entry.key().as_str()));
        let mut places: Vec<u32> = known.collect();
        places.sort_unstable();
        places.dedup();
        // A ledger of those alone, which the batch is applied to. What others need does not matter.
        let limits = LedgerLimits { history: 0, ..self.limits };
        let mut few = Self::with_machine(Arc::clone(&self.machine), limits);
        for &at in &places {
            let mut row = self.row_at(at);
            row.analysis.needs.clear();
            few.take_up(row)?;
        }
        for entry in &batch.entries {
            few.apply_entry(entry, batch.at)?;
        }
        let added = batch.entries.iter().filter_map(|entry| match entry {
            LedgerEntry::Added(analysis) => Some(&analysis.needs),
            _ => None,
        });
        let was = places.iter().map(|&at| (at as usize, self.needs_of(at)));
        let new = added.enumerate().map(|(n, needs)| (self.len() + n, needs.clone()));
        let rows = (0..).zip(was.chain(new)).map(|(at, (place, needs))| {
            let mut row = few.row_at(at);
            row.analysis.needs = needs;
            (place, row)
        });
        Ok(rows.collect())
    }

    fn needs_of(&self, at: u32) -> Vec<AnalysisKey> {
        let needs = self.needs.get(&at).into_iter().flatten();
        needs.map(|&need| self.owned_key(need)).collect()
    }

    /// Without its history.
    fn row_at(&self, at: u32) -> LedgerRow {
        let record = self.record(at);
        let set = |time: Timestamp| (time != UNSET).then_some(time);
        LedgerRow {
            analysis: NewAnalysis {
                key: self.owned_key(at),
                pipeline: self.pipelines.word(record.pipeline).into(),
                scheduler: self.schedulers.word(record.scheduler).into(),
                state: self.machine.state_entry(record.code).state,
                needs: self.needs_of(at),
                job: record.job(),
            },
            since: record.since,
            submitted: set(record.submitted),
            born: set(record.born),
            serial: record.serial,
            attempts: record.attempts,
            resurrections: record.resurrections,
            open: self.open.get(&at).cloned(),
            history: Vec::new(),
            marks: RowExtras {
                stuck_by: record.stuck_by(),
                missing: self.missing.get(&at).copied(),
                pulse: self.pulses.get(&at).copied(),
                wait: self.waits.get(&at).copied(),
                pinned: record.has_flag(RecordFlags::PINNED),
                handled: record.has_flag(RecordFlags::HANDLED),
                cancelled: record.has_flag(RecordFlags::CANCELLED),
            },
        }
    }

    /// The ledger that had these rows, in this order, at this revision.
    ///
    /// # Errors
    /// What [`Ledger::add`] says of analyses.
    pub fn restore(
        machine: StateMachine,
        limits: LedgerLimits,
        revision: u64,
        rows: impl IntoIterator<Item = LedgerRow>,
    ) -> Result<Self, Error> {
        let mut ledger = Self::new(machine, limits);
        let mut analyses = Vec::new();
        for row in rows {
            if ledger.find(row.analysis.key.as_str()).is_some() {
                let name = crate::error::text_excerpt(row.analysis.key.as_str());
                return Err(Error::Twice { what: "key", name });
            }
            if ledger.len() == limits.analyses {
                return Err(Error::TooMany { what: "analyses", most: limits.analyses });
            }
            analyses.extend(ledger.take_up(row)?);
        }
        let entries = analyses.into_iter().map(LedgerEntry::Added).collect();
        let batch = LedgerBatch { revision, at: Timestamp::UNIX_EPOCH, entries };
        ledger.link_needs(&batch)?;
        ledger.revision = revision;
        Ok(ledger)
    }

    /// Takes up one row, and returns its analysis if what it needs is still to be linked.
    fn take_up(&mut self, row: LedgerRow) -> Result<Option<NewAnalysis>, Error> {
        let at = u32::try_from(self.records.len())
            .map_err(|_| Error::TooMany { what: "analyses", most: u32::MAX as usize })?;
        self.insert(&row.analysis, row.since)?;
        let flags = [
            (RecordFlags::PINNED, row.marks.pinned),
            (RecordFlags::HANDLED, row.marks.handled),
            (RecordFlags::CANCELLED, row.marks.cancelled),
            (RecordFlags::OPEN, row.open.is_some()),
            (RecordFlags::MISSING, row.marks.missing.is_some()),
            (RecordFlags::PULSE, row.marks.pulse.is_some()),
        ];
        let record = &mut self.records[at as usize];
        flags.into_iter().for_each(|(flag, on)| record.set_flag(flag, on));
        record.submitted = row.submitted.unwrap_or(UNSET);
        record.born = row.born.unwrap_or(UNSET);
        record.serial = row.serial;
        (record.attempts, record.resurrections) = (row.attempts, row.resurrections);
        if let Some(clock) = row.marks.stuck_by {
            record.stuck_because(&TransitionCause::Late { clock });
        }
        self.open.extend(row.open.map(|open| (at, open)));
        self.missing.extend(row.marks.missing.map(|missing| (at, missing)));
        self.pulses.extend(row.marks.pulse.map(|pulse| (at, pulse)));
        self.waits.extend(row.marks.wait.map(|wait| (at, wait)));
        row.history.into_iter().for_each(|moved| self.history.push(at, moved));
        if row.analysis.needs.is_empty() {
            if self.wants_a_look(at) {
                self.agenda.insert(at);
            }
            return Ok(None);
        }
        Ok(Some(row.analysis))
    }
}
