//! How the streams of the command are connected to ours: by pipes, or by a terminal of its own.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::error::Error;
use clap::ValueEnum;
use monitor_exec::{ExecCommand, ProcessGroup, StdinSource, StreamTarget};
use nix::fcntl::OFlag;
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::signalfd::SignalFd;

use super::queue::OutputQueue;
use super::relay::{InputRelay, OutputRelay};
use super::terminal::{PtyPair, RawModeGuard, StandardStreams, columns_and_rows, is_terminal};

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
    raw: Option<RawModeGuard>,
    ended: Arc<EventFd>,
    started: Vec<JoinHandle<()>>,
    /// The size of the terminal, if it is one.
    pub(super) size: Option<(u16, u16)>,
    pub(super) in_our_group: bool,
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
            raw: None,
            ended: Arc::new(ended),
            started: Vec::new(),
            size: None,
            in_our_group: true,
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
        let mut ends = Vec::new();
        let streams =
            [io::stdout().as_fd().try_clone_to_owned(), io::stderr().as_fd().try_clone_to_owned()];
        for (stream, to) in streams.into_iter().enumerate() {
            let (from, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
            ends.push(theirs);
            self.relays.push(self.new_relay(stream, from, to.ok().map(File::from), queue));
        }
        let mut ends = ends.into_iter();
        let mut next = || ends.next().map_or(StreamTarget::Null, StreamTarget::to);
        let exec = exec
            .stdin(StdinSource::Inherit)
            .stdout(next())
            .stderr(next())
            .group(ProcessGroup::Host);
        Ok((self, exec))
    }

    fn connect_terminal(
        mut self,
        exec: ExecCommand,
        ours: StandardStreams,
        resized: SignalFd,
        queue: &Arc<OutputQueue>,
    ) -> Result<(Self, ExecCommand), WiringError> {
        let pair = PtyPair::open(ours.is_shown).map_err(WiringError::Known)?;
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
        let from = if ours.input { Some(io::stdin().as_fd().try_clone_to_owned()?) } else { None };
        self.keys = Some(InputRelay {
            from: from.map(File::from),
            to: pair.ours,
            resized,
            queue: Arc::clone(queue),
            ended: Arc::clone(&self.ended),
        });
        if ours.is_shown {
            self.raw = Some(RawModeGuard::enter(ours.input)?);
        }
        self.size = Some(columns_and_rows());
        self.in_our_group = false;
        Ok((self, exec))
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
    }
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
