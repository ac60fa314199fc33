//! What one stripe of the job metrics does with each event.

use crate::error::kept_error;
use crate::event::JobEvent;
use crate::event::kind::Started;
use crate::id::{JobId, JobName, Tag, WorkerId};
use crate::job::{Job, Priority};
use crate::metrics::job::bounds::Bounds;
use crate::metrics::job::figures::{Gauges, GroupFigures, JobFigures, WorkerFigures};
use crate::metrics::job::group::{Groups, Place};
use crate::metrics::job::history::{End, Ended, History, JobEnd};
use crate::metrics::job::open::{GroupPlaces, OpenJob, OpenJobs, Phase, Room, Seat, Vacancy};
use crate::metrics::job::window::{Counted, Windows};
use crate::time::Timestamp;

/// The metrics of the jobs whose events one stripe has seen.
pub(crate) struct Shard {
    pub(crate) figures: JobFigures,
    pub(crate) open: OpenJobs,
    pub(crate) tags: Groups<Tag, GroupFigures>,
    pub(crate) names: Groups<JobName, GroupFigures>,
    pub(crate) priorities: [GroupFigures; Priority::ALL.len()],
    pub(crate) workers: Groups<WorkerId, WorkerFigures>,
    pub(crate) history: History,
    pub(crate) windows: Windows,
    /// Counts changes; not even a reset takes it back.
    pub(crate) changes: u64,
}

/// Which job an event is about, and where that is on this stripe, if it is.
#[derive(Clone, Copy)]
pub(crate) struct Found {
    pub(crate) hash: u64,
    pub(crate) seat: Option<Seat>,
}

impl Shard {
    pub(crate) fn new(history: usize) -> Self {
        Self {
            figures: JobFigures::default(),
            open: OpenJobs::new(),
            tags: Groups::new(),
            names: Groups::new(),
            priorities: Default::default(),
            workers: Groups::new(),
            history: History::new(history),
            windows: Windows::new(),
            changes: 0,
        }
    }

    /// Takes a job out, for another stripe.
    pub(crate) fn take(&mut self, id: &JobId, hash: u64, bounds: &Bounds) -> Option<OpenJob> {
        let seat = self.open.find(id, hash)?;
        self.leave(seat, bounds);
        let mut open = std::mem::take(self.open.at(seat));
        open.groups = None;
        Some(open)
    }

    fn leave(&mut self, seat: Seat, bounds: &Bounds) {
        let Self { open, figures, workers, .. } = self;
        let job = open.at(seat);
        figures.gauges.leave(job);
        if let Some(place) = running_on(job).and_then(|worker| workers.known(worker)) {
            workers.at(place).running -= 1;
        }
        open.leave(seat, &bounds.room);
    }

    /// Puts a job in; `None` if there is no room, which is counted.
    pub(crate) fn put(&mut self, open: OpenJob, hash: u64, bounds: &Bounds) -> Option<Seat> {
        // The room of one that leaves goes back to all stripes, so it is asked for again.
        loop {
            match self.open.vacancy(&bounds.room) {
                Vacancy::Free => break,
                Vacancy::Oldest(seat) => {
                    self.figures.open_jobs_forgotten += 1;
                    self.leave(seat, bounds);
                }
                Vacancy::None => {
                    self.figures.open_jobs_forgotten += 1;
                    return None;
                }
            }
        }
        self.figures.gauges.enter(&open);
        if let Some(worker) = running_on(&open) {
            self.workers.of(worker, &bounds.workers).running += 1;
        }
        Some(self.open.insert(open, hash))
    }

    pub(crate) fn created(
        &mut self,
        job: &Job,
        at: Option<Timestamp>,
        found: Found,
        bounds: &Bounds,
    ) {
        self.figures.created += 1;
        if !self.identified(job, at) {
            return;
        }
        let Self { open, figures, .. } = self;
        if let Some(seat) = found.seat {
            let open = open.at(seat);
            figures.gauges.leave(open);
            let new = open.learn(job);
            figures.gauges.enter(open);
            self.joined(new, bounds);
        } else {
            let mut open = OpenJob::new(job, Phase::Created);
            open.created_at = at;
            self.put(open, found.hash, bounds);
        }
    }

