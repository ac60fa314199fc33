//! `monitor project set`: a person says what is to become of an analysis.

use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_core::Timestamp;
use monitor_state::AnalysisState;

use crate::command::project::folder::ProjectOption;
use crate::output::print;

/// Set the state of an analysis: ready, wait, stop, manual, restart, cancelled, or any that the
/// state machine allows.
///
/// `stop` is carried out by the next cycle, and `restart` begins again with fresh counts. What the
/// machine does not allow is refused. Exits 75 if a cycle is at work and does not end in time.
#[derive(Debug, Args)]
pub(crate) struct SetArgs {
    /// The key of the analysis: subject/name, or project_analyses/name.
    key: String,
    /// The state.
    #[arg(value_parser = parse_state)]
    state: AnalysisState,
    /// Ignore the rules of the state machine and the known state of jobs.
    #[arg(long)]
    force: bool,
    /// The name to record [default: the name of the user].
    #[arg(long, value_name = "NAME")]
    by: Option<String>,
    /// Seconds to wait for a running cycle to end.
    #[arg(long, value_name = "N", default_value_t = 30)]
    wait_s: u64,
    #[command(flatten)]
    at: ProjectOption,
}

impl SetArgs {
    /// Does it.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let engine = self.at.open_waiting_engine(self.wait_s)?;
        let user = || std::env::var("USER").or_else(|_| std::env::var("LOGNAME"));
        let by = self.by.or_else(|| user().ok()).unwrap_or_else(|| "a person".to_owned());
        let moves = engine.set(&self.key, self.state, &by, self.force, Timestamp::now())?;
        print::write_result(|out| {
            for moved in &moves {
                writeln!(out, "> {}: {} -> {}: {}", moved.key, moved.from, moved.to, moved.cause)?;
            }
            Ok(())
        })?;
        if moves.is_empty() {
            print::write_note(format_args!("{} is {} already", self.key, self.state));
        }
        Ok(ExitCode::SUCCESS)
    }
}

fn parse_state(word: &str) -> Result<AnalysisState, String> {
    word.parse().map_err(|error: monitor_state::Error| error.to_string())
}
