//! The workers of each source of events: a collector of its own, so that ids of two never meet.

use std::sync::Arc;

use crate::event::{Event, EventSource};
use crate::metrics::source::{SourceCollector, SourceRegister};
use crate::metrics::worker::{SourceWorkers, WorkerMetrics, WorkerSummary};
use crate::time::Timestamp;

impl WorkerMetrics {
    /// Returns the collector of the workers of one source; `None` if no event of a worker had this
    /// source, or if it is beyond [`MonitorLimits::sources`](crate::MonitorLimits::sources).
    ///
    /// [`MonitorLimits::workers`](crate::MonitorLimits::workers) bounds the workers of all sources together.
    #[must_use]
    pub fn for_source(&self, source: &EventSource) -> Option<Arc<Self>> {
        self.sources.as_ref()?.find(source)
    }

    /// Returns the sources of worker events, sorted. Sources beyond the limit are not in the list.
    #[must_use]
    pub fn sources(&self) -> Vec<EventSource> {
        let sorted = self.sources.iter().flat_map(SourceRegister::sorted_by_source);
        sorted.map(|(source, _)| source).collect()
    }

    /// The collectors of all sources.
    pub(super) fn of_sources(&self) -> Vec<Arc<Self>> {
        self.sources.as_ref().map(SourceRegister::collectors).unwrap_or_default()
    }

    /// Adds the workers of all sources to those without one.
    pub(super) fn add_sources(&self, all: &mut WorkerSummary, now: Timestamp) {
        for collector in self.of_sources() {
            let of_source = collector.all(now);
            all.active_count += of_source.active_count;
            all.self_registered += of_source.self_registered;
            all.unknown += of_source.unknown;
            all.refused += of_source.refused;
            all.purged += of_source.purged;
            all.timed_out += of_source.timed_out;
            let Some(source) = collector.source.clone() else { continue };
            let WorkerSummary { active_count, workers, .. } = of_source;
            all.sources.push(SourceWorkers { source, active_count, workers });
        }
    }

    /// An empty collector for a source, or for all sources beyond the limit.
    pub(super) fn new_collector(&self, source: Option<&EventSource>) -> Self {
        Self {
            source: source.cloned(),
            sources: None,
            jobs: source.and_then(|source| self.jobs.as_ref()?.register_source(source)),
            limit: if source.is_some() { self.limit } else { 0 },
            count: Arc::clone(&self.count),
            heartbeat_timeout: self.heartbeat_timeout,
            offline_retention: self.offline_retention,
            ..Self::without_limit()
        }
    }

    /// Takes an event that has a source. The collector of sources beyond the limit refuses all
    /// workers.
    #[inline(never)]
    pub(super) fn observe_from(&self, event: &Event, source: &EventSource) {
        let Some(sources) = &self.sources else { return self.take_event(event) };
        match sources.get_or_create(source, |source| self.new_collector(source)) {
            SourceCollector::Own(own) => own.take_event(event),
            SourceCollector::Other(other, _) => other.take_event(event),
        }
    }
}
