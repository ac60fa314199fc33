//! The debugger of a host: it knows the jobs, and gives out what watches and what commands them.

pub(crate) mod flow;
pub(crate) mod limits;
pub(crate) mod registry;
pub(crate) mod world;

pub use limits::{DebugLimits, Expiry, HoldPolicy};
pub use registry::DebugStats;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Clock, JobId, Observer, SystemClock, Timestamp};

use crate::breakpoint::{Active, Breakpoint, BreakpointStatus, FlowShape};
use crate::checkpoint::Place;
use crate::error::Error;
use crate::job::control::Control;
use crate::job::status::Reason;
use crate::job::watched::Watched;
use crate::job::{Job, JobSpec};
use crate::location::BreakpointLocation;
use crate::session::{Controls, Role, Session, Who};
use crate::sync::Ordering;
use crate::trace::{Cursor, QUEUE, QueueStatus, RoutineMetrics, Source};
use crate::trace::{Trace, TraceMetrics, breakpoint_id};
use flow::Flow;
use registry::Registry;
use world::World;

/// Traces jobs, holds them at breakpoints, and lets sessions command them.
///
/// It does nothing by itself: jobs call it at their checkpoints, and the host calls
/// [`Debugger::expire`]. Cloning it gives another handle; when the last one is dropped, everything
/// that is held goes on.
#[derive(Clone)]
pub struct Debugger {
    registry: Arc<Registry>,
}

/// Makes a [`Debugger`].
#[must_use]
pub struct DebuggerBuilder {
    limits: DebugLimits,
    policy: HoldPolicy,
    clock: Arc<dyn Clock>,
    observer: Option<Arc<dyn Observer>>,
    enabled: bool,
}

