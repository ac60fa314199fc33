//! Steps: where the job is to be held next.

use crate::breakpoint::PassingKind;
use crate::checkpoint::Arrival;

/// How far a job goes before it is held again.
///
/// Steps end where activations begin and at checkpoints with a label; an event that is handed out
/// or an error holds only at a breakpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Step {
    /// To the next checkpoint that the held activation did not cause.
    Over,
    /// To the next checkpoint of the job.
    Into,
    /// To the next checkpoint that was caused neither by the held activation nor by whatever
    /// caused that.
    Out,
}

/// Where a step is to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Goal {
    pub(crate) step: Step,
    /// The activation that made the step, and the one that caused it; 0 for none.
    pub(crate) frame: u32,
    pub(crate) cause: u32,
}

impl Goal {
    pub(crate) fn is_reached(self, arrival: &Arrival<'_>) -> bool {
        if !matches!(arrival.kind, PassingKind::Enter | PassingKind::Label) {
            return false;
        }
        let below = |frame| frame != 0 && arrival.frame.is_some_and(|here| here.is_below(frame));
        let here = arrival.frame.map_or(0, |frame| frame.number());
        match self.step {
            Step::Into => true,
            Step::Over => !below(self.frame),
            Step::Out => self.cause != 0 && here != self.frame && !below(self.cause),
        }
    }
}