    pub(crate) fn queued(
        &mut self,
        job: &Job,
        at: Option<Timestamp>,
        found: Found,
        bounds: &Bounds,
    ) {
        self.figures.queued += 1;
        if !self.identified(job, at) {
            return;
        }
        let Self { open, figures, .. } = self;
        let Some(seat) = found.seat else {
            let mut open = OpenJob::new(job, Phase::Queued);
            open.queued_at = at;
            self.put(open, found.hash, bounds);
            return;
        };
        let open = open.at(seat);
        if open.waits() {
            figures.gauges.leave(open);
            let new = open.learn(job);
            open.phase = Phase::Queued;
            open.queued_at = at;
            figures.gauges.enter(open);
            self.joined(new, bounds);
        } else {
            figures.out_of_order += 1;
        }
    }

    pub(crate) fn started(
        &mut self,
        event: &JobEvent<Started>,
        at: Option<Timestamp>,
        found: Found,
        bounds: &Bounds,
    ) {
        let (job, said) = (&event.job, event.phase.attempt);
        if !self.identified(job, at) {
            self.figures.attempts += 1;
            self.start_counted(job, at, bounds);
            return;
        }
        let seat = match found.seat {
            Some(seat) => {
                let open = self.open.at(seat);
                // Who manages the job and who runs it may both say that it started.
                if !open.waits() && said.is_none_or(|said| said <= open.attempts) {
                    self.figures.repeated_starts += 1;
                    return;
                }
                Some(seat)
            }
            None => self.put(OpenJob::new(job, Phase::Created), found.hash, bounds),
        };
        self.figures.attempts += 1;
        let Self { open, figures, workers, .. } = self;
        let Some(seat) = seat else {
            // There is no room for it, and it has been counted as forgotten.
            event.phase.wait_ns.into_iter().for_each(|waited| figures.wait.record(waited));
            return self.start_counted(job, at, bounds);
        };
        let open = open.at(seat);
        figures.gauges.leave(open);
        if let Some(place) = running_on(open).and_then(|worker| workers.known(worker)) {
            workers.at(place).running -= 1;
        }
        let new = open.learn(job);
        let queued_at = open.queued_at.take();
        if let Some(waited) = event.phase.wait_ns.or_else(|| figures.elapsed(queued_at, at)) {
            figures.wait.record(waited);
        }
        open.attempts = said.map_or(open.attempts.saturating_add(1), |said| said.max(1));
        open.phase = Phase::Running;
        open.started_at = at;
        (open.paused_at, open.paused_us) = (None, 0);
        open.worker.clone_from(&event.worker);
        figures.gauges.enter(open);
        if let Some(worker) = &event.worker {
            workers.of(worker, &bounds.workers).running += 1;
        }
        if !std::mem::replace(&mut open.counted, true) {
            self.start_of(seat, at, bounds);
        }
        self.joined(new, bounds);
    }

    /// Counts an open job that starts for the first time.
    fn start_of(&mut self, seat: Seat, at: Option<Timestamp>, bounds: &Bounds) {
        self.figures.started += 1;
        let Self { open, tags, names, priorities, .. } = self;
        let open = open.at(seat);
        let groups = open.groups.get_or_insert_with(|| {
            let mut places = GroupPlaces { tags: Default::default(), name: Default::default() };
            for (place, tag) in places.tags.iter_mut().zip(&open.job.tags) {
                *place = tags.place(tag, &bounds.tags);
            }
            if !open.job.name.is_empty() {
                places.name = names.place(&open.job.name, &bounds.names);
            }
            places
        });
        change_groups(&open.job, Some(groups), (priorities, tags, names), bounds, |figures| {
            figures.started += 1;
        });
        if let Some(at) = at {
            self.figures.late += u64::from(!self.windows.count(at, Counted::Started));
        }
    }

    /// Counts a job that starts for the first time and is not open.
    fn start_counted(&mut self, job: &Job, at: Option<Timestamp>, bounds: &Bounds) {
        self.figures.started += 1;
        let groups = (&mut self.priorities, &mut self.tags, &mut self.names);
        change_groups(job, None, groups, bounds, |figures| figures.started += 1);
        if let Some(at) = at {
            self.figures.late += u64::from(!self.windows.count(at, Counted::Started));
        }
    }

