//! The monitor: job, worker and system metrics in one, switched on and off together.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::event::{Event, EventKind, EventSource};
use crate::limits::MonitorLimits;
use crate::metrics::{
    GroupSummary, JobMetrics, JobSummary, RecentJob, SystemMetrics, SystemSummary, Throughput,
    WorkerMetrics, WorkerSummary,
};
use crate::observe::Observer;
use crate::saved::{SavedCollectors, SavedMonitor, SavedOtherSources, SavedSource};
use crate::time::Timestamp;

/// Collects figures of jobs, workers and the system from their events.
///
/// Attach it to an emitter, or hand events to [`Observer::observe`] yourself. It takes the time
/// from the events; what depends on the time of asking takes that time as an argument, so that a
/// recorded stream of events gives the same figures again.
///
/// ```
/// use monitor_core::{JobEvent, MonitorLimits, Monitor, Observer, Timestamp};
///
/// let monitor = Monitor::new(MonitorLimits::default());
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
pub struct MonitorStatus {
    /// The figures of all jobs together.
    pub jobs: JobSummary,
    /// What is known of the workers.
    pub workers: WorkerSummary,
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
    /// How many ended jobs a [`MonitorStatus`] shows at most.
    pub const RECENT: usize = 10;

    /// Enabled, without any figure.
    #[must_use]
    pub fn new(limits: MonitorLimits) -> Self {
        let jobs = Arc::new(JobMetrics::new(&limits));
        Self {
            disabled: AtomicBool::new(false),
            workers: WorkerMetrics::with_jobs(&limits, &jobs),
            jobs,
            system: SystemMetrics::new(),
        }
    }

    /// Copies the state of all collectors.
    ///
    /// A monitor that is [restored](Self::restore) from it and observes the rest of the events
    /// gives the same documents as this one, to the byte.
    ///
    /// ```
    /// use monitor_core::{JobEvent, MonitorLimits, Monitor, Observer, SavedMonitor, Timestamp};
    ///
    /// let monitor = Monitor::new(MonitorLimits::default());
    /// monitor.observe(&JobEvent::started("job-1").at(Timestamp::from_secs(1_000)));
    /// let text = serde_json::to_string(&monitor.save())?;
    /// // The process ends; the next one reads the text.
    /// let saved: SavedMonitor = serde_json::from_str(&text)?;
    /// let monitor = Monitor::restore(MonitorLimits::default(), &saved)?;
    /// monitor.observe(&JobEvent::completed("job-1").at(Timestamp::from_secs(1_003)));
    /// assert_eq!(monitor.jobs().summary().avg_execution_time, 3.0);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # While other threads emit
    ///
    /// Each shard of the job metrics is copied under its lock, one at a time, then the workers
    /// under theirs, then the system metrics, which are counters of their own. So the figures, the
    /// open jobs and the ended jobs of a shard are a state that was there. An event whose `observe`
    /// returned before the call is in every copy; one whose `observe` begins after the call has
    /// returned is in none.
    ///
    /// Not guaranteed is that an event during the call is in every copy: it may be in the event
    /// counts and not in the job metrics, or in the figures of a job and not in those of its
    /// worker. A job that moves between two shards during the call may be missing from the open
    /// jobs, and then its end is unmatched; a job that is found on two shards is saved once. For
    /// an exact copy, save while no thread emits. A thread that emits waits while its shard is
    /// copied; the whole call takes about 1 µs for each open job.
    ///
    /// # What depends on threads
    ///
    /// All shards become one. With events from one thread, nothing changes if the thread that
    /// restores emits the rest. With events from several threads, the open and the ended jobs of
    /// all shards are joined by their times. Then the documents are the same if the times of the
    /// events increase and `job.created` is the first event of its job. What depends on the thread
    /// in a running monitor may differ: the order of jobs at the same time, which open job is the
    /// oldest of its thread, `late`, and how often something without room was counted. Of the ended
    /// jobs the last [`MonitorLimits::history`] of all shards are saved.
    ///
    /// What each source of events has on its own is saved apart. Open jobs of sources beyond
    /// [`MonitorLimits::sources`] are saved as forgotten (`open_jobs_forgotten`).
    ///
    /// # Size
    ///
    /// The limits bound the number of entries: open jobs, ended jobs, workers (and as many from
    /// before a reset), and the figures by tag, name and worker. An id, tag or name has at most 256
    /// bytes, a host, reason or error 1,024; in JSON a control character takes 6. The number of
    /// tags of a job is not bounded by the collectors. Histograms and windows take at most 100 KiB.
    ///
    /// An empty monitor takes 1 KB of JSON. With every default limit reached it takes 30 MB, of
    /// which 27 MB are 100,000 open jobs, if ids are UUIDs and each job has a name, a worker and
    /// two tags of 16 bytes.
    #[must_use]
    pub fn save(&self) -> SavedMonitor {
        let mut sources = self.jobs.sources();
        sources.extend(self.workers.sources());
        sources.sort_unstable();
        sources.dedup();
        let saved = |source: EventSource| SavedSource {
            jobs: self.jobs.for_source(&source).map(|jobs| jobs.to_saved()),
            workers: self.workers.for_source(&source).map(|workers| workers.to_saved()),
            source,
        };
        let (jobs, events) = self.jobs.to_saved_others();
        let workers = self.workers.to_saved_others();
        SavedMonitor::new(SavedCollectors {
            enabled: self.is_enabled(),
            jobs: self.jobs.to_saved(),
            workers: self.workers.to_saved(),
            system: self.system.to_saved(),
            sources: sources.into_iter().map(saved).collect(),
            other_sources: SavedOtherSources { events, jobs, workers },
        })
    }

