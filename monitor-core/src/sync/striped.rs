//! One value as several, so that threads that write at the same time do not wait for each other.

use std::cell::Cell;
use std::fmt;
use std::ops::DerefMut;
use std::sync::atomic::Ordering;

use crossbeam_utils::CachePadded;

use crate::sync::NonPoisonMutex;

/// How many stripes there are. More threads than that share them.
#[cfg(not(monitor_loom))]
const STRIPES: usize = 16;
#[cfg(monitor_loom)]
const STRIPES: usize = 2;

/// A value of which each thread has a stripe of its own, behind a lock that is hardly ever waited for.
///
/// This is what the collectors stand on, and what a collector of your own can stand on: write to
/// [`ShardedMutex::lock_local`], and add up over [`ShardedMutex::iter`] when somebody asks.
///
/// ```
/// use monitor_core::ShardedMutex;
///
/// let words = ShardedMutex::new(|| 0_u64);
/// std::thread::scope(|scope| {
///     for _ in 0..4 {
///         scope.spawn(|| *words.lock_local() += 1);
///     }
/// });
/// assert_eq!(words.iter().map(|stripe| *stripe).sum::<u64>(), 4);
/// ```
pub struct ShardedMutex<T> {
    stripes: Box<[CachePadded<NonPoisonMutex<T>>]>,
}

impl<T> ShardedMutex<T> {
    /// Makes every stripe with `init`.
    #[must_use]
    pub fn new(mut init: impl FnMut() -> T) -> Self {
        Self {
            stripes: (0..STRIPES).map(|_| CachePadded::new(NonPoisonMutex::new(init()))).collect(),
        }
    }

    /// Locks the stripe of the calling thread. Hold it for as short a time as you can.
    #[inline]
    pub fn lock_local(&self) -> impl DerefMut<Target = T> + '_ {
        self.lock_at(self.local_index())
    }

    /// Locks every stripe in turn, each only until the next; the order is always the same.
    pub fn iter(&self) -> impl Iterator<Item = impl DerefMut<Target = T> + '_> {
        self.stripes.iter().map(|stripe| stripe.lock())
    }

    /// Locks the stripe at `index`, counted from 0.
    ///
    /// # Panics
    /// If there is no such stripe.
    #[inline]
    pub fn lock_at(&self, index: usize) -> impl DerefMut<Target = T> + '_ {
        self.stripes[index].lock()
    }

    /// Which stripe is that of the calling thread.
    #[must_use]
    #[inline]
    pub fn local_index(&self) -> usize {
        thread_number() % STRIPES
    }

    /// How many stripes there are; never none.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it is never empty")]
    pub fn len(&self) -> usize {
        STRIPES
    }
}

impl<T> fmt::Debug for ShardedMutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShardedMutex").field("stripes", &self.stripes.len()).finish_non_exhaustive()
    }
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
