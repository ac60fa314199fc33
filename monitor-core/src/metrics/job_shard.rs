//! What one stripe of the job metrics does with each event.

use crate::event::{Cancelled, Completed, Failed, JobEvent, Started};
use crate::id::{JobId, WorkerId};
use crate::job::{Job, Priority};
use crate::metrics::group::Groups;
use crate::metrics::history::{Ended, History, JobEnd, kept_error};
use crate::metrics::job::Bounds;
use crate::metrics::job_figures::{Gauges, GroupFigures, JobFigures, WorkerFigures};
use crate::metrics::open::{OpenJob, OpenJobs, Phase, Room};
use crate::metrics::window::{Counted, Windows};
use crate::time::Timestamp;

/// The metrics of the jobs whose events one stripe has seen.
pub(crate) struct Shard {
    pub(crate) figures: JobFigures,
    pub(crate) open: OpenJobs,
    pub(crate) tags: Groups<crate::id::Tag, GroupFigures>,
    pub(crate) names: Groups<crate::id::JobName, GroupFigures>,
    pub(crate) priorities: [GroupFigures; Priority::ALL.len()],
    pub(crate) workers: Groups<WorkerId, WorkerFigures>,
    pub(crate) history: History,
    pub(crate) windows: Windows,
}

/// The end of a job as its event tells it.
pub(crate) struct End<'a> {
    end: JobEnd,
    at: Option<Timestamp>,
    worker: Option<&'a WorkerId>,
    run_ns: Option<u64>,
    error: Option<&'a str>,
}

impl<'a> End<'a> {
    pub(crate) fn completed(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &Completed,
    ) -> Self {
        Self { end: JobEnd::Completed, at, worker, run_ns: phase.run_ns, error: None }
    }

    pub(crate) fn failed(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &'a Failed,
    ) -> Self {
        let error = Some(&*phase.error.message);
        Self { end: JobEnd::Failed, at, worker, run_ns: phase.run_ns, error }
    }

