//! What all jobs of a host share: the emitter, the pace, and whether the host is closed.

use std::sync::{Condvar, PoisonError};
use std::time::{Duration, Instant};

use monitor_core::NonPoisonMutex;
use monitor_events::Emitter;

/// Shared by a host and its jobs.
pub(super) struct HostContext {
    pub(super) emitter: Emitter,
    pub(super) pace: Duration,
    closed: NonPoisonMutex<bool>,
    changed: Condvar,
}

impl HostContext {
    pub(super) fn new(emitter: Emitter, pace: Duration) -> Self {
        Self { emitter, pace, closed: NonPoisonMutex::new(false), changed: Condvar::new() }
    }

    /// Ends all waits, and all later ones at once.
    pub(super) fn close(&self) {
        *self.closed.lock() = true;
        self.changed.notify_all();
    }

    /// Blocks for `duration` or until the host is closed. Returns whether it is closed.
    pub(super) fn wait(&self, duration: Duration) -> bool {
        let began = Instant::now();
        let mut closed = self.closed.lock();
        while !*closed {
            let Some(left) = duration.checked_sub(began.elapsed()) else { break };
            let waited = self.changed.wait_timeout(closed, left);
            closed = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        *closed
    }
}
