//! What one stripe of the job metrics does with each event.

use crate::error::kept_error;
use crate::event::JobEvent;
use crate::event::kind::JobStarted;
use crate::id::{JobId, JobName, Tag, WorkerId};
use crate::job::{Job, Priority};
use crate::metrics::job::bounds::ShardLimits;
use crate::metrics::job::figures::{GroupTotals, JobTotals, OpenJobGauges, WorkerTotals};
use crate::metrics::job::group::{GroupSlot, GroupTable};
use crate::metrics::job::history::{JobHistory, JobHistoryEntry, JobOutcome, TerminalEvent};
use crate::metrics::job::open::{
    GroupSlots, InsertPosition, OpenJob, OpenJobIndex, OpenJobPhase, OpenJobQuota, OpenJobs,
};
use crate::metrics::job::window::{ThroughputWindows, WindowCounter};
use crate::time::Timestamp;

/// The metrics of the jobs whose events one stripe has seen.
pub(crate) struct JobShard {
    pub(crate) figures: JobTotals,
    pub(crate) open: OpenJobs,
    pub(crate) tags: GroupTable<Tag, GroupTotals>,
    pub(crate) names: GroupTable<JobName, GroupTotals>,
    pub(crate) priorities: [GroupTotals; Priority::ALL.len()],
    pub(crate) workers: GroupTable<WorkerId, WorkerTotals>,
    pub(crate) history: JobHistory,
    pub(crate) windows: ThroughputWindows,
    /// Counts changes; not even a reset takes it back.
    pub(crate) changes: u64,
}

/// Which job an event is about, and where that is on this stripe, if it is.
#[derive(Clone, Copy)]
pub(crate) struct JobLookup {
    pub(crate) hash: u64,
    pub(crate) seat: Option<OpenJobIndex>,
}

impl JobShard {
    pub(crate) fn new(history: usize) -> Self {
        Self {
            figures: JobTotals::default(),
            open: OpenJobs::new(),
            tags: GroupTable::new(),
            names: GroupTable::new(),
            priorities: Default::default(),
            workers: GroupTable::new(),
            history: JobHistory::new(history),
            windows: ThroughputWindows::new(),
            changes: 0,
        }
    }

    /// Takes a job out, for another stripe.
    pub(crate) fn take(&mut self, id: &JobId, hash: u64, bounds: &ShardLimits) -> Option<OpenJob> {
        let seat = self.open.find(id, hash)?;
        self.remove_open(seat, bounds);
        let mut open = std::mem::take(self.open.job_at(seat));
        open.groups = None;
        Some(open)
    }

    fn remove_open(&mut self, seat: OpenJobIndex, bounds: &ShardLimits) {
        let Self { open, figures, workers, .. } = self;
        let job = open.job_at(seat);
        figures.gauges.count_leave(job);
        if let Some(place) = running_on(job).and_then(|worker| workers.existing_slot(worker)) {
            workers.totals_at(place).running -= 1;
        }
        open.remove_at(seat, &bounds.room);
    }

    /// Puts a job in; `None` if there is no room, which is counted.
    pub(crate) fn insert_open(
        &mut self,
        open: OpenJob,
        hash: u64,
        bounds: &ShardLimits,
    ) -> Option<OpenJobIndex> {
        // The room of one that leaves goes back to all stripes, so it is asked for again.
        loop {
            match self.open.find_position(&bounds.room) {
                InsertPosition::Free => break,
                InsertPosition::Oldest(seat) => {
                    self.figures.open_jobs_forgotten += 1;
                    self.remove_open(seat, bounds);
                }
                InsertPosition::None => {
                    self.figures.open_jobs_forgotten += 1;
                    return None;
                }
            }
        }
        self.figures.gauges.enter(&open);
        if let Some(worker) = running_on(&open) {
            self.workers.totals_for(worker, &bounds.workers).running += 1;
        }
        Some(self.open.insert(open, hash))
    }

    pub(crate) fn on_created(
        &mut self,
        job: &Job,
        at: Option<Timestamp>,
        found: JobLookup,
        bounds: &ShardLimits,
    ) {
        self.figures.created += 1;
        if !self.check_identity(job, at) {
            return;
        }
        let Self { open, figures, .. } = self;
        if let Some(seat) = found.seat {
            let open = open.job_at(seat);
            figures.gauges.count_leave(open);
            let new = open.merge_from(job);
            figures.gauges.enter(open);
            self.count_new_groups(new, bounds);
        } else {
            let mut open = OpenJob::new(job, OpenJobPhase::Created);
            open.created_at = at;
            self.insert_open(open, found.hash, bounds);
        }
    }

