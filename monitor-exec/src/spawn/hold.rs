//! What the child before its first instruction and the sampler say to each other.
//!
//! One word, `state`, goes from empty to held (the child), then to executed or failed (the thread
//! that spawns). A second word, `gate`, is what the child waits for. With [`HoldMethod::Stop`] the
//! child also stops itself by SIGSTOP and the sampler resumes it by SIGCONT, so that whoever
//! looks sees a stopped process; the gate then makes the hold safe from a SIGCONT that somebody
//! else sends too early.
#![expect(
    unsafe_code,
    reason = "the child may only make raw system calls, and the words lie in a shared mapping"
)]

use std::io;
use std::ptr::NonNull;
use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use libc::c_long;

use crate::sys;

/// How the child is kept from running before the sampler is attached.
#[derive(
    Clone, Copy, Debug, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize,
)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum HoldMethod {
    /// The child stops itself by SIGSTOP before exec and the sampler resumes it by SIGCONT. The
    /// program sees neither. The host gets two more SIGCHLD (stopped, continued), unless its
    /// handler is installed with SA_NOCLDSTOP.
    #[default]
    Stop,
    /// The child sleeps on a word of shared memory before exec; no signal is sent.
    Gate,
    /// The child is not held. The first instructions may run before the sampler looks; what the
    /// kernel counts from the start (CPU time, I/O, faults) is not lost by that.
    None,
}

/// What became of the exec, as the thread that spawned knows it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Executed,
    Failed,
}

const EMPTY: u32 = 0;
const HELD: u32 = 1;
const EXECUTED: u32 = 2;
const FAILED: u32 = 3;

/// The words themselves. All-zero bytes are their first state.
#[repr(C)]
#[derive(Debug)]
pub(super) struct Words {
    state: AtomicU32,
    gate: AtomicU32,
    pub(super) pid: AtomicI32,
    past_stop: AtomicU32,
    held_at_ns: AtomicU64,
}

/// The words in memory that the child shares, by `MAP_SHARED` so that a forked child does too.
#[derive(Debug)]
pub(crate) struct Handshake {
    words: NonNull<Words>,
}

// SAFETY: the words are atomics, and the mapping lives as long as the handshake.
unsafe impl Send for Handshake {}
// SAFETY: as above; all access is through atomics.
unsafe impl Sync for Handshake {}

/// To fall asleep and be woken takes longer than what is waited for.
const SPIN: Duration = Duration::from_micros(50);

/// Looks again and again for a short while; whether it came.
fn spin(limit: Duration, come: impl Fn() -> bool) -> bool {
    let start = Instant::now();
    loop {
        if come() {
            return true;
        }
        if start.elapsed() >= limit {
            return false;
        }
        std::hint::spin_loop();
    }
}

