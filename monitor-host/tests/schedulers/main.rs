//! Schedulers whose commands answer in every way that real ones do, and in some that they should
//! not. What they say is in `answers`.

mod condor;
mod several;
mod slurm;

use std::path::PathBuf;
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_host::scheduler::{SubmissionOutcome, TimeLimits};
use monitor_state::{JobRef, JobState, Sweep};

/// Where the commands are.
fn answers() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/schedulers/answers")
}

/// Limits for commands that answer at once or never.
fn limits() -> TimeLimits {
    TimeLimits::all(Duration::from_secs(10))
}

/// Limits for those that never do.
fn short() -> TimeLimits {
    TimeLimits::all(Duration::from_millis(200))
}

fn now() -> Timestamp {
    Timestamp::from_secs(1_795_384_000)
}

fn states(sweep: &Sweep) -> Vec<(JobRef, JobState)> {
    sweep.jobs.iter().map(|job| (job.job(), job.state())).collect()
}

/// A submission in a word, with the job's number if there is one.
fn word(submission: &SubmissionOutcome) -> String {
    match submission {
        SubmissionOutcome::Submitted { job, .. } => job.to_string(),
        SubmissionOutcome::Busy(_) => "busy".to_owned(),
        SubmissionOutcome::Refused(_) => "refused".to_owned(),
        SubmissionOutcome::Unknown(_) => "unknown".to_owned(),
        _ => "another".to_owned(),
    }
}