    pub(crate) fn cancelled(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &'a Cancelled,
    ) -> Self {
        let error = phase.reason.as_deref();
        Self { end: JobEnd::Cancelled, at, worker, run_ns: phase.run_ns, error }
    }
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
        }
    }

    pub(crate) fn take(&mut self, id: &JobId, bounds: &Bounds) -> Option<OpenJob> {
        let open = self.open.remove(id)?;
        self.open.trim(&bounds.room);
        self.figures.gauges.leave(&open);
        self.leave_worker(&open, bounds);
        Some(open)
    }

    pub(crate) fn put(&mut self, open: OpenJob, bounds: &Bounds) {
        self.figures.gauges.enter(&open);
        if let Some(worker) = running_on(&open) {
            self.workers.of(worker, &bounds.workers).running += 1;
        }
        if let Some(evicted) = self.open.insert(open, &bounds.room) {
            self.figures.open_jobs_forgotten += 1;
            self.figures.gauges.leave(&evicted);
            self.leave_worker(&evicted, bounds);
        }
    }

    fn leave_worker(&mut self, open: &OpenJob, bounds: &Bounds) {
        if let Some(worker) = running_on(open) {
            self.workers.of(worker, &bounds.workers).running -= 1;
        }
    }

    pub(crate) fn created(&mut self, job: &Job, at: Option<Timestamp>, bounds: &Bounds) {
        self.figures.created += 1;
        if !self.identified(job, at) {
            return;
        }
        let Self { open, figures, .. } = self;
        match open.find(&job.id) {
            Some(open) => {
                figures.gauges.leave(open);
                let new = open.learn(job);
                figures.gauges.enter(open);
                self.joined(new, bounds);
            }
            None => {
                let mut open = OpenJob::new(job, Phase::Created);
                open.created_at = at;
                self.put(open, bounds);
            }
        }
    }

    pub(crate) fn queued(&mut self, job: &Job, at: Option<Timestamp>, bounds: &Bounds) {
        self.figures.queued += 1;
        if !self.identified(job, at) {
            return;
        }
        let Self { open, figures, .. } = self;
        let Some(open) = open.find(&job.id) else {
            let mut open = OpenJob::new(job, Phase::Queued);
            open.queued_at = at;
            return self.put(open, bounds);
        };
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
        bounds: &Bounds,
    ) {
        let (job, said) = (&event.job, event.phase.attempt);
        if !self.identified(job, at) {
            self.figures.attempts += 1;
            self.start_counted(job, at, bounds);
            return;
        }
        let known = self.open.find(&job.id).map(|open| (open.waits(), open.attempts));
        match known {
            // Who manages the job and who runs it may both say that it started.
            Some((false, attempts)) if said.is_none_or(|said| said <= attempts) => {
                self.figures.repeated_starts += 1;
                return;
            }
            Some((false, _)) => {
                if let Some(mut open) = self.take(&job.id, bounds) {
                    open.phase = Phase::Retrying;
                    self.put(open, bounds);
                }
            }
            Some(_) => {}
            None => self.put(OpenJob::new(job, Phase::Created), bounds),
        }
        self.figures.attempts += 1;
        let Self { open, figures, workers, .. } = self;
        let Some(open) = open.find(&job.id) else {
            // There is no room for it, and it has been counted as forgotten.
            event.phase.wait_ns.into_iter().for_each(|waited| figures.wait.record(waited));
            return self.start_counted(job, at, bounds);
        };
        figures.gauges.leave(open);
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
            let job = open.job.clone();
            self.start_counted(&job, at, bounds);
        }
        self.joined(new, bounds);
    }

    /// Counts a job that starts for the first time.
    fn start_counted(&mut self, job: &Job, at: Option<Timestamp>, bounds: &Bounds) {
        self.figures.started += 1;
        self.grouped(job, bounds, |figures| figures.started += 1);
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

    pub(crate) fn pause(&mut self, id: &JobId, at: Option<Timestamp>, phase: Phase) {
        let Self { open, figures, .. } = self;
        let from = if phase == Phase::Paused { Phase::Running } else { Phase::Paused };
        let Some(open) = open.find(id).filter(|open| open.phase == from) else {
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

    pub(crate) fn retrying(&mut self, job: &Job, at: Option<Timestamp>, bounds: &Bounds) {
        self.figures.retries += 1;
        if !self.identified(job, at) {
            return;
        }
        if self.open.find(&job.id).is_none() {
            // The attempt that went wrong was not seen, but there was one.
            let mut open = OpenJob::new(job, Phase::Retrying);
            open.attempts = 1;
            open.retried = true;
            self.figures.attempts += 1;
            self.figures.out_of_order += 1;
            return self.put(open, bounds);
        }
        let Some(mut open) = self.take(&job.id, bounds) else { return };
        let ran = self.figures.run_time(&mut open, at);
        if let (Some(worker), Some(ran)) = (&open.worker, ran) {
            self.workers.of(worker, &bounds.workers).busy_ns += u128::from(ran);
        }
        let new = open.learn(job);
        self.joined(new, bounds);
        open.phase = Phase::Retrying;
        open.retried = true;
        self.put(open, bounds);
    }

    pub(crate) fn end(&mut self, job: &Job, end: &End<'_>, bounds: &Bounds) {
        self.identified(job, end.at);
        let taken = if job.id.is_empty() { None } else { self.take(&job.id, bounds) };
        let Some(mut open) =
            taken.or_else(|| end.run_ns.map(|_| OpenJob::new(job, Phase::Created)))
        else {
            *self.figures.unmatched.of(end.end) += 1;
            return;
        };
        let new = open.learn(job);
        self.joined(new, bounds);
        let ran = end.run_ns.or_else(|| self.figures.run_time(&mut open, end.at));
        if open.attempts == 0 {
            if end.run_ns.is_none() {
                *self.figures.before_start.of(end.end) += 1;
                self.remember(open, end, 0);
                return;
            }
            self.figures.attempts += 1;
            open.attempts = 1;
        }
        if !open.counted {
            self.start_counted(&open.job, end.at, bounds);
        }
        *self.figures.ended.of(end.end) += 1;
        if end.end == JobEnd::Failed && open.retried {
            self.figures.retries_exhausted += 1;
        }
        if let Some(at) = end.at {
            self.figures.late += u64::from(!self.windows.count(at, counted(end.end)));
        }
        let completed_ns = ran.filter(|_| end.end == JobEnd::Completed);
        if let Some(ran) = completed_ns {
            self.figures.run.record(ran);
        }
        self.grouped(&open.job, bounds, |figures| {
            *figures.ended.of(end.end) += 1;
            figures.timed += u64::from(completed_ns.is_some());
            figures.run_ns += u128::from(completed_ns.unwrap_or(0));
        });
        if let Some(worker) = end.worker.or(open.worker.as_ref()) {
            let figures = self.workers.of(worker, &bounds.workers);
            *figures.ended.of(end.end) += 1;
            figures.busy_ns += u128::from(ran.unwrap_or(0));
        }
        self.remember(open, end, ran.unwrap_or(0));
    }

    fn remember(&mut self, open: OpenJob, end: &End<'_>, run_ns: u64) {
        self.history.push(Ended {
            end: end.end,
            run_ns,
            attempts: open.attempts,
            created_at: open.created_at,
            ended_at: end.at,
            error: end.error.map(kept_error),
            worker: end.worker.cloned().or(open.worker),
            job: open.job,
        });
    }

    fn grouped(&mut self, job: &Job, bounds: &Bounds, mut change: impl FnMut(&mut GroupFigures)) {
        change(&mut self.priorities[job.priority.unwrap_or_default().index()]);
        for tag in &job.tags {
            change(self.tags.of(tag, &bounds.tags));
        }
        if !job.name.is_empty() {
            change(self.names.of(&job.name, &bounds.names));
        }
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
    }

    pub(crate) fn forget_open(&mut self, room: &Room) {
        self.figures.open_jobs_forgotten += self.open.len() as u64;
        self.open.clear(room);
        self.figures.gauges = Gauges::default();
        self.workers.for_each(|figures| figures.running = 0);
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
