//! A host of flows in memory; its jobs are known to the debugger and run nothing.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_debug::{DebugJob, DebugJobOutcome, Debugger, JobSpec};
use monitor_http::{
    ConnectionDocument, FlowChange, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow,
    NewJob, RoutineDocument,
};
use serde_json::Map;

/// The most flows, and the most jobs.
const MOST: usize = 8;

/// A host of flows that takes every change of a flow.
#[derive(Debug)]
pub(crate) struct TableFlows {
    debugger: Debugger,
    table: Mutex<Table>,
}

#[derive(Debug, Default)]
struct Table {
    flows: BTreeMap<String, FlowDocument>,
    jobs: Vec<(JobDocument, DebugJob)>,
}

impl TableFlows {
    /// Creates a host without flows.
    pub(crate) fn new() -> Self {
        Self { debugger: Debugger::builder().build(), table: Mutex::default() }
    }

    /// Removes all flows and ends and forgets all jobs.
    pub(crate) fn reset(&self) {
        let table = std::mem::take(&mut *self.table());
        for (document, job) in table.jobs {
            job.finish(DebugJobOutcome::Completed);
            self.debugger.forget_job(&document.job_id);
        }
        table.flows.keys().for_each(|flow| self.debugger.forget_flow(flow));
    }

    fn table(&self) -> MutexGuard<'_, Table> {
        self.table.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn unknown(flow_id: &str) -> FlowRefusal {
    FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() }
}

impl FlowHost for TableFlows {
    fn debugger(&self) -> &Debugger {
        &self.debugger
    }

    fn flows(&self) -> Vec<FlowDocument> {
        self.table().flows.values().cloned().collect()
    }

    fn flow(&self, flow_id: &str) -> Option<FlowDocument> {
        self.table().flows.get(flow_id).cloned()
    }

    fn create_flow(&self, flow: NewFlow) -> Result<FlowDocument, FlowRefusal> {
        let mut table = self.table();
        let NewFlow { flow_id, execution_strategy, max_workers, .. } = flow;
        if table.flows.contains_key(&flow_id) {
            return Err(FlowRefusal::FlowExists { flow_id });
        }
        if table.flows.len() >= MOST {
            return Err(FlowRefusal::TooMany { what: "flows", max: MOST });
        }
        let flow = FlowDocument {
            flow_id: flow_id.clone(),
            routines: BTreeMap::new(),
            connections: Vec::new(),
            execution_strategy,
            max_workers,
            created_at: Timestamp::UNIX_EPOCH,
            updated_at: Timestamp::UNIX_EPOCH,
        };
        table.flows.insert(flow_id, flow.clone());
        Ok(flow)
    }

    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal> {
        self.table().flows.remove(flow_id).map(drop).ok_or_else(|| unknown(flow_id))
    }

    fn change_flow(&self, flow_id: &str, change: FlowChange) -> Result<FlowDocument, FlowRefusal> {
        let mut table = self.table();
        let flow = table.flows.get_mut(flow_id).ok_or_else(|| unknown(flow_id))?;
        let missing = |part: String| FlowRefusal::UnknownPart { flow_id: flow_id.into(), part };
        match change {
            FlowChange::AddRoutine { routine_id, class_path, config } => {
                let (slots, events) = (vec!["in".to_owned()], vec!["out".to_owned()]);
                let id = routine_id.clone();
                let class_name = class_path;
                let routine = RoutineDocument { routine_id, class_name, slots, events, config };
                flow.routines.insert(id, routine);
            }
            FlowChange::RemoveRoutine { routine_id } => {
                flow.routines.remove(&routine_id).ok_or_else(|| missing(routine_id))?;
            }
            FlowChange::Connect(ends) => flow.connections.push(ConnectionDocument {
                connection_id: format!("conn_{}", flow.connections.len()),
                source_routine: ends.source_routine,
                source_event: ends.source_event,
                target_routine: ends.target_routine,
                target_slot: ends.target_slot,
                param_mapping: Map::new(),
            }),
            FlowChange::Disconnect { index } if index < flow.connections.len() => {
                flow.connections.remove(index);
            }
            FlowChange::Disconnect { index } => return Err(missing(format!("connection {index}"))),
            _ => return Err(FlowRefusal::Unsupported { what: "this change" }),
        }
        Ok(flow.clone())
    }

    fn start_job(&self, job: NewJob) -> Result<JobDocument, FlowRefusal> {
        let mut table = self.table();
        if !table.flows.contains_key(&job.flow_id) {
            return Err(unknown(&job.flow_id));
        }
        if table.jobs.len() >= MOST {
            return Err(FlowRefusal::TooMany { what: "jobs", max: MOST });
        }
        let job_id = format!("job-{}", table.jobs.len());
        let mut spec = JobSpec::new(job_id.as_str()).flow(job.flow_id.as_str());
        if job.start_held {
            spec = spec.suspended_at_start();
        }
        let spec = job.breakpoints.into_iter().fold(spec, JobSpec::breakpoint);
        let started = self.debugger.start_job(spec)?;
        let document = JobDocument {
            job_id,
            flow_id: job.flow_id,
            status: "running".to_owned(),
            created_at: Timestamp::UNIX_EPOCH,
            started_at: None,
            completed_at: None,
            error: None,
        };
        table.jobs.push((document.clone(), started));
        Ok(document)
    }

    fn jobs(&self) -> Vec<JobDocument> {
        self.table().jobs.iter().map(|(job, _)| job.clone()).collect()
    }

    fn job(&self, job_id: &str) -> Option<JobDocument> {
        let table = self.table();
        table.jobs.iter().find(|(job, _)| job.job_id == job_id).map(|(job, _)| job.clone())
    }

    fn forget_jobs(&self, _: Duration, _: Option<&str>) -> usize {
        0
    }
}
