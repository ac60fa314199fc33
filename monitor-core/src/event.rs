//! Events: facts about jobs, their routines, workers, analyses and the system, each with a kind and a time.

mod analysis;
mod debug;
mod job;
pub(crate) mod kind;
mod source;
mod system;
mod wire;
mod worker;

pub use analysis::AnalysisEvent;
pub use debug::DebugEvent;
pub use job::{JobError, JobEvent, JobPhase};
pub use kind::{EventKind, Payload};
pub use source::EventSource;
pub use system::{SystemEvent, SystemPhase};
pub use worker::{WorkerEvent, WorkerPhase};

pub(crate) use wire::{duration_nanos, percent, present, seconds};

use serde_json::{Map, Value};

use crate::id::{AnalysisKey, JobId, WorkerId};
use crate::job::Job;
use crate::observe::TypedEvent;
use crate::time::Timestamp;

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

            /// The event, with its source.
            #[must_use]
            pub fn source(
                self,
                source: impl Into<$crate::event::EventSource>,
            ) -> $crate::event::Event {
                $crate::event::Event::from(self).source(source)
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
/// which `source` and `extra` join when there are any; it reads back as the same event.
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
    /// The host, program and instance that it comes from, if it says so.
    pub source: Option<EventSource>,
}

impl Event {
    #[inline]
    fn from_payload(payload: Payload) -> Self {
        Self { at: None, payload, extra: None, source: None }
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

    /// Sets the source. A source without any part removes it.
    #[must_use]
    pub fn source(mut self, source: impl Into<EventSource>) -> Self {
        self.source = Some(source.into()).filter(|source| !source.is_empty());
        self
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
        Self::from_payload(P::into_payload(event))
    }
}

impl<P: WorkerPhase> From<WorkerEvent<P>> for Event {
    #[inline]
    fn from(event: WorkerEvent<P>) -> Self {
        Self::from_payload(P::into_payload(event))
    }
}

impl<P: SystemPhase> From<SystemEvent<P>> for Event {
    #[inline]
    fn from(event: SystemEvent<P>) -> Self {
        Self::from_payload(P::into_payload(event))
    }
}
