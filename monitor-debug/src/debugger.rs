//! The debugger of a host: it knows the jobs, and gives out what watches and what commands them.

pub(crate) mod flow;
pub(crate) mod limits;
pub(crate) mod registry;
pub(crate) mod world;

pub use limits::{DebugLimits, ExpiryAction, SuspendPolicy};
pub use registry::DebugStats;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Clock, JobId, Observer, SystemClock, Timestamp};

use crate::breakpoint::{ActiveBreakpoint, Breakpoint, BreakpointStatus, FlowShape};
use crate::checkpoint::Checkpoint;
use crate::error::Error;
use crate::job::control::JobControlState;
use crate::job::status::StopReason;
use crate::job::watched::DebugJobInner;
use crate::job::{DebugJob, JobSpec};
use crate::location::BreakpointLocation;
use crate::session::{ControlCaller, DebugSession, JobControls, SessionRole};
use crate::sync::Ordering;
use crate::trace::{CursorSource, QUEUE, QueueStatus, RoutineMetrics, TraceCursor};
use crate::trace::{Trace, TraceMetrics, breakpoint_id};
use flow::DebugFlow;
use registry::JobRegistry;
use world::DebuggerContext;

/// Traces jobs, holds them at breakpoints, and lets sessions command them.
///
/// It does nothing by itself: jobs call it at their checkpoints, and the host calls
/// [`Debugger::expire_overdue`]. Cloning it gives another handle; when the last one is dropped, everything
/// that is held goes on.
#[derive(Clone)]
pub struct Debugger {
    registry: Arc<JobRegistry>,
}

/// Makes a [`Debugger`].
#[must_use]
pub struct DebuggerBuilder {
    limits: DebugLimits,
    policy: SuspendPolicy,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    enabled: bool,
}

