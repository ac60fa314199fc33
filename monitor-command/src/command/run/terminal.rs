//! The user's terminal, and the one that a command is given.

use std::fs::File;
use std::io::{self, IsTerminal};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};

use crate::error::Error;
use monitor_core::NonPoisonMutex;
use monitor_exec::Pseudoterminal;
use nix::sys::signal::{SigSet, Signal, killpg};
use nix::sys::signalfd::{SfdFlags, SignalFd};
use nix::sys::termios::{
    LocalFlags, OutputFlags, SetArg, SpecialCharacterIndices, Termios, cfmakeraw, tcgetattr,
    tcsetattr,
};
use nix::unistd::{getpgrp, tcgetpgrp};
use terminal_size::{Height, Width, terminal_size_of};

/// Columns and rows where no stream is a terminal that knows its size.
const USUAL: (u16, u16) = (80, 24);

/// What of our standard streams is a terminal.
#[derive(Clone, Copy, Debug)]
pub(super) struct StandardStreams {
    /// The standard output.
    pub(super) output: bool,
    /// The standard error.
    pub(super) error: bool,
}

impl StandardStreams {
    pub(super) fn detect_terminals() -> Self {
        Self { output: is_terminal(io::stdout()), error: is_terminal(io::stderr()) }
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

/// The modes of the user's terminal: in raw mode what is typed and what is shown goes through as it
/// is. In the background the terminal is another job's and stays as it is.
#[derive(Debug)]
pub(super) struct TerminalModes {
    terminal: OwnedFd,
    /// Whether what is typed goes through. Otherwise it stays with the terminal, and Ctrl-C with us.
    with_keys: bool,
    /// The modes before, while ours are set.
    before: NonPoisonMutex<Option<Termios>>,
}

impl TerminalModes {
    /// Of the terminal of the standard output, which stays as it is for now.
    pub(super) fn new(with_keys: bool) -> io::Result<Self> {
        let terminal = io::stdout().as_fd().try_clone_to_owned()?;
        Ok(Self { terminal, with_keys, before: NonPoisonMutex::default() })
    }

    /// Sets raw mode, if we are in the foreground.
    pub(super) fn take_terminal(&self) {
        let mut before = self.before.lock();
        if before.is_some() || !is_in_foreground(self.terminal.as_fd()) {
            return;
        }
        let Ok(modes) = tcgetattr(&self.terminal) else { return };
        let mut raw = modes.clone();
        if self.with_keys {
            cfmakeraw(&mut raw);
        }
        raw.output_flags.remove(OutputFlags::OPOST);
        if tcsetattr(&self.terminal, SetArg::TCSADRAIN, &raw).is_ok() {
            *before = Some(modes);
        }
    }

    /// Puts the modes back that were there before.
    pub(super) fn give_back(&self) {
        if let Some(before) = self.before.lock().take() {
            // A terminal that is gone needs nothing.
            let _ = tcsetattr(&self.terminal, SetArg::TCSADRAIN, &before);
        }
    }
}

impl Drop for TerminalModes {
    fn drop(&mut self) {
        self.give_back();
    }
}

/// Whether our process group is in the foreground of a terminal.
pub(super) fn is_in_foreground(terminal: BorrowedFd<'_>) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp())
}

/// Signals the foreground process group of the command's terminal. The terminal itself does not
/// stop it: no shell is there that could let it go on.
pub(super) fn signal_foreground(terminal: &File, signal: Signal) {
    if let Ok(group) = tcgetpgrp(terminal) {
        let _ = killpg(group, signal);
    }
}

/// Whether a byte that is typed suspends the foreground of the command's terminal: the terminal
/// says which one does, unless the command reads its keys by itself.
pub(super) fn suspends(terminal: &File, byte: u8) -> bool {
    tcgetattr(terminal).is_ok_and(|modes| {
        let key = modes.control_chars[SpecialCharacterIndices::VSUSP as usize];
        modes.local_flags.contains(LocalFlags::ISIG) && key != 0 && key == byte
    })
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
