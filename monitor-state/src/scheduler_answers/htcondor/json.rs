//! The JSON answers of condor_q and condor_history.

use monitor_core::Timestamp;
use serde_json::Value;

use crate::error::Error;
use crate::job::JobRef;
use crate::scheduler_answers::SchedulerAnswer;
use crate::scheduler_answers::htcondor::HtCondorWords;
use crate::scheduler_answers::htcondor::text::job_from_words;
use crate::scheduler_answers::parse_error;
use crate::sweep::JobObservation;

/// Reads what condor_q or condor_history have printed with `-json`. condor_q prints nothing at all
/// if there are no jobs.
///
/// # Errors
/// [`Error::SchedulerJson`] if the bytes are no JSON, or JSON of another form.
pub fn parse_htcondor_json(bytes: &[u8]) -> Result<SchedulerAnswer, Error> {
    if bytes.trim_ascii().is_empty() {
        return Ok(SchedulerAnswer::default());
    }
    let document: Value = serde_json::from_slice(bytes).map_err(|error| parse_error(&error))?;
    let Some(jobs) = document.as_array() else {
        return Err(Error::SchedulerJson { line: 0, column: 0, reason: "not a list".into() });
    };
    let mut answer = SchedulerAnswer::default();
    for job in jobs {
        match parse_job(job) {
            Some(job) => answer.jobs.push(job),
            None => answer.skipped += 1,
        }
    }
    Ok(answer)
}

fn parse_job(job: &Value) -> Option<JobObservation> {
    let number = |key: &str| job.get(key).and_then(Value::as_i64);
    let text = |key: &str| job.get(key).and_then(Value::as_str);
    let cluster = u64::try_from(number("ClusterId")?).ok()?;
    let process = u32::try_from(number("ProcId")?).ok()?;
    let words = HtCondorWords {
        status: number("JobStatus")?,
        hold_code: number("HoldReasonCode"),
        starts: number("NumJobStarts"),
        exit_code: number("ExitCode"),
        by_signal: job.get("ExitBySignal").and_then(Value::as_bool).unwrap_or(false),
        dag_status: number("DAG_Status"),
    };
    let at = |key: &str| number(key).filter(|&at| at > 0).map(Timestamp::from_secs);
    let mut described = job_from_words(JobRef::part(cluster, process), words, number("ExitSignal"));
    described.details.reason = text("HoldReason").or_else(|| text("RemoveReason")).map(Into::into);
    described.details.started = at("JobStartDate");
    described.details.ended = at("CompletionDate");
    Some(described.with(at("QDate"), text("MonitorKey")))
}
