//! The JSON answers of squeue, sacct and scontrol, in the shapes of Slurm 22.05 and 24.11.

use monitor_core::Timestamp;
use serde_json::Value;

use crate::error::Error;
use crate::job::{JobRef, JobState};
use crate::scheduler_answers::SchedulerAnswer;
use crate::scheduler_answers::parse_error;
use crate::scheduler_answers::slurm::slurm_state;
use crate::sweep::{JobDetails, JobObservation};

/// Reads what squeue, sacct or scontrol have printed with `--json`.
///
/// Both shapes are known: a state as text or as a list, a number by itself or as `{set, infinite,
/// number}`, an exit code as a wait status or in parts. When slurmctld is down squeue 22.05 ends
/// well and prints no jobs; it does print errors, and [`SchedulerAnswer::is_whole`] says no. The exit codes
/// of sacct 22.05 are wrong in JSON (0 for a job that failed), so none is taken from there: its text
/// has them right.
///
/// # Errors
/// [`Error::SchedulerJson`] if the bytes are no JSON, or JSON of another form.
pub fn parse_slurm_json(bytes: &[u8]) -> Result<SchedulerAnswer, Error> {
    let document: Value = serde_json::from_slice(bytes).map_err(|error| parse_error(&error))?;
    let Some(jobs) = document.get("jobs").and_then(Value::as_array) else {
        return Err(Error::SchedulerJson { line: 0, column: 0, reason: "no jobs".into() });
    };
    let mut answer = SchedulerAnswer::default();
    for error in document.get("errors").and_then(Value::as_array).into_iter().flatten() {
        let text = ["description", "error"].iter().find_map(|key| error.get(key)?.as_str());
        answer.errors.push(text.unwrap_or("an error without a description").into());
    }
    for job in jobs {
        match parse_job(job) {
            Some(job) => answer.jobs.push(job),
            None => answer.skipped += 1,
        }
    }
    Ok(answer)
}

fn parse_job(job: &Value) -> Option<JobObservation> {
    let id = number_value(job.get("job_id")?)?;
    // sacct keeps states and times in objects of their own.
    let accounting = job.get("state").is_some_and(Value::is_object);
    let (word, reason) = if accounting {
        let state = job.get("state")?;
        (text_value(state.get("current")?)?, state.get("reason"))
    } else {
        (text_value(job.get("job_state")?)?, job.get("state_reason"))
    };
    let reason = reason.and_then(Value::as_str).unwrap_or_default();
    let at = |plain: &str, inside: &str| {
        let value = if accounting { job.get("time")?.get(inside) } else { job.get(plain) };
        let seconds = number_value(value?)?;
        i64::try_from(seconds).ok().filter(|&seconds| seconds > 0).map(Timestamp::from_secs)
    };
    let state = slurm_state(&word, reason);
    let (exit_code, signal) = exit(job.get("exit_code"), state);
    let comment = job.get("comment").and_then(|comment| {
        comment.as_str().or_else(|| comment.get("job").and_then(Value::as_str))
    });
    let details = JobDetails {
        reason: Some(reason).filter(|reason| !matches!(*reason, "" | "None")).map(Into::into),
        tag: comment.filter(|comment| !comment.is_empty()).map(Into::into),
        started: at("start_time", "start"),
        ended: at("end_time", "end").filter(|_| state.has_ended()),
        exit_code,
        signal,
        restarts: job.get("restart_cnt").and_then(number_value).and_then(|n| u32::try_from(n).ok()),
        ..JobDetails::default()
    };
    let mut observation = JobObservation::new(job_ref(job, id, accounting), state).raw(&word);
    observation.born = at("submit_time", "submission");
    observation.details = Some(Box::new(details));
    Some(observation)
}

/// A task of an array has the number of the array and its own; the number of its job is Slurm's own
/// affair.
fn job_ref(job: &Value, id: u64, accounting: bool) -> JobRef {
    let array = if accounting {
        job.get("array").map(|array| (array.get("job_id"), array.get("task_id")))
    } else {
        Some((job.get("array_job_id"), job.get("array_task_id")))
    };
    let part = array.and_then(|(base, task)| {
        let base = number_value(base?).filter(|&base| base > 0)?;
        Some(JobRef::part(base, u32::try_from(number_value(task?)?).ok()?))
    });
    part.unwrap_or(JobRef::new(id))
}

/// A number by itself, or one that says whether it is set.
fn number_value(value: &Value) -> Option<u64> {
    match value {
        Value::Object(parts) => {
            let is = |key: &str| parts.get(key).and_then(Value::as_bool);
            let known = is("set") != Some(false) && is("infinite") != Some(true);
            parts.get("number").filter(|_| known)?.as_u64()
        }
        _ => value.as_u64(),
    }
}

/// A word by itself, or the first of a list.
fn text_value(value: &Value) -> Option<String> {
    let word = value.as_array().map_or(Some(value), |list| list.first())?;
    word.as_str().filter(|word| !word.is_empty()).map(str::to_owned)
}

/// The exit code or the signal of a job that has ended.
fn exit(value: Option<&Value>, state: JobState) -> (Option<i32>, Option<i32>) {
    let Some(value) = value.filter(|_| state.has_ended()) else { return (None, None) };
    if let Some(status) = number_value(value).filter(|_| !value.is_object()) {
        let signal = i32::try_from(status & 0x7f).ok().filter(|&signal| signal != 0);
        let code = i32::try_from(status >> 8 & 0xff).ok().filter(|_| signal.is_none());
        return (code, signal);
    }
    let signal = value.get("signal").and_then(|signal| {
        signal.get("signal_id").and_then(Value::as_u64).or_else(|| number_value(signal.get("id")?))
    });
    let signal = signal.and_then(|signal| i32::try_from(signal).ok()).filter(|&n| n != 0);
    // 22.05 writes the code by itself here, and always 0.
    let code = value.get("return_code").filter(|code| code.is_object()).and_then(number_value);
    (code.and_then(|code| i32::try_from(code).ok()).filter(|_| signal.is_none()), signal)
}
