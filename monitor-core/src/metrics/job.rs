//! Job metrics: how many jobs, how they end, how long they wait and run.

mod active;
mod bounds;
mod by_source;
mod figures;
mod group;
mod history;
mod open;
mod saved;
mod shard;
mod summary;
mod window;

pub use active::{ActiveJob, ActiveState};
pub(crate) use figures::WorkerTotals;
pub use history::{JobOutcome, RecentJob};
pub(crate) use summary::nanos_to_seconds;
pub use summary::{AnomalyCounts, DurationSummary, GroupSummary, JobSummary, OutcomeCounts};
pub use window::{Throughput, WindowCounts};

use std::collections::BTreeMap;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicUsize, Ordering};

use crossbeam_utils::CachePadded;
use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::event::{Event, EventKind, EventSource, Payload};
use crate::id::{JobId, WorkerId};
use crate::job::{Job, Priority};
use crate::limits::MonitorLimits;
use crate::metrics::source::SourceRegister;
use crate::observe::{KindSet, Observer};
use crate::sync::{NonPoisonMutex, ShardedMutex};
use crate::time::Timestamp;
use bounds::ShardLimits;
use figures::{GroupTotals, JobTotals};
use group::{MergeTotals, OTHER, sum_by_key, summaries_by_key};
use history::{JobHistoryEntry, TerminalEvent};
use open::{OpenJob, OpenJobPhase};
use shard::{JobLookup, JobShard};

/// Collects figures of jobs from their events.
///
/// A job counts once, when it first starts, however often it is tried. An end counts if the start
/// is known, or if the event itself says how long the job ran; any other end is an unmatched one,
/// counted apart, so no rate can exceed 100 %. Run times are without pauses.
///
/// `job.failed` is final. An attempt that will be followed by another is a `job.retrying`.
///
/// ```
/// use std::time::Duration;
/// use monitor_core::{JobEvent, JobMetrics, MonitorLimits, Observer};
///
/// let metrics = JobMetrics::new(&MonitorLimits::default());
/// metrics.observe(&JobEvent::started("job-1").tags(["gpu"]).into());
/// metrics.observe(&JobEvent::completed("job-1").run_time(Duration::from_secs(2)).into());
///
/// assert_eq!(metrics.summary().success_rate, 100.0);
/// assert_eq!(metrics.by_tag()["gpu"].avg_execution_time, 2.0);
/// ```
pub struct JobMetrics {
    stripes: ShardedMutex<JobShard>,
    occupancy: Box<[CachePadded<ShardOccupancy>]>,
    /// Held while a job is looked for on other stripes and moved, by the hash of its id: two
    /// threads that say something of one job at the same time do not miss it, or begin it twice.
    moves: Box<[CachePadded<NonPoisonMutex<()>>]>,
    hasher: RandomState,
    bounds: ShardLimits,
    history: usize,
    /// The source of all jobs in the stripes, if they have one.
    source: Option<EventSource>,
    /// The jobs of events that have a source; a collector of one source has none.
    sources: Option<SourceRegister<Self>>,
}

/// The id of a job, and its hash.
type JobKey<'a> = (&'a JobId, u64);

/// How many jobs can be moved at the same time.
#[cfg(not(monitor_loom))]
const MOVES: usize = 64;
#[cfg(monitor_loom)]
const MOVES: usize = 1;

/// How many open jobs a stripe has, readable without its lock: a thread that looks for a job that
/// another thread began then asks only where there is something to find. Written under the lock of
/// the stripe; whoever emits an event after another has seen it sees these figures as well.
#[derive(Default)]
struct ShardOccupancy {
    open: AtomicUsize,
}

impl ShardOccupancy {
    fn store_open_count(&self, shard: &JobShard) {
        let open = shard.open.len();
        if self.open.load(Ordering::Relaxed) != open {
            self.open.store(open, Ordering::Relaxed);
        }
    }
}

impl JobMetrics {
    /// Without any job.
    #[must_use]
    pub fn new(limits: &MonitorLimits) -> Self {
        let sources = SourceRegister::new(limits.sources);
        Self::with_bounds(limits.history, ShardLimits::new(limits), None, Some(sources))
    }

    fn with_bounds(
        history: usize,
        bounds: ShardLimits,
        source: Option<EventSource>,
        sources: Option<SourceRegister<Self>>,
    ) -> Self {
        let stripes = ShardedMutex::new(|| JobShard::new(history));
        Self {
            occupancy: (0..stripes.len()).map(|_| CachePadded::default()).collect(),
            stripes,
            moves: (0..MOVES).map(|_| CachePadded::new(NonPoisonMutex::new(()))).collect(),
            hasher: RandomState::default(),
            bounds,
            history,
            source,
            sources,
        }
    }

