//! Flows: routines with slots and events, and what goes from which to which.

use std::collections::BTreeMap;
use std::sync::Arc;

use monitor_core::Timestamp;
use monitor_debug::{Debugger, FlowShape, Place};
use monitor_http::{
    ConnectionDocument, Ends, FlowChange, FlowDocument, FlowRefusal, RoutineDocument,
};
use serde_json::{Map, Value};

use crate::activation::Activation;
use crate::params::Param;

/// Why an activation ended badly, or early.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// The routine failed.
    Failed(String),
    /// The job was cancelled.
    Cancelled,
}

/// What a routine does when it is called.
pub(crate) type Handler = fn(&mut Activation<'_>) -> Result<(), Stop>;

/// A kind of routine: it has one slot and at most one event.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) name: &'static str,
    pub(crate) slot: &'static str,
    pub(crate) event: Option<&'static str>,
    pub(crate) handler: Handler,
    /// Where it is in this program, which is what a call stack shows.
    pub(crate) line: u32,
    /// What a job that begins with it may be given.
    pub(crate) params: &'static [Param],
}

/// A routine of a flow.
#[derive(Clone, Debug)]
pub(crate) struct Routine {
    pub(crate) class: &'static Class,
    pub(crate) slot: Place,
    pub(crate) event: Option<Place>,
    config: Map<String, Value>,
}

/// A flow. Jobs share it as it was when they began.
#[derive(Clone, Debug)]
pub(crate) struct Flow {
    pub(crate) id: String,
    pub(crate) routines: BTreeMap<Arc<str>, Routine>,
    pub(crate) connections: Vec<Ends>,
    pub(crate) strategy: String,
    pub(crate) max_workers: usize,
    made_at: Timestamp,
    changed_at: Timestamp,
}

/// A flow that jobs share.
pub(crate) type SharedFlow = Arc<Flow>;

/// Routines, and connections, that a flow may have.
const MAX_PARTS: usize = 1_000;

impl Flow {
    pub(crate) fn new(id: impl Into<String>) -> Self {
        let now = Timestamp::now();
        Self {
            id: id.into(),
            routines: BTreeMap::new(),
            connections: Vec::new(),
            strategy: "sequential".to_owned(),
            max_workers: 5,
            made_at: now,
            changed_at: now,
        }
    }

    /// With another routine.
    pub(crate) fn routine(
        mut self,
        debugger: &Debugger,
        id: &str,
        class: &'static Class,
        config: Map<String, Value>,
    ) -> Self {
        let slot = debugger.slot(id, class.slot).line(class.line);
        let event = class.event.map(|event| debugger.event(id, event).line(class.line));
        self.routines.insert(id.into(), Routine { class, slot, event, config });
        self
    }

    /// With a connection.
    pub(crate) fn connect(mut self, source: (&str, &str), target: (&str, &str)) -> Self {
        self.connections.push(Ends::new(source, target));
        self
    }

    /// The same after a change.
    pub(crate) fn changed(
        &self,
        debugger: &Debugger,
        classes: &'static [Class],
        change: FlowChange,
    ) -> Result<Self, FlowRefusal> {
        let mut flow = self.clone();
        flow.changed_at = Timestamp::now();
        match change {
            FlowChange::AddRoutine { routine_id, class_path, config } => {
                flow.has_room(flow.routines.len(), "routines of a flow")?;
                if flow.routines.contains_key(routine_id.as_str()) {
                    return invalid(format!("there is a routine {routine_id:?} already"));
                }
                let name = class_path.rsplit('.').next().unwrap_or_default();
                let Some(class) = classes.iter().find(|class| class.name == name) else {
                    let names: Vec<_> = classes.iter().map(|class| class.name).collect();
                    return invalid(format!("{class_path:?} is none of {}", names.join(", ")));
                };
                flow = flow.routine(debugger, &routine_id, class, config);
            }
            FlowChange::RemoveRoutine { routine_id } => {
                let removed = flow.routines.remove(routine_id.as_str());
                removed.ok_or_else(|| flow.without(format!("routine {routine_id:?}")))?;
                flow.connections.retain(|ends| {
                    ends.source_routine != routine_id && ends.target_routine != routine_id
                });
            }
            FlowChange::Connect(ends) => {
                flow.has_room(flow.connections.len(), "connections of a flow")?;
                flow.may_connect(&ends)?;
                flow.connections.push(ends);
            }
            FlowChange::Disconnect { index } => {
                if index >= flow.connections.len() {
                    return Err(flow.without(format!("connection {index}")));
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

    fn without(&self, part: String) -> FlowRefusal {
        FlowRefusal::UnknownPart { flow_id: self.id.clone(), part }
    }

    fn may_connect(&self, ends: &Ends) -> Result<(), FlowRefusal> {
        let class = |id: &str| self.routines.get(id).map(|routine| routine.class);
        let event = class(&ends.source_routine).and_then(|class| class.event);
        if event != Some(ends.source_event.as_str()) {
            let (routine, event) = (&ends.source_routine, &ends.source_event);
            return invalid(format!("there is no event {event:?} of a routine {routine:?}"));
        }
        let slot = class(&ends.target_routine).map(|class| class.slot);
        if slot != Some(ends.target_slot.as_str()) {
            let (routine, slot) = (&ends.target_routine, &ends.target_slot);
            return invalid(format!("there is no slot {slot:?} of a routine {routine:?}"));
        }
        Ok(())
    }

    /// How many messages of one job are handled at one time.
    pub(crate) fn workers(&self) -> usize {
        if self.strategy == "concurrent" { self.max_workers } else { 1 }
    }

    /// What a debugger may set breakpoints on.
    pub(crate) fn shape(&self) -> FlowShape {
        self.routines.iter().fold(FlowShape::new(), |shape, (id, routine)| {
            let Class { slot, event, .. } = routine.class;
            shape.routine(&**id, [*slot], event.iter().copied())
        })
    }

    pub(crate) fn document(&self) -> FlowDocument {
        let routine = |(id, routine): (&Arc<str>, &Routine)| {
            let Class { name, slot, event, .. } = routine.class;
            let document = RoutineDocument {
                routine_id: id.to_string(),
                class_name: (*name).to_owned(),
                slots: vec![(*slot).to_owned()],
                events: event.iter().map(|event| (*event).to_owned()).collect(),
                config: routine.config.clone(),
            };
            (id.to_string(), document)
        };
        let connection = |(number, ends): (usize, &Ends)| ConnectionDocument {
            connection_id: format!("conn_{number}"),
            source_routine: ends.source_routine.clone(),
            source_event: ends.source_event.clone(),
            target_routine: ends.target_routine.clone(),
            target_slot: ends.target_slot.clone(),
            param_mapping: Map::new(),
        };
        FlowDocument {
            flow_id: self.id.clone(),
            routines: self.routines.iter().map(routine).collect(),
            connections: self.connections.iter().enumerate().map(connection).collect(),
            execution_strategy: self.strategy.clone(),
            max_workers: self.max_workers,
            created_at: self.made_at,
            updated_at: self.changed_at,
        }
    }
}

fn invalid<T>(reason: String) -> Result<T, FlowRefusal> {
    Err(FlowRefusal::Invalid { reason })
}
