//! A terminal for a command that behaves differently without one.

use std::fs::File;
use std::io;

use crate::platform;

/// A pseudoterminal: what the command writes to its end is read at the host's, and the other way
/// round. See pty(7).
///
/// ```no_run
/// use std::io::Read;
/// use monitor_exec::{ExecCommand, StreamTarget, Pseudoterminal};
///
/// let Pseudoterminal { mut host, command, .. } = Pseudoterminal::open(80, 24)?;
/// let running = ExecCommand::new("tty").stdout(StreamTarget::To(command.into())).spawn()?;
/// // Reading fails with EIO when the last process that had the terminal has ended.
/// let mut written = Vec::new();
/// let _ = host.read_to_end(&mut written);
/// running.wait()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
#[non_exhaustive]
pub struct Pseudoterminal {
    /// The host's end.
    pub host: File,
    /// The command's end, for its standard streams.
    pub command: File,
}

impl Pseudoterminal {
    /// Opens a new pseudoterminal of this size. Neither end becomes the controlling terminal of
    /// the host, and no other program that the host runs inherits them.
    ///
    /// # Errors
    ///
    /// The system has no free pseudoterminal, or is not Linux.
    pub fn open(columns: u16, rows: u16) -> io::Result<Self> {
        let (host, command) = platform::open_pseudoterminal()?;
        platform::resize_terminal(&command, columns, rows)?;
        Ok(Self { host, command })
    }

    /// Gives a terminal, by either of its ends, another size. Its foreground processes get
    /// SIGWINCH.
    ///
    /// # Errors
    ///
    /// The file is not a terminal, or the system is not Linux.
    pub fn resize(terminal: &File, columns: u16, rows: u16) -> io::Result<()> {
        platform::resize_terminal(terminal, columns, rows)
    }
}