    pub(crate) fn on_queued(
        &mut self,
        job: &Job,
        at: Option<Timestamp>,
        found: JobLookup,
        bounds: &ShardLimits,
    ) {
        self.figures.queued += 1;
        if !self.check_identity(job, at) {
            return;
        }
        let Self { open, figures, .. } = self;
        let Some(seat) = found.seat else {
            let mut open = OpenJob::new(job, OpenJobPhase::Queued);
            open.queued_at = at;
            self.insert_open(open, found.hash, bounds);
            return;
        };
        let open = open.job_at(seat);
        if open.is_waiting() {
            figures.gauges.count_leave(open);
            let new = open.merge_from(job);
            open.phase = OpenJobPhase::Queued;
            open.queued_at = at;
            figures.gauges.enter(open);
            self.count_new_groups(new, bounds);
        } else {
            figures.out_of_order += 1;
        }
    }

    pub(crate) fn on_started(
        &mut self,
        event: &JobEvent<JobStarted>,
        at: Option<Timestamp>,
        found: JobLookup,
        bounds: &ShardLimits,
    ) {
        let (job, said) = (&event.job, event.phase.attempt);
        if !self.check_identity(job, at) {
            self.figures.attempts += 1;
            self.start_counted(job, at, bounds);
            return;
        }
        let seat = match found.seat {
            Some(seat) => {
                let open = self.open.job_at(seat);
                // Who manages the job and who runs it may both say that it started.
                if !open.is_waiting() && said.is_none_or(|said| said <= open.attempts) {
                    self.figures.repeated_starts += 1;
                    return;
                }
                Some(seat)
            }
            None => self.insert_open(OpenJob::new(job, OpenJobPhase::Created), found.hash, bounds),
        };
        self.figures.attempts += 1;
        let Self { open, figures, workers, .. } = self;
        let Some(seat) = seat else {
            // There is no room for it, and it has been counted as forgotten.
            event.phase.wait_ns.into_iter().for_each(|waited| figures.wait.record(waited));
            return self.start_counted(job, at, bounds);
        };
        let open = open.job_at(seat);
        figures.gauges.count_leave(open);
        if let Some(place) = running_on(open).and_then(|worker| workers.existing_slot(worker)) {
            workers.totals_at(place).running -= 1;
        }
        let new = open.merge_from(job);
        let queued_at = open.queued_at.take();
        if let Some(waited) = event.phase.wait_ns.or_else(|| figures.elapsed_nanos(queued_at, at)) {
            figures.wait.record(waited);
        }
        open.attempts = said.map_or(open.attempts.saturating_add(1), |said| said.max(1));
        open.phase = OpenJobPhase::Running;
        open.started_at = at;
        (open.paused_at, open.paused_us) = (None, 0);
        open.worker.clone_from(&event.worker);
        figures.gauges.enter(open);
        if let Some(worker) = &event.worker {
            workers.totals_for(worker, &bounds.workers).running += 1;
        }
        if !std::mem::replace(&mut open.counted, true) {
            self.start_of(seat, at, bounds);
        }
        self.count_new_groups(new, bounds);
    }

    /// Counts an open job that starts for the first time.
    fn start_of(&mut self, seat: OpenJobIndex, at: Option<Timestamp>, bounds: &ShardLimits) {
        self.figures.started += 1;
        let Self { open, tags, names, priorities, .. } = self;
        let open = open.job_at(seat);
        let groups = open.groups.get_or_insert_with(|| {
            let mut places = GroupSlots { tags: Default::default(), name: Default::default() };
            for (place, tag) in places.tags.iter_mut().zip(&open.job.tags) {
                *place = tags.slot_for(tag, &bounds.tags);
            }
            if !open.job.name.is_empty() {
                places.name = names.slot_for(&open.job.name, &bounds.names);
            }
            places
        });
        change_groups(&open.job, Some(groups), (priorities, tags, names), bounds, |figures| {
            figures.started += 1;
        });
        if let Some(at) = at {
            self.figures.late += u64::from(!self.windows.count(at, WindowCounter::Started));
        }
    }

    /// Counts a job that starts for the first time and is not open.
    fn start_counted(&mut self, job: &Job, at: Option<Timestamp>, bounds: &ShardLimits) {
        self.figures.started += 1;
        let groups = (&mut self.priorities, &mut self.tags, &mut self.names);
        change_groups(job, None, groups, bounds, |figures| figures.started += 1);
        if let Some(at) = at {
            self.figures.late += u64::from(!self.windows.count(at, WindowCounter::Started));
        }
    }

