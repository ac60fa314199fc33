//! `monitor project watch`: one cycle after the other.

use std::io::{self, Write};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::Error;
use clap::Args;
use crossbeam_channel::{Receiver, RecvTimeoutError, bounded};
use monitor_core::Timestamp;
use monitor_host::cycle::{CycleEngine, CycleReport};
use monitor_state::{AnalysisFilter, PlanWarning};
use nix::sys::signal::Signal;

use crate::command::project::folder::ProjectOption;
use crate::output::print;
use crate::signals::SignalListener;

/// After so many failures in a row the time between cycles does not grow any more.
const MOST_DOUBLINGS: u32 = 4;

/// Run cycles at an interval until stopped, with one log line each.
///
/// SIGTERM and SIGINT end it after what is just being done; nothing is lost. SIGUSR1 begins the next
/// cycle at once. When a scheduler is silent or a cycle fails, the next cycles come less and less
/// often, up to 16 times the interval, until all is well again. A project's file that has changed
/// is taken up by the next cycle; one with a fault is reported until it is mended.
#[derive(Debug, Args)]
pub(crate) struct WatchArgs {
    /// Seconds from the start of one cycle to the start of the next.
    #[arg(long, value_name = "N", default_value_t = 300, value_parser = clap::value_parser!(u64).range(1..))]
    interval_s: u64,
    /// Stop after this many cycles.
    #[arg(long, value_name = "N")]
    cycles: Option<u64>,
    #[command(flatten)]
    at: ProjectOption,
}

impl WatchArgs {
    /// Runs until it is ended.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let stop = Arc::new(AtomicBool::new(false));
        let (wake, woken) = bounded(1);
        let stopped = stop.clone();
        SignalListener::catch_signals()?.for_each_signal(move |signal, _| {
            if signal != Signal::SIGUSR1 as i32 && signal != Signal::SIGUSR2 as i32 {
                stopped.store(true, Ordering::Relaxed);
            }
            // If one is waiting already, that is enough.
            let _ = wake.try_send(());
        })?;
        let engine = self.at.open_engine()?.stop(stop.clone());
        let interval = Duration::from_secs(self.interval_s);
        let (mut number, mut failures) = (0_u64, 0_u32);
        while !stop.load(Ordering::Relaxed) {
            let begun = Instant::now();
            number += 1;
            let well = run_cycle(&engine, number, begun)?;
            failures = if well { 0 } else { (failures + 1).min(MOST_DOUBLINGS) };
            if self.cycles.is_some_and(|most| number >= most) {
                break;
            }
            let wait = interval.saturating_mul(1 << failures);
            if !well {
                print::write_note(format_args!("the next cycle begins in {} s", wait.as_secs()));
            }
            if !sleep_or_wake(&woken, wait.saturating_sub(begun.elapsed())) {
                break;
            }
        }
        Ok(ExitCode::SUCCESS)
    }
}

/// Waits, or less if a signal comes; says whether signals can still come.
fn sleep_or_wake(woken: &Receiver<()>, wait: Duration) -> bool {
    !matches!(woken.recv_timeout(wait), Err(RecvTimeoutError::Disconnected))
}

/// One cycle and its line; says whether all was well.
fn run_cycle(engine: &CycleEngine, number: u64, begun: Instant) -> Result<bool, Error> {
    let now = Timestamp::now();
    let cycle = engine.cycle(AnalysisFilter::all(), now);
    let took_ms = begun.elapsed().as_millis();
    let (line, well) = match &cycle {
        Ok(report) => (cycle_line(report), is_well(report)),
        // It is told and tried again: the disk may be full, or the file half written.
        Err(error) => (format!("failed: {error}"), false),
    };
    let line = format!("{now} cycle {number}, {took_ms} ms: {line}");
    print::write_result(|out: &mut dyn Write| -> io::Result<()> { writeln!(out, "{line}") })?;
    Ok(well)
}

fn is_well(report: &CycleReport) -> bool {
    let silent = |warning: &PlanWarning| {
        matches!(warning, PlanWarning::Unhealthy { .. } | PlanWarning::Outage { .. })
    };
    !report.plan.warnings.iter().any(silent)
}

fn cycle_line(report: &CycleReport) -> String {
    let counts = &report.counts;
    let mut line = format!(
        "{} analyses, {} active, {} complete, {} stuck",
        counts.total, counts.active, counts.complete, counts.stuck
    );
    for (number, what) in [
        (report.added.len(), "added"),
        (report.transitions.len(), "moves"),
        (report.plan.actions().count(), "actions"),
        (report.open.len(), "open"),
    ] {
        if number > 0 {
            line.push_str(&format!(", {number} {what}"));
        }
    }
    let warnings = report.plan.warnings.iter().map(ToString::to_string);
    let troubles =
        report.troubles.iter().map(|trouble| format!("{}: {}", trouble.with, trouble.what));
    let told: Vec<String> = warnings.chain(troubles).collect();
    for what in told.iter().take(3) {
        line.push_str(&format!("; {}", what.replace(char::is_control, " ")));
    }
    if told.len() > 3 {
        line.push_str(&format!("; and {} more", told.len() - 3));
    }
    line
}