/// What a breakpoint is set on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Target<'a> {
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
    pub fn policy(mut self, policy: HoldPolicy) -> Self {
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
        let world = World::new(self.clock, self.observer, self.limits, self.policy);
        let registry = Arc::new(Registry::new(Arc::new(world)));
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
            policy: HoldPolicy::default(),
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
    pub fn slot(&self, routine: &str, slot: &str) -> Place {
        let names = &self.registry.world.names;
        Place::new(names.number(routine), BreakpointLocation::Slot(names.number(slot)))
    }

    /// The place where `routine` hands out `event`. Make it once.
    #[must_use]
    #[track_caller]
    pub fn event(&self, routine: &str, event: &str) -> Place {
        let names = &self.registry.world.names;
        Place::new(names.number(routine), BreakpointLocation::Event(names.number(event)))
    }

    /// Any other place in `routine`. Make it once.
    #[must_use]
    #[track_caller]
    pub fn point(&self, routine: &str, label: &str) -> Place {
        let names = &self.registry.world.names;
        Place::new(names.number(routine), BreakpointLocation::Label(names.number(label)))
    }

    /// Declares the routines of a flow: from now on breakpoints on others are refused.
    pub fn declare(&self, flow: &str, shape: FlowShape) {
        if let Some(flow) = self.registry.flow(flow) {
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
    pub fn start(&self, job: impl Into<monitor_core::Job>) -> Result<Job, Error> {
        self.start_job(JobSpec::new(job))
    }

    /// A job begins as `spec` says. If debugging is disabled, or there are too many jobs, the
    /// handle does nothing.
    ///
    /// # Errors
    /// [`Error::JobExists`], and for its breakpoints the errors of [`Debugger::set_breakpoint`].
    pub fn start_job(&self, spec: JobSpec) -> Result<Job, Error> {
        if !self.is_enabled() {
            return Ok(Job::unwatched());
        }
        let world = &self.registry.world;
        let flow = spec.flow.as_deref().and_then(|id| self.registry.flow(id));
        let mut breakpoints = match &flow {
            Some(flow) => flow.breakpoints.lock().clone(),
            None => Vec::new(),
        };
        for breakpoint in spec.breakpoints {
            self.room(breakpoints.len())?;
            breakpoints.push(self.compile(flow.as_deref(), breakpoint)?);
        }
        let now = world.now();
        let paused = spec.held.then(|| (Reason::Start, now.saturating_add(world.policy.max_hold)));
        let control = Control::new(spec.traced, paused, now);
        let watched = Watched::new(spec.job, flow, Arc::clone(world), breakpoints, control);
        if self.registry.admit(&watched)? {
            // What was disabled in between has not reached this job.
            if !self.is_enabled() {
                self.registry.set_enabled(false);
            }
            Ok(Job::new(watched, Arc::downgrade(&self.registry)))
        } else {
            Ok(Job::unwatched())
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
    pub fn controls(&self, job: &str) -> Result<Controls, Error> {
        Ok(Controls { job: self.registry.job(job)?, who: Who::Operator })
    }

    /// A session at a job.
    ///
    /// # Errors
    /// [`Error::UnknownJob`]; for a controller [`Error::Controlled`] if there is one,
    /// [`Error::Ended`], [`Error::Disabled`].
    pub fn attach(&self, job: &str, owner: &str, role: Role) -> Result<Session, Error> {
        let who = match role {
            Role::Controller => Who::Controller(self.registry.next_session()),
            Role::Viewer => Who::Viewer,
        };
        Session::attach(Controls { who, ..self.controls(job)? }, owner, false)
    }

    /// A session that controls a job, even if another one did.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::Ended`], [`Error::Disabled`].
    pub fn take_over(&self, job: &str, owner: &str) -> Result<Session, Error> {
        let who = Who::Controller(self.registry.next_session());
        Session::attach(Controls { who, ..self.controls(job)? }, owner, true)
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
        target: Target<'_>,
        breakpoint: Breakpoint,
    ) -> Result<BreakpointStatus, Error> {
        match target {
            Target::Job(id) => {
                let job = self.registry.job(id)?;
                let end = job.control().end;
                if let Some(end) = end {
                    return Err(Error::Ended { job: id.to_owned(), status: end.as_str() });
                }
                self.room(job.breakpoints.list().len())?;
                let active = self.compile(job.flow.as_deref(), breakpoint)?;
                let max = self.registry.world.limits.breakpoints;
                if !job.breakpoints.add(Arc::clone(&active), max) {
                    return Err(Error::TooManyBreakpoints { max });
                }
                job.change(|_, _| ());
                Ok(active.status())
            }
            Target::Flow(id) => {
                let max = self.registry.world.limits.flows;
                let flow = self.registry.flow(id).ok_or(Error::TooManyBreakpoints { max })?;
                self.room(flow.breakpoints.lock().len())?;
                let active = self.compile(Some(&flow), breakpoint)?;
                flow.breakpoints.lock().push(Arc::clone(&active));
                Ok(active.status())
            }
        }
    }

    fn room(&self, taken: usize) -> Result<(), Error> {
        let max = self.registry.world.limits.breakpoints;
        if taken >= max { Err(Error::TooManyBreakpoints { max }) } else { Ok(()) }
    }

    fn compile(&self, flow: Option<&Flow>, breakpoint: Breakpoint) -> Result<Arc<Active>, Error> {
        let world = &self.registry.world;
        let mut verified = false;
        if let Some(flow) = flow
            && let Some(shape) = &*flow.shape.lock()
        {
            shape.check(&flow.id, &breakpoint)?;
            verified = true;
        }
        let number = self.registry.next_breakpoint();
        let active = Active::new(number, breakpoint, verified, &world.names, world.now())?;
        Ok(Arc::new(active))
    }

    fn active(&self, target: Target<'_>) -> Result<Vec<Arc<Active>>, Error> {
        Ok(match target {
            Target::Job(id) => self.registry.job(id)?.breakpoints.list().to_vec(),
            Target::Flow(id) => match self.registry.flow(id) {
                Some(flow) => flow.breakpoints.lock().clone(),
                None => Vec::new(),
            },
        })
    }

    /// The breakpoints of a job or flow, in the order in which they were set.
    ///
    /// # Errors
    /// [`Error::UnknownJob`].
    pub fn breakpoints(&self, target: Target<'_>) -> Result<Vec<BreakpointStatus>, Error> {
        Ok(self.active(target)?.iter().map(|active| active.status()).collect())
    }

    /// Enables or disables a breakpoint. One that is on a flow changes for all its jobs.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::UnknownBreakpoint`].
    pub fn enable_breakpoint(
        &self,
        target: Target<'_>,
        id: &str,
        enabled: bool,
    ) -> Result<BreakpointStatus, Error> {
        let active = self.active(target)?;
        let found = active.iter().find(|active| breakpoint_id(active.number) == id);
        let active = found.ok_or_else(|| Error::UnknownBreakpoint { id: id.to_owned() })?;
        active.enable(enabled);
        Ok(active.status())
    }

    /// Removes a breakpoint from a job, or from the later jobs of a flow.
    ///
    /// # Errors
    /// [`Error::UnknownJob`], [`Error::UnknownBreakpoint`].
    pub fn remove_breakpoint(&self, target: Target<'_>, id: &str) -> Result<(), Error> {
        let active = self.active(target)?;
        let found = active.iter().find(|active| breakpoint_id(active.number) == id);
        let number = found.ok_or_else(|| Error::UnknownBreakpoint { id: id.to_owned() })?.number;
        match target {
            Target::Job(id) => {
                let job = self.registry.job(id)?;
                job.breakpoints.remove(number);
                job.change(|_, _| ());
            }
            Target::Flow(id) => {
                if let Some(flow) = self.registry.flow(id) {
                    flow.breakpoints.lock().retain(|active| active.number != number);
                }
            }
        }
        Ok(())
    }

    /// The trace of a job, see [`Controls::trace`].
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
    pub fn follow(&self, flow: &str, queue: Option<u64>) -> Option<Cursor> {
        let flow = self.registry.flow(flow)?;
        let subscriber = flow.follow(queue.unwrap_or(QUEUE));
        Some(Cursor::new(Source::Flow(flow), subscriber))
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
    pub fn expire(&self, now: Timestamp) -> Option<Timestamp> {
        self.registry.expire(now)
    }

    /// Forgets ended jobs that ended longer ago than that, and says how many.
    pub fn forget_ended(&self, older_than: Duration) -> usize {
        self.registry.sweep(self.registry.world.now(), Some(older_than))
    }

    /// Forgets one job that has ended, with its trace and breakpoints. Says whether there was one.
    pub fn forget_job(&self, job: &str) -> bool {
        self.registry.forget(job)
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
