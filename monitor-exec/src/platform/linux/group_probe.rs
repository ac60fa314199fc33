//! A process in the host's process group that counts the signals which come to it, and so tells a
//! signal to the whole group from one to the host alone.
//!
//! The kernel does not say with a signal whether it was sent to a group. The probe is a fork that
//! blocks all signals and takes one after the other; it has no open file, and another name and
//! command line than the host, so that nothing that is meant for the host by its name reaches it.
#![expect(unsafe_code, reason = "forks, and the fork makes raw system calls over a shared mapping")]

use std::io;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};

use crate::platform::linux::spawn::call;
use crate::platform::linux::sys;

/// Signals 1 to 64; the first entry stays empty.
const SIGNALS: usize = 65;
/// What process listings show, at most 15 bytes.
const NAME: &std::ffi::CStr = c"signal-probe";

/// What the probe writes. All-zero bytes are the first state.
#[repr(C)]
#[derive(Debug)]
struct ProbeWords {
    counts: [AtomicU32; SIGNALS],
    /// CLOCK_MONOTONIC of the last one, nanoseconds.
    arrived_ns: [AtomicU64; SIGNALS],
}

/// The probe. Dropping it ends the process.
#[derive(Debug)]
pub(crate) struct GroupProbe {
    words: NonNull<ProbeWords>,
    /// Zero if there is none.
    pid: i32,
}

// SAFETY: the words are atomics, and the mapping lives as long as the probe.
unsafe impl Send for GroupProbe {}
// SAFETY: as above; all access is through atomics.
unsafe impl Sync for GroupProbe {}

impl GroupProbe {
    /// Forks the probe. It is killed when the calling thread ends.
    pub(crate) fn start() -> io::Result<Self> {
        let words = map_words()?;
        let host = nix::unistd::getpid().as_raw();
        let arguments = own_arguments();
        let before = sys::block_all_signals();
        // SAFETY: a plain fork; the child makes raw system calls only, see `count_signals`.
        let made =
            unsafe { call(libc::SYS_clone, [libc::SIGCHLD.cast_unsigned() as usize, 0, 0, 0, 0]) };
        if made == 0 {
            // SAFETY: this is the fork, and all its signals are blocked.
            unsafe { count_signals(words.as_ptr(), host, arguments) }
        }
        before.restore();
        let pid = i32::try_from(made).unwrap_or(0);
        let probe = Self { words, pid: pid.max(0) };
        if pid > 0 { Ok(probe) } else { Err(io::Error::from_raw_os_error(pid.wrapping_neg())) }
    }

    /// How many such signals have come to the probe, and when the last one did: CLOCK_MONOTONIC,
    /// nanoseconds.
    pub(crate) fn received(&self, signal: i32) -> (u32, u64) {
        // SAFETY: the mapping is initialised and lives as long as `self`.
        let words = unsafe { self.words.as_ref() };
        let at = usize::try_from(signal).unwrap_or(0);
        let count = words.counts.get(at).map_or(0, |count| count.load(Ordering::Acquire));
        let arrived = words.arrived_ns.get(at);
        (count, arrived.map_or(0, |at_ns| at_ns.load(Ordering::Acquire)))
    }

    /// Whether such a signal has come and the probe had no processor yet to count it,
    /// proc_pid_status(5).
    pub(crate) fn is_pending(&self, signal: i32) -> bool {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid));
        let status = status.unwrap_or_default();
        let pending = status.lines().find_map(|line| line.strip_prefix("ShdPnd:"));
        let set = pending.and_then(|set| u64::from_str_radix(set.trim(), 16).ok()).unwrap_or(0);
        (1..=64).contains(&signal) && set >> (signal - 1) & 1 == 1
    }
}

