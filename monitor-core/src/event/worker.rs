//! What events say about a worker: one type a kind, each built in one line.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::event::{Payload, becomes_event};
use crate::id::{JobId, Tag, WorkerId};
use crate::job::{Job, Tags};

/// An event about a worker; `P` is what is special to its kind.
///
/// ```
/// use monitor_core::WorkerEvent;
///
/// let event = WorkerEvent::registered("w1").host("node-7").max_concurrent_jobs(4).tags(["gpu"]);
/// assert_eq!(event.worker, "w1");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct WorkerEvent<P> {
    /// Which worker.
    pub worker: WorkerId,
    /// What is special to this kind of event.
    pub phase: P,
}

/// The part of a [`WorkerEvent`] that is special to its kind.
pub trait WorkerPhase: Sized + crate::event::sealed::Sealed {
    /// The event as the payload of its kind.
    fn into_payload(event: WorkerEvent<Self>) -> Payload;
}

crate::event::phases! {
    WorkerPhase of WorkerEvent:
    Registered => WorkerRegistered,
    Heartbeat => WorkerHeartbeat,
    ClaimedJob => WorkerClaimedJob,
    Offline => WorkerOffline,
}

/// The worker is there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Registered {
    /// The machine that it runs on.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub host: Option<Box<str>>,
    /// By what it is grouped.
    #[serde(skip_serializing_if = "Tags::is_empty")]
    pub tags: Tags,
    /// How many jobs it can run at one time.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_concurrent_jobs: Option<u32>,
    /// How often it means to send a heartbeat; seconds under `heartbeat_interval` in JSON.
    #[serde(
        rename = "heartbeat_interval",
        with = "crate::event::seconds",
        skip_serializing_if = "Option::is_none"
    )]
    pub heartbeat_interval_ns: Option<u64>,
}

/// The worker is still there.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Heartbeat {
    /// How many jobs it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub running_jobs: Option<u32>,
    /// Which jobs it runs.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub running_job_ids: Vec<JobId>,
}

/// The worker has taken a job.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ClaimedJob {
    /// Which job.
    pub job: Job,
}

/// The worker is gone.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct Offline {
    /// Why, in words; `heartbeat_timeout` when it was not heard of for too long.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
}

impl<P: WorkerPhase> WorkerEvent<P> {
    #[inline]
    fn of(worker: impl Into<WorkerId>, phase: P) -> Self {
        Self { worker: worker.into(), phase }
    }
}

impl WorkerEvent<Registered> {
    /// The worker is there.
    #[must_use]
    pub fn registered(worker: impl Into<WorkerId>) -> Self {
        Self::of(worker, Registered::default())
    }

    /// Says what machine it runs on.
    #[must_use]
    pub fn host(mut self, host: impl Into<Box<str>>) -> Self {
        self.phase.host = Some(host.into());
        self
    }

    /// Says by what it is grouped.
    #[must_use]
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.phase.tags = tags.into_iter().collect();
        self
    }

    /// Says how many jobs it can run at one time.
    #[must_use]
    pub fn max_concurrent_jobs(mut self, jobs: u32) -> Self {
        self.phase.max_concurrent_jobs = Some(jobs);
        self
    }

    /// Says how often it means to send a heartbeat; three times that without one is too long.
    #[must_use]
    pub fn heartbeat_interval(mut self, interval: Duration) -> Self {
        self.phase.heartbeat_interval_ns = Some(crate::event::nanos(interval));
        self
    }
}

impl WorkerEvent<Heartbeat> {
    /// The worker is still there.
    #[must_use]
    pub fn heartbeat(worker: impl Into<WorkerId>) -> Self {
        Self::of(worker, Heartbeat::default())
    }

    /// Says how many jobs it runs.
    #[must_use]
    pub fn running_jobs(mut self, jobs: u32) -> Self {
        self.phase.running_jobs = Some(jobs);
        self
    }

    /// Says which jobs it runs, and with that how many.
    #[must_use]
    pub fn running_job_ids<J: Into<JobId>>(mut self, jobs: impl IntoIterator<Item = J>) -> Self {
        self.phase.running_job_ids = jobs.into_iter().map(Into::into).collect();
        self.phase.running_jobs = u32::try_from(self.phase.running_job_ids.len()).ok();
        self
    }
}

impl WorkerEvent<ClaimedJob> {
    /// The worker has taken a job.
    #[must_use]
    pub fn claimed_job(worker: impl Into<WorkerId>, job: impl Into<Job>) -> Self {
        Self::of(worker, ClaimedJob { job: job.into() })
    }
}

impl WorkerEvent<Offline> {
    /// The worker is gone.
    #[must_use]
    pub fn offline(worker: impl Into<WorkerId>) -> Self {
        Self::of(worker, Offline::default())
    }

    /// Says why, in words.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<Box<str>>) -> Self {
        self.phase.reason = Some(reason.into());
        self
    }
}

becomes_event!(WorkerEvent<P>, P: WorkerPhase);
