//! The ledger: every analysis with its state and what is counted about it.

pub(crate) mod add;
pub(crate) mod apply;
pub(crate) mod batch;
pub(crate) mod command;
pub(crate) mod glance;
pub(crate) mod history;
pub(crate) mod job_index;
pub(crate) mod jobs;
pub(crate) mod oldest;
pub(crate) mod outcome;
pub(crate) mod record;
pub(crate) mod row;
pub(crate) mod status;
pub(crate) mod words;

pub use batch::{AnalysisUpdate, JobPulse, LedgerBatch, LedgerEntry, NewAnalysis, Transition};
pub use glance::AnalysisStatus;
pub use history::TransitionRecord;
pub use row::{LedgerRow, RowExtras};
pub use status::{ActiveAnalysis, ActiveType, AnalysisFilter, CycleCounts};

pub(crate) use record::{AnalysisRecord, RecordFlags};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashTable;
use monitor_core::{AnalysisKey, Timestamp};

use crate::error::Error;
use crate::ledger::history::TransitionHistory;
use crate::ledger::job_index::JobIndex;
use crate::ledger::oldest::OldestByState;
use crate::ledger::words::{KeyArena, WordTable, hash_of};
use crate::machine::rule::{RuleContext, RuleVerdict};
use crate::machine::{StateCode, StateMachine};
use crate::plan::action::Intent;
use crate::state::AnalysisState;
use crate::sweep::JobObservation;

/// All analyses of a project.
///
/// A ledger is read by [`Ledger::plan_cycle`], [`Ledger::explain_state`] and the like, and changed by
/// [`Ledger::apply`] only, batch by batch. Whoever stores the batches before they are applied can
/// make the same ledger again.
///
/// It keeps about 115 bytes an analysis, its key included, and the last moves of each.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_state::{Ledger, LedgerLimits, StateMachine, NewAnalysis, AnalysisState};
///
/// let now = Timestamp::from_secs(1_700_000_000);
/// let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
/// let batch = ledger.add([NewAnalysis::new("GW150914/bilby", "bilby", "slurm")], now)?;
/// ledger.apply(&batch)?;
/// assert_eq!(ledger.state("GW150914/bilby"), Some(AnalysisState::Ready));
/// # Ok::<(), monitor_state::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) machine: Arc<StateMachine>,
    pub(crate) limits: LedgerLimits,
    pub(crate) revision: u64,
    pub(crate) records: Vec<AnalysisRecord>,
    keys: KeyArena,
    by_key: HashTable<u32>,
    pub(crate) by_job: JobIndex,
    pub(crate) pipelines: WordTable,
    pub(crate) schedulers: WordTable,
    pub(crate) missing: BTreeMap<u32, MissingJob>,
    pub(crate) pulses: BTreeMap<u32, JobPulse>,
    pub(crate) waits: BTreeMap<u32, RetryBackoff>,
    pub(crate) open: BTreeMap<u32, Intent>,
    pub(crate) needs: BTreeMap<u32, Box<[u32]>>,
    history: TransitionHistory,
    /// What has to be looked at though nobody observes it.
    pub(crate) agenda: BTreeSet<u32>,
    /// How many there are of the project and of subjects, by state.
    pub(crate) counts: [[u32; 64]; 2],
    pub(crate) oldest: OldestByState,
}

/// How large a ledger may become.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LedgerLimits {
    /// The most analyses. One more is refused with [`Error::TooMany`].
    pub analyses: usize,
    /// How many moves of an analysis are remembered; older ones are forgotten and counted. All of
    /// them are in the batches.
    pub history: usize,
}

impl Default for LedgerLimits {
    fn default() -> Self {
        Self { analyses: 10_000_000, history: 16 }
    }
}

impl LedgerLimits {
    /// Sets how many moves of an analysis are remembered.
    #[must_use]
    pub fn history(mut self, moves: usize) -> Self {
        self.history = moves;
        self
    }

    /// Sets the most analyses.
    #[must_use]
    pub fn analyses(mut self, analyses: usize) -> Self {
        self.analyses = analyses;
        self
    }
}

/// Since when a job is missing, and from how many sweeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct MissingJob {
    pub(crate) sweeps: u32,
    pub(crate) since: Timestamp,
    pub(crate) last: Timestamp,
}

/// How often in a row an action could not be done, and when it may be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct RetryBackoff {
    pub(crate) busy: u32,
    pub(crate) until: Timestamp,
}

impl Ledger {
    /// A ledger without analyses.
    #[must_use]
    pub fn new(machine: StateMachine, limits: LedgerLimits) -> Self {
        Self::with_machine(Arc::new(machine), limits)
    }

