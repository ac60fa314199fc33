//! Worker metrics: who is there, since when, how busy, and who has not been heard of for too long.

mod by_source;
mod saved;
mod status;

pub use status::{SourceWorkers, WorkerState, WorkerStatus, WorkerSummary};

use std::collections::BTreeMap;
use std::fmt;
use std::ops::DerefMut;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, AtomicUsize, Ordering};
use std::time::Duration;

use crate::error::kept_error;
use crate::event::kind::WorkerRegistered;
use crate::event::{Event, EventKind, EventSource, Payload, WorkerEvent};
use crate::id::WorkerId;
use crate::job::Tags;
use crate::limits::MonitorLimits;
use crate::metrics::job::{JobMetrics, WorkerTotals, nanos_to_seconds};
use crate::metrics::source::SourceRegister;
use crate::observe::{KindSet, Observer};
use crate::sync::NonPoisonMutex;
use crate::time::Timestamp;

/// The reason of a `worker.offline` of a worker that was not heard of for too long.
const TIMED_OUT: &str = "heartbeat_timeout";

/// Collects what workers say of themselves, and finds those that say nothing any more.
///
/// A worker is known from its registration, or from a heartbeat or claim if that comes first, as
/// after a restart of the monitor. What says that an unknown worker is offline is counted only.
///
/// ```
/// use std::time::Duration;
/// use monitor_core::{MonitorLimits, Observer, Timestamp, WorkerEvent, WorkerMetrics};
///
/// let workers = WorkerMetrics::new(&MonitorLimits::default());
/// let start = Timestamp::UNIX_EPOCH;
/// workers.observe(&WorkerEvent::registered("w1").heartbeat_interval(Duration::from_secs(5)).at(start));
///
/// let later = start.saturating_add(Duration::from_secs(16));
/// let lost = workers.expire(later);
/// assert_eq!(lost[0].worker_id().unwrap(), "w1");
/// assert!(workers.expire(later).is_empty());
/// assert_eq!(workers.active_count(later), 0);
/// ```
pub struct WorkerMetrics {
    workers: NonPoisonMutex<WorkerMap>,
    /// Those that a reset has forgotten, until they are heard of again.
    before_reset: NonPoisonMutex<WorkerMap>,
    limit: usize,
    heartbeat_timeout: Duration,
    offline_retention: Duration,
    jobs: Option<Arc<JobMetrics>>,
    /// Whether nobody has listened for a while; the next time that comes along ends that.
    anew: AtomicBool,
    counts: WorkerCounters,
    /// How many workers are known, here and in the collectors of all sources.
    count: Arc<AtomicUsize>,
    /// The source of all workers, if they have one.
    source: Option<EventSource>,
    /// The workers of events that have a source; a collector of one source has none.
    sources: Option<SourceRegister<Self>>,
}

type WorkerMap = BTreeMap<WorkerId, WorkerRecord>;

/// Where a worker that is not known has its place.
enum WorkerVacancy {
    /// It needs nobody else's.
    Free,
    /// In the place of the one that has been offline longest.
    Of(WorkerId),
    /// Nowhere.
    None,
}

#[derive(Default)]
struct WorkerCounters {
    self_registered: AtomicU64,
    unknown: AtomicU64,
    refused: AtomicU64,
    purged: AtomicU64,
    timed_out: AtomicU64,
    /// Never taken back: purged ones, and strangers that made way.
    forgotten: AtomicU64,
}

/// What is kept of one worker.
#[derive(Clone)]
struct WorkerRecord {
    registered_at: Timestamp,
    host: Box<str>,
    tags: Tags,
    max_concurrent_jobs: u32,
    timeout: Duration,
    running_jobs: Option<u32>,
    jobs_claimed: u64,
    heartbeat_at: Option<Timestamp>,
    heard_at: Timestamp,
    offline: Option<(Timestamp, Box<str>)>,
}