    /// Counts a job that has started in groups that only a later event named.
    fn count_new_groups(&mut self, new: Option<Job>, bounds: &ShardLimits) {
        let Some(Job { name, tags, .. }) = new else { return };
        for tag in &tags {
            self.tags.totals_for(tag, &bounds.tags).started += 1;
        }
        if !name.is_empty() {
            self.names.totals_for(&name, &bounds.names).started += 1;
        }
    }

    pub(crate) fn on_pause_change(
        &mut self,
        found: JobLookup,
        at: Option<Timestamp>,
        phase: OpenJobPhase,
    ) {
        let Self { open, figures, .. } = self;
        let from = if phase == OpenJobPhase::Paused {
            OpenJobPhase::Running
        } else {
            OpenJobPhase::Paused
        };
        let open = found.seat.map(|seat| open.job_at(seat));
        let Some(open) = open.filter(|open| open.phase == from) else {
            figures.out_of_order += 1;
            return;
        };
        figures.gauges.count_leave(open);
        open.phase = phase;
        if phase == OpenJobPhase::Paused {
            open.paused_at = at;
        } else {
            open.end_pause(at);
        }
        figures.gauges.enter(open);
    }

    pub(crate) fn on_retrying(
        &mut self,
        job: &Job,
        at: Option<Timestamp>,
        found: JobLookup,
        bounds: &ShardLimits,
    ) {
        self.figures.retries += 1;
        if !self.check_identity(job, at) {
            return;
        }
        let Some(seat) = found.seat else {
            // The attempt that went wrong was not seen, but there was one.
            let mut open = OpenJob::new(job, OpenJobPhase::Retrying);
            open.attempts = 1;
            open.retried = true;
            self.figures.attempts += 1;
            self.figures.out_of_order += 1;
            self.insert_open(open, found.hash, bounds);
            return;
        };
        let Self { open, figures, workers, .. } = self;
        let open = open.job_at(seat);
        figures.gauges.count_leave(open);
        let ran = figures.run_time(open, at);
        if let Some(worker) = &open.worker {
            let of_worker = workers.totals_for(worker, &bounds.workers);
            of_worker.running -= i64::from(!open.is_waiting());
            of_worker.busy_ns += u128::from(ran.unwrap_or(0));
        }
        let new = open.merge_from(job);
        open.phase = OpenJobPhase::Retrying;
        open.retried = true;
        figures.gauges.enter(open);
        self.count_new_groups(new, bounds);
    }

    pub(crate) fn on_ended(
        &mut self,
        job: &Job,
        end: &TerminalEvent<'_>,
        found: JobLookup,
        bounds: &ShardLimits,
    ) {
        self.check_identity(job, end.at);
        let stranger = end.run_ns.filter(|_| found.seat.is_none());
        // One that says itself how long it ran takes a seat for as long as this call, beyond the bound.
        let seat = found.seat.or_else(|| {
            stranger.map(|_| {
                let open = OpenJob::new(job, OpenJobPhase::Created);
                self.figures.gauges.enter(&open);
                self.open.insert(open, found.hash)
            })
        });
        let Some(seat) = seat else {
            *self.figures.unmatched.count_mut(end.end) += 1;
            return;
        };
        let Self { open, figures, workers, .. } = self;
        let open = open.job_at(seat);
        figures.gauges.count_leave(open);
        let new = open.merge_from(job);
        let was_running = !open.is_waiting();
        let ran = end.run_ns.or_else(|| figures.run_time(open, end.at));
        let started = open.attempts > 0 || end.run_ns.is_some();
        // A worker that has been forgotten meanwhile has no running jobs to take this one from.
        let had = open.worker.as_ref().and_then(|worker| workers.existing_slot(worker));
        if let Some(place) = had.filter(|_| was_running) {
            workers.totals_at(place).running -= 1;
        }
        let had =
            had.filter(|_| end.worker.is_none_or(|worker| open.worker.as_ref() == Some(worker)));
        let worker = end.worker.or(open.worker.as_ref());
        let worker = had.or_else(|| worker.map(|worker| workers.slot_for(worker, &bounds.workers)));
        if open.attempts == 0 && started {
            figures.attempts += 1;
            open.attempts = 1;
        }
        let uncounted = started && !std::mem::replace(&mut open.counted, started);
        self.count_new_groups(new, bounds);
        if uncounted {
            self.start_of(seat, end.at, bounds);
        }
        if started {
            self.count_ended(seat, end, (ran, worker), bounds);
        } else {
            *self.figures.before_start.count_mut(end.end) += 1;
        }
        self.open.remove_at(seat, &bounds.room);
        self.push_history(seat, end, ran.filter(|_| started).unwrap_or(0));
    }

