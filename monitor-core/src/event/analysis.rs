//! What events say about an analysis: all kinds say the same, so there is one type.

use serde::{Deserialize, Serialize};

use crate::event::kind::AnalysisPhase;
use crate::event::{Event, Payload, becomes_event};
use crate::id::AnalysisKey;

/// An event about an analysis: it was added to a ledger, or it moved from one state to another.
///
/// Each move is one event. Its kind says what a person would want to hear of; the states are
/// beside it.
///
/// ```
/// use monitor_core::{AnalysisEvent, AnalysisPhase, Event, EventKind};
///
/// let event: Event = AnalysisEvent::new(AnalysisPhase::Stuck, "GW150914/bilby")
///     .state_change("held", "stuck")
///     .cause("held too long")
///     .into();
/// assert_eq!(event.kind(), EventKind::AnalysisStuck);
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct AnalysisEvent {
    /// What became of it; the kind of the event.
    #[serde(skip)]
    pub phase: AnalysisPhase,
    /// Which analysis.
    pub analysis: AnalysisKey,
    /// The state that it left.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub from: Option<Box<str>>,
    /// The state that it is in now.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub to: Option<Box<str>>,
    /// Why, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<Box<str>>,
    /// The pipeline that it runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pipeline: Option<Box<str>>,
    /// How often a job has been submitted for it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub attempt: Option<u32>,
    /// The id of its job, as its scheduler writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub job: Option<Box<str>>,
    /// The scheduler's own word for the state of the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<str>>,
}

impl Default for AnalysisEvent {
    fn default() -> Self {
        Self::new(AnalysisPhase::default(), AnalysisKey::default())
    }
}

impl AnalysisEvent {
    /// An event about the analysis with this key.
    #[must_use]
    pub fn new(phase: AnalysisPhase, analysis: impl Into<AnalysisKey>) -> Self {
        Self {
            phase,
            analysis: analysis.into(),
            from: None,
            to: None,
            cause: None,
            pipeline: None,
            attempt: None,
            job: None,
            raw: None,
        }
    }

    /// Says which state it left and which it is in now.
    #[must_use]
    pub fn state_change(mut self, from: impl Into<Box<str>>, to: impl Into<Box<str>>) -> Self {
        (self.from, self.to) = (Some(from.into()), Some(to.into()));
        self
    }

    /// Says why, in words.
    #[must_use]
    pub fn cause(mut self, cause: impl Into<Box<str>>) -> Self {
        self.cause = Some(cause.into());
        self
    }

    /// Says which pipeline it runs.
    #[must_use]
    pub fn pipeline(mut self, pipeline: impl Into<Box<str>>) -> Self {
        self.pipeline = Some(pipeline.into());
        self
    }

    /// Says how often a job has been submitted for it.
    #[must_use]
    pub fn attempt(mut self, attempt: u32) -> Self {
        self.attempt = Some(attempt);
        self
    }

    /// Says which job it has, as its scheduler writes the id.
    #[must_use]
    pub fn job(mut self, job: impl Into<Box<str>>) -> Self {
        self.job = Some(job.into());
        self
    }

    /// Says what the scheduler's own word for the state of the job is.
    #[must_use]
    pub fn raw(mut self, raw: impl Into<Box<str>>) -> Self {
        self.raw = Some(raw.into());
        self
    }
}

impl From<AnalysisEvent> for Event {
    fn from(event: AnalysisEvent) -> Self {
        Self::from_payload(Payload::Analysis(Box::new(event)))
    }
}

becomes_event!(AnalysisEvent);
