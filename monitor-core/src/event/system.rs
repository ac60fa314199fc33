//! What events say about the system as a whole: one type a kind, each built in one line.

use crate::event::kind::SystemError;
use crate::event::{Payload, becomes_event};

/// An event about the system as a whole; `P` is what is special to its kind.
///
/// ```
/// use monitor_core::SystemEvent;
///
/// let event = SystemEvent::error("database connection failed").operation("save");
/// assert_eq!(&*event.phase.message, "database connection failed");
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SystemEvent<P> {
    /// What is special to this kind of event.
    pub phase: P,
}

/// The part of a [`SystemEvent`] that is special to its kind.
pub trait SystemPhase: Sized + crate::event::sealed::Sealed {
    /// The event as the payload of its kind.
    fn into_payload(event: SystemEvent<Self>) -> Payload;
}

impl SystemEvent<SystemError> {
    /// Something went wrong outside any job.
    #[must_use]
    pub fn error(message: impl Into<Box<str>>) -> Self {
        Self { phase: SystemError { message: message.into(), operation: None } }
    }

    /// Says what the system was about to do.
    #[must_use]
    pub fn operation(mut self, operation: impl Into<Box<str>>) -> Self {
        self.phase.operation = Some(operation.into());
        self
    }
}

becomes_event!(SystemEvent<P>, P: SystemPhase);
