//! A small orchestrator of flows, whose jobs can be held, looked into, changed and stepped while
//! they run: on a terminal, or over HTTP and WebSocket.

mod arguments;
mod demos;
mod serving;
mod terminal;

use std::io::{self, Write as _};
use std::process::ExitCode;

use arguments::{Asked, UsageError};
use monitor_debug::Debugger;
use monitor_events::Emitter;
use monitor_http::FlowRefusal;

/// Why nothing ran, or why nothing could be shown.
#[derive(Debug, thiserror::Error)]
enum Error {
    #[error(transparent)]
    Usage(#[from] UsageError),
    #[error(transparent)]
    Refused(#[from] FlowRefusal),
    #[error(transparent)]
    Debug(#[from] monitor_debug::Error),
    #[error(transparent)]
    Http(#[from] monitor_http::Error),
    #[error("output: {0}")]
    Output(#[from] io::Error),
}

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(Error::Output(error)) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            // Whoever closed this stream does not want to know.
            let _ = writeln!(io::stderr(), "flows: {error}");
            match error {
                Error::Usage(_) | Error::Refused(_) => ExitCode::from(2),
                _ => ExitCode::FAILURE,
            }
        }
    }
}

fn run() -> Result<bool, Error> {
    match arguments::read()? {
        Asked::Help => {
            io::stdout().write_all(arguments::USAGE.as_bytes())?;
            Ok(true)
        }
        Asked::Serve(address, token) => serving::serve(&address, token).map(|()| true),
        Asked::Run(asked) => {
            let debugger = Debugger::builder().build();
            terminal::run(&demos::host(debugger, Emitter::new()), asked)
        }
    }
}
