//! What routines a flow has: breakpoints on what is not there are refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::breakpoint::{Breakpoint, BreakpointKind};
use crate::error::Error;

/// The routines of a flow with their slots and events, as its host declares them by
/// [`Debugger::declare`](crate::Debugger::declare).
///
/// ```
/// use monitor_debug::FlowShape;
///
/// let shape = FlowShape::new().routine("start", ["trigger"], ["out"]);
/// # let _ = shape;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowShape {
    routines: BTreeMap<String, Points>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct Points {
    slots: BTreeSet<String>,
    events: BTreeSet<String>,
}

impl FlowShape {
    /// Without any routine.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// With one routine more.
    #[must_use]
    pub fn routine<S: Into<String>, E: Into<String>>(
        mut self,
        id: impl Into<String>,
        slots: impl IntoIterator<Item = S>,
        events: impl IntoIterator<Item = E>,
    ) -> Self {
        let slots = slots.into_iter().map(Into::into).collect();
        let events = events.into_iter().map(Into::into).collect();
        self.routines.insert(id.into(), Points { slots, events });
        self
    }

    /// Refuses a breakpoint on what the flow does not have.
    pub(crate) fn check(&self, flow: &str, breakpoint: &Breakpoint) -> Result<(), Error> {
        let routine = &breakpoint.routine_id;
        // One that names none is refused for that, whatever the flow has.
        if routine == "*" || routine.is_empty() {
            return Ok(());
        }
        let points = self.routines.get(routine).ok_or_else(|| Error::UnknownRoutine {
            flow: flow.to_owned(),
            routine: routine.clone(),
        })?;
        let (what, known) = match breakpoint.kind {
            BreakpointKind::Slot => ("slot", &points.slots),
            BreakpointKind::Event => ("event", &points.events),
            _ => return Ok(()),
        };
        match &breakpoint.name {
            Some(name) if !known.contains(name) => {
                Err(Error::UnknownPoint { routine: routine.clone(), what, name: name.clone() })
            }
            _ => Ok(()),
        }
    }
}
