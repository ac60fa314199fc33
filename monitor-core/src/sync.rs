//! The lock and the thread number, from std or, when the interleavings are checked, from loom.

#[cfg(monitor_loom)]
pub(crate) use loom::sync::{Mutex, MutexGuard};
#[cfg(not(monitor_loom))]
pub(crate) use std::sync::{Mutex, MutexGuard};

use std::cell::Cell;
use std::sync::PoisonError;
use std::sync::atomic::Ordering;

/// Locks; a panic of an earlier holder is that holder's affair.
#[inline]
pub(crate) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(not(monitor_loom))]
static NEXT: std::sync::atomic::AtomicUsize = std::sync::atomic::AtomicUsize::new(0);
#[cfg(not(monitor_loom))]
thread_local! {
    static NUMBER: Cell<usize> = const { Cell::new(usize::MAX) };
}

#[cfg(monitor_loom)]
loom::lazy_static! {
    static ref NEXT: loom::sync::atomic::AtomicUsize = loom::sync::atomic::AtomicUsize::new(0);
}
#[cfg(monitor_loom)]
loom::thread_local! {
    static NUMBER: Cell<usize> = Cell::new(usize::MAX);
}

/// The number of this thread: 0, 1, 2 … in the order in which threads first ask.
#[inline]
pub(crate) fn thread_number() -> usize {
    NUMBER.with(|number| match number.get() {
        usize::MAX => first(number),
        known => known,
    })
}

#[cold]
fn first(number: &Cell<usize>) -> usize {
    number.set(NEXT.fetch_add(1, Ordering::Relaxed));
    number.get()
}
