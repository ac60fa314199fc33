//! `monitor project why`: everything that is known about where one analysis is.

use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;

use crate::command::project::folder::ProjectOption;
use crate::output::print;

/// Explain the state of an analysis: its last transitions, what it waits for, and its deadline.
///
/// It reads the stored state and takes no lock.
#[derive(Debug, Args)]
pub(crate) struct WhyArgs {
    /// The key of the analysis: subject/name, or project_analyses/name.
    key: String,
    /// Print a JSON object.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: ProjectOption,
}

impl WhyArgs {
    /// Prints it.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let engine = self.at.open_engine()?;
        let project = engine.project()?;
        let why = engine.ledger(Timestamp::now())?.explain_state(&self.key, project.policy())?;
        print::write_result(|out| {
            if self.json {
                serde_json::to_writer_pretty(&mut *out, &why)?;
                return writeln!(out);
            }
            writeln!(out, "{why}")
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
