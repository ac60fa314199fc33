//! Changes of a flow, for the jobs that begin later.

use monitor_core::Timestamp;
use monitor_debug::Debugger;
use monitor_http::{FlowChange, FlowConnection, FlowRefusal};

use super::definition::{DemoFlow, RoutineClass};

/// Routines, and connections, that a flow may have.
const MAX_PARTS: usize = 1_000;

impl DemoFlow {
    /// Returns the flow after a change.
    pub(super) fn with_change(
        &self,
        debugger: &Debugger,
        classes: &'static [RoutineClass],
        change: FlowChange,
    ) -> Result<Self, FlowRefusal> {
        let mut flow = self.clone();
        flow.changed_at = Timestamp::now();
        match change {
            FlowChange::AddRoutine { routine_id, class_path, config } => {
                flow.has_room(flow.routines.len(), "routines of a flow")?;
                if flow.routines.contains_key(routine_id.as_str()) {
                    return invalid_change(format!("there is a routine {routine_id:?} already"));
                }
                let name = class_path.rsplit('.').next().unwrap_or_default();
                let Some(class) = classes.iter().find(|class| class.name == name) else {
                    let names: Vec<_> = classes.iter().map(|class| class.name).collect();
                    return invalid_change(format!(
                        "{class_path:?} is none of {}",
                        names.join(", ")
                    ));
                };
                flow = flow.routine(debugger, &routine_id, class, config);
            }
            FlowChange::RemoveRoutine { routine_id } => {
                let removed = flow.routines.remove(routine_id.as_str());
                removed.ok_or_else(|| flow.unknown_part(format!("routine {routine_id:?}")))?;
                flow.connections.retain(|ends| {
                    ends.source_routine != routine_id && ends.target_routine != routine_id
                });
            }
            FlowChange::Connect(ends) => {
                flow.has_room(flow.connections.len(), "connections of a flow")?;
                flow.check_connection(&ends)?;
                flow.connections.push(ends);
            }
            FlowChange::Disconnect { index } => {
                if index >= flow.connections.len() {
                    return Err(flow.unknown_part(format!("connection {index}")));
                }
                flow.connections.remove(index);
            }
            _ => return Err(FlowRefusal::Unsupported { what: "this change" }),
        }
        Ok(flow)
    }

    fn has_room(&self, count: usize, what: &'static str) -> Result<(), FlowRefusal> {
        if count < MAX_PARTS { Ok(()) } else { Err(FlowRefusal::TooMany { what, max: MAX_PARTS }) }
    }

    fn unknown_part(&self, part: String) -> FlowRefusal {
        FlowRefusal::UnknownPart { flow_id: self.id.clone(), part }
    }

    fn check_connection(&self, ends: &FlowConnection) -> Result<(), FlowRefusal> {
        let class = |id: &str| self.routines.get(id).map(|routine| routine.class);
        let events = class(&ends.source_routine).map_or(&[][..], |class| class.events);
        if !events.contains(&ends.source_event.as_str()) {
            let (routine, event) = (&ends.source_routine, &ends.source_event);
            return invalid_change(format!("routine {routine:?} has no event {event:?}"));
        }
        let slot = class(&ends.target_routine).map(|class| class.slot);
        if slot != Some(ends.target_slot.as_str()) {
            let (routine, slot) = (&ends.target_routine, &ends.target_slot);
            return invalid_change(format!("routine {routine:?} has no slot {slot:?}"));
        }
        Ok(())
    }
}

fn invalid_change<T>(reason: String) -> Result<T, FlowRefusal> {
    Err(FlowRefusal::Invalid { reason })
}
