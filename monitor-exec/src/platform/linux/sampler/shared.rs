//! What the host's handles and whoever watches have in common.

use std::os::fd::{AsFd, OwnedFd};
use std::sync::atomic::{AtomicU32, AtomicU64, Ordering};
use std::task::Waker;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, Sender};
use monitor_core::NonPoisonMutex;
use nix::poll::{PollFd, PollFlags, ppoll};
use nix::sys::eventfd::{EfdFlags, EventFd};
use nix::sys::time::TimeSpec;

use crate::outcome::ExecOutcome;

/// What the host wants, as bits.
pub(crate) const CANCEL: u32 = 1;
pub(crate) const KILL: u32 = 2;
pub(crate) const DETACH: u32 = 4;

/// From the end of a command to its outcome.
const LAST_STEPS: Duration = Duration::from_micros(100);

/// One run's meeting place.
#[derive(Debug)]
pub(crate) struct SamplerShared {
    slot: NonPoisonMutex<OutcomeSlot>,
    /// Readable when the run is over.
    done: EventFd,
    pub(crate) wake: EventFd,
    requests: AtomicU32,
    root_signals: AtomicU64,
    tree_signals: AtomicU64,
}

#[derive(Debug, Default)]
struct OutcomeSlot {
    outcome: Option<Box<ExecOutcome>>,
    finished: bool,
    waker: Option<Waker>,
    /// Dropped when the run is over.
    over: Option<Sender<()>>,
}

impl SamplerShared {
    /// A meeting place, and a channel that is closed when the run is over.
    pub(crate) fn new() -> std::io::Result<(Self, Receiver<()>)> {
        let (over, finished) = crossbeam_channel::bounded(0);
        let slot = OutcomeSlot { over: Some(over), ..OutcomeSlot::default() };
        let shared = Self {
            slot: NonPoisonMutex::new(slot),
            done: EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?,
            wake: EventFd::from_flags(EfdFlags::EFD_CLOEXEC | EfdFlags::EFD_NONBLOCK)?,
            requests: AtomicU32::new(0),
            root_signals: AtomicU64::new(0),
            tree_signals: AtomicU64::new(0),
        };
        Ok((shared, finished))
    }

    pub(crate) fn request(&self, what: u32) {
        self.requests.fetch_or(what, Ordering::AcqRel);
        let _ = self.wake.write(1);
    }

    /// Requests a signal to the command alone.
    pub(crate) fn request_signal(&self, signal: i32) {
        self.request_signal_in(&self.root_signals, signal);
    }

    /// Requests a signal to the whole tree.
    pub(crate) fn request_tree_signal(&self, signal: i32) {
        self.request_signal_in(&self.tree_signals, signal);
    }

    fn request_signal_in(&self, set: &AtomicU64, signal: i32) {
        if (1..=64).contains(&signal) {
            set.fetch_or(1 << (signal - 1), Ordering::AcqRel);
            let _ = self.wake.write(1);
        }
    }

    /// What was requested since the last call, and the signals to pass on as bits: to the command
    /// and to the tree.
    pub(crate) fn take_requests(&self) -> (u32, u64, u64) {
        let _ = self.wake.read();
        (
            self.requests.swap(0, Ordering::AcqRel),
            self.root_signals.swap(0, Ordering::AcqRel),
            self.tree_signals.swap(0, Ordering::AcqRel),
        )
    }

    /// The run is over. Whoever waits is woken after the lock is released.
    pub(crate) fn publish(&self, outcome: Option<ExecOutcome>) {
        let mut slot = self.slot.lock();
        slot.outcome = outcome.map(Box::new);
        slot.finished = true;
        let (waker, over) = (slot.waker.take(), slot.over.take());
        drop(slot);
        drop(over);
        let _ = self.done.write(1);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Sleeps until the run is over or the time is; `None` when the time was. `process` is
    /// readable when the command has ended, which is a little earlier.
    pub(crate) fn wait(
        &self,
        timeout: Option<Duration>,
        mut process: Option<&OwnedFd>,
    ) -> Option<Option<ExecOutcome>> {
        let deadline = timeout.and_then(|timeout| Instant::now().checked_add(timeout));
        loop {
            if let Some(outcome) = self.try_take() {
                return Some(outcome);
            }
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            if left == Some(Duration::ZERO) {
                return None;
            }
            let mut fds = vec![PollFd::new(self.done.as_fd(), PollFlags::POLLIN)];
            fds.extend(process.map(|process| PollFd::new(process.as_fd(), PollFlags::POLLIN)));
            let _ = ppoll(&mut fds, left.map(TimeSpec::from_duration), None);
            if fds.get(1).and_then(PollFd::any).unwrap_or(false) {
                // The sampler was woken at the same time and needs some microseconds; to fall
                // asleep and be woken by it takes longer.
                process = None;
                let start = Instant::now();
                while start.elapsed() < LAST_STEPS {
                    if let Some(outcome) = self.try_take() {
                        return Some(outcome);
                    }
                    std::thread::yield_now();
                }
            }
        }
    }

    /// Sleeps until the run is over, or the time is: then `false`. The outcome stays.
    pub(crate) fn wait_finished(&self, limit: Duration) -> bool {
        let deadline = Instant::now() + limit;
        while !self.finished() {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return false;
            }
            let mut fds = [PollFd::new(self.done.as_fd(), PollFlags::POLLIN)];
            let _ = ppoll(&mut fds, Some(TimeSpec::from_duration(left)), None);
        }
        true
    }

    fn try_take(&self) -> Option<Option<ExecOutcome>> {
        let mut slot = self.slot.lock();
        slot.finished.then(|| slot.outcome.take().map(|outcome| *outcome))
    }

    /// The outcome if the run is over; else the waker is kept and woken then.
    pub(crate) fn poll(&self, waker: &Waker) -> Option<Option<ExecOutcome>> {
        let mut slot = self.slot.lock();
        if slot.finished {
            return Some(slot.outcome.take().map(|outcome| *outcome));
        }
        slot.waker = Some(waker.clone());
        None
    }

    pub(crate) fn finished(&self) -> bool {
        self.slot.lock().finished
    }
}
