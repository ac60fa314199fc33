//! A job that is watched: its flags, its trace, its breakpoints, and who commands it.

mod recording;

use std::ops::DerefMut;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use monitor_core::{
    DebugEvent, DebugPhase, EventKind, Job, JobEvent, JobId, NonPoisonMutex, Timestamp,
};

use crate::breakpoint::{ActiveBreakpoint, BreakpointAction, BreakpointSet};
use crate::checkpoint::{CheckpointArrival, CheckpointOutcome, NameId};
use crate::debugger::flow::DebugFlow;
use crate::debugger::world::DebuggerContext;
use crate::job::control::{ControlEffects, ControllerLease, JobControlState};
use crate::job::status::{DebugJobOutcome, DebugJobStatus, StopReason};
use crate::suspend::{ThreadMailbox, ThreadSuspension};
use crate::sync::{AtomicU32, Ordering};
use crate::trace::{JobTimes, JobTrace, RecordKind, TraceRecord, breakpoint_id, wake_all};
use crate::variables::VariableAccess;

/// The job is traced.
pub(crate) const TRACE: u32 = 1;
/// The job has breakpoints.
pub(crate) const BREAK: u32 = 2;
/// The job is paused, makes a step, or was cancelled.
pub(crate) const HALT: u32 = 4;

/// A job that is watched.
#[derive(Debug)]
pub(crate) struct DebugJobInner {
    /// Which of the above there are: all that a checkpoint looks at while there is none.
    flags: AtomicU32,
    /// How many handles the watched code has.
    pub(crate) handles: AtomicU32,
    frames: AtomicU32,
    pub(crate) job: Job,
    pub(crate) flow: Option<Arc<DebugFlow>>,
    pub(crate) world: Arc<DebuggerContext>,
    pub(crate) breakpoints: BreakpointSet,
    /// Taken after `control` where both are.
    pub(crate) recorded: NonPoisonMutex<JobTrace>,
    control: NonPoisonMutex<JobControlState>,
}

/// Whether it may go on from there.
pub(crate) enum CheckpointAction {
    Go(CheckpointOutcome),
    Held(Arc<ThreadSuspension>),
}

impl DebugJobInner {
    pub(crate) fn new(
        job: Job,
        flow: Option<Arc<DebugFlow>>,
        world: Arc<DebuggerContext>,
        breakpoints: Vec<Arc<ActiveBreakpoint>>,
        control: JobControlState,
    ) -> Arc<Self> {
        let limits = &world.limits;
        let recorded = JobTrace::new(world.events_per_job(), limits.routines, limits.notes);
        let watched = Arc::new(Self {
            flags: AtomicU32::new(0),
            handles: AtomicU32::new(1),
            frames: AtomicU32::new(0),
            job,
            flow,
            world,
            breakpoints: BreakpointSet::new(breakpoints),
            recorded: NonPoisonMutex::new(recorded),
            control: NonPoisonMutex::new(control),
        });
        watched.change_control(|_, _| ());
        watched
    }

    pub(crate) fn id(&self) -> &JobId {
        &self.job.id
    }

    #[inline]
    pub(crate) fn flags(&self) -> u32 {
        self.flags.load(Ordering::Relaxed)
    }

    pub(crate) fn next_frame(&self) -> u32 {
        self.frames.fetch_add(1, Ordering::Relaxed).wrapping_add(1)
    }

