//! What the command is: arguments, environment, directory, group, streams.

use std::ffi::OsStr;
use std::path::PathBuf;

use super::{Exec, Group};
use crate::output::{Input, Output};

/// The command itself.
impl Exec {
    /// One more argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets a variable in the command's environment, which is the host's otherwise.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.environment.changes.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    /// Takes a variable out of the command's environment.
    #[must_use]
    pub fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.environment.changes.push((name.as_ref().to_owned(), None));
        self
    }

    /// Starts from an empty environment.
    #[must_use]
    pub fn env_clear(mut self) -> Self {
        self.environment.cleared = true;
        self.environment.changes.clear();
        self
    }

    /// The working directory, which is the host's otherwise.
    #[must_use]
    pub fn current_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.cwd = Some(path.into());
        self
    }

    /// The mask of permissions for new files, see umask(2).
    #[must_use]
    pub const fn umask(mut self, mask: u32) -> Self {
        self.umask = Some(mask);
        self
    }

    /// The process group of the command; [`Group::New`] otherwise.
    #[must_use]
    pub const fn group(mut self, group: Group) -> Self {
        self.group = group;
        self
    }

    /// Lets the command start with no signal blocked. Otherwise it has the mask of the thread that
    /// spawns it, which a host that waits for signals in a thread of its own does not want.
    #[must_use]
    pub const fn unblock_signals(mut self, yes: bool) -> Self {
        self.unblock_signals = yes;
        self
    }

    /// Where the standard input comes from; nowhere, unless said otherwise.
    #[must_use]
    pub fn stdin(mut self, input: Input) -> Self {
        self.stdin = input;
        self
    }

    /// Where the standard output goes; to the host's, unless said otherwise.
    #[must_use]
    pub fn stdout(mut self, output: Output) -> Self {
        self.stdout = output;
        self
    }

    /// Where the standard error goes; to the host's, unless said otherwise.
    #[must_use]
    pub fn stderr(mut self, output: Output) -> Self {
        self.stderr = output;
        self
    }
}
