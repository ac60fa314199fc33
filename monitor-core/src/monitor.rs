//! The monitor: job, worker and system metrics in one, switched on and off together.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::event::{Event, EventKind, EventSource};
use crate::limits::Limits;
use crate::metrics::{
    GroupSummary, JobMetrics, JobSummary, RecentJob, SystemMetrics, SystemSummary, Throughput,
    WorkerMetrics, Workers,
};
use crate::observe::Observer;
use crate::time::Timestamp;

/// Collects figures of jobs, workers and the system from their events.
///
/// Attach it to an emitter, or hand events to [`Observer::observe`] yourself. It takes the time
/// from the events; what depends on the time of asking takes that time as an argument, so that a
/// recorded stream of events gives the same figures again.
///
/// ```
/// use monitor_core::{JobEvent, Limits, Monitor, Observer, Timestamp};
///
/// let monitor = Monitor::new(Limits::default());
/// let start = Timestamp::from_secs(1_000);
/// monitor.observe(&JobEvent::started("job-1").at(start));
/// monitor.observe(&JobEvent::completed("job-1").at(Timestamp::from_secs(1_003)));
///
/// let status = monitor.status(Timestamp::from_secs(1_060))?;
/// assert_eq!(status.jobs.avg_execution_time, 3.0);
/// assert_eq!(status.system.uptime_formatted, "1m 0s");
/// # Ok::<(), monitor_core::Error>(())
/// ```
#[derive(Debug)]
pub struct Monitor {
    disabled: AtomicBool,
    jobs: Arc<JobMetrics>,
    workers: WorkerMetrics,
    system: SystemMetrics,
}

/// Everything that a [`Monitor`] knows at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Status {
    /// The figures of all jobs together.
    pub jobs: JobSummary,
    /// What is known of the workers.
    pub workers: Workers,
    /// The figures of the system.
    pub system: SystemSummary,
    /// The figures of jobs by tag.
    pub tags: BTreeMap<String, GroupSummary>,
    /// The figures of jobs by priority.
    pub priorities: BTreeMap<String, GroupSummary>,
    /// The jobs that ended last, oldest first, at most 10.
    pub recent_jobs: Vec<RecentJob>,
    /// The figures of jobs by name.
    pub names: BTreeMap<String, GroupSummary>,
    /// How many jobs started and ended lately.
    pub throughput: Throughput,
    /// The figures of jobs by the source of their events. In JSON only if an event had a source.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceJobs>,
}

/// The figures of the jobs of one source.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceJobs {
    /// The source of their events.
    pub source: EventSource,
    /// Their figures.
    pub jobs: JobSummary,
}

impl Monitor {
    /// How many ended jobs a [`Status`] shows at most.
    pub const RECENT: usize = 10;

    /// Enabled, without any figure.
    #[must_use]
    pub fn new(limits: Limits) -> Self {
        let jobs = Arc::new(JobMetrics::new(&limits));
        Self {
            disabled: AtomicBool::new(false),
            workers: WorkerMetrics::with_jobs(&limits, &jobs),
            jobs,
            system: SystemMetrics::new(),
        }
    }

    /// Job metrics.
    #[must_use]
    pub fn jobs(&self) -> &JobMetrics {
        &self.jobs
    }

    /// Worker metrics.
    #[must_use]
    pub fn workers(&self) -> &WorkerMetrics {
        &self.workers
    }

    /// System metrics.
    #[must_use]
    pub fn system(&self) -> &SystemMetrics {
        &self.system
    }

    /// The figures of the system at `now`; the depth of the queue is what the host said, or else
    /// the number of jobs that wait in one by their events.
    #[must_use]
    pub fn system_summary(&self, now: Timestamp) -> SystemSummary {
        self.system.summary_with(now, self.jobs.currently_queued())
    }

    /// Everything that is known at `now`.
    ///
    /// # Errors
    /// [`Error::Disabled`] while the monitor is disabled.
    pub fn status(&self, now: Timestamp) -> Result<Status, Error> {
        if !self.is_enabled() {
            return Err(Error::Disabled);
        }
        Ok(Status {
            jobs: self.jobs.summary(),
            workers: self.workers.all(now),
            system: self.system_summary(now),
            tags: self.jobs.tags(),
            priorities: self.jobs.priorities(),
            recent_jobs: self.jobs.recent(Self::RECENT),
            names: self.jobs.names(),
            throughput: self.jobs.throughput(now),
            sources: self.job_sources(),
        })
    }

    /// The figures of jobs by the source of their events, sorted by source. Jobs without a source,
    /// or with one beyond [`Limits::sources`], are in the figures of all jobs only.
    #[must_use]
    pub fn job_sources(&self) -> Vec<SourceJobs> {
        let sources = self.jobs.sources().into_iter().filter_map(|source| {
            let jobs = self.jobs.for_source(&source)?.summary();
            Some(SourceJobs { source, jobs })
        });
        sources.collect()
    }

    /// Says how many jobs wait; ignored while the monitor is disabled.
    pub fn update_queue_depth(&self, jobs: u64) {
        if self.is_enabled() {
            self.system.update_queue_depth(jobs);
        }
    }

    /// Turns workers offline that have not been heard of for too long, as
    /// [`WorkerMetrics::expire`]; nobody is, while the monitor is disabled.
    #[must_use = "these events are for the host to emit"]
    pub fn expire(&self, now: Timestamp) -> Vec<Event> {
        if self.is_enabled() { self.workers.expire(now) } else { Vec::new() }
    }

    /// Forgets all figures but when it all started.
    pub fn reset(&self) {
        self.jobs.reset();
        self.workers.reset();
        self.system.reset();
    }

    /// Takes events again. Workers that have not been heard of meanwhile get their whole time anew.
    pub fn enable(&self) {
        if self.is_enabled() {
            return;
        }
        // What was on its way in when the monitor was disabled has arrived by now.
        self.jobs.forget_open();
        self.workers.listen_anew();
        self.disabled.store(false, Ordering::Release);
    }

    /// Takes no events any more. What has been collected stays; jobs that have not ended are
    /// forgotten, because their end will not be seen.
    pub fn disable(&self) {
        self.disabled.store(true, Ordering::Release);
        self.jobs.forget_open();
    }

    /// Whether it takes events.
    #[must_use]
    #[inline]
    pub fn is_enabled(&self) -> bool {
        !self.disabled.load(Ordering::Relaxed)
    }
}

impl Observer for Monitor {
    fn observe(&self, event: &Event) {
        if !self.is_enabled() {
            return;
        }
        self.system.observe(event);
        let kind = event.kind();
        if EventKind::WORKERS.contains(kind) {
            self.workers.observe(event);
        } else if EventKind::JOBS.contains(kind) {
            self.jobs.observe(event);
        }
    }
}
