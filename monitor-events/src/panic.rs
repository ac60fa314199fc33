//! Panics of handlers: caught, counted, and told to whoever wants to know.

use std::any::Any;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// A handler has panicked. The others have been called all the same.
#[non_exhaustive]
pub struct HandlerPanic<'a, K> {
    /// The kind of the event that it was called with.
    pub kind: K,
    /// The registration, as [`Subscription::id`](crate::Subscription::id) names it.
    pub subscription: u64,
    /// The message of the panic, if it is a text.
    pub message: Option<&'a str>,
}

impl<K: fmt::Debug> fmt::Debug for HandlerPanic<'_, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HandlerPanic")
            .field("kind", &self.kind)
            .field("subscription", &self.subscription)
            .field("message", &self.message)
            .finish()
    }
}

pub(crate) type PanicHook<K> = dyn Fn(&HandlerPanic<'_, K>) + Send + Sync;

/// The text of a panic, if it is one.
pub(crate) fn message(payload: &(dyn Any + Send)) -> Option<&str> {
    let text = payload.downcast_ref::<&str>().copied();
    text.or_else(|| payload.downcast_ref::<String>().map(String::as_str))
}

/// Drops what came from user code, whose destructor may panic as well.
pub(crate) fn drop_quietly<T>(value: T) {
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(value)));
    if let Err(payload) = dropped {
        // A destructor of a panic payload that panics again is beyond help.
        std::mem::forget(payload);
    }
}
