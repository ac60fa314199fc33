//! What can be changed of a flow, and a flow in words of which one can be made again.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

use crate::subject::flows::FlowDocument;

/// A change of a flow. Jobs that have begun go on with the flow as it was.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum FlowChange {
    /// Another routine.
    AddRoutine {
        /// Its id in the flow.
        routine_id: String,
        /// Of which kind it is, in the words of the host.
        class_path: String,
        /// How it is set up.
        config: Map<String, Value>,
    },
    /// No more of this routine, nor of what is connected with it.
    RemoveRoutine {
        /// Its id.
        routine_id: String,
    },
    /// Another connection.
    Connect(FlowConnection),
    /// No more of the connection of this number, from 0.
    Disconnect {
        /// Its number in the flow.
        index: usize,
    },
}

/// The two ends of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FlowConnection {
    /// The routine that hands out the event.
    pub source_routine: String,
    /// The event.
    pub source_event: String,
    /// The routine that is called.
    pub target_routine: String,
    /// Its slot.
    pub target_slot: String,
}

impl FlowConnection {
    /// From this event of a routine to this slot of another.
    #[must_use]
    pub fn new(source: (&str, &str), target: (&str, &str)) -> Self {
        Self {
            source_routine: source.0.to_owned(),
            source_event: source.1.to_owned(),
            target_routine: target.0.to_owned(),
            target_slot: target.1.to_owned(),
        }
    }
}

/// A flow in words: what `dsl` gives, and what a new flow can be made of.
#[derive(Debug, Deserialize, Serialize)]
pub(crate) struct FlowDsl {
    #[serde(default)]
    pub(crate) flow_id: String,
    #[serde(default)]
    routines: BTreeMap<String, RoutineDsl>,
    #[serde(default)]
    connections: Vec<ConnectionDsl>,
    #[serde(default)]
    pub(crate) execution: ExecutionDsl,
}

#[derive(Debug, Deserialize, Serialize)]
struct RoutineDsl {
    class: String,
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    config: Map<String, Value>,
}

/// `routine.event` to `routine.slot`.
#[derive(Debug, Deserialize, Serialize)]
struct ConnectionDsl {
    from: String,
    to: String,
}

#[derive(Debug, Default, Deserialize, Serialize)]
pub(crate) struct ExecutionDsl {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) strategy: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) max_workers: Option<usize>,
}

impl FlowDsl {
    /// The words for a flow.
    pub(crate) fn from_flow(flow: FlowDocument) -> Self {
        let routine = |(id, routine): (String, crate::subject::flows::RoutineDocument)| {
            (id, RoutineDsl { class: routine.class_name, config: routine.config })
        };
        let connections = flow.connections.into_iter().map(|one| ConnectionDsl {
            from: format!("{}.{}", one.source_routine, one.source_event),
            to: format!("{}.{}", one.target_routine, one.target_slot),
        });
        Self {
            flow_id: flow.flow_id,
            routines: flow.routines.into_iter().map(routine).collect(),
            connections: connections.collect(),
            execution: ExecutionDsl {
                strategy: Some(flow.execution_strategy),
                max_workers: Some(flow.max_workers),
            },
        }
    }

    /// What makes the flow out of an empty one; else the end of a connection that is none.
    pub(crate) fn into_changes(self) -> Result<Vec<FlowChange>, String> {
        let routines = self.routines.into_iter().map(|(routine_id, routine)| {
            let RoutineDsl { class, config } = routine;
            Ok(FlowChange::AddRoutine { routine_id, class_path: class, config })
        });
        let connections = self.connections.into_iter().map(|one| {
            let parts = |end: &str| end.rsplit_once('.').map(|(a, b)| (a.to_owned(), b.to_owned()));
            let source = parts(&one.from).ok_or(one.from)?;
            let target = parts(&one.to).ok_or(one.to)?;
            Ok(FlowChange::Connect(FlowConnection::new(
                (&source.0, &source.1),
                (&target.0, &target.1),
            )))
        });
        routines.chain(connections).collect()
    }
}

/// What is odd about a flow, in sentences.
pub(crate) fn flow_issues(flow: &FlowDocument) -> Vec<Value> {
    let mut found = Vec::new();
    if flow.routines.is_empty() {
        found.push(json!("the flow has no routines"));
    }
    for one in &flow.connections {
        let source = flow.routines.get(&one.source_routine);
        if source.is_none_or(|routine| !routine.events.contains(&one.source_event)) {
            let (id, end) =
                (&one.connection_id, format!("{}.{}", one.source_routine, one.source_event));
            found.push(json!(format!("{id} comes from {end}, which is not there")));
        }
        let target = flow.routines.get(&one.target_routine);
        if target.is_none_or(|routine| !routine.slots.contains(&one.target_slot)) {
            let (id, end) =
                (&one.connection_id, format!("{}.{}", one.target_routine, one.target_slot));
            found.push(json!(format!("{id} goes to {end}, which is not there")));
        }
    }
    let alone = flow.routines.keys().filter(|id| {
        let ends = |one: &crate::subject::flows::ConnectionDocument| {
            one.source_routine == **id || one.target_routine == **id
        };
        flow.routines.len() > 1 && !flow.connections.iter().any(ends)
    });
    found.extend(alone.map(|id| json!(format!("routine {id} is connected with nothing"))));
    found
}
