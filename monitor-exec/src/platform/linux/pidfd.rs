//! Handles on processes: pidfd_open(2) and pidfd_send_signal(2), which no safe crate here wraps.
#![expect(
    unsafe_code,
    reason = "these calls have no safe wrapper; each block says why it is sound"
)]

use std::io;
use std::os::fd::{AsRawFd, FromRawFd, OwnedFd};

use libc::{c_int, c_long};

/// A descriptor of the process that has this number now; close-on-exec.
pub(crate) fn open_process(pid: u32) -> io::Result<OwnedFd> {
    // SAFETY: the call takes two numbers and no pointer.
    let made = unsafe { libc::syscall(libc::SYS_pidfd_open, c_long::from(pid), c_long::from(0)) };
    match c_int::try_from(made) {
        // SAFETY: the kernel has just made the descriptor, so no other owner of it exists.
        Ok(descriptor @ 0..) => Ok(unsafe { OwnedFd::from_raw_fd(descriptor) }),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Sends a signal to the process of the descriptor.
pub(crate) fn signal_process(process: &OwnedFd, signal: i32) -> io::Result<()> {
    let (descriptor, signal) = (c_long::from(process.as_raw_fd()), c_long::from(signal));
    let none: *const libc::siginfo_t = std::ptr::null();
    // SAFETY: the descriptor is open for as long as it is borrowed, and a null pointer for the
    // siginfo_t means that the kernel fills one in as for kill(2).
    let result = unsafe {
        libc::syscall(libc::SYS_pidfd_send_signal, descriptor, signal, none, c_long::from(0))
    };
    if result == 0 { Ok(()) } else { Err(io::Error::last_os_error()) }
}

#[cfg(test)]
mod tests {
    use std::process::Command;

    use super::*;

    #[test]
    fn a_handle_reaches_its_process_and_after_its_end_no_other() {
        let mut child = Command::new("sleep").arg("60").spawn().unwrap();
        let process = open_process(child.id()).unwrap();
        signal_process(&process, libc::SIGKILL).unwrap();
        assert!(!child.wait().unwrap().success());
        let ended = signal_process(&process, libc::SIGKILL).unwrap_err();
        assert_eq!(ended.raw_os_error(), Some(libc::ESRCH));
        assert_eq!(open_process(u32::MAX).unwrap_err().raw_os_error(), Some(libc::EINVAL));
    }
}
