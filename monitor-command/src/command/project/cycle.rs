//! `monitor project cycle`: one cycle over the analyses of a project.

use std::io::{self, Write};
use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_host::cycle::CycleReport;
use monitor_state::Filter;

use crate::command::project::cycle_text::{moves, troubles};
use crate::command::project::folder::InProject;
use crate::output::print;

/// Look after the analyses of a project once: ask the schedulers, move on what has moved, submit
/// what is ready.
///
/// It may be killed at any time: the next cycle finds out by the tags of the jobs what became of
/// what this one has begun. Exits 0 when the cycle is done, also if an analysis is stuck or a
/// scheduler was silent, which it says; 75 if another one is at work and does not end in time.
#[derive(Debug, Args)]
pub(crate) struct Cycle {
    /// Look after this subject and the analyses of the project only.
    subject: Option<String>,
    /// Say what would be done, and do nothing: no file is written and no command of the project is
    /// run. The schedulers are asked what there is.
    #[arg(long)]
    dry_run: bool,
    /// Print the six counts as JSON; with --verbose, all that is known of the cycle.
    #[arg(long)]
    json: bool,
    /// Print every move with its cause, and what was asked and done.
    #[arg(long, short)]
    verbose: bool,
    /// Wait so many seconds for another cycle to end.
    #[arg(long, value_name = "N", default_value_t = 30)]
    wait_s: u64,
    #[command(flatten)]
    at: InProject,
}

impl Cycle {
    /// Runs the cycle.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let engine = self.at.waiting_engine(self.wait_s)?;
        let filter = match &self.subject {
            Some(subject) => Filter::all().subject(subject),
            None => Filter::all(),
        };
        let now = Timestamp::now();
        if let Some(subject) = &self.subject {
            // An unknown one is an error, not a cycle over nothing.
            engine.ledger(now)?.analysis_status(Filter::all().subject(subject))?;
        }
        let report =
            if self.dry_run { engine.plan(filter, now)? } else { engine.cycle(filter, now)? };
        troubles(&report);
        print::result(|out| self.show(out, &report))?;
        Ok(ExitCode::SUCCESS)
    }

    fn show(&self, out: &mut dyn Write, report: &CycleReport) -> io::Result<()> {
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
                moves(out, report, verbose)?;
                writeln!(out, "{}", report.counts)
            }
        }
    }
}
