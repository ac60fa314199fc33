//! The summary at the end: what came of each job, and whether it was meant to.

mod totals;
pub(crate) mod used;

use std::collections::{BTreeMap, HashMap};
use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{EventKind, Job, JobId, JobOutcome, Monitor, NonPoisonMutex, RecentJob};
use monitor_events::{Emitter, Subscription};
use serde_json::Value;

use crate::summary::used::{Used, cpu_text, memory_text};
use crate::table::Table;

/// How much of an error there is room for in the table.
const ERROR_CHARS: usize = 60;

/// What is left of a run.
pub(crate) struct Record {
    /// The jobs in the order of the list, each with how it was meant to end.
    pub(crate) listed: Vec<(Job, JobOutcome)>,
    pub(crate) monitor: Arc<Monitor>,
    pub(crate) last_lines: LastLines,
    pub(crate) used: Used,
    /// The number of the signal that stopped it.
    pub(crate) stopped_by: Option<i32>,
}

/// What the commands of failed jobs wrote last.
#[derive(Clone, Default)]
pub(crate) struct LastLines(Arc<NonPoisonMutex<BTreeMap<JobId, Vec<String>>>>);

impl LastLines {
    /// Keeps them from the events that `emitter` emits, as long as the subscription lives.
    pub(crate) fn keep(&self, emitter: &Emitter) -> Subscription {
        let kept = Arc::clone(&self.0);
        emitter.on(EventKind::JobFailed, move |event| {
            let lines = event.extra.as_ref().and_then(|extra| extra.get("last_lines"));
            if let (Some(id), Some(Value::Array(lines))) = (event.job_id(), lines) {
                let lines = lines.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                kept.lock().insert(id.clone(), lines);
            }
        })
    }

    fn of(&self, job: &JobId) -> Vec<String> {
        let kept = self.0.lock();
        kept.get(job).cloned().unwrap_or_default()
    }
}

impl Record {
    fn ended(&self) -> HashMap<JobId, RecentJob> {
        let recent = self.monitor.jobs().recent(self.listed.len());
        recent.into_iter().map(|job| (job.job_id.clone(), job)).collect()
    }

    /// Jobs that did not end as they were meant to.
    fn surprises(&self) -> Vec<&Job> {
        let ended = self.ended();
        let as_meant = |job: &Job, expect| ended.get(&job.id).is_some_and(|e| e.status == expect);
        let surprising = self.listed.iter().filter(|(job, expect)| !as_meant(job, *expect));
        surprising.map(|(job, _)| job).collect()
    }
}

/// Whether every job ended as it was meant to.
pub(crate) fn is_as_meant(record: &Record) -> bool {
    record.surprises().is_empty()
}

/// Writes the whole summary.
pub(crate) fn write(out: &mut impl Write, record: &Record) -> io::Result<()> {
    writeln!(out)?;
    jobs(out, record)?;
    let surprises = record.surprises();
    for job in &surprises {
        let lines = record.last_lines.of(&job.id);
        if !lines.is_empty() {
            writeln!(out, "\nthe last lines of {}:", job.id)?;
            lines.iter().try_for_each(|line| writeln!(out, "  | {line}"))?;
        }
    }
    writeln!(out)?;
    totals::write(out, &record.monitor, &record.used)?;
    writeln!(out)?;
    if let Some(signal) = record.stopped_by {
        return writeln!(out, "stopped by signal {signal}");
    }
    if surprises.is_empty() {
        return writeln!(out, "every job ended as it was meant to");
    }
    let names: Vec<&str> = surprises.iter().map(|job| job.id.as_str()).collect();
    writeln!(out, "not as they were meant to ended: {}", names.join(", "))
}

fn jobs(out: &mut impl Write, record: &Record) -> io::Result<()> {
    let ended = record.ended();
    let mut table = Table::new([
        "job",
        "priority",
        "status",
        ">attempts",
        ">run time",
        ">CPU time",
        ">peak RSS",
        "worker",
        "error or reason",
    ]);
    for (job, expect) in &record.listed {
        let priority = job.priority.unwrap_or_default().to_string();
        let Some(end) = ended.get(&job.id) else { continue };
        let error = end.error.as_deref().unwrap_or_default();
        // Nothing was measured of a job that never started.
        let used = record.used.by(&job.id);
        let cpu = used.map(|used| cpu_text(Duration::from_nanos(used.cpu_ns())));
        let peak_rss = used.map(|used| memory_text(used.peak_rss_bytes));
        table.row([
            job.id.to_string(),
            priority,
            status(end.status, *expect),
            end.attempts.to_string(),
            format!("{:.3} s", end.execution_time),
            cpu.unwrap_or_default(),
            peak_rss.unwrap_or_default(),
            end.worker_id.clone().unwrap_or_default(),
            error.chars().take(ERROR_CHARS).collect(),
        ]);
    }
    table.write(out)
}

fn status(end: JobOutcome, expect: JobOutcome) -> String {
    let word = match end {
        JobOutcome::Completed => "completed",
        JobOutcome::Failed => "failed",
        JobOutcome::Cancelled => "cancelled",
        _ => "ended",
    };
    match (end == expect, end == JobOutcome::Completed) {
        (true, true) => word.to_owned(),
        (true, false) => format!("{word}, as meant"),
        (false, _) => format!("{word}, not meant"),
    }
}
