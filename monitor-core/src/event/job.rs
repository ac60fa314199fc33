//! What events say about a job: one type a kind, each built in one line.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::event::kind::{
    JobCancelled, JobCompleted, JobFailed, JobProgressUpdated, JobRetrying, JobStarted,
};
use crate::event::{Payload, becomes_event};
use crate::id::{JobName, Tag, WorkerId};
use crate::job::{Job, Priority};
use crate::resources::ResourceUsage;

/// An event about a job; `P` is what is special to its kind.
///
/// The functions that make one are named after what happened. What was not said stays unset, and
/// collectors find it out from the job's earlier events where they can.
///
/// ```
/// use std::time::Duration;
/// use monitor_core::{Event, EventKind, JobEvent};
///
/// let event: Event = JobEvent::failed("job-1", "disk full")
///     .worker("w1")
///     .run_time(Duration::from_millis(1500))
///     .extra("host", "node-7");
/// assert_eq!(event.kind(), EventKind::JobFailed);
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JobEvent<P> {
    /// Which job, and by what its figures are grouped.
    pub job: Job,
    /// The worker that has the job.
    pub worker: Option<WorkerId>,
    /// What is special to this kind of event.
    pub phase: P,
}

/// The part of a [`JobEvent`] that is special to its kind.
pub trait JobPhase: Sized + crate::event::sealed::Sealed {
    /// The event as the payload of its kind.
    fn into_payload(event: JobEvent<Self>) -> Payload;
}

/// What went wrong with a job.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct JobError {
    /// In words.
    pub message: Box<str>,
    /// The name of the error's type, if it has one.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    pub kind: Option<Box<str>>,
    /// Whether the job ran out of time.
    pub timed_out: bool,
}

impl JobError {
    /// An error in words.
    #[must_use]
    pub fn new(message: impl Into<Box<str>>) -> Self {
        Self { message: message.into(), ..Self::default() }
    }

    /// The same error with the name of its type.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<Box<str>>) -> Self {
        self.kind = Some(kind.into());
        self
    }

    /// The same error, said to be from running out of time.
    #[must_use]
    pub fn timed_out(mut self) -> Self {
        self.timed_out = true;
        self
    }
}

impl From<&str> for JobError {
    fn from(message: &str) -> Self {
        Self::new(message)
    }
}

impl From<String> for JobError {
    fn from(message: String) -> Self {
        Self::new(message)
    }
}

impl<P: JobPhase> JobEvent<P> {
    #[inline]
    pub(crate) fn from_phase(job: impl Into<Job>, phase: P) -> Self {
        Self { job: job.into(), worker: None, phase }
    }

    /// Says which worker has the job; an empty id says nothing.
    #[must_use]
    #[inline]
    pub fn worker(mut self, worker: impl Into<WorkerId>) -> Self {
        self.worker = Some(worker.into()).filter(|worker| !worker.is_empty());
        self
    }

    /// Says what the job does.
    #[must_use]
    pub fn name(mut self, name: impl Into<JobName>) -> Self {
        self.job.name = name.into();
        self
    }

    /// Says how soon the job wants to run.
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.job.priority = Some(priority);
        self
    }

    /// Says by what the job is grouped.
    #[must_use]
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.job.tags = tags.into_iter().collect();
        self
    }
}

impl JobEvent<JobStarted> {
    /// Says which attempt it is, from 1. A start that says nothing is the first, or the next one
    /// after a `job.retrying`.
    #[must_use]
    pub fn attempt(mut self, attempt: u32) -> Self {
        self.phase.attempt = Some(attempt);
        self
    }

    /// Says how long the job had waited in its queue.
    #[must_use]
    pub fn wait_time(mut self, waited: Duration) -> Self {
        self.phase.wait_ns = Some(crate::event::duration_nanos(waited));
        self
    }
}

impl JobEvent<JobCompleted> {
    /// Says what the job gave back.
    #[must_use]
    pub fn result(mut self, result: impl Into<Value>) -> Self {
        self.phase.result = Some(Box::new(result.into()));
        self
    }
}

impl JobEvent<JobFailed> {
    /// The job has ended badly and will not be tried again.
    #[must_use]
    pub fn failed(job: impl Into<Job>, error: impl Into<JobError>) -> Self {
        Self::from_phase(job, JobFailed { error: Box::new(error.into()), ..JobFailed::default() })
    }
}

impl JobEvent<JobCancelled> {
    /// Says why, in words.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<Box<str>>) -> Self {
        self.phase.reason = Some(reason.into());
        self
    }
}

impl JobEvent<JobRetrying> {
    /// Says how many retries there have been, this one included, and how many there may be.
    #[must_use]
    pub fn retries(mut self, count: u32, max: u32) -> Self {
        self.phase.retry_count = Some(count);
        self.phase.max_retries = Some(max);
        self
    }

    /// Says how long it is until the next attempt.
    #[must_use]
    pub fn delay(mut self, delay: Duration) -> Self {
        self.phase.retry_delay_ns = Some(crate::event::duration_nanos(delay));
        self
    }

    /// Says what went wrong.
    #[must_use]
    pub fn error(mut self, error: impl Into<JobError>) -> Self {
        self.phase.error = Some(Box::new(error.into()));
        self
    }
}

impl JobEvent<JobProgressUpdated> {
    /// The job is `percent` of its way. What is below 0 or not a number counts as 0, what is
    /// above 100 as 100.
    #[must_use]
    pub fn progress(job: impl Into<Job>, percent: f64) -> Self {
        let progress = if percent.is_nan() { 0.0 } else { percent.clamp(0.0, 100.0) };
        Self::from_phase(job, JobProgressUpdated { progress })
    }
}

macro_rules! ended {
    ($($phase:ident),*) => {$(
        impl JobEvent<$phase> {
            /// Says how long the last attempt ran, without pauses. Collectors then need not have
            /// seen the job start.
            #[must_use]
            #[inline]
            pub fn run_time(mut self, ran: Duration) -> Self {
                self.phase.run_ns = Some(crate::event::duration_nanos(ran));
                self
            }

            /// Says what the job used; whoever ran it has the figures.
            #[must_use]
            pub fn resources(mut self, resources: impl AsRef<ResourceUsage>) -> Self {
                self.phase.resources = Some(Box::new(*resources.as_ref()));
                self
            }
        }
    )*};
}

ended!(JobCompleted, JobFailed, JobCancelled);

becomes_event!(JobEvent<P>, P: JobPhase);
