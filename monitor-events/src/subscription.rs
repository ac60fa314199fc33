//! Registrations: one that is dropped ends.

use std::fmt;
use std::sync::{Arc, Weak};
use std::time::Duration;

use crate::error::Error;
use crate::nesting;
use crate::sync::Ordering;
use crate::target::Life;

/// Where registrations are kept, whatever the type of the events.
pub(crate) trait Registrations: Send + Sync {
    /// Ends the registration at once; true if it was still there.
    fn remove(&self, id: u64) -> bool;
}

/// A live registration. Dropping it ends it: the handler is not called any more by then, except
/// where it is running just now on another thread.
#[must_use = "a subscription ends when it is dropped; `detach` lets it live as long as its emitter"]
pub struct Subscription {
    registrations: Option<Weak<dyn Registrations>>,
    life: Arc<Life>,
}

impl Subscription {
    pub(crate) fn new(registrations: Weak<dyn Registrations>, life: Arc<Life>) -> Self {
        Self { registrations: Some(registrations), life }
    }

    /// Lets it live as long as its emitter.
    pub fn detach(mut self) {
        self.registrations = None;
    }

    /// Ends it; false if it had ended already, as one of `once` does when it has been called.
    pub fn unsubscribe(mut self) -> bool {
        self.end()
    }

    /// Ends it, and waits until no thread is in the handler any more and it has been dropped.
    ///
    /// # Errors
    /// [`Error::InsideHandler`] if a handler of the same emitter is running on this thread: it
    /// would wait for itself. [`Error::StillRunning`] if it takes longer than `timeout`. The
    /// subscription has ended in both cases.
    pub fn unsubscribe_and_wait(mut self, timeout: Duration) -> Result<(), Error> {
        let emitter = self.registrations.as_ref().map(|weak| weak.as_ptr().cast::<()>() as usize);
        self.end();
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

    fn end(&mut self) -> bool {
        let registrations = self.registrations.take().and_then(|weak| weak.upgrade());
        registrations.is_some_and(|registrations| registrations.remove(self.life.id))
    }
}

impl Drop for Subscription {
    fn drop(&mut self) {
        self.end();
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
