//! A run in one line of a list.

use monitor_core::Timestamp;
use monitor_run::{Liveness, RunState, RunStatus};
use serde::Serialize;

use crate::error::Error;

/// What a list says of a run.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct RunSummary {
    /// By which it is asked for.
    pub id: String,
    /// What it is called.
    pub experiment_name: String,
    /// What it says that it is doing.
    pub status: RunState,
    /// Why.
    pub state_reason: Option<String>,
    /// Whether it lives; absent if its file cannot be read.
    #[serde(flatten)]
    pub liveness: Option<Liveness>,
    /// The share that is done, 0 to 100.
    pub progress_percent: f64,
    /// How many seconds it will still take.
    pub estimated_time_remaining: Option<f64>,
    /// The number of the current step.
    pub current_step: Option<u64>,
    /// How many steps there are.
    pub total_steps: Option<u64>,
    /// The name of the step that was announced last.
    pub step_name: Option<String>,
    /// When that was.
    pub step_time: Option<Timestamp>,
    /// How many errors it has reported.
    pub errors: u64,
    /// The last of them.
    pub last_error: Option<String>,
    /// The last message.
    pub last_message: Option<String>,
    /// How often it was begun.
    pub attempt: u32,
    /// When it began; absent if its file cannot be read.
    pub start_time: Option<Timestamp>,
    /// When something last changed.
    pub last_update: Option<Timestamp>,
    /// When it ended.
    pub end_time: Option<Timestamp>,
    /// The machine that it runs on.
    pub host: Option<String>,
    /// Grows with every change.
    pub seq: u64,
    /// What is wrong with its file.
    pub unreadable: Option<String>,
}

impl RunSummary {
    pub(super) fn from_status(id: String, status: &RunStatus, liveness: Liveness) -> Self {
        let step = status.steps.last();
        Self {
            id,
            experiment_name: status.experiment_name.clone(),
            status: status.status.clone(),
            state_reason: status.state_reason.clone(),
            liveness: Some(liveness),
            progress_percent: status.progress_percent,
            estimated_time_remaining: status.estimated_time_remaining,
            current_step: status.current_step,
            total_steps: status.total_steps,
            step_name: step.map(|step| step.name.clone()),
            step_time: step.map(|step| step.timestamp),
            errors: status.total_of_errors(),
            last_error: status.errors.last().map(|error| error.message.clone()),
            last_message: status.messages.last().map(|message| message.message.clone()),
            attempt: status.attempt,
            start_time: Some(status.start_time),
            last_update: Some(status.last_update),
            end_time: status.end_time,
            host: status.writer.as_ref().map(|writer| writer.host.clone()),
            seq: status.seq,
            unreadable: None,
        }
    }

    pub(super) fn unreadable(id: String, error: &Error) -> Self {
        Self {
            experiment_name: id.clone(),
            id,
            status: RunState::Other("unreadable".to_owned()),
            state_reason: None,
            liveness: None,
            progress_percent: 0.0,
            estimated_time_remaining: None,
            current_step: None,
            total_steps: None,
            step_name: None,
            step_time: None,
            errors: 0,
            last_error: None,
            last_message: None,
            attempt: 0,
            start_time: None,
            last_update: None,
            end_time: None,
            host: None,
            seq: 0,
            unreadable: Some(error.to_string()),
        }
    }
}

/// What of a status is needed for a list, and to judge whether the run lives.
pub(super) fn head(mut status: RunStatus) -> RunStatus {
    status.dropped.steps += keep_last(&mut status.steps);
    status.dropped.messages += keep_last(&mut status.messages);
    status.dropped.errors += keep_last(&mut status.errors);
    status.series.clear();
    status.plots.clear();
    status.extra.clear();
    status
}

fn keep_last<T>(entries: &mut Vec<T>) -> u64 {
    let gone = entries.len().saturating_sub(1);
    entries.drain(..gone);
    entries.shrink_to_fit();
    gone as u64
}