    /// Counts the end of a job that has started.
    fn count_ended(
        &mut self,
        seat: OpenJobIndex,
        end: &TerminalEvent<'_>,
        (ran, worker): (Option<u64>, Option<GroupSlot>),
        bounds: &ShardLimits,
    ) {
        let Self { open, figures, workers, windows, priorities, tags, names, .. } = self;
        let open = open.job_at(seat);
        *figures.ended.count_mut(end.end) += 1;
        figures.retries_exhausted += u64::from(end.end == JobOutcome::Failed && open.retried);
        if let Some(at) = end.at {
            figures.late += u64::from(!windows.count(at, window_counter(end.end)));
        }
        let completed_ns = ran.filter(|_| end.end == JobOutcome::Completed);
        if let Some(ran) = completed_ns {
            figures.run.record(ran);
        }
        let groups = (priorities, tags, names);
        change_groups(&open.job, open.groups.as_ref(), groups, bounds, |figures| {
            *figures.ended.count_mut(end.end) += 1;
            figures.timed += u64::from(completed_ns.is_some());
            figures.run_ns += u128::from(completed_ns.unwrap_or(0));
        });
        if let Some(worker) = worker {
            let figures = workers.totals_at(worker);
            *figures.ended.count_mut(end.end) += 1;
            figures.busy_ns += u128::from(ran.unwrap_or(0));
        }
    }

    fn push_history(&mut self, seat: OpenJobIndex, end: &TerminalEvent<'_>, run_ns: u64) {
        let open = self.open.job_at(seat);
        self.history.push(JobHistoryEntry {
            end: end.end,
            run_ns,
            attempts: open.attempts,
            created_at: open.created_at,
            ended_at: end.at,
            error: end.error.map(kept_error),
            worker: end.worker.cloned().or_else(|| open.worker.take()),
            job: std::mem::take(&mut open.job),
        });
    }

    /// Whether the event says which job it is about; counts what it does not say.
    fn check_identity(&mut self, job: &Job, at: Option<Timestamp>) -> bool {
        self.figures.untimed += u64::from(at.is_none());
        self.figures.shortened += u64::from(job.id.is_shortened());
        self.figures.unidentified += u64::from(job.id.is_empty());
        !job.id.is_empty()
    }

    pub(crate) fn reset(&mut self, room: &OpenJobQuota) {
        self.open.clear(room);
        self.figures = JobTotals::default();
        self.tags = GroupTable::new();
        self.names = GroupTable::new();
        self.priorities = Default::default();
        self.workers = GroupTable::new();
        self.history.clear();
        self.windows = ThroughputWindows::new();
        self.changes += 1;
    }

    pub(crate) fn forget_open_jobs(&mut self, room: &OpenJobQuota) {
        self.figures.open_jobs_forgotten += self.open.len() as u64;
        self.open.clear(room);
        self.figures.gauges = OpenJobGauges::default();
        self.workers.for_each(|figures| figures.running = 0);
        self.changes += 1;
    }
}

type GroupTables<'a> = (
    &'a mut [GroupTotals; Priority::ALL.len()],
    &'a mut GroupTable<Tag, GroupTotals>,
    &'a mut GroupTable<JobName, GroupTotals>,
);

/// Changes the figures of all groups of a job; `places` says where they are, if that is known.
fn change_groups(
    job: &Job,
    places: Option<&GroupSlots>,
    (priorities, tags, names): GroupTables<'_>,
    bounds: &ShardLimits,
    mut change: impl FnMut(&mut GroupTotals),
) {
    change(&mut priorities[job.priority.unwrap_or_default().index()]);
    let known = places.map_or(&[][..], |places| &places.tags);
    for (index, tag) in job.tags.iter().enumerate() {
        let known = known.get(index).copied();
        let place = known.unwrap_or_else(|| tags.slot_for(tag, &bounds.tags));
        change(tags.totals_at(place));
    }
    if !job.name.is_empty() {
        let known = places.map(|places| places.name);
        let place = known.unwrap_or_else(|| names.slot_for(&job.name, &bounds.names));
        change(names.totals_at(place));
    }
}

/// The worker that has the job, while it does.
fn running_on(open: &OpenJob) -> Option<&WorkerId> {
    if open.is_waiting() { None } else { open.worker.as_ref() }
}

fn window_counter(end: JobOutcome) -> WindowCounter {
    match end {
        JobOutcome::Completed => WindowCounter::Completed,
        JobOutcome::Failed => WindowCounter::Failed,
        JobOutcome::Cancelled => WindowCounter::Cancelled,
    }
}
