//! What the command line asks for.

use std::env;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _};
use std::net::SocketAddr;
use std::path::PathBuf;
use std::thread::available_parallelism;
use std::time::Duration;

use monitor_http::AccessToken;

use crate::dashboard;

/// The text of `--help`.
pub(crate) const USAGE: &str = "\
Runs a list of commands on several workers and monitors them.

Usage: orchestrator [--jobs FILE] [--workers N] [--keep DIR]
                    [--serve] [--bind ADDR:PORT] [--token TOKEN|auto]
                    [--for SECONDS] [--record FILE]

  --jobs FILE    the job list, .toml or .json; a demonstration without it
  --workers N    how many jobs run at one time, 1 to 64; 2 to 4 without it
  --keep DIR     run in DIR and leave it there; a fresh directory without it
  --serve        show it in a browser while it runs and afterwards, until Ctrl-C
  --bind A:P     show it there; 127.0.0.1:8765 without it
  --token T      the token that clients must send unless the address is loopback;
                 `auto` makes one and prints a link with it
  --for SECONDS  show it so long from the start on, if all jobs have ended by then
  --record FILE  record every event and sample there, for `monitor replay`
  --help         this text

On a terminal it is shown for ten minutes if nothing is said.

Exit code: 0 when every job ended as it was meant to, 1 when one did not,
2 when nothing ran because the arguments or the job list are wrong, and
128 plus the number of the signal that stopped it.
";

/// The most workers that one may ask for.
const MOST_WORKERS: usize = 64;

/// How long it is shown in a browser if it was started on a terminal, and nobody said.
const ON_A_TERMINAL: Duration = Duration::from_secs(600);

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
    /// Whether, where and for how long it is shown in a browser.
    pub(crate) dashboard: Option<dashboard::Asked>,
    /// Where every event and sample is recorded.
    pub(crate) record: Option<PathBuf>,
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
    #[error("--for is a number of seconds, not `{0}`")]
    Time(String),
    #[error("--bind is an address such as 127.0.0.1:8765, not `{0}`")]
    Bind(String),
    #[error(
        "{0} can be reached from other machines: say who may come in, by --token TOKEN, or by \
         --token auto, which makes a token and prints the link"
    )]
    Open(SocketAddr),
    #[error("--token: {0}")]
    Token(monitor_http::Error),
    #[error("--workers is a number from 1 to {MOST_WORKERS}, not `{0}`")]
    Workers(String),
}

/// Reads the arguments of this process.
pub(crate) fn read() -> Result<Asked, UsageError> {
    let (mut jobs, mut workers, mut keep, mut record) = (None, None, None, None);
    let (mut serve, mut bind, mut token, mut time) = (None, None, None, None);
    let mut arguments = env::args_os().skip(1);
    while let Some(argument) = arguments.next() {
        let (name, place) = match argument.to_str() {
            Some("--help" | "-h") => return Ok(Asked::Help),
            Some("--jobs") => ("--jobs", &mut jobs),
            Some("--workers") => ("--workers", &mut workers),
            Some("--keep") => ("--keep", &mut keep),
            Some("--record") => ("--record", &mut record),
            Some("--bind") => ("--bind", &mut bind),
            Some("--token") => ("--token", &mut token),
            Some("--for") => ("--for", &mut time),
            Some("--serve") if serve.replace(()).is_none() => continue,
            Some("--serve") => return Err(UsageError::Twice("--serve")),
            _ => return Err(UsageError::Unknown(argument.display().to_string())),
        };
        let value = arguments.next().filter(|value| !value.is_empty());
        let value = value.ok_or(UsageError::MissingValue(name))?;
        if place.replace(value).is_some() {
            return Err(UsageError::Twice(name));
        }
    }
    let workers = workers.map_or_else(|| Ok(default_workers()), |text| count(&text))?;
    let token = token.as_ref().map(secret).transpose()?;
    let bind = bind.as_ref().map(|bind| address(bind, token.is_some())).transpose()?;
    let time = time.as_ref().map(seconds).transpose()?;
    let dashboard = if serve.is_some() || bind.is_some() || token.is_some() || time.is_some() {
        Some(dashboard::Asked { bind, token, time })
    } else {
        let shown = io::stdout().is_terminal();
        shown.then_some(dashboard::Asked { bind: None, token: None, time: Some(ON_A_TERMINAL) })
    };
    let [jobs, keep, record] = [jobs, keep, record].map(|path| path.map(PathBuf::from));
    Ok(Asked::Run(Arguments { jobs, workers, keep, dashboard, record }))
}

/// Others than this machine may look only with a token.
fn address(text: &OsString, has_token: bool) -> Result<String, UsageError> {
    let address = text.to_str().and_then(|text| text.parse::<SocketAddr>().ok());
    match address {
        None => Err(UsageError::Bind(text.display().to_string())),
        Some(address) if !address.ip().is_loopback() && !has_token => {
            Err(UsageError::Open(address))
        }
        Some(address) => Ok(address.to_string()),
    }
}

fn secret(text: &OsString) -> Result<AccessToken, UsageError> {
    let token = match text.to_str() {
        Some("auto") => AccessToken::random(),
        text => AccessToken::new(text.unwrap_or_default()),
    };
    token.map_err(UsageError::Token)
}

fn seconds(text: &OsString) -> Result<Duration, UsageError> {
    let seconds = text.to_str().and_then(|text| text.parse().ok());
    let time = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    time.ok_or_else(|| UsageError::Time(text.display().to_string()))
}

fn count(text: &OsString) -> Result<usize, UsageError> {
    let number = text.to_str().and_then(|text| text.parse().ok());
    let number = number.filter(|number| (1..=MOST_WORKERS).contains(number));
    number.ok_or_else(|| UsageError::Workers(text.display().to_string()))
}

fn default_workers() -> usize {
    available_parallelism().map_or(2, |threads| threads.get().clamp(2, 4))
}
