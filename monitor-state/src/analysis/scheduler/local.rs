//! Jobs that are processes of this machine: what the kernel says of one that is there, and what was
//! written down of one that is gone.

use serde_json::Value;

use crate::analysis::job::JobState;
use crate::analysis::scheduler::slurm_json::refused;
use crate::analysis::sweep::Details;
use crate::error::Error;

/// What the state letter of `/proc/PID/stat` means, as in proc_pid_stat(5). A zombie has ended, and
/// how it ended is not known here.
///
/// ```
/// use monitor_state::{JobState, local_state};
///
/// assert_eq!(local_state('S'), JobState::Running);
/// assert_eq!(local_state('T'), JobState::Suspended);
/// ```
#[must_use]
pub fn local_state(letter: char) -> JobState {
    match letter {
        'R' | 'S' | 'D' | 'I' | 'W' | 'K' | 'P' => JobState::Running,
        'T' | 't' => JobState::Suspended,
        'Z' | 'X' | 'x' => JobState::Completing,
        _ => JobState::Unknown,
    }
}

/// Reads how a process ended: the JSON that `monitor exec --summary` writes, or any object with the
/// keys `exit_code` or `signal`. An `outcome` that is `timed_out` says that it was ended because it
/// ran too long.
///
/// ```
/// use monitor_state::{JobState, parse_exit_record};
///
/// let (state, details) = parse_exit_record(br#"{"exit_code": 3}"#)?;
/// assert_eq!((state, details.exit_code), (JobState::Failed, Some(3)));
/// # Ok::<(), monitor_state::Error>(())
/// ```
///
/// # Errors
/// [`Error::SchedulerJson`] if the bytes are no JSON, or say nothing of an end.
pub fn parse_exit_record(bytes: &[u8]) -> Result<(JobState, Details), Error> {
    let record: Value = serde_json::from_slice(bytes).map_err(|error| refused(&error))?;
    let number = |key: &str| {
        let value = record.get(key).and_then(Value::as_i64);
        value.and_then(|number| i32::try_from(number).ok())
    };
    let (exit_code, signal) = (number("exit_code"), number("signal"));
    let outcome = record.get("outcome").and_then(Value::as_str);
    let details = Details { exit_code, signal, ..Details::default() };
    let state = match (exit_code, signal) {
        _ if outcome == Some("timed_out") => JobState::TimedOut,
        (_, Some(_)) => JobState::Failed,
        (Some(0), None) => JobState::Succeeded,
        (Some(_), None) => JobState::Failed,
        (None, None) => {
            let reason = "neither exit_code nor signal".into();
            return Err(Error::SchedulerJson { line: 0, column: 0, reason });
        }
    };
    Ok((state, details))
}
