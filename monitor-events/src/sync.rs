//! Locks, atomics and thread locals, from std or, when the interleavings are checked, from loom.

#[cfg(monitor_loom)]
pub(crate) use loom::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU64, Ordering},
};
#[cfg(not(monitor_loom))]
pub(crate) use std::sync::{
    Condvar, Mutex, MutexGuard,
    atomic::{AtomicBool, AtomicU64, Ordering},
};

use std::sync::PoisonError;

/// Locks; a panic of an earlier holder is that holder's affair.
#[inline]
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(monitor_loom)]
macro_rules! per_thread {
    (static $name:ident: $type:ty = $init:expr;) => {
        loom::thread_local! { static $name: $type = $init; }
    };
}
#[cfg(not(monitor_loom))]
macro_rules! per_thread {
    (static $name:ident: $type:ty = $init:expr;) => {
        std::thread_local! { static $name: $type = const { $init }; }
    };
}
pub(crate) use per_thread;
