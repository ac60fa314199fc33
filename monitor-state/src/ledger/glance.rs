//! Analyses at a glance: what a list shows of each.

use monitor_core::Timestamp;
use serde::Serialize;

use crate::job::JobRef;
use crate::ledger::Ledger;
use crate::ledger::record::AnalysisRecord;
use crate::ledger::status::AnalysisFilter;
use crate::state::AnalysisState;

/// What a list shows of an analysis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct AnalysisStatus<'a> {
    /// Its key.
    pub key: &'a str,
    /// The state that it is in.
    pub state: AnalysisState,
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
    pub fn status_for(&self, key: &str) -> Option<AnalysisStatus<'_>> {
        self.find(key).map(|at| self.glance_of(self.record(at)))
    }

    /// Those that the filter takes, in the order in which they were added.
    pub fn list_statuses<'a>(
        &'a self,
        filter: AnalysisFilter<'a>,
    ) -> impl Iterator<Item = AnalysisStatus<'a>> {
        let taken =
            self.records.iter().filter(move |record| filter.is_match(self.keys.key_of(record)));
        taken.map(|record| self.glance_of(record))
    }

    fn glance_of(&self, record: &AnalysisRecord) -> AnalysisStatus<'_> {
        AnalysisStatus {
            key: self.keys.key_of(record),
            state: self.machine.state_entry(record.code).state,
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
