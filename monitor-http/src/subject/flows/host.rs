//! The seam by which an orchestrator of flows comes under the routes of flows, jobs and debugging.

use std::collections::BTreeMap;
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_debug::{Breakpoint, Debugger};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::subject::flows::change::FlowChange;

/// An orchestrator whose flows and jobs are shown and commanded over HTTP and WebSocket.
///
/// It says what flows it has and runs jobs of them; traces, breakpoints and all of debugging come
/// from its [`Debugger`]. Its methods are called on a thread that may wait.
pub trait FlowHost: Send + Sync + 'static {
    /// The debugger that its jobs are watched by.
    fn debugger(&self) -> &Debugger;

    /// Its flows, in the order of their ids.
    fn flows(&self) -> Vec<FlowDocument>;

    /// One flow.
    fn flow(&self, flow_id: &str) -> Option<FlowDocument>;

    /// Makes a flow without routines.
    ///
    /// # Errors
    /// [`FlowRefusal`], if there is one of that id, or there are too many.
    fn create_flow(&self, flow: NewFlow) -> Result<FlowDocument, FlowRefusal>;

    /// Removes a flow; its jobs go on.
    ///
    /// # Errors
    /// [`FlowRefusal`], if there is none.
    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal>;

    /// Changes a flow for its later jobs, and shows it as it is then.
    ///
    /// # Errors
    /// [`FlowRefusal`], if there is no such flow or part of it, the change makes no sense, or flows
    /// cannot be changed: which they cannot unless a host says so.
    fn change_flow(&self, flow_id: &str, change: FlowChange) -> Result<FlowDocument, FlowRefusal> {
        let _ = (flow_id, change);
        Err(FlowRefusal::Unsupported { what: "changing flows" })
    }

    /// Starts a job and returns at once.
    ///
    /// # Errors
    /// [`FlowRefusal`], if there is no such flow, routine or slot, or there are too many jobs.
    fn start_job(&self, job: NewJob) -> Result<JobDocument, FlowRefusal>;

    /// Its jobs, first the one that was made first.
    fn jobs(&self) -> Vec<JobDocument>;

    /// One job.
    fn job(&self, job_id: &str) -> Option<JobDocument>;

    /// What the routines of a job share, as far as the host knows.
    fn shared_variables(&self, job_id: &str) -> Option<Map<String, Value>> {
        let _ = job_id;
        None
    }

    /// Forgets jobs that ended longer ago than that, those with this status only if one is given.
    /// Says how many; none unless a host says so.
    fn forget_jobs(&self, older_than: Duration, status: Option<&str>) -> usize {
        let _ = (older_than, status);
        0
    }
}

/// Why a host of flows does not do what it is asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FlowRefusal {
    /// There is no such flow.
    #[error("flow {flow_id:?} not found")]
    UnknownFlow {
        /// The id that was asked for.
        flow_id: String,
    },
    /// There is a flow of that id already.
    #[error("flow {flow_id:?} exists already")]
    FlowExists {
        /// The id.
        flow_id: String,
    },
    /// What was asked makes no sense for this flow.
    #[error("{reason}")]
    Invalid {
        /// What is wrong.
        reason: String,
    },
    /// There is no such part of the flow.
    #[error("flow {flow_id:?} has no {part}")]
    UnknownPart {
        /// The flow.
        flow_id: String,
        /// What it does not have.
        part: String,
    },
    /// What a job is to be started with makes no sense.
    #[error("{name} {reason}")]
    Parameter {
        /// The parameter.
        name: String,
        /// What it has to be.
        reason: String,
    },
    /// This host does not do that.
    #[error("{what} is not supported by this server")]
    Unsupported {
        /// What was asked for.
        what: &'static str,
    },
    /// There are too many of something.
    #[error("too many {what} (limit {max})")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        max: usize,
    },
    /// The debugger refused a breakpoint that was given with the job.
    #[error(transparent)]
    Debug(#[from] monitor_debug::Error),
}

/// A flow that is to be made.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewFlow {
    /// Its id, 1 to 256 bytes.
    pub flow_id: String,
    /// `sequential` or `concurrent`.
    pub execution_strategy: String,
    /// How many messages of a job are handled at one time if it is concurrent, 1 to 64.
    pub max_workers: usize,
}

/// A job that is to be started.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct NewJob {
    /// The flow.
    pub flow_id: String,
    /// The routine that is called first.
    pub entry_routine_id: String,
    /// Its slot.
    pub entry_slot: String,
    /// What it is called with.
    pub entry_params: Map<String, Value>,
    /// Breakpoints that it has from the beginning.
    pub breakpoints: Vec<Breakpoint>,
    /// Whether it is held at its first checkpoint.
    pub start_held: bool,
}

impl NewJob {
    /// A job of this flow, which begins with this slot of this routine and no parameters.
    #[must_use]
    pub fn new(
        flow_id: impl Into<String>,
        entry_routine_id: impl Into<String>,
        entry_slot: impl Into<String>,
    ) -> Self {
        Self {
            flow_id: flow_id.into(),
            entry_routine_id: entry_routine_id.into(),
            entry_slot: entry_slot.into(),
            entry_params: Map::new(),
            breakpoints: Vec::new(),
            start_held: false,
        }
    }
}

/// A flow as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct FlowDocument {
    /// Its id.
    pub flow_id: String,
    /// Its routines by their ids.
    pub routines: BTreeMap<String, RoutineDocument>,
    /// What goes from which routine to which.
    pub connections: Vec<ConnectionDocument>,
    /// `sequential` or `concurrent`.
    pub execution_strategy: String,
    /// How many messages of a job are handled at one time if it is concurrent.
    pub max_workers: usize,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// A routine as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct RoutineDocument {
    /// Its id.
    pub routine_id: String,
    /// The name of its type.
    pub class_name: String,
    /// Its slots.
    pub slots: Vec<String>,
    /// Its events.
    pub events: Vec<String>,
    /// How it is set up.
    pub config: Map<String, Value>,
}

/// A connection as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct ConnectionDocument {
    /// `conn_` and its number in the flow, from 0.
    pub connection_id: String,
    /// The routine that hands out the event.
    pub source_routine: String,
    /// The event.
    pub source_event: String,
    /// The routine that is called.
    pub target_routine: String,
    /// Its slot.
    pub target_slot: String,
    /// Names of parameters that are others on the other side.
    pub param_mapping: Map<String, Value>,
}

/// A job as it is shown.
#[derive(Clone, Debug, Serialize)]
pub struct JobDocument {
    /// Its id.
    pub job_id: String,
    /// The flow that it is a run of.
    pub flow_id: String,
    /// `running`, `paused`, `completed`, `failed` or `cancelled`.
    pub status: String,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub completed_at: Option<Timestamp>,
    /// Why it failed.
    pub error: Option<String>,
}
