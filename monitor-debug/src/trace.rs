//! The trace of a job: the last events in order, and figures beside them that no drop makes wrong.

mod cursor;
mod event;
mod figures;
mod record;
mod ring;
mod subscribers;

pub(crate) use cursor::CursorSource;
pub use cursor::{TraceCursor, TraceUpdate};
pub(crate) use event::breakpoint_id;
pub use event::{Trace, TraceData, TraceEvent, TraceKind};
pub(crate) use figures::{JobTimes, TraceCounters, micros_between};
pub use figures::{RoutineError, RoutineMetrics, TraceMetrics};
pub(crate) use record::{RecordKind, RecordText, TraceRecord};
pub(crate) use ring::TraceRing;
pub(crate) use subscribers::{QUEUE, TraceRead, TraceSubscribers, wake_all};
pub use subscribers::{QueueStatus, SubscriberStatus};

use std::collections::VecDeque;

/// What is recorded of one job, behind one lock.
#[derive(Debug)]
pub(crate) struct JobTrace {
    pub(crate) ring: TraceRing<TraceRecord>,
    pub(crate) figures: TraceCounters,
    /// Errors and log messages: the texts that records have no room for.
    notes: VecDeque<(u64, RecordText)>,
    next_note: u64,
    max_notes: usize,
    pub(crate) subscribers: TraceSubscribers,
}

impl JobTrace {
    pub(crate) fn new(events: usize, routines: usize, notes: usize) -> Self {
        Self {
            ring: TraceRing::new(events),
            figures: TraceCounters::new(routines),
            notes: VecDeque::new(),
            next_note: 1,
            max_notes: notes,
            subscribers: TraceSubscribers::default(),
        }
    }

    /// Keeps a text and returns the number by which a record finds it; the oldest goes first.
    pub(crate) fn push_text(&mut self, note: RecordText) -> u64 {
        let number = self.next_note;
        self.next_note += 1;
        if self.notes.len() >= self.max_notes {
            self.notes.pop_front();
        }
        if self.max_notes > 0 {
            self.notes.push_back((number, note));
        }
        number
    }

    /// The text of that number, unless it has been forgotten.
    pub(crate) fn find_text(&self, number: u64) -> Option<&RecordText> {
        let (first, _) = self.notes.front()?;
        let at = usize::try_from(number.checked_sub(*first)?).ok()?;
        self.notes.get(at).map(|(_, note)| note)
    }

    /// The texts that are kept, with their numbers.
    pub(crate) fn iter_texts(&self) -> impl Iterator<Item = (u64, &RecordText)> {
        self.notes.iter().map(|(number, note)| (*number, note))
    }
}
