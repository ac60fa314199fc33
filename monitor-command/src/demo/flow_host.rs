//! The host of the demonstration's flows: it starts their jobs, and new ones when they have ended.

use std::collections::VecDeque;
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use monitor_core::{Job as CoreJob, JobEvent, NonPoisonMutex, Timestamp};
use monitor_debug::{DebugLimits, Debugger, HoldPolicy, JobSpec};
use monitor_events::Emitter;
use monitor_http::{FlowDocument, FlowHost, FlowRefusal, JobDocument, NewFlow, NewJob};

use super::flow::{Flow, flows};
use super::flow_job::{Closing, FlowJob};

/// Jobs that are known, the ended ones with them.
const MAX_JOBS: usize = 48;
/// Jobs that may run at one time.
const MAX_RUNNING: usize = 12;
/// For how long a browser that has gone keeps a job held. Its signs of life come every ten seconds.
const LEASE: Duration = Duration::from_secs(15);
/// How long it takes until a flow is run again.
const REST: Duration = Duration::from_secs(2);

/// The flows and their jobs.
pub(super) struct DemoFlows {
    debugger: Debugger,
    emitter: Emitter,
    flows: Vec<Arc<Flow>>,
    jobs: NonPoisonMutex<VecDeque<Arc<FlowJob>>>,
    threads: NonPoisonMutex<Vec<JoinHandle<()>>>,
    closing: Arc<Closing>,
    next_job: AtomicU64,
}

impl DemoFlows {
    pub(super) fn new(emitter: &Emitter) -> Self {
        let mut limits = DebugLimits::default();
        (limits.events_per_job, limits.ended_jobs) = (400, MAX_JOBS);
        let mut policy = HoldPolicy::default();
        policy.lease = LEASE;
        let debugger = Debugger::builder().limits(limits).policy(policy);
        let debugger = debugger.observer(emitter.clone()).build();
        let flows: Vec<_> = flows(&debugger).into_iter().map(Arc::new).collect();
        for flow in &flows {
            debugger.declare(flow.id, flow.shape());
        }
        Self {
            debugger,
            emitter: emitter.clone(),
            flows,
            jobs: NonPoisonMutex::default(),
            threads: NonPoisonMutex::default(),
            closing: Arc::default(),
            next_job: AtomicU64::new(1),
        }
    }

    /// Sees to it that there is always a job of every flow, until it is closed.
    pub(super) fn keep_busy(&self) {
        loop {
            for flow in &self.flows {
                let is_busy = |job: &Arc<FlowJob>| job.flow.id == flow.id && !job.has_ended();
                if !self.jobs.lock().iter().any(is_busy)
                    && let Some(first) = flow.routines.first()
                {
                    // If there are too many, one of them will have ended at the next look.
                    let _ = self.start_job(NewJob::of(flow.id, first.id, first.slot));
                }
            }
            let _ = self.debugger.expire(Timestamp::now());
            if self.closing.after(REST) {
                return;
            }
        }
    }

    /// Lets go of everything that is held, and waits until all jobs have ended.
    pub(super) fn close(&self) {
        self.closing.close();
        self.debugger.disable();
        for thread in std::mem::take(&mut *self.threads.lock()) {
            // A job that has panicked has ended as well.
            let _ = thread.join();
        }
    }

    /// Makes room for one more job; those that ended first are forgotten.
    fn make_room(jobs: &mut VecDeque<Arc<FlowJob>>) -> Result<(), FlowRefusal> {
        if jobs.iter().filter(|job| !job.has_ended()).count() >= MAX_RUNNING {
            return Err(FlowRefusal::TooMany { what: "running jobs", max: MAX_RUNNING });
        }
        while jobs.len() >= MAX_JOBS {
            let Some(ended) = jobs.iter().position(|job| job.has_ended()) else { break };
            jobs.remove(ended);
        }
        Ok(())
    }

    fn named(&self, id: &str) -> Result<&Arc<Flow>, FlowRefusal> {
        let found = self.flows.iter().find(|flow| flow.id == id);
        found.ok_or_else(|| FlowRefusal::UnknownFlow { flow_id: id.to_owned() })
    }
}

impl FlowHost for DemoFlows {
    fn debugger(&self) -> &Debugger {
        &self.debugger
    }

    fn flows(&self) -> Vec<FlowDocument> {
        let mut flows: Vec<_> = self.flows.iter().map(|flow| flow.document()).collect();
        flows.sort_by(|a, b| a.flow_id.cmp(&b.flow_id));
        flows
    }

    fn flow(&self, flow_id: &str) -> Option<FlowDocument> {
        self.named(flow_id).ok().map(|flow| flow.document())
    }

    fn create_flow(&self, flow: NewFlow) -> Result<FlowDocument, FlowRefusal> {
        if self.named(&flow.flow_id).is_ok() {
            return Err(FlowRefusal::FlowExists { flow_id: flow.flow_id });
        }
        Err(FlowRefusal::Unsupported { what: "a flow of your own" })
    }

    fn delete_flow(&self, flow_id: &str) -> Result<(), FlowRefusal> {
        self.named(flow_id)?;
        Err(FlowRefusal::Invalid { reason: "the demonstration keeps its flows".to_owned() })
    }

    fn start_job(&self, job: NewJob) -> Result<JobDocument, FlowRefusal> {
        let flow = Arc::clone(self.named(&job.flow_id)?);
        let first = flow.routines.first().filter(|first| first.id == job.entry_routine_id);
        if first.is_none_or(|first| first.slot != job.entry_slot) {
            let reason = format!("jobs of {:?} do not begin there", flow.id);
            return Err(FlowRefusal::Invalid { reason });
        }
        let mut jobs = self.jobs.lock();
        Self::make_room(&mut jobs)?;
        let id = format!("{}-{}", flow.id, self.next_job.fetch_add(1, Ordering::Relaxed));
        let described = CoreJob::new(id.as_str()).name(flow.id).tags(["flow", "demo"]);
        let mut spec = JobSpec::new(described.clone()).flow(flow.id);
        if job.start_held {
            spec = spec.held();
        }
        let spec = job.breakpoints.into_iter().fold(spec, JobSpec::breakpoint);
        let watched = self.debugger.start_job(spec)?;
        let controls = self.debugger.controls(&id).ok();
        let job = Arc::new(FlowJob {
            id,
            flow,
            params: job.entry_params,
            watched,
            controls,
            emitter: self.emitter.clone(),
            closing: Arc::clone(&self.closing),
            started_at: Timestamp::now(),
            end: NonPoisonMutex::default(),
        });
        jobs.push_back(Arc::clone(&job));
        drop(jobs);
        self.emitter.emit(JobEvent::started(&described));
        let (document, running) = (job.document(), Arc::clone(&job));
        let thread = thread::Builder::new().name("demo-flow".to_owned()).stack_size(256 * 1_024);
        let thread = thread.spawn(move || running.run()).map_err(no_thread)?;
        let mut threads = self.threads.lock();
        threads.retain(|thread| !thread.is_finished());
        threads.push(thread);
        Ok(document)
    }

    fn jobs(&self) -> Vec<JobDocument> {
        let jobs: Vec<_> = self.jobs.lock().iter().cloned().collect();
        jobs.iter().map(|job| job.document()).collect()
    }

    fn job(&self, job_id: &str) -> Option<JobDocument> {
        let found = self.jobs.lock().iter().find(|job| job.id == job_id).cloned();
        found.map(|job| job.document())
    }
}

fn no_thread(error: io::Error) -> FlowRefusal {
    FlowRefusal::Invalid { reason: format!("there is no thread for it: {error}") }
}
