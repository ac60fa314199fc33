//! Flows: routines with slots and events, and what goes from which to which.

use std::collections::BTreeMap;
use std::sync::Arc;

use monitor_core::Timestamp;
use monitor_debug::{Debugger, FlowShape, Place};
use monitor_host::http::{ConnectionDocument, FlowDocument, RoutineDocument};
use serde_json::Map;

use crate::activation::Activation;

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

/// A routine with its places.
#[derive(Debug)]
pub(crate) struct Routine {
    class_name: &'static str,
    pub(crate) handler: Handler,
    pub(crate) slots: BTreeMap<&'static str, Place>,
    pub(crate) events: BTreeMap<&'static str, Place>,
}

/// From the event of one routine to the slot of another.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Connection {
    pub(crate) source: (&'static str, &'static str),
    pub(crate) target: (&'static str, &'static str),
}

/// A flow.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) id: String,
    pub(crate) routines: BTreeMap<&'static str, Routine>,
    pub(crate) connections: Vec<Connection>,
    pub(crate) strategy: String,
    pub(crate) max_workers: usize,
    made_at: Timestamp,
}

impl Flow {
    pub(crate) fn new(id: impl Into<String>) -> Self {
        Self {
            id: id.into(),
            routines: BTreeMap::new(),
            connections: Vec::new(),
            strategy: "sequential".to_owned(),
            max_workers: 5,
            made_at: Timestamp::now(),
        }
    }

    /// With another routine, which has one slot and at most one event. Its line is the caller's.
    #[track_caller]
    pub(crate) fn routine(
        mut self,
        debugger: &Debugger,
        names: (&'static str, &'static str),
        slot: &'static str,
        event: Option<&'static str>,
        handler: Handler,
    ) -> Self {
        let (id, class_name) = names;
        let slots = [(slot, debugger.slot(id, slot))].into();
        let events = event.map(|event| (event, debugger.event(id, event))).into_iter().collect();
        self.routines.insert(id, Routine { class_name, handler, slots, events });
        self
    }

    /// With a connection.
    pub(crate) fn connect(
        mut self,
        source: (&'static str, &'static str),
        target: (&'static str, &'static str),
    ) -> Self {
        self.connections.push(Connection { source, target });
        self
    }

    /// How many messages of one job are handled at one time.
    pub(crate) fn workers(&self) -> usize {
        if self.strategy == "concurrent" { self.max_workers } else { 1 }
    }

    /// What a debugger may set breakpoints on.
    pub(crate) fn shape(&self) -> FlowShape {
        self.routines.iter().fold(FlowShape::new(), |shape, (id, routine)| {
            shape.routine(*id, routine.slots.keys().copied(), routine.events.keys().copied())
        })
    }

    pub(crate) fn document(&self) -> FlowDocument {
        let names = |places: &BTreeMap<&'static str, Place>| {
            places.keys().map(|name| (*name).to_owned()).collect()
        };
        let routine = |(id, routine): (&&'static str, &Routine)| {
            let document = RoutineDocument {
                routine_id: (*id).to_owned(),
                class_name: routine.class_name.to_owned(),
                slots: names(&routine.slots),
                events: names(&routine.events),
                config: Map::new(),
            };
            ((*id).to_owned(), document)
        };
        let connection = |(number, connection): (usize, &Connection)| ConnectionDocument {
            connection_id: format!("conn_{number}"),
            source_routine: connection.source.0.to_owned(),
            source_event: connection.source.1.to_owned(),
            target_routine: connection.target.0.to_owned(),
            target_slot: connection.target.1.to_owned(),
            param_mapping: Map::new(),
        };
        FlowDocument {
            flow_id: self.id.clone(),
            routines: self.routines.iter().map(routine).collect(),
            connections: self.connections.iter().enumerate().map(connection).collect(),
            execution_strategy: self.strategy.clone(),
            max_workers: self.max_workers,
            created_at: self.made_at,
            updated_at: self.made_at,
        }
    }
}

/// A flow that jobs share.
pub(crate) type SharedFlow = Arc<Flow>;
