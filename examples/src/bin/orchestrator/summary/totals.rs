//! The figures of the whole run, of each tag and of each worker, as the monitor has them.

use std::io::{self, Write};

use monitor_core::{DurationSummary, Monitor, Timestamp};

use crate::summary::used::{Used, cpu_text, memory_text};
use crate::table::Table;

/// Writes them all.
pub(crate) fn write(out: &mut impl Write, monitor: &Monitor, used: &Used) -> io::Result<()> {
    let now = Timestamp::now();
    jobs(out, monitor)?;
    resources(out, used)?;
    events(out, monitor, now)?;
    tags(out, monitor)?;
    workers(out, monitor, now)
}

fn jobs(out: &mut impl Write, monitor: &Monitor) -> io::Result<()> {
    let summary = monitor.jobs().summary();
    let cancelled = summary.cancelled_jobs + summary.before_start.cancelled;
    writeln!(
        out,
        "jobs        {} created, {} started, {} completed, {} failed, {cancelled} cancelled",
        summary.created, summary.total_jobs, summary.completed_jobs, summary.failed_jobs,
    )?;
    writeln!(out, "success     {:.1} % of the jobs that started", summary.success_rate)?;
    writeln!(
        out,
        "attempts    {}, of them {} retried ({:.1} %)",
        summary.attempts, summary.retries, summary.retry_rate,
    )?;
    writeln!(out, "run time    {}", durations(&summary.execution_time))?;
    writeln!(out, "queue wait  {}", durations(&summary.queue_wait))
}

fn resources(out: &mut impl Write, used: &Used) -> io::Result<()> {
    writeln!(out, "CPU time    {} in all attempts", cpu_text(used.cpu()))?;
    match used.peak_rss() {
        Some((job, bytes)) => writeln!(out, "peak RSS    {} by {job}", memory_text(bytes)),
        None => Ok(()),
    }
}

fn durations(of: &DurationSummary) -> String {
    format!("p50 {:.3} s, p95 {:.3} s, longest {:.3} s", of.p50, of.p95, of.max)
}

fn events(out: &mut impl Write, monitor: &Monitor, now: Timestamp) -> io::Result<()> {
    let system = monitor.system_summary(now);
    let counts = system.event_counts;
    writeln!(out, "events      {} in {:.3} s", counts.total(), system.uptime)?;
    let named: Vec<String> = counts
        .iter()
        .filter(|(_, count)| *count > 0)
        .map(|(kind, count)| format!("{kind} {count}"))
        .collect();
    named.chunks(4).try_for_each(|some| writeln!(out, "            {}", some.join(", ")))
}

fn tags(out: &mut impl Write, monitor: &Monitor) -> io::Result<()> {
    let mut table = Table::new([
        "tag",
        ">started",
        ">completed",
        ">failed",
        ">cancelled",
        ">success",
        ">mean run time",
    ]);
    for (tag, group) in monitor.jobs().by_tag() {
        table.row([
            tag,
            group.total_jobs.to_string(),
            group.completed_jobs.to_string(),
            group.failed_jobs.to_string(),
            group.cancelled_jobs.to_string(),
            format!("{:.1} %", group.success_rate),
            format!("{:.3} s", group.avg_execution_time),
        ]);
    }
    if !table.has_rows() {
        return Ok(());
    }
    writeln!(out)?;
    table.write(out)
}

fn workers(out: &mut impl Write, monitor: &Monitor, now: Timestamp) -> io::Result<()> {
    let mut table = Table::new([
        "worker",
        ">claimed",
        ">completed",
        ">failed",
        ">cancelled",
        ">busy",
        ">of its time",
    ]);
    for (id, worker) in monitor.workers().all(now).workers {
        table.row([
            id,
            worker.jobs_claimed.to_string(),
            worker.completed_jobs.to_string(),
            worker.failed_jobs.to_string(),
            worker.cancelled_jobs.to_string(),
            format!("{:.3} s", worker.busy_time),
            format!("{:.1} %", worker.busy_fraction * 100.0),
        ]);
    }
    writeln!(out)?;
    table.write(out)
}
