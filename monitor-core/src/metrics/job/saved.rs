//! Saving and restoring job metrics: all shards become one, and come back on one.

mod entry;

use std::collections::BTreeMap;
use std::hash::{BuildHasher, Hash};

use foldhash::fast::RandomState;
use hashbrown::HashMap;

use crate::error::Error;
use crate::event::EventSource;
use crate::id::JobId;
use crate::job::{Job, Priority};
use crate::limits::MonitorLimits;
use crate::metrics::histogram::Histogram;
use crate::metrics::job::JobMetrics;
use crate::metrics::job::active::ActiveJob;
use crate::metrics::job::bounds::ShardLimits;
use crate::metrics::job::figures::{GroupTotals, JobTotals, OutcomeCounters, WorkerTotals};
use crate::metrics::job::group::{GroupTable, KeyAdmission, MergeTotals, OTHER, sum_by_key};
use crate::metrics::job::history::JobHistoryEntry;
use crate::metrics::job::open::{GroupSlots, OpenJob};
use crate::metrics::job::shard::JobShard;
use crate::metrics::job::window::ThroughputWindows;
use crate::saved::{
    RestoreBudget, SavedCount, SavedGroup, SavedJobCounts, SavedJobs, SavedNanos, SavedOpenJob,
    SavedOutcomeCounts, SavedRecentJob, SavedWorkerJobs,
};
use crate::time::Timestamp;

impl JobMetrics {
    /// Copies each shard under its lock, one after the other.
    pub(crate) fn to_saved(&self) -> SavedJobs {
        let mut figures = JobTotals::default();
        let mut priorities = [GroupTotals::default(); Priority::ALL.len()];
        let (mut tags, mut names, mut workers) = (Vec::new(), Vec::new(), Vec::new());
        let (mut open, mut ended) = (Vec::new(), Vec::new());
        let mut windows = ThroughputWindows::new();
        let (mut revision, mut history) = (0, 0);
        for shard in self.stripes.iter() {
            figures.add(&shard.figures);
            priorities.iter_mut().zip(&shard.priorities).for_each(|(sum, part)| sum.add(part));
            tags.push(shard.tags.copy());
            names.push(shard.names.copy());
            workers.push(shard.workers.copy());
            let mut newest: Vec<_> = shard.open.newest_jobs(usize::MAX).cloned().collect();
            newest.reverse();
            open.push(newest);
            history = shard.history.limit();
            ended.push(shard.history.last(history).cloned().collect());
            windows.merge(&shard.windows);
            revision += shard.changes;
        }
        let ended = by_time(ended, |ended: &JobHistoryEntry| ended.ended_at);
        let surplus = ended.len().saturating_sub(history);
        let mut counts = saved_counts(&figures, &self.bounds);
        if self.source.is_some() {
            // All sources share these bounds, and the collector of all saves them.
            (counts.tags_overflowed, counts.names_overflowed) = (SavedCount(0), SavedCount(0));
        }
        let used = Priority::ALL.into_iter().zip(&priorities).filter(|(_, sum)| sum.is_used());
        SavedJobs {
            revision: SavedCount(revision),
            counts,
            run_time: figures.run.to_saved(),
            queue_wait: figures.wait.to_saved(),
            priorities: used.map(|(priority, sum)| (priority, SavedGroup::from(sum))).collect(),
            tags: saved_groups(sum_by_key(tags)),
            names: saved_groups(sum_by_key(names)),
            workers: saved_groups(sum_by_key(workers)),
            windows: windows.to_saved(),
            open: each_once(open).iter().map(SavedOpenJob::from).collect(),
            recent: ended.iter().skip(surplus).map(SavedRecentJob::from).collect(),
        }
    }

    /// The jobs of the sources beyond the limit, and how many events had one. Their open jobs are
    /// told apart by a hash that is another one in each process, so they are saved as forgotten.
    pub(crate) fn to_saved_others(&self) -> (Option<SavedJobs>, SavedCount) {
        let Some(sources) = &self.sources else { return (None, SavedCount(0)) };
        let jobs = sources.other_collector().map(|other| {
            let mut saved = other.to_saved();
            saved.counts.open_jobs_forgotten.0 += saved.open.len() as u64;
            saved.open.clear();
            saved
        });
        (jobs, SavedCount(sources.overflow_count()))
    }

