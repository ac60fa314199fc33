//! Checkpoints: where watched code has arrived, and whether it goes on from there.

mod call_stack;
mod place;

pub(crate) use call_stack::{Activation, FrameOnStack};
pub use call_stack::{Cause, FrameStatus};
pub use place::Place;
pub(crate) use place::{Name, Names, Point};

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

/// What kind of checkpoint it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum PassingKind {
    Enter,
    Event,
    Label,
    Error,
}

/// Where watched code has arrived.
pub(crate) struct Arrival<'a> {
    pub(crate) place: Place,
    pub(crate) kind: PassingKind,
    pub(crate) frame: Option<&'a Activation>,
    pub(crate) error: Option<&'a str>,
}

impl<'a> Arrival<'a> {
    /// At a place inside an activation, or outside of any.
    #[inline]
    pub(crate) fn at(place: &Place, frame: Option<&'a Activation>) -> Self {
        let kind = match place.point {
            Point::Slot => PassingKind::Enter,
            Point::Event => PassingKind::Event,
            Point::Label => PassingKind::Label,
        };
        Self { place: *place, kind, frame, error: None }
    }
}
