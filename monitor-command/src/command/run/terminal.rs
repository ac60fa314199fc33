//! The user's terminal, and the one that a command is given.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::error::Error;
use nix::sys::signal::{SigSet, Signal};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use rustix::process::getpgrp;
use rustix::pty::{OpenptFlags, ioctl_tiocgptpeer, openpt, unlockpt};
use rustix::termios::{
    OptionalActions, OutputModes, Termios, Winsize, isatty, tcgetattr, tcgetpgrp, tcgetwinsize,
    tcsetattr, tcsetwinsize,
};

/// The size where nobody knows one.
const USUAL: Winsize = Winsize { ws_row: 24, ws_col: 80, ws_xpixel: 0, ws_ypixel: 0 };

/// What of our standard streams is a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct Ours {
    /// The standard input, and we may read from it: we are in the foreground.
    pub(super) input: bool,
    /// The standard output.
    pub(super) output: bool,
    /// The standard error.
    pub(super) error: bool,
    /// The standard output, and it is ours to change: we are in the foreground.
    pub(super) is_shown: bool,
}

impl Ours {
    pub(super) fn look() -> Self {
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
pub(super) fn is_terminal(stream: impl AsFd) -> bool {
    isatty(stream)
}

/// The notices that the size of the user's terminal has changed, from now on.
pub(super) fn resized() -> Result<SignalFd, Error> {
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
pub(super) struct Raw {
    terminal: OwnedFd,
    before: Termios,
}

impl Raw {
    /// Takes the terminal of the standard output. Without `keys`, what is typed stays with it, and
    /// Ctrl-C with us.
    pub(super) fn take(keys: bool) -> io::Result<Self> {
        let terminal = io::stdout().as_fd().try_clone_to_owned()?;
        let before = tcgetattr(&terminal)?;
        let mut raw = before.clone();
        if keys {
            raw.make_raw();
        }
        raw.output_modes.remove(OutputModes::OPOST);
        tcsetattr(&terminal, OptionalActions::Drain, &raw)?;
        Ok(Self { terminal, before })
    }
}

impl Drop for Raw {
    fn drop(&mut self) {
        // A terminal that is gone needs nothing.
        let _ = tcsetattr(&self.terminal, OptionalActions::Drain, &self.before);
    }
}

/// The terminal that a command is given: its end, and ours.
#[derive(Debug)]
pub(super) struct Pair {
    /// What the command writes is read here, and what is typed is written.
    pub(super) ours: File,
    /// For the command's standard streams.
    pub(super) theirs: OwnedFd,
}

impl Pair {
    /// A new terminal, as large as the user's. If nobody looks at it, it leaves what the command
    /// writes as it is; else it ends lines as terminals do.
    pub(super) fn open(seen: bool) -> Result<Self, Error> {
        let open = || {
            let flags = OpenptFlags::RDWR | OpenptFlags::NOCTTY | OpenptFlags::CLOEXEC;
            let ours = openpt(flags)?;
            unlockpt(&ours)?;
            let theirs = ioctl_tiocgptpeer(&ours, flags)?;
            if !seen {
                let mut modes = tcgetattr(&theirs)?;
                modes.output_modes.remove(OutputModes::OPOST);
                tcsetattr(&theirs, OptionalActions::Now, &modes)?;
            }
            tcsetwinsize(&theirs, size())?;
            Ok(Self { ours: ours.into(), theirs })
        };
        open().map_err(|errno: rustix::io::Errno| Error::System {
            what: "a pseudoterminal",
            source: errno.into(),
        })
    }
}

/// The size of the user's terminal, columns and rows.
pub(super) fn columns_and_rows() -> (u16, u16) {
    let size = size();
    (size.ws_col, size.ws_row)
}

/// Gives the command's terminal the size of the user's, which tells the command; columns and rows.
pub(super) fn pass_size(to: impl AsFd) -> (u16, u16) {
    let size = size();
    // A command that is gone needs no size.
    let _ = tcsetwinsize(to, size);
    (size.ws_col, size.ws_row)
}

fn size() -> Winsize {
    let known = |size: &Winsize| size.ws_col > 0 && size.ws_row > 0;
    let of = |size: rustix::io::Result<Winsize>| size.ok().filter(known);
    of(tcgetwinsize(io::stdout()))
        .or_else(|| of(tcgetwinsize(io::stderr())))
        .or_else(|| of(tcgetwinsize(io::stdin())))
        .unwrap_or(USUAL)
}
