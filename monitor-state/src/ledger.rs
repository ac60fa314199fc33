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

pub use batch::{Batch, Entry, NewAnalysis, Note, Pulse, Transition};
pub use glance::Glance;
pub use history::Move;
pub use row::{Marks, Row};
pub use status::{Active, ActiveType, Counts, Filter};

pub(crate) use record::{Flags, Record};

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use hashbrown::HashTable;
use monitor_core::{AnalysisKey, Timestamp};

use crate::error::Error;
use crate::ledger::history::History;
use crate::ledger::job_index::JobIndex;
use crate::ledger::oldest::Oldest;
use crate::ledger::words::{Keys, Words, hash_of};
use crate::machine::rule::{Look, Verdict};
use crate::machine::{Code, Machine};
use crate::plan::action::Intent;
use crate::state::State;
use crate::sweep::Observation;

/// All analyses of a project.
///
/// A ledger is read by [`Ledger::plan`], [`Ledger::why`] and the like, and changed by
/// [`Ledger::apply`] only, batch by batch. Whoever stores the batches before they are applied can
/// make the same ledger again.
///
/// It keeps about 115 bytes an analysis, its key included, and the last moves of each.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_state::{Ledger, LedgerLimits, Machine, NewAnalysis, State};
///
/// let now = Timestamp::from_secs(1_700_000_000);
/// let mut ledger = Ledger::new(Machine::standard(), LedgerLimits::default());
/// let batch = ledger.add([NewAnalysis::new("GW150914/bilby", "bilby", "slurm")], now)?;
/// ledger.apply(&batch)?;
/// assert_eq!(ledger.state("GW150914/bilby"), Some(State::Ready));
/// # Ok::<(), monitor_state::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Ledger {
    pub(crate) machine: Arc<Machine>,
    pub(crate) limits: LedgerLimits,
    pub(crate) revision: u64,
    pub(crate) records: Vec<Record>,
    keys: Keys,
    by_key: HashTable<u32>,
    pub(crate) by_job: JobIndex,
    pub(crate) pipelines: Words,
    pub(crate) schedulers: Words,
    pub(crate) missing: BTreeMap<u32, Missing>,
    pub(crate) pulses: BTreeMap<u32, Pulse>,
    pub(crate) waits: BTreeMap<u32, Wait>,
    pub(crate) open: BTreeMap<u32, Intent>,
    pub(crate) needs: BTreeMap<u32, Box<[u32]>>,
    history: History,
    /// What has to be looked at though nobody observes it.
    pub(crate) agenda: BTreeSet<u32>,
    /// How many there are of the project and of subjects, by state.
    pub(crate) counts: [[u32; 64]; 2],
    pub(crate) oldest: Oldest,
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
pub(crate) struct Missing {
    pub(crate) sweeps: u32,
    pub(crate) since: Timestamp,
    pub(crate) last: Timestamp,
}

/// How often in a row an action could not be done, and when it may be tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(crate) struct Wait {
    pub(crate) busy: u32,
    pub(crate) until: Timestamp,
}

impl Ledger {
    /// A ledger without analyses.
    #[must_use]
    pub fn new(machine: Machine, limits: LedgerLimits) -> Self {
        Self::of(Arc::new(machine), limits)
    }

    fn of(machine: Arc<Machine>, limits: LedgerLimits) -> Self {
        Self {
            machine,
            limits,
            revision: 0,
            records: Vec::new(),
            keys: Keys::default(),
            by_key: HashTable::new(),
            by_job: JobIndex::default(),
            pipelines: Words::default(),
            schedulers: Words::default(),
            missing: BTreeMap::new(),
            pulses: BTreeMap::new(),
            waits: BTreeMap::new(),
            open: BTreeMap::new(),
            needs: BTreeMap::new(),
            history: History::new(limits.history),
            agenda: BTreeSet::new(),
            counts: [[0; 64]; 2],
            oldest: Oldest::default(),
        }
    }

