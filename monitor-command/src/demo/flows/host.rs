//! The host: flows, and their jobs, which run on threads of their own.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{fmt, mem};

use monitor_core::{Job as CoreJob, JobEvent, NonPoisonMutex, Timestamp};
use monitor_debug::{Debugger, JobSpec};
use monitor_events::Emitter;
use monitor_http::{FlowChange, FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob};
use serde_json::{Map, Value};

use super::context::HostContext;
use super::definition::DemoFlow;
use super::job::FlowJob;
use super::options::DemoFlowOptions;
use super::params;

/// A host of flows for demonstrations and examples.
///
/// It keeps flows and jobs in memory. Each job has its own threads: one if its flow is sequential,
/// `max_workers` if it is concurrent. The caller makes the debugger, which sets the lease and the
/// limits of debugging, and calls [`Debugger::expire_overdue`] now and then, or lets
/// [`keep_busy`](Self::keep_busy) do it.
pub struct DemoFlowHost {
    debugger: Debugger,
    options: DemoFlowOptions,
    context: Arc<HostContext>,
    flows: NonPoisonMutex<BTreeMap<String, Arc<DemoFlow>>>,
    jobs: NonPoisonMutex<VecDeque<Arc<FlowJob>>>,
    threads: NonPoisonMutex<Vec<JoinHandle<()>>>,
    next_job: AtomicU64,
}

impl DemoFlowHost {
    /// Creates a host with these flows. It emits the start and the end of every job.
    #[must_use]
    pub fn new(
        debugger: Debugger,
        emitter: Emitter,
        options: DemoFlowOptions,
        flows: impl IntoIterator<Item = DemoFlow>,
    ) -> Self {
        let host = Self {
            debugger,
            context: Arc::new(HostContext::new(emitter, options.pace)),
            options,
            flows: NonPoisonMutex::default(),
            jobs: NonPoisonMutex::default(),
            threads: NonPoisonMutex::default(),
            next_job: AtomicU64::new(1),
        };
        for flow in flows {
            host.add_flow(flow);
        }
        host
    }

    /// Starts a job of each of these flows that has a feed and no running job, again after every
    /// `rest`, and expires leases. Blocks until [`close`](Self::close).
    pub fn keep_busy(&self, flow_ids: &[&str], rest: Duration) {
        loop {
            for flow_id in flow_ids {
                // A job that is refused because too many run is tried again after the next rest.
                let _ = self.next_fed_job(flow_id).map(|job| self.start_job(job));
            }
            let _ = self.debugger.expire_overdue(Timestamp::now());
            if self.context.wait(rest) {
                return;
            }
        }
    }

    /// Releases every held job, ends all waits, and blocks until all jobs have ended. Jobs end as
    /// cancelled at their next wait.
    pub fn close(&self) {
        self.context.close();
        self.debugger.disable();
        for thread in mem::take(&mut *self.threads.lock()) {
            // A job that has panicked has ended as well.
            let _ = thread.join();
        }
    }

    /// The job that keeps a flow busy; `None` if one runs, or if the flow has no feed.
    fn next_fed_job(&self, flow_id: &str) -> Option<NewJob> {
        let is_busy = |job: &Arc<FlowJob>| job.flow.id == flow_id && !job.has_ended();
        if self.jobs.lock().iter().any(is_busy) {
            return None;
        }
        let flow = self.find_flow(flow_id).ok()?;
        let (routine, slot) = flow.fed_slot()?;
        Some(NewJob::new(flow_id, routine, slot))
    }

    fn find_flow(&self, flow_id: &str) -> Result<Arc<DemoFlow>, FlowRefusal> {
        let found = self.flows.lock().get(flow_id).cloned();
        found.ok_or_else(|| FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() })
    }

    fn find_job(&self, job_id: &str) -> Option<Arc<FlowJob>> {
        self.jobs.lock().iter().find(|job| job.id == job_id).cloned()
    }

    fn add_flow(&self, flow: DemoFlow) {
        self.debugger.declare_flow(&flow.id, flow.shape());
        self.flows.lock().insert(flow.id.clone(), Arc::new(flow));
    }

    /// Makes room for one more job; those that ended first are forgotten.
    fn make_room(&self, jobs: &mut VecDeque<Arc<FlowJob>>) -> Result<(), FlowRefusal> {
        let max = self.options.running;
        if jobs.iter().filter(|job| !job.has_ended()).count() >= max {
            return Err(FlowRefusal::TooMany { what: "running jobs", max });
        }
        while jobs.len() >= self.options.jobs {
            let Some(ended) = jobs.iter().position(|job| job.has_ended()) else { break };
            jobs.remove(ended);
        }
        Ok(())
    }

    /// The routine that a job begins with, if it can begin so.
    fn entry_routine(flow: &DemoFlow, job: &NewJob) -> Result<Arc<str>, FlowRefusal> {
        let invalid = |reason| FlowRefusal::Invalid { reason };
        let begin = (job.entry_routine_id.as_str(), job.entry_slot.as_str());
        if flow.feed.is_some() && flow.fed_slot() != Some(begin) {
            return Err(invalid(format!("jobs of {:?} do not begin there", flow.id)));
        }
        let found = flow.routines.get_key_value(job.entry_routine_id.as_str());
        let (id, routine) = found.ok_or_else(|| {
            invalid(format!("flow {:?} has no routine {:?}", flow.id, job.entry_routine_id))
        })?;
        if routine.class.slot != job.entry_slot {
            return Err(invalid(format!("routine {id:?} has no slot {:?}", job.entry_slot)));
        }
        params::check_params(routine.class.params, &job.entry_params)?;
        Ok(Arc::clone(id))
    }

    /// Starts the threads of a job. It runs with fewer if the system refuses some.
    fn start_threads(&self, job: &Arc<FlowJob>) -> Result<(), FlowRefusal> {
        let wanted = job.flow.worker_count();
        let mut threads = self.threads.lock();
        threads.retain(|thread| !thread.is_finished());
        for started in 0..wanted {
            let running = Arc::clone(job);
            let thread = thread::Builder::new().name("demo-flow".to_owned());
            match thread.spawn(move || running.run_worker()) {
                Ok(thread) => threads.push(thread),
                Err(error) => {
                    let reason = format!("cannot start a thread: {error}");
                    job.remove_workers(wanted - started, reason.clone());
                    return if started == 0 {
                        Err(FlowRefusal::Invalid { reason })
                    } else {
                        Ok(())
                    };
                }
            }
        }
        Ok(())
    }
}