impl Handshake {
    pub(crate) fn new() -> io::Result<Self> {
        // SAFETY: a new anonymous mapping touches no memory that exists.
        let page = unsafe {
            libc::mmap(
                std::ptr::null_mut(),
                size_of::<Words>(),
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
        NonNull::new(page.cast::<Words>())
            .map(|words| Self { words })
            .ok_or_else(|| io::Error::from_raw_os_error(libc::ENOMEM))
    }

    pub(super) fn words(&self) -> &Words {
        // SAFETY: the mapping is initialised, aligned to a page and lives as long as `self`.
        unsafe { self.words.as_ref() }
    }

    /// For the child's closure, which cannot borrow.
    pub(super) fn address(&self) -> usize {
        self.words.as_ptr() as usize
    }

    /// The child, if there has been one.
    pub(crate) fn pid(&self) -> Option<i32> {
        Some(self.words().pid.load(Ordering::Acquire)).filter(|pid| *pid != 0)
    }

    /// Called by the thread that spawned, once it knows.
    pub(crate) fn conclude(&self, verdict: Verdict) {
        let state = if verdict == Verdict::Executed { EXECUTED } else { FAILED };
        self.words().state.store(state, Ordering::Release);
        sys::futex_wake(&self.words().state);
    }

    /// Sleeps until the spawning thread knows what became of the exec.
    pub(crate) fn verdict(&self) -> Verdict {
        loop {
            match self.words().state.load(Ordering::Acquire) {
                EXECUTED => return Verdict::Executed,
                FAILED => return Verdict::Failed,
                other => sys::futex_wait(&self.words().state, other, None),
            }
        }
    }

    /// Waits until there is a child, which is not yet held; `None` if there will be none.
    pub(crate) fn wait_born(&self) -> Option<i32> {
        let words = self.words();
        // The kernel writes the number and wakes nobody, but a child is born within microseconds.
        spin(SPIN, || {
            words.pid.load(Ordering::Acquire) != 0 || words.state.load(Ordering::Acquire) != EMPTY
        });
        if words.pid.load(Ordering::Acquire) == 0 {
            while words.state.load(Ordering::Acquire) == EMPTY {
                sys::futex_wait(&words.state, EMPTY, None);
            }
        }
        if words.state.load(Ordering::Acquire) == FAILED {
            return None;
        }
        Some(words.pid.load(Ordering::Acquire))
    }

    /// Waits until the child is held; gives CLOCK_MONOTONIC when it stood still, nanoseconds, or
    /// `None` if there will be no program.
    pub(crate) fn wait_held(&self, method: HoldMethod, pid: i32) -> Option<u64> {
        let words = self.words();
        spin(SPIN, || words.state.load(Ordering::Acquire) != EMPTY);
        while words.state.load(Ordering::Acquire) == EMPTY {
            sys::futex_wait(&words.state, EMPTY, None);
        }
        if words.state.load(Ordering::Acquire) == FAILED {
            return None;
        }
        if method == HoldMethod::Stop {
            self.wait_stopped(pid);
        }
        Some(words.held_at_ns.load(Ordering::Acquire))
    }

    /// The child said that it is about to stop; this is a matter of microseconds. The look at the
    /// stop may fail for ever if the host waits for any child and stole the notice, so what `stat`
    /// says counts as well, and so does that the child got past the stop (a foreign SIGCONT).
    fn wait_stopped(&self, pid: i32) {
        let stopped = || {
            matches!(sys::take_stop(pid), Ok(true))
                || self.words().past_stop.load(Ordering::Acquire) != 0
        };
        let mut pause = Duration::from_micros(10);
        if spin(SPIN, stopped) {
            return;
        }
        while !stopped() && self.words().state.load(Ordering::Acquire) != FAILED {
            if pause > Duration::from_micros(500) && crate::proc::is_stopped(pid) {
                return;
            }
            sys::futex_wait(&self.words().past_stop, 0, Some(pause));
            pause = (pause * 2).min(Duration::from_millis(5));
        }
    }

    /// Opens the gate and, if the child stopped itself, resumes it.
    pub(crate) fn release(&self, method: HoldMethod, pid: i32) {
        if method == HoldMethod::None {
            return;
        }
        self.words().gate.store(1, Ordering::Release);
        if method == HoldMethod::Stop {
            let _ = nix::sys::signal::kill(
                nix::unistd::Pid::from_raw(pid),
                nix::sys::signal::Signal::SIGCONT,
            );
        }
        // With a stop, for a child that did not stop or was continued by somebody else.
        sys::futex_wake(&self.words().gate);
    }
}

impl Drop for Handshake {
    fn drop(&mut self) {
        // SAFETY: this is the mapping of `new`; the child has left it by exec or exit.
        unsafe {
            libc::munmap(self.words.as_ptr().cast(), size_of::<Words>());
        }
    }
}

/// The child's side: announces itself, stands still, and leaves no trace in its signals.
///
/// All signals must be blocked, so that the SIGCONT which ends the stop stays pending and can be
/// taken back here instead of being seen by the program.
///
/// # Safety
///
/// `words` must be valid. Only for a child between clone or fork and exec.
pub(super) unsafe fn hold_in_child(words: *const Words, method: HoldMethod, pid: c_long) {
    // SAFETY: the caller says that it is valid; it is only read, and only atomics are written.
    let words = unsafe { &*words };
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: raw system calls with valid pointers to locals; none allocates or takes a lock.
    unsafe {
        libc::syscall(libc::SYS_clock_gettime, c_long::from(libc::CLOCK_MONOTONIC), &raw mut now);
        let at_ns = now.tv_sec.wrapping_mul(1_000_000_000).wrapping_add(now.tv_nsec);
        words.held_at_ns.store(at_ns.cast_unsigned(), Ordering::Release);
        words.state.store(HELD, Ordering::Release);
        libc::syscall(
            libc::SYS_futex,
            words.state.as_ptr(),
            c_long::from(libc::FUTEX_WAKE),
            c_long::from(i32::MAX),
        );
        if matches!(method, HoldMethod::None) {
            return;
        }
        // The first process of a pid namespace cannot stop itself: it has the gate alone.
        if matches!(method, HoldMethod::Stop) {
            if pid != 1 {
                libc::syscall(libc::SYS_kill, pid, c_long::from(libc::SIGSTOP));
            }
            words.past_stop.store(1, Ordering::Release);
        }
        while words.gate.load(Ordering::Acquire) == 0 {
            libc::syscall(
                libc::SYS_futex,
                words.gate.as_ptr(),
                c_long::from(libc::FUTEX_WAIT),
                0 as c_long,
                std::ptr::null::<libc::timespec>(),
            );
        }
        if matches!(method, HoldMethod::Stop) {
            let cont = 1_u64 << (libc::SIGCONT - 1);
            let no_time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            libc::syscall(
                libc::SYS_rt_sigtimedwait,
                &raw const cont,
                std::ptr::null_mut::<libc::siginfo_t>(),
                &raw const no_time,
                8_usize,
            );
        }
    }
}
