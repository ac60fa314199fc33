//! What the command is: arguments, environment, directory, group, streams.

use std::ffi::OsStr;
use std::path::PathBuf;

use crossbeam_channel::Sender;

use super::{ExecCommand, ProcessGroup};
use crate::output::{OutputLine, OutputStream, StdinSource, StreamTarget};

/// The command itself.
impl ExecCommand {
    /// One more argument.
    #[must_use]
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.note_shaped("arg");
        self.args.push(arg.as_ref().to_owned());
        self
    }

    /// More arguments.
    #[must_use]
    pub fn args<A: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = A>) -> Self {
        self.note_shaped("args");
        self.args.extend(args.into_iter().map(|arg| arg.as_ref().to_owned()));
        self
    }

    /// Sets a variable in the command's environment, which is the host's otherwise.
    #[must_use]
    pub fn env(mut self, name: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.note_shaped("env");
        self.environment.changes.push((name.as_ref().to_owned(), Some(value.as_ref().to_owned())));
        self
    }

    /// Sets variables in the command's environment.
    #[must_use]
    pub fn envs<N: AsRef<OsStr>, V: AsRef<OsStr>>(
        self,
        variables: impl IntoIterator<Item = (N, V)>,
    ) -> Self {
        variables.into_iter().fold(self, |exec, (name, value)| exec.env(name, value))
    }

    /// Takes a variable out of the command's environment.
    #[must_use]
    pub fn env_remove(mut self, name: impl AsRef<OsStr>) -> Self {
        self.note_shaped("env_remove");
        self.environment.changes.push((name.as_ref().to_owned(), None));
        self
    }

    /// Starts from an empty environment.
    #[must_use]
    pub fn env_clear(mut self) -> Self {
        self.note_shaped("env_clear");
        self.environment.cleared = true;
        self.environment.changes.clear();
        self
    }

    /// The name that the command is told to have, which is that of the program otherwise.
    #[must_use]
    pub fn arg0(mut self, name: impl AsRef<OsStr>) -> Self {
        self.note_shaped("arg0");
        self.name = Some(name.as_ref().to_owned());
        self
    }

    /// The user that the command runs as, which takes the right to change it. Further groups are
    /// dropped if that right is there.
    #[must_use]
    pub const fn uid(mut self, user: u32) -> Self {
        self.note_shaped("uid");
        self.user.uid = Some(user);
        self
    }

    /// The main group that the command runs as.
    #[must_use]
    pub const fn gid(mut self, group: u32) -> Self {
        self.note_shaped("gid");
        self.user.gid = Some(group);
        self
    }

    /// The working directory, which is the host's otherwise.
    #[must_use]
    pub fn current_dir(mut self, path: impl Into<PathBuf>) -> Self {
        self.note_shaped("current_dir");
        self.cwd = Some(path.into());
        self
    }

    /// The mask of permissions for new files, see umask(2).
    #[must_use]
    pub const fn umask(mut self, mask: u32) -> Self {
        self.note_shaped("umask");
        self.umask = Some(mask);
        self
    }

    /// The process group of the command; [`ProcessGroup::New`] otherwise.
    #[must_use]
    pub const fn group(mut self, group: ProcessGroup) -> Self {
        self.note_shaped("group");
        self.group = group;
        self
    }

    /// Lets the command start with no signal blocked. Otherwise it has the mask of the thread that
    /// spawns it, which a host that waits for signals in a thread of its own does not want.
    #[must_use]
    pub const fn unblock_signals(mut self, yes: bool) -> Self {
        self.signals.mask = if yes { Some(0) } else { None };
        self
    }

    /// Lets the command start with exactly these signals blocked, for a host that was started with
    /// some blocked and has changed that. Numbers outside of 1 to 64 have no effect.
    #[must_use]
    pub fn block_signals(mut self, signals: impl IntoIterator<Item = i32>) -> Self {
        self.signals.mask = Some(signal_bits(signals));
        self
    }

    /// Has the command start with these signals ignored, besides those that the host ignores: for a
    /// host that was started with a signal ignored (SIGCHLD, SIGHUP of nohup(1)) and handles it.
    /// Numbers outside of 1 to 64 have no effect.
    #[must_use]
    pub fn ignore_signals(mut self, signals: impl IntoIterator<Item = i32>) -> Self {
        self.signals.ignored |= signal_bits(signals);
        self
    }

    /// Where the standard input comes from; nowhere, unless said otherwise.
    #[must_use]
    pub fn stdin(mut self, input: StdinSource) -> Self {
        self.note_shaped("stdin");
        self.stdin = input;
        self
    }

    /// Where the standard output goes; to the host's, unless said otherwise.
    #[must_use]
    pub fn stdout(mut self, output: StreamTarget) -> Self {
        self.note_shaped("stdout");
        self.stdout = output;
        self
    }

    /// Where the standard error goes; to the host's, unless said otherwise.
    #[must_use]
    pub fn stderr(mut self, output: StreamTarget) -> Self {
        self.note_shaped("stderr");
        self.stderr = output;
        self
    }

    /// Calls `handler` with every piece of captured output as it comes, on the thread that drains
    /// it. As long as it does not come back nothing more is read, and the command waits when the
    /// pipe is full. If it panics it is not called again.
    #[must_use]
    pub fn on_output(mut self, handler: impl FnMut(OutputStream, &[u8]) + Send + 'static) -> Self {
        self.note_shaped("on_output");
        self.readers.on_output = Some(Box::new(handler));
        self
    }

    /// Calls `handler` with every line of captured output as it comes, as
    /// [`on_output`](Self::on_output) does with pieces.
    ///
    /// ```
    /// use monitor_exec::{ExecCommand, StreamTarget};
    ///
    /// let (sender, lines) = std::sync::mpsc::channel();
    /// let exec = ExecCommand::new("sh").args(["-c", "echo one; echo two >&2"]);
    /// exec.stdout(StreamTarget::capture())
    ///     .stderr(StreamTarget::WithStdout)
    ///     .on_line(move |line| drop(sender.send(line.text().into_owned())))
    ///     .run()?;
    /// assert_eq!(lines.iter().collect::<Vec<_>>(), ["one", "two"]);
    /// # Ok::<(), monitor_exec::Error>(())
    /// ```
    #[must_use]
    pub fn on_line(mut self, handler: impl FnMut(&OutputLine) + Send + 'static) -> Self {
        self.note_shaped("on_line");
        self.readers.on_line = Some(Box::new(handler));
        self
    }

    /// Sends every line of captured output to a channel of the host as it comes. When it is full
    /// the line is dropped and counted; the command never waits for the host.
    #[must_use]
    pub fn send_lines_to(mut self, channel: Sender<OutputLine>) -> Self {
        self.note_shaped("send_lines_to");
        self.readers.senders.push(channel);
        self
    }

    /// Remembers the first method that has no effect on a command of std.
    const fn note_shaped(&mut self, method: &'static str) {
        if self.std.is_some() && self.misplaced.is_none() {
            self.misplaced = Some(method);
        }
    }
}

/// A set of signals as the kernel has it: signal N is bit N - 1.
fn signal_bits(signals: impl IntoIterator<Item = i32>) -> u64 {
    let signals = signals.into_iter().filter(|signal| (1..=64).contains(signal));
    signals.fold(0, |set, signal| set | 1 << (signal - 1))
}
