//! The way of a `std::process::Command`: std forks, and the hold is its last step before exec.
//!
//! A fork copies the page tables of the host, so this costs tens of milliseconds in a host of
//! many hundred megabytes; std offers no other place for a hook. std sleeps until the exec, so
//! the sampler's thread is the one that holds.
#![expect(unsafe_code, reason = "the hook runs between fork and exec, over a shared mapping")]

use std::io;
use std::os::unix::process::CommandExt;
use std::process::{Child, Command};
use std::ptr::NonNull;
use std::sync::atomic::Ordering;

use super::child::ignore_signals;
use super::hold::{HoldWords, hold_in_child};
use super::raw::call;
use crate::command::environment::ChildSignals;
use crate::metadata::HoldMethod;
use crate::platform::linux::sys;

/// What became of the exec, as the thread that spawned knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ForkVerdict {
    Executed,
    Failed,
}

/// Further states of the word `state`, said by the thread that spawned.
const EXECUTED: u32 = 8;
const FAILED: u32 = 9;

/// The words in memory that a forked child shares with us.
#[derive(Debug)]
pub(crate) struct SpawnHandshake {
    words: NonNull<HoldWords>,
}

// SAFETY: the words are atomics, and the mapping lives as long as the handshake.
unsafe impl Send for SpawnHandshake {}
// SAFETY: as above; all access is through atomics.
unsafe impl Sync for SpawnHandshake {}

impl SpawnHandshake {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: a new anonymous mapping touches no memory that exists.
        let page = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                size_of::<HoldWords>(),
                libc::PROT_READ | libc::PROT_WRITE,
                libc::MAP_SHARED | libc::MAP_ANONYMOUS,
                -1,
                0,
            )
        };
        if page == libc::MAP_FAILED {
            return Err(io::Error::last_os_error());
        }
        // A fresh mapping is zeroed, which is the first state of the words.
        let words = NonNull::new(page.cast::<HoldWords>())
            .ok_or_else(|| io::Error::from_raw_os_error(libc::ENOMEM))?;
        let handshake = Self { words };
        handshake.hold_words().record_host();
        Ok(handshake)
    }

    fn hold_words(&self) -> &HoldWords {
        // SAFETY: the mapping is initialised, aligned to a page and lives as long as `self`.
        unsafe { self.words.as_ref() }
    }

    fn state(&self) -> u32 {
        self.hold_words().state.load(Ordering::Acquire)
    }

    /// Called by the thread that spawned when std has returned: std's number of the child, for one
    /// that ended before it could say its own.
    pub(crate) fn note_child(&self, pid: u32) {
        self.hold_words().pid.store(i32::try_from(pid).unwrap_or(0), Ordering::Release);
    }

    /// Called by the thread that spawned, once it knows.
    pub(crate) fn conclude_handshake(&self, verdict: ForkVerdict) {
        let state = if verdict == ForkVerdict::Executed { EXECUTED } else { FAILED };
        self.hold_words().state.store(state, Ordering::Release);
        sys::futex_wake(&self.hold_words().state);
    }

    /// Sleeps until the spawning thread knows what became of the exec.
    pub(crate) fn verdict(&self) -> ForkVerdict {
        loop {
            match self.state() {
                EXECUTED => return ForkVerdict::Executed,
                FAILED => return ForkVerdict::Failed,
                other => sys::futex_wait(&self.hold_words().state, other, None),
            }
        }
    }

    /// Waits until there is a child, which is not yet held; `None` if there will be none.
    pub(crate) fn wait_born(&self) -> Option<i32> {
        let words = self.hold_words();
        while words.silent() {
            words.sleep(None);
        }
        if self.state() == FAILED {
            return None;
        }
        Some(words.pid.load(Ordering::Acquire))
    }

    /// Waits until the child is held; gives CLOCK_MONOTONIC when it stood still, nanoseconds, or
    /// `None` if there will be no program.
    pub(crate) fn wait_held(&self, method: HoldMethod, pid: i32) -> Option<u64> {
        // std returns from a child that is held only if the child has ended: it knows of an exec
        // and of an end by the same closed pipe.
        self.hold_words().wait_held(method, pid, || matches!(self.state(), FAILED | EXECUTED))
    }

    /// Lets the child go on.
    pub(crate) fn release(&self, method: HoldMethod, pid: i32) {
        self.hold_words().release(method, pid);
    }
}

impl Drop for SpawnHandshake {
    fn drop(&mut self) {
        // SAFETY: this is the mapping of `new`; a forked child has a mapping of its own.
        unsafe {
            libc::munmap(self.words.as_ptr().cast(), size_of::<HoldWords>());
        }
    }
}

/// Spawns the command; the child is held by the sampler that waits on the same handshake.
pub(crate) fn spawn(
    command: &mut Command,
    handshake: &SpawnHandshake,
    method: HoldMethod,
    signals: ChildSignals,
) -> io::Result<Child> {
    let address = handshake.words.as_ptr() as usize;
    let hook = move || {
        // SAFETY: the mapping is shared and is there in the forked child; raw system calls only.
        // The signals are blocked around the hold, so that the SIGCONT which ends a stop stays
        // pending and is taken back.
        unsafe {
            let words = &*(address as *const HoldWords);
            let (all, mut before) = (u64::MAX, 0_u64);
            let set = libc::SIG_SETMASK as usize;
            let old = &raw mut before as usize;
            call(libc::SYS_rt_sigprocmask, [set, &raw const all as usize, old, 8, 0]);
            let pid = call(libc::SYS_getpid, [0; 5]);
            words.pid.store(i32::try_from(pid).unwrap_or(0), Ordering::Release);
            hold_in_child(words, method, pid.cast_unsigned());
            ignore_signals(signals.ignored);
            let after = signals.mask.unwrap_or(before);
            call(libc::SYS_rt_sigprocmask, [set, &raw const after as usize, 0, 8, 0]);
        }
        Ok(())
    };
    // SAFETY: the hook is safe between fork and exec, as said inside.
    unsafe {
        command.pre_exec(hook);
    }
    command.spawn()
}
