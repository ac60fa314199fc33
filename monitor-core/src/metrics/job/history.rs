//! The ends of jobs: as their events tell them, and the jobs that ended last.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::event::EventSource;
use crate::event::kind::{JobCancelled, JobCompleted, JobFailed};
use crate::id::{JobId, JobName, WorkerId};
use crate::job::{Job, Priority, Tags};
use crate::time::Timestamp;

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum JobOutcome {
    /// Well.
    Completed,
    /// Badly.
    Failed,
    /// By somebody's order.
    Cancelled,
}

impl JobOutcome {
    /// The word for it in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

impl std::fmt::Display for JobOutcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.pad(self.as_str())
    }
}

/// The end of a job as its event tells it.
pub(crate) struct TerminalEvent<'a> {
    pub(crate) end: JobOutcome,
    pub(crate) at: Option<Timestamp>,
    pub(crate) worker: Option<&'a WorkerId>,
    pub(crate) run_ns: Option<u64>,
    pub(crate) error: Option<&'a str>,
}

impl<'a> TerminalEvent<'a> {
    pub(crate) fn completed(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &JobCompleted,
    ) -> Self {
        Self { end: JobOutcome::Completed, at, worker, run_ns: phase.run_ns, error: None }
    }

    pub(crate) fn failed(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &'a JobFailed,
    ) -> Self {
        let error = Some(&*phase.error.message);
        Self { end: JobOutcome::Failed, at, worker, run_ns: phase.run_ns, error }
    }

    pub(crate) fn cancelled(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &'a JobCancelled,
    ) -> Self {
        let error = phase.reason.as_deref();
        Self { end: JobOutcome::Cancelled, at, worker, run_ns: phase.run_ns, error }
    }
}

impl TerminalEvent<'_> {
    /// Whether the event itself says how long the job ran.
    pub(crate) fn says_run_time(&self) -> bool {
        self.run_ns.is_some()
    }
}

/// A job that has ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecentJob {
    /// Which job.
    pub job_id: JobId,
    /// What it does; its id when nobody gave it a name.
    pub name: String,
    /// How it ended.
    pub status: JobOutcome,
    /// How long its last attempt ran, seconds; 0 if it never started.
    pub execution_time: f64,
    /// By what it is grouped.
    pub tags: Tags,
    /// How soon it wanted to run.
    pub priority: Priority,
    /// When it was made, if that is known.
    pub created_at: Option<Timestamp>,
    /// When it completed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// When it failed, if it did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Timestamp>,
    /// When it was cancelled, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cancelled_at: Option<Timestamp>,
    /// What went wrong, in words, at most 1,024 bytes of them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
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

/// What is kept of a job that has ended.
#[derive(Clone, Debug)]
pub(crate) struct JobHistoryEntry {
    pub(crate) job: Job,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) end: JobOutcome,
    pub(crate) run_ns: u64,
    pub(crate) attempts: u32,
    pub(crate) created_at: Option<Timestamp>,
    pub(crate) ended_at: Option<Timestamp>,
    pub(crate) error: Option<Box<str>>,
}

impl JobHistoryEntry {
    #[expect(clippy::cast_precision_loss, reason = "seconds are a float in the document")]
    pub(crate) fn into_recent_job(self, source: Option<EventSource>) -> RecentJob {
        let Job { id, name, priority, tags } = self.job;
        let at = |end| if end == self.end { self.ended_at } else { None };
        let (completed_at, failed_at, cancelled_at) =
            (at(JobOutcome::Completed), at(JobOutcome::Failed), at(JobOutcome::Cancelled));
        RecentJob {
            name: shown_name(&id, &name),
            job_id: id,
            status: self.end,
            execution_time: self.run_ns as f64 / 1e9,
            tags,
            priority: priority.unwrap_or_default(),
            created_at: self.created_at,
            completed_at,
            failed_at,
            cancelled_at,
            error: self.error.map(Into::into),
            attempts: self.attempts,
            worker_id: self.worker.map(|worker| worker.to_string()),
            source,
        }
    }
}

pub(crate) fn shown_name(id: &JobId, name: &JobName) -> String {
    if name.is_empty() { id.to_string() } else { name.to_string() }
}

/// The last `limit` jobs of one stripe.
#[derive(Debug)]
pub(crate) struct JobHistory {
    limit: usize,
    ended: VecDeque<JobHistoryEntry>,
}

impl JobHistory {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit, ended: VecDeque::new() }
    }

    pub(crate) fn push(&mut self, ended: JobHistoryEntry) {
        if self.ended.len() >= self.limit && self.ended.pop_front().is_none() {
            return;
        }
        self.ended.push_back(ended);
    }

    /// How many it keeps.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The last `count` of them, oldest first.
    pub(crate) fn last(&self, count: usize) -> impl Iterator<Item = &JobHistoryEntry> {
        self.ended.iter().skip(self.ended.len().saturating_sub(count))
    }

    pub(crate) fn clear(&mut self) {
        self.ended = VecDeque::new();
    }
}
