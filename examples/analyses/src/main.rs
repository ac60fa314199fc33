//! A project of real commands through its whole life: analyses wait for others, run, are held and
//! stuck, rescued twice, stopped, post-processed and uploaded. Local processes or Slurm run them.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "an example shows what it does")]

mod arguments;
mod person;
mod story;

use std::process::ExitCode;

use arguments::{Asked, USAGE};

fn main() -> ExitCode {
    let arguments = match Asked::from_command_line() {
        Ok(Asked::Help) => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        Ok(Asked::Run(arguments)) => arguments,
        Err(error) => {
            eprintln!("analyses: {error}");
            return ExitCode::from(2);
        }
    };
    match story::tell(&arguments) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("analyses: {error}");
            ExitCode::FAILURE
        }
    }
}
