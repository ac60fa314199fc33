//! What an event can be handed to, and the life of one registration.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use crate::delivery::Delivery;
use crate::sync::{AtomicBool, AtomicU64, Condvar, Mutex, Ordering, lock};

/// A future as async handlers return it.
pub(crate) type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Something that takes events on the emitting thread: a handler, an observer, a bounded subscription.
pub(crate) trait Target<E>: Send + Sync {
    /// The part that all registrations have.
    fn head(&self) -> &Head;

    /// Hands the event over: true if a handler has run. What else became of it is noted.
    /// `shared` is there if [`Target::wants_shared`] says so.
    fn deliver(&self, event: &E, shared: Option<&Arc<E>>, delivery: &mut Delivery) -> bool;

    /// Whether it needs the event behind an `Arc`.
    fn wants_shared(&self) -> bool {
        false
    }

    /// Whether it is spent when it has been called.
    fn is_once(&self) -> bool {
        false
    }
}

/// Something that takes events as futures.
pub(crate) trait AsyncTarget<E>: Send + Sync {
    /// The part that all registrations have.
    fn head(&self) -> &Head;

    /// Begins to handle the event.
    fn start(&self, event: Arc<E>) -> BoxFuture;
}

/// The part that all registrations have. It is dropped with the handler, after it.
pub(crate) struct Head {
    active: AtomicBool,
    life: Arc<Life>,
}

impl Head {
    pub(crate) fn new(life: &Arc<Life>) -> Self {
        Self { active: AtomicBool::new(true), life: Arc::clone(life) }
    }

    /// Whether it may still be called.
    #[inline]
    pub(crate) fn is_active(&self) -> bool {
        self.active.load(Ordering::Acquire)
    }

    /// From now on it is not called any more; true for the first who says so.
    pub(crate) fn deactivate(&self) -> bool {
        self.active.swap(false, Ordering::AcqRel)
    }

    pub(crate) fn life(&self) -> &Life {
        &self.life
    }
}

impl Drop for Head {
    fn drop(&mut self) {
        self.life.end();
    }
}

/// What outlives a handler, for whoever holds its subscription.
pub(crate) struct Life {
    pub(crate) id: u64,
    pub(crate) panics: AtomicU64,
    ended: Mutex<bool>,
    changed: Condvar,
}

impl Life {
    pub(crate) fn new(id: u64) -> Arc<Self> {
        Arc::new(Self {
            id,
            panics: AtomicU64::new(0),
            ended: Mutex::new(false),
            changed: Condvar::new(),
        })
    }

    fn end(&self) {
        *lock(&self.ended) = true;
        self.changed.notify_all();
    }

    /// Waits until the handler has been dropped: whoever calls it keeps it alive, so it is not
    /// running then. False if that takes longer than `timeout`.
    pub(crate) fn wait(&self, timeout: Duration) -> bool {
        let mut ended = lock(&self.ended);
        while !*ended {
            let (guard, waited) =
                self.changed.wait_timeout(ended, timeout).unwrap_or_else(PoisonError::into_inner);
            ended = guard;
            if waited.timed_out() {
                break;
            }
        }
        *ended
    }
}
