//! What events say about the routines of a job and about who debugs it: one type for all kinds.

use serde::{Deserialize, Serialize};

use crate::event::kind::DebugPhase;
use crate::event::{Event, Payload, becomes_event};
use crate::job::Job;

/// An event about a routine of a job, or about what a debugger did with the job.
///
/// ```
/// use monitor_core::{DebugEvent, DebugPhase, Event, EventKind};
///
/// let event: Event = DebugEvent::new(DebugPhase::Held, "job-1")
///     .routine("resize")
///     .lane(1)
///     .reason("breakpoint")
///     .into();
/// assert_eq!(event.kind(), EventKind::DebugHeld);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct DebugEvent {
    /// What happened; the kind of the event.
    #[serde(skip)]
    pub phase: DebugPhase,
    /// Which job.
    #[serde(skip)]
    pub job: Job,
    /// The flow that the job is a run of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub flow: Option<Box<str>>,
    /// The routine.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub routine: Option<Box<str>>,
    /// The slot, event or label at which it is.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub point: Option<Box<str>>,
    /// How long the activation ran, without what it was held, nanoseconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run_ns: Option<u64>,
    /// The lane of the held activation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<u64>,
    /// The breakpoint that was hit.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakpoint: Option<Box<str>>,
    /// Who debugs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub owner: Option<Box<str>>,
    /// Why, in one word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<Box<str>>,
    /// An error or a log message, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<str>>,
}

impl DebugEvent {
    /// An event about this job.
    #[must_use]
    pub fn new(phase: DebugPhase, job: impl Into<Job>) -> Self {
        Self { phase, job: job.into(), ..Self::default() }
    }

    /// Says which flow the job is a run of.
    #[must_use]
    pub fn flow(mut self, flow: impl Into<Box<str>>) -> Self {
        self.flow = Some(flow.into());
        self
    }

    /// Says which routine it is about.
    #[must_use]
    pub fn routine(mut self, routine: impl Into<Box<str>>) -> Self {
        self.routine = Some(routine.into());
        self
    }

    /// Says at which slot, event or label of the routine.
    #[must_use]
    pub fn point(mut self, point: impl Into<Box<str>>) -> Self {
        self.point = Some(point.into());
        self
    }

    /// Says how long the activation ran, without what it was held.
    #[must_use]
    pub fn run_time(mut self, ran: std::time::Duration) -> Self {
        self.run_ns = Some(crate::event::duration_nanos(ran));
        self
    }

    /// Says which held activation it is about.
    #[must_use]
    pub fn lane(mut self, lane: u64) -> Self {
        self.lane = Some(lane);
        self
    }

    /// Says which breakpoint was hit.
    #[must_use]
    pub fn breakpoint(mut self, id: impl Into<Box<str>>) -> Self {
        self.breakpoint = Some(id.into());
        self
    }

    /// Says who debugs.
    #[must_use]
    pub fn owner(mut self, owner: impl Into<Box<str>>) -> Self {
        self.owner = Some(owner.into());
        self
    }

    /// Says why, in one word.
    #[must_use]
    pub fn reason(mut self, reason: impl Into<Box<str>>) -> Self {
        self.reason = Some(reason.into());
        self
    }

    /// Says what the error or the log message is.
    #[must_use]
    pub fn message(mut self, message: impl Into<Box<str>>) -> Self {
        self.message = Some(message.into());
        self
    }
}

impl From<DebugEvent> for Event {
    fn from(event: DebugEvent) -> Self {
        Self::from_payload(Payload::Debug(Box::new(event)))
    }
}

becomes_event!(DebugEvent);
