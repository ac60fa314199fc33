//! How the streams of the command are connected to ours: by pipes, or by a terminal of its own.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::error::Error;
use clap::ValueEnum;
use monitor_exec::{ExecCommand, ProcessGroup, StdinSource, StreamTarget};
use nix::errno::Errno;
use nix::fcntl::OFlag;
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::signal::Signal;
use nix::sys::signalfd::SignalFd;
use nix::sys::stat::{SFlag, fstat};
use nix::unistd::{Whence, lseek};

use super::queue::OutputQueue;
use super::relay::{InputRelay, OutputRelay};
use super::terminal::{
    PtyPair, StandardStreams, TerminalModes, columns_and_rows, is_terminal, signal_foreground,
};
use crate::signals::JobControl;

/// Whether the command gets a terminal of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum PtyMode {
    /// If our standard output and error are a terminal.
    Auto,
    /// Always: for programs that hide their bars without one.
    Always,
    /// Never: its output goes through pipes.
    Never,
}

/// The streams, ready for the command.
#[derive(Debug)]
pub(super) struct StreamWiring {
    relays: Vec<OutputRelay>,
    keys: Option<InputRelay>,
    modes: Option<Arc<TerminalModes>>,
    /// Our end of the command's terminal.
    command_terminal: Option<Arc<File>>,
    ended: Arc<EventFd>,
    started: Vec<JoinHandle<()>>,
    /// The size of the terminal, if it is one.
    pub(super) size: Option<(u16, u16)>,
    pub(super) in_our_group: bool,
    /// Both streams of the command are one.
    is_joined: bool,
}

impl StreamWiring {
    /// Connects the command, and gives it back with its streams.
    pub(super) fn connect(
        exec: ExecCommand,
        pty: PtyMode,
        resized: SignalFd,
        queue: &Arc<OutputQueue>,
    ) -> Result<(Self, ExecCommand), Error> {
        let refused = |source| Error::System { what: "the streams of the command", source };
        let ended =
            EventFd::from_flags(EfdFlags::EFD_CLOEXEC).map_err(|errno| refused(errno.into()))?;
        let wiring = Self {
            relays: Vec::new(),
            keys: None,
            modes: None,
            command_terminal: None,
            ended: Arc::new(ended),
            started: Vec::new(),
            size: None,
            in_our_group: true,
            is_joined: false,
        };
        let ours = StandardStreams::detect_terminals();
        let wants_pty = match pty {
            PtyMode::Auto => ours.output && ours.error,
            PtyMode::Always => true,
            PtyMode::Never => false,
        };
        if wants_pty {
            wiring.connect_terminal(exec, ours, resized, queue).map_err(|error| match error {
                WiringError::Known(error) => error,
                WiringError::Io(source) => refused(source),
            })
        } else {
            wiring.connect_pipes(exec, queue).map_err(refused)
        }
    }

    fn connect_pipes(
        mut self,
        exec: ExecCommand,
        queue: &Arc<OutputQueue>,
    ) -> io::Result<(Self, ExecCommand)> {
        let (stdout, stderr) = (io::stdout(), io::stderr());
        // Two pipes would lose the order in which the command writes to one file.
        self.is_joined = is_same_stream(stdout.as_fd(), stderr.as_fd());
        let to_stdout = self.add_pipe(stdout.as_fd(), queue)?;
        let to_stderr = if self.is_joined {
            to_stdout.try_clone()?
        } else {
            self.add_pipe(stderr.as_fd(), queue)?
        };
        let exec = exec
            .stdin(StdinSource::Inherit)
            .stdout(StreamTarget::to(to_stdout))
            .stderr(StreamTarget::to(to_stderr))
            .group(ProcessGroup::Host);
        Ok((self, exec))
    }

    /// The command's end of a pipe that is relayed to one of our streams.
    fn add_pipe(
        &mut self,
        stream: BorrowedFd<'_>,
        queue: &Arc<OutputQueue>,
    ) -> io::Result<OwnedFd> {
        let (from, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
        let to = stream.try_clone_to_owned().ok().map(File::from);
        self.relays.push(self.new_relay(self.relays.len(), from, to, queue));
        Ok(theirs)
    }

    /// What the log calls the streams, in their order.
    pub(super) const fn stream_names(&self) -> &'static [&'static str] {
        match (self.size, self.is_joined) {
            (Some(_), _) => &["TERMINAL"],
            (None, true) => &["OUTPUT"],
            (None, false) => &["STDOUT", "STDERR"],
        }
    }

