//! What the child before its first instruction and whoever holds it say to each other.
//!
//! One word, `state`, tells that the child stands still; a second one, `gate`, is what it waits
//! for. With [`HoldMethod::Stop`] the child also stops itself by SIGSTOP and is resumed by
//! SIGCONT, so that whoever looks sees a stopped process; the gate then makes the hold safe from
//! a SIGCONT that somebody else sends too early. Nobody is woken who does not sleep.
#![expect(unsafe_code, reason = "the child may only make raw system calls")]

use std::sync::atomic::{AtomicI32, AtomicU32, AtomicU64, Ordering};
use std::time::Duration;

use super::raw::call;
use crate::metadata::HoldMethod;
use crate::platform::linux::sys;

/// Nothing was said yet.
pub(super) const EMPTY: u32 = 0;
/// Nothing was said yet, and somebody sleeps until it is.
pub(super) const AWAITED: u32 = 1;
/// The child stands still, or is about to stop.
pub(super) const HELD: u32 = 2;

/// The gate's states. The child sleeps only at one that it has marked.
const CLOSED: u32 = 0;
const OPEN: u32 = 1;
const SLEPT_AT: u32 = 2;

/// The words themselves. All-zero bytes are their first state.
#[repr(C)]
#[derive(Debug, Default)]
pub(super) struct HoldWords {
    pub(super) state: AtomicU32,
    gate: AtomicU32,
    pub(super) pid: AtomicI32,
    past_stop: AtomicU32,
    held_at_ns: AtomicU64,
    /// The host, as the child must find it: its number and its user ids (effective, real).
    host_pid: AtomicI32,
    host_uids: [AtomicU32; 2],
}

/// A timed sleep takes longer than the child, so it is let go first so often.
const YIELDS: u32 = 20;
/// A child that was killed says nothing any more, so sleepers look up so often.
const LOOK_UP: Duration = Duration::from_millis(1);

impl HoldWords {
    /// Records which process holds the child. Called before there is a child.
    pub(super) fn record_host(&self) {
        use nix::unistd::{geteuid, getpid, getuid};
        self.host_pid.store(getpid().as_raw(), Ordering::Release);
        for (word, id) in self.host_uids.iter().zip([geteuid(), getuid()]) {
            word.store(id.as_raw(), Ordering::Release);
        }
    }

    /// Whether nothing was said yet.
    pub(super) fn silent(&self) -> bool {
        matches!(self.state.load(Ordering::Acquire), EMPTY | AWAITED)
    }

    /// Sleeps until something is said; may return early.
    ///
    /// To look again and again instead would be slower: a child that was just made runs at once
    /// on the processor that its parent leaves, and much later on one that has to be woken.
    pub(super) fn sleep(&self, limit: Option<Duration>) {
        let _ = self.state.compare_exchange(EMPTY, AWAITED, Ordering::AcqRel, Ordering::Acquire);
        sys::futex_wait(&self.state, AWAITED, limit);
    }

    /// Waits until the child is held; gives CLOCK_MONOTONIC when it stood still, nanoseconds, or
    /// `None` if it is `gone`.
    pub(super) fn wait_held(
        &self,
        method: HoldMethod,
        pid: i32,
        gone: impl Fn() -> bool,
    ) -> Option<u64> {
        while self.silent() && !gone() {
            self.sleep(Some(LOOK_UP));
        }
        if self.silent() || gone() {
            return None;
        }
        if method == HoldMethod::Stop {
            self.wait_stopped(pid, gone);
        }
        Some(self.held_at_ns.load(Ordering::Acquire))
    }

    /// The child said that it is about to stop; this is a matter of microseconds. The look at the
    /// stop may fail for ever if the host waits for any child and stole the notice, so what `stat`
    /// says counts as well, and so does that the child got past the stop (a foreign SIGCONT).
    fn wait_stopped(&self, pid: i32, gone: impl Fn() -> bool) {
        let stopped = || {
            matches!(sys::take_stop(pid), Ok(true)) || self.past_stop.load(Ordering::Acquire) != 0
        };
        // It may wait for this very processor.
        for _ in 0..YIELDS {
            if stopped() || gone() {
                return;
            }
            std::thread::yield_now();
        }
        let mut pause = Duration::from_micros(10);
        while !stopped() && !gone() {
            if pause > Duration::from_micros(500) && crate::platform::linux::proc::is_stopped(pid) {
                return;
            }
            sys::futex_wait(&self.past_stop, 0, Some(pause));
            pause = (pause * 2).min(Duration::from_millis(5));
        }
    }

