//! Saving and restoring worker metrics.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::error::{Error, kept_error};
use crate::event::EventSource;
use crate::id::WorkerId;
use crate::limits::MonitorLimits;
use crate::metrics::job::JobMetrics;
use crate::metrics::source::SourceCollector;
use crate::metrics::worker::{WorkerMap, WorkerMetrics, WorkerRecord};
use crate::saved::{
    SavedCount, SavedNanos, SavedOffline, SavedTime, SavedWorker, SavedWorkerCounts, SavedWorkers,
};

impl WorkerMetrics {
    pub(crate) fn to_saved(&self) -> SavedWorkers {
        let count = |count: &AtomicU64| SavedCount(count.load(Ordering::Relaxed));
        let saved = |(id, worker): (&WorkerId, &WorkerRecord)| {
            (id.clone(), worker.to_saved(self.heartbeat_timeout))
        };
        let known = self.workers.lock();
        let workers = known.iter().map(saved).collect();
        let before_reset = self.before_reset.lock().iter().map(saved).collect();
        SavedWorkers {
            counts: SavedWorkerCounts {
                self_registered: count(&self.counts.self_registered),
                unknown: count(&self.counts.unknown),
                refused: count(&self.counts.refused),
                purged: count(&self.counts.purged),
                timed_out: count(&self.counts.timed_out),
                forgotten: count(&self.counts.forgotten),
            },
            restart_timeouts: self.anew.load(Ordering::Acquire),
            workers,
            before_reset,
        }
    }

    /// The workers of the sources beyond the limit: counts only, because each was refused.
    pub(crate) fn to_saved_others(&self) -> Option<SavedWorkers> {
        self.sources.as_ref()?.other_collector().map(|other| other.to_saved())
    }

    pub(crate) fn from_saved(
        limits: &MonitorLimits,
        jobs: &Arc<JobMetrics>,
        saved: &SavedWorkers,
    ) -> Result<Self, Error> {
        let this = Self::with_jobs(limits, jobs);
        this.restore_workers(saved)?;
        Ok(this)
    }

    /// Restores the workers of a source; those of a source without room are not kept.
    pub(crate) fn restore_source(
        &self,
        source: &EventSource,
        saved: &SavedWorkers,
    ) -> Result<(), Error> {
        let Some(sources) = &self.sources else { return Ok(()) };
        match sources.get_or_create(source, |source| self.new_collector(source)) {
            SourceCollector::Own(own) => own.restore_workers(saved),
            SourceCollector::Other(..) => Ok(()),
        }
    }

    /// Restores what [`to_saved_others`](Self::to_saved_others) gave.
    pub(crate) fn restore_others(&self, saved: &SavedWorkers) -> Result<(), Error> {
        let Some(sources) = &self.sources else { return Ok(()) };
        sources.make_other(|| self.new_collector(None)).restore_workers(saved)
    }

    /// Restores to a collector without any worker. If there are more workers than there is room
    /// for, those that have been offline longest are forgotten, then those that have been silent
    /// longest.
    fn restore_workers(&self, saved: &SavedWorkers) -> Result<(), Error> {
        let (counts, read) = (&self.counts, &saved.counts);
        for (count, SavedCount(value)) in [
            (&counts.self_registered, read.self_registered),
            (&counts.unknown, read.unknown),
            (&counts.refused, read.refused),
            (&counts.purged, read.purged),
            (&counts.timed_out, read.timed_out),
            (&counts.forgotten, read.forgotten),
        ] {
            count.store(value, Ordering::Relaxed);
        }
        self.anew.store(saved.restart_timeouts, Ordering::Release);
        let restored = |(id, worker): (&WorkerId, &SavedWorker)| {
            Ok((id.clone(), WorkerRecord::from_saved(worker, self.heartbeat_timeout)?))
        };
        let mut workers =
            saved.workers.iter().map(restored).collect::<Result<WorkerMap, Error>>()?;
        let mut before =
            saved.before_reset.iter().map(restored).collect::<Result<WorkerMap, Error>>()?;
        let room = self.limit.saturating_sub(self.count.load(Ordering::Relaxed));
        for id in surplus_workers(&workers, room) {
            workers.remove(&id);
            self.forget_figures(&id);
        }
        while before.len() > self.limit {
            before.pop_first();
        }
        self.count.fetch_add(workers.len(), Ordering::Relaxed);
        *self.workers.lock() = workers;
        *self.before_reset.lock() = before;
        Ok(())
    }
}

/// The workers that have no room.
fn surplus_workers(workers: &WorkerMap, limit: usize) -> Vec<WorkerId> {
    let surplus = workers.len().saturating_sub(limit);
    if surplus == 0 {
        return Vec::new();
    }
    let mut order: Vec<_> = workers
        .iter()
        .map(|(id, worker)| match &worker.offline {
            Some((at, _)) => (false, *at, id),
            None => (true, worker.heard_at, id),
        })
        .collect();
    order.sort_unstable();
    order.into_iter().take(surplus).map(|(_, _, id)| id.clone()).collect()
}

impl WorkerRecord {
    fn to_saved(&self, default_timeout: Duration) -> SavedWorker {
        let own = (self.timeout != default_timeout).then_some(self.timeout);
        SavedWorker {
            registered_us: SavedTime(self.registered_at),
            heard_us: SavedTime(self.heard_at),
            heartbeat_us: self.heartbeat_at.map(SavedTime),
            host: self.host.clone(),
            tags: self.tags.clone(),
            max_concurrent_jobs: self.max_concurrent_jobs,
            timeout_ns: own.map(|own| SavedNanos(own.as_nanos())),
            running_jobs: self.running_jobs,
            jobs_claimed: SavedCount(self.jobs_claimed),
            offline: self
                .offline
                .as_ref()
                .map(|(at, reason)| SavedOffline { at_us: SavedTime(*at), reason: reason.clone() }),
        }
    }

    fn from_saved(saved: &SavedWorker, default_timeout: Duration) -> Result<Self, Error> {
        let timeout = saved.timeout_ns.map(|SavedNanos(ns)| duration_from_nanos(ns)).transpose()?;
        let offline = saved.offline.as_ref();
        Ok(Self {
            registered_at: saved.registered_us.0,
            host: kept_error(&saved.host),
            tags: saved.tags.clone(),
            max_concurrent_jobs: saved.max_concurrent_jobs,
            timeout: timeout.unwrap_or(default_timeout),
            running_jobs: saved.running_jobs,
            jobs_claimed: saved.jobs_claimed.0,
            heartbeat_at: saved.heartbeat_us.map(|at| at.0),
            heard_at: saved.heard_us.0,
            offline: offline.map(|said| (said.at_us.0, kept_error(&said.reason))),
        })
    }
}

fn duration_from_nanos(ns: u128) -> Result<Duration, Error> {
    const SECOND: u128 = 1_000_000_000;
    let seconds = u64::try_from(ns / SECOND).ok();
    let rest = u32::try_from(ns % SECOND).ok();
    let duration = seconds.zip(rest).map(|(seconds, rest)| Duration::new(seconds, rest));
    duration.ok_or_else(|| Error::SavedContent {
        part: "workers.timeout_ns",
        reason: format!("{ns} ns is too long"),
    })
}
