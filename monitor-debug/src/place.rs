//! Places in watched code: where activations begin, and the points inside that can be stopped at.

use std::panic::Location;

use crate::name::Name;

/// A place in watched code, made once by [`Debugger::slot`](crate::Debugger::slot),
/// [`event`](crate::Debugger::event) or [`point`](crate::Debugger::point) and then given to every
/// checkpoint there.
///
/// It knows the line at which it was made, which is what a call stack shows; [`Place::line`] says
/// another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Place {
    pub(crate) routine: Name,
    pub(crate) name: Name,
    pub(crate) point: Point,
    pub(crate) line: u32,
}

/// What is at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Point {
    /// The routine is called with what came in at a slot.
    Slot,
    /// The routine hands out an event.
    Event,
    /// Anything else between the beginning and the end.
    Label,
}

impl Place {
    #[track_caller]
    pub(crate) fn new(routine: Name, name: Name, point: Point) -> Self {
        Self { routine, name, point, line: Location::caller().line() }
    }

    /// The same place, said to be in another line of the watched code.
    #[must_use]
    pub const fn line(mut self, line: u32) -> Self {
        self.line = line;
        self
    }
}
