//! The binary `monitor`: parses the command line and hands over to the command.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::run()
}
