//! Events: facts about jobs, their routines, workers, analyses and the system, each with a kind and a time.

mod analysis;
mod debug;
mod job;
mod kind;
mod system;
mod wire;
mod worker;

pub use analysis::{AnalysisEvent, AnalysisPhase};
pub use debug::{DebugEvent, DebugPhase};
pub use job::{
    Cancelled, Completed, Created, Failed, JobError, JobEvent, JobPhase, Paused, ProgressUpdated,
    Queued, Resumed, Retrying, Started,
};
pub use kind::EventKind;
pub use system::{Fault, Shutdown, Startup, SystemEvent, SystemPhase};
pub use worker::{ClaimedJob, Heartbeat, Offline, Registered, WorkerEvent, WorkerPhase};

pub(crate) use wire::{nanos, percent, present, seconds};

use serde_json::{Map, Value};

use crate::id::{AnalysisKey, JobId, WorkerId};
use crate::job::Job;
use crate::observe::TypedEvent;
use crate::time::Timestamp;

/// Makes each phase the part of the events that have the variant.
macro_rules! phases {
    ($trait:ident of $event:ident: $($phase:ident => $variant:ident,)*) => {$(
        impl crate::event::sealed::Sealed for $phase {}
        impl $trait for $phase {
            #[inline]
            fn into_payload(event: $event<Self>) -> Payload {
                Payload::$variant(event)
            }
        }
    )*};
}
pub(crate) use phases;

/// The last steps of every builder of events.
macro_rules! becomes_event {
    ($builder:ty $(, $phase:ident: $bound:ident)?) => {
        impl $(<$phase: $bound>)? $builder {
            /// The event, with its time. Without this call it gets the time at which it is emitted.
            #[must_use]
            pub fn at(self, at: $crate::time::Timestamp) -> $crate::event::Event {
                $crate::event::Event::from(self).at(at)
            }

            /// The event, with free data beside what is typed.
            #[must_use]
            pub fn extra(
                self,
                key: impl Into<String>,
                value: impl Into<serde_json::Value>,
            ) -> $crate::event::Event {
                $crate::event::Event::from(self).extra(key, value)
            }
        }
    };
}
pub(crate) use becomes_event;

/// Keeps the traits of phases from being implemented elsewhere: the set of kinds is closed.
pub(crate) mod sealed {
    pub trait Sealed {}
}

/// A fact, at a time. It is made by [`JobEvent`], [`WorkerEvent`], [`SystemEvent`],
/// [`AnalysisEvent`] or [`DebugEvent`].
///
/// In JSON it is an object with `event_type`, `timestamp`, `job_id`, `worker_id` and `data`, to
/// which `extra` joins when there is any; it reads back as the same event.
///
/// ```
/// use monitor_core::{Event, JobEvent, Timestamp};
///
/// let event = JobEvent::progress("job-1", 75.0).at(Timestamp::UNIX_EPOCH);
/// let json = serde_json::to_string(&event).unwrap();
/// assert_eq!(json, r#"{"event_type":"job.progress.updated","timestamp":"1970-01-01T00:00:00.000000Z","job_id":"job-1","worker_id":null,"data":{"progress":75.0}}"#);
/// assert_eq!(Event::from_json(&json), Ok(event));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Event {
    /// When it happened. `None` until it is emitted, if nobody said.
    pub at: Option<Timestamp>,
    /// What happened.
    pub payload: Payload,
    /// Free data beside what is typed.
    pub extra: Option<Box<Map<String, Value>>>,
}

/// What happened, and what is known of it: one variant a kind, or one for a family of kinds that
/// all say the same.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Payload {
    /// A job has been made.
    JobCreated(JobEvent<Created>),
    /// A job waits in a queue.
    JobQueued(JobEvent<Queued>),
    /// An attempt at a job runs.
    JobStarted(JobEvent<Started>),
    /// A running job is held up.
    JobPaused(JobEvent<Paused>),
    /// A held up job runs on.
    JobResumed(JobEvent<Resumed>),
    /// A job has ended well.
    JobCompleted(JobEvent<Completed>),
    /// A job has ended badly and will not be tried again.
    JobFailed(JobEvent<Failed>),
    /// Somebody ended a job.
    JobCancelled(JobEvent<Cancelled>),
    /// An attempt at a job went badly, and there will be another.
    JobRetrying(JobEvent<Retrying>),
    /// A job says how far it is.
    JobProgressUpdated(JobEvent<ProgressUpdated>),
    /// A worker is there.
    WorkerRegistered(WorkerEvent<Registered>),
    /// A worker is still there.
    WorkerHeartbeat(WorkerEvent<Heartbeat>),
    /// A worker has taken a job.
    WorkerClaimedJob(WorkerEvent<ClaimedJob>),
    /// A worker is gone.
    WorkerOffline(WorkerEvent<Offline>),
    /// The system has started.
    SystemStartup(SystemEvent<Startup>),
    /// The system is about to end.
    SystemShutdown(SystemEvent<Shutdown>),
    /// Something went wrong outside any job.
    SystemError(SystemEvent<Fault>),
    /// An analysis was added or moved on: every kind of [`EventKind::ANALYSES`].
    Analysis(Box<AnalysisEvent>),
    /// About a routine or a debugger: every kind of [`EventKind::DEBUG`].
    Debug(Box<DebugEvent>),
}

impl Event {
    #[inline]
    fn of(payload: Payload) -> Self {
        Self { at: None, payload, extra: None }
    }

