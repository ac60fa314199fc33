//! The command line: one file below this one for each command.

mod completions;

use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Knows what running work is doing.
#[derive(Debug, Parser)]
#[command(name = "monitor", version, about, propagate_version = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    Completions(completions::Completions),
}

/// Runs the command that the process was started with.
pub(crate) fn run() -> ExitCode {
    match Cli::parse().command {
        Command::Completions(command) => command.run(),
    }
}