impl WorkerRecord {
    fn new(at: Timestamp, said: &WorkerRegistered, timeout: Duration) -> Self {
        let own = said.heartbeat_interval_ns.map(|ns| Duration::from_nanos(ns).saturating_mul(3));
        Self {
            registered_at: at,
            host: kept_error(said.host.as_deref().unwrap_or("unknown")),
            tags: said.tags.clone(),
            max_concurrent_jobs: said.max_concurrent_jobs.unwrap_or(1),
            timeout: own.filter(|own| !own.is_zero()).unwrap_or(timeout),
            running_jobs: None,
            jobs_claimed: 0,
            heartbeat_at: None,
            heard_at: at,
            offline: None,
        }
    }

    /// The same worker without figures, heard of again after a reset.
    fn with_reset_counts(self, at: Timestamp) -> Self {
        Self {
            registered_at: at,
            heard_at: at,
            running_jobs: None,
            jobs_claimed: 0,
            heartbeat_at: None,
            offline: None,
            ..self
        }
    }

    fn mark_alive(&mut self, at: Timestamp) {
        self.heard_at = self.heard_at.max(at);
        if self.offline.as_ref().is_none_or(|(gone, _)| at >= *gone) {
            self.offline = None;
        }
    }

    /// Since when it is offline at `now`, and why.
    fn offline_at(&self, now: Timestamp) -> Option<(Timestamp, &str)> {
        let deadline = self.heard_at.saturating_add(self.timeout);
        let said = self.offline.as_ref().map(|(at, reason)| (*at, &**reason));
        said.or_else(|| (now > deadline).then_some((deadline, TIMED_OUT)))
    }

    fn status(&self, now: Timestamp, jobs: &WorkerTotals) -> WorkerStatus {
        let offline = self.offline_at(now);
        let until = offline.map_or(now, |(at, _)| at);
        let uptime = until.saturating_duration_since(self.registered_at).as_secs_f64();
        let running = u32::try_from(jobs.running.max(0)).unwrap_or(u32::MAX);
        let running_jobs = if offline.is_some() { 0 } else { self.running_jobs.unwrap_or(running) };
        let (slots, busy_time) =
            (f64::from(self.max_concurrent_jobs.max(1)), nanos_to_seconds(jobs.busy_ns));
        let busy = if uptime > 0.0 { busy_time / (uptime * slots) } else { 0.0 };
        let heartbeat_at = self.heartbeat_at.unwrap_or(self.registered_at);
        WorkerStatus {
            registered_at: self.registered_at.as_secs_f64(),
            host: self.host.to_string(),
            tags: self.tags.clone(),
            max_concurrent_jobs: self.max_concurrent_jobs,
            status: if offline.is_some() { WorkerState::Offline } else { WorkerState::Online },
            running_jobs,
            offline_at: offline.map(|(at, _)| at.as_secs_f64()),
            offline_reason: offline.map(|(_, reason)| reason.to_owned()),
            jobs_claimed: self.jobs_claimed,
            uptime,
            last_heartbeat: now.saturating_duration_since(heartbeat_at).as_secs_f64(),
            completed_jobs: jobs.ended.completed,
            failed_jobs: jobs.ended.failed,
            cancelled_jobs: jobs.ended.cancelled,
            busy_time,
            busy_fraction: busy.min(1.0),
            utilisation: (f64::from(running_jobs) / slots).min(1.0),
        }
    }
}

impl WorkerMetrics {
    /// Without any worker, and without figures of their jobs.
    #[must_use]
    pub fn new(limits: &MonitorLimits) -> Self {
        Self {
            limit: limits.workers,
            heartbeat_timeout: limits.heartbeat_timeout,
            offline_retention: limits.offline_retention,
            sources: Some(SourceRegister::new(limits.sources)),
            ..Self::without_limit()
        }
    }

