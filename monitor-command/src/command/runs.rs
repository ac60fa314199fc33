//! `monitor runs`: the runs below a directory, one a line.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_host::{RunSource, RunSummary};

use crate::output::print;

/// List the runs in a directory, most recently changed first.
#[derive(Debug, Args)]
pub(crate) struct RunsArgs {
    /// The directory of the runs, or one with a folder `monitoring` of runs.
    #[arg(default_value = ".")]
    dir: PathBuf,
    /// Print a JSON array instead of a table.
    #[arg(long)]
    json: bool,
}

impl RunsArgs {
    /// Prints the list.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let now = Timestamp::now();
        let runs = RunSource::new(&self.dir).list(now)?;
        print::write_result(|out| {
            if self.json { write_runs_json(out, &runs) } else { write_runs_table(out, &runs, now) }
        })?;
        if runs.is_empty() && !self.json {
            print::write_error(format_args!("there are no runs in {}", self.dir.display()));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn write_runs_json(out: &mut dyn Write, runs: &[RunSummary]) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, runs)?;
    writeln!(out)
}

fn write_runs_table(out: &mut dyn Write, runs: &[RunSummary], now: Timestamp) -> io::Result<()> {
    if runs.is_empty() {
        return Ok(());
    }
    let rows: Vec<_> = runs.iter().map(|run| run_row(run, now)).collect();
    crate::output::table::write_table(out, ["RUN", "STATE", "DONE", "LEFT", "CHANGED", "AT"], &rows)
}

fn run_row(run: &RunSummary, now: Timestamp) -> [String; 6] {
    let state = match run.liveness {
        Some(liveness) if matches!(liveness.as_str(), "ended" | "live") => run.status.to_string(),
        Some(liveness) => liveness.as_str().to_owned(),
        None => "unreadable".to_owned(),
    };
    let left = run.estimated_time_remaining.filter(|_| state == "running");
    let changed = run.last_update.map(|at| {
        let ago = now.saturating_duration_since(at);
        format!("{} ago", monitor_run::duration_text(ago.as_secs_f64()))
    });
    let at = match (&run.unreadable, &run.last_error, run.status.as_str()) {
        (Some(problem), ..) => problem.clone(),
        (None, Some(error), "error") => error.clone(),
        (None, _, _) => step_text(run),
    };
    [
        run.id.clone(),
        state,
        format!("{:.0} %", run.progress_percent),
        left.map(monitor_run::duration_text).unwrap_or_default(),
        changed.unwrap_or_default(),
        at,
    ]
}

fn step_text(run: &RunSummary) -> String {
    let name = run.step_name.as_deref().or(run.last_message.as_deref()).unwrap_or_default();
    match (run.current_step, run.total_steps) {
        (Some(number), Some(total)) => format!("{number}/{total} {name}"),
        _ => name.to_owned(),
    }
}
