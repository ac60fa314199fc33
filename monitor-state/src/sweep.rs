//! One look at a scheduler: what it said of which jobs, how much of it, and how well it was.

use serde::{Deserialize, Serialize};
use smol_str::SmolStr;

use crate::job::{JobRef, JobState};
use monitor_core::Timestamp;

/// The answer of one scheduler to one question about its jobs.
///
/// A job that is missing from it means something only if the sweep is [`SweepCoverage::Full`] and
/// [`SchedulerHealth::Ok`]. Whoever asks the scheduler says so; a command that failed makes a sweep that is
/// [`SchedulerHealth::Down`], never one without jobs.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_state::{JobRef, JobState, JobObservation, Sweep};
///
/// let sweep = Sweep::full("slurm", Timestamp::from_secs(60))
///     .job(JobObservation::new(JobRef::new(17), JobState::Running).raw("R"));
/// assert_eq!(sweep.jobs.len(), 1);
/// let outage = Sweep::down("slurm", Timestamp::from_secs(120));
/// assert!(outage.jobs.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sweep {
    /// Which scheduler.
    pub scheduler: Box<str>,
    /// When it was asked. What was submitted later cannot be in the answer.
    pub began: Timestamp,
    /// Which jobs the answer is about.
    pub coverage: SweepCoverage,
    /// How well the scheduler answered.
    pub health: SchedulerHealth,
    /// What it said, in any order; in the order of the ledger is fastest. Of several about the
    /// same job the first counts.
    pub jobs: Vec<JobObservation>,
}

/// Which jobs a sweep is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SweepCoverage {
    /// Every job that the scheduler has: one that is missing is not there.
    Full,
    /// Only jobs that were asked for, or that have changed.
    #[serde(rename = "part")]
    Partial,
}

/// How well a scheduler answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SchedulerHealth {
    /// It answered.
    Ok,
    /// It answered with errors: what it said counts, what it did not say does not.
    Degraded,
    /// It did not answer.
    Down,
}

/// What a scheduler said of one job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct JobObservation {
    pub(crate) job: JobRef,
    pub(crate) state: JobState,
    #[serde(default, skip_serializing_if = "SmolStr::is_empty")]
    pub(crate) raw: SmolStr,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) born: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) details: Option<Box<JobDetails>>,
}

/// What a scheduler said of a job beside its state. What it did not say is `None`.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct JobDetails {
    /// Why the job is in its state, in the scheduler's words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
    /// What the host wrote on the job when it submitted it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tag: Option<Box<str>>,
    /// When it began to run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub started: Option<Timestamp>,
    /// When it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ended: Option<Timestamp>,
    /// The exit code that it ended with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exit_code: Option<i32>,
    /// The signal that ended it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub signal: Option<i32>,
    /// The CPU time that it has used, milliseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cpu_ms: Option<u64>,
    /// The most memory that its processes had together, bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub peak_rss_bytes: Option<u64>,
    /// How often it has been started anew by the scheduler.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restarts: Option<u32>,
    /// When it last gave a sign of life.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heartbeat: Option<Timestamp>,
    /// Any number that grows as the job gets on: steps, bytes of output, CPU time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub progress: Option<u64>,
}

impl Sweep {
    /// A scheduler that has answered about all its jobs.
    #[must_use]
    pub fn full(scheduler: impl Into<Box<str>>, began: Timestamp) -> Self {
        let (coverage, health) = (SweepCoverage::Full, SchedulerHealth::Ok);
        Self { scheduler: scheduler.into(), began, coverage, health, jobs: Vec::new() }
    }

    /// A scheduler that has answered about some jobs.
    #[must_use]
    pub fn part(scheduler: impl Into<Box<str>>, began: Timestamp) -> Self {
        Self { coverage: SweepCoverage::Partial, ..Self::full(scheduler, began) }
    }

    /// A scheduler that has not answered.
    #[must_use]
    pub fn down(scheduler: impl Into<Box<str>>, began: Timestamp) -> Self {
        Self { health: SchedulerHealth::Down, ..Self::full(scheduler, began) }
    }

    /// Says that it answered with errors.
    #[must_use]
    pub fn degraded(mut self) -> Self {
        self.health = SchedulerHealth::Degraded;
        self
    }

    /// Adds what it said of one job.
    #[must_use]
    pub fn job(mut self, job: JobObservation) -> Self {
        self.jobs.push(job);
        self
    }

    /// Adds what it said of these jobs.
    #[must_use]
    pub fn jobs(mut self, jobs: impl IntoIterator<Item = JobObservation>) -> Self {
        self.jobs.extend(jobs);
        self
    }
}

impl JobObservation {
    /// The job is in this state.
    #[must_use]
    pub fn new(job: JobRef, state: JobState) -> Self {
        Self { job, state, raw: SmolStr::default(), born: None, details: None }
    }

    /// Says what the scheduler's own word for the state is; of a long one the first 64 bytes are
    /// kept.
    #[must_use]
    pub fn raw(mut self, word: impl AsRef<str>) -> Self {
        let word = word.as_ref();
        let end = (0..=word.len().min(64)).rev().find(|&at| word.is_char_boundary(at));
        self.raw = SmolStr::new(&word[..end.unwrap_or(0)]);
        self
    }

    /// Says when the job was submitted, by the scheduler's clock: a job with the same number and
    /// another time is another job.
    #[must_use]
    pub fn submitted_at(mut self, at: Timestamp) -> Self {
        self.born = Some(at);
        self
    }

    /// Says what else is known.
    #[must_use]
    pub fn details(mut self, details: JobDetails) -> Self {
        self.details = Some(Box::new(details));
        self
    }

    /// Which job.
    #[must_use]
    pub fn job(&self) -> JobRef {
        self.job
    }

    /// Its state.
    #[must_use]
    pub fn state(&self) -> JobState {
        self.state
    }

    /// The scheduler's own word for the state; empty if it was not said.
    #[must_use]
    pub fn raw_word(&self) -> &str {
        &self.raw
    }

    /// When the job was submitted, if that was said.
    #[must_use]
    pub fn submit_time(&self) -> Option<Timestamp> {
        self.born
    }

    /// What else is known, if anything.
    #[must_use]
    pub fn known_details(&self) -> Option<&JobDetails> {
        self.details.as_deref()
    }
}