    /// Without any worker, and without room for one.
    fn without_limit() -> Self {
        Self {
            workers: NonPoisonMutex::new(BTreeMap::new()),
            before_reset: NonPoisonMutex::new(BTreeMap::new()),
            limit: 0,
            heartbeat_timeout: Duration::ZERO,
            offline_retention: Duration::ZERO,
            jobs: None,
            anew: AtomicBool::new(false),
            counts: WorkerCounters::default(),
            count: Arc::default(),
            source: None,
            sources: None,
        }
    }

    /// Without any worker; the figures of their jobs are those of `jobs`.
    #[must_use]
    pub fn with_jobs(limits: &MonitorLimits, jobs: &Arc<JobMetrics>) -> Self {
        Self { jobs: Some(Arc::clone(jobs)), ..Self::new(limits) }
    }

    /// What is known of one worker at `now`; `None` if there is no such worker. One whose events
    /// have a source is in the collector that [`WorkerMetrics::for_source`] returns.
    #[must_use]
    pub fn status(&self, id: &str, now: Timestamp) -> Option<WorkerStatus> {
        let worker = self.workers_at(now).get(id).cloned()?;
        let jobs = self.jobs.as_ref().map(|jobs| jobs.worker_totals(id)).unwrap_or_default();
        Some(worker.status(now, &jobs))
    }

    /// What is known of all workers at `now`.
    #[must_use]
    pub fn all(&self, now: Timestamp) -> WorkerSummary {
        let known: Vec<_> = {
            let workers = self.workers_at(now);
            workers.iter().map(|(id, worker)| (id.clone(), worker.clone())).collect()
        };
        let jobs = self.jobs.as_ref().map(|jobs| jobs.all_worker_totals());
        let mut workers = BTreeMap::new();
        for (id, worker) in known {
            let of_worker = jobs.as_ref().and_then(|jobs| jobs.get(&id)).copied();
            workers.insert(id.to_string(), worker.status(now, &of_worker.unwrap_or_default()));
        }
        let online = workers.values().filter(|worker| worker.status == WorkerState::Online);
        let mut all = WorkerSummary {
            active_count: online.count(),
            workers,
            self_registered: self.counts.self_registered.load(Ordering::Relaxed),
            unknown: self.counts.unknown.load(Ordering::Relaxed),
            refused: self.counts.refused.load(Ordering::Relaxed),
            purged: self.counts.purged.load(Ordering::Relaxed),
            timed_out: self.counts.timed_out.load(Ordering::Relaxed),
            sources: Vec::new(),
        };
        self.add_sources(&mut all, now);
        all
    }

    /// How many workers are online at `now`.
    #[must_use]
    pub fn active_count(&self, now: Timestamp) -> usize {
        let own =
            self.workers_at(now).values().filter(|worker| worker.offline_at(now).is_none()).count();
        own + self.of_sources().iter().map(|own| own.active_count(now)).sum::<usize>()
    }

    /// Turns workers offline that have not been heard of for too long at `now`, and forgets those
    /// that have been offline for long. Gives a `worker.offline` for each that it turned offline,
    /// once; the host emits them. Call it now and then: every few seconds is enough.
    #[must_use = "these events are for the host to emit"]
    pub fn expire(&self, now: Timestamp) -> Vec<Event> {
        let (mut lost, mut purged) = (Vec::new(), Vec::new());
        self.workers_at(now).retain(|id, worker| {
            let Some((at, reason)) = worker.offline_at(now) else { return true };
            if worker.offline.is_none() {
                lost.push(id.clone());
                worker.offline = Some((at, reason.into()));
            }
            let kept = now.saturating_duration_since(at) <= self.offline_retention;
            if !kept {
                purged.push(id.clone());
            }
            kept
        });
        self.before_reset.lock().retain(|_, worker| {
            let silent = now.saturating_duration_since(worker.heard_at);
            silent <= worker.timeout.saturating_add(self.offline_retention)
        });
        self.count.fetch_sub(purged.len(), Ordering::Relaxed);
        self.counts.timed_out.fetch_add(lost.len() as u64, Ordering::Relaxed);
        purged.iter().for_each(|id| self.forget_figures(id));
        self.forget_strangers(now);
        lost.sort_unstable();
        let offline = |id| {
            let event = WorkerEvent::offline(id).reason(TIMED_OUT).at(now);
            self.source.iter().fold(event, Event::source)
        };
        let mut events: Vec<_> = lost.into_iter().map(offline).collect();
        self.of_sources().iter().for_each(|of_source| events.extend(of_source.expire(now)));
        events
    }

