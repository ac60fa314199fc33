//! The command line: one file below this one for each command.
//!
//! A command is a struct of its arguments with `run(self) -> Result<ExitCode, Error>`. It prints
//! by `print`, and its exit codes are those of `exit_codes`.

mod active;
mod attach;
mod completions;
mod cycle;
mod cycle_text;
mod dash;
mod demo;
mod exec;
mod exit_codes;
mod in_project;
mod listen;
mod machine;
mod print;
mod project;
mod records;
mod replay;
mod report;
mod run;
mod run_target;
mod runs;
mod serve;
mod set;
mod show;
mod signals;
mod status;
mod status_line;
mod table;
mod trials;
mod watch;
mod watching;
mod why;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

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
    Cycle(cycle::Cycle),
    Watch(watch::Watch),
    Status(status::Status),
    Active(active::Active),
    Why(why::Why),
    Set(set::Set),
    Machine(machine::Machine),
    Completions(completions::Completions),
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
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
        Command::Cycle(command) => command.run(),
        Command::Watch(command) => command.run(),
        Command::Status(command) => command.run(),
        Command::Active(command) => command.run(),
        Command::Why(command) => command.run(),
        Command::Set(command) => command.run(),
        Command::Machine(command) => command.run(),
        Command::Completions(command) => command.run(),
    };
    done.unwrap_or_else(|error| {
        print::complain(&error);
        exit_codes::of_error(&error)
    })
}
