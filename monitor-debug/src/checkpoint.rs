//! Checkpoints: where watched code has arrived, and whether it goes on from there.

mod call_stack;
mod place;

pub(crate) use call_stack::{Activation, FrameOnStack};
pub use call_stack::{Cause, FrameStatus};
pub use place::Place;
pub(crate) use place::{Name, Names};

use crate::location::BreakpointLocation;

/// Whether watched code goes on after a checkpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "a cancelled job ought to end"]
pub enum Go {
    /// It goes on.
    On,
    /// Its job was cancelled: it ought to clean up and end.
    Cancelled,
}

impl Go {
    /// For `?` in code that ends with an error when its job is cancelled.
    ///
    /// # Errors
    /// [`JobCancelled`] if it was.
    pub fn check(self) -> Result<(), JobCancelled> {
        match self {
            Self::On => Ok(()),
            Self::Cancelled => Err(JobCancelled),
        }
    }
}

/// The job was cancelled, and what runs for it ought to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the job was cancelled")]
pub struct JobCancelled;

/// Where watched code has arrived.
pub(crate) struct Arrival<'a> {
    pub(crate) place: Place,
    pub(crate) frame: Option<&'a Activation>,
    /// The error by which the activation ends.
    pub(crate) error: Option<&'a str>,
}

impl<'a> Arrival<'a> {
    /// At a place inside an activation, or outside of any.
    #[inline]
    pub(crate) fn at(place: &Place, frame: Option<&'a Activation>) -> Self {
        Self { place: *place, frame, error: None }
    }

    /// At the error by which an activation ends.
    pub(crate) fn at_error(frame: &'a Activation, error: &'a str) -> Self {
        Self { place: frame.place, frame: Some(frame), error: Some(error) }
    }

    /// That of the place, or the error of its activation.
    #[inline]
    pub(crate) fn location(&self) -> BreakpointLocation<Name> {
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
    pub(crate) fn stack(&self) -> Vec<FrameOnStack> {
        match self.frame {
            Some(frame) => frame.stack(self.place.line),
            None => vec![FrameOnStack::bare(self.place)],
        }
    }
}
