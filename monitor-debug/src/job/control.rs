//! Who commands a job, what of it is held, and for how long: data that changes under one lock.

use std::sync::Arc;
use std::task::Waker;

use monitor_core::{Event, Timestamp};

use crate::checkpoint::CheckpointOutcome;
use crate::debugger::limits::{ExpiryAction, SuspendPolicy};
use crate::job::status::{DebugJobStatus, StopReason};
use crate::suspend::{StepGoal, ThreadSuspension};
use crate::trace::JobTimes;

/// How a job is commanded.
#[derive(Debug)]
pub(crate) struct JobControlState {
    /// Whether debugging is enabled.
    pub(crate) enabled: bool,
    pub(crate) traced: bool,
    /// Why every activation is to be held at its next checkpoint, and until when.
    pub(crate) paused: Option<(StopReason, Timestamp)>,
    pub(crate) goal: Option<StepGoal>,
    /// Those that are held, the longest held first.
    pub(crate) lanes: Vec<Arc<ThreadSuspension>>,
    pub(crate) last_lane: u64,
    pub(crate) controller: Option<ControllerLease>,
    /// Until when a controller that left may come back before its holds end.
    pub(crate) grace: Option<Timestamp>,
    pub(crate) cancelled: bool,
    pub(crate) end: Option<DebugJobStatus>,
    pub(crate) times: JobTimes,
    /// Since when the job is paused or something of it is held.
    pub(crate) still_since: Option<Timestamp>,
    /// Activations that went on because too many were held.
    pub(crate) refused_lanes: u64,
}

/// The session that controls a job.
#[derive(Clone, Debug)]
pub(crate) struct ControllerLease {
    pub(crate) session: u64,
    pub(crate) owner: Arc<str>,
    pub(crate) lease_until: Timestamp,
}

/// What is to be done once no lock is held.
#[derive(Debug, Default)]
pub(crate) struct ControlEffects {
    pub(crate) wakers: Vec<Waker>,
    pub(crate) events: Vec<Event>,
    /// Why the job came to a stand or went on, if it did.
    pub(crate) reason: Option<StopReason>,
    /// The lanes that are to be released, how and why. That comes after the flags are set, or the
    /// watched code would be past its next checkpoint before it sees them.
    pub(crate) released: Vec<(Arc<ThreadSuspension>, CheckpointOutcome, StopReason)>,
}

impl JobControlState {
    /// Of a job that begins now, paused at once if there is a reason.
    pub(crate) fn new(
        traced: bool,
        paused: Option<(StopReason, Timestamp)>,
        now: Timestamp,
    ) -> Self {
        Self {
            enabled: true,
            traced,
            paused,
            goal: None,
            lanes: Vec::new(),
            last_lane: 0,
            controller: None,
            grace: None,
            cancelled: false,
            end: None,
            times: JobTimes { started: now, ended: None, held_us: 0 },
            still_since: None,
            refused_lanes: 0,
        }
    }

    pub(crate) fn status(&self) -> DebugJobStatus {
        match self.end {
            Some(end) => end,
            None if self.cancelled => DebugJobStatus::Cancelled,
            None if self.is_still() => DebugJobStatus::Paused,
            None => DebugJobStatus::Running,
        }
    }

    pub(crate) fn is_still(&self) -> bool {
        self.paused.is_some() || !self.lanes.is_empty()
    }

    /// When it began and ended, and for how long it stood still until now.
    pub(crate) fn times_at(&self, now: Timestamp) -> JobTimes {
        let still = self.still_since.map_or(0, |since| {
            crate::trace::micros_between(since, self.times.ended.unwrap_or(now))
        });
        JobTimes { held_us: self.times.held_us + still, ..self.times }
    }

    /// The lane of that number, or the one that has been held longest.
    pub(crate) fn find_thread(&self, lane: Option<u64>) -> Option<&Arc<ThreadSuspension>> {
        match lane {
            Some(number) => self.lanes.iter().find(|hold| hold.lane == number),
            None => self.lanes.first(),
        }
    }

    /// Lets one lane go on, or all.
    pub(crate) fn resume_threads(
        &mut self,
        lane: Option<u64>,
        how: CheckpointOutcome,
        why: StopReason,
        effects: &mut ControlEffects,
    ) {
        let (released, kept) = std::mem::take(&mut self.lanes)
            .into_iter()
            .partition(|hold| lane.is_none_or(|lane| hold.lane == lane));
        self.lanes = kept;
        let released: Vec<Arc<ThreadSuspension>> = released;
        effects.released.extend(released.into_iter().map(|hold| (hold, how, why)));
        effects.reason.get_or_insert(why);
    }

    /// Everything that is held goes on, and nothing is to be held.
    pub(crate) fn resume_all(
        &mut self,
        how: CheckpointOutcome,
        why: StopReason,
        effects: &mut ControlEffects,
    ) {
        (self.paused, self.goal, self.grace) = (None, None, None);
        self.resume_threads(None, how, why, effects);
    }

    pub(crate) fn cancel_job(&mut self, why: StopReason, effects: &mut ControlEffects) {
        self.cancelled = true;
        self.resume_all(CheckpointOutcome::Cancelled, why, effects);
    }

    /// Ends what nobody came for in time.
    pub(crate) fn expire_overdue(
        &mut self,
        now: Timestamp,
        policy: &SuspendPolicy,
        effects: &mut ControlEffects,
    ) {
        if self.controller.as_ref().is_some_and(|controller| controller.lease_until <= now) {
            self.controller = None;
            if self.is_still() {
                return self.apply_expiry(None, StopReason::LeaseExpired, policy, effects);
            }
        }
        if self.grace.is_some_and(|until| until <= now) {
            self.grace = None;
            return self.apply_expiry(None, StopReason::LeaseExpired, policy, effects);
        }
        if self.paused.is_some_and(|(_, until)| until <= now) {
            return self.apply_expiry(None, StopReason::Expired, policy, effects);
        }
        let late: Vec<u64> =
            self.lanes.iter().filter(|hold| hold.until <= now).map(|hold| hold.lane).collect();
        for lane in late {
            self.apply_expiry(Some(lane), StopReason::Expired, policy, effects);
        }
    }

    fn apply_expiry(
        &mut self,
        lane: Option<u64>,
        why: StopReason,
        policy: &SuspendPolicy,
        effects: &mut ControlEffects,
    ) {
        match (policy.on_expiry, lane) {
            (ExpiryAction::Cancel, _) => self.cancel_job(why, effects),
            (ExpiryAction::Resume, None) => self.resume_all(CheckpointOutcome::On, why, effects),
            (ExpiryAction::Resume, lane) => {
                self.resume_threads(lane, CheckpointOutcome::On, why, effects)
            }
        }
    }

    /// When [`JobControlState::expire`] may have something to do next.
    pub(crate) fn next_deadline(&self) -> Option<Timestamp> {
        let lease = self.controller.as_ref().map(|controller| controller.lease_until);
        let pause = self.paused.map(|(_, until)| until);
        let lanes = self.lanes.iter().map(|hold| hold.until).min();
        [lease, pause, lanes, self.grace].into_iter().flatten().min()
    }
}
