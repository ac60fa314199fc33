//! A job that is watched: its flags, its trace, its breakpoints, and who commands it.

mod recording;

use std::ops::DerefMut;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::Arc;

use monitor_core::{
    DebugEvent, DebugPhase, EventKind, Job, JobEvent, JobId, NonPoisonMutex, Timestamp,
};

use crate::breakpoint::{Active, BreakpointSet, Effect};
use crate::checkpoint::{Arrival, Go, Name};
use crate::debugger::flow::Flow;
use crate::debugger::world::World;
use crate::job::control::{Control, Controller, Effects};
use crate::job::status::{Outcome, Reason, Status};
use crate::suspend::{Hold, Mailbox};
use crate::sync::{AtomicU32, Ordering};
use crate::trace::{JobTimes, Record, Recorded, What, breakpoint_id, wake};
use crate::variables::Variables;

/// The job is traced.
pub(crate) const TRACE: u32 = 1;
/// The job has breakpoints.
pub(crate) const BREAK: u32 = 2;
/// The job is paused, makes a step, or was cancelled.
pub(crate) const HALT: u32 = 4;

/// A job that is watched.
#[derive(Debug)]
pub(crate) struct Watched {
    /// Which of the above there are: all that a checkpoint looks at while there is none.
    flags: AtomicU32,
    /// How many handles the watched code has.
    pub(crate) handles: AtomicU32,
    frames: AtomicU32,
    pub(crate) job: Job,
    pub(crate) flow: Option<Arc<Flow>>,
    pub(crate) world: Arc<World>,
    pub(crate) breakpoints: BreakpointSet,
    /// Taken after `control` where both are.
    pub(crate) recorded: NonPoisonMutex<Recorded>,
    control: NonPoisonMutex<Control>,
}

/// Whether it may go on from there.
pub(crate) enum Arrived {
    Go(Go),
    Held(Arc<Hold>),
}

impl Watched {
    pub(crate) fn new(
        job: Job,
        flow: Option<Arc<Flow>>,
        world: Arc<World>,
        breakpoints: Vec<Arc<Active>>,
        control: Control,
    ) -> Arc<Self> {
        let limits = &world.limits;
        let recorded = Recorded::new(world.events_per_job(), limits.routines, limits.notes);
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
        watched.change(|_, _| ());
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

    pub(crate) fn control(&self) -> impl DerefMut<Target = Control> + '_ {
        self.control.lock()
    }

    /// Changes how the job is commanded, with all that follows from it: the flags, the trace, the
    /// events, and the wakers of what was released.
    pub(crate) fn change<R>(&self, change: impl FnOnce(&mut Control, &mut Effects) -> R) -> R {
        let now = self.world.now();
        let mut effects = Effects::default();
        let mut control = self.control.lock();
        let changed = change(&mut control, &mut effects);
        self.tell_of_released(&control, now, &mut effects);
        self.stand_or_go(&mut control, now, &mut effects);
        self.flags.store(self.flags_of(&control), Ordering::Relaxed);
        drop(control);
        self.carry_out(effects);
        changed
    }

    fn flags_of(&self, control: &Control) -> u32 {
        let halted = control.paused.is_some() || control.goal.is_some();
        let open = control.enabled && control.end.is_none();
        let trace = if control.traced { TRACE } else { 0 };
        let breaks = if self.breakpoints.is_empty() { 0 } else { BREAK };
        let watched = if open { trace | breaks } else { 0 };
        let halt = if control.cancelled || (open && halted) { HALT } else { 0 };
        watched | halt
    }

