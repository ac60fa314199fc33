//! How the streams of the command are connected to ours: by pipes, or by a terminal of its own.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::sync::Arc;
use std::thread::JoinHandle;

use crate::error::Error;
use clap::ValueEnum;
use monitor_exec::{Exec, Group, Input, Output};
use nix::fcntl::OFlag;
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::signalfd::SignalFd;

use super::queue::Queue;
use super::relay::{Keys, Relay};
use super::terminal::{Ours, Pair, Raw, columns_and_rows, is_terminal};

/// Whether the command gets a terminal of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Pty {
    /// If our standard output and error are a terminal.
    Auto,
    /// Always: for programs that hide their bars without one.
    Always,
    /// Never: its output goes through pipes.
    Never,
}

/// The streams, ready for the command.
#[derive(Debug)]
pub(super) struct Wiring {
    relays: Vec<Relay>,
    keys: Option<Keys>,
    raw: Option<Raw>,
    ended: Arc<EventFd>,
    started: Vec<JoinHandle<()>>,
    /// The size of the terminal, if it is one.
    pub(super) size: Option<(u16, u16)>,
    pub(super) in_our_group: bool,
}

impl Wiring {
    /// Connects the command, and gives it back with its streams.
    pub(super) fn connect(
        exec: Exec,
        pty: Pty,
        resized: SignalFd,
        queue: &Arc<Queue>,
    ) -> Result<(Self, Exec), Error> {
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
        let ours = Ours::look();
        let wants_pty = match pty {
            Pty::Auto => ours.output && ours.error,
            Pty::Always => true,
            Pty::Never => false,
        };
        if wants_pty {
            wiring.by_terminal(exec, ours, resized, queue).map_err(|error| match error {
                Failed::Known(error) => error,
                Failed::Io(source) => refused(source),
            })
        } else {
            wiring.by_pipes(exec, queue).map_err(refused)
        }
    }

    fn by_pipes(mut self, exec: Exec, queue: &Arc<Queue>) -> io::Result<(Self, Exec)> {
        let mut ends = Vec::new();
        let streams =
            [io::stdout().as_fd().try_clone_to_owned(), io::stderr().as_fd().try_clone_to_owned()];
        for (stream, to) in streams.into_iter().enumerate() {
            let (from, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
            ends.push(theirs);
            self.relays.push(self.relay(stream, from, to.ok().map(File::from), queue));
        }
        let mut ends = ends.into_iter();
        let mut next = || ends.next().map_or(Output::Null, Output::to);
        let exec = exec.stdin(Input::Inherit).stdout(next()).stderr(next()).group(Group::Host);
        Ok((self, exec))
    }

    fn by_terminal(
        mut self,
        exec: Exec,
        ours: Ours,
        resized: SignalFd,
        queue: &Arc<Queue>,
    ) -> Result<(Self, Exec), Failed> {
        let pair = Pair::open(ours.is_shown).map_err(Failed::Known)?;
        let theirs = |fd: &OwnedFd| fd.try_clone();
        let mut exec = exec
            .stdout(Output::to(theirs(&pair.theirs)?))
            .stderr(Output::to(theirs(&pair.theirs)?))
            .group(Group::Terminal);
        // Keys that we may not read are not the command's either.
        exec = exec.stdin(if is_terminal(io::stdin()) {
            Input::From(pair.theirs)
        } else {
            Input::Inherit
        });
        let to = io::stdout().as_fd().try_clone_to_owned()?;
        let relay = self.relay(0, pair.ours.try_clone()?.into(), Some(to.into()), queue);
        self.relays.push(relay);
        let from = if ours.input { Some(io::stdin().as_fd().try_clone_to_owned()?) } else { None };
        self.keys = Some(Keys {
            from: from.map(File::from),
            to: pair.ours,
            resized,
            queue: Arc::clone(queue),
            ended: Arc::clone(&self.ended),
        });
        if ours.is_shown {
            self.raw = Some(Raw::take(ours.input)?);
        }
        self.size = Some(columns_and_rows());
        self.in_our_group = false;
        Ok((self, exec))
    }

    fn relay(&self, stream: usize, from: OwnedFd, to: Option<File>, queue: &Arc<Queue>) -> Relay {
        Relay {
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
enum Failed {
    Known(Error),
    Io(io::Error),
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}
