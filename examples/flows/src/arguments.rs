//! What the command line asks for.

use std::env;
use std::net::SocketAddr;

use monitor_debug::Breakpoint;
use monitor_http::AccessToken;
use serde_json::{Map, Value};

/// The text of `--help`.
pub(crate) const USAGE: &str = "\
Runs flows, and lets you debug their jobs while they run.

Usage: flows [FLOW] [--value N] [--count N] [--delay-ms N]
             [--break ROUTINE[.SLOT]] [--condition EXPRESSION] [--hits WHEN]
       flows --serve [--bind ADDR:PORT] [--token TOKEN|auto]

  FLOW              data_processing, conf_linear (without one) or conf_error
  --value N         the first value of conf_linear and conf_error, 0 without it
  --count N         how many messages they send, 1 without it
  --delay-ms N      how long `slow` takes for each, 0 without it
  --break R[.S]     hold the job where routine R is called, by slot S if given
  --condition E     only where this is true, such as \"value > 100\"
  --hits WHEN       only that often: 5, >= 3, % 10 == 0
  --serve           show flows, jobs and debugging over HTTP and WebSocket
  --bind A:P        there; 127.0.0.1:8765 without it
  --token T         the token that clients must send unless the address is
                    loopback; `auto` makes one and prints a link with it
  --help            this text

Where the job is held you are asked for a command; `help` lists them.

Exit code: 0 when the job completed, 1 when it did not, 2 when the arguments
are wrong.
";

/// What to do.
#[derive(Debug)]
pub(crate) enum Asked {
    Help,
    Serve(String, Option<AccessToken>),
    Run(Run),
}

/// A job to run.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) flow: String,
    pub(crate) params: Map<String, Value>,
    pub(crate) breakpoint: Option<Breakpoint>,
}

/// A command line that makes no sense.
#[derive(Debug, thiserror::Error)]
pub(crate) enum UsageError {
    #[error("unknown argument `{0}`; --help shows what there is")]
    Unknown(String),
    #[error("{0} wants a value; --help shows which")]
    MissingValue(String),
    #[error("{0} is a whole number, not `{1}`")]
    Number(String, String),
    #[error("--bind is an address such as 127.0.0.1:8765, not `{0}`")]
    Bind(String),
    #[error(
        "{0} can be reached from other machines: say who may come in, by --token TOKEN, or by \
         --token auto, which makes a token and prints the link"
    )]
    Open(SocketAddr),
    #[error("--token: {0}")]
    Token(monitor_http::Error),
    #[error("--condition and --hits belong to --break")]
    NoBreakpoint,
}

/// Reads the arguments of this process.
pub(crate) fn read() -> Result<Asked, UsageError> {
    let (mut flow, mut serve, mut bind, mut token) = (None, false, None, None);
    let (mut place, mut condition, mut hits) = (None, None, None);
    let mut params = Map::new();
    let mut arguments = env::args().skip(1);
    while let Some(argument) = arguments.next() {
        let mut value = || arguments.next().ok_or(UsageError::MissingValue(argument.clone()));
        match argument.as_str() {
            "--help" | "-h" => return Ok(Asked::Help),
            "--serve" => serve = true,
            "--bind" => bind = Some(value()?),
            "--token" => token = Some(secret(&value()?)?),
            "--break" => place = Some(value()?),
            "--condition" => condition = Some(value()?),
            "--hits" => hits = Some(value()?),
            "--value" | "--count" | "--delay-ms" => {
                let text = value()?;
                let wrong = |_| UsageError::Number(argument.clone(), text.clone());
                let number = text.parse::<i64>().map_err(wrong)?;
                params.insert(argument[2..].replace('-', "_"), number.into());
            }
            name if !name.starts_with('-') && flow.is_none() => flow = Some(argument),
            _ => return Err(UsageError::Unknown(argument)),
        }
    }
    if serve || bind.is_some() || token.is_some() {
        let bind = address(bind.as_deref().unwrap_or("127.0.0.1:8765"), token.is_some())?;
        return Ok(Asked::Serve(bind, token));
    }
    let mut breakpoint = place.map(|place: String| match place.split_once('.') {
        Some((routine, slot)) => Breakpoint::slot(routine, slot),
        None => Breakpoint::routine(place),
    });
    if let Some(breakpoint) = &mut breakpoint {
        (breakpoint.condition, breakpoint.hit_condition) = (condition, hits);
    } else if condition.is_some() || hits.is_some() {
        return Err(UsageError::NoBreakpoint);
    }
    let flow = flow.unwrap_or_else(|| "conf_linear".to_owned());
    if flow == "data_processing" {
        params.insert("data".to_owned(), Value::from(vec![1, 2, 3, 4, 5]));
    }
    Ok(Asked::Run(Run { flow, params, breakpoint }))
}

/// Others than this machine may look only with a token.
fn address(text: &str, has_token: bool) -> Result<String, UsageError> {
    match text.parse::<SocketAddr>() {
        Err(_) => Err(UsageError::Bind(text.to_owned())),
        Ok(address) if !address.ip().is_loopback() && !has_token => Err(UsageError::Open(address)),
        Ok(address) => Ok(address.to_string()),
    }
}

fn secret(text: &str) -> Result<AccessToken, UsageError> {
    let token = if text == "auto" { AccessToken::random() } else { AccessToken::new(text) };
    token.map_err(UsageError::Token)
}
