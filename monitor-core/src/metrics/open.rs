//! What is known of a job that has begun to exist and not ended.

use crate::id::WorkerId;
use crate::job::Job;
use crate::metrics::group::Place;
use crate::time::Timestamp;

/// What is known to be happening to a job.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Phase {
    #[default]
    Created,
    Queued,
    Running,
    Paused,
    /// Between two attempts.
    Retrying,
}

/// One open job.
#[derive(Clone, Debug, Default)]
pub(crate) struct OpenJob {
    pub(crate) job: Job,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) phase: Phase,
    pub(crate) attempts: u32,
    pub(crate) retried: bool,
    /// Whether it is among the jobs that started.
    pub(crate) counted: bool,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) queued_at: Option<Timestamp>,
    pub(crate) started_at: Option<Timestamp>,
    pub(crate) paused_at: Option<Timestamp>,
    /// Pauses of the current attempt, microseconds.
    pub(crate) paused_us: u64,
    /// Where the figures of its groups are on this stripe, once they have been looked up.
    pub(crate) groups: Option<GroupPlaces>,
}

/// Where the figures of a job's tags and of its name are.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupPlaces {
    /// Those of its tags, as many as it has; jobs with more are looked up each time.
    pub(crate) tags: [Place; 4],
    pub(crate) name: Place,
}

impl OpenJob {
    pub(crate) fn new(job: &Job, phase: Phase) -> Self {
        Self { job: job.clone(), phase, ..Self::default() }
    }

    /// Takes over what a later event says and earlier ones did not. Gives what of that is new to a
    /// job that has been counted, and so is to be counted with it.
    pub(crate) fn learn(&mut self, job: &Job) -> Option<Job> {
        let mut new = Job::default();
        if self.job.name.is_empty() && !job.name.is_empty() {
            self.job.name = job.name.clone();
            new.name = job.name.clone();
        }
        if self.job.tags.is_empty() && !job.tags.is_empty() {
            self.job.tags = job.tags.clone();
            new.tags = job.tags.clone();
        }
        if !self.counted {
            self.job.priority = self.job.priority.or(job.priority);
            return None;
        }
        let is_new = !new.name.is_empty() || !new.tags.is_empty();
        if is_new {
            self.groups = None;
        }
        is_new.then_some(new)
    }

    /// Adds the pause that ends at `at` to the others.
    pub(crate) fn end_pause(&mut self, at: Option<Timestamp>) {
        if let (Some(from), Some(to)) = (self.paused_at.take(), at) {
            let pause = u64::try_from(to.as_micros() - from.as_micros()).unwrap_or(0);
            self.paused_us = self.paused_us.saturating_add(pause);
        }
    }

    /// Whether it waits for an attempt, so that another thread may be the one that begins it.
    pub(crate) fn waits(&self) -> bool {
        !matches!(self.phase, Phase::Running | Phase::Paused)
    }
}
