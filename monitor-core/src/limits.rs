//! How much the collectors keep, and for how long they wait.

use std::time::Duration;

/// How much the collectors keep. What is beyond a bound is counted, never silently lost.
///
/// ```
/// use monitor_core::{MonitorLimits, Monitor};
///
/// let mut limits = MonitorLimits::default();
/// limits.tags = 32;
/// let monitor = Monitor::new(limits);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct MonitorLimits {
    /// Ended jobs that [`JobMetrics::recent`](crate::JobMetrics::recent) knows, 1,000 by default;
    /// older ones are forgotten. Each emitting thread keeps up to that many (at most 16 times), so
    /// that the last ones are known whichever thread they ended on.
    pub history: usize,
    /// Tags with figures of their own, 256 by default; further ones share those of `__other__`.
    pub tags: usize,
    /// Job names with figures of their own, 256 by default; further ones share those of `__other__`.
    pub names: usize,
    /// Workers that are kept, 10,000 by default. For a new one the one that has been offline
    /// longest is forgotten; if none is offline, the new one is refused.
    pub workers: usize,
    /// Jobs that have begun to exist and not ended, 100,000 by default. For a new one the oldest
    /// of the same thread is forgotten; its end will be an unmatched one.
    pub open_jobs: usize,
    /// Sources of events with figures of their own, 64 by default. The events of further ones are
    /// in the figures of all, which `anomalies.sources_overflowed` counts; their workers are
    /// refused. Each source has a [`MonitorLimits::history`] of its own.
    pub sources: usize,
    /// How long a worker may be silent before it counts as offline, 120 s by default. A worker
    /// that says how often it sends heartbeats may be silent for three times that.
    pub heartbeat_timeout: Duration,
    /// How long a worker that is offline is kept, 1 h by default.
    pub offline_retention: Duration,
}

impl Default for MonitorLimits {
    fn default() -> Self {
        Self {
            history: 1_000,
            tags: 256,
            names: 256,
            workers: 10_000,
            open_jobs: 100_000,
            sources: 64,
            heartbeat_timeout: Duration::from_secs(120),
            offline_retention: Duration::from_secs(3_600),
        }
    }
}
