//! What the process says by its exit code.
//!
//! Commands that run another command exit as it does, and say by the codes of env(1) and
//! timeout(1) what was not its doing; the end by a signal is one by the same signal. All others exit 0, or 1 for an error and 2 for a command
//! line that cannot be understood; and 75, as sysexits(3) has it, if somebody else is at work on a
//! project and trying again later will do.

use std::process::ExitCode;

use crate::error::Error;
use monitor_exec::{Error as ExecError, ExitCause};
use monitor_host::Error as HostError;

/// Something went wrong in a command that runs no other.
pub(crate) const FAILED: u8 = 1;
/// The command line cannot be understood, in a command that runs no other.
pub(crate) const USAGE: u8 = 2;
/// Somebody else is at work; it can be tried again later.
pub(crate) const BUSY: u8 = 75;
/// We failed, and not the command that was to be run.
pub(crate) const OURS: u8 = 125;
/// The command is there but cannot be executed.
pub(crate) const NOT_EXECUTABLE: u8 = 126;
/// There is no such command.
pub(crate) const NOT_FOUND: u8 = 127;

/// The subcommands whose exit code is that of the command which they run.
const WRAPPERS: [&str; 2] = ["exec", "run"];

/// Whether this process was started to run a command.
fn is_wrapping_command() -> bool {
    std::env::args_os().nth(1).is_some_and(|name| WRAPPERS.iter().any(|wrapper| name == *wrapper))
}

/// The code for a command line that clap has not accepted, or that asked for help.
pub(crate) fn for_command_line(error: &clap::Error) -> ExitCode {
    match (error.use_stderr(), is_wrapping_command()) {
        (false, _) => ExitCode::SUCCESS,
        (true, true) => ExitCode::from(OURS),
        (true, false) => ExitCode::from(USAGE),
    }
}

/// How this process ends.
#[derive(Clone, Copy, Debug)]
pub(crate) enum ProcessEnd {
    /// With an exit code.
    Code(ExitCode),
    /// By the signal that has ended the command.
    Signal(i32),
}

impl From<ExitCause> for ProcessEnd {
    fn from(exit: ExitCause) -> Self {
        match exit {
            ExitCause::Signaled { signal, .. } => Self::Signal(signal),
            exit => {
                let code =
                    exit.shell_code().and_then(|code| u8::try_from(code).ok()).unwrap_or(OURS);
                Self::Code(ExitCode::from(code))
            }
        }
    }
}

/// The end after a command has run: the command's own, unless it was fine and we were not.
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
pub(crate) fn for_run(outcome: &monitor_exec::ExecOutcome, all_written: bool) -> ProcessEnd {
    if outcome.success() && !all_written {
        return ProcessEnd::Code(ExitCode::from(OURS));
    }
    outcome.exit.into()
}

/// The end for an error.
pub(crate) fn for_error(error: &Error) -> ProcessEnd {
    match error {
        Error::Interrupted { signal } if is_wrapping_command() => ProcessEnd::Signal(*signal),
        Error::Host(HostError::TrialFailed { exit, .. }) if is_wrapping_command() => (*exit).into(),
        error => ProcessEnd::Code(ExitCode::from(number_for_error(error))),
    }
}

/// The same as a number.
pub(crate) fn number_for_error(error: &Error) -> u8 {
    match error {
        Error::Host(HostError::LedgerBusy { .. }) => BUSY,
        _ if !is_wrapping_command() => FAILED,
        Error::Interrupted { signal } => u8::try_from(128 + signal).unwrap_or(OURS),
        Error::Host(HostError::TrialFailed { exit, .. }) => {
            exit.shell_code().and_then(|code| u8::try_from(code).ok()).unwrap_or(OURS)
        }
        Error::Exec(
            ExecError::NotFound { .. } | ExecError::NoInterpreter { .. } | ExecError::EmptyCommand,
        )
        | Error::CommandLine { .. } => NOT_FOUND,
        Error::Exec(ExecError::PermissionDenied { .. } | ExecError::BadFormat { .. }) => {
            NOT_EXECUTABLE
        }
        _ => OURS,
    }
}