    /// Counts a job that has started in groups that only a later event named.
    fn joined(&mut self, new: Option<Job>, bounds: &Bounds) {
        let Some(Job { name, tags, .. }) = new else { return };
        for tag in &tags {
            self.tags.of(tag, &bounds.tags).started += 1;
        }
        if !name.is_empty() {
            self.names.of(&name, &bounds.names).started += 1;
        }
    }

    pub(crate) fn pause(&mut self, found: Found, at: Option<Timestamp>, phase: Phase) {
        let Self { open, figures, .. } = self;
        let from = if phase == Phase::Paused { Phase::Running } else { Phase::Paused };
        let open = found.seat.map(|seat| open.at(seat));
        let Some(open) = open.filter(|open| open.phase == from) else {
            figures.out_of_order += 1;
            return;
        };
        figures.gauges.leave(open);
        open.phase = phase;
        if phase == Phase::Paused {
            open.paused_at = at;
        } else {
            open.end_pause(at);
        }
        figures.gauges.enter(open);
    }

    pub(crate) fn retrying(
        &mut self,
        job: &Job,
        at: Option<Timestamp>,
        found: Found,
        bounds: &Bounds,
    ) {
        self.figures.retries += 1;
        if !self.identified(job, at) {
            return;
        }
        let Some(seat) = found.seat else {
            // The attempt that went wrong was not seen, but there was one.
            let mut open = OpenJob::new(job, Phase::Retrying);
            open.attempts = 1;
            open.retried = true;
            self.figures.attempts += 1;
            self.figures.out_of_order += 1;
            self.put(open, found.hash, bounds);
            return;
        };
        let Self { open, figures, workers, .. } = self;
        let open = open.at(seat);
        figures.gauges.leave(open);
        let ran = figures.run_time(open, at);
        if let Some(worker) = &open.worker {
            let of_worker = workers.of(worker, &bounds.workers);
            of_worker.running -= i64::from(!open.waits());
            of_worker.busy_ns += u128::from(ran.unwrap_or(0));
        }
        let new = open.learn(job);
        open.phase = Phase::Retrying;
        open.retried = true;
        figures.gauges.enter(open);
        self.joined(new, bounds);
    }

    pub(crate) fn end(&mut self, job: &Job, end: &End<'_>, found: Found, bounds: &Bounds) {
        self.identified(job, end.at);
        let stranger = end.run_ns.filter(|_| found.seat.is_none());
        // One that says itself how long it ran takes a seat for as long as this call, beyond the bound.
        let seat = found.seat.or_else(|| {
            stranger.map(|_| {
                let open = OpenJob::new(job, Phase::Created);
                self.figures.gauges.enter(&open);
                self.open.insert(open, found.hash)
            })
        });
        let Some(seat) = seat else {
            *self.figures.unmatched.of(end.end) += 1;
            return;
        };
        let Self { open, figures, workers, .. } = self;
        let open = open.at(seat);
        figures.gauges.leave(open);
        let new = open.learn(job);
        let was_running = !open.waits();
        let ran = end.run_ns.or_else(|| figures.run_time(open, end.at));
        let started = open.attempts > 0 || end.run_ns.is_some();
        // A worker that has been forgotten meanwhile has no running jobs to take this one from.
        let had = open.worker.as_ref().and_then(|worker| workers.known(worker));
        if let Some(place) = had.filter(|_| was_running) {
            workers.at(place).running -= 1;
        }
        let had =
            had.filter(|_| end.worker.is_none_or(|worker| open.worker.as_ref() == Some(worker)));
        let worker = end.worker.or(open.worker.as_ref());
        let worker = had.or_else(|| worker.map(|worker| workers.place(worker, &bounds.workers)));
        if open.attempts == 0 && started {
            figures.attempts += 1;
            open.attempts = 1;
        }
        let uncounted = started && !std::mem::replace(&mut open.counted, started);
        self.joined(new, bounds);
        if uncounted {
            self.start_of(seat, end.at, bounds);
        }
        if started {
            self.ended(seat, end, (ran, worker), bounds);
        } else {
            *self.figures.before_start.of(end.end) += 1;
        }
        self.open.leave(seat, &bounds.room);
        self.remember(seat, end, ran.filter(|_| started).unwrap_or(0));
    }

