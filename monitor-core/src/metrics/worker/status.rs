//! The documents of worker metrics: whether a worker is there, and what is known of it.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::event::EventSource;
use crate::job::Tags;

/// Whether a worker is there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum WorkerState {
    /// It is there.
    Online,
    /// It said that it goes, or was not heard of for too long.
    Offline,
}

impl WorkerState {
    /// The word for it in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Online => "online",
            Self::Offline => "offline",
        }
    }
}

impl fmt::Display for WorkerState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// What is known of one worker at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkerStatus {
    /// When it registered, seconds since the Unix epoch.
    pub registered_at: f64,
    /// The machine that it runs on; `unknown` if it did not say.
    pub host: String,
    /// By what it is grouped.
    pub tags: Tags,
    /// How many jobs it can run at one time; 1 if it did not say.
    pub max_concurrent_jobs: u32,
    /// Whether it is there.
    pub status: WorkerState,
    /// How many jobs it runs, as its last heartbeat said, or else as the events of its jobs say.
    pub running_jobs: u32,
    /// Since when it is offline, seconds since the Unix epoch.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_at: Option<f64>,
    /// Why it is offline, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offline_reason: Option<String>,
    /// How many jobs it has taken.
    pub jobs_claimed: u64,
    /// How long it has been there, or had been when it went offline, seconds.
    pub uptime: f64,
    /// How long ago its last heartbeat was, seconds; its registration counts as one.
    pub last_heartbeat: f64,
    /// Jobs that completed on it.
    pub completed_jobs: u64,
    /// Jobs that failed on it.
    pub failed_jobs: u64,
    /// Jobs that were cancelled on it.
    pub cancelled_jobs: u64,
    /// How long ended attempts ran on it, all together, seconds.
    pub busy_time: f64,
    /// `busy_time` of what it could have run in its uptime, 0 to 1.
    pub busy_fraction: f64,
    /// `running_jobs` of `max_concurrent_jobs`, 0 to 1.
    pub utilisation: f64,
}

/// What is known of the workers of one source at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SourceWorkers {
    /// The source of their events.
    pub source: EventSource,
    /// How many are online.
    pub active_count: usize,
    /// Each by its id.
    pub workers: BTreeMap<String, WorkerStatus>,
}

/// What is known of all workers at a time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WorkerSummary {
    /// How many are online, of all sources.
    pub active_count: usize,
    /// Each by its id, without those whose events have a source.
    pub workers: BTreeMap<String, WorkerStatus>,
    /// Workers that were known by a heartbeat or claim before they registered.
    pub self_registered: u64,
    /// Events about workers that are not known, or without an id.
    pub unknown: u64,
    /// Workers that were refused because there were too many.
    pub refused: u64,
    /// Workers that were forgotten after they had been offline.
    pub purged: u64,
    /// Times that a worker was not heard of for too long.
    pub timed_out: u64,
    /// The workers whose events have a source, by source. In JSON only if there is one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sources: Vec<SourceWorkers>,
}
