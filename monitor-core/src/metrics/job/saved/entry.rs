//! Saving and restoring single jobs: those that are open, and those that ended last.

use crate::error::kept_error;
use crate::job::Job;
use crate::metrics::job::history::{JobHistoryEntry, JobOutcome};
use crate::metrics::job::open::{OpenJob, OpenJobPhase};
use crate::saved::{SavedJob, SavedOpenJob, SavedOutcome, SavedPhase, SavedRecentJob, SavedTime};

impl From<&Job> for SavedJob {
    fn from(job: &Job) -> Self {
        let Job { id, name, priority, tags } = job.clone();
        Self { id, name, priority, tags }
    }
}

impl From<&SavedJob> for Job {
    fn from(saved: &SavedJob) -> Self {
        let SavedJob { id, name, priority, tags } = saved.clone();
        Self { id, name, priority, tags }
    }
}

impl From<&OpenJob> for SavedOpenJob {
    fn from(open: &OpenJob) -> Self {
        Self {
            job: (&open.job).into(),
            worker: open.worker.clone(),
            phase: match open.phase {
                OpenJobPhase::Created => SavedPhase::Created,
                OpenJobPhase::Queued => SavedPhase::Queued,
                OpenJobPhase::Running => SavedPhase::Running,
                OpenJobPhase::Paused => SavedPhase::Paused,
                OpenJobPhase::Retrying => SavedPhase::Retrying,
            },
            attempts: open.attempts,
            retried: open.retried,
            counted: open.counted,
            grouped: open.groups.is_some(),
            created_us: open.created_at.map(SavedTime),
            queued_us: open.queued_at.map(SavedTime),
            started_us: open.started_at.map(SavedTime),
            paused_us: open.paused_at.map(SavedTime),
            pauses_us: open.paused_us,
        }
    }
}

impl From<&SavedOpenJob> for OpenJob {
    /// The places of its groups are for the shard to find.
    fn from(saved: &SavedOpenJob) -> Self {
        let time = |at: Option<SavedTime>| at.map(|at| at.0);
        Self {
            job: (&saved.job).into(),
            worker: saved.worker.clone(),
            phase: match saved.phase {
                SavedPhase::Created => OpenJobPhase::Created,
                SavedPhase::Queued => OpenJobPhase::Queued,
                SavedPhase::Running => OpenJobPhase::Running,
                SavedPhase::Paused => OpenJobPhase::Paused,
                SavedPhase::Retrying => OpenJobPhase::Retrying,
            },
            attempts: saved.attempts,
            retried: saved.retried,
            counted: saved.counted,
            created_at: time(saved.created_us),
            queued_at: time(saved.queued_us),
            started_at: time(saved.started_us),
            paused_at: time(saved.paused_us),
            paused_us: saved.pauses_us,
            groups: None,
        }
    }
}

impl From<&JobHistoryEntry> for SavedRecentJob {
    fn from(ended: &JobHistoryEntry) -> Self {
        Self {
            job: (&ended.job).into(),
            worker: ended.worker.clone(),
            outcome: match ended.end {
                JobOutcome::Completed => SavedOutcome::Completed,
                JobOutcome::Failed => SavedOutcome::Failed,
                JobOutcome::Cancelled => SavedOutcome::Cancelled,
            },
            run_ns: ended.run_ns,
            attempts: ended.attempts,
            created_us: ended.created_at.map(SavedTime),
            ended_us: ended.ended_at.map(SavedTime),
            error: ended.error.clone(),
        }
    }
}

impl From<&SavedRecentJob> for JobHistoryEntry {
    fn from(saved: &SavedRecentJob) -> Self {
        Self {
            job: (&saved.job).into(),
            worker: saved.worker.clone(),
            end: match saved.outcome {
                SavedOutcome::Completed => JobOutcome::Completed,
                SavedOutcome::Failed => JobOutcome::Failed,
                SavedOutcome::Cancelled => JobOutcome::Cancelled,
            },
            run_ns: saved.run_ns,
            attempts: saved.attempts,
            created_at: saved.created_us.map(|at| at.0),
            ended_at: saved.ended_us.map(|at| at.0),
            error: saved.error.as_deref().map(kept_error),
        }
    }
}
