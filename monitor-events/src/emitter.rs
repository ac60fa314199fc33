//! The emitter: takes events in and calls whoever listens.

use std::fmt;
use std::future::Future;
use std::sync::Arc;

use monitor_core::{Event, KindSet, NonPoisonMutex, Observer, TypedEvent};

use crate::async_handler::{AsyncEvery, EmitAsync};
use crate::channel::{ChannelOptions, EventReceiver};
use crate::dispatch::{EmitterInner, EmitterLimits, EmitterStats};
use crate::handler::{EmitOutcome, EveryHandler, HandlerPanic, ObserverTarget, OnceHandler};
use crate::registry::{CallRank, HandlerTarget};
use crate::subscription::{RegistrationHead, Subscription};

/// Routes events to handlers, observers and bounded subscriptions inside one process.
///
/// It is a handle: clones share the registrations. With the last handle the registrations go.
///
/// Each thread's events reach every handler and subscription in the order in which the thread
/// emitted them. Observers come first, then handlers and subscriptions of certain kinds, then
/// those of every kind, each in order of registration. No lock is held while any of them runs.
pub struct Emitter<E: TypedEvent = Event> {
    inner: Arc<EmitterInner<E>>,
}

impl Emitter<Event> {
    /// An emitter of [`Event`]s with the default [`EmitterLimits`].
    #[must_use]
    pub fn new() -> Self {
        Self::with(EmitterLimits::default())
    }
}

impl Default for Emitter<Event> {
    fn default() -> Self {
        Self::new()
    }
}

impl<E: TypedEvent> Emitter<E> {
    /// An emitter of any type of event: `Emitter::<MyEvent>::with(EmitterLimits::default())`.
    #[must_use]
    pub fn with(limits: EmitterLimits) -> Self {
        Self { inner: Arc::new(EmitterInner::new(limits)) }
    }

    /// Whether anybody listens to events of this kind. Costs one load.
    #[must_use]
    #[inline]
    pub fn is_enabled(&self, kind: E::Kind) -> bool {
        self.inner.interest().contains(kind)
    }

    /// Hands an event to everybody who listens, on this thread, and returns when all have.
    ///
    /// Called from inside a handler of the same emitter, it returns at once: the event is
    /// delivered after the current one has been, on the same thread, first in first out, to those
    /// who listen now and still do then.
    pub fn emit(&self, event: impl Into<E>) -> EmitOutcome {
        let event = event.into();
        if self.is_enabled(event.kind()) { self.inner.emit(event) } else { EmitOutcome::default() }
    }

    /// As [`Emitter::emit`], but the event is only made if somebody listens to its kind. It is
    /// for events that cost something to make.
    #[inline]
    pub fn emit_with<I: Into<E>>(&self, kind: E::Kind, event: impl FnOnce() -> I) -> EmitOutcome {
        if self.is_enabled(kind) { self.inner.emit(event().into()) } else { EmitOutcome::default() }
    }

    /// As [`Emitter::emit`], for an event that is shared already, such as one that a bounded
    /// subscription gave. It keeps the time that it has.
    pub fn emit_shared(&self, event: &Arc<E>) -> EmitOutcome {
        if self.is_enabled(event.kind()) {
            self.inner.emit_shared(event)
        } else {
            EmitOutcome::default()
        }
    }

    /// As [`Emitter::emit`], and then runs the async handlers.
    ///
    /// What is not async has been called when this returns, even if the future is never polled;
    /// inside a handler of the same emitter it waits as with `emit`, and async handlers do not
    /// wait for it.
    /// The future needs no particular runtime. It begins every async handler on its first poll, in
    /// order of registration, and is ready when all are; dropping it drops them where they are.
    pub fn emit_async(&self, event: impl Into<E>) -> EmitAsync<E> {
        let event = event.into();
        if self.is_enabled(event.kind()) {
            EmitAsync::emit(&self.inner, event)
        } else {
            EmitAsync::ready(EmitOutcome::default())
        }
    }

    /// Calls `handler` with every event of these kinds: one kind, an array of them, or a set.
    pub fn on(
        &self,
        kinds: impl Into<KindSet<E::Kind>>,
        handler: impl Fn(&E) + Send + Sync + 'static,
    ) -> Subscription {
        self.add(CallRank::Specific, kinds.into(), |head| {
            HandlerTarget::Sync(Arc::new(EveryHandler { handler, head }))
        })
    }

