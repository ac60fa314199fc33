//! Checkpoints: where watched code has arrived, and whether it goes on from there.

mod call_stack;
mod place;

pub(crate) use call_stack::{ActivationRecord, FrameOnStack};
pub use call_stack::{CallCause, FrameStatus};
pub use place::Checkpoint;
pub(crate) use place::{NameId, NameTable};

use crate::location::BreakpointLocation;

/// Whether watched code goes on after a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a cancelled job ought to end"]
pub enum CheckpointOutcome {
    /// It goes on.
    On,
    /// Its job was cancelled: it ought to clean up and end.
    Cancelled,
}

impl CheckpointOutcome {
    /// For `?` in code that ends with an error when its job is cancelled.
    ///
    /// # Errors
    /// [`DebugJobCancelled`] if it was.
    pub fn into_result(self) -> Result<(), DebugJobCancelled> {
        match self {
            Self::On => Ok(()),
            Self::Cancelled => Err(DebugJobCancelled),
        }
    }
}

/// The job was cancelled, and what runs for it ought to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job was cancelled")]
pub struct DebugJobCancelled;

/// Where watched code has arrived.
pub(crate) struct CheckpointArrival<'a> {
    pub(crate) place: Checkpoint,
    pub(crate) frame: Option<&'a ActivationRecord>,
    /// The error by which the activation ends.
    pub(crate) error: Option<&'a str>,
}

impl<'a> CheckpointArrival<'a> {
    /// At a place inside an activation, or outside of any.
    #[inline]
    pub(crate) fn at_place(place: &Checkpoint, frame: Option<&'a ActivationRecord>) -> Self {
        Self { place: *place, frame, error: None }
    }

    /// At the error by which an activation ends.
    pub(crate) fn at_error(frame: &'a ActivationRecord, error: &'a str) -> Self {
        Self { place: frame.place, frame: Some(frame), error: Some(error) }
    }

    /// That of the place, or the error of its activation.
    #[inline]
    pub(crate) fn location(&self) -> BreakpointLocation<NameId> {
        if self.error.is_some() { BreakpointLocation::Error } else { self.place.location }
    }

    /// The number of the activation; 0 outside of any.
    #[inline]
    pub(crate) fn frame_number(&self) -> u32 {
        self.frame.map_or(0, |frame| frame.number())
    }

    /// The number of the activation that caused this one; 0 for none.
    #[inline]
    pub(crate) fn caused_by(&self) -> u32 {
        self.frame.map_or(0, |frame| frame.caused_by())
    }

    /// The call stack, oldest first.
    pub(crate) fn call_stack(&self) -> Vec<FrameOnStack> {
        match self.frame {
            Some(frame) => frame.call_stack(self.place.line),
            None => vec![FrameOnStack::outside_activation(self.place)],
        }
    }
}
