//! `monitor project machine`: the states and transitions, drawn.

use std::process::ExitCode;

use crate::error::Error;
use clap::Args;
use monitor_host::Error as HostError;
use monitor_host::project::Project;
use monitor_state::StateMachine;

use crate::command::project::folder::ProjectOption;
use crate::output::print;

/// Print the state machine of analyses as a graph for Graphviz or Mermaid.
///
/// It is that of the project, or without one the usual one.
#[derive(Debug, Args)]
pub(crate) struct MachineArgs {
    /// Print Graphviz DOT: `monitor project machine --dot | dot -Tsvg`.
    #[arg(long, conflicts_with = "mermaid")]
    dot: bool,
    /// Print Mermaid (the default).
    #[arg(long)]
    mermaid: bool,
    #[command(flatten)]
    at: ProjectOption,
}

impl MachineArgs {
    /// Prints it.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        let machine = match self.at.find_folder() {
            Ok(folder) => Project::read(&folder)?.machine()?,
            Err(Error::Host(HostError::NoProject { .. })) if !self.at.is_given() => {
                StateMachine::standard()
            }
            Err(error) => return Err(error),
        };
        print::write_result(|out| {
            let text = if self.dot { machine.to_dot() } else { machine.to_mermaid() };
            writeln!(out, "{}", text.trim_end())
        })?;
        Ok(ExitCode::SUCCESS)
    }
}
