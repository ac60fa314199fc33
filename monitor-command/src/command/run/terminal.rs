//! The user's terminal, and the one that a command is given.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::error::Error;
use monitor_exec::Pseudoterminal;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::termios::{OutputFlags, SetArg, Termios, cfmakeraw, tcgetattr, tcsetattr};
use nix::unistd::{getpgrp, tcgetpgrp};
use terminal_size::{Height, Width, terminal_size_of};

/// Columns and rows where no stream is a terminal that knows its size.
const USUAL: (u16, u16) = (80, 24);

/// What of our standard streams is a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandardStreams {
    /// The standard input, and we may read from it: we are in the foreground.
    pub(super) input: bool,
    /// The standard output.
    pub(super) output: bool,
    /// The standard error.
    pub(super) error: bool,
    /// The standard output, and it is ours to change: we are in the foreground.
    pub(super) is_shown: bool,
}

impl StandardStreams {
    pub(super) fn detect_terminals() -> Self {
        let in_foreground =
            |terminal: BorrowedFd<'_>| tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp());
        Self {
            input: in_foreground(io::stdin().as_fd()),
            output: is_terminal(io::stdout()),
            error: is_terminal(io::stderr()),
            is_shown: in_foreground(io::stdout().as_fd()),
        }
    }
}

/// Whether a stream of ours is a terminal, be it one that we may read from or not.
pub(super) fn is_terminal(stream: impl IsTerminal) -> bool {
    stream.is_terminal()
}

/// The notices that the size of the user's terminal has changed, from now on.
pub(super) fn resize_signals() -> Result<SignalFd, Error> {
    let mut signals = SigSet::empty();
    signals.add(Signal::SIGWINCH);
    signals
        .thread_block()
        .and_then(|()| SignalFd::with_flags(&signals, SfdFlags::SFD_CLOEXEC))
        .map_err(|errno| Error::System { what: "a file of signals", source: errno.into() })
}

/// The user's terminal in raw mode: what is typed and what is shown goes through as it is. Dropping
/// it puts the terminal back.
#[derive(Debug)]
pub(super) struct RawModeGuard {
    terminal: OwnedFd,
    before: Termios,
}

impl RawModeGuard {
    /// Takes the terminal of the standard output. Without `keys`, what is typed stays with it, and
    /// Ctrl-C with us.
    pub(super) fn enter(keys: bool) -> io::Result<Self> {
        let terminal = io::stdout().as_fd().try_clone_to_owned()?;
        let before = tcgetattr(&terminal)?;
        let mut raw = before.clone();
        if keys {
            cfmakeraw(&mut raw);
        }
        raw.output_flags.remove(OutputFlags::OPOST);
        tcsetattr(&terminal, SetArg::TCSADRAIN, &raw)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for RawModeGuard {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(&self.terminal, SetArg::TCSADRAIN, &self.before);
    }
}

/// The terminal that a command is given: its end, and ours.
#[derive(Debug)]
pub(super) struct PtyPair {
    /// What the command writes is read here, and what is typed is written.
    pub(super) ours: File,
    /// For the command's standard streams.
    pub(super) theirs: OwnedFd,
}

impl PtyPair {
    /// A new terminal, as large as the user's. If nobody looks at it, it leaves what the command
    /// writes as it is; else it ends lines as terminals do.
    pub(super) fn open(seen: bool) -> Result<Self, Error> {
        let open = || {
            let (columns, rows) = columns_and_rows();
            let Pseudoterminal { host, command, .. } = Pseudoterminal::open(columns, rows)?;
            if !seen {
                let mut modes = tcgetattr(&command)?;
                modes.output_flags.remove(OutputFlags::OPOST);
                tcsetattr(&command, SetArg::TCSANOW, &modes)?;
            }
            Ok(Self { ours: host, theirs: command.into() })
        };
        open().map_err(|source: io::Error| Error::System { what: "a pseudoterminal", source })
    }
}

/// The size of the user's terminal, columns and rows.
pub(super) fn columns_and_rows() -> (u16, u16) {
    let known = |size: Option<(Width, Height)>| {
        size.map(|(Width(columns), Height(rows))| (columns, rows))
            .filter(|&(columns, rows)| columns > 0 && rows > 0)
    };
    known(terminal_size_of(io::stdout()))
        .or_else(|| known(terminal_size_of(io::stderr())))
        .or_else(|| known(terminal_size_of(io::stdin())))
        .unwrap_or(USUAL)
}

/// Gives the command's terminal the size of the user's, which tells the command; columns and rows.
pub(super) fn copy_terminal_size(to: &File) -> (u16, u16) {
    let (columns, rows) = columns_and_rows();
    // A command that is gone needs no size.
    let _ = Pseudoterminal::resize(to, columns, rows);
    (columns, rows)
}
