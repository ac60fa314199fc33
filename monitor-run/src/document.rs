//! The status document: what a run says of itself, as one value and as JSON.

mod bar;
mod delta;
mod dropped;
mod entry;
mod json;
mod lenient;
mod series;
mod state;
mod writer;

pub use bar::{BarId, BarState, BarStatus};
pub use delta::{ListDelta, RunDelta};
pub use dropped::DroppedCounts;
pub use entry::{LogLevel, LogMessage, LoggedError, PlotFile, RunStep};
pub use series::MetricSeries;
pub use state::RunState;
pub use writer::WriterProcess;

pub(crate) use bar::percent_of;

use std::collections::BTreeMap;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::error::Error;
use crate::eta::{Eta, EtaEstimator};

/// What a run says of itself at one time.
///
/// The first eleven keys are those that every reader of such files knows; what follows is ours,
/// and keys that nobody here knows are kept in `extra`. In JSON, times are RFC 3339 in UTC.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunStatus {
    /// What the run is called.
    pub experiment_name: String,
    /// When it began, at its first attempt.
    pub start_time: Timestamp,
    /// When something last changed.
    pub last_update: Timestamp,
    /// The number of the step that was announced last.
    #[serde(default)]
    pub current_step: Option<u64>,
    /// How many steps there are in all.
    #[serde(default)]
    pub total_steps: Option<u64>,
    /// The share that is done, 0 to 100: by steps if their total is known, else that of the
    /// outermost bar.
    #[serde(default)]
    pub progress_percent: f64,
    /// What it is doing.
    #[serde(default)]
    pub status: RunState,
    /// The last steps, the oldest first.
    #[serde(default)]
    pub steps: Vec<RunStep>,
    /// The last messages, the oldest first.
    #[serde(default)]
    pub messages: Vec<LogMessage>,
    /// The last errors, the oldest first.
    #[serde(default)]
    pub errors: Vec<LoggedError>,
    /// How many seconds it will still take; absent before the first step and after the end.
    #[serde(default)]
    pub estimated_time_remaining: Option<f64>,

    /// Which form our own keys have: 1. 0 in a document that we did not write.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub schema: u32,
    /// Tells runs of one name apart; the same for all attempts of a run.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub run_id: String,
    /// How often it was begun, from 1; more than that after a restart that went on.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub attempt: u32,
    /// Grows with every change.
    #[serde(default)]
    pub seq: u64,
    /// When this attempt began, if it is not the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resume_time: Option<Timestamp>,
    /// When it ended.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end_time: Option<Timestamp>,
    /// Why it is as `status` says.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub state_reason: Option<String>,
    /// The range around `estimated_time_remaining`.
    #[serde(default)]
    pub eta: Option<Eta>,
    /// What the steps' rate is estimated from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimator: Option<EtaEstimator>,
    /// Progress bars, in the order in which they were begun.
    #[serde(default)]
    pub bars: Vec<BarStatus>,
    /// Named curves.
    #[serde(default)]
    pub series: BTreeMap<String, MetricSeries>,
    /// Plots, in the order in which they were saved.
    #[serde(default)]
    pub plots: Vec<PlotFile>,
    /// The log's name in the folder of logs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_file: Option<String>,
    /// Which process writes this.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub writer: Option<WriterProcess>,
    /// What is not shown because of the bounds.
    #[serde(default)]
    pub dropped: DroppedCounts,
    /// Whatever else the document holds.
    #[serde(flatten)]
    pub extra: Map<String, Value>,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
const fn is_zero(number: &u32) -> bool {
    *number == 0
}

impl RunStatus {
    /// The keys that the document itself has, which free data cannot have.
    pub(crate) const KEYS: [&str; 26] = [
        "experiment_name",
        "start_time",
        "last_update",
        "current_step",
        "total_steps",
        "progress_percent",
        "status",
        "steps",
        "messages",
        "errors",
        "estimated_time_remaining",
        "schema",
        "run_id",
        "attempt",
        "seq",
        "resume_time",
        "end_time",
        "state_reason",
        "eta",
        "estimator",
        "bars",
        "series",
        "plots",
        "log_file",
        "writer",
        "dropped",
    ];

    /// Reads the JSON of a status, also of one that another program wrote: a time without an
    /// offset counts as UTC, a message without a level is an `info`, keys that are missing have
    /// their defaults, words and keys that are not known are kept, and an entry that makes no
    /// sense is left out. Only the name and one of the times must be there.
    ///
    /// ```
    /// use monitor_run::{RunState, RunStatus};
    ///
    /// let status = RunStatus::parse(br#"{
    ///     "experiment_name": "t1", "start_time": "2025-01-01T12:00:00",
    ///     "status": "thinking", "messages": [{"timestamp": "2025-01-01T12:00:01", "message": "hm"}]
    /// }"#)?;
    /// assert_eq!(status.status, RunState::Other("thinking".to_owned()));
    /// assert_eq!(status.messages[0].level.as_str(), "info");
    /// # Ok::<(), monitor_run::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::StatusJson`] if it is no JSON object, or without a name or any time.
    pub fn parse(json: &[u8]) -> Result<Self, Error> {
        Self::parse_local(json, 0)
    }

    /// As [`parse`](Self::parse), where a time without an offset is that of a clock which is
    /// `utc_offset_s` seconds ahead of UTC.
    ///
    /// # Errors
    /// As `parse`.
    pub fn parse_local(json: &[u8], utc_offset_s: i32) -> Result<Self, Error> {
        match serde_json::from_slice(json) {
            Ok(status) => Ok(status),
            Err(_) => lenient::parse(json, utc_offset_s),
        }
    }

    /// The document as JSON, one line an entry. At most `max_bytes` long, or 4,096 if that is
    /// more: where it would be longer, texts are cut and the oldest entries left out, and
    /// `dropped` says so.
    #[must_use]
    pub fn to_json(&self, max_bytes: usize) -> Vec<u8> {
        json::to_bounded_json(self, max_bytes.max(4_096))
    }

    /// How many steps there were in all.
    #[must_use]
    pub const fn total_of_steps(&self) -> u64 {
        self.dropped.steps + self.steps.len() as u64
    }

    /// How many messages there were in all.
    #[must_use]
    pub const fn total_of_messages(&self) -> u64 {
        self.dropped.messages + self.messages.len() as u64
    }

    /// How many errors there were in all.
    #[must_use]
    pub const fn total_of_errors(&self) -> u64 {
        self.dropped.errors + self.errors.len() as u64
    }
}