    pub(crate) fn lock_control(&self) -> impl DerefMut<Target = JobControlState> + '_ {
        self.control.lock()
    }

    /// Changes how the job is commanded, with all that follows from it: the flags, the trace, the
    /// events, and the wakers of what was released.
    pub(crate) fn change_control<R>(
        &self,
        change: impl FnOnce(&mut JobControlState, &mut ControlEffects) -> R,
    ) -> R {
        let now = self.world.now();
        let mut effects = ControlEffects::default();
        let mut control = self.control.lock();
        let changed = change(&mut control, &mut effects);
        self.push_released_events(&control, now, &mut effects);
        self.record_pause_state(&mut control, now, &mut effects);
        self.flags.store(self.flags_of(&control), Ordering::Relaxed);
        drop(control);
        self.apply_effects(effects);
        changed
    }

    fn flags_of(&self, control: &JobControlState) -> u32 {
        let halted = control.paused.is_some() || control.goal.is_some();
        let open = control.enabled && control.end.is_none();
        let trace = if control.traced { TRACE } else { 0 };
        let breaks = if self.breakpoints.is_empty() { 0 } else { BREAK };
        let watched = if open { trace | breaks } else { 0 };
        let halt = if control.cancelled || (open && halted) { HALT } else { 0 };
        watched | halt
    }

    /// Writes down that the job came to a stand, or goes on.
    fn record_pause_state(
        &self,
        control: &mut JobControlState,
        now: Timestamp,
        effects: &mut ControlEffects,
    ) {
        let still = control.is_still();
        if still == control.still_since.is_some() {
            return;
        }
        let event = if still {
            control.still_since = Some(now);
            // An activation that is held for another reason than a breakpoint has said so itself.
            if control.lanes.first().is_none_or(|hold| hold.breakpoint != 0) {
                let held = control.lanes.first().map(|hold| hold.reason);
                let paused = control.paused.map(|(reason, _)| reason);
                let what = RecordKind::Paused(held.or(paused).unwrap_or(StopReason::Pause));
                self.record(TraceRecord::for_thread(now, what, control.lanes.first()), effects);
            }
            JobEvent::paused(&self.job).at(now)
        } else {
            control.times = control.times_at(now);
            control.still_since = None;
            let what = RecordKind::Resumed(effects.reason.unwrap_or(StopReason::Resumed));
            self.record(TraceRecord::new(now, what), effects);
            JobEvent::resumed(&self.job).at(now)
        };
        effects.events.push(event);
    }

    fn push_released_events(
        &self,
        control: &JobControlState,
        now: Timestamp,
        effects: &mut ControlEffects,
    ) {
        if control.end.is_some() || !self.world.is_interested(EventKind::DebugReleased) {
            return;
        }
        for (hold, _, why) in &effects.released {
            let event = self.debug_event(DebugPhase::Released, hold.routine);
            effects.events.push(event.lane(hold.lane).reason(why.as_str()).at(now));
        }
    }

    /// Does what may not be done under a lock.
    fn apply_effects(&self, effects: ControlEffects) {
        // What is told comes before what follows from it, and an observer that panics holds nobody.
        let told = catch_unwind(AssertUnwindSafe(|| {
            effects.events.iter().for_each(|event| self.world.notify_observer(event));
        }));
        let released = effects.released.iter();
        let released = released.filter_map(|(hold, how, _)| hold.mailbox.resume_thread(*how));
        wake_all(released.chain(effects.wakers).collect());
        if let Err(panic) = told {
            resume_unwind(panic);
        }
    }

    /// An event about a routine of this job.
    pub(crate) fn debug_event(&self, phase: DebugPhase, routine: NameId) -> DebugEvent {
        let mut event = DebugEvent::new(phase, &self.job);
        if let Some(flow) = &self.flow {
            event = event.flow(&*flow.id);
        }
        if routine == NameId::NONE {
            event
        } else {
            event.routine(&*self.world.names.resolve_name(routine))
        }
    }

    /// A checkpoint other than the beginning of an activation.
    #[inline]
    pub(crate) fn reach_checkpoint(
        &self,
        flags: u32,
        arrival: &CheckpointArrival<'_>,
        vars: &dyn VariableAccess,
    ) -> CheckpointAction {
        if flags & TRACE != 0 {
            let what = RecordKind::for_location(&arrival.place.location);
            let record = TraceRecord::for_arrival(self.world.now(), what, arrival);
            let mut recorded = self.recorded.lock();
            recorded.figures.emits += u64::from(what == RecordKind::Emitted);
            recorded.figures.slot_calls += u64::from(what == RecordKind::SlotCalled);
            let wakers = self.append(&mut recorded, record);
            drop(recorded);
            wake_all(wakers);
        }
        if flags & (BREAK | HALT) == 0 {
            return CheckpointAction::Go(CheckpointOutcome::On);
        }
        self.check_suspend(flags, arrival, vars)
    }

    /// Looks whether there is a reason to hold what has arrived.
    #[inline]
    pub(crate) fn check_suspend(
        &self,
        flags: u32,
        arrival: &CheckpointArrival<'_>,
        vars: &dyn VariableAccess,
    ) -> CheckpointAction {
        let breaks = flags & BREAK != 0 && self.breakpoints.may_be_in(arrival.place.routine);
        if flags & HALT == 0 && !breaks {
            return CheckpointAction::Go(CheckpointOutcome::On);
        }
        let hit = if breaks { self.pass_breakpoints(arrival, vars) } else { None };
        if flags & HALT == 0 && hit.is_none() {
            return CheckpointAction::Go(CheckpointOutcome::On);
        }
        self.suspend_if_needed(arrival, hit)
    }

    /// The first breakpoint that holds; all that are here are passed.
    fn pass_breakpoints(
        &self,
        arrival: &CheckpointArrival<'_>,
        variables: &dyn VariableAccess,
    ) -> Option<u32> {
        let mut hit = None;
        let (routine, location) = (arrival.place.routine, arrival.location());
        let list = self.breakpoints.current_list();
        for active in list.iter().filter(|active| active.is_on(routine, &location)) {
            match active.evaluate_pass(arrival, variables, &self.world.names, || self.world.now()) {
                None => {}
                Some(BreakpointAction::Hold) => hit = hit.or(Some(active.number)),
                Some(BreakpointAction::Log(message)) => {
                    self.record_log(arrival, active.number, &message)
                }
            }
        }
        hit
    }

    /// Holds what has arrived, if there is a reason.
    #[cold]
    fn suspend_if_needed(
        &self,
        arrival: &CheckpointArrival<'_>,
        hit: Option<u32>,
    ) -> CheckpointAction {
        let now = self.world.now();
        let policy = &self.world.policy;
        let held = self.change_control(|control, effects| {
            if control.cancelled {
                return Err(CheckpointOutcome::Cancelled);
            }
            if !control.enabled || control.end.is_some() {
                return Err(CheckpointOutcome::On);
            }
            let hit = hit.filter(|_| !policy.need_session || control.controller.is_some());
            let reason = match (hit, control.paused, control.goal) {
                (Some(_), ..) => StopReason::Breakpoint,
                (None, Some((reason, _)), _) => reason,
                (None, None, Some(goal)) if goal.is_reached(arrival) => StopReason::Step,
                _ => return Err(CheckpointOutcome::On),
            };
            if control.lanes.len() >= self.world.limits.lanes {
                control.refused_lanes += 1;
                return Err(CheckpointOutcome::On);
            }
            control.goal = None;
            control.last_lane += 1;
            let hold = Arc::new(ThreadSuspension {
                lane: control.last_lane,
                routine: arrival.place.routine,
                frame: arrival.frame_number(),
                cause: arrival.caused_by(),
                reason,
                breakpoint: hit.unwrap_or(0),
                since: now,
                until: now.saturating_add(policy.max_hold),
                stack: arrival.call_stack(),
                mailbox: ThreadMailbox::new(),
            });
            self.record_suspend(&hold, arrival, now, effects);
            control.lanes.push(Arc::clone(&hold));
            Ok(hold)
        });
        match held {
            Ok(hold) => CheckpointAction::Held(hold),
            Err(go) => CheckpointAction::Go(go),
        }
    }

    fn record_suspend(
        &self,
        hold: &Arc<ThreadSuspension>,
        arrival: &CheckpointArrival<'_>,
        now: Timestamp,
        effects: &mut ControlEffects,
    ) {
        let (routine, name) = (arrival.place.routine, arrival.place.name());
        let what = match hold.reason {
            StopReason::Breakpoint => RecordKind::Hit,
            reason => RecordKind::Paused(reason),
        };
        self.record(
            TraceRecord { name, ..TraceRecord::for_thread(now, what, Some(hold)) },
            effects,
        );
        if self.world.is_interested(EventKind::DebugHeld) {
            let point = self.world.names.resolve_name(name);
            let event = self.debug_event(DebugPhase::Held, routine).point(&*point).lane(hold.lane);
            let event = event.reason(hold.reason.as_str());
            effects.events.push(if hold.breakpoint == 0 {
                event.at(now)
            } else {
                event.breakpoint(breakpoint_id(hold.breakpoint)).at(now)
            });
        }
    }

    /// The watched code of a lane is gone.
    pub(crate) fn drop_thread(&self, lane: u64, why: StopReason) {
        self.change_control(|control, effects| {
            control.resume_threads(Some(lane), CheckpointOutcome::Cancelled, why, effects);
        });
    }

    /// The session that controlled the job does so no more.
    pub(crate) fn push_detached_event(
        &self,
        gone: Option<ControllerLease>,
        why: StopReason,
        now: Timestamp,
        effects: &mut ControlEffects,
    ) {
        if let Some(gone) = gone {
            let event = self.debug_event(DebugPhase::Detached, NameId::NONE).owner(&*gone.owner);
            effects.events.push(event.reason(why.as_str()).at(now));
        }
    }

    /// The job has ended: nothing of it is held any more. Says whether it had not before.
    pub(crate) fn finish_job(&self, outcome: DebugJobOutcome, now: Timestamp) -> bool {
        self.change_control(|control, effects| {
            if control.end.is_some() {
                return false;
            }
            control.times = control.times_at(now);
            control.times.ended = Some(now);
            control.still_since = None;
            let status = if control.cancelled { DebugJobStatus::Cancelled } else { outcome.into() };
            let how = if control.cancelled {
                CheckpointOutcome::Cancelled
            } else {
                CheckpointOutcome::On
            };
            control.resume_all(how, StopReason::Ended, effects);
            let gone = control.controller.take();
            self.push_detached_event(gone, StopReason::Ended, now, effects);
            control.end = Some(status);
            self.record(TraceRecord::new(now, RecordKind::Ended(status)), effects);
            true
        })
    }

    /// Ends what nobody came for in time, and says when to look again.
    pub(crate) fn expire_overdue(&self, now: Timestamp) -> Option<Timestamp> {
        let deadline = self.lock_control().next_deadline()?;
        if deadline > now {
            return Some(deadline);
        }
        self.change_control(|control, effects| {
            let controller = control.controller.clone();
            control.expire_overdue(now, &self.world.policy, effects);
            if control.controller.is_none() {
                self.push_detached_event(controller, StopReason::LeaseExpired, now, effects);
            }
            control.next_deadline()
        })
    }

    pub(crate) fn job_times(&self) -> (JobTimes, Timestamp) {
        let now = self.world.now();
        (self.lock_control().times_at(now), now)
    }
}
