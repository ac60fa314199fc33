//! `monitor project cycle`: one cycle over the analyses of a project.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_host::cycle::CycleReport;
use monitor_state::AnalysisFilter;

use crate::command::project::cycle_text::{print_warnings, write_transitions};
use crate::command::project::folder::ProjectOption;
use crate::output::print;

/// Run one cycle: query the schedulers, update the states of analyses, submit the ready ones.
///
/// It may be killed at any time: the next cycle finds out by the tags of the jobs what became of
/// what this one has begun. Exits 0 when the cycle is done, also if an analysis is stuck or a
/// scheduler was silent, which it says; 75 if another one is at work and does not end in time.
#[derive(Debug, Args)]
pub(crate) struct CycleArgs {
    /// Only this subject and the analyses of the project.
    subject: Option<String>,
    /// Print what a cycle would do without doing it: no file is written and no command of the
    /// project runs; the schedulers are queried.
    #[arg(long)]
    dry_run: bool,
    /// Print how many analyses there are, are active, complete and stuck, as JSON; with --verbose,
    /// the whole cycle report.
    #[arg(long)]
    json: bool,
    /// Print every transition with its cause, and every query and action.
    #[arg(long, short)]
    verbose: bool,
    /// Seconds to wait for another cycle to end.
    #[arg(long, value_name = "N", default_value_t = 30)]
    wait_s: u64,
    #[command(flatten)]
    at: ProjectOption,
}

impl CycleArgs {
    /// Runs the cycle.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let engine = self.at.open_waiting_engine(self.wait_s)?;
        let filter = match &self.subject {
            Some(subject) => AnalysisFilter::all().subject(subject),
            None => AnalysisFilter::all(),
        };
        let now = Timestamp::now();
        if let Some(subject) = &self.subject {
            // An unknown one is an error, not a cycle over nothing.
            engine.ledger(now)?.analysis_status(AnalysisFilter::all().subject(subject))?;
        }
        let report =
            if self.dry_run { engine.plan(filter, now)? } else { engine.cycle(filter, now)? };
        print_warnings(&report);
        print::write_result(|out| self.write_report(out, &report))?;
        Ok(ExitCode::SUCCESS)
    }

    fn write_report(&self, out: &mut dyn Write, report: &CycleReport) -> io::Result<()> {
        match (self.json, self.verbose) {
            (true, true) => {
                serde_json::to_writer_pretty(&mut *out, report)?;
                writeln!(out)
            }
            (true, false) => {
                serde_json::to_writer(&mut *out, &report.counts)?;
                writeln!(out)
            }
            (false, verbose) => {
                for key in &report.added {
                    writeln!(out, "+ {key}")?;
                }
                if self.dry_run {
                    return writeln!(out, "{}", report.plan);
                }
                write_transitions(out, report, verbose)?;
                writeln!(out, "{}", report.counts)
            }
        }
    }
}
