//! What the command line asks for.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::thread::available_parallelism;

/// The text of `--help`.
pub(crate) const USAGE: &str = "\
Runs a list of commands on several workers and monitors them.

Usage: orchestrator [--jobs FILE] [--workers N] [--keep DIR]

  --jobs FILE    the job list, .toml or .json; a demonstration without it
  --workers N    how many jobs run at one time, 1 to 64; 2 to 4 without it
  --keep DIR     run in DIR and leave it there; a fresh directory without it
  --help         this text

Exit code: 0 when every job ended as it was meant to, 1 when one did not,
2 when nothing ran because the arguments or the job list are wrong, and
128 plus the number of the signal that stopped it.
";

/// The most workers that one may ask for.
const MOST_WORKERS: usize = 64;

/// What to do.
#[derive(Debug)]
pub(crate) enum Asked {
    /// Show the usage.
    Help,
    /// Run jobs.
    Run(Arguments),
}

/// What to run, and how.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) jobs: Option<PathBuf>,
    pub(crate) workers: usize,
    pub(crate) keep: Option<PathBuf>,
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("unknown argument `{0}`; --help shows what there is")]
    Unknown(String),
    #[error("{0} wants a value; --help shows which")]
    MissingValue(&'static str),
    #[error("{0} is given twice")]
    Twice(&'static str),
    #[error("--workers is a number from 1 to {MOST_WORKERS}, not `{0}`")]
    Workers(String),
}

/// Reads the arguments of this process.
pub(crate) fn read() -> Result<Asked, UsageError> {
    let (mut jobs, mut workers, mut keep) = (None, None, None);
    let mut arguments = env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let (name, place) = match argument.to_str() {
            Some("--help" | "-h") => return Ok(Asked::Help),
            Some("--jobs") => ("--jobs", &mut jobs),
            Some("--workers") => ("--workers", &mut workers),
            Some("--keep") => ("--keep", &mut keep),
            _ => return Err(UsageError::Unknown(argument.display().to_string())),
        };
        let value = arguments.next().filter(|value| !value.is_empty());
        let value = value.ok_or(UsageError::MissingValue(name))?;
        if place.replace(value).is_some() {
            return Err(UsageError::Twice(name));
        }
    }
    let workers = workers.map_or_else(|| Ok(default_workers()), |text| count(&text))?;
    Ok(Asked::Run(Arguments { jobs: jobs.map(Into::into), workers, keep: keep.map(Into::into) }))
}

fn count(text: &OsString) -> Result<usize, UsageError> {
    let number = text.to_str().and_then(|text| text.parse().ok());
    let number = number.filter(|number| (1..=MOST_WORKERS).contains(number));
    number.ok_or_else(|| UsageError::Workers(text.display().to_string()))
}

fn default_workers() -> usize {
    available_parallelism().map_or(2, |threads| threads.get().clamp(2, 4))
}
