//! Suspended activations: where each is and why, and how far a step goes until the next one.

mod mailbox;

pub(crate) use mailbox::{MailboxOutcome, ThreadMailbox};

use monitor_core::Timestamp;

use crate::checkpoint::{CheckpointArrival, FrameOnStack, NameId};
use crate::job::status::StopReason;
use crate::location::BreakpointLocation;
use crate::words::words;

/// One held activation.
#[derive(Debug)]
pub(crate) struct ThreadSuspension {
    /// Its number in the job.
    pub(crate) lane: u64,
    pub(crate) routine: NameId,
    /// The number of the activation, and of the one that caused it; 0 for none.
    pub(crate) frame: u32,
    pub(crate) cause: u32,
    pub(crate) reason: StopReason,
    /// The breakpoint that holds it, 0 for none.
    pub(crate) breakpoint: u32,
    pub(crate) since: Timestamp,
    pub(crate) until: Timestamp,
    /// Oldest first; the last is the held activation.
    pub(crate) stack: Vec<FrameOnStack>,
    /// What it is asked, and the word to go on.
    pub(crate) mailbox: ThreadMailbox,
}

words! {
    /// How far a job goes before it is held again.
    ///
    /// Steps end where activations begin and at checkpoints with a label; an event that is handed
    /// out or an error holds only at a breakpoint.
    #[non_exhaustive]
    pub enum StepKind {
        /// To the next checkpoint that the held activation did not cause.
        Over = "over",
        /// To the next checkpoint of the job.
        Into = "into",
        /// To the next checkpoint that was caused neither by the held activation nor by whatever
        /// caused that.
        Out = "out",
    }
}

/// Where a step is to end.
#[derive(Clone, Copy, Debug)]
pub(crate) struct StepGoal {
    pub(crate) step: StepKind,
    /// The activation that made the step, and the one that caused it; 0 for none.
    pub(crate) frame: u32,
    pub(crate) cause: u32,
}

impl StepGoal {
    pub(crate) fn is_reached(self, arrival: &CheckpointArrival<'_>) -> bool {
        if !matches!(arrival.location(), BreakpointLocation::Slot(_) | BreakpointLocation::Label(_))
        {
            return false;
        }
        let below = |frame| frame != 0 && arrival.frame.is_some_and(|here| here.is_below(frame));
        let here = arrival.frame_number();
        match self.step {
            StepKind::Into => true,
            StepKind::Over => !below(self.frame),
            StepKind::Out => self.cause != 0 && here != self.frame && !below(self.cause),
        }
    }
}
