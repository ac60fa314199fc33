//! The command line: one file for each command, below `command/`.
//!
//! A command is a struct of its arguments with `run(self) -> Result<ExitCode, Error>`. It prints
//! by `print`, and its exit codes are those of `exit_codes`.

#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod attach;
mod completions;
mod dash;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod exec;
mod project;
mod replay;
mod report;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod run;
mod runs;
mod serve;
mod show;
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
mod unsupported;

use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue};
use clap::{Parser, Subcommand};

#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
use self::unsupported::{Attach, Exec, Run};
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
use self::{attach::Attach, exec::Exec, run::Run};
use crate::exit_codes;
use crate::output::print;

/// Run commands and programs, and see what they do and use.
#[derive(Debug, Parser)]
#[command(name = "monitor", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Exec(Box<Exec>),
    Attach(Box<Attach>),
    Run(Run),
    Runs(runs::Runs),
    Show(show::Show),
    Report(report::Report),
    Serve(serve::Serve),
    Dash(dash::Dash),
    Replay(replay::Replay),
    Project(project::ProjectCommand),
    Completions(completions::Completions),
}

/// The commands for analyses by the names that they had before they were those of a project.
const MOVED: [&str; 7] = ["active", "cycle", "machine", "set", "status", "watch", "why"];

/// Where a command has moved to, if the command line names it by an old spelling.
fn moved(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let name = MOVED.iter().find(|name| *name == given)?;
    Some(format!("`monitor {name}` is now `monitor project {name}`, with the same options"))
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            if let Some(message) = moved(&error) {
                print::complain(message);
                return exit_codes::of_command_line(&error);
            }
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
