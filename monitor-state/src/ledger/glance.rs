//! Analyses at a glance: what a list shows of each.

use monitor_core::Timestamp;
use serde::Serialize;

use crate::job::JobRef;
use crate::ledger::Ledger;
use crate::ledger::record::Record;
use crate::ledger::status::Filter;
use crate::state::State;

/// What a list shows of an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Glance<'a> {
    /// Its key.
    pub key: &'a str,
    /// The state that it is in.
    pub state: State,
    /// The word that is shown for it.
    pub status: &'a str,
    /// Since when.
    pub since: Timestamp,
    /// The pipeline that it runs.
    pub pipeline: &'a str,
    /// The scheduler that its jobs run at.
    pub scheduler: &'a str,
    /// Its last job there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<JobRef>,
    /// How many jobs were submitted since it was last restarted.
    pub attempts: u16,
    /// How many of them were rescues.
    pub resurrections: u16,
}

impl Ledger {
    /// One analysis at a glance; `None` if there is none with this key.
    #[must_use]
    pub fn glance(&self, key: &str) -> Option<Glance<'_>> {
        self.find(key).map(|at| self.glance_of(self.record(at)))
    }

    /// Those that the filter takes, in the order in which they were added.
    pub fn glances<'a>(&'a self, filter: Filter<'a>) -> impl Iterator<Item = Glance<'a>> {
        let taken = self.records.iter().filter(move |record| filter.takes(self.keys.of(record)));
        taken.map(|record| self.glance_of(record))
    }

    fn glance_of(&self, record: &Record) -> Glance<'_> {
        Glance {
            key: self.keys.of(record),
            state: self.machine.known(record.code).state,
            status: self.machine.word_of(record.code),
            since: record.since,
            pipeline: self.pipelines.word(record.pipeline),
            scheduler: self.schedulers.word(record.scheduler),
            job: record.job(),
            attempts: record.attempts,
            resurrections: record.resurrections,
        }
    }
}