    /// Counts the end of a job that has started.
    fn ended(
        &mut self,
        seat: Seat,
        end: &End<'_>,
        (ran, worker): (Option<u64>, Option<Place>),
        bounds: &Bounds,
    ) {
        let Self { open, figures, workers, windows, priorities, tags, names, .. } = self;
        let open = open.at(seat);
        *figures.ended.of(end.end) += 1;
        figures.retries_exhausted += u64::from(end.end == JobEnd::Failed && open.retried);
        if let Some(at) = end.at {
            figures.late += u64::from(!windows.count(at, counted(end.end)));
        }
        let completed_ns = ran.filter(|_| end.end == JobEnd::Completed);
        if let Some(ran) = completed_ns {
            figures.run.record(ran);
        }
        let groups = (priorities, tags, names);
        change_groups(&open.job, open.groups.as_ref(), groups, bounds, |figures| {
            *figures.ended.of(end.end) += 1;
            figures.timed += u64::from(completed_ns.is_some());
            figures.run_ns += u128::from(completed_ns.unwrap_or(0));
        });
        if let Some(worker) = worker {
            let figures = workers.at(worker);
            *figures.ended.of(end.end) += 1;
            figures.busy_ns += u128::from(ran.unwrap_or(0));
        }
    }

    fn remember(&mut self, seat: Seat, end: &End<'_>, run_ns: u64) {
        let open = self.open.at(seat);
        self.history.push(Ended {
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
    fn identified(&mut self, job: &Job, at: Option<Timestamp>) -> bool {
        self.figures.untimed += u64::from(at.is_none());
        self.figures.shortened += u64::from(job.id.is_shortened());
        self.figures.unidentified += u64::from(job.id.is_empty());
        !job.id.is_empty()
    }

    pub(crate) fn reset(&mut self, room: &Room) {
        self.open.clear(room);
        self.figures = JobFigures::default();
        self.tags = Groups::new();
        self.names = Groups::new();
        self.priorities = Default::default();
        self.workers = Groups::new();
        self.history.clear();
        self.windows = Windows::new();
        self.changes += 1;
    }

    pub(crate) fn forget_open(&mut self, room: &Room) {
        self.figures.open_jobs_forgotten += self.open.len() as u64;
        self.open.clear(room);
        self.figures.gauges = Gauges::default();
        self.workers.for_each(|figures| figures.running = 0);
        self.changes += 1;
    }
}

type GroupsOf<'a> = (
    &'a mut [GroupFigures; Priority::ALL.len()],
    &'a mut Groups<Tag, GroupFigures>,
    &'a mut Groups<JobName, GroupFigures>,
);

/// Changes the figures of all groups of a job; `places` says where they are, if that is known.
fn change_groups(
    job: &Job,
    places: Option<&GroupPlaces>,
    (priorities, tags, names): GroupsOf<'_>,
    bounds: &Bounds,
    mut change: impl FnMut(&mut GroupFigures),
) {
    change(&mut priorities[job.priority.unwrap_or_default().index()]);
    let known = places.map_or(&[][..], |places| &places.tags);
    for (index, tag) in job.tags.iter().enumerate() {
        let known = known.get(index).copied();
        let place = known.unwrap_or_else(|| tags.place(tag, &bounds.tags));
        change(tags.at(place));
    }
    if !job.name.is_empty() {
        let known = places.map(|places| places.name);
        let place = known.unwrap_or_else(|| names.place(&job.name, &bounds.names));
        change(names.at(place));
    }
}

/// The worker that has the job, while it does.
fn running_on(open: &OpenJob) -> Option<&WorkerId> {
    if open.waits() { None } else { open.worker.as_ref() }
}

fn counted(end: JobEnd) -> Counted {
    match end {
        JobEnd::Completed => Counted::Completed,
        JobEnd::Failed => Counted::Failed,
        JobEnd::Cancelled => Counted::Cancelled,
    }
}
