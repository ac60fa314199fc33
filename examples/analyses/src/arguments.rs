//! What the command line asks for.

use std::env;
use std::path::PathBuf;

/// The text of `--help`.
pub(crate) const USAGE: &str = "\
Looks after a project of eight analyses until they are where they should be.

Usage: analyses [--slurm] [--keep DIR] [--monitor PROGRAM]

  --slurm            their jobs run at Slurm; local processes without it
  --keep DIR         make the project in DIR, which must not be there, and leave it there
  --monitor PROGRAM  the program `monitor`, which watches local jobs; the one beside
                     this program without it

Exit code: 0 when all came to where they should, 1 when one did not or something
went wrong, 2 when the arguments make no sense.
";

/// What to do.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Show the usage.
    Help,
    /// Look after a project.
    Run(Arguments),
}

/// Where, and by what.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) slurm: bool,
    pub(crate) keep: Option<PathBuf>,
    pub(crate) monitor: PathBuf,
}

impl Asked {
    pub(crate) fn from_command_line() -> Result<Self, String> {
        let (mut slurm, mut keep, mut monitor) = (false, None, None);
        let mut words = env::args_os().skip(1);
        while let Some(word) = words.next() {
            let mut value = |what: &str| words.next().ok_or(format!("{what} needs a value"));
            match word.to_str() {
                Some("--help" | "-h") => return Ok(Self::Help),
                Some("--slurm") => slurm = true,
                Some("--keep") => keep = Some(PathBuf::from(value("--keep")?)),
                Some("--monitor") => monitor = Some(PathBuf::from(value("--monitor")?)),
                _ => return Err(format!("unknown argument {}", word.display())),
            }
        }
        let monitor = match monitor {
            Some(monitor) => monitor,
            None => beside_us()?,
        };
        Ok(Self::Run(Arguments { slurm, keep, monitor }))
    }
}

fn beside_us() -> Result<PathBuf, String> {
    let us = env::current_exe().map_err(|error| error.to_string())?;
    let monitor = us.with_file_name("monitor");
    if monitor.is_file() {
        return Ok(monitor);
    }
    let build = "build it by `cargo build -p monitor-command`, or say --monitor PROGRAM";
    Err(format!("there is no {}: {build}", monitor.display()))
}