    /// Opens the gate and, if the child stopped itself, resumes it.
    pub(super) fn release(&self, method: HoldMethod, pid: i32) {
        if method == HoldMethod::None {
            return;
        }
        let slept_at = self.gate.swap(OPEN, Ordering::AcqRel) == SLEPT_AT;
        if method == HoldMethod::Stop {
            let _ = nix::sys::signal::kill(
                nix::unistd::Pid::from_raw(pid),
                nix::sys::signal::Signal::SIGCONT,
            );
        }
        // With a stop, for a child that did not stop or was continued by somebody else.
        if slept_at {
            sys::futex_wake(&self.gate);
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
/// Only for a child between clone or fork and exec.
pub(super) unsafe fn hold_in_child(words: &HoldWords, method: HoldMethod, pid: usize) {
    let mut now = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: raw system calls with valid pointers to locals and to the words; none allocates or
    // takes a lock.
    unsafe {
        let mut death_signal = 0_i32;
        let holds = !matches!(method, HoldMethod::None);
        if holds {
            let kept = &raw mut death_signal as usize;
            call(libc::SYS_prctl, [libc::PR_GET_PDEATHSIG as usize, kept, 0, 0, 0]);
            die_with_host(words);
        }
        let clock = libc::CLOCK_MONOTONIC as usize;
        call(libc::SYS_clock_gettime, [clock, &raw mut now as usize, 0, 0, 0]);
        let at_ns = now.tv_sec.wrapping_mul(1_000_000_000).wrapping_add(now.tv_nsec);
        words.held_at_ns.store(at_ns.cast_unsigned(), Ordering::Release);
        if words.state.swap(HELD, Ordering::AcqRel) == AWAITED {
            futex(&words.state, libc::FUTEX_WAKE, i32::MAX.cast_unsigned());
        }
        if !holds {
            return;
        }
        // The first process of a pid namespace cannot stop itself, and a process of another user
        // may be out of the host's reach for SIGCONT: they have the gate alone.
        if matches!(method, HoldMethod::Stop) {
            if pid != 1 && is_of_host_user(words) {
                call(libc::SYS_kill, [pid, libc::SIGSTOP as usize, 0, 0, 0]);
            }
            words.past_stop.store(1, Ordering::Release);
        }
        while words.gate.load(Ordering::Acquire) != OPEN {
            let _ =
                words.gate.compare_exchange(CLOSED, SLEPT_AT, Ordering::AcqRel, Ordering::Acquire);
            futex(&words.gate, libc::FUTEX_WAIT, SLEPT_AT);
        }
        if matches!(method, HoldMethod::Stop) {
            let cont = 1_u64 << (libc::SIGCONT - 1);
            let no_time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
            let (set, time) = (&raw const cont as usize, &raw const no_time as usize);
            call(libc::SYS_rt_sigtimedwait, [set, 0, time, 8, 0]);
        }
        let before = death_signal.cast_unsigned() as usize;
        call(libc::SYS_prctl, [libc::PR_SET_PDEATHSIG as usize, before, 0, 0, 0]);
    }
}

/// From now on the child is killed if the thread that made it ends, so that a host that is killed
/// leaves no held child; prctl(2), `PR_SET_PDEATHSIG`. A host that is gone already sends no such
/// signal, but is not the parent any more. In a pid namespace of the child's own the parent has
/// no number.
///
/// # Safety
///
/// Only for the child.
unsafe fn die_with_host(words: &HoldWords) {
    // SAFETY: numbers only.
    unsafe {
        let (set, kill) = (libc::PR_SET_PDEATHSIG as usize, libc::SIGKILL as usize);
        call(libc::SYS_prctl, [set, kill, 0, 0, 0]);
        let parent = call(libc::SYS_getppid, [0; 5]);
        if parent != 0 && parent != words.host_pid.load(Ordering::Acquire) as isize {
            call(libc::SYS_exit_group, [127, 0, 0, 0, 0]);
        }
    }
}

/// Whether the host may signal the child by its user ids alone, see kill(2).
///
/// # Safety
///
/// Only for the child.
unsafe fn is_of_host_user(words: &HoldWords) -> bool {
    let mut ids = [u32::MAX; 3];
    let [real, effective, saved] = &mut ids;
    let args = [&raw mut *real as usize, &raw mut *effective as usize, &raw mut *saved as usize];
    // SAFETY: the kernel writes one number to each of the three locals.
    unsafe { call(libc::SYS_getresuid, [args[0], args[1], args[2], 0, 0]) };
    words.host_uids.iter().any(|id| {
        let id = id.load(Ordering::Acquire);
        id == *real || id == *saved
    })
}

/// # Safety
///
/// Only for the child, whose word is in memory that stays.
unsafe fn futex(word: &AtomicU32, operation: i32, value: u32) {
    // SAFETY: as the caller says; no time is given.
    unsafe {
        let address = word.as_ptr() as usize;
        call(libc::SYS_futex, [address, operation as usize, value as usize, 0, 0]);
    }
}
