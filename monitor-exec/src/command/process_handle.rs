//! A process that is not ours, by a handle that its number cannot take away.

use std::io;
#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd};

use crate::platform::{self, Descriptor};

/// A handle on one process: after the process has ended it means no other, whatever process has
/// its number then. On Linux a pidfd (pidfd_open(2), Linux 5.3), which is readable once the process
/// has ended.
///
/// A number is only that of the intended process for as long as the process is known to live, so
/// open the handle first, and then check that it is the right one (its start time, for example).
#[derive(Debug)]
pub struct ProcessHandle(Descriptor);

impl ProcessHandle {
    /// Opens a handle on the process that has this number now.
    ///
    /// # Errors
    ///
    /// There is no such process, the host has no descriptor left, or the system is not Linux.
    pub fn open(pid: u32) -> io::Result<Self> {
        platform::open_process(pid).map(Self)
    }

    /// Sends a signal to the process, by its number as in signal(7).
    ///
    /// # Errors
    ///
    /// The process has ended, it belongs to another user, or there is no such signal.
    pub fn signal(&self, signal: i32) -> io::Result<()> {
        platform::signal_process(&self.0, signal)
    }
}

#[cfg(unix)]
impl AsFd for ProcessHandle {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.0.as_fd()
    }
}
