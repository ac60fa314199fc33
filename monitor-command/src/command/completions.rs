//! `monitor completions`: a script by which a shell completes the command line.

use std::process::ExitCode;

use crate::error::Error;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::output::print;

/// Print a completion script for a shell.
#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell that the script is for.
    shell: Shell,
}

impl CompletionsArgs {
    /// Prints the script.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        // clap_complete panics on a writer that fails, and a vector does not.
        let mut script = Vec::new();
        clap_complete::generate(
            self.shell,
            &mut crate::command::Cli::command(),
            "monitor",
            &mut script,
        );
        print::write_result(|out| out.write_all(&script))?;
        Ok(ExitCode::SUCCESS)
    }
}
