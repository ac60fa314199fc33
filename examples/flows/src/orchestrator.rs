//! The orchestrator: flows, and the jobs that run on threads of their own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::Duration;

use monitor_core::{Job as CoreJob, JobEvent, NonPoisonMutex, Timestamp};
use monitor_debug::{Cause, Debugger, JobSpec};
use monitor_events::Emitter;
use monitor_http::{FlowChange, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob};
use serde_json::{Map, Value};

use crate::demos;
use crate::flow::{Flow, SharedFlow};
use crate::job_run::{JobRun, Message};
use crate::params;

/// Flows that there may be.
const MAX_FLOWS: usize = 1_000;
/// Jobs that may run at one time.
const MAX_RUNNING: usize = 256;
/// Jobs that are known, the ended ones with them.
const MAX_JOBS: usize = 1_000 + MAX_RUNNING;

/// Flows and their jobs.
pub(crate) struct Orchestrator {
    debugger: Debugger,
    emitter: Emitter,
    flows: NonPoisonMutex<BTreeMap<String, SharedFlow>>,
    jobs: NonPoisonMutex<VecDeque<Arc<JobRun>>>,
    next_job: AtomicU64,
}

impl Orchestrator {
    /// With the demonstration flows.
    pub(crate) fn new(debugger: Debugger, emitter: Emitter) -> Self {
        let made = Self {
            debugger,
            emitter,
            flows: NonPoisonMutex::default(),
            jobs: NonPoisonMutex::default(),
            next_job: AtomicU64::new(1),
        };
        for flow in demos::flows(&made.debugger) {
            made.add(flow);
        }
        made
    }

    fn add(&self, flow: Flow) {
        self.debugger.declare(&flow.id, flow.shape());
        self.flows.lock().insert(flow.id.clone(), Arc::new(flow));
    }

    /// Makes room for one more job; those that ended first are forgotten.
    fn make_room(jobs: &mut VecDeque<Arc<JobRun>>) -> Result<(), FlowRefusal> {
        let running = jobs.iter().filter(|run| !run.has_ended()).count();
        if running >= MAX_RUNNING {
            return Err(FlowRefusal::TooMany { what: "running jobs", max: MAX_RUNNING });
        }
        while jobs.len() >= MAX_JOBS {
            let Some(ended) = jobs.iter().position(|run| run.has_ended()) else { break };
            jobs.remove(ended);
        }
        Ok(())
    }

    /// The routine that a job begins with, if it can begin so.
    fn entry(flow: &Flow, job: &NewJob) -> Result<Arc<str>, FlowRefusal> {
        let invalid = |reason| FlowRefusal::Invalid { reason };
        let found = flow.routines.get_key_value(job.entry_routine_id.as_str());
        let (id, routine) = found.ok_or_else(|| {
            invalid(format!("flow {:?} has no routine {:?}", flow.id, job.entry_routine_id))
        })?;
        if routine.class.slot != job.entry_slot {
            return Err(invalid(format!("routine {id:?} has no slot {:?}", job.entry_slot)));
        }
        params::check(routine.class.params, &job.entry_params)?;
        Ok(Arc::clone(id))
    }
}

impl FlowHost for Orchestrator {
    fn debugger(&self) -> &Debugger {
        &self.debugger
    }

    fn flows(&self) -> Vec<FlowDocument> {
        self.flows.lock().values().map(|flow| flow.document()).collect()
    }

    fn flow(&self, flow_id: &str) -> Option<FlowDocument> {
        self.flows.lock().get(flow_id).map(|flow| flow.document())
    }

    fn create_flow(&self, new: NewFlow) -> Result<FlowDocument, FlowRefusal> {
        let mut flows = self.flows.lock();
        if flows.contains_key(&new.flow_id) {
            return Err(FlowRefusal::FlowExists { flow_id: new.flow_id });
        }
        if flows.len() >= MAX_FLOWS {
            return Err(FlowRefusal::TooMany { what: "flows", max: MAX_FLOWS });
        }
        let mut flow = Flow::new(new.flow_id);
        (flow.strategy, flow.max_workers) = (new.execution_strategy, new.max_workers);
        self.debugger.declare(&flow.id, flow.shape());
        let document = flow.document();
        flows.insert(flow.id.clone(), Arc::new(flow));
        Ok(document)
    }

    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal> {
        let removed = self.flows.lock().remove(flow_id);
        self.debugger.forget_flow(flow_id);
        let unknown = || FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() };
        removed.map(|_| ()).ok_or_else(unknown)
    }

    fn change_flow(&self, flow_id: &str, change: FlowChange) -> Result<FlowDocument, FlowRefusal> {
        let mut flows = self.flows.lock();
        let unknown = || FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() };
        let flow = flows.get_mut(flow_id).ok_or_else(unknown)?;
        *flow = Arc::new(flow.changed(&self.debugger, demos::CLASSES, change)?);
        self.debugger.declare(flow_id, flow.shape());
        Ok(flow.document())
    }

    fn start_job(&self, job: NewJob) -> Result<JobDocument, FlowRefusal> {
        let flow = self.flows.lock().get(&job.flow_id).cloned();
        let unknown = || FlowRefusal::UnknownFlow { flow_id: job.flow_id.clone() };
        let flow = flow.ok_or_else(unknown)?;
        let routine = Self::entry(&flow, &job)?;
        let mut jobs = self.jobs.lock();
        Self::make_room(&mut jobs)?;
        let id = format!("job_{}", self.next_job.fetch_add(1, Ordering::Relaxed));
        let described = CoreJob::new(id.as_str()).name(flow.id.as_str());
        let mut spec = JobSpec::new(described.clone()).flow(flow.id.as_str());
        if job.start_held {
            spec = spec.held();
        }
        let spec = job.breakpoints.into_iter().fold(spec, JobSpec::breakpoint);
        let watched = self.debugger.start_job(spec)?;
        let controls = self.debugger.controls(&id).ok();
        let payload = job.entry_params.clone();
        let emitter = self.emitter.clone();
        let run = JobRun::new(id, flow, job.entry_params, watched, controls, emitter);
        let run = Arc::new(run);
        jobs.push_back(Arc::clone(&run));
        drop(jobs);
        self.emitter.emit(JobEvent::started(&described));
        run.send(Message { routine, payload, cause: Cause::NONE });
        let document = run.document();
        for _ in 0..run.flow.workers() {
            let run = Arc::clone(&run);
            thread::spawn(move || run.work());
        }
        Ok(document)
    }

    fn jobs(&self) -> Vec<JobDocument> {
        let jobs: Vec<_> = self.jobs.lock().iter().cloned().collect();
        jobs.iter().map(|run| run.document()).collect()
    }

    fn job(&self, job_id: &str) -> Option<JobDocument> {
        let found = self.jobs.lock().iter().find(|run| run.id == job_id).cloned();
        found.map(|run| run.document())
    }

    fn shared_variables(&self, job_id: &str) -> Option<Map<String, Value>> {
        let found = self.jobs.lock().iter().find(|run| run.id == job_id).cloned();
        found.map(|run| run.shared.lock().clone())
    }

    fn forget_jobs(&self, older_than: Duration, status: Option<&str>) -> usize {
        let before = Timestamp::now().saturating_sub(older_than);
        let mut gone = Vec::new();
        self.jobs.lock().retain(|run| {
            let goes = run.ended_before(before, status);
            if goes {
                gone.push(Arc::clone(run));
            }
            !goes
        });
        for run in &gone {
            let _ = self.debugger.forget_job(&run.id);
        }
        gone.len()
    }
}