impl FlowHost for DemoFlowHost {
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
        if !self.options.editable {
            return Err(FlowRefusal::Unsupported { what: "a flow of your own" });
        }
        let max = self.options.flows;
        if flows.len() >= max {
            return Err(FlowRefusal::TooMany { what: "flows", max });
        }
        let mut flow = DemoFlow::new(new.flow_id).max_workers(new.max_workers);
        flow.strategy = new.execution_strategy;
        self.debugger.declare_flow(&flow.id, flow.shape());
        let document = flow.document();
        flows.insert(flow.id.clone(), Arc::new(flow));
        Ok(document)
    }

    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal> {
        if !self.options.editable {
            self.find_flow(flow_id)?;
            let reason = "the demonstration keeps its flows".to_owned();
            return Err(FlowRefusal::Invalid { reason });
        }
        let removed = self.flows.lock().remove(flow_id);
        self.debugger.forget_flow(flow_id);
        let unknown = || FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() };
        removed.map(|_| ()).ok_or_else(unknown)
    }

    fn change_flow(&self, flow_id: &str, change: FlowChange) -> Result<FlowDocument, FlowRefusal> {
        if !self.options.editable {
            return Err(FlowRefusal::Unsupported { what: "changing flows" });
        }
        let mut flows = self.flows.lock();
        let unknown = || FlowRefusal::UnknownFlow { flow_id: flow_id.to_owned() };
        let flow = flows.get_mut(flow_id).ok_or_else(unknown)?;
        *flow = Arc::new(flow.with_change(&self.debugger, self.options.classes, change)?);
        self.debugger.declare_flow(flow_id, flow.shape());
        Ok(flow.document())
    }

    fn start_job(&self, new: NewJob) -> Result<JobDocument, FlowRefusal> {
        let flow = self.find_flow(&new.flow_id)?;
        let entry = Self::entry_routine(&flow, &new)?;
        let mut jobs = self.jobs.lock();
        self.make_room(&mut jobs)?;
        let id = (self.options.job_id)(&flow.id, self.next_job.fetch_add(1, Ordering::Relaxed));
        let described = CoreJob::new(id.as_str()).name(flow.id.as_str());
        let described = described.tags(self.options.tags.iter().copied());
        let mut spec = JobSpec::new(described.clone()).flow(flow.id.as_str());
        if new.start_held {
            spec = spec.suspended_at_start();
        }
        let spec = new.breakpoints.into_iter().fold(spec, JobSpec::breakpoint);
        let watched = self.debugger.start_job(spec)?;
        let controls = self.debugger.controls(&id).ok();
        let context = Arc::clone(&self.context);
        let job = FlowJob::new(id, (flow, entry), new.entry_params, (watched, controls), context);
        let job = Arc::new(job);
        jobs.push_back(Arc::clone(&job));
        drop(jobs);
        self.context.emitter.emit(JobEvent::started(&described));
        let document = job.document();
        self.start_threads(&job)?;
        Ok(document)
    }

    fn jobs(&self) -> Vec<JobDocument> {
        let jobs: Vec<_> = self.jobs.lock().iter().cloned().collect();
        jobs.iter().map(|job| job.document()).collect()
    }

    fn job(&self, job_id: &str) -> Option<JobDocument> {
        self.find_job(job_id).map(|job| job.document())
    }

    fn shared_variables(&self, job_id: &str) -> Option<Map<String, Value>> {
        let job = self.options.editable.then(|| self.find_job(job_id))??;
        Some(job.shared.lock().clone())
    }

    fn forget_jobs(&self, older_than: Duration, status: Option<&str>) -> usize {
        if !self.options.editable {
            return 0;
        }
        let before = Timestamp::now().saturating_sub(older_than);
        let mut gone = Vec::new();
        self.jobs.lock().retain(|job| {
            let goes = job.ended_before(before, status);
            if goes {
                gone.push(Arc::clone(job));
            }
            !goes
        });
        for job in &gone {
            let _ = self.debugger.forget_job(&job.id);
        }
        gone.len()
    }
}

impl fmt::Debug for DemoFlowHost {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DemoFlowHost").field("options", &self.options).finish_non_exhaustive()
    }
}
