//! Waiting: condition variables and atomics, from std or, when the interleavings are checked, from
//! loom, and a thread that waits for a waker.

#[cfg(monitor_loom)]
use loom::sync::MutexGuard;
#[cfg(monitor_loom)]
pub(crate) use loom::sync::{
    Condvar,
    atomic::{AtomicU32, AtomicU64, Ordering},
};
#[cfg(not(monitor_loom))]
use std::sync::MutexGuard;
#[cfg(not(monitor_loom))]
pub(crate) use std::sync::{
    Condvar,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use monitor_core::NonPoisonMutex;

/// Waits to be notified, for at most `patience`; it may also wake for no reason.
pub(crate) fn wait<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    patience: Duration,
) -> MutexGuard<'a, T> {
    match condvar.wait_timeout(guard, patience) {
        Ok((guard, _)) => guard,
        Err(poisoned) => poisoned.into_inner().0,
    }
}

/// Waits until `there`, for at most `patience`.
#[cfg(not(monitor_loom))]
pub(crate) fn wait_until<'a, T>(
    condvar: &Condvar,
    guard: MutexGuard<'a, T>,
    patience: Duration,
    there: impl Fn(&T) -> bool,
) -> MutexGuard<'a, T> {
    match condvar.wait_timeout_while(guard, patience, |state| !there(state)) {
        Ok((guard, _)) => guard,
        Err(poisoned) => poisoned.into_inner().0,
    }
}

/// Waits until `there`: no time passes in a model.
#[cfg(monitor_loom)]
pub(crate) fn wait_until<'a, T>(
    condvar: &Condvar,
    mut guard: MutexGuard<'a, T>,
    patience: Duration,
    there: impl Fn(&T) -> bool,
) -> MutexGuard<'a, T> {
    while !there(&guard) {
        guard = wait(condvar, guard, patience);
    }
    guard
}

#[derive(Debug, Default)]
struct Parker {
    woken: NonPoisonMutex<bool>,
    condvar: Condvar,
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        *self.woken.lock() = true;
        self.condvar.notify_one();
    }
}

/// Polls until there is something. It gives up when nobody has woken it for `patience`.
pub(crate) fn block_on<T>(
    patience: Duration,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    let parker = Arc::new(Parker::default());
    let waker = Waker::from(Arc::clone(&parker));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(ready) = poll(&mut context) {
            return Some(ready);
        }
        let woken = parker.woken.lock();
        let mut woken = wait_until(&parker.condvar, woken, patience, |woken| *woken);
        if !std::mem::take(&mut *woken) {
            return None;
        }
    }
}
