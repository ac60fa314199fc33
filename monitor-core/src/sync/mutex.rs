//! A mutex without poisoning: the workspace's one rule for a panic while a lock is held.

#[cfg(monitor_loom)]
use loom::sync::{Mutex, MutexGuard};
use std::sync::PoisonError;
#[cfg(not(monitor_loom))]
use std::sync::{Mutex, MutexGuard};

/// A mutex that a panic does not poison.
///
/// If a thread panics while it holds the lock, the next [`lock`](Self::lock) succeeds and gives
/// the value as that thread left it. So every change under the lock must keep the value valid at
/// each step. In return a panic in one job, handler or request does not spread to all others.
///
/// The guard is the one of [`std::sync::Mutex`], so [`std::sync::Condvar`] takes it. With
/// `--cfg monitor_loom` both are loom's.
///
/// ```
/// use monitor_core::NonPoisonMutex;
///
/// let count = NonPoisonMutex::new(1);
/// let panicked = std::thread::scope(|scope| {
///     let thread = scope.spawn(|| {
///         let mut count = count.lock();
///         *count += 1;
///         panic!("while it holds the lock");
///     });
///     thread.join().is_err()
/// });
/// assert!(panicked);
/// assert_eq!(*count.lock(), 2);
/// ```
#[derive(Debug, Default)]
pub struct NonPoisonMutex<T>(Mutex<T>);

impl<T> NonPoisonMutex<T> {
    /// Creates an unlocked mutex.
    #[must_use]
    #[cfg(not(monitor_loom))]
    pub const fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Creates an unlocked mutex. It is not `const`, because loom's is not.
    #[must_use]
    #[cfg(monitor_loom)]
    pub fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Blocks until the lock is free, and takes it.
    #[inline]
    pub fn lock(&self) -> MutexGuard<'_, T> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Returns the value without locking: `&mut self` shows that no other thread has the lock.
    pub fn get_mut(&mut self) -> &mut T {
        self.0.get_mut().unwrap_or_else(PoisonError::into_inner)
    }
}
