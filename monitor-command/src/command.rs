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
use self::unsupported::{AttachArgs, ExecArgs, RunArgs};
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
use self::{attach::AttachArgs, exec::ExecArgs, run::RunArgs};
use crate::error::Error;
use crate::exit_codes::{self, ProcessEnd};
use crate::output::print;
use crate::signals;

/// Run commands and programs, and see what they do and use.
#[derive(Debug, Parser)]
#[command(name = "monitor", version, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: CliCommand,
}

#[derive(Debug, Subcommand)]
enum CliCommand {
    Exec(Box<ExecArgs>),
    Attach(Box<AttachArgs>),
    Run(RunArgs),
    Runs(runs::RunsArgs),
    Show(show::ShowArgs),
    Report(report::ReportArgs),
    Serve(serve::ServeArgs),
    Dash(dash::DashArgs),
    Replay(replay::ReplayArgs),
    Project(project::ProjectArgs),
    Completions(completions::CompletionsArgs),
}

/// The commands for analyses by the names that they had before they were those of a project.
const MOVED: [&str; 7] = ["active", "cycle", "machine", "set", "status", "watch", "why"];

/// Where a command has moved to, if the command line names it by an old spelling.
fn moved_command_hint(error: &clap::Error) -> Option<String> {
    let Some(ContextValue::String(given)) = error.get(ContextKind::InvalidSubcommand) else {
        return None;
    };
    let name = MOVED.iter().find(|name| *name == given)?;
    Some(format!("`monitor {name}` is now `monitor project {name}`, with the same options"))
}

/// Runs the command that the process was started with.
pub fn run() -> ExitCode {
    signals::prepare_process();
    match run_command() {
        ProcessEnd::Code(code) => code,
        ProcessEnd::Signal(signal) => signals::end_by_signal(signal),
    }
}

fn run_command() -> ProcessEnd {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => {
            if let Some(message) = moved_command_hint(&error) {
                print::write_error(message);
                return ProcessEnd::Code(exit_codes::for_command_line(&error));
            }
            // Help that nobody reads to its end is no error; a message that cannot be shown is
            // told by the exit code.
            let _ = error.print();
            return ProcessEnd::Code(exit_codes::for_command_line(&error));
        }
    };
    let done = match cli.command {
        CliCommand::Exec(command) => return command.run().unwrap_or_else(end_for_error),
        CliCommand::Run(command) => return command.run().unwrap_or_else(end_for_error),
        CliCommand::Attach(command) => command.run(),
        CliCommand::Runs(command) => command.run(),
        CliCommand::Show(command) => command.run(),
        CliCommand::Report(command) => command.run(),
        CliCommand::Serve(command) => command.run(),
        CliCommand::Dash(command) => command.run(),
        CliCommand::Replay(command) => command.run(),
        CliCommand::Project(command) => command.run(),
        CliCommand::Completions(command) => command.run(),
    };
    done.map_or_else(end_for_error, ProcessEnd::Code)
}

/// Tells the user of an error.
fn end_for_error(error: Error) -> ProcessEnd {
    print::write_error(&error);
    exit_codes::for_error(&error)
}