/// What a breakpoint is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BreakpointTarget<'a> {
    /// One job.
    Job(&'a str),
    /// Every later job of a flow.
    Flow(&'a str),
}

impl DebuggerBuilder {
    /// Says how much is kept.
    pub fn limits(mut self, limits: DebugLimits) -> Self {
        self.limits = limits;
        self
    }

    /// Says for how long activations are held.
    pub fn policy(mut self, policy: SuspendPolicy) -> Self {
        self.policy = policy;
        self
    }

    /// Gives the clock. Without one it is that of the system.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Gives what is told of every start and end of a routine, every hold and release, every log
    /// point, and every session: an emitter, or a collector. It is asked for its interest now.
    pub fn observer(mut self, observer: impl Observer + 'static) -> Self {
        self.observer = Some(Arc::new(observer));
        self
    }

    /// Disabled until [`Debugger::enable`].
    pub fn disabled(mut self) -> Self {
        self.enabled = false;
        self
    }

    /// The debugger.
    #[must_use]
    pub fn build(self) -> Debugger {
        let world = DebuggerContext::new(self.clock, self.observer, self.limits, self.policy);
        let registry = Arc::new(JobRegistry::new(Arc::new(world)));
        registry.enabled.store(u32::from(self.enabled), Ordering::Relaxed);
        Debugger { registry }
    }
}

impl Debugger {
    /// Begins to make one. Unless something else is said, it is enabled and has the default limits,
    /// the clock of the system and no observer.
    pub fn builder() -> DebuggerBuilder {
        DebuggerBuilder {
            limits: DebugLimits::default(),
            policy: SuspendPolicy::default(),
            clock: Arc::new(SystemClock),
            observer: None,
            enabled: true,
        }
    }

    /// From now on jobs are watched: those that begin, and those that were watched before.
    pub fn enable(&self) {
        self.registry.set_enabled(true);
    }

    /// From now on nothing is watched, and everything that is held goes on.
    pub fn disable(&self) {
        self.registry.set_enabled(false);
    }

    /// Whether jobs are watched.
    #[must_use]
    pub fn is_enabled(&self) -> bool {
        self.registry.is_enabled()
    }

    /// The place where `routine` is called by `slot`. Make it once.
    #[must_use]
    #[track_caller]
    pub fn slot(&self, routine: &str, slot: &str) -> Checkpoint {
        let names = &self.registry.world.names;
        Checkpoint::new(
            names.intern_name(routine),
            BreakpointLocation::Slot(names.intern_name(slot)),
        )
    }

    /// The place where `routine` hands out `event`. Make it once.
    #[must_use]
    #[track_caller]
    pub fn event(&self, routine: &str, event: &str) -> Checkpoint {
        let names = &self.registry.world.names;
        Checkpoint::new(
            names.intern_name(routine),
            BreakpointLocation::Event(names.intern_name(event)),
        )
    }

    /// Any other place in `routine`. Make it once.
    #[must_use]
    #[track_caller]
    pub fn label(&self, routine: &str, label: &str) -> Checkpoint {
        let names = &self.registry.world.names;
        Checkpoint::new(
            names.intern_name(routine),
            BreakpointLocation::Label(names.intern_name(label)),
        )
    }

    /// Declares the routines of a flow: from now on breakpoints on others are refused.
    pub fn declare_flow(&self, flow: &str, shape: FlowShape) {
        if let Some(flow) = self.registry.flow_for(flow) {
            *flow.shape.lock() = Some(shape);
        }
    }

    /// Forgets a flow with its breakpoints; its jobs stay.
    pub fn forget_flow(&self, flow: &str) {
        self.registry.forget_flow(flow);
    }

    /// A job begins.
    ///
    /// # Errors
    /// As [`Debugger::start_job`].
    pub fn start(&self, job: impl Into<monitor_core::Job>) -> Result<DebugJob, Error> {
        self.start_job(JobSpec::new(job))
    }

    /// A job begins as `spec` says. If debugging is disabled, or there are too many jobs, the
    /// handle does nothing.
    ///
    /// # Errors
    /// [`Error::JobExists`], and for its breakpoints the errors of [`Debugger::set_breakpoint`].
    pub fn start_job(&self, spec: JobSpec) -> Result<DebugJob, Error> {
        if !self.is_enabled() {
            return Ok(DebugJob::unwatched());
        }
        let world = &self.registry.world;
        let flow = spec.flow.as_deref().and_then(|id| self.registry.flow_for(id));
        let mut breakpoints = match &flow {
            Some(flow) => flow.breakpoints.lock().clone(),
            None => Vec::new(),
        };
        for breakpoint in spec.breakpoints {
            self.check_breakpoint_limit(breakpoints.len())?;
            breakpoints.push(self.compile_breakpoint(flow.as_deref(), breakpoint)?);
        }
        let now = world.now();
        let paused =
            spec.held.then(|| (StopReason::Start, now.saturating_add(world.policy.max_hold)));
        let control = JobControlState::new(spec.traced, paused, now);
        let watched = DebugJobInner::new(spec.job, flow, Arc::clone(world), breakpoints, control);
        if self.registry.admit_job(&watched)? {
            // What was disabled in between has not reached this job.
            if !self.is_enabled() {
                self.registry.set_enabled(false);
            }
            Ok(DebugJob::new(watched, Arc::downgrade(&self.registry)))
        } else {
            Ok(DebugJob::unwatched())
        }
    }

    /// The ids of the jobs that are known, open and ended, in no order.
    #[must_use]
    pub fn jobs(&self) -> Vec<JobId> {
        self.registry.jobs().iter().map(|job| job.id().clone()).collect()
    }

    /// The controls of a job, for whoever operates the host.
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn controls(&self, job: &str) -> Result<JobControls, Error> {
        Ok(JobControls { job: self.registry.find_job(job)?, who: ControlCaller::Operator })
    }

    /// A session at a job.
    ///
    /// # Errors
    /// [`Error::UnknownJob`]; for a controller [`Error::Controlled`] if there is one,
    /// [`Error::Ended`], [`Error::Disabled`].
    pub fn attach(&self, job: &str, owner: &str, role: SessionRole) -> Result<DebugSession, Error> {
        let who = match role {
            SessionRole::Controller => ControlCaller::Controller(self.registry.next_session()),
            SessionRole::Viewer => ControlCaller::Viewer,
        };
        DebugSession::attach(JobControls { who, ..self.controls(job)? }, owner, false)
    }

    /// A session that controls a job, even if another one did.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::Ended`], [`Error::Disabled`].
    pub fn take_over(&self, job: &str, owner: &str) -> Result<DebugSession, Error> {
        let who = ControlCaller::Controller(self.registry.next_session());
        DebugSession::attach(JobControls { who, ..self.controls(job)? }, owner, true)
    }

    /// Sets a breakpoint and returns how it stands.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::Ended`]; [`Error::UnknownRoutine`] and
    /// [`Error::UnknownPoint`] if the flow's routines are declared; [`Error::Condition`],
    /// [`Error::HitCondition`], [`Error::MissingRoutine`], [`Error::TooLong`];
    /// [`Error::TooManyBreakpoints`].
    pub fn set_breakpoint(
        &self,
        target: BreakpointTarget<'_>,
        breakpoint: Breakpoint,
    ) -> Result<BreakpointStatus, Error> {
        match target {
            BreakpointTarget::Job(id) => {
                let job = self.registry.find_job(id)?;
                let end = job.lock_control().end;
                if let Some(end) = end {
                    return Err(Error::Ended { job: id.to_owned(), status: end.as_str() });
                }
                self.check_breakpoint_limit(job.breakpoints.current_list().len())?;
                let active = self.compile_breakpoint(job.flow.as_deref(), breakpoint)?;
                let max = self.registry.world.limits.breakpoints;
                if !job.breakpoints.add(Arc::clone(&active), max) {
                    return Err(Error::TooManyBreakpoints { max });
                }
                job.change_control(|_, _| ());
                Ok(active.status())
            }
            BreakpointTarget::Flow(id) => {
                let max = self.registry.world.limits.flows;
                let flow = self.registry.flow_for(id).ok_or(Error::TooManyBreakpoints { max })?;
                self.check_breakpoint_limit(flow.breakpoints.lock().len())?;
                let active = self.compile_breakpoint(Some(&flow), breakpoint)?;
                flow.breakpoints.lock().push(Arc::clone(&active));
                Ok(active.status())
            }
        }
    }

    fn check_breakpoint_limit(&self, taken: usize) -> Result<(), Error> {
        let max = self.registry.world.limits.breakpoints;
        if taken >= max { Err(Error::TooManyBreakpoints { max }) } else { Ok(()) }
    }

    fn compile_breakpoint(
        &self,
        flow: Option<&DebugFlow>,
        breakpoint: Breakpoint,
    ) -> Result<Arc<ActiveBreakpoint>, Error> {
        let world = &self.registry.world;
        let mut verified = false;
        if let Some(flow) = flow
            && let Some(shape) = &*flow.shape.lock()
        {
            shape.check_breakpoint(&flow.id, &breakpoint)?;
            verified = true;
        }
        let number = self.registry.next_breakpoint();
        let active =
            ActiveBreakpoint::new(number, breakpoint, verified, &world.names, world.now())?;
        Ok(Arc::new(active))
    }

    fn active_breakpoints(
        &self,
        target: BreakpointTarget<'_>,
    ) -> Result<Vec<Arc<ActiveBreakpoint>>, Error> {
        Ok(match target {
            BreakpointTarget::Job(id) => {
                self.registry.find_job(id)?.breakpoints.current_list().to_vec()
            }
            BreakpointTarget::Flow(id) => match self.registry.flow_for(id) {
                Some(flow) => flow.breakpoints.lock().clone(),
                None => Vec::new(),
            },
        })
    }

    /// The breakpoints of a job or flow, in the order in which they were set.
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn breakpoints(
        &self,
        target: BreakpointTarget<'_>,
    ) -> Result<Vec<BreakpointStatus>, Error> {
        Ok(self.active_breakpoints(target)?.iter().map(|active| active.status()).collect())
    }

    /// Enables or disables a breakpoint. One that is on a flow changes for all its jobs.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::UnknownBreakpoint`].
    pub fn enable_breakpoint(
        &self,
        target: BreakpointTarget<'_>,
        id: &str,
        enabled: bool,
    ) -> Result<BreakpointStatus, Error> {
        let active = self.active_breakpoints(target)?;
        let found = active.iter().find(|active| breakpoint_id(active.number) == id);
        let active = found.ok_or_else(|| Error::UnknownBreakpoint { id: id.to_owned() })?;
        active.enable(enabled);
        Ok(active.status())
    }

    /// Removes a breakpoint from a job, or from the later jobs of a flow.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::UnknownBreakpoint`].
    pub fn remove_breakpoint(&self, target: BreakpointTarget<'_>, id: &str) -> Result<(), Error> {
        let active = self.active_breakpoints(target)?;
        let found = active.iter().find(|active| breakpoint_id(active.number) == id);
        let number = found.ok_or_else(|| Error::UnknownBreakpoint { id: id.to_owned() })?.number;
        match target {
            BreakpointTarget::Job(id) => {
                let job = self.registry.find_job(id)?;
                job.breakpoints.remove(number);
                job.change_control(|_, _| ());
            }
            BreakpointTarget::Flow(id) => {
                if let Some(flow) = self.registry.flow_for(id) {
                    flow.breakpoints.lock().retain(|active| active.number != number);
                }
            }
        }
        Ok(())
    }

    /// The trace of a job, see [`JobControls::trace`].
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn trace(
        &self,
        job: &str,
        limit: Option<usize>,
        after: Option<u64>,
    ) -> Result<Trace, Error> {
        Ok(self.controls(job)?.trace(limit, after))
    }

    /// The figures of a job.
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn metrics(&self, job: &str) -> Result<TraceMetrics, Error> {
        Ok(self.controls(job)?.metrics())
    }

    /// The figures of one routine of a job; `None` if it has not run.
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn routine_metrics(
        &self,
        job: &str,
        routine: &str,
    ) -> Result<Option<RoutineMetrics>, Error> {
        Ok(self.metrics(job)?.routine_metrics.remove(routine))
    }

    /// Follows all jobs of a flow, also those that begin later. At most `queue` events wait to be
    /// read, 100 if nothing is said.
    ///
    /// `None` if there are too many flows.
    #[must_use]
    pub fn follow_flow(&self, flow: &str, queue: Option<u64>) -> Option<TraceCursor> {
        let flow = self.registry.flow_for(flow)?;
        let subscriber = flow.add_follower(queue.unwrap_or(QUEUE));
        Some(TraceCursor::new(CursorSource::Flow(flow), subscriber))
    }

    /// The queues of those who follow a job.
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn queue_status(&self, job: &str) -> Result<QueueStatus, Error> {
        Ok(self.controls(job)?.queue_status())
    }

    /// Keeps so many events of each job from now on, also of those that are open.
    ///
    /// # Errors
    /// [`Error::EmptyTrace`] for none.
    pub fn set_events_per_job(&self, events: usize) -> Result<(), Error> {
        if events == 0 {
            return Err(Error::EmptyTrace);
        }
        self.registry.world.set_events_per_job(events);
        for job in self.registry.jobs() {
            job.recorded.lock().ring.resize(events);
        }
        Ok(())
    }

    /// Ends what nobody came for in time: holds, pauses, leases, and ended jobs that are too old.
    /// Says when to call it again, if ever.
    #[must_use = "the host calls it again then"]
    pub fn expire_overdue(&self, now: Timestamp) -> Option<Timestamp> {
        self.registry.expire_overdue(now)
    }

    /// Forgets ended jobs that ended longer ago than that, and says how many.
    pub fn forget_ended(&self, older_than: Duration) -> usize {
        self.registry.evict_ended_jobs(self.registry.world.now(), Some(older_than))
    }

    /// Forgets one job that has ended, with its trace and breakpoints. Says whether there was one.
    pub fn forget_job(&self, job: &str) -> bool {
        self.registry.forget_job(job)
    }

    /// What there is, and what the bounds cost.
    #[must_use]
    pub fn stats(&self) -> DebugStats {
        self.registry.stats()
    }
}

impl fmt::Debug for Debugger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Debugger").field("stats", &self.stats()).finish_non_exhaustive()
    }
}

impl fmt::Debug for DebuggerBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DebuggerBuilder").field("limits", &self.limits).finish_non_exhaustive()
    }
}
