//! What the command line asks for.

use std::env;
use std::path::PathBuf;
use std::time::Duration;

/// The text of `--help`.
pub(crate) const USAGE: &str = "\
Calibrates a made-up chip, which takes some seconds. Kill it and start it
again: it goes on where it was.

Usage: experiment [--base DIR] [--name NAME] [--point-ms MS]

  --base DIR     where its files go, ./experiment_data without it
  --name NAME    what the run is called, autocalibration without it
  --point-ms MS  how long a point takes, 20 without it
  --help         this text

Look on from another terminal:

  monitor runs experiment_data
  monitor show autocalibration --base experiment_data --follow
  tail -f experiment_data/monitoring/logs/autocalibration_*.log
";

/// What to do.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) base: PathBuf,
    pub(crate) name: String,
    /// How long a point takes.
    pub(crate) pace: Duration,
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("unknown argument `{0}`; --help shows what there is")]
    Unknown(String),
    #[error("{0} wants a value; --help shows which")]
    MissingValue(String),
    #[error("--point-ms is a number of milliseconds, not `{0}`")]
    Pace(String),
}

/// Reads the arguments of this process; nothing if the usage is to be shown.
pub(crate) fn read() -> Result<Option<Arguments>, UsageError> {
    let mut asked = Arguments {
        base: PathBuf::from("experiment_data"),
        name: "autocalibration".to_owned(),
        pace: Duration::from_millis(20),
    };
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        if argument == "--help" || argument == "-h" {
            return Ok(None);
        }
        if !["--base", "--name", "--point-ms"].contains(&argument.as_str()) {
            return Err(UsageError::Unknown(argument));
        }
        let Some(value) = arguments.next() else { return Err(UsageError::MissingValue(argument)) };
        match argument.as_str() {
            "--base" => asked.base = value.into(),
            "--name" => asked.name = value,
            _ => {
                let ms = value.parse().map_err(|_| UsageError::Pace(value))?;
                asked.pace = Duration::from_millis(ms);
            }
        }
    }
    Ok(Some(asked))
}
