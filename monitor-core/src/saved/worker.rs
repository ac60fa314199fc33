//! The saved form of worker metrics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::WorkerId;
use crate::job::Tags;
use crate::saved::is_default;
use crate::saved::number::{SavedCount, SavedNanos, SavedTime};

/// All workers, and what was counted of them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedWorkers {
    pub(crate) counts: SavedWorkerCounts,
    /// Whether every worker has its whole timeout again from the next time that is seen.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) restart_timeouts: bool,
    pub(crate) workers: BTreeMap<WorkerId, SavedWorker>,
    /// Workers from before the last reset that have not been heard of since.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) before_reset: BTreeMap<WorkerId, SavedWorker>,
}

/// The counters of all workers together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedWorkerCounts {
    pub(crate) self_registered: SavedCount,
    pub(crate) unknown: SavedCount,
    pub(crate) refused: SavedCount,
    pub(crate) purged: SavedCount,
    pub(crate) timed_out: SavedCount,
    pub(crate) forgotten: SavedCount,
}

/// One worker.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedWorker {
    pub(crate) registered_us: SavedTime,
    pub(crate) heard_us: SavedTime,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) heartbeat_us: Option<SavedTime>,
    pub(crate) host: Box<str>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) tags: Tags,
    pub(crate) max_concurrent_jobs: u32,
    /// How long it may be silent; `None` if that is [`MonitorLimits::heartbeat_timeout`].
    ///
    /// [`MonitorLimits::heartbeat_timeout`]: crate::Limits::heartbeat_timeout
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) timeout_ns: Option<SavedNanos>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) running_jobs: Option<u32>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) jobs_claimed: SavedCount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) offline: Option<SavedOffline>,
}

/// Since when a worker is offline, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedOffline {
    pub(crate) at_us: SavedTime,
    pub(crate) reason: Box<str>,
}