    /// Writes down that the job came to a stand, or goes on.
    fn stand_or_go(&self, control: &mut Control, now: Timestamp, effects: &mut Effects) {
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
                let what = What::Paused(held.or(paused).unwrap_or(Reason::Pause));
                self.record(Record::of_lane(now, what, control.lanes.first()), effects);
            }
            JobEvent::paused(&self.job).at(now)
        } else {
            control.times = control.times_at(now);
            control.still_since = None;
            let what = What::Resumed(effects.reason.unwrap_or(Reason::Resumed));
            self.record(Record::bare(now, what), effects);
            JobEvent::resumed(&self.job).at(now)
        };
        effects.events.push(event);
    }

    fn tell_of_released(&self, control: &Control, now: Timestamp, effects: &mut Effects) {
        if control.end.is_some() || !self.world.wants(EventKind::DebugReleased) {
            return;
        }
        for (hold, _, why) in &effects.released {
            let event = self.about(DebugPhase::Released, hold.routine);
            effects.events.push(event.lane(hold.lane).reason(why.as_str()).at(now));
        }
    }

    /// Does what may not be done under a lock.
    fn carry_out(&self, effects: Effects) {
        // What is told comes before what follows from it, and an observer that panics holds nobody.
        let told = catch_unwind(AssertUnwindSafe(|| {
            effects.events.iter().for_each(|event| self.world.tell(event));
        }));
        let released = effects.released.iter();
        let released = released.filter_map(|(hold, how, _)| hold.mailbox.release(*how));
        wake(released.chain(effects.wakers).collect());
        if let Err(panic) = told {
            resume_unwind(panic);
        }
    }

    /// An event about a routine of this job.
    pub(crate) fn about(&self, phase: DebugPhase, routine: Name) -> DebugEvent {
        let mut event = DebugEvent::new(phase, &self.job);
        if let Some(flow) = &self.flow {
            event = event.flow(&*flow.id);
        }
        if routine == Name::NONE { event } else { event.routine(&*self.world.names.text(routine)) }
    }

    /// A checkpoint other than the beginning of an activation.
    #[inline]
    pub(crate) fn reach(&self, flags: u32, arrival: &Arrival<'_>, vars: &dyn Variables) -> Arrived {
        if flags & TRACE != 0 {
            let what = What::at(&arrival.place.location);
            let record = Record::of_arrival(self.world.now(), what, arrival);
            let mut recorded = self.recorded.lock();
            recorded.figures.emits += u64::from(what == What::Emitted);
            recorded.figures.slot_calls += u64::from(what == What::SlotCalled);
            let wakers = self.append(&mut recorded, record);
            drop(recorded);
            wake(wakers);
        }
        if flags & (BREAK | HALT) == 0 {
            return Arrived::Go(Go::On);
        }
        self.look(flags, arrival, vars)
    }

    /// Looks whether there is a reason to hold what has arrived.
    #[inline]
    pub(crate) fn look(&self, flags: u32, arrival: &Arrival<'_>, vars: &dyn Variables) -> Arrived {
        let breaks = flags & BREAK != 0 && self.breakpoints.may_be_in(arrival.place.routine);
        if flags & HALT == 0 && !breaks {
            return Arrived::Go(Go::On);
        }
        let hit = if breaks { self.pass_breakpoints(arrival, vars) } else { None };
        if flags & HALT == 0 && hit.is_none() {
            return Arrived::Go(Go::On);
        }
        self.stop(arrival, hit)
    }

    /// The first breakpoint that holds; all that are here are passed.
    fn pass_breakpoints(&self, arrival: &Arrival<'_>, variables: &dyn Variables) -> Option<u32> {
        let mut hit = None;
        let (routine, location) = (arrival.place.routine, arrival.location());
        let list = self.breakpoints.list();
        for active in list.iter().filter(|active| active.is_on(routine, &location)) {
            match active.pass(arrival, variables, &self.world.names, || self.world.now()) {
                None => {}
                Some(Effect::Hold) => hit = hit.or(Some(active.number)),
                Some(Effect::Log(message)) => self.logged(arrival, active.number, &message),
            }
        }
        hit
    }

    /// Holds what has arrived, if there is a reason.
    #[cold]
    fn stop(&self, arrival: &Arrival<'_>, hit: Option<u32>) -> Arrived {
        let now = self.world.now();
        let policy = &self.world.policy;
        let held = self.change(|control, effects| {
            if control.cancelled {
                return Err(Go::Cancelled);
            }
            if !control.enabled || control.end.is_some() {
                return Err(Go::On);
            }
            let hit = hit.filter(|_| !policy.need_session || control.controller.is_some());
            let reason = match (hit, control.paused, control.goal) {
                (Some(_), ..) => Reason::Breakpoint,
                (None, Some((reason, _)), _) => reason,
                (None, None, Some(goal)) if goal.is_reached(arrival) => Reason::Step,
                _ => return Err(Go::On),
            };
            if control.lanes.len() >= self.world.limits.lanes {
                control.refused_lanes += 1;
                return Err(Go::On);
            }
            control.goal = None;
            control.last_lane += 1;
            let hold = Arc::new(Hold {
                lane: control.last_lane,
                routine: arrival.place.routine,
                frame: arrival.frame_number(),
                cause: arrival.caused_by(),
                reason,
                breakpoint: hit.unwrap_or(0),
                since: now,
                until: now.saturating_add(policy.max_hold),
                stack: arrival.stack(),
                mailbox: Mailbox::new(),
            });
            self.tell_of_held(&hold, arrival, now, effects);
            control.lanes.push(Arc::clone(&hold));
            Ok(hold)
        });
        match held {
            Ok(hold) => Arrived::Held(hold),
            Err(go) => Arrived::Go(go),
        }
    }

    fn tell_of_held(
        &self,
        hold: &Arc<Hold>,
        arrival: &Arrival<'_>,
        now: Timestamp,
        effects: &mut Effects,
    ) {
        let (routine, name) = (arrival.place.routine, arrival.place.name());
        let what = match hold.reason {
            Reason::Breakpoint => What::Hit,
            reason => What::Paused(reason),
        };
        self.record(Record { name, ..Record::of_lane(now, what, Some(hold)) }, effects);
        if self.world.wants(EventKind::DebugHeld) {
            let point = self.world.names.text(name);
            let event = self.about(DebugPhase::Held, routine).point(&*point).lane(hold.lane);
            let event = event.reason(hold.reason.as_str());
            effects.events.push(if hold.breakpoint == 0 {
                event.at(now)
            } else {
                event.breakpoint(breakpoint_id(hold.breakpoint)).at(now)
            });
        }
    }

    /// The watched code of a lane is gone.
    pub(crate) fn forget(&self, lane: u64, why: Reason) {
        self.change(|control, effects| {
            control.release(Some(lane), Go::Cancelled, why, effects);
        });
    }

    /// The session that controlled the job does so no more.
    pub(crate) fn tell_of_detached(
        &self,
        gone: Option<Controller>,
        why: Reason,
        now: Timestamp,
        effects: &mut Effects,
    ) {
        if let Some(gone) = gone {
            let event = self.about(DebugPhase::Detached, Name::NONE).owner(&*gone.owner);
            effects.events.push(event.reason(why.as_str()).at(now));
        }
    }

    /// The job has ended: nothing of it is held any more. Says whether it had not before.
    pub(crate) fn finish(&self, outcome: Outcome, now: Timestamp) -> bool {
        self.change(|control, effects| {
            if control.end.is_some() {
                return false;
            }
            control.times = control.times_at(now);
            control.times.ended = Some(now);
            control.still_since = None;
            let status = if control.cancelled { Status::Cancelled } else { outcome.into() };
            let how = if control.cancelled { Go::Cancelled } else { Go::On };
            control.let_go(how, Reason::Ended, effects);
            let gone = control.controller.take();
            self.tell_of_detached(gone, Reason::Ended, now, effects);
            control.end = Some(status);
            self.record(Record::bare(now, What::Ended(status)), effects);
            true
        })
    }

    /// Ends what nobody came for in time, and says when to look again.
    pub(crate) fn expire(&self, now: Timestamp) -> Option<Timestamp> {
        let deadline = self.control().deadline()?;
        if deadline > now {
            return Some(deadline);
        }
        self.change(|control, effects| {
            let controller = control.controller.clone();
            control.expire(now, &self.world.policy, effects);
            if control.controller.is_none() {
                self.tell_of_detached(controller, Reason::LeaseExpired, now, effects);
            }
            control.deadline()
        })
    }

    pub(crate) fn times(&self) -> (JobTimes, Timestamp) {
        let now = self.world.now();
        (self.control().times_at(now), now)
    }
}
