//! What a cursor has taken at one time and not yet handed out.

use std::collections::VecDeque;
use std::sync::Arc;

use crate::trace::{Record, TraceEvent};

/// How many are taken at one time.
pub(crate) const AT_ONCE: usize = 64;

/// Events in the order in which they came, after what was lost before them.
#[derive(Debug, Default)]
pub(crate) struct Ahead {
    pub(crate) lost: u64,
    pub(crate) waiting: VecDeque<Waiting>,
}

/// What waits.
#[derive(Debug)]
pub(crate) enum Waiting {
    /// An event of a job, with its number.
    Record(u64, Record),
    /// An event of a flow.
    Event(Arc<TraceEvent>),
}
