//! How much a debugger keeps, and for how long it holds and waits.

use std::time::Duration;

/// How much is kept. What is beyond a bound is counted, never silently lost.
///
/// ```
/// use monitor_debug::{DebugLimits, Debugger};
///
/// let mut limits = DebugLimits::default();
/// limits.events_per_job = 500;
/// let debugger = Debugger::builder().limits(limits).build();
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct DebugLimits {
    /// Events that the trace of one job keeps, 1,000 by default; the oldest goes first. At least
    /// one. [`Debugger::set_events_per_job`](crate::Debugger::set_events_per_job) changes it later.
    pub events_per_job: usize,
    /// Jobs that run at one time, 10,000 by default. A further one gets a handle that does nothing.
    pub open_jobs: usize,
    /// Ended jobs that are kept, 1,000 by default; the one that ended first goes first.
    pub ended_jobs: usize,
    /// How long an ended job is kept, 1 h by default.
    pub retention: Duration,
    /// Breakpoints at one job, and at one flow, 256 by default. A further one is refused.
    pub breakpoints: usize,
    /// Activations of one job that are held at one time, 1,024 by default. A further one goes on.
    pub lanes: usize,
    /// Routines of one job with figures of their own, 1,024 by default; further ones share those
    /// of `__other__`.
    pub routines: usize,
    /// Different names of routines, slots and events, 65,536 by default; further ones are
    /// `__other__`.
    pub names: usize,
    /// Errors and log messages that are kept with the trace of one job, 100 by default.
    pub notes: usize,
    /// Flows that are known by name, 10,000 by default. Jobs of a further one belong to none.
    pub flows: usize,
}

impl Default for DebugLimits {
    fn default() -> Self {
        Self {
            events_per_job: 1_000,
            open_jobs: 10_000,
            ended_jobs: 1_000,
            retention: Duration::from_secs(3_600),
            breakpoints: 256,
            lanes: 1_024,
            routines: 1_024,
            names: 65_536,
            notes: 100,
            flows: 10_000,
        }
    }
}

/// For how long an activation may be held, and what then.
///
/// Nobody hangs for ever: a hold ends when its limit is over, when the session that controls the
/// job does not renew its lease, when the session or the job ends, and when debugging is disabled.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct SuspendPolicy {
    /// The longest that one activation is held, or that a job stays paused, 300 s by default.
    pub max_hold: Duration,
    /// What happens at the end of `max_hold` or of a lease.
    pub on_expiry: ExpiryAction,
    /// For how long a session controls a job after its last sign of life, 30 s by default.
    pub lease: Duration,
    /// Whether breakpoints hold only while a session controls the job. By default they also hold
    /// without one, so that whoever comes later finds the held activation.
    pub need_session: bool,
}

/// What happens to a held activation when nobody came in time.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExpiryAction {
    /// It goes on.
    Resume,
    /// Its job is cancelled.
    Cancel,
}

impl Default for SuspendPolicy {
    fn default() -> Self {
        Self {
            max_hold: Duration::from_secs(300),
            on_expiry: ExpiryAction::Resume,
            lease: Duration::from_secs(30),
            need_session: false,
        }
    }
}