    fn with_machine(machine: Arc<StateMachine>, limits: LedgerLimits) -> Self {
        Self {
            machine,
            limits,
            revision: 0,
            records: Vec::new(),
            keys: KeyArena::default(),
            by_key: HashTable::new(),
            by_job: JobIndex::default(),
            pipelines: WordTable::default(),
            schedulers: WordTable::default(),
            missing: BTreeMap::new(),
            pulses: BTreeMap::new(),
            waits: BTreeMap::new(),
            open: BTreeMap::new(),
            needs: BTreeMap::new(),
            history: TransitionHistory::new(limits.history),
            agenda: BTreeSet::new(),
            counts: [[0; 64]; 2],
            oldest: OldestByState::default(),
        }
    }

    /// Its machine.
    #[must_use]
    pub fn machine(&self) -> &StateMachine {
        &self.machine
    }

    /// How many batches were applied. A batch is for one revision only.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// How many analyses there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.records.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.records.is_empty()
    }

    /// The state of one analysis; `None` if there is none with this key.
    #[must_use]
    pub fn state(&self, key: &str) -> Option<AnalysisState> {
        let record = &self.records[self.find(key)? as usize];
        Some(self.machine.state_entry(record.code).state)
    }

    /// The last moves of one analysis, oldest first; none if there is none with this key.
    pub fn history(&self, key: &str) -> impl Iterator<Item = &TransitionRecord> {
        self.find(key).into_iter().flat_map(|at| self.history.transitions_of(at))
    }

    /// How many moves were forgotten because more are not remembered.
    #[must_use]
    pub fn history_forgotten(&self) -> u64 {
        self.history.forgotten_count()
    }

    /// What the host was asked to do and has not given an outcome of, in the order of the ledger.
    /// A host that starts looks here first.
    pub fn open_intents(&self) -> impl Iterator<Item = &Intent> {
        self.open.values()
    }

    /// The keys of all analyses, in the order in which they were added.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| self.keys.key_of(record))
    }

    #[inline]
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        let same = |&at: &u32| self.keys.key_of(&self.records[at as usize]) == key;
        self.by_key.find(hash_of(key), same).copied()
    }

    pub(crate) fn index_of(&self, key: &str) -> Result<u32, Error> {
        self.find(key).ok_or_else(|| Error::UnknownKey { key: crate::error::text_excerpt(key) })
    }

    pub(crate) fn key(&self, at: u32) -> &str {
        self.keys.key_of(&self.records[at as usize])
    }

    pub(crate) fn owned_key(&self, at: u32) -> AnalysisKey {
        AnalysisKey::from(self.key(at))
    }

    pub(crate) fn record(&self, at: u32) -> &AnalysisRecord {
        &self.records[at as usize]
    }

    pub(crate) fn rule_context<'a>(
        &'a self,
        key: &'a AnalysisKey,
        at: u32,
        observation: Option<&'a JobObservation>,
        now: Timestamp,
    ) -> RuleContext<'a> {
        let record = self.record(at);
        RuleContext {
            key,
            pipeline: self.pipelines.word(record.pipeline),
            state: self.machine.state_entry(record.code).state,
            since: record.since,
            attempts: u32::from(record.attempts),
            resurrections: u32::from(record.resurrections),
            observation,
            now,
        }
    }

    /// The first guard that refuses, and why.
    pub(crate) fn find_veto(&self, look: &RuleContext<'_>, to: StateCode) -> Option<Error> {
        let to = self.machine.state_entry(to).state;
        self.machine.guards.iter().find_map(|(guard, rule)| {
            let why = rule.allow(look, to).err()?;
            Some(Error::Vetoed { guard: guard.clone(), why: why.into() })
        })
    }

    /// What the host's rule says of an analysis, if there is one for it.
    pub(crate) fn rule_verdict(
        &self,
        at: u32,
        observation: Option<&JobObservation>,
        now: Timestamp,
    ) -> RuleVerdict {
        let record = self.record(at);
        let pipeline = self.pipelines.word(record.pipeline);
        let Some(rule) = self.machine.rule_for(record.code, pipeline) else {
            return RuleVerdict::Default;
        };
        let key = self.owned_key(at);
        rule.decide(&self.rule_context(&key, at, observation, now))
    }

    /// Whether it has to be looked at though nobody observes it.
    fn wants_a_look(&self, at: u32) -> bool {
        let record = self.record(at);
        let known = self.machine.state_entry(record.code);
        let idle = !record.has_flag(RecordFlags::OPEN);
        let releases = self.machine.style.releases;
        let ruled = self.machine.ruled >> record.code & 1 == 1;
        let jobless = known.class.live && !record.has_flag(RecordFlags::JOB);
        match known.state {
            AnalysisState::Wait => {
                ruled
                    || releases
                        && self.needs.contains_key(&at)
                        && !record.has_flag(RecordFlags::PINNED)
            }
            AnalysisState::Restart => ruled || releases,
            AnalysisState::Ready
            | AnalysisState::Stop
            | AnalysisState::Processing
            | AnalysisState::Lost => true,
            AnalysisState::Stopping => idle && !record.has_flag(RecordFlags::CANCELLED),
            AnalysisState::Finished => ruled || idle && !record.has_flag(RecordFlags::HANDLED),
            _ => jobless || ruled && !known.class.live,
        }
    }
}
