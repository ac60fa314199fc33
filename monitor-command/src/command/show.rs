//! `monitor show`: what one run says, once or until it ends.

use std::io::{self, IsTerminal};
use std::path::PathBuf;
use std::process::ExitCode;
use std::thread;
use std::time::Duration;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_host::{RunView, TerminalView};
use monitor_run::{Liveness, RunState};

use crate::exit_codes;
use crate::options::run_target::RunTarget;
use crate::output::print;

/// How often a followed run is looked at.
const PERIOD: Duration = Duration::from_millis(250);

/// Show the progress of a run, its last messages and, after a crash, its last step.
///
/// A RUN is its id as `monitor runs` shows it, its name, its status file, or its directory.
#[derive(Debug, Args)]
pub(crate) struct ShowArgs {
    /// The run.
    run: String,
    /// The directory of the runs, if RUN is a run id or name.
    #[arg(long, default_value = ".")]
    base: PathBuf,
    /// Go on until the run ends or crashes; then exit 0 if it completed, else 1.
    #[arg(long, short)]
    follow: bool,
    /// Print the status as JSON.
    #[arg(long, conflicts_with = "follow")]
    json: bool,
}

impl ShowArgs {
    /// Prints what there is, and goes on if asked to.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let target = RunTarget::find(&self.run, &self.base)?;
        if self.follow {
            return follow_run(&target);
        }
        let shown = target.read_details()?;
        print::write_result(|out| {
            if self.json {
                out.write_all(&shown.status.to_json(usize::MAX))
            } else {
                out.write_all(shown.to_text().as_bytes())
            }
        })?;
        Ok(ExitCode::SUCCESS)
    }
}

/// Shows what is new until there is no more to come.
fn follow_run(target: &RunTarget) -> Result<ExitCode, Error> {
    let mut view = RunView::new(if io::stderr().is_terminal() {
        TerminalView::Auto
    } else {
        TerminalView::Plain
    });
    loop {
        let now = Timestamp::now();
        let (status, liveness) = target.source.status_and_liveness(&target.id, now)?;
        if let Some(view) = &mut view {
            view.show(&status, now);
        }
        if matches!(liveness, Liveness::Ended | Liveness::Crashed { .. }) {
            drop(view);
            let shown = target.read_details()?;
            print::write_result(|out| out.write_all(shown.to_text().as_bytes()))?;
            let completed = shown.status.status == RunState::Completed;
            return Ok(if completed { ExitCode::SUCCESS } else { exit_codes::FAILED.into() });
        }
        thread::sleep(PERIOD);
    }
}
