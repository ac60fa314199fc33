//! One event of a trace as it is shown.

use std::sync::Arc;

use monitor_core::{JobId, Timestamp};
use serde::Serialize;

use crate::checkpoint::NameTable;
use crate::job::status::DebugJobStatus;
use crate::trace::{RecordKind, RecordText, TraceRecord};
use crate::words::words;

words! {
    /// What happened in a job. The text form is the word that clients of the original know.
    #[non_exhaustive]
    pub enum TraceKind {
        /// An activation of a routine has begun.
        RoutineStart = "routine_start",
        /// A slot was called.
        SlotCall = "slot_call",
        /// An event was handed out.
        EventEmit = "event_emit",
        /// Any other checkpoint was reached.
        Checkpoint = "checkpoint",
        /// An activation has ended well.
        RoutineComplete = "routine_complete",
        /// An activation has ended badly.
        RoutineError = "routine_error",
        /// A breakpoint was hit.
        BreakpointHit = "breakpoint_hit",
        /// A log point was passed.
        LogMessage = "log_message",
        /// The job was paused, or the first of its activations was held.
        JobPaused = "job_paused",
        /// The job goes on: nothing of it is held any more.
        JobResumed = "job_resumed",
        /// The job has ended, in whatever way.
        JobCompleted = "job_completed",
    }
}

/// One event of a trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TraceEvent {
    /// `evt_` and its number.
    pub event_id: String,
    /// Its number in the job, from 1, without gaps.
    pub seq: u64,
    /// The job.
    pub job_id: JobId,
    /// The routine; empty for what is about the whole job.
    pub routine_id: Arc<str>,
    /// What happened.
    pub event_type: TraceKind,
    /// When.
    pub timestamp: Timestamp,
    /// What else is known.
    pub data: TraceData,
    /// How long the activation ran, without what it was held, seconds.
    pub duration: Option<f64>,
    /// `running` at the start of an activation, at its end how it ended; for the end of a job,
    /// how that ended.
    pub status: Option<&'static str>,
}

/// What else is known of an event.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
#[non_exhaustive]
pub struct TraceData {
    /// The slot that was called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub slot_name: Option<Arc<str>>,
    /// The event that was handed out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub event_name: Option<Arc<str>>,
    /// The label of the checkpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub label: Option<Arc<str>>,
    /// The number of the activation in the job.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub frame: Option<u32>,
    /// The activation that caused this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cause: Option<u32>,
    /// The lane of the held activation.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub lane: Option<u64>,
    /// The breakpoint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub breakpoint_id: Option<String>,
    /// Why, in one word.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<&'static str>,
    /// The error or the log message, unless it has been forgotten.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<Box<str>>,
    /// The type of the error, if it has one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error_type: Option<Box<str>>,
}

/// A part of a trace.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct Trace {
    /// How many events there have been in all.
    pub total: u64,
    /// The number of the first event that is kept.
    pub first_seq: u64,
    /// The events, oldest first.
    pub events: Vec<TraceEvent>,
}

/// The id of the breakpoint of that number.
pub(crate) fn breakpoint_id(number: u32) -> String {
    format!("bp_{number}")
}

impl TraceRecord {
    /// The record with its names and texts.
    pub(crate) fn resolve_event(
        &self,
        seq: u64,
        job: &JobId,
        names: &NameTable,
        note: impl FnOnce(u64) -> Option<RecordText>,
    ) -> TraceEvent {
        let ran = self.what == RecordKind::Completed;
        TraceEvent {
            event_id: format!("evt_{seq}"),
            seq,
            job_id: job.clone(),
            routine_id: names.resolve_name(self.routine),
            event_type: self.what.kind(),
            timestamp: self.at,
            data: self.resolve_data(names, note),
            duration: ran.then(|| micros_to_seconds(self.extra)),
            status: self.what.status().map(DebugJobStatus::as_str),
        }
    }

    fn resolve_data(
        &self,
        names: &NameTable,
        note: impl FnOnce(u64) -> Option<RecordText>,
    ) -> TraceData {
        let mut data = TraceData {
            frame: Some(self.frame).filter(|frame| *frame != 0),
            cause: Some(self.cause).filter(|cause| *cause != 0),
            breakpoint_id: Some(self.breakpoint).filter(|id| *id != 0).map(breakpoint_id),
            ..TraceData::default()
        };
        let name = Some(names.resolve_name(self.name)).filter(|name| !name.is_empty());
        match self.what {
            RecordKind::Started | RecordKind::SlotCalled | RecordKind::Hit | RecordKind::Logged => {
                data.slot_name = name
            }
            RecordKind::Emitted => data.event_name = name,
            RecordKind::Reached => data.label = name,
            RecordKind::Paused(reason) | RecordKind::Resumed(reason) => {
                data.reason = Some(reason.as_str())
            }
            RecordKind::Completed | RecordKind::Failed | RecordKind::Ended(_) => {}
        }
        if matches!(self.what, RecordKind::Hit | RecordKind::Paused(_)) {
            data.lane = Some(self.extra).filter(|lane| *lane != 0);
        }
        if let Some(note) = Some(self.text_number()).filter(|number| *number != 0).and_then(note) {
            (data.message, data.error_type) = (Some(note.text), note.kind);
        }
        data
    }
}

impl RecordKind {
    fn kind(self) -> TraceKind {
        match self {
            Self::Started => TraceKind::RoutineStart,
            Self::SlotCalled => TraceKind::SlotCall,
            Self::Emitted => TraceKind::EventEmit,
            Self::Reached => TraceKind::Checkpoint,
            Self::Completed => TraceKind::RoutineComplete,
            Self::Failed => TraceKind::RoutineError,
            Self::Hit => TraceKind::BreakpointHit,
            Self::Logged => TraceKind::LogMessage,
            Self::Paused(_) => TraceKind::JobPaused,
            Self::Resumed(_) => TraceKind::JobResumed,
            Self::Ended(_) => TraceKind::JobCompleted,
        }
    }

    fn status(self) -> Option<DebugJobStatus> {
        match self {
            Self::Started => Some(DebugJobStatus::Running),
            Self::Completed => Some(DebugJobStatus::Completed),
            Self::Failed => Some(DebugJobStatus::Failed),
            Self::Ended(status) => Some(status),
            _ => None,
        }
    }
}

/// Microseconds as seconds.
#[expect(clippy::cast_precision_loss, reason = "durations are far below 2^52 microseconds")]
pub(crate) fn micros_to_seconds(micros: u64) -> f64 {
    micros as f64 / 1e6
}
