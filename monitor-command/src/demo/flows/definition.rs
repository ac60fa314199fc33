//! Flows: routines with slots and events, and what goes from which to which.

use std::collections::BTreeMap;
use std::panic::Location;
use std::sync::Arc;

use monitor_core::Timestamp;
use monitor_debug::{Checkpoint, Debugger, FlowShape};
use monitor_http::{ConnectionDocument, FlowConnection, FlowDocument, RoutineDocument};
use serde_json::{Map, Value};

use super::activation::RoutineActivation;
use super::handler_error::HandlerError;
use super::params::EntryParam;

/// What a routine does when it is called.
pub type RoutineHandler = fn(&mut RoutineActivation<'_>) -> Result<(), HandlerError>;

/// Makes the messages that a flow begins with, one after the other: from the number of the message,
/// which counts from 0, and what the job was started with. `None` ends the job.
pub type MessageFeed = fn(u64, &Map<String, Value>) -> Option<Map<String, Value>>;

/// A class of routines: they have one slot and the same events.
#[derive(Clone, Copy, Debug)]
pub struct RoutineClass {
    pub(super) name: &'static str,
    pub(super) slot: &'static str,
    pub(super) events: &'static [&'static str],
    pub(super) handler: RoutineHandler,
    pub(super) params: &'static [EntryParam],
    /// Where it is in the source, which is what a call stack shows.
    line: u32,
}

/// A routine of a flow.
#[derive(Clone, Debug)]
pub(super) struct FlowRoutine {
    pub(super) class: &'static RoutineClass,
    pub(super) slot: Checkpoint,
    pub(super) events: Vec<(&'static str, Checkpoint)>,
    config: Map<String, Value>,
}

/// Where the messages of a flow with a feed begin.
#[derive(Clone, Debug)]
pub(super) struct FlowFeed {
    pub(super) routine: String,
    pub(super) next: MessageFeed,
}

/// A flow. A job runs it as it was when the job began.
#[derive(Clone, Debug)]
pub struct DemoFlow {
    pub(super) id: String,
    pub(super) routines: BTreeMap<Arc<str>, FlowRoutine>,
    pub(super) connections: Vec<FlowConnection>,
    pub(super) feed: Option<FlowFeed>,
    pub(super) strategy: String,
    pub(super) max_workers: usize,
    pub(super) changed_at: Timestamp,
    created_at: Timestamp,
}

impl RoutineClass {
    /// Creates a class. A call stack shows the line of the caller.
    #[must_use]
    #[track_caller]
    pub const fn new(
        name: &'static str,
        slot: &'static str,
        events: &'static [&'static str],
        handler: RoutineHandler,
    ) -> Self {
        let line = Location::caller().line();
        Self { name, slot, events, handler, params: &[], line }
    }

    /// Sets what is checked when a job begins with a routine of this class.
    #[must_use]
    pub const fn params(mut self, params: &'static [EntryParam]) -> Self {
        self.params = params;
        self
    }
}

impl DemoFlow {
    /// Creates a flow without routines, whose jobs handle one message at a time.
    #[must_use]
    pub fn new(id: impl Into<String>) -> Self {
        let now = Timestamp::now();
        Self {
            id: id.into(),
            routines: BTreeMap::new(),
            connections: Vec::new(),
            feed: None,
            strategy: "sequential".to_owned(),
            max_workers: 5,
            changed_at: now,
            created_at: now,
        }
    }

    /// Sets how many messages a job may handle at a time if the flow is concurrent.
    #[must_use]
    pub fn max_workers(mut self, max_workers: usize) -> Self {
        self.max_workers = max_workers;
        self
    }

    /// Adds a routine.
    #[must_use]
    pub fn routine(
        mut self,
        debugger: &Debugger,
        id: &str,
        class: &'static RoutineClass,
        config: Map<String, Value>,
    ) -> Self {
        let slot = debugger.slot(id, class.slot).line(class.line);
        let event = |event| debugger.event(id, event).line(class.line);
        let events = class.events.iter().map(|name| (*name, event(name))).collect();
        self.routines.insert(id.into(), FlowRoutine { class, slot, events, config });
        self
    }

    /// Connects an event of a routine, given as (routine, event), to a slot of another, given as
    /// (routine, slot).
    #[must_use]
    pub fn connect(mut self, source: (&str, &str), target: (&str, &str)) -> Self {
        self.connections.push(FlowConnection::new(source, target));
        self
    }

    /// Lets every job call `routine` with one message of `feed` after the other. What the job was
    /// started with replaces values of the same name. Without a feed, a job begins with one
    /// message, for the routine that the client names.
    #[must_use]
    pub fn feed(mut self, routine: &str, feed: MessageFeed) -> Self {
        self.feed = Some(FlowFeed { routine: routine.to_owned(), next: feed });
        self
    }

    /// The routine and slot that a job with a feed begins with.
    pub(super) fn fed_slot(&self) -> Option<(&str, &'static str)> {
        let feed = self.feed.as_ref()?;
        let routine = self.routines.get(feed.routine.as_str())?;
        Some((&feed.routine, routine.class.slot))
    }

    /// How many messages of one job are handled at one time.
    pub(super) fn worker_count(&self) -> usize {
        if self.strategy == "concurrent" { self.max_workers } else { 1 }
    }

    /// What a debugger may set breakpoints on.
    pub(super) fn shape(&self) -> FlowShape {
        self.routines.iter().fold(FlowShape::new(), |shape, (id, routine)| {
            let RoutineClass { slot, events, .. } = routine.class;
            shape.routine(&**id, [*slot], events.iter().copied())
        })
    }

    pub(super) fn document(&self) -> FlowDocument {
        let routine = |(id, routine): (&Arc<str>, &FlowRoutine)| {
            let RoutineClass { name, slot, events, .. } = routine.class;
            let document = RoutineDocument {
                routine_id: id.to_string(),
                class_name: (*name).to_owned(),
                slots: vec![(*slot).to_owned()],
                events: events.iter().map(|event| (*event).to_owned()).collect(),
                config: routine.config.clone(),
            };
            (id.to_string(), document)
        };
        let connection = |(number, ends): (usize, &FlowConnection)| ConnectionDocument {
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
            created_at: self.created_at,
            updated_at: self.changed_at,
        }
    }
}
