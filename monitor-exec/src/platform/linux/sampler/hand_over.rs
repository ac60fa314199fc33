//! Who watches a spawned command: the host's thread if it comes to wait at once, else ours.
//!
//! A host that spawns and waits needs no second thread, and being woken by one takes longer than
//! to notice the end oneself. So ours lets it go first for as long as there is nothing to look at.

use std::fmt;
use std::sync::{Condvar, MutexGuard, PoisonError};
use std::time::Duration;

use monitor_core::NonPoisonMutex;

use crate::platform::linux::sampler::{LaunchPhase, SamplerThread};

/// As long as to the first look at a command.
const PATIENCE: Duration = Duration::from_micros(250);

/// Where the watching lies until somebody takes it.
#[derive(Default)]
pub(crate) struct HandOver {
    state: NonPoisonMutex<HandOverState>,
    changed: Condvar,
}

#[derive(Default)]
struct HandOverState {
    offered: Option<Box<(SamplerThread, LaunchPhase)>>,
    /// Nothing will be offered any more.
    closed: bool,
    /// Our thread sleeps until something is offered.
    awaited: bool,
}

impl fmt::Debug for HandOver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandOver").finish_non_exhaustive()
    }
}

impl HandOver {
    /// Puts it there for whoever comes.
    pub(crate) fn offer_sampler(&self, sampler: SamplerThread, start: LaunchPhase) {
        let mut state = self.state.lock();
        state.offered = Some(Box::new((sampler, start)));
        state.closed = true;
        self.wake(state);
    }

    /// There is nothing to be watched.
    pub(crate) fn close(&self) {
        let mut state = self.state.lock();
        state.closed = true;
        self.wake(state);
    }

    /// Takes it, if nobody has.
    pub(crate) fn take(&self) -> Option<Box<(SamplerThread, LaunchPhase)>> {
        self.state.lock().offered.take()
    }

    /// Takes it if the host leaves it lying; `None` if it does not, or there is nothing.
    pub(crate) fn take_what_is_left(&self) -> Option<Box<(SamplerThread, LaunchPhase)>> {
        let state = self.state.lock();
        let (mut state, _) = self
            .changed
            .wait_timeout_while(state, PATIENCE, |state| !state.closed || state.offered.is_some())
            .unwrap_or_else(PoisonError::into_inner);
        state.awaited = true;
        let mut state = self
            .changed
            .wait_while(state, |state| !state.closed)
            .unwrap_or_else(PoisonError::into_inner);
        state.offered.take()
    }

    fn wake(&self, state: MutexGuard<'_, HandOverState>) {
        let awaited = state.awaited;
        drop(state);
        if awaited {
            self.changed.notify_all();
        }
    }
}