impl Drop for GroupProbe {
    fn drop(&mut self) {
        if self.pid > 0 {
            let pid = nix::unistd::Pid::from_raw(self.pid);
            let _ = nix::sys::signal::kill(pid, nix::sys::signal::Signal::SIGKILL);
            sys::reap_blocking(self.pid);
        }
        // SAFETY: this is the mapping of `map_words`; the probe has one of its own.
        unsafe {
            libc::munmap(self.words.as_ptr().cast(), size_of::<ProbeWords>());
        }
    }
}

fn map_words() -> io::Result<NonNull<ProbeWords>> {
    // SAFETY: a new anonymous mapping touches no memory that exists.
    let page = unsafe {
        libc::mmap(
            std::ptr::null_mut(),
            size_of::<ProbeWords>(),
            libc::PROT_READ | libc::PROT_WRITE,
            libc::MAP_SHARED | libc::MAP_ANONYMOUS,
            -1,
            0,
        )
    };
    if page == libc::MAP_FAILED {
        return Err(io::Error::last_os_error());
    }
    NonNull::new(page.cast()).ok_or_else(|| io::Error::from_raw_os_error(libc::ENOMEM))
}

/// Where the kernel finds our arguments: `arg_start` and `arg_end` of proc_pid_stat(5).
fn own_arguments() -> Option<(usize, usize)> {
    let stat = std::fs::read_to_string("/proc/self/stat").ok()?;
    let (_, fields) = stat.rsplit_once(')')?;
    // Field 3, the state, is the first one here.
    let field = |number: usize| fields.split_ascii_whitespace().nth(number - 3)?.parse().ok();
    let (start, end): (usize, usize) = (field(48)?, field(49)?);
    (start > 0 && start < end).then_some((start, end))
}

/// The whole life of the probe.
///
/// # Safety
///
/// Only for a fork that has just been made and whose signals are all blocked; `words` is a mapping
/// that both processes share, `arguments` the range of the host's arguments in its memory.
unsafe fn count_signals(
    words: *const ProbeWords,
    host: i32,
    arguments: Option<(usize, usize)>,
) -> ! {
    // SAFETY: raw system calls with numbers, static strings and locals; the fork has a memory of
    // its own, in which nothing reads the arguments any more.
    unsafe {
        call(libc::SYS_prctl, [libc::PR_SET_PDEATHSIG as usize, libc::SIGKILL as usize, 0, 0, 0]);
        if call(libc::SYS_getppid, [0; 5]) != host as isize {
            call(libc::SYS_exit_group, [0; 5]);
        }
        call(libc::SYS_prctl, [libc::PR_SET_NAME as usize, NAME.as_ptr() as usize, 0, 0, 0]);
        if let Some((start, end)) = arguments {
            let (name, room) = (NAME.to_bytes_with_nul(), end.saturating_sub(start));
            let shown = std::ptr::with_exposed_provenance_mut::<u8>(start);
            shown.write_bytes(0, room);
            if name.len() <= room {
                shown.copy_from_nonoverlapping(name.as_ptr(), name.len());
            }
        }
        call(libc::SYS_close_range, [0, u32::MAX as usize, 0, 0, 0]);
        call(libc::SYS_chdir, [c"/".as_ptr() as usize, 0, 0, 0, 0]);
        let all = u64::MAX;
        loop {
            let set = &raw const all as usize;
            let signal = call(libc::SYS_rt_sigtimedwait, [set, 0, 0, 8, 0]);
            let Ok(at) = usize::try_from(signal) else { continue };
            let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            let clock = libc::CLOCK_MONOTONIC as usize;
            call(libc::SYS_clock_gettime, [clock, &raw mut now as usize, 0, 0, 0]);
            let at_ns = now.tv_sec.wrapping_mul(1_000_000_000).wrapping_add(now.tv_nsec);
            if let Some(word) = (*words).arrived_ns.get(at) {
                word.store(at_ns.cast_unsigned(), Ordering::Release);
            }
            if let Some(count) = (*words).counts.get(at) {
                count.fetch_add(1, Ordering::AcqRel);
            }
        }
    }
}