    /// The figures of all jobs together.
    #[must_use]
    pub fn summary(&self) -> JobSummary {
        let mut sum = JobTotals::default();
        self.each_shard(|shard, _| sum.add(&shard.figures));
        let mut summary = JobSummary::new(&sum, &self.bounds);
        let anomalies = &mut summary.anomalies;
        for of_source in self.of_sources() {
            anomalies.workers_overflowed += of_source.bounds.workers.overflow_count();
        }
        anomalies.sources_overflowed =
            self.sources.as_ref().map_or(0, SourceRegister::overflow_count);
        summary
    }

    /// The jobs that ended last, oldest first, at most `limit` of them.
    #[must_use]
    pub fn recent(&self, limit: usize) -> Vec<RecentJob> {
        let mut ended = Vec::new();
        self.each_shard(|shard, source| {
            let last = shard.history.last(limit).cloned();
            ended.extend(last.map(|ended| (ended, source.cloned())));
        });
        ended.sort_by_key(|(ended, _)| ended.ended_at);
        let first = ended.len().saturating_sub(limit);
        ended.drain(..first);
        ended
            .into_iter()
            .map(|(ended, source)| JobHistoryEntry::into_recent_job(ended, source))
            .collect()
    }

    /// The jobs that have not ended, the newest last, at most `limit` of them.
    ///
    /// A job is as new as the last thing that is known of it: that it was made, came into a queue,
    /// or began an attempt.
    #[must_use]
    pub fn active(&self, limit: usize) -> Vec<ActiveJob> {
        let mut active = Vec::new();
        self.each_shard(|shard, source| {
            let newest = shard.open.newest_jobs(limit);
            active.extend(newest.map(|open| ActiveJob::new(open, source)));
        });
        active.sort_by_key(ActiveJob::last_known_at);
        let first = active.len().saturating_sub(limit);
        active.drain(..first);
        active
    }

    /// The figures of jobs by their tags; under `__other__` those that had no room.
    #[must_use]
    pub fn by_tag(&self) -> BTreeMap<String, GroupSummary> {
        let mut copies = Vec::new();
        self.each_shard(|shard, _| copies.push(shard.tags.copy()));
        summaries_by_key(sum_by_key(copies), GroupSummary::new)
    }

    /// The figures of jobs by their names; under `__other__` those that had no room.
    #[must_use]
    pub fn by_name(&self) -> BTreeMap<String, GroupSummary> {
        let mut copies = Vec::new();
        self.each_shard(|shard, _| copies.push(shard.names.copy()));
        summaries_by_key(sum_by_key(copies), GroupSummary::new)
    }

    /// The figures of jobs by their priorities, of which there were jobs.
    #[must_use]
    pub fn by_priority(&self) -> BTreeMap<String, GroupSummary> {
        let mut sums = [GroupTotals::default(); Priority::ALL.len()];
        self.each_shard(|shard, _| {
            sums.iter_mut().zip(&shard.priorities).for_each(|(sum, figures)| sum.add(figures));
        });
        let named = Priority::ALL.iter().zip(&sums).filter(|(_, sum)| sum.is_used());
        named.map(|(priority, sum)| (priority.to_string(), GroupSummary::new(sum))).collect()
    }

    /// How many jobs started and ended in each of the last 60 seconds, 60 minutes and 24 hours
    /// before `now`, by the times of their events.
    #[must_use]
    pub fn throughput(&self, now: Timestamp) -> Throughput {
        let mut sums = Throughput::new();
        self.each_shard(|shard, _| shard.windows.add_to(now, &mut sums));
        sums
    }

    /// A number that is another one after every change, and the same as long as there is none:
    /// what was made of the figures at a number is right as long as it is asked for and given.
    #[must_use]
    pub fn revision(&self) -> u64 {
        let mut sum = 0;
        self.each_shard(|shard, _| sum += shard.changes);
        sum
    }

    /// How many jobs wait in a queue.
    pub(crate) fn currently_queued(&self) -> u64 {
        let mut sum = 0;
        self.each_shard(|shard, _| sum += shard.figures.gauges.phase_count(OpenJobPhase::Queued));
        sum
    }