    /// What kind of event this is.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> EventKind {
        self.payload.kind()
    }

    /// The job that it is about, or that a worker has claimed.
    #[must_use]
    pub fn job(&self) -> Option<&Job> {
        self.payload.job()
    }

    /// The id of the job that it is about; `None` also for an empty id.
    #[must_use]
    pub fn job_id(&self) -> Option<&JobId> {
        self.job().map(|job| &job.id).filter(|id| !id.is_empty())
    }

    /// The worker that it is about, or that has the job; `None` also for an empty id.
    #[must_use]
    pub fn worker_id(&self) -> Option<&WorkerId> {
        self.payload.worker().filter(|id| !id.is_empty())
    }

    /// The analysis that it is about; `None` also for an empty key.
    #[must_use]
    pub fn analysis(&self) -> Option<&AnalysisKey> {
        match &self.payload {
            Payload::Analysis(event) => Some(&event.analysis).filter(|key| !key.is_empty()),
            _ => None,
        }
    }

    /// The same event at another time.
    #[must_use]
    pub fn at(mut self, at: Timestamp) -> Self {
        self.at = Some(at);
        self
    }

    /// The same event with free data. A key that is given again has its last value.
    #[must_use]
    pub fn extra(mut self, key: impl Into<String>, value: impl Into<Value>) -> Self {
        self.extra.get_or_insert_default().insert(key.into(), value.into());
        self
    }
}

impl Payload {
    /// What kind of event has this payload.
    #[must_use]
    #[inline]
    pub fn kind(&self) -> EventKind {
        match self {
            Self::JobCreated(_) => EventKind::JobCreated,
            Self::JobQueued(_) => EventKind::JobQueued,
            Self::JobStarted(_) => EventKind::JobStarted,
            Self::JobPaused(_) => EventKind::JobPaused,
            Self::JobResumed(_) => EventKind::JobResumed,
            Self::JobCompleted(_) => EventKind::JobCompleted,
            Self::JobFailed(_) => EventKind::JobFailed,
            Self::JobCancelled(_) => EventKind::JobCancelled,
            Self::JobRetrying(_) => EventKind::JobRetrying,
            Self::JobProgressUpdated(_) => EventKind::JobProgressUpdated,
            Self::WorkerRegistered(_) => EventKind::WorkerRegistered,
            Self::WorkerHeartbeat(_) => EventKind::WorkerHeartbeat,
            Self::WorkerClaimedJob(_) => EventKind::WorkerClaimedJob,
            Self::WorkerOffline(_) => EventKind::WorkerOffline,
            Self::SystemStartup(_) => EventKind::SystemStartup,
            Self::SystemShutdown(_) => EventKind::SystemShutdown,
            Self::SystemError(_) => EventKind::SystemError,
            Self::Analysis(event) => event.phase.kind(),
            Self::Debug(event) => event.phase.kind(),
        }
    }

    fn job(&self) -> Option<&Job> {
        match self {
            Self::JobCreated(event) => Some(&event.job),
            Self::JobQueued(event) => Some(&event.job),
            Self::JobStarted(event) => Some(&event.job),
            Self::JobPaused(event) => Some(&event.job),
            Self::JobResumed(event) => Some(&event.job),
            Self::JobCompleted(event) => Some(&event.job),
            Self::JobFailed(event) => Some(&event.job),
            Self::JobCancelled(event) => Some(&event.job),
            Self::JobRetrying(event) => Some(&event.job),
            Self::JobProgressUpdated(event) => Some(&event.job),
            Self::WorkerClaimedJob(event) => Some(&event.phase.job),
            Self::Debug(event) => Some(&event.job),
            _ => None,
        }
    }

    fn worker(&self) -> Option<&WorkerId> {
        match self {
            Self::JobCreated(event) => event.worker.as_ref(),
            Self::JobQueued(event) => event.worker.as_ref(),
            Self::JobStarted(event) => event.worker.as_ref(),
            Self::JobPaused(event) => event.worker.as_ref(),
            Self::JobResumed(event) => event.worker.as_ref(),
            Self::JobCompleted(event) => event.worker.as_ref(),
            Self::JobFailed(event) => event.worker.as_ref(),
            Self::JobCancelled(event) => event.worker.as_ref(),
            Self::JobRetrying(event) => event.worker.as_ref(),
            Self::JobProgressUpdated(event) => event.worker.as_ref(),
            Self::WorkerRegistered(event) => Some(&event.worker),
            Self::WorkerHeartbeat(event) => Some(&event.worker),
            Self::WorkerClaimedJob(event) => Some(&event.worker),
            Self::WorkerOffline(event) => Some(&event.worker),
            Self::SystemStartup(_)
            | Self::SystemShutdown(_)
            | Self::SystemError(_)
            | Self::Analysis(_)
            | Self::Debug(_) => None,
        }
    }
}

impl TypedEvent for Event {
    type Kind = EventKind;

    #[inline]
    fn kind(&self) -> EventKind {
        self.payload.kind()
    }

    #[inline]
    fn stamp(&mut self, now: impl FnOnce() -> Timestamp) {
        self.at.get_or_insert_with(now);
    }
}

impl<P: JobPhase> From<JobEvent<P>> for Event {
    #[inline]
    fn from(event: JobEvent<P>) -> Self {
        Self::of(P::into_payload(event))
    }
}

impl<P: WorkerPhase> From<WorkerEvent<P>> for Event {
    #[inline]
    fn from(event: WorkerEvent<P>) -> Self {
        Self::of(P::into_payload(event))
    }
}

impl<P: SystemPhase> From<SystemEvent<P>> for Event {
    #[inline]
    fn from(event: SystemEvent<P>) -> Self {
        Self::of(P::into_payload(event))
    }
}
