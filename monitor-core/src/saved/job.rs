//! The saved form of job metrics.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::id::{JobId, JobName, Tag, WorkerId};
use crate::job::{Priority, Tags};
use crate::saved::is_default;
use crate::saved::number::{SavedCount, SavedNanos, SavedTime};

/// All shards of the job metrics as one.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedJobs {
    pub(crate) revision: SavedCount,
    pub(crate) counts: SavedJobCounts,
    /// Run times of completed jobs.
    pub(crate) run_time: SavedHistogram,
    pub(crate) queue_wait: SavedHistogram,
    pub(crate) priorities: BTreeMap<Priority, SavedGroup>,
    pub(crate) tags: BTreeMap<Tag, SavedGroup>,
    pub(crate) names: BTreeMap<JobName, SavedGroup>,
    pub(crate) workers: BTreeMap<WorkerId, SavedWorkerJobs>,
    pub(crate) windows: SavedWindows,
    /// Jobs that have not ended, in the order of their arrival.
    pub(crate) open: Vec<SavedOpenJob>,
    /// Jobs that have ended, oldest first.
    pub(crate) recent: Vec<SavedRecentJob>,
}

/// The counters of all jobs together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedJobCounts {
    pub(crate) created: SavedCount,
    pub(crate) queued: SavedCount,
    pub(crate) started: SavedCount,
    pub(crate) attempts: SavedCount,
    pub(crate) retries: SavedCount,
    pub(crate) retries_exhausted: SavedCount,
    pub(crate) ended: SavedOutcomeCounts,
    pub(crate) before_start: SavedOutcomeCounts,
    pub(crate) unmatched: SavedOutcomeCounts,
    pub(crate) repeated_starts: SavedCount,
    pub(crate) out_of_order: SavedCount,
    pub(crate) unidentified: SavedCount,
    pub(crate) untimed: SavedCount,
    pub(crate) shortened_ids: SavedCount,
    pub(crate) clock_steps: SavedCount,
    pub(crate) late: SavedCount,
    pub(crate) open_jobs_forgotten: SavedCount,
    pub(crate) tags_overflowed: SavedCount,
    pub(crate) names_overflowed: SavedCount,
    pub(crate) workers_overflowed: SavedCount,
}

/// One counter for each way in which a job can end.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedOutcomeCounts {
    pub(crate) completed: SavedCount,
    pub(crate) failed: SavedCount,
    pub(crate) cancelled: SavedCount,
}

/// A histogram of nanoseconds. Minimum and maximum are 0 without any value.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedHistogram {
    pub(crate) sum: SavedNanos,
    pub(crate) min: u64,
    pub(crate) max: u64,
    /// One list for each run of used buckets: the index of the first, then the counts.
    pub(crate) buckets: Vec<Vec<SavedCount>>,
}

/// The figures of one tag, name or priority.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedGroup {
    pub(crate) started: SavedCount,
    pub(crate) ended: SavedOutcomeCounts,
    /// Completed jobs whose run time is known.
    pub(crate) timed: SavedCount,
    /// The sum of their run times.
    pub(crate) run_ns: SavedNanos,
}

/// The figures of the jobs of one worker.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedWorkerJobs {
    pub(crate) ended: SavedOutcomeCounts,
    /// Below zero if more jobs left the worker than came to it.
    pub(crate) running: i64,
    pub(crate) busy_ns: SavedNanos,
}

/// Counts per second, minute and hour.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedWindows {
    /// The latest second since the Unix epoch; `None` before the first event.
    pub(crate) newest: Option<i64>,
    /// How many events in a row were more than a day before it.
    pub(crate) late: u32,
    pub(crate) seconds: Vec<SavedSpan>,
    pub(crate) minutes: Vec<SavedSpan>,
    pub(crate) hours: Vec<SavedSpan>,
}

/// One span of time: its number since the Unix epoch, then the jobs that started, completed,
/// failed and were cancelled in it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedSpan(
    pub(crate) i64,
    pub(crate) SavedCount,
    pub(crate) SavedCount,
    pub(crate) SavedCount,
    pub(crate) SavedCount,
);

/// A job as its events name it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedJob {
    pub(crate) id: JobId,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) name: JobName,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) priority: Option<Priority>,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) tags: Tags,
}

/// What is happening to a job that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SavedPhase {
    Created,
    Queued,
    Running,
    Paused,
    Retrying,
}

/// A job that has not ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedOpenJob {
    pub(crate) job: SavedJob,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) worker: Option<WorkerId>,
    pub(crate) phase: SavedPhase,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) attempts: u32,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) retried: bool,
    /// Whether it is among the jobs that started.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) counted: bool,
    /// Whether the figures of its tags and name have been looked up.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) grouped: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created_us: Option<SavedTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) queued_us: Option<SavedTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) started_us: Option<SavedTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) paused_us: Option<SavedTime>,
    /// Pauses of the current attempt.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) pauses_us: u64,
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum SavedOutcome {
    Completed,
    Failed,
    Cancelled,
}

/// A job that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct SavedRecentJob {
    pub(crate) job: SavedJob,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) worker: Option<WorkerId>,
    pub(crate) outcome: SavedOutcome,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) run_ns: u64,
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) attempts: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) created_us: Option<SavedTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) ended_us: Option<SavedTime>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) error: Option<Box<str>>,
}
