//! The jobs that have not ended, as they are shown.

use serde::{Deserialize, Serialize};

use crate::event::EventSource;
use crate::id::JobId;
use crate::job::{Priority, Tags};
use crate::metrics::job::history::shown_name;
use crate::metrics::job::open::{OpenJob, OpenJobPhase};
use crate::time::Timestamp;

/// What is happening to a job that has not ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum ActiveState {
    /// It was made, and is in no queue yet.
    Created,
    /// It waits in a queue.
    Queued,
    /// It runs.
    Running,
    /// It was begun and stands still.
    Paused,
    /// It has failed and waits for another attempt.
    Retrying,
}

/// A job that has not ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ActiveJob {
    /// Which job.
    pub job_id: JobId,
    /// What it does; its id when nobody gave it a name.
    pub name: String,
    /// What is happening to it.
    pub status: ActiveState,
    /// By what it is grouped.
    pub tags: Tags,
    /// How soon it wants to run.
    pub priority: Priority,
    /// When it was made, if that is known.
    pub created_at: Option<Timestamp>,
    /// When it last came into a queue.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub queued_at: Option<Timestamp>,
    /// When its last attempt began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub started_at: Option<Timestamp>,
    /// How often it was tried.
    #[serde(default)]
    pub attempts: u32,
    /// The worker that had it last.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worker_id: Option<String>,
    /// The source of its events, if they have one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub source: Option<EventSource>,
}

impl ActiveJob {
    /// By when the newest is known.
    pub(crate) fn last_known_at(&self) -> Option<Timestamp> {
        self.started_at.max(self.queued_at).max(self.created_at)
    }

    pub(crate) fn new(open: &OpenJob, source: Option<&EventSource>) -> Self {
        Self {
            job_id: open.job.id.clone(),
            name: shown_name(&open.job.id, &open.job.name),
            status: match open.phase {
                OpenJobPhase::Created => ActiveState::Created,
                OpenJobPhase::Queued => ActiveState::Queued,
                OpenJobPhase::Running => ActiveState::Running,
                OpenJobPhase::Paused => ActiveState::Paused,
                OpenJobPhase::Retrying => ActiveState::Retrying,
            },
            tags: open.job.tags.clone(),
            priority: open.job.priority.unwrap_or_default(),
            created_at: open.created_at,
            queued_at: open.queued_at,
            started_at: open.started_at,
            attempts: open.attempts,
            worker_id: open.worker.as_ref().map(|worker| worker.to_string()),
            source: source.cloned(),
        }
    }
}
