//! What changes the figures beside events, recorded so that a replay does the same.

use monitor_core::{Event, Monitor, Timestamp};
use serde::{Deserialize, Serialize};

/// What a host does to the figures beside emitting events.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum MetricsChange {
    /// [`Monitor::reset`].
    Reset,
    /// [`Monitor::enable`].
    Enable,
    /// [`Monitor::disable`].
    Disable,
    /// [`Monitor::expire`].
    Expire,
}

impl MetricsChange {
    /// Does it at `now`, and gives the events that are the host's to emit: of workers that are
    /// lost. In a replay they are in the recording already.
    #[must_use = "these events are for the host to emit"]
    pub fn apply(self, monitor: &Monitor, now: Timestamp) -> Vec<Event> {
        match self {
            Self::Reset => monitor.reset(),
            Self::Enable => {
                monitor.enable();
                // Workers have their time anew from now on, not from when somebody asks next.
                let _ = monitor.workers().active_count(now);
            }
            Self::Disable => monitor.disable(),
            Self::Expire => return monitor.expire(now),
        }
        Vec::new()
    }
}
