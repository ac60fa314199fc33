//! One event of a trace as it is kept: 40 bytes, names as numbers, no values.

use std::sync::Arc;

use monitor_core::Timestamp;

use crate::checkpoint::{CheckpointArrival, NameId};
use crate::job::status::{DebugJobStatus, StopReason};
use crate::location::BreakpointLocation;
use crate::suspend::ThreadSuspension;

/// One event as it is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct TraceRecord {
    pub(crate) at: Timestamp,
    /// By what: how long it ran in microseconds, the number of a note, of a lane or of a breakpoint.
    pub(crate) extra: u64,
    pub(crate) routine: NameId,
    /// The slot, event or label.
    pub(crate) name: NameId,
    /// The activation, 0 for none.
    pub(crate) frame: u32,
    /// The activation that caused it, 0 for none.
    pub(crate) cause: u32,
    pub(crate) what: RecordKind,
    /// The breakpoint that was hit or passed.
    pub(crate) breakpoint: u32,
}

impl TraceRecord {
    /// A record about the whole job.
    #[inline]
    pub(crate) fn new(at: Timestamp, what: RecordKind) -> Self {
        let (routine, name) = (NameId::NONE, NameId::NONE);
        Self { at, extra: 0, routine, name, frame: 0, cause: 0, what, breakpoint: 0 }
    }

    /// A record about a checkpoint.
    #[inline]
    pub(crate) fn for_arrival(
        at: Timestamp,
        what: RecordKind,
        arrival: &CheckpointArrival<'_>,
    ) -> Self {
        Self {
            routine: arrival.place.routine,
            name: arrival.place.name(),
            frame: arrival.frame_number(),
            cause: arrival.caused_by(),
            ..Self::new(at, what)
        }
    }

    /// A record about a held activation, or about none.
    pub(crate) fn for_thread(
        at: Timestamp,
        what: RecordKind,
        hold: Option<&Arc<ThreadSuspension>>,
    ) -> Self {
        let bare = Self::new(at, what);
        hold.map_or(bare, |hold| Self {
            routine: hold.routine,
            frame: hold.frame,
            cause: hold.cause,
            extra: hold.lane,
            breakpoint: hold.breakpoint,
            ..bare
        })
    }

    /// The number of its note, 0 if it has none.
    pub(crate) fn text_number(&self) -> u64 {
        if matches!(self.what, RecordKind::Failed | RecordKind::Logged) { self.extra } else { 0 }
    }
}

/// What was recorded, and why where there is a reason.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RecordKind {
    Started,
    SlotCalled,
    Emitted,
    Reached,
    Completed,
    Failed,
    Hit,
    Logged,
    Paused(StopReason),
    Resumed(StopReason),
    Ended(DebugJobStatus),
}

impl RecordKind {
    /// What is recorded of a checkpoint at that location.
    #[inline]
    pub(crate) fn for_location(location: &BreakpointLocation<NameId>) -> Self {
        match location {
            BreakpointLocation::Slot(_) => Self::SlotCalled,
            BreakpointLocation::Event(_) => Self::Emitted,
            BreakpointLocation::Label(_)
            | BreakpointLocation::AnyLabel
            | BreakpointLocation::Routine
            | BreakpointLocation::Error => Self::Reached,
        }
    }
}

/// A text that belongs to a record.
#[derive(Clone, Debug)]
pub(crate) struct RecordText {
    pub(crate) at: Timestamp,
    pub(crate) routine: NameId,
    /// The type of an error; a log message has none.
    pub(crate) kind: Option<Box<str>>,
    pub(crate) text: Box<str>,
}

/// The longest text of a note in bytes.
const MAX_BYTES: usize = 1_024;

impl RecordText {
    pub(crate) fn new(at: Timestamp, routine: NameId, kind: Option<&str>, text: &str) -> Self {
        Self { at, routine, kind: kind.map(truncate_text), text: truncate_text(text) }
    }
}

fn truncate_text(text: &str) -> Box<str> {
    let end = (0..=MAX_BYTES.min(text.len())).rev().find(|&at| text.is_char_boundary(at));
    text[..end.unwrap_or(0)].into()
}

#[cfg(all(test, target_pointer_width = "64"))]
mod tests {
    use super::*;

    #[test]
    fn a_record_is_small() {
        assert!(size_of::<TraceRecord>() <= 40, "{} bytes", size_of::<TraceRecord>());
    }
}