    /// Calls `read` with each stripe, and with each stripe of each source.
    fn each_shard(&self, mut read: impl FnMut(&JobShard, Option<&EventSource>)) {
        self.stripes.iter().for_each(|shard| read(&shard, self.source.as_ref()));
        for of_source in self.of_sources() {
            let source = of_source.source.as_ref();
            of_source.stripes.iter().for_each(|shard| read(&shard, source));
        }
    }

    /// What the jobs of one worker add up to.
    pub(crate) fn worker_totals(&self, worker: &str) -> WorkerTotals {
        let mut sum = WorkerTotals::default();
        for shard in self.stripes.iter() {
            if let Some(figures) = shard.workers.find(worker) {
                sum.add(figures);
            }
        }
        sum
    }

    /// What the jobs of every worker add up to.
    pub(crate) fn all_worker_totals(&self) -> HashMap<WorkerId, WorkerTotals, RandomState> {
        let (mut sums, other) = sum_by_key(self.stripes.iter().map(|shard| shard.workers.copy()));
        sums.extend(other.map(|figures| (WorkerId::from(OTHER), figures)));
        sums
    }

    /// If there is no room for the figures of a further worker: the workers that have figures.
    pub(crate) fn workers_without_room(&self) -> Option<Vec<WorkerId>> {
        self.bounds.workers.is_full().then(|| self.bounds.workers.keys())
    }

    pub(crate) fn forget_worker(&self, worker: &WorkerId) {
        for mut shard in self.stripes.iter() {
            shard.workers.remove(worker);
        }
        self.bounds.workers.forget_key(worker);
    }

    /// Forgets everything. The end of a job that has started before is an unmatched one.
    pub fn reset(&self) {
        self.bounds.tags.reset();
        self.bounds.names.reset();
        self.bounds.workers.reset();
        for (mut shard, occupancy) in self.stripes.iter().zip(&self.occupancy) {
            shard.reset(&self.bounds.room);
            occupancy.store_open_count(&shard);
        }
        self.of_sources().iter().for_each(|of_source| of_source.reset());
        self.sources.iter().for_each(SourceRegister::reset_overflowed);
    }

    /// Forgets the jobs that have not ended, so that nothing counts as running of which no end
    /// will be seen.
    pub fn forget_open_jobs(&self) {
        for (mut shard, occupancy) in self.stripes.iter().zip(&self.occupancy) {
            shard.forget_open_jobs(&self.bounds.room);
            occupancy.store_open_count(&shard);
        }
        self.of_sources().iter().for_each(|of_source| of_source.forget_open_jobs());
    }

    /// Whether another stripe has open jobs. Of two threads that begin the same job at the same
    /// time at least one is told so: each says that it is about to have one before it asks.
    fn may_be_elsewhere(&self, own: usize, shard: &JobShard) -> bool {
        self.occupancy[own].open.store(shard.open.len() + 1, Ordering::SeqCst);
        let mut others = self.occupancy.iter().enumerate().filter(|&(index, _)| index != own);
        others.any(|(_, occupancy)| occupancy.open.load(Ordering::SeqCst) > 0)
    }

    /// Takes a job out of the stripe of another thread.
    fn take_elsewhere(&self, id: &JobId, hash: u64, own: usize) -> Option<OpenJob> {
        let others = self.occupancy.iter().enumerate().filter(|&(index, _)| index != own);
        for (index, occupancy) in others {
            if occupancy.open.load(Ordering::Relaxed) == 0 {
                continue;
            }
            let mut shard = self.stripes.lock_at(index);
            let taken = shard.take(id, hash, &self.bounds);
            if taken.is_some() {
                occupancy.store_open_count(&shard);
                return taken;
            }
        }
        None
    }

    /// Calls `change` with the stripe of this thread after the job has been moved there, wherever
    /// it was.
    fn with_job(
        &self,
        key: JobKey<'_>,
        change: impl FnOnce(&mut JobShard, JobLookup, &ShardLimits),
    ) {
        self.with_job_if(key, |_| true, change);
    }

    /// As [`Self::with_job`] for an event of a job that must have started, if that is known: one
    /// of which this stripe knows less may have started on another.
    fn with_started(
        &self,
        key: JobKey<'_>,
        change: impl FnOnce(&mut JobShard, JobLookup, &ShardLimits),
    ) {
        self.with_job_if(key, |open| open.attempts > 0, change);
    }

