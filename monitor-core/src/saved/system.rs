//! The saved form of system metrics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::event::EventKind;
use crate::saved::number::{SavedCount, SavedTime};

/// Event counts, the depth of the queue and the last errors.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedSystem {
    /// When the first event with a time happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) started_us: Option<SavedTime>,
    /// `None` if the host never said one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) queue_depth: Option<u64>,
    pub(crate) max_queue_depth: u64,
    /// Kinds without events are left out.
    pub(crate) event_counts: BTreeMap<EventKind, SavedCount>,
    pub(crate) recent_errors: Vec<SavedError>,
}

/// An error outside any job.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedError {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) at_us: Option<SavedTime>,
    pub(crate) message: Box<str>,
}