    pub(crate) fn from_saved(limits: &MonitorLimits, saved: &SavedJobs) -> Result<Self, Error> {
        let metrics = Self::new(limits);
        metrics.restore_jobs(saved)?;
        Ok(metrics)
    }

    /// Restores the jobs of a source, which are counted as beyond the limit if there is no room.
    pub(crate) fn restore_source(
        &self,
        source: &EventSource,
        saved: &SavedJobs,
    ) -> Result<(), Error> {
        self.register_source(source).map_or(Ok(()), |own| own.restore_jobs(saved))
    }

    /// Restores what [`to_saved_others`](Self::to_saved_others) gave.
    pub(crate) fn restore_others(
        &self,
        saved: Option<&SavedJobs>,
        overflowed: SavedCount,
    ) -> Result<(), Error> {
        let Some(sources) = &self.sources else { return Ok(()) };
        sources.add_overflowed(overflowed.0);
        let Some(saved) = saved else { return Ok(()) };
        sources.make_other(|| self.new_collector(None)).restore_jobs(saved)
    }

    /// Restores to the shard of the calling thread of a collector without any job.
    fn restore_jobs(&self, saved: &SavedJobs) -> Result<(), Error> {
        let own = self.stripes.local_index();
        let mut shard = self.stripes.lock_at(own);
        shard.restore_from(saved, &self.bounds, &self.hasher)?;
        self.occupancy[own].store_open_count(&shard);
        Ok(())
    }
}

/// Joins the lists of all shards by time and keeps the order within each list: an entry sorts by
/// the latest time up to it in its list.
fn by_time<T>(lists: Vec<Vec<T>>, time: impl Fn(&T) -> Option<Timestamp>) -> Vec<T> {
    let mut joined = Vec::with_capacity(lists.iter().map(Vec::len).sum());
    for list in lists {
        let mut latest = None;
        joined.extend(list.into_iter().map(|entry| {
            latest = latest.max(time(&entry));
            (latest, entry)
        }));
    }
    joined.sort_by_key(|(latest, _)| *latest);
    joined.into_iter().map(|(_, entry)| entry).collect()
}

/// The open jobs of all shards. If two shards have the same job, the one that has started is kept,
/// as when an event moves it.
fn each_once(lists: Vec<Vec<OpenJob>>) -> Vec<OpenJob> {
    let is_one_list = lists.iter().filter(|list| !list.is_empty()).count() < 2;
    let joined = by_time(lists, |open| ActiveJob::new(open, None).last_known_at());
    if is_one_list {
        return joined;
    }
    let mut places: HashMap<JobId, usize, RandomState> = HashMap::default();
    let mut jobs: Vec<OpenJob> = Vec::with_capacity(joined.len());
    for mut open in joined {
        let place = *places.entry(open.job.id.clone()).or_insert(jobs.len());
        let Some(first) = jobs.get_mut(place) else {
            jobs.push(open);
            continue;
        };
        let created_at = first.created_at.or(open.created_at);
        if first.attempts == 0 && open.attempts > 0 {
            std::mem::swap(first, &mut open);
        }
        first.created_at = first.created_at.or(created_at);
    }
    jobs
}

fn saved_counts(sum: &JobTotals, bounds: &ShardLimits) -> SavedJobCounts {
    SavedJobCounts {
        created: SavedCount(sum.created),
        queued: SavedCount(sum.queued),
        started: SavedCount(sum.started),
        attempts: SavedCount(sum.attempts),
        retries: SavedCount(sum.retries),
        retries_exhausted: SavedCount(sum.retries_exhausted),
        ended: (&sum.ended).into(),
        before_start: (&sum.before_start).into(),
        unmatched: (&sum.unmatched).into(),
        repeated_starts: SavedCount(sum.repeated_starts),
        out_of_order: SavedCount(sum.out_of_order),
        unidentified: SavedCount(sum.unidentified),
        untimed: SavedCount(sum.untimed),
        shortened_ids: SavedCount(sum.shortened),
        clock_steps: SavedCount(sum.clock_steps),
        late: SavedCount(sum.late),
        open_jobs_forgotten: SavedCount(sum.open_jobs_forgotten),
        tags_overflowed: SavedCount(bounds.tags.overflow_count()),
        names_overflowed: SavedCount(bounds.names.overflow_count()),
        workers_overflowed: SavedCount(bounds.workers.overflow_count()),
    }
}

