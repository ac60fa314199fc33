//! Who commands a job, what of it is held, and for how long: data that changes under one lock.

use std::sync::Arc;
use std::task::Waker;

use monitor_core::{Event, Timestamp};

use crate::checkpoint::Go;
use crate::debugger::limits::{Expiry, HoldPolicy};
use crate::job::status::{Reason, Status};
use crate::suspend::{Goal, Hold};
use crate::trace::JobTimes;

/// How a job is commanded.
#[derive(Debug)]
pub(crate) struct Control {
    /// Whether debugging is enabled.
    pub(crate) enabled: bool,
    pub(crate) traced: bool,
    /// Why every activation is to be held at its next checkpoint, and until when.
    pub(crate) paused: Option<(Reason, Timestamp)>,
    pub(crate) goal: Option<Goal>,
    /// Those that are held, the longest held first.
    pub(crate) lanes: Vec<Arc<Hold>>,
    pub(crate) last_lane: u64,
    pub(crate) controller: Option<Controller>,
    /// Until when a controller that left may come back before its holds end.
    pub(crate) grace: Option<Timestamp>,
    pub(crate) cancelled: bool,
    pub(crate) end: Option<Status>,
    pub(crate) times: JobTimes,
    /// Since when the job is paused or something of it is held.
    pub(crate) still_since: Option<Timestamp>,
    /// Activations that went on because too many were held.
    pub(crate) refused_lanes: u64,
}

/// The session that controls a job.
#[derive(Clone, Debug)]
pub(crate) struct Controller {
    pub(crate) session: u64,
    pub(crate) owner: Arc<str>,
    pub(crate) lease_until: Timestamp,
}

/// What is to be done once no lock is held.
#[derive(Debug, Default)]
pub(crate) struct Effects {
    pub(crate) wakers: Vec<Waker>,
    pub(crate) events: Vec<Event>,
    /// Why the job came to a stand or went on, if it did.
    pub(crate) reason: Option<Reason>,
    /// The lanes that are to be released, how and why. That comes after the flags are set, or the
    /// watched code would be past its next checkpoint before it sees them.
    pub(crate) released: Vec<(Arc<Hold>, Go, Reason)>,
}

impl Control {
    /// Of a job that begins now, paused at once if there is a reason.
    pub(crate) fn new(traced: bool, paused: Option<(Reason, Timestamp)>, now: Timestamp) -> Self {
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

    pub(crate) fn status(&self) -> Status {
        match self.end {
            Some(end) => end,
            None if self.cancelled => Status::Cancelled,
            None if self.is_still() => Status::Paused,
            None => Status::Running,
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
    pub(crate) fn lane(&self, lane: Option<u64>) -> Option<&Arc<Hold>> {
        match lane {
            Some(number) => self.lanes.iter().find(|hold| hold.lane == number),
            None => self.lanes.first(),
        }
    }

    /// Lets one lane go on, or all.
    pub(crate) fn release(
        &mut self,
        lane: Option<u64>,
        how: Go,
        why: Reason,
        effects: &mut Effects,
    ) {
        let (released, kept) = std::mem::take(&mut self.lanes)
            .into_iter()
            .partition(|hold| lane.is_none_or(|lane| hold.lane == lane));
        self.lanes = kept;
        let released: Vec<Arc<Hold>> = released;
        effects.released.extend(released.into_iter().map(|hold| (hold, how, why)));
        effects.reason.get_or_insert(why);
    }

    /// Everything that is held goes on, and nothing is to be held.
    pub(crate) fn let_go(&mut self, how: Go, why: Reason, effects: &mut Effects) {
        (self.paused, self.goal, self.grace) = (None, None, None);
        self.release(None, how, why, effects);
    }

    pub(crate) fn cancel(&mut self, why: Reason, effects: &mut Effects) {
        self.cancelled = true;
        self.let_go(Go::Cancelled, why, effects);
    }

    /// Ends what nobody came for in time.
    pub(crate) fn expire(&mut self, now: Timestamp, policy: &HoldPolicy, effects: &mut Effects) {
        if self.controller.as_ref().is_some_and(|controller| controller.lease_until <= now) {
            self.controller = None;
            if self.is_still() {
                return self.expired(None, Reason::LeaseExpired, policy, effects);
            }
        }
        if self.grace.is_some_and(|until| until <= now) {
            self.grace = None;
            return self.expired(None, Reason::LeaseExpired, policy, effects);
        }
        if self.paused.is_some_and(|(_, until)| until <= now) {
            return self.expired(None, Reason::Expired, policy, effects);
        }
        let late: Vec<u64> =
            self.lanes.iter().filter(|hold| hold.until <= now).map(|hold| hold.lane).collect();
        for lane in late {
            self.expired(Some(lane), Reason::Expired, policy, effects);
        }
    }

    fn expired(
        &mut self,
        lane: Option<u64>,
        why: Reason,
        policy: &HoldPolicy,
        effects: &mut Effects,
    ) {
        match (policy.on_expiry, lane) {
            (Expiry::Cancel, _) => self.cancel(why, effects),
            (Expiry::Resume, None) => self.let_go(Go::On, why, effects),
            (Expiry::Resume, lane) => self.release(lane, Go::On, why, effects),
        }
    }

    /// When [`Control::expire`] may have something to do next.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let lease = self.controller.as_ref().map(|controller| controller.lease_until);
        let pause = self.paused.map(|(_, until)| until);
        let lanes = self.lanes.iter().map(|hold| hold.until).min();
        [lease, pause, lanes, self.grace].into_iter().flatten().min()
    }
}
