//! Whether a run lives: from what it says, what its lock says, and the time.

use std::time::Duration;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::document::RunState;
use crate::document::RunStatus;

/// What the host found out about the process that writes a run.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum WriterPresence {
    /// It is there: it holds its lock.
    Here,
    /// It is certainly gone: nobody holds the lock.
    Gone,
    /// Nobody can tell, e.g. because it is on another machine.
    Unknown,
}

/// Whether a run lives.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase", tag = "liveness")]
#[non_exhaustive]
pub enum Liveness {
    /// It is there, and moves on or is paused.
    Live,
    /// It is there, and takes much longer for a step than it did before.
    Stalled {
        /// For how long it has been at that step, milliseconds.
        idle_ms: u64,
    },
    /// It has not been heard of for a while, which heals by itself if it is heard of again.
    Silent {
        /// For how long, milliseconds.
        silent_ms: u64,
    },
    /// It is gone and has not said that it ended.
    Crashed {
        /// When it was last heard of.
        last_seen: Timestamp,
    },
    /// It said that it ended.
    Ended,
}

/// For how long nothing may be heard before that means something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LivenessTimeouts {
    /// A run is silent after this time, 30 s by default, or after six of its heartbeats if that
    /// is longer.
    pub silent_after: Duration,
    /// A run is stalled when its current step takes this many times as long as the usual one,
    /// 5 by default.
    pub stalled_steps: u32,
    /// And at least this long, 30 s by default.
    pub stalled_after: Duration,
}

impl Default for LivenessTimeouts {
    fn default() -> Self {
        Self {
            silent_after: Duration::from_secs(30),
            stalled_steps: 5,
            stalled_after: Duration::from_secs(30),
        }
    }
}

impl Liveness {
    /// Judges a run. What it said of its end is never overridden. The document must have been
    /// read after `presence` was found to be [`WriterPresence::Gone`]: its last words may have come
    /// between.
    #[must_use]
    pub fn from_status(
        status: &RunStatus,
        presence: WriterPresence,
        now: Timestamp,
        patience: &LivenessTimeouts,
    ) -> Self {
        if status.status.is_ended() {
            return Self::Ended;
        }
        let heartbeat = status.writer.as_ref().and_then(|writer| writer.heartbeat);
        let last_seen = heartbeat.map_or(status.last_update, |beat| beat.max(status.last_update));
        if presence == WriterPresence::Gone {
            return Self::Crashed { last_seen };
        }
        let six_beats = status.writer.as_ref().map_or(0, |writer| writer.heartbeat_ms * 6);
        let silent_after = patience.silent_after.max(Duration::from_millis(six_beats));
        let silence = now.saturating_duration_since(last_seen);
        if silence > silent_after {
            return Self::Silent { silent_ms: duration_millis(silence) };
        }
        match idle_time(status, now) {
            Some((idle, usual))
                if idle > patience.stalled_after && idle > usual * patience.stalled_steps =>
            {
                Self::Stalled { idle_ms: duration_millis(idle) }
            }
            _ => Self::Live,
        }
    }

    /// The word, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Live => "live",
            Self::Stalled { .. } => "stalled",
            Self::Silent { .. } => "silent",
            Self::Crashed { .. } => "crashed",
            Self::Ended => "ended",
        }
    }
}

/// For how long nothing has moved, and how long a step usually takes; nothing if it is paused or
/// has not made a step yet.
fn idle_time(status: &RunStatus, now: Timestamp) -> Option<(Duration, Duration)> {
    if status.status == RunState::Paused {
        return None;
    }
    let of_bars = status.bars.iter().filter(|bar| bar.end_time.is_none());
    let of_bars = of_bars.filter_map(|bar| Some((bar.last_update, bar.estimator.as_ref()?)));
    let of_steps = status.steps.last().map(|step| step.timestamp).zip(status.estimator.as_ref());
    let (last, estimator) = of_bars.chain(of_steps).max_by_key(|(last, _)| *last)?;
    let last = status.resume_time.map_or(last, |resumed| resumed.max(last));
    let usual = Duration::try_from_secs_f64(estimator.step_s()?).ok()?;
    Some((now.saturating_duration_since(last), usual))
}

fn duration_millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}