    /// How many workers were forgotten by [`WorkerMetrics::expire`], or made way for others, since
    /// this was made: a reset does not take it back.
    #[must_use]
    pub fn forgotten_count(&self) -> u64 {
        let of_sources =
            self.of_sources().iter().map(|of_source| of_source.forgotten_count()).sum::<u64>();
        self.counts.forgotten.load(Ordering::Relaxed) + of_sources
    }

    /// Forgets everything, but what workers said when they registered: one that is heard of again
    /// still has its host, its tags and its slots.
    pub fn reset(&self) {
        let known = std::mem::take(&mut *self.workers.lock());
        self.count.fetch_sub(known.len(), Ordering::Relaxed);
        let mut before = self.before_reset.lock();
        before.extend(known);
        while before.len() > self.limit {
            before.pop_first();
        }
        drop(before);
        let counts = &self.counts;
        for count in [
            &counts.self_registered,
            &counts.unknown,
            &counts.refused,
            &counts.purged,
            &counts.timed_out,
        ] {
            count.store(0, Ordering::Relaxed);
        }
        self.of_sources().iter().for_each(|of_source| of_source.reset());
    }

    /// Says that nobody has listened for a while: workers have their whole time anew to be heard of.
    pub(crate) fn listen_anew(&self) {
        self.anew.store(true, Ordering::Release);
        self.of_sources().iter().for_each(|of_source| of_source.listen_anew());
    }

