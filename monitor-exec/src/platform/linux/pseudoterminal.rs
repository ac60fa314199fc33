//! Pseudoterminals: opening both ends, and the size, for which no safe crate here has a call.
#![expect(
    unsafe_code,
    reason = "these calls have no safe wrapper; each block says why it is sound"
)]

use std::fs::File;
use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use nix::fcntl::OFlag;
use nix::pty::{posix_openpt, unlockpt};

/// The host's end and the command's end, both close-on-exec.
pub(crate) fn open_pseudoterminal() -> io::Result<(File, File)> {
    let flags = OFlag::O_RDWR | OFlag::O_NOCTTY | OFlag::O_CLOEXEC;
    let host = posix_openpt(flags)?;
    unlockpt(&host)?;
    // SAFETY: TIOCGPTPEER (ioctl_tty(2), Linux 4.13) takes the flags as its argument and no
    // pointer. Unlike opening the name, it works where no devpts is mounted.
    let made = unsafe { libc::ioctl(host.as_raw_fd(), libc::TIOCGPTPEER, flags.bits()) };
    if made < 0 {
        return Err(io::Error::last_os_error());
    }
    // SAFETY: the kernel has just made the descriptor, so no other owner of it exists.
    let command = unsafe { OwnedFd::from_raw_fd(made) };
    Ok((OwnedFd::from(host).into(), command.into()))
}

/// Sets the size of a terminal: TIOCSWINSZ, ioctl_tty(2).
pub(crate) fn resize_terminal(terminal: &File, columns: u16, rows: u16) -> io::Result<()> {
    let size = libc::winsize { ws_row: rows, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
    // SAFETY: the call reads a winsize, which lives until it returns.
    let result = unsafe { libc::ioctl(terminal.as_raw_fd(), libc::TIOCSWINSZ, &raw const size) };
    if result < 0 { Err(io::Error::last_os_error()) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use std::io::{Read, Write};

    use super::*;

    #[test]
    fn what_is_typed_at_one_end_arrives_at_the_other() {
        let (mut host, mut command) = open_pseudoterminal().unwrap();
        resize_terminal(&command, 40, 10).unwrap();
        host.write_all(b"typed\n").unwrap();
        let mut line = [0; 6];
        command.read_exact(&mut line).unwrap();
        assert_eq!(&line, b"typed\n");
    }

    #[test]
    fn a_file_that_is_no_terminal_has_no_size() {
        let refused = resize_terminal(&File::open("/dev/null").unwrap(), 80, 24).unwrap_err();
        assert_eq!(refused.raw_os_error(), Some(libc::ENOTTY));
    }
}
