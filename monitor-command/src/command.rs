//! The command line: one file below this one for each command.
//!
//! A command is a struct of its arguments with `run(self) -> Result<ExitCode, Error>`. It prints
//! by `print`, and its exit codes are those of `exit_codes`.

mod attach;
mod completions;
mod dash;
mod exec;
mod project;
mod replay;
mod report;
mod run;
mod runs;
mod serve;
mod show;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::exit_codes;
use crate::output::print;

/// Knows what running work is doing.
#[derive(Debug, Parser)]
#[command(name = "monitor", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Exec(Box<exec::Exec>),
    Attach(Box<attach::Attach>),
    Run(run::Run),
    Runs(runs::Runs),
    Show(show::Show),
    Report(report::Report),
    Serve(serve::Serve),
    Dash(dash::Dash),
    Replay(replay::Replay),
    Project(project::ProjectCommand),
    Completions(completions::Completions),
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            // Help that nobody reads to its end is no error; a message that cannot be shown is
            // told by the exit code.
            let _ = error.print();
            return exit_codes::of_command_line(&error);
        }
    };
    let done = match cli.command {
        Command::Exec(command) => command.run(),
        Command::Attach(command) => command.run(),
        Command::Run(command) => command.run(),
        Command::Runs(command) => command.run(),
        Command::Show(command) => command.run(),
        Command::Report(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Dash(command) => command.run(),
        Command::Replay(command) => command.run(),
        Command::Project(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    done.unwrap_or_else(|error| {
        print::complain(&error);
        exit_codes::of_error(&error)
    })
}
