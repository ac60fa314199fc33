//! `monitor project active`: the analyses that are looked after.

use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_state::Active as ActiveAnalysis;

use crate::command::project::folder::InProject;
use crate::command::project::status::analyses;
use crate::output::print;

/// List the active analyses, those of the project first.
///
/// It reads the stored state and takes no lock.
#[derive(Debug, Args)]
pub(crate) struct Active {
    /// Print a JSON array with name, type, status, pipeline and event.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    at: InProject,
}

impl Active {
    /// Prints what there is.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let now = Timestamp::now();
        let engine = self.at.engine()?;
        let project = engine.project()?;
        let ledger = engine.ledger(now)?;
        let active: Vec<ActiveAnalysis> = ledger.active_analyses().collect();
        print::result(|out| {
            if self.json {
                serde_json::to_writer_pretty(&mut *out, &active)?;
                return writeln!(out);
            }
            let keys: Vec<String> = active.iter().map(key).collect();
            let keys = keys.iter().map(String::as_str);
            analyses(out, &ledger, project.policy(), keys, now)
        })?;
        if active.is_empty() && !self.json {
            print::note("nothing is active");
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn key(active: &ActiveAnalysis) -> String {
    let subject = active.event.as_deref().unwrap_or(monitor_core::AnalysisKey::PROJECT);
    format!("{subject}/{}", active.name)
}
