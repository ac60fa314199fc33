//! The way of a `std::process::Command`: std forks, and the hold is its last step before exec.
//!
//! A fork copies the page tables of the host, so this costs tens of milliseconds in a host of
//! many hundred megabytes; std offers no other place for a hook.
#![expect(unsafe_code, reason = "the hook runs between fork and exec")]

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::sync::atomic::Ordering;

use super::hold::{Handshake, HoldMethod, Words, hold_in_child};

/// Spawns the command; the child is held by the sampler that waits on the same handshake.
pub(crate) fn spawn(
    command: &mut Command,
    handshake: &Handshake,
    method: HoldMethod,
) -> io::Result<Child> {
    let address = handshake.address();
    let hook = move || {
        let words = address as *const Words;
        // SAFETY: the mapping is shared and is there in the forked child; the function makes raw
        // system calls only. The signals are blocked around it, so that the SIGCONT which ends
        // the stop stays pending and is taken back.
        unsafe {
            let (all, mut before) = (u64::MAX, 0_u64);
            let set = libc::c_long::from(libc::SIG_SETMASK);
            libc::syscall(libc::SYS_rt_sigprocmask, set, &raw const all, &raw mut before, 8_usize);
            let pid = libc::syscall(libc::SYS_getpid);
            #[expect(clippy::cast_possible_truncation, reason = "a pid fits pid_t")]
            (*words).pid.store(pid as i32, Ordering::Release);
            hold_in_child(words, method, pid);
            libc::syscall(
                libc::SYS_rt_sigprocmask,
                set,
                &raw const before,
                std::ptr::null_mut::<u64>(),
                8_usize,
            );
        }
        Ok(())
    };
    // SAFETY: the hook is safe between fork and exec, as said inside.
    unsafe {
        command.pre_exec(hook);
    }
    command.spawn()
}
