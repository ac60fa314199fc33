//! Events from signal handlers: a latch that a handler may set and a loop of the host empties.

use std::fmt;
use std::marker::PhantomData;
use std::sync::atomic::{AtomicU64, Ordering};

use monitor_core::{KindIndex, KindSet};

/// Kinds that were raised and not yet taken. Raising is one atomic instruction, which is all that
/// may be done inside a signal handler; emitting locks and allocates, and may not.
///
/// Like a pending signal, a kind that is raised again before it is taken counts once.
///
/// ```
/// use monitor_core::{EventKind, SystemEvent};
/// use monitor_events::{Emitter, PendingKinds};
///
/// static LATCH: PendingKinds<EventKind> = PendingKinds::new();
///
/// // In the signal handler:
/// LATCH.raise(EventKind::SystemShutdown);
///
/// // In a loop of the host, after each wait:
/// let emitter = Emitter::new();
/// if LATCH.take().contains(EventKind::SystemShutdown) {
///     emitter.emit(SystemEvent::shutdown().extra("reason", "SIGTERM"));
/// }
/// assert!(LATCH.take().is_empty());
/// ```
pub struct PendingKinds<K> {
    raised: AtomicU64,
    kinds: PhantomData<fn() -> K>,
}

impl<K: KindIndex> PendingKinds<K> {
    /// Nothing raised.
    #[must_use]
    pub const fn new() -> Self {
        Self { raised: AtomicU64::new(0), kinds: PhantomData }
    }

    /// Raises `kind`. Safe inside a signal handler.
    pub fn raise(&self, kind: K) {
        self.raised.fetch_or(KindSet::from(kind).bits(), Ordering::Release);
    }

    /// The kinds that were raised since the last call.
    pub fn take(&self) -> KindSet<K> {
        KindSet::from_bits(self.raised.swap(0, Ordering::Acquire))
    }
}

impl<K: KindIndex> Default for PendingKinds<K> {
    fn default() -> Self {
        Self::new()
    }
}

impl<K: KindIndex> fmt::Debug for PendingKinds<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let raised = KindSet::<K>::from_bits(self.raised.load(Ordering::Relaxed));
        f.debug_struct("PendingKinds").field("raised", &raised).finish()
    }
}
