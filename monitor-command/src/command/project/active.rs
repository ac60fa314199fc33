//! `monitor project active`: the analyses that are looked after.

use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_state::ActiveAnalysis;

use crate::command::project::folder::ProjectOption;
use crate::command::project::status::write_analyses;
use crate::output::print;

/// List the active analyses, those of the project first.
///
/// It reads the stored state and takes no lock.
#[derive(Debug, Args)]
pub(crate) struct ActiveArgs {
    /// Print a JSON array with name, type, status, pipeline and event.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: ProjectOption,
}

impl ActiveArgs {
    /// Prints what there is.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let now = Timestamp::now();
        let engine = self.at.open_engine()?;
        let project = engine.project()?;
        let ledger = engine.ledger(now)?;
        let active: Vec<ActiveAnalysis> = ledger.active_analyses().collect();
        print::write_result(|out| {
            if self.json {
                serde_json::to_writer_pretty(&mut *out, &active)?;
                return writeln!(out);
            }
            let keys: Vec<String> = active.iter().map(key_text).collect();
            let keys = keys.iter().map(String::as_str);
            write_analyses(out, &ledger, project.policy(), keys, now)
        })?;
        if active.is_empty() && !self.json {
            print::write_note("nothing is active");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn key_text(active: &ActiveAnalysis) -> String {
    let subject = active.event.as_deref().unwrap_or(monitor_core::AnalysisKey::PROJECT);
    format!("{subject}/{}", active.name)
}