    /// Makes a monitor with the state that was saved.
    ///
    /// The limits may be other ones than those of the monitor that was saved. If there is more
    /// than they allow, the surplus is treated as in a monitor that runs: the oldest open jobs are
    /// forgotten (`open_jobs_forgotten`), tags, names and workers share the figures of
    /// `__other__`, the first by key keep theirs (`tags_overflowed` and so on), and the workers
    /// that have been offline or silent longest are forgotten (`purged`). A worker that did not
    /// say how often it sends heartbeats has the timeout of the new limits. Sources of events for
    /// which there is no room are left out, and counted in `sources_overflowed`.
    ///
    /// Open jobs are restored to the shard of the calling thread. Events of other threads find
    /// them there; but only the calling thread forgets the oldest of them at the limit.
    ///
    /// # Errors
    /// [`Error::SavedVersion`] if its version is unknown. [`Error::SavedContent`] if a histogram, a
    /// time window or the open jobs contradict themselves, or if sums are too large. Counts that do
    /// not fit each other, such as more ends than starts, are restored as they are.
    pub fn restore(limits: MonitorLimits, saved: &SavedMonitor) -> Result<Self, Error> {
        let saved = saved.collectors()?;
        let jobs = Arc::new(JobMetrics::from_saved(&limits, &saved.jobs)?);
        for own in &saved.sources {
            own.jobs.iter().try_for_each(|saved| jobs.restore_source(&own.source, saved))?;
        }
        let others = &saved.other_sources;
        jobs.restore_others(others.jobs.as_ref(), others.events)?;
        let workers = WorkerMetrics::from_saved(&limits, &jobs, &saved.workers)?;
        for own in &saved.sources {
            own.workers.iter().try_for_each(|saved| workers.restore_source(&own.source, saved))?;
        }
        others.workers.iter().try_for_each(|saved| workers.restore_others(saved))?;
        Ok(Self {
            disabled: AtomicBool::new(!saved.enabled),
            workers,
            jobs,
            system: SystemMetrics::from_saved(&saved.system),
        })
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
    pub fn status(&self, now: Timestamp) -> Result<MonitorStatus, Error> {
        if !self.is_enabled() {
            return Err(Error::Disabled);
        }
        Ok(MonitorStatus {
            jobs: self.jobs.summary(),
            workers: self.workers.all(now),
            system: self.system_summary(now),
            tags: self.jobs.by_tag(),
            priorities: self.jobs.by_priority(),
            recent_jobs: self.jobs.recent(Self::RECENT),
            names: self.jobs.by_name(),
            throughput: self.jobs.throughput(now),
            sources: self.job_sources(),
        })
    }

    /// The figures of jobs by the source of their events, sorted by source. Jobs without a source,
    /// or with one beyond [`MonitorLimits::sources`], are in the figures of all jobs only.
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
        self.jobs.forget_open_jobs();
        self.workers.listen_anew();
        self.disabled.store(false, Ordering::Release);
    }

    /// Takes no events any more. What has been collected stays; jobs that have not ended are
    /// forgotten, because their end will not be seen.
    pub fn disable(&self) {
        self.disabled.store(true, Ordering::Release);
        self.jobs.forget_open_jobs();
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
