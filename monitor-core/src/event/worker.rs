//! What events say about a worker: one type a kind, each built in one line.

use std::time::Duration;

use serde::ser::SerializeStruct;
use serde_json::Map;

use crate::error::Error;
use crate::event::kind::{WorkerClaimedJob, WorkerHeartbeat, WorkerOffline, WorkerRegistered};
use crate::event::wire::{EventBody, JobFields, WireEvent};
use crate::event::{Payload, becomes_event};
use crate::id::{JobId, Tag, WorkerId};
use crate::job::Job;

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

impl<P: WorkerPhase> WorkerEvent<P> {
    #[inline]
    pub(crate) fn from_phase(worker: impl Into<WorkerId>, phase: P) -> Self {
        Self { worker: worker.into(), phase }
    }
}

impl WorkerEvent<WorkerRegistered> {
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
        self.phase.heartbeat_interval_ns = Some(crate::event::duration_nanos(interval));
        self
    }
}

impl WorkerEvent<WorkerHeartbeat> {
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

impl WorkerEvent<WorkerClaimedJob> {
    /// The worker has taken a job.
    #[must_use]
    pub fn claimed_job(worker: impl Into<WorkerId>, job: impl Into<Job>) -> Self {
        Self::from_phase(worker, WorkerClaimedJob { job: job.into() })
    }
}

impl WorkerEvent<WorkerOffline> {
    /// Says why, in words.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<Box<str>>) -> Self {
        self.phase.reason = Some(reason.into());
        self
    }
}

becomes_event!(WorkerEvent<P>, P: WorkerPhase);

/// All that a claim says is about its job.
impl EventBody for WorkerEvent<WorkerClaimedJob> {
    #[inline]
    fn about_job(&self) -> Option<&Job> {
        Some(&self.phase.job)
    }

    #[inline]
    fn about_worker(&self) -> Option<&WorkerId> {
        Some(&self.worker)
    }

    fn read_data(wire: &mut WireEvent) -> Result<Self, Error> {
        let phase = WorkerClaimedJob { job: wire.take_job()? };
        Ok(Self { worker: wire.take_worker()?.unwrap_or_default(), phase })
    }

    fn write_data<S: SerializeStruct>(&self, object: &mut S) -> Result<(), S::Error> {
        object.serialize_field("data", &JobFields::new(&self.phase.job, &Map::new()))
    }
}
