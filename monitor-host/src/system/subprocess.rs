//! Commands that are asked something: run to their end or the end of their time, with a bounded
//! part of what they write.
//!
//! `watched` runs them by `monitor-exec`, which also ends what they leave behind; `portable` runs
//! them by the standard library where `monitor-exec` runs nothing.

#[cfg(any(test, not(all(target_os = "linux", not(monitor_unsupported)))))]
mod portable;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod watched;

#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
use portable::run;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
use watched::run;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::time::Duration;

use monitor_exec::{CaptureLimit, Error};

/// A command that is not run yet.
#[derive(Debug)]
pub(crate) struct Subprocess {
    program: OsString,
    args: Vec<OsString>,
    /// Variables that are set, or taken away.
    env: Vec<(OsString, Option<OsString>)>,
    dir: Option<PathBuf>,
    /// What it reads; nothing without it.
    input: Vec<u8>,
}

/// How long a command may take, and how much of what it writes is kept.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubprocessLimits {
    pub(crate) timeout: Duration,
    /// From SIGTERM to SIGKILL when its time is up, where the platform can ask it to end.
    pub(crate) grace: Duration,
    pub(crate) stdout: CaptureLimit,
    pub(crate) stderr: CaptureLimit,
}

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SubprocessEnd {
    Exited(i32),
    Signaled(i32),
    TimedOut,
}

/// What was kept of a stream.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct KeptOutput {
    pub(crate) head: Vec<u8>,
    pub(crate) tail: Vec<u8>,
    pub(crate) dropped_bytes: u64,
}

/// A command that has ended.
#[derive(Debug)]
pub(crate) struct SubprocessOutcome {
    pub(crate) end: SubprocessEnd,
    pub(crate) stdout: KeptOutput,
    pub(crate) stderr: KeptOutput,
}

impl Subprocess {
    pub(crate) fn new(program: impl Into<OsString>) -> Self {
        let (args, env) = (Vec::new(), Vec::new());
        Self { program: program.into(), args, env, dir: None, input: Vec::new() }
    }

    pub(crate) fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    pub(crate) fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    pub(crate) fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.env.push((name.into(), Some(value.into())));
        self
    }

    pub(crate) fn env_remove(mut self, name: impl Into<OsString>) -> Self {
        self.env.push((name.into(), None));
        self
    }

    pub(crate) fn envs<'a>(
        mut self,
        variables: impl IntoIterator<Item = &'a (String, String)>,
    ) -> Self {
        let variables = variables.into_iter();
        self.env.extend(variables.map(|(name, value)| (name.into(), Some(value.into()))));
        self
    }

    pub(crate) fn current_dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.dir = Some(dir.as_ref().to_owned());
        self
    }

    pub(crate) fn input(mut self, bytes: Vec<u8>) -> Self {
        self.input = bytes;
        self
    }

    /// Runs it to its end, or to the end of its time.
    ///
    /// # Errors
    /// It cannot be run. Then nothing has happened.
    pub(crate) fn run(self, limits: SubprocessLimits) -> Result<SubprocessOutcome, Error> {
        run(self, limits)
    }
}