    /// The workers, at a time.
    fn workers_at(&self, now: Timestamp) -> impl DerefMut<Target = WorkerMap> + '_ {
        let mut workers = self.workers.lock();
        if self.anew.swap(false, Ordering::AcqRel) {
            let online = workers.values_mut().filter(|worker| worker.offline.is_none());
            online.for_each(|worker| worker.heard_at = worker.heard_at.max(now));
        }
        workers
    }

    /// Workers that only the events of jobs name never register and never go. When they have taken
    /// all the room for figures, they make way.
    fn forget_strangers(&self, now: Timestamp) {
        let Some(jobs) = &self.jobs else { return };
        let Some(named) = jobs.workers_without_room() else { return };
        let strangers: Vec<_> = {
            let known = self.workers_at(now);
            named.into_iter().filter(|id| !known.contains_key(id)).collect()
        };
        self.counts.forgotten.fetch_add(strangers.len() as u64, Ordering::Relaxed);
        strangers.iter().for_each(|id| jobs.forget_worker(id));
    }

    fn forget_figures(&self, id: &WorkerId) {
        self.counts.purged.fetch_add(1, Ordering::Relaxed);
        self.counts.forgotten.fetch_add(1, Ordering::Relaxed);
        if let Some(jobs) = &self.jobs {
            jobs.forget_worker(id);
        }
    }

    fn register_worker(&self, id: &WorkerId, at: Timestamp, said: &WorkerRegistered) {
        let worker = WorkerRecord::new(at, said, self.heartbeat_timeout);
        self.before_reset.lock().remove(id);
        let mut workers = self.workers_at(at);
        let forgotten = match self.find_vacancy(&workers, id, at) {
            WorkerVacancy::Free => None,
            WorkerVacancy::Of(oldest) => workers.remove_entry(&oldest),
            WorkerVacancy::None => return,
        };
        workers.insert(id.clone(), worker);
        drop(workers);
        forgotten.into_iter().for_each(|(oldest, _)| self.forget_figures(&oldest));
    }

    /// Where a worker has its place, which is taken from the limit; counts it if it has none.
    fn find_vacancy(&self, workers: &WorkerMap, id: &WorkerId, at: Timestamp) -> WorkerVacancy {
        let one_more = |count| (count < self.limit).then_some(count + 1);
        if workers.contains_key(id)
            || self.count.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).is_ok()
        {
            return WorkerVacancy::Free;
        }
        let offline =
            workers.iter().filter_map(|(id, worker)| Some((worker.offline_at(at)?.0, id)));
        if let Some((_, oldest)) = offline.min() {
            return WorkerVacancy::Of(oldest.clone());
        }
        self.counts.refused.fetch_add(1, Ordering::Relaxed);
        WorkerVacancy::None
    }

    /// Changes a worker that has shown that it is there, known or not.
    fn update_worker(&self, id: &WorkerId, at: Timestamp, change: impl FnOnce(&mut WorkerRecord)) {
        let mut workers = self.workers_at(at);
        let mut forgotten = None;
        if !workers.contains_key(id) {
            match self.find_vacancy(&workers, id, at) {
                WorkerVacancy::Free => {}
                WorkerVacancy::Of(oldest) => forgotten = workers.remove_entry(&oldest),
                WorkerVacancy::None => return,
            }
            let worker = match self.before_reset.lock().remove(id) {
                Some(before) => before.with_reset_counts(at),
                None => {
                    self.counts.self_registered.fetch_add(1, Ordering::Relaxed);
                    WorkerRecord::new(at, &WorkerRegistered::default(), self.heartbeat_timeout)
                }
            };
            workers.insert(id.clone(), worker);
        }
        if let Some(worker) = workers.get_mut(id) {
            worker.mark_alive(at);
            change(worker);
        }
        drop(workers);
        forgotten.into_iter().for_each(|(oldest, _)| self.forget_figures(&oldest));
    }

    fn mark_offline(&self, id: &WorkerId, at: Timestamp, reason: Option<&str>) {
        match self.workers_at(at).get_mut(id) {
            Some(worker) if worker.offline.is_none() => {
                let reason = kept_error(reason.unwrap_or("stopped"));
                worker.offline = Some((at, reason));
            }
            Some(_) => {}
            None => {
                self.counts.unknown.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
}

impl WorkerMetrics {
    fn take_event(&self, event: &Event) {
        let at = event.at.unwrap_or(Timestamp::UNIX_EPOCH);
        let Some(id) = event.worker_id() else {
            self.counts.unknown.fetch_add(1, Ordering::Relaxed);
            return;
        };
        match &event.payload {
            Payload::WorkerRegistered(event) => self.register_worker(id, at, &event.phase),
            Payload::WorkerHeartbeat(event) => self.update_worker(id, at, |worker| {
                worker.heartbeat_at = worker.heartbeat_at.max(Some(at));
                worker.running_jobs = event.phase.running_jobs.or(worker.running_jobs);
            }),
            Payload::WorkerClaimedJob(_) => {
                self.update_worker(id, at, |worker| worker.jobs_claimed += 1)
            }
            Payload::WorkerOffline(event) => {
                self.mark_offline(id, at, event.phase.reason.as_deref())
            }
            _ => {}
        }
    }
}

impl Observer for WorkerMetrics {
    fn interest(&self) -> KindSet<EventKind> {
        EventKind::WORKERS
    }

    /// Events without a time count as at the Unix epoch, which turns their worker offline.
    fn observe(&self, event: &Event) {
        match &event.source {
            None => self.take_event(event),
            Some(source) if EventKind::WORKERS.contains(event.kind()) => {
                self.observe_from(event, source);
            }
            Some(_) => {}
        }
    }
}

impl fmt::Debug for WorkerMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WorkerMetrics")
            .field("workers", &self.workers.lock().len())
            .finish_non_exhaustive()
    }
}
