//! Handlers: what takes an event, what became of it there, and what happens if it panics.

use std::any::Any;
use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;

use monitor_core::{NonPoisonMutex, Observer, TypedEvent};

use crate::subscription::RegistrationHead;

/// What became of one emitted event, as far as it is known when `emit` returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct EmitOutcome {
    /// Handlers and observers that have run; with `emit_async` also the async ones.
    pub handled: u32,
    /// Bounded subscriptions that took it.
    pub queued: u32,
    /// Events that bounded subscriptions gave up for it, this one or older ones; or this one, if it
    /// was emitted inside a handler and too many waited already.
    pub dropped: u32,
    /// Handlers that panicked.
    pub panicked: u32,
    /// Async handlers that `emit` cannot run; `emit_async` does.
    pub unreached: u32,
    /// Whether it waits until the event that is being delivered on this thread has been: it was
    /// emitted from inside a handler. The other figures are zero then.
    pub deferred: bool,
}

/// A future as async handlers return it.
pub(crate) type BoxFuture = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Something that takes events on the emitting thread: a handler, an observer, a bounded subscription.
pub(crate) trait EventTarget<E>: Send + Sync {
    /// The part that all registrations have.
    fn head(&self) -> &RegistrationHead;

    /// Hands the event over: true if a handler has run. What else became of it is noted.
    /// `shared` is there if [`EventTarget::wants_shared`] says so.
    fn deliver(&self, event: &E, shared: Option<&Arc<E>>, delivery: &mut EmitOutcome) -> bool;

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
    fn head(&self) -> &RegistrationHead;

    /// Begins to handle the event.
    fn start(&self, event: Arc<E>) -> BoxFuture;
}

/// A handler that is called with every event of its kinds. Field order matters: the handler is
/// dropped before the head says that it is gone.
pub(crate) struct EveryHandler<F> {
    pub(crate) handler: F,
    pub(crate) head: RegistrationHead,
}

impl<E, F: Fn(&E) + Send + Sync> EventTarget<E> for EveryHandler<F> {
    fn head(&self) -> &RegistrationHead {
        &self.head
    }

    #[inline]
    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, _delivery: &mut EmitOutcome) -> bool {
        let active = self.head.is_active();
        if active {
            (self.handler)(event);
        }
        active
    }
}

/// A handler that is called with the first event of its kinds.
pub(crate) struct OnceHandler<F> {
    pub(crate) handler: NonPoisonMutex<Option<F>>,
    pub(crate) head: RegistrationHead,
}

impl<E, F: FnOnce(&E) + Send> EventTarget<E> for OnceHandler<F> {
    fn head(&self) -> &RegistrationHead {
        &self.head
    }

    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, _delivery: &mut EmitOutcome) -> bool {
        if !self.head.deactivate() {
            return false;
        }
        let handler = self.handler.lock().take();
        let first = handler.is_some();
        if let Some(handler) = handler {
            handler(event);
        }
        first
    }

    fn is_once(&self) -> bool {
        true
    }
}

/// An observer.
pub(crate) struct ObserverTarget<O> {
    pub(crate) observer: O,
    pub(crate) head: RegistrationHead,
}

impl<E: TypedEvent, O: Observer<E>> EventTarget<E> for ObserverTarget<O> {
    fn head(&self) -> &RegistrationHead {
        &self.head
    }

    #[inline]
    fn deliver(&self, event: &E, _shared: Option<&Arc<E>>, _delivery: &mut EmitOutcome) -> bool {
        let active = self.head.is_active();
        if active {
            self.observer.observe(event);
        }
        active
    }
}

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
pub(crate) fn panic_message(payload: &(dyn Any + Send)) -> Option<&str> {
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
