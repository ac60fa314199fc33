//! The builder: `shape` says what the command is, `watch` how it is watched, what it may use and
//! where its figures go. `environment` is what it inherits, `limit` what it may use at most,
//! `control_group` and `pseudoterminal` what it can be given, and `running` the handle of a command
//! that runs. `group_signals` tells which signals a host has to pass on, and `process_handle` is
//! for processes that are not ours.

pub(crate) mod control_group;
pub(crate) mod environment;
pub(crate) mod group_signals;
pub(crate) mod limit;
pub(crate) mod process_handle;
pub(crate) mod pseudoterminal;
pub(crate) mod running;
mod shape;
pub(crate) mod watch;

use std::ffi::{OsStr, OsString};
use std::fmt;
use std::path::PathBuf;

use environment::{ChildEnvironment, ChildSignals, ChildUser};
pub use watch::WaitFor;
pub(crate) use watch::WatchSettings;

use crate::command::running::RunningCommand;
use crate::error::Error;
use crate::outcome::ExecOutcome;
use crate::output::{StdinSource, StreamTarget};
use crate::platform;
use crate::sampler::readers::OutputReaders;

/// Which process group the command is in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ProcessGroup {
    /// One of its own, so that it can be stopped as one. Signals of the terminal (Ctrl-C) reach
    /// the host only, which may pass them on by [`ControlHandle::signal`](crate::ControlHandle::signal).
    #[default]
    New,
    /// A session of its own, without a controlling terminal.
    Session,
    /// A session of its own, whose controlling terminal is the first of its standard streams that
    /// is a terminal: the host's end of a pseudoterminal decides what is typed there. Signals of
    /// that terminal (Ctrl-C) reach the command only.
    Terminal,
    /// The host's: signals of the terminal reach both.
    Host,
}

/// A command to be run and watched.
///
/// Nothing but the program is needed. [`run`](ExecCommand::run) waits for the end, [`spawn`](ExecCommand::spawn)
/// gives a handle.
///
/// ```
/// use monitor_exec::{ExecCommand, ExitCause};
///
/// let outcome = ExecCommand::new("true").interval_ms(100, 1000).run()?;
/// assert_eq!(outcome.exit, ExitCause::Exited { code: 0 });
/// assert!(outcome.summary.samples >= 2);
/// # Ok::<(), monitor_exec::Error>(())
/// ```
pub struct ExecCommand {
    pub(crate) program: OsString,
    pub(crate) args: Vec<OsString>,
    pub(crate) environment: ChildEnvironment,
    pub(crate) name: Option<OsString>,
    pub(crate) cwd: Option<PathBuf>,
    pub(crate) user: ChildUser,
    pub(crate) umask: Option<u32>,
    pub(crate) group: ProcessGroup,
    pub(crate) signals: ChildSignals,
    pub(crate) stdin: StdinSource,
    pub(crate) stdout: StreamTarget,
    pub(crate) stderr: StreamTarget,
    pub(crate) readers: OutputReaders,
    pub(crate) std: Option<std::process::Command>,
    pub(crate) attach: Option<u32>,
    /// The method of the builder that was called in vain, because std's command decides.
    pub(crate) misplaced: Option<&'static str>,
    pub(crate) watch: WatchSettings,
}

impl fmt::Debug for ExecCommand {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ExecCommand")
            .field("program", &self.program)
            .field("args", &self.args)
            .field("std", &self.std)
            .field("watch", &self.watch)
            .finish_non_exhaustive()
    }
}

impl ExecCommand {
    /// A command by the name of its program. A name without a slash is looked for in the `PATH`
    /// that the command will have; no shell is involved.
    #[must_use]
    pub fn new(program: impl AsRef<OsStr>) -> Self {
        Self {
            program: program.as_ref().to_owned(),
            args: Vec::new(),
            environment: ChildEnvironment::default(),
            name: None,
            cwd: None,
            user: ChildUser::default(),
            umask: None,
            group: ProcessGroup::default(),
            signals: ChildSignals::default(),
            stdin: StdinSource::default(),
            stdout: StreamTarget::default(),
            stderr: StreamTarget::default(),
            readers: OutputReaders::default(),
            std: None,
            attach: None,
            misplaced: None,
            watch: WatchSettings::default(),
        }
    }

    /// A command that std runs, with all that std can do and this builder cannot (hooks before
    /// exec, a root directory).
    ///
    /// std forks and so copies the page tables of the host: in a host of 500 MB that takes tens of
    /// milliseconds, which [`ExecCommand::new`] does not. On the other hand
    /// the child has a memory of its own from the start, so that what the kernel says of its peak
    /// hides less behind that of a small host. The methods that shape the command (arguments,
    /// environment, directory, group, streams, callbacks for output) are std's: calling one of this
    /// builder is an error when the command is spawned. [`unblock_signals`](Self::unblock_signals)
    /// and [`ignore_signals`](Self::ignore_signals) work for both.
    #[must_use]
    pub fn from_std(command: std::process::Command) -> Self {
        let mut exec = Self::new(command.get_program());
        exec.args = command.get_args().map(OsStr::to_owned).collect();
        exec.std = Some(command);
        exec
    }

    /// A process that runs already, and its tree.
    ///
    /// It is watched until it ends, or until the timeout, a limit, a cancel or the drop of the
    /// handle, none of which touches it: they end the watching. Only
    /// [`ControlHandle::kill`](crate::ControlHandle::kill) and [`ControlHandle::signal`](crate::ControlHandle::signal) reach
    /// it. Totals count from now on, unless
    /// [`since_process_start`](Self::since_process_start) is set, and are lower bounds; its exit
    /// code is known only if it is our child and was not reaped.
    #[must_use]
    pub fn attach(pid: u32) -> Self {
        let mut exec = Self::new("");
        exec.attach = Some(pid);
        exec
    }

    /// Runs the command to its end.
    ///
    /// The calling thread does the watching, so no other is needed (but one while output is
    /// captured, and one for [`from_std`](Self::from_std)), and callbacks are called on it.
    ///
    /// # Errors
    ///
    /// The command could not be run; see [`Error`]. How it ended is never an error.
    pub fn run(self) -> Result<ExecOutcome, Error> {
        platform::run(self)
    }

    /// Starts the command and gives a handle.
    ///
    /// # Errors
    ///
    /// The command could not be run: not found, no permission, arguments too long, bad format, no
    /// resources, or a setting that contradicts another.
    pub fn spawn(self) -> Result<RunningCommand, Error> {
        platform::spawn(self)
    }
}
