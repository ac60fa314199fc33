//! HTCondor's numbers for the states of jobs.
//!
//! `text` and `json` read what `monitor-host/src/scheduler/htcondor` asks for.

mod json;
mod text;

pub use json::parse_htcondor_json;
pub use text::{CONDOR_Q_ATTRIBUTES, parse_condor_q};

use crate::job::JobState;

/// What HTCondor says of a job that its state depends on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct HtCondorWords {
    /// `JobStatus`.
    pub status: i64,
    /// `HoldReasonCode`.
    pub hold_code: Option<i64>,
    /// `NumJobStarts`.
    pub starts: Option<i64>,
    /// `ExitCode`.
    pub exit_code: Option<i64>,
    /// Whether a signal ended it.
    pub by_signal: bool,
    /// `DAG_Status`, if it is a DAGMan.
    pub dag_status: Option<i64>,
}

/// What these numbers mean. The numbers of `JobStatus` are those of condor_q's manual, the codes of
/// holds those of the "HoldReasonCode" attribute; 34 is a job that used more memory than it asked
/// for.
///
/// A job that is idle and has run before was requeued. One that is complete has succeeded if it
/// ended by itself with 0, or if nothing is said about that; a DAGMan if its own status is 0.
///
/// ```
/// use monitor_state::{HtCondorWords, JobState, htcondor_state};
///
/// let held = HtCondorWords { status: 5, ..HtCondorWords::default() };
/// assert_eq!(htcondor_state(held), JobState::Held);
/// let failed = HtCondorWords { status: 4, exit_code: Some(3), ..HtCondorWords::default() };
/// assert_eq!(htcondor_state(failed), JobState::Failed);
/// ```
#[must_use]
pub fn htcondor_state(words: HtCondorWords) -> JobState {
    match words.status {
        1 if words.starts.is_some_and(|starts| starts > 0) => JobState::Requeued,
        1 => JobState::Pending,
        2 => JobState::Running,
        3 => JobState::Cancelled,
        4 => {
            let failed = words.by_signal
                || words.exit_code.is_some_and(|code| code != 0)
                || words.dag_status.is_some_and(|status| status != 0);
            if failed { JobState::Failed } else { JobState::Succeeded }
        }
        5 if words.hold_code == Some(34) => JobState::OutOfMemory,
        5 => JobState::Held,
        6 => JobState::Completing,
        7 => JobState::Suspended,
        _ => JobState::Unknown,
    }
}