/// The sums of all keys, and under [`OTHER`] those of the keys without room.
fn saved_groups<K, F, S>((sums, other): (HashMap<K, F, RandomState>, Option<F>)) -> BTreeMap<K, S>
where
    K: Ord + for<'a> From<&'a str>,
    S: for<'a> From<&'a F>,
{
    let other = other.iter().map(|sum| (K::from(OTHER), S::from(sum)));
    let named = sums.into_iter().map(|(key, sum)| (key, S::from(&sum)));
    named.chain(other).collect()
}

impl JobShard {
    fn restore_from(
        &mut self,
        saved: &SavedJobs,
        bounds: &ShardLimits,
        hasher: &RandomState,
    ) -> Result<(), Error> {
        self.figures = restored_figures(saved)?;
        for (priority, group) in &saved.priorities {
            self.priorities[priority.index()] = group.into();
        }
        restore_groups(&mut self.tags, &saved.tags, &bounds.tags, "jobs.tags")?;
        restore_groups(&mut self.names, &saved.names, &bounds.names, "jobs.names")?;
        restore_groups(&mut self.workers, &saved.workers, &bounds.workers, "jobs.workers")?;
        bounds.tags.add_overflowed(saved.counts.tags_overflowed.0);
        bounds.names.add_overflowed(saved.counts.names_overflowed.0);
        bounds.workers.add_overflowed(saved.counts.workers_overflowed.0);
        self.windows =
            ThroughputWindows::from_saved(&saved.windows).map_err(invalid_part("jobs.windows"))?;
        for open in &saved.open {
            self.restore_open(open, bounds, hasher)?;
        }
        saved.recent.iter().for_each(|ended| self.history.push(ended.into()));
        self.changes = saved.revision.0;
        Ok(())
    }

    /// Puts a job in, as one that its worker runs already.
    fn restore_open(
        &mut self,
        saved: &SavedOpenJob,
        bounds: &ShardLimits,
        hasher: &RandomState,
    ) -> Result<(), Error> {
        let mut open = OpenJob::from(saved);
        let hash = hasher.hash_one(&open.job.id);
        if open.job.id.is_empty() || self.open.find(&open.job.id, hash).is_some() {
            let reason = format!("job {:?} is there twice, or has no id", open.job.id);
            return Err(Error::SavedContent { part: "jobs.open", reason });
        }
        if saved.grouped {
            open.groups = self.known_groups(&open.job);
        }
        let worker = open.worker.take();
        let is_running = !open.is_waiting();
        if let Some(seat) = self.insert_open(open, hash, bounds) {
            self.open.job_at(seat).worker = worker;
        } else if let Some(place) = worker.and_then(|worker| self.workers.existing_slot(&worker)) {
            self.workers.totals_at(place).running -= i64::from(is_running);
        }
        Ok(())
    }

    fn known_groups(&self, job: &Job) -> Option<GroupSlots> {
        let mut places = GroupSlots { tags: Default::default(), name: Default::default() };
        for (place, tag) in places.tags.iter_mut().zip(&job.tags) {
            *place = self.tags.existing_slot(tag)?;
        }
        if !job.name.is_empty() {
            places.name = self.names.existing_slot(&job.name)?;
        }
        Some(places)
    }
}

fn invalid_part(part: &'static str) -> impl Fn(String) -> Error {
    move |reason| Error::SavedContent { part, reason }
}

