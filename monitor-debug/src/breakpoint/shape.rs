//! What routines a flow has: breakpoints on what is not there are refused.

use std::collections::{BTreeMap, BTreeSet};

use crate::breakpoint::Breakpoint;
use crate::error::Error;
use crate::location::BreakpointLocation;

/// The routines of a flow with their slots and events, as its host declares them by
/// [`Debugger::declare_flow`](crate::Debugger::declare_flow).
///
/// ```
/// use monitor_debug::FlowShape;
///
/// let shape = FlowShape::new().routine("start", ["trigger"], ["out"]);
/// # let _ = shape;
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FlowShape {
    routines: BTreeMap<String, RoutineShape>,
}

#[derive(Clone, Debug, Default, PartialEq, Eq)]
struct RoutineShape {
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
        self.routines.insert(id.into(), RoutineShape { slots, events });
        self
    }

    /// Refuses a breakpoint on what the flow does not have.
    pub(crate) fn check_breakpoint(
        &self,
        flow: &str,
        breakpoint: &Breakpoint,
    ) -> Result<(), Error> {
        let routine = &breakpoint.routine_id;
        // One that names none is refused for that, whatever the flow has.
        if routine == "*" || routine.is_empty() {
            return Ok(());
        }
        let points = self.routines.get(routine).ok_or_else(|| Error::UnknownRoutine {
            flow: flow.to_owned(),
            routine: routine.clone(),
        })?;
        let location = &breakpoint.location;
        let (known, name) = match location {
            BreakpointLocation::Slot(name) => (&points.slots, name),
            BreakpointLocation::Event(name) => (&points.events, name),
            BreakpointLocation::Routine
            | BreakpointLocation::Label(_)
            | BreakpointLocation::AnyLabel
            | BreakpointLocation::Error => return Ok(()),
        };
        if known.contains(name) {
            return Ok(());
        }
        let (routine, name) = (routine.clone(), name.clone());
        Err(Error::UnknownPoint { routine, what: location.as_str(), name })
    }
}
