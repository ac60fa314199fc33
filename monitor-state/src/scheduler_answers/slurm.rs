//! Slurm's words for the states of jobs, and how it says that it is not there.
//!
//! `text` and `json` read what `monitor-host/src/scheduler/slurm` asks for.

mod json;
mod text;

pub use json::parse_slurm_json;
pub use text::{SACCT_FORMAT, SQUEUE_FORMAT, parse_sacct, parse_squeue};

use crate::job::JobState;

/// What a state of Slurm means, with the reason that it gives for a pending job.
///
/// Compact codes (`PD`) and long words (`PENDING`) are known, all 24 of Slurm 22.05 and those of
/// 24.11. `CANCELLED by 1000` and a word that was cut off with `+` are read as what they begin with.
/// The words are those of squeue(1), "Job AnalysisState Codes".
///
/// ```
/// use monitor_state::{JobState, slurm_state};
///
/// assert_eq!(slurm_state("PD", "Resources"), JobState::Pending);
/// assert_eq!(slurm_state("PENDING", "JobHeldUser"), JobState::Held);
/// assert_eq!(slurm_state("PD", "job requeued in held state"), JobState::Held);
/// assert_eq!(slurm_state("CANCELLED by 1000", ""), JobState::Cancelled);
/// assert_eq!(slurm_state("??", ""), JobState::Unknown);
/// ```
#[must_use]
pub fn slurm_state(word: &str, reason: &str) -> JobState {
    let word = word.trim();
    let word = word.split([' ', '+']).next().unwrap_or_default();
    match word {
        "PD" | "PENDING" => pending_state(reason),
        "RD" | "RESV_DEL_HOLD" | "RH" | "REQUEUE_HOLD" | "SE" | "SPECIAL_EXIT" => JobState::Held,
        "CF" | "CONFIGURING" | "POWER_UP_NODE" => JobState::Configuring,
        "R" | "RUNNING" | "RS" | "RESIZING" | "SI" | "SIGNALING" => JobState::Running,
        "S" | "SUSPENDED" | "ST" | "STOPPED" => JobState::Suspended,
        "CG" | "COMPLETING" | "SO" | "STAGE_OUT" => JobState::Completing,
        "CD" | "COMPLETED" => JobState::Succeeded,
        "F" | "FAILED" | "BF" | "BOOT_FAIL" | "LF" | "LAUNCH_FAILED" => JobState::Failed,
        "RF" | "REQUEUE_FED" | "RQ" | "REQUEUED" => JobState::Requeued,
        "OOM" | "OUT_OF_MEMORY" | "OUT_OF_ME" => JobState::OutOfMemory,
        "TO" | "TIMEOUT" | "DL" | "DEADLINE" => JobState::TimedOut,
        "NF" | "NODE_FAIL" => JobState::NodeLost,
        "PR" | "PREEMPTED" => JobState::Preempted,
        "CA" | "CANCELLED" | "RV" | "REVOKED" => JobState::Cancelled,
        _ => JobState::Unknown,
    }
}

/// A job is also held if somebody has to do something before it can run. What only waits for
/// another time or for other jobs is not.
///
/// A hold is a word (`JobHeldUser`), or a sentence: `job requeued in held state`, `launch failed
/// requeued held`.
fn pending_state(reason: &str) -> JobState {
    let reason = reason.trim().trim_start_matches('(').trim_end_matches(')');
    if reason.contains("Held") || reason.contains("held") {
        return JobState::Held;
    }
    match reason {
        "DependencyNeverSatisfied"
        | "BadConstraints"
        | "InvalidAccount"
        | "InvalidQOS"
        | "PartitionConfig" => JobState::Held,
        _ => JobState::Pending,
    }
}

/// Whether what a command of Slurm has said on its second stream means that Slurm is not there.
///
/// A command that failed and said something else has failed by itself: `Invalid job id specified`
/// is the answer that there is no such job any more.
///
/// ```
/// use monitor_state::is_slurm_outage;
///
/// assert!(is_slurm_outage(b"slurm_load_jobs error: Unable to contact slurm controller"));
/// assert!(!is_slurm_outage(b"slurm_load_jobs error: Invalid job id specified"));
/// ```
#[must_use]
pub fn is_slurm_outage(said: &[u8]) -> bool {
    let said = String::from_utf8_lossy(said).to_ascii_lowercase();
    let signs = [
        "unable to contact",
        "munge",
        "timed out",
        "connection refused",
        "authentication",
        "socket",
        "unable to establish",
        "zero bytes were transmitted",
    ];
    signs.iter().any(|sign| said.contains(sign))
}