    /// Its machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
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
    pub fn state(&self, key: &str) -> Option<State> {
        let record = &self.records[self.find(key)? as usize];
        Some(self.machine.known(record.code).state)
    }

    /// The last moves of one analysis, oldest first; none if there is none with this key.
    pub fn history(&self, key: &str) -> impl Iterator<Item = &Move> {
        self.find(key).into_iter().flat_map(|at| self.history.of(at))
    }

    /// How many moves were forgotten because more are not remembered.
    #[must_use]
    pub fn history_forgotten(&self) -> u64 {
        self.history.forgotten()
    }

    /// What the host was asked to do and has not given an outcome of, in the order of the ledger.
    /// A host that starts looks here first.
    pub fn open_intents(&self) -> impl Iterator<Item = &Intent> {
        self.open.values()
    }

    /// The keys of all analyses, in the order in which they were added.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.records.iter().map(|record| self.keys.of(record))
    }

    #[inline]
    pub(crate) fn find(&self, key: &str) -> Option<u32> {
        let same = |&at: &u32| self.keys.of(&self.records[at as usize]) == key;
        self.by_key.find(hash_of(key), same).copied()
    }

    pub(crate) fn expect(&self, key: &str) -> Result<u32, Error> {
        self.find(key).ok_or_else(|| Error::UnknownKey { key: crate::error::quoted(key) })
    }

    pub(crate) fn key(&self, at: u32) -> &str {
        self.keys.of(&self.records[at as usize])
    }

    pub(crate) fn owned_key(&self, at: u32) -> AnalysisKey {
        AnalysisKey::from(self.key(at))
    }

    pub(crate) fn record(&self, at: u32) -> &Record {
        &self.records[at as usize]
    }

    pub(crate) fn look<'a>(
        &'a self,
        key: &'a AnalysisKey,
        at: u32,
        observation: Option<&'a Observation>,
        now: Timestamp,
    ) -> Look<'a> {
        let record = self.record(at);
        Look {
            key,
            pipeline: self.pipelines.word(record.pipeline),
            state: self.machine.known(record.code).state,
            since: record.since,
            attempts: u32::from(record.attempts),
            resurrections: u32::from(record.resurrections),
            observation,
            now,
        }
    }

    /// The first guard that refuses, and why.
    pub(crate) fn vetoed(&self, look: &Look<'_>, to: Code) -> Option<Error> {
        let to = self.machine.known(to).state;
        self.machine.guards.iter().find_map(|(guard, rule)| {
            let why = rule.allow(look, to).err()?;
            Some(Error::Vetoed { guard: guard.clone(), why: why.into() })
        })
    }

    /// What the host's rule says of an analysis, if there is one for it.
    pub(crate) fn verdict(
        &self,
        at: u32,
        observation: Option<&Observation>,
        now: Timestamp,
    ) -> Verdict {
        let record = self.record(at);
        let pipeline = self.pipelines.word(record.pipeline);
        let Some(rule) = self.machine.rule(record.code, pipeline) else {
            return Verdict::Default;
        };
        let key = self.owned_key(at);
        rule.decide(&self.look(&key, at, observation, now))
    }

    /// Whether it has to be looked at though nobody observes it.
    fn wants_a_look(&self, at: u32) -> bool {
        let record = self.record(at);
        let known = self.machine.known(record.code);
        let idle = !record.has(Flags::OPEN);
        let releases = self.machine.style.releases;
        let ruled = self.machine.ruled >> record.code & 1 == 1;
        let jobless = known.class.live && !record.has(Flags::JOB);
        match known.state {
            State::Wait => {
                ruled || releases && self.needs.contains_key(&at) && !record.has(Flags::PINNED)
            }
            State::Restart => ruled || releases,
            State::Ready | State::Stop | State::Processing | State::Lost => true,
            State::Stopping => idle && !record.has(Flags::CANCELLED),
            State::Finished => ruled || idle && !record.has(Flags::HANDLED),
            _ => jobless || ruled && !known.class.live,
        }
    }
}