    fn connect_terminal(
        mut self,
        exec: ExecCommand,
        ours: StandardStreams,
        resized: SignalFd,
        queue: &Arc<OutputQueue>,
    ) -> Result<(Self, ExecCommand), WiringError> {
        let pair = PtyPair::open(ours.output).map_err(WiringError::Known)?;
        let theirs = |fd: &OwnedFd| fd.try_clone();
        let mut exec = exec
            .stdout(StreamTarget::to(theirs(&pair.theirs)?))
            .stderr(StreamTarget::to(theirs(&pair.theirs)?))
            .group(ProcessGroup::Terminal);
        // Keys that we may not read are not the command's either.
        exec = exec.stdin(if is_terminal(io::stdin()) {
            StdinSource::From(pair.theirs)
        } else {
            StdinSource::Inherit
        });
        let to = io::stdout().as_fd().try_clone_to_owned()?;
        let relay = self.new_relay(0, pair.ours.try_clone()?.into(), Some(to.into()), queue);
        self.relays.push(relay);
        let command_terminal = Arc::new(pair.ours);
        // Keys are read whenever we are in the foreground, which may be later.
        let from = if is_terminal(io::stdin()) {
            Some(File::from(io::stdin().as_fd().try_clone_to_owned()?))
        } else {
            None
        };
        let modes = if ours.output {
            let modes = Arc::new(TerminalModes::new(from.is_some())?);
            modes.take_terminal();
            Some(modes)
        } else {
            None
        };
        self.keys = Some(InputRelay {
            from,
            to: Arc::clone(&command_terminal),
            resized,
            modes: modes.clone(),
            queue: Arc::clone(queue),
            ended: Arc::clone(&self.ended),
        });
        self.modes = modes;
        self.command_terminal = Some(command_terminal);
        self.size = Some(columns_and_rows());
        self.in_our_group = false;
        Ok((self, exec))
    }

    /// Stops the command when the shell stops us, which its own terminal keeps from it, and gives
    /// the user's terminal to the shell meanwhile.
    pub(super) fn job_control(&self) -> JobControl {
        let Some(terminal) = &self.command_terminal else { return JobControl::default() };
        let (stopping, continuing) = (Arc::clone(terminal), Arc::clone(terminal));
        let (before, after) = (self.modes.clone(), self.modes.clone());
        JobControl {
            on_stop: Box::new(move || signal_foreground(&stopping, Signal::SIGSTOP)),
            before_stop: Box::new(move || {
                if let Some(modes) = &before {
                    modes.give_back();
                }
            }),
            after_continue: Box::new(move || {
                if let Some(modes) = &after {
                    modes.take_terminal();
                }
                signal_foreground(&continuing, Signal::SIGCONT);
            }),
            ..JobControl::default()
        }
    }

    fn new_relay(
        &self,
        stream: usize,
        from: OwnedFd,
        to: Option<File>,
        queue: &Arc<OutputQueue>,
    ) -> OutputRelay {
        OutputRelay {
            stream,
            from: from.into(),
            to,
            queue: Arc::clone(queue),
            ended: Arc::clone(&self.ended),
        }
    }

    /// The command runs: passes on what it writes and what is typed.
    pub(super) fn start(&mut self) -> Result<(), Error> {
        for relay in self.relays.drain(..) {
            self.started.push(relay.start()?);
        }
        if let Some(keys) = self.keys.take() {
            keys.start()?;
        }
        Ok(())
    }

    /// The command has ended: passes on what is left, and puts the user's terminal back.
    pub(super) fn finish(mut self) {
        let _ = self.ended.write(1);
        for thread in self.started.drain(..) {
            // A relay that panicked has said so.
            let _ = thread.join();
        }
        if let Some(modes) = &self.modes {
            modes.give_back();
        }
    }
}

/// Whether what is written to two descriptors becomes one stream, as after `2>&1`: a pipe or a
/// terminal is one however often it was opened, a file if both write at the same position.
fn is_same_stream(one: BorrowedFd<'_>, other: BorrowedFd<'_>) -> bool {
    let of_both = || {
        let (one_stat, other_stat) = (fstat(one)?, fstat(other)?);
        let is_file = SFlag::from_bits_truncate(one_stat.st_mode) & SFlag::S_IFMT == SFlag::S_IFREG;
        let position = |fd| lseek(fd, 0, Whence::SeekCur);
        let at_one_position = || nix::Result::Ok(position(one)? == position(other)?);
        Ok::<bool, Errno>(
            (one_stat.st_dev, one_stat.st_ino) == (other_stat.st_dev, other_stat.st_ino)
                && (!is_file || at_one_position()?),
        )
    };
    of_both().unwrap_or(false)
}

/// What can go wrong with a terminal.
enum WiringError {
    Known(Error),
    Io(io::Error),
}

impl From<io::Error> for WiringError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
