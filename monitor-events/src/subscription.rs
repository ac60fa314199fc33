//! Subscriptions: one that is dropped ends, and its handler with it.

use std::fmt;
use std::sync::{Arc, PoisonError, Weak};
use std::time::Duration;

use monitor_core::NonPoisonMutex;

use crate::dispatch::nesting;
use crate::error::Error;
use crate::sync::{AtomicBool, AtomicU64, Condvar, Ordering};

/// Where registrations are kept, whatever the type of the events.
pub(crate) trait RegistrationStore: Send + Sync {
    /// Ends the registration at once; true if it was still there.
    fn remove(&self, id: u64) -> bool;
}

/// A live registration. Dropping it ends it: the handler is not called any more by then, except
/// where it is running just now on another thread.
#[must_use = "a subscription ends when it is dropped; `detach` lets it live as long as its emitter"]
pub struct Subscription {
    registrations: Option<Weak<dyn RegistrationStore>>,
    life: Arc<RegistrationState>,
}

impl Subscription {
    pub(crate) fn new(
        registrations: Weak<dyn RegistrationStore>,
        life: Arc<RegistrationState>,
    ) -> Self {
        Self { registrations: Some(registrations), life }
    }

    /// Lets it live as long as its emitter.
    pub fn detach(mut self) {
        self.registrations = None;
    }

    /// Ends it; false if it had ended already, as one of `once` does when it has been called.
    pub fn unsubscribe(mut self) -> bool {
        self.end_registration()
    }

    /// Ends it, and waits until no thread is in the handler any more and it has been dropped.
    ///
    /// # Errors
    /// [`Error::InsideHandler`] if a handler of the same emitter is running on this thread: it
    /// would wait for itself. [`Error::StillRunning`] if it takes longer than `timeout`. The
    /// subscription has ended in both cases.
    pub fn unsubscribe_and_wait(mut self, timeout: Duration) -> Result<(), Error> {
        let emitter = self.registrations.as_ref().map(|weak| weak.as_ptr().cast::<()>() as usize);
        self.end_registration();
        if emitter.is_some_and(nesting::is_inside) {
            return Err(Error::InsideHandler);
        }
        if self.life.wait(timeout) { Ok(()) } else { Err(Error::StillRunning) }
    }

    /// How often the handler has panicked.
    #[must_use]
    pub fn panics(&self) -> u64 {
        self.life.panics.load(Ordering::Relaxed)
    }

    /// The number of the registration, unique for its emitter, as a panic names it.
    #[must_use]
    pub fn id(&self) -> u64 {
        self.life.id
    }

    fn end_registration(&mut self) -> bool {
        let registrations = self.registrations.take().and_then(|weak| weak.upgrade());
        registrations.is_some_and(|registrations| registrations.remove(self.life.id))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.end_registration();
    }
}

impl fmt::Debug for Subscription {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscription")
            .field("id", &self.id())
            .field("panics", &self.panics())
            .finish()
    }
}

/// The part that all registrations have. It is dropped with the handler, after it.
pub(crate) struct RegistrationHead {
    active: AtomicBool,
    life: Arc<RegistrationState>,
}

impl RegistrationHead {
    pub(crate) fn new(life: &Arc<RegistrationState>) -> Self {
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

    pub(crate) fn shared_state(&self) -> &RegistrationState {
        &self.life
    }
}

impl Drop for RegistrationHead {
    fn drop(&mut self) {
        self.life.mark_dropped();
    }
}

/// What outlives a handler, for whoever holds its subscription.
pub(crate) struct RegistrationState {
    pub(crate) id: u64,
    pub(crate) panics: AtomicU64,
    ended: NonPoisonMutex<bool>,
    changed: Condvar,
}

impl RegistrationState {
    pub(crate) fn new(id: u64) -> Arc<Self> {
        Arc::new(Self {
            id,
            panics: AtomicU64::new(0),
            ended: NonPoisonMutex::new(false),
            changed: Condvar::new(),
        })
    }

    fn mark_dropped(&self) {
        *self.ended.lock() = true;
        self.changed.notify_all();
    }

    /// Waits until the handler has been dropped: whoever calls it keeps it alive, so it is not
    /// running then. False if that takes longer than `timeout`.
    pub(crate) fn wait(&self, timeout: Duration) -> bool {
        let mut ended = self.ended.lock();
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
