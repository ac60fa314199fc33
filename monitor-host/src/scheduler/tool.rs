//! The commands of a scheduler: where they are, what they are run with, and for how long.

use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::time::Duration;

use monitor_exec::CaptureLimit;

use crate::error::Error;
use crate::system::subprocess::{Subprocess, SubprocessEnd, SubprocessLimits};

/// How long each kind of call may take. A command that takes longer is ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct TimeLimits {
    /// Each command of a sweep; 30 s otherwise.
    pub sweep: Duration,
    /// A submission; a minute otherwise.
    pub submit: Duration,
    /// Cancelling or releasing a job; 30 s otherwise.
    pub change: Duration,
    /// Each question about jobs that are not in the queue, or about one job; a minute otherwise.
    pub history: Duration,
}

impl Default for TimeLimits {
    fn default() -> Self {
        let [half, minute] = [30, 60].map(Duration::from_secs);
        Self { sweep: half, submit: minute, change: half, history: minute }
    }
}

impl TimeLimits {
    /// The same limit for every kind of call.
    #[must_use]
    pub const fn all(limit: Duration) -> Self {
        Self { sweep: limit, submit: limit, change: limit, history: limit }
    }
}

/// The commands of one scheduler.
#[derive(Clone, Debug, Default)]
pub(super) struct SchedulerTools {
    pub(super) folder: Option<PathBuf>,
    pub(super) env: Vec<(String, String)>,
    pub(super) limits: TimeLimits,
}

/// The most of an answer that is read. A line of squeue is some 60 bytes long.
const LONGEST_ANSWER: usize = 256 << 20;

/// The most that is read of what a command says went wrong, and shown of it.
const LONGEST_COMPLAINT: usize = 64 << 10;
const SHOWN: usize = 400;

/// What a command has said.
pub(super) struct ToolAnswer {
    /// Its exit code; `None` if a signal ended it.
    pub(super) code: Option<i32>,
    pub(super) out: Vec<u8>,
    /// Whether the answer was longer than what is read.
    pub(super) cut: bool,
    pub(super) err: Vec<u8>,
}

impl SchedulerTools {
    /// A command of the scheduler. Variables of the environment that begin with one of `without`
    /// are not for it: they would change what it answers.
    pub(super) fn command(&self, program: &str, without: &[&str]) -> Subprocess {
        let path = match &self.folder {
            Some(folder) => folder.join(program).into_os_string(),
            None => OsString::from(program),
        };
        let mut command = Subprocess::new(path);
        for (name, _) in std::env::vars_os() {
            if is_one_of(&name, without) {
                command = command.env_remove(name);
            }
        }
        command.envs(&self.env)
    }
}

fn is_one_of(name: &OsStr, prefixes: &[&str]) -> bool {
    prefixes.iter().any(|prefix| name.as_encoded_bytes().starts_with(prefix.as_bytes()))
}

/// Runs a command to its end or the end of its time.
///
/// # Errors
/// [`Error::SchedulerCommand`] if it cannot be run, and nothing has happened;
/// [`Error::SchedulerSilent`] if its time was up.
pub(super) fn run_query(
    asked: Subprocess,
    command: &str,
    limit: Duration,
) -> Result<ToolAnswer, Error> {
    let limits = SubprocessLimits {
        timeout: limit,
        grace: Duration::from_secs(1),
        stdout: CaptureLimit::new(LONGEST_ANSWER, 0),
        stderr: CaptureLimit::new(LONGEST_COMPLAINT, 0),
    };
    let outcome = asked
        .run(limits)
        .map_err(|source| Error::SchedulerCommand { command: command.to_owned(), source })?;
    let code = match outcome.end {
        SubprocessEnd::Exited(code) => Some(code),
        SubprocessEnd::Signaled(_) => None,
        SubprocessEnd::TimedOut => {
            let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
            return Err(Error::SchedulerSilent { command: command.to_owned(), limit_ms });
        }
    };
    let (out, err) = (outcome.stdout, outcome.stderr);
    Ok(ToolAnswer { code, cut: out.dropped_bytes > 0, out: out.head, err: err.head })
}

impl ToolAnswer {
    /// Whether it ended by itself with code 0.
    pub(super) fn is_well(&self) -> bool {
        self.code == Some(0)
    }

    /// What it said on its second stream, or else on its first, for people to read: its lines in
    /// one, and not more than fits into a message.
    pub(super) fn complaint(&self) -> String {
        let shown = |bytes: &[u8]| {
            let text = String::from_utf8_lossy(&bytes[..bytes.len().min(4 * SHOWN)]).into_owned();
            text.lines()
                .map(str::trim)
                .filter(|line| !line.is_empty())
                .collect::<Vec<_>>()
                .join("; ")
        };
        let mut text = shown(&self.err);
        if text.is_empty() {
            text = shown(&self.out);
        }
        if text.is_empty() {
            text = match self.code {
                Some(code) => format!("exit code {code}, without a word"),
                None => "it was ended by a signal".to_owned(),
            };
        }
        text.char_indices()
            .nth(SHOWN)
            .map(|(at, _)| at)
            .map_or_else(|| text.clone(), |at| text[..at].to_owned())
    }

    /// The error that the scheduler cannot be reached.
    pub(super) fn unreachable_error(&self, command: &str) -> Error {
        Error::SchedulerDown { command: command.to_owned(), said: self.complaint() }
    }

    /// The error that the scheduler does not do what it was asked for.
    pub(super) fn refused_error(&self, command: &str) -> Error {
        Error::SchedulerRefused { command: command.to_owned(), said: self.complaint() }
    }

    /// The error that the answer is not what was expected.
    pub(super) fn not_understood(&self, command: &str) -> Error {
        Error::SchedulerAnswer { command: command.to_owned(), said: self.complaint() }
    }
}
