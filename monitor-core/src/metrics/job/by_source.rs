//! The jobs of each source of events: a collector of its own, so that ids of two never meet.

use std::sync::Arc;

use crate::event::{Event, EventSource};
use crate::metrics::job::JobMetrics;
use crate::metrics::source::{SourceCollector, SourceRegister};

impl JobMetrics {
    /// Returns the collector of the jobs of one source; `None` if no event of a job or
    /// worker had this source, or if it is beyond [`MonitorLimits::sources`](crate::MonitorLimits::sources).
    ///
    /// Its figures and lists are those of this source alone. Tags, names and open jobs are bounded
    /// for all sources together, and what exceeds the bound of tags and names is counted so.
    ///
    /// ```
    /// use monitor_core::{EventSource, JobEvent, JobMetrics, MonitorLimits, Observer};
    ///
    /// let metrics = JobMetrics::new(&MonitorLimits::default());
    /// let [one, two] = ["node-1", "node-2"].map(|host| EventSource::new().with_host(host));
    /// metrics.observe(&JobEvent::started("job-1").source(&one));
    /// metrics.observe(&JobEvent::started("job-1").source(&two));
    /// metrics.observe(&JobEvent::failed("job-1", "disk full").source(&two));
    ///
    /// assert_eq!(metrics.summary().total_jobs, 2);
    /// assert_eq!(metrics.for_source(&one).map(|jobs| jobs.summary().failed_jobs), Some(0));
    /// assert_eq!(metrics.for_source(&two).map(|jobs| jobs.summary().failed_jobs), Some(1));
    /// ```
    #[must_use]
    pub fn for_source(&self, source: &EventSource) -> Option<Arc<Self>> {
        self.sources.as_ref()?.find(source)
    }

    /// Returns the sources of job events, sorted. Sources beyond the limit are not in the list.
    #[must_use]
    pub fn sources(&self) -> Vec<EventSource> {
        let sorted = self.sources.iter().flat_map(SourceRegister::sorted_by_source);
        sorted.map(|(source, _)| source).collect()
    }

    /// The collectors of all sources.
    pub(super) fn of_sources(&self) -> Vec<Arc<Self>> {
        self.sources.as_ref().map(SourceRegister::collectors).unwrap_or_default()
    }

    /// The collector that takes the events of a source, for its workers; `None` if that shares its
    /// collector with others.
    pub(crate) fn register_source(&self, source: &EventSource) -> Option<Arc<Self>> {
        match self.collector_for(source)? {
            SourceCollector::Own(own) => Some(own),
            SourceCollector::Other(..) => None,
        }
    }

    /// Takes an event that has a source. The collector of a source takes it as its own.
    #[inline(never)]
    pub(super) fn observe_from(&self, event: &Event, source: &EventSource) {
        match self.collector_for(source) {
            Some(SourceCollector::Own(own)) => own.take_event(event, 0),
            Some(SourceCollector::Other(other, salt)) => other.take_event(event, salt),
            None => self.take_event(event, 0),
        }
    }

    fn collector_for(&self, source: &EventSource) -> Option<SourceCollector<Self>> {
        let make = |source: Option<&EventSource>| self.new_collector(source);
        self.sources.as_ref().map(|sources| sources.get_or_create(source, make))
    }

    /// An empty collector for a source, or for all sources beyond the limit.
    pub(super) fn new_collector(&self, source: Option<&EventSource>) -> Self {
        let bounds = match source {
            Some(_) => self.bounds.for_source(),
            None => self.bounds.for_other_sources(),
        };
        let source = source.cloned().unwrap_or_else(EventSource::other_sources);
        Self::with_bounds(self.history, bounds, Some(source), None)
    }
}
