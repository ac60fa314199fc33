//! Jobs that are processes of this machine: what the kernel says of one that is there, and what was
//! written down of one that is gone.
//!
//! `monitor-host/src/scheduler/local` looks for both.

use std::time::Duration;

use monitor_core::Timestamp;
use serde_json::Value;

use crate::error::Error;
use crate::job::JobState;
use crate::scheduler_answers::parse_error;
use crate::sweep::JobDetails;

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
/// keys `exit_code` or `signal`.
///
/// An `outcome` that is `timed_out` says that it was ended because it ran too long, and one that is
/// `limit_hit` by its `limit` what it had too much of. When it began and ended, its CPU time and its
/// memory are in the details, if `started_at`, `elapsed_time`, `cpu_s` and `peak_tree_rss_kb` are
/// there; `error` is the reason.
///
/// ```
/// use monitor_state::{JobState, parse_exit_record};
///
/// let (state, details) = parse_exit_record(br#"{"exit_code": 3, "cpu_s": 1.5}"#)?;
/// assert_eq!((state, details.exit_code), (JobState::Failed, Some(3)));
/// assert_eq!(details.cpu_ms, Some(1_500));
/// # Ok::<(), monitor_state::Error>(())
/// ```
///
/// # Errors
/// [`Error::SchedulerJson`] if the bytes are no JSON, or say nothing of an end.
pub fn parse_exit_record(bytes: &[u8]) -> Result<(JobState, JobDetails), Error> {
    let record: Value = serde_json::from_slice(bytes).map_err(|error| parse_error(&error))?;
    let number = |key: &str| {
        let value = record.get(key).and_then(Value::as_i64);
        value.and_then(|number| i32::try_from(number).ok())
    };
    let (exit_code, signal) = (number("exit_code"), number("signal"));
    let text = |key: &str| record.get(key).and_then(Value::as_str);
    let details = JobDetails { exit_code, signal, ..parse_details(&record) };
    let state = match (exit_code, signal) {
        _ if text("outcome") == Some("timed_out") => JobState::TimedOut,
        _ if text("outcome") == Some("limit_hit") => match text("limit") {
            Some("rss") => JobState::OutOfMemory,
            _ => JobState::TimedOut,
        },
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

fn parse_details(record: &Value) -> JobDetails {
    let seconds = |key: &str, each: f64| {
        let value = record.get(key).and_then(Value::as_f64);
        value.filter(|value| *value >= 0.0).map(|value| round_to_u64(value * each))
    };
    let started = record.get("started_at").and_then(Value::as_str);
    let started: Option<Timestamp> = started.and_then(|text| text.parse().ok());
    let elapsed = seconds("elapsed_time", 1e6).map(Duration::from_micros);
    let ended = started.zip(elapsed).map(|(started, elapsed)| started.saturating_add(elapsed));
    let kb = |key: &str| record.get(key).and_then(Value::as_u64).filter(|kb| *kb > 0);
    // A command that ends before it is looked at has the kernel's account only.
    let peak_kb = kb("peak_tree_rss_kb").max(kb("peak_rss_kb"));
    let error = record.get("error").and_then(Value::as_str);
    JobDetails {
        reason: error.map(Into::into),
        started,
        ended,
        cpu_ms: seconds("cpu_s", 1e3),
        peak_rss_bytes: peak_kb.map(|kb| kb.saturating_mul(1024)),
        ..JobDetails::default()
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "not negative, and what is too large becomes the largest"
)]
fn round_to_u64(value: f64) -> u64 {
    value.round() as u64
}