fn restored_figures(saved: &SavedJobs) -> Result<JobTotals, Error> {
    let counts = &saved.counts;
    Ok(JobTotals {
        created: counts.created.0,
        queued: counts.queued.0,
        started: counts.started.0,
        attempts: counts.attempts.0,
        retries: counts.retries.0,
        retries_exhausted: counts.retries_exhausted.0,
        ended: counts.ended.into(),
        before_start: counts.before_start.into(),
        unmatched: counts.unmatched.into(),
        repeated_starts: counts.repeated_starts.0,
        out_of_order: counts.out_of_order.0,
        unidentified: counts.unidentified.0,
        untimed: counts.untimed.0,
        shortened: counts.shortened_ids.0,
        clock_steps: counts.clock_steps.0,
        late: counts.late.0,
        open_jobs_forgotten: counts.open_jobs_forgotten.0,
        gauges: Default::default(),
        run: Histogram::from_saved(&saved.run_time).map_err(invalid_part("jobs.run_time"))?,
        wait: Histogram::from_saved(&saved.queue_wait).map_err(invalid_part("jobs.queue_wait"))?,
    })
}

/// Keys without room, in the order of keys, share the figures of [`OTHER`] and are counted, as in
/// a monitor that runs.
fn restore_groups<K, F, S>(
    groups: &mut GroupTable<K, F>,
    saved: &BTreeMap<K, S>,
    admission: &KeyAdmission<K>,
    part: &'static str,
) -> Result<(), Error>
where
    K: Clone + Eq + Hash + AsRef<str>,
    F: MergeTotals + for<'a> From<&'a S> + CheckBudget,
{
    let mut budget = RestoreBudget::default();
    for (key, figures) in saved {
        let figures = F::from(figures);
        if !figures.is_within(&mut budget) {
            let reason = format!("the sums up to {:?} are too large", key.as_ref());
            return Err(Error::SavedContent { part, reason });
        }
        groups.totals_for(key, admission).add(&figures);
    }
    Ok(())
}

/// Figures that may all be added up under one key.
trait CheckBudget {
    fn is_within(&self, budget: &mut RestoreBudget) -> bool;
}

impl CheckBudget for GroupTotals {
    fn is_within(&self, budget: &mut RestoreBudget) -> bool {
        let OutcomeCounters { completed, failed, cancelled } = self.ended;
        budget.try_spend(&[self.started, completed, failed, cancelled, self.timed], self.run_ns)
    }
}

impl CheckBudget for WorkerTotals {
    fn is_within(&self, budget: &mut RestoreBudget) -> bool {
        let OutcomeCounters { completed, failed, cancelled } = self.ended;
        let running = self.running.unsigned_abs();
        budget.try_spend(&[completed, failed, cancelled, running], self.busy_ns)
    }
}

impl From<&OutcomeCounters> for SavedOutcomeCounts {
    fn from(ends: &OutcomeCounters) -> Self {
        Self {
            completed: SavedCount(ends.completed),
            failed: SavedCount(ends.failed),
            cancelled: SavedCount(ends.cancelled),
        }
    }
}

impl From<SavedOutcomeCounts> for OutcomeCounters {
    fn from(saved: SavedOutcomeCounts) -> Self {
        Self { completed: saved.completed.0, failed: saved.failed.0, cancelled: saved.cancelled.0 }
    }
}

impl From<&GroupTotals> for SavedGroup {
    fn from(sum: &GroupTotals) -> Self {
        Self {
            started: SavedCount(sum.started),
            ended: (&sum.ended).into(),
            timed: SavedCount(sum.timed),
            run_ns: SavedNanos(sum.run_ns),
        }
    }
}

impl From<&SavedGroup> for GroupTotals {
    fn from(saved: &SavedGroup) -> Self {
        Self {
            started: saved.started.0,
            ended: saved.ended.into(),
            timed: saved.timed.0,
            run_ns: saved.run_ns.0,
        }
    }
}

impl From<&WorkerTotals> for SavedWorkerJobs {
    fn from(sum: &WorkerTotals) -> Self {
        let busy_ns = SavedNanos(sum.busy_ns);
        Self { ended: (&sum.ended).into(), running: sum.running, busy_ns }
    }
}

impl From<&SavedWorkerJobs> for WorkerTotals {
    fn from(saved: &SavedWorkerJobs) -> Self {
        let SavedWorkerJobs { ended, running, busy_ns } = *saved;
        Self { ended: ended.into(), running, busy_ns: busy_ns.0 }
    }
}
