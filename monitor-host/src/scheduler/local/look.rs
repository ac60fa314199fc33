//! What has become of a job, by what is there of it.

use std::fs;
use std::io;
use std::path::Path;

use monitor_state::{JobDetails, JobObservation, JobRef, JobState, local_state, parse_exit_record};
use serde::Deserialize;

use super::alive;
use super::record::{JobRecord, ProcessRecord, read};
use crate::error::Error;
use crate::system::this_machine::ProcessStat;

/// The word for a job that has ended, and left no record of how.
pub(super) const UNRECORDED: &str = "unrecorded";

/// The most that is read of what the watcher complained of.
const LONGEST_COMPLAINT: usize = 400;

/// What a job is in, in our words and in those of the folder.
struct FoundJob {
    state: JobState,
    raw: String,
    details: JobDetails,
}

impl FoundJob {
    fn new(state: JobState, raw: &str, reason: Option<&str>) -> Self {
        let mut details = JobDetails::default();
        details.reason = reason.map(Into::into);
        Self { state, raw: raw.to_owned(), details }
    }
}

/// What has become of the job in this folder; `None` if there is none.
///
/// # Errors
/// What is there cannot be read. Nobody knows then.
pub(super) fn look_up_job(folder: &Path, boot_id: &str) -> Result<Option<JobObservation>, Error> {
    let Some(job) = read::<JobRecord>(folder, "job.json")? else { return Ok(None) };
    let FoundJob { state, raw, mut details } = judge(folder, boot_id)?;
    details.tag = Some(job.tag.into());
    let seen = JobObservation::new(JobRef::new(job.number), state).raw(raw);
    Ok(Some(seen.submitted_at(job.submitted).details(details)))
}

/// Whether the job lives. It is looked at before its record is: what ends in between has one.
pub(super) fn is_alive(folder: &Path) -> Result<bool, Error> {
    let path = folder.join("alive");
    alive::is_held(&path).map_err(Error::file("look at", path))
}

/// Whether a mark is there.
pub(super) fn is_marked(folder: &Path, mark: &str) -> Result<bool, Error> {
    let path = folder.join(mark);
    path.try_exists().map_err(Error::file("look at", path))
}

/// Whether the job was ever started: whoever watches a command makes its summary first.
pub(super) fn was_started(folder: &Path) -> Result<bool, Error> {
    Ok(is_marked(folder, "process.json")? || is_marked(folder, "summary.json")?)
}

fn judge(folder: &Path, boot_id: &str) -> Result<FoundJob, Error> {
    let is_alive = is_alive(folder)?;
    let summary = summary(folder)?;
    if let Some(ended) = summary.as_deref().and_then(ended_job) {
        return ended_or_cancelled(folder, ended);
    }
    let process = read::<ProcessRecord>(folder, "process.json")?;
    if is_alive {
        return Ok(living_process(process.as_ref(), boot_id));
    }
    if is_marked(folder, "cancelled")? {
        return Ok(FoundJob::new(JobState::Cancelled, "cancelled", None));
    }
    let Some(process) = process else {
        if summary.is_some() {
            return Ok(unrecorded());
        }
        let is_held = is_marked(folder, "held")?;
        let why = "until it is released, as its options say";
        return Ok(if is_held {
            FoundJob::new(JobState::Held, "held", Some(why))
        } else {
            FoundJob::new(JobState::Pending, "waiting", None)
        });
    };
    let mut found = if process.boot_id != boot_id {
        let why = "the machine was started anew while it ran";
        FoundJob::new(JobState::NodeLost, "rebooted", Some(why))
    } else if summary.is_none() {
        let why = complaint(folder).unwrap_or_else(|| "its watcher was ended at once".to_owned());
        FoundJob::new(JobState::Failed, "not_started", Some(&why))
    } else {
        unrecorded()
    };
    found.details.started = Some(process.started);
    Ok(found)
}

/// A job that lives, by the process that watches it.
fn living_process(process: Option<&ProcessRecord>, boot_id: &str) -> FoundJob {
    let Some(process) = process else { return FoundJob::new(JobState::Running, "starting", None) };
    let mut found = match process.living(boot_id) {
        Some(_) if is_stopped(process.pid) => FoundJob::new(JobState::Suspended, "stopped", None),
        Some(_) => FoundJob::new(JobState::Running, "running", None),
        None => {
            let why = "its watcher is gone and it runs on: how it ends will not be known";
            FoundJob::new(JobState::Running, "unwatched", Some(why))
        }
    };
    found.details.started = Some(process.started);
    found
}

/// Whether the command of a watcher stands still.
fn is_stopped(watcher: i32) -> bool {
    let children = fs::read_to_string(format!("/proc/{watcher}/task/{watcher}/children"));
    let children = children.unwrap_or_default();
    let command = children.split_ascii_whitespace().next().and_then(ProcessStat::of_process);
    command.is_some_and(|command| local_state(command.state) == JobState::Suspended)
}

fn unrecorded() -> FoundJob {
    let why = "its watcher was ended, or could not write down how it ended";
    FoundJob::new(JobState::Unknown, UNRECORDED, Some(why))
}

/// What was cancelled has ended by that, unless it has succeeded before.
fn ended_or_cancelled(folder: &Path, mut ended: FoundJob) -> Result<FoundJob, Error> {
    if ended.state != JobState::Succeeded && is_marked(folder, "cancelled")? {
        (ended.state, ended.raw) = (JobState::Cancelled, "cancelled".to_owned());
    }
    Ok(ended)
}

/// The record of the end as it is, whole or not; `None` if there is none.
fn summary(folder: &Path) -> Result<Option<Vec<u8>>, Error> {
    let path = folder.join("summary.json");
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(Error::file("read", path)(error)),
    }
}

/// How it ended, if that is written down.
fn ended_job(summary: &[u8]) -> Option<FoundJob> {
    #[derive(Deserialize)]
    struct RecordedExit {
        outcome: Option<String>,
    }
    let (state, details) = parse_exit_record(summary).ok()?;
    let said: RecordedExit = serde_json::from_slice(summary).ok()?;
    Some(FoundJob { state, raw: said.outcome.unwrap_or_default(), details })
}

/// The last line that the watcher complained with.
fn complaint(folder: &Path) -> Option<String> {
    let said = fs::read(folder.join("watcher.log")).ok()?;
    let said = String::from_utf8_lossy(&said).into_owned();
    let line = said.lines().rev().find(|line| !line.trim().is_empty())?;
    Some(line.trim().chars().take(LONGEST_COMPLAINT).collect())
}