    fn with_job_if(
        &self,
        (id, hash): JobKey<'_>,
        is_it: impl FnOnce(&OpenJob) -> bool,
        change: impl FnOnce(&mut JobShard, JobLookup, &ShardLimits),
    ) {
        let own = self.stripes.local_index();
        let mut shard = self.stripes.lock_at(own);
        let mut seat = shard.open.find(id, hash);
        let mut moving = None;
        let is_here = seat.is_some_and(|seat| is_it(shard.open.job_at(seat)));
        if !is_here && !id.is_empty() && self.may_be_elsewhere(own, &shard) {
            drop(shard);
            moving = Some(self.moves[move_lock_index(hash)].lock());
            let taken = self.take_elsewhere(id, hash, own);
            shard = self.stripes.lock_at(own);
            seat = shard.open.find(id, hash);
            if let Some(mut taken) = taken {
                let here = shard.take(id, hash, &self.bounds);
                taken.created_at = taken.created_at.or(here.and_then(|here| here.created_at));
                seat = shard.insert_open(taken, hash, &self.bounds);
            }
        }
        change(&mut shard, JobLookup { hash, seat }, &self.bounds);
        shard.changes += 1;
        self.occupancy[own].store_open_count(&shard);
        drop(shard);
        drop(moving);
    }

    fn end_job(&self, job: &Job, hash: u64, end: &TerminalEvent<'_>) {
        let may_end = |open: &OpenJob| open.attempts > 0 || end.says_run_time();
        self.with_job_if((&job.id, hash), may_end, |shard, found, bounds| {
            shard.on_ended(job, end, found, bounds);
        });
    }
}

/// Which of the locks for moving jobs is that of a job with this hash.
#[expect(clippy::cast_possible_truncation, reason = "any bits of a hash will do")]
fn move_lock_index(hash: u64) -> usize {
    hash as usize % MOVES
}

impl JobMetrics {
    /// Takes an event into the own stripes. `salt` makes the hashes of ids differ that several
    /// sources share in one collector; it is 0 for all other collectors.
    fn take_event(&self, event: &Event, salt: u64) {
        let at = event.at;
        let hash = |job: &Job| self.hasher.hash_one(&job.id) ^ salt;
        match &event.payload {
            // Not looked for on other stripes: it is the first event of its job, and every job's.
            Payload::JobCreated(event) => {
                let own = self.stripes.local_index();
                let hash = hash(&event.job);
                let mut shard = self.stripes.lock_at(own);
                let seat = shard.open.find(&event.job.id, hash);
                shard.on_created(&event.job, at, JobLookup { hash, seat }, &self.bounds);
                shard.changes += 1;
                self.occupancy[own].store_open_count(&shard);
            }
            Payload::JobQueued(event) => {
                self.with_job((&event.job.id, hash(&event.job)), |shard, found, bounds| {
                    shard.on_queued(&event.job, at, found, bounds);
                })
            }
            Payload::JobStarted(event) => {
                self.with_job((&event.job.id, hash(&event.job)), |shard, found, bounds| {
                    shard.on_started(event, at, found, bounds);
                })
            }
            Payload::JobPaused(event) => {
                self.with_started((&event.job.id, hash(&event.job)), |shard, found, _| {
                    shard.on_pause_change(found, at, OpenJobPhase::Paused);
                })
            }
            Payload::JobResumed(event) => {
                self.with_started((&event.job.id, hash(&event.job)), |shard, found, _| {
                    shard.on_pause_change(found, at, OpenJobPhase::Running);
                })
            }
            Payload::JobCompleted(event) => {
                self.end_job(
                    &event.job,
                    hash(&event.job),
                    &TerminalEvent::completed(at, event.worker.as_ref(), &event.phase),
                );
            }
            Payload::JobFailed(event) => {
                self.end_job(
                    &event.job,
                    hash(&event.job),
                    &TerminalEvent::failed(at, event.worker.as_ref(), &event.phase),
                );
            }
            Payload::JobCancelled(event) => {
                self.end_job(
                    &event.job,
                    hash(&event.job),
                    &TerminalEvent::cancelled(at, event.worker.as_ref(), &event.phase),
                );
            }
            Payload::JobRetrying(event) => {
                self.with_started((&event.job.id, hash(&event.job)), |shard, found, bounds| {
                    shard.on_retrying(&event.job, at, found, bounds);
                })
            }
            _ => {}
        }
    }
}

impl Observer for JobMetrics {
    fn interest(&self) -> KindSet<EventKind> {
        EventKind::JOBS
    }

    fn observe(&self, event: &Event) {
        match &event.source {
            None => self.take_event(event, 0),
            Some(source) if EventKind::JOBS.contains(event.kind()) => {
                self.observe_from(event, source);
            }
            Some(_) => {}
        }
    }
}

impl fmt::Debug for JobMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JobMetrics").field("summary", &self.summary()).finish()
    }
}
