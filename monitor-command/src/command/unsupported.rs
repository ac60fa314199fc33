//! `monitor exec`, `attach` and `run` on a system where `monitor-exec` runs no commands: each takes
//! any arguments, and says which systems it needs.

use std::ffi::OsString;
use std::process::ExitCode;

use clap::Args;

use crate::error::Error;
use crate::exit_codes::ProcessEnd;

fn refuse_platform<End>() -> Result<End, Error> {
    Err(monitor_exec::Error::UnsupportedPlatform { os: std::env::consts::OS }.into())
}

/// Run a command and say what it used (on Linux only).
#[derive(Debug, Args)]
pub(crate) struct ExecArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<OsString>,
}

/// Watch a process that runs already (on Linux only).
#[derive(Debug, Args)]
pub(crate) struct AttachArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<OsString>,
}

/// Run any program as a run that can be watched (on Linux only).
#[derive(Debug, Args)]
pub(crate) struct RunArgs {
    #[arg(trailing_var_arg = true, allow_hyphen_values = true, hide = true)]
    words: Vec<OsString>,
}

impl ExecArgs {
    /// Refuses.
    pub(crate) fn run(self) -> Result<ProcessEnd, Error> {
        refuse_platform()
    }
}

impl AttachArgs {
    /// Refuses.
    pub(crate) fn run(self) -> Result<ExitCode, Error> {
        refuse_platform()
    }
}

impl RunArgs {
    /// Refuses.
    pub(crate) fn run(self) -> Result<ProcessEnd, Error> {
        refuse_platform()
    }
}
