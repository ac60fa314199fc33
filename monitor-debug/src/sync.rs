//! Locks and atomics, from std or, when the interleavings are checked, from loom.

#[cfg(monitor_loom)]
pub(crate) use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicU32, AtomicU64, Ordering},
};
#[cfg(not(monitor_loom))]
pub(crate) use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicU32, AtomicU64, Ordering},
};

use std::sync::PoisonError;
use std::time::Duration;

/// Locks; a panic of an earlier holder is that holder's affair.
#[inline]
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

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
