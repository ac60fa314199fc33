//! An event as one line of text.

use std::time::Duration;

use monitor_core::{Event, Payload};
use serde_json::Value;

use crate::summary::used::memory_text;

/// When it was, since the begin of the run, what it was, and what is known of it.
pub(crate) fn event_line(event: &Event, since: Duration) -> String {
    let kind = event.kind();
    let about = about(event);
    format!("{:>7.3} s  {kind:<20}  {about}", since.as_secs_f64()).trim_end().to_owned()
}

fn about(event: &Event) -> String {
    let job = event.job_id().map_or("", |id| id.as_str());
    let worker = event.worker_id().map_or("", |id| id.as_str());
    match &event.payload {
        Payload::JobStarted(started) => {
            let (attempt, waited) = (started.phase.attempt.unwrap_or(1), started.phase.wait_ns);
            format!("{job} on {worker}, attempt {attempt}, waited {}", seconds(waited))
        }
        Payload::JobCompleted(done) => {
            let used = done.phase.resources.as_deref().copied().unwrap_or_default();
            let (cpu, memory) = (seconds(Some(used.cpu_ns())), memory_text(used.peak_rss_bytes));
            let ran = seconds(done.phase.run_ns);
            format!("{job} on {worker}, ran {ran}, CPU time {cpu}, peak RSS {memory}")
        }
        Payload::JobFailed(failed) => {
            let (ran, error) = (seconds(failed.phase.run_ns), &failed.phase.error.message);
            format!("{job} on {worker}, ran {ran}: {error}")
        }
        Payload::JobCancelled(cancelled) => {
            let reason = cancelled.phase.reason.as_deref().unwrap_or("no reason given");
            match cancelled.phase.run_ns {
                Some(_) => {
                    let ran = seconds(cancelled.phase.run_ns);
                    format!("{job} on {worker}, ran {ran}: {reason}")
                }
                None => format!("{job}: {reason}"),
            }
        }
        Payload::JobRetrying(retrying) => {
            let (count, max) = (retrying.phase.retry_count, retrying.phase.max_retries);
            let (count, max) = (count.unwrap_or_default(), max.unwrap_or_default());
            let delay = seconds(retrying.phase.retry_delay_ns);
            let error = retrying.phase.error.as_ref().map_or("", |error| &error.message);
            format!("{job} on {worker}, retry {count} of {max} in {delay}: {error}")
        }
        Payload::JobProgressUpdated(said) => {
            format!("{job} on {worker}, {:.0} %", said.phase.progress)
        }
        Payload::WorkerOffline(offline) => {
            format!("{worker}: {}", offline.phase.reason.as_deref().unwrap_or("no reason given"))
        }
        Payload::SystemStartup(_) => {
            format!("{} jobs, {} workers", number(event, "jobs"), number(event, "workers"))
        }
        Payload::SystemError(error) => error.phase.message.to_string(),
        _ => [job, worker].into_iter().find(|id| !id.is_empty()).unwrap_or_default().to_owned(),
    }
}

/// A number among the free data of an event.
fn number(event: &Event, key: &str) -> u64 {
    let value = event.extra.as_ref().and_then(|extra| extra.get(key));
    value.and_then(Value::as_u64).unwrap_or_default()
}

fn seconds(ns: Option<u64>) -> String {
    format!("{:.3} s", Duration::from_nanos(ns.unwrap_or_default()).as_secs_f64())
}
