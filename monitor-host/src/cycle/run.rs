//! Running a command of the project and waiting for its end, but not longer than it may take.

use std::path::Path;

use monitor_exec::CaptureLimit;

use crate::error::Error;
use crate::project::MemberLine;
use crate::system::subprocess::{Subprocess, SubprocessEnd, SubprocessLimits};

/// The most that is kept of what a command says, and shown of it.
const KEPT: usize = 16 << 10;
const SHOWN: usize = 400;

/// How a command has ended.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum CommandEnd {
    /// With this exit code, having said this last.
    Code(i32, String),
    /// By this signal, which did not come from us.
    Signal(i32),
    /// It took too long.
    TimedOut,
}

/// Runs it in a folder, which must be there.
///
/// # Errors
/// It cannot be run.
pub(super) fn run(
    line: &MemberLine,
    dir: &Path,
    env: &[(String, String)],
) -> Result<CommandEnd, Error> {
    let Some((program, arguments)) = line.words.split_first() else {
        return Err(Error::Work { what: "the command", reason: "is empty" });
    };
    let kept = CaptureLimit::new(0, KEPT);
    let limits = SubprocessLimits {
        timeout: line.timeout,
        grace: std::time::Duration::from_secs(2),
        stdout: kept,
        stderr: kept,
    };
    let command = Subprocess::new(program).args(arguments).envs(env).current_dir(dir);
    let outcome = command.run(limits)?;
    let said = [outcome.stderr, outcome.stdout].map(|said| last(&said.tail));
    let said = said.into_iter().find(|said| !said.is_empty()).unwrap_or_default();
    Ok(match outcome.end {
        SubprocessEnd::Exited(code) => CommandEnd::Code(code, said),
        SubprocessEnd::Signaled(signal) => CommandEnd::Signal(signal),
        SubprocessEnd::TimedOut => CommandEnd::TimedOut,
    })
}

/// The end of what was said, in one line.
fn last(said: &[u8]) -> String {
    let text = String::from_utf8_lossy(said);
    let lines: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let text = lines.join("; ");
    let from = text.char_indices().rev().nth(SHOWN).map_or(0, |(at, _)| at);
    text[from..].to_owned()
}

impl CommandEnd {
    /// What went wrong, for people; `None` if nothing did.
    pub(super) fn complaint(&self) -> Option<String> {
        match self {
            Self::Code(0, _) => None,
            Self::Code(code, said) if said.is_empty() => Some(format!("exit code {code}")),
            Self::Code(code, said) => Some(format!("exit code {code}: {said}")),
            Self::Signal(signal) => Some(format!("ended by signal {signal}")),
            Self::TimedOut => Some("it took too long and was ended".to_owned()),
        }
    }
}