    /// Calls `handler` with every event, after the handlers of certain kinds.
    pub fn on_any(&self, handler: impl Fn(&E) + Send + Sync + 'static) -> Subscription {
        self.add(CallRank::Any, KindSet::all(), |head| {
            HandlerTarget::Sync(Arc::new(EveryHandler { handler, head }))
        })
    }

    /// Calls `handler` with the first event of these kinds that comes, exactly once.
    pub fn once(
        &self,
        kinds: impl Into<KindSet<E::Kind>>,
        handler: impl FnOnce(&E) + Send + 'static,
    ) -> Subscription {
        self.add(CallRank::Specific, kinds.into(), |head| {
            HandlerTarget::Sync(Arc::new(OnceHandler {
                handler: NonPoisonMutex::new(Some(handler)),
                head,
            }))
        })
    }

    /// Runs the future of `handler` for every event of these kinds that [`Emitter::emit_async`]
    /// emits. `emit` cannot run it, and counts that in [`EmitOutcome::unreached`].
    pub fn on_async<F, R>(&self, kinds: impl Into<KindSet<E::Kind>>, handler: F) -> Subscription
    where
        F: Fn(Arc<E>) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.add(CallRank::Specific, kinds.into(), |head| {
            HandlerTarget::Async(Arc::new(AsyncEvery { handler, head }))
        })
    }

    /// As [`Emitter::on_async`] for every event, after the async handlers of certain kinds.
    pub fn on_any_async<F, R>(&self, handler: F) -> Subscription
    where
        F: Fn(Arc<E>) -> R + Send + Sync + 'static,
        R: Future<Output = ()> + Send + 'static,
    {
        self.add(CallRank::Any, KindSet::all(), |head| {
            HandlerTarget::Async(Arc::new(AsyncEvery { handler, head }))
        })
    }

    /// Lets `observer` see every event that it is interested in, before any handler.
    pub fn attach(&self, observer: &Arc<impl Observer<E> + ?Sized + 'static>) -> Subscription {
        let observer = Arc::clone(observer);
        self.add(CallRank::Observer, observer.interest(), |head| {
            HandlerTarget::Sync(Arc::new(ObserverTarget { observer, head }))
        })
    }

    /// Puts events into a bounded queue, from which a consumer takes them when it likes.
    pub fn subscribe(&self, bounded: ChannelOptions<E>) -> EventReceiver<E> {
        let kinds = bounded.kinds;
        let rank = if kinds == KindSet::all() { CallRank::Any } else { CallRank::Specific };
        let (subscription, (shared, receiver)) = self.inner.add_registration(rank, kinds, |head| {
            let (mailbox, shared, receiver) = bounded.open(head);
            (HandlerTarget::Sync(mailbox), (shared, receiver))
        });
        EventReceiver::new(receiver, shared, subscription)
    }

    fn add(
        &self,
        rank: CallRank,
        kinds: KindSet<E::Kind>,
        callee: impl FnOnce(RegistrationHead) -> HandlerTarget<E>,
    ) -> Subscription {
        self.inner.add_registration(rank, kinds, |head| (callee(head), ())).0
    }

    /// Tells `hook` of every panic of a handler, on the thread that emitted. A panic of the hook
    /// itself is caught and forgotten.
    pub fn on_panic(&self, hook: impl Fn(&HandlerPanic<'_, E::Kind>) + Send + Sync + 'static) {
        self.inner.set_panic_hook(Arc::new(hook));
    }

    /// What the emitter counts about itself.
    #[must_use]
    pub fn stats(&self) -> EmitterStats {
        self.inner.stats()
    }
}

impl<E: TypedEvent + Clone> Observer<E> for Emitter<E> {
    fn observe(&self, event: &E) {
        if self.is_enabled(event.kind()) {
            self.inner.emit(event.clone());
        }
    }
}

impl<E: TypedEvent> Clone for Emitter<E> {
    /// Another handle to the same registrations.
    fn clone(&self) -> Self {
        Self { inner: Arc::clone(&self.inner) }
    }
}

impl<E: TypedEvent> fmt::Debug for Emitter<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emitter").field("stats", &self.stats()).finish_non_exhaustive()
    }
}
