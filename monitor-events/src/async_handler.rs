//! Async handlers: futures that run side by side inside the future of one emit, in any runtime.

use std::fmt;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use monitor_core::TypedEvent;

use crate::dispatch::{EmitterInner, nesting, release_table};
use crate::handler::{AsyncTarget, BoxFuture, EmitOutcome, drop_quietly};
use crate::registry::DispatchTable;
use crate::subscription::RegistrationHead;

/// A handler that makes a future for every event of its kinds. Field order matters: the handler
/// is dropped before the head says that it is gone.
pub(crate) struct AsyncEvery<F> {
    pub(crate) handler: F,
    pub(crate) head: RegistrationHead,
}

impl<E, F, R> AsyncTarget<E> for AsyncEvery<F>
where
    F: Fn(Arc<E>) -> R + Send + Sync,
    R: Future<Output = ()> + Send + 'static,
{
    fn head(&self) -> &RegistrationHead {
        &self.head
    }

    fn start(&self, event: Arc<E>) -> BoxFuture {
        Box::pin((self.handler)(event))
    }
}

/// The future of [`Emitter::emit_async`](crate::Emitter::emit_async): ready when every async
/// handler is.
#[must_use = "async handlers run only while this future is polled"]
pub struct EmitAsync<E: TypedEvent> {
    delivery: EmitOutcome,
    running: Option<PendingHandlers<E>>,
}

/// The async handlers that are not ready yet.
struct PendingHandlers<E: TypedEvent> {
    emitter: Arc<EmitterInner<E>>,
    rows: Arc<DispatchTable<E>>,
    event: Arc<E>,
    started: bool,
    pending: Vec<(usize, BoxFuture)>,
}

impl<E: TypedEvent> EmitAsync<E> {
    pub(crate) fn ready(delivery: EmitOutcome) -> Self {
        Self { delivery, running: None }
    }

    /// Delivers `event` to all but the async handlers, and makes the future of those.
    pub(crate) fn emit(emitter: &Arc<EmitterInner<E>>, event: E) -> Self {
        let (event, rows, delivery) = emitter.emit_before_async(event);
        if rows.targets_for(event.kind()).async_targets.is_empty() {
            release_table(rows);
            return Self::ready(delivery);
        }
        let emitter = Arc::clone(emitter);
        let running = PendingHandlers { emitter, rows, event, started: false, pending: Vec::new() };
        Self { delivery, running: Some(running) }
    }
}

impl<E: TypedEvent> PendingHandlers<E> {
    fn start(&mut self, context: &mut Context<'_>, delivery: &mut EmitOutcome) {
        self.started = true;
        for (index, target) in
            self.rows.targets_for(self.event.kind()).async_targets.iter().enumerate()
        {
            if !target.head().is_active() {
                continue;
            }
            let begun = catch_unwind(AssertUnwindSafe(|| {
                let mut future = target.start(Arc::clone(&self.event));
                match future.as_mut().poll(context) {
                    Poll::Ready(()) => None,
                    Poll::Pending => Some(future),
                }
            }));
            match begun {
                Ok(None) => delivery.handled += 1,
                Ok(Some(future)) => self.pending.push((index, future)),
                Err(payload) => {
                    delivery.panicked += 1;
                    self.emitter.note_panic(target.head(), self.event.kind(), payload);
                }
            }
        }
    }

    fn go_on(&mut self, context: &mut Context<'_>, delivery: &mut EmitOutcome) {
        let Self { emitter, rows, event, pending, .. } = self;
        pending.retain_mut(|(index, future)| {
            let polled = catch_unwind(AssertUnwindSafe(|| future.as_mut().poll(context)));
            match polled {
                Ok(Poll::Pending) => return true,
                Ok(Poll::Ready(())) => delivery.handled += 1,
                Err(payload) => {
                    delivery.panicked += 1;
                    let head = rows.targets_for(event.kind()).async_targets[*index].head();
                    emitter.note_panic(head, event.kind(), payload);
                }
            }
            drop_quietly(std::mem::replace(future, Box::pin(std::future::ready(()))));
            false
        });
    }
}

impl<E: TypedEvent> Future for EmitAsync<E> {
    type Output = EmitOutcome;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<EmitOutcome> {
        let this = &mut *self;
        let Some(running) = &mut this.running else { return Poll::Ready(this.delivery) };
        nesting::while_polling(running.emitter.emitter_address(), || {
            if running.started {
                running.go_on(context, &mut this.delivery);
            } else {
                running.start(context, &mut this.delivery);
            }
        });
        if running.pending.is_empty() {
            drop_quietly(this.running.take());
            Poll::Ready(this.delivery)
        } else {
            Poll::Pending
        }
    }
}

impl<E: TypedEvent> Drop for EmitAsync<E> {
    fn drop(&mut self) {
        if let Some(running) = self.running.take() {
            drop_quietly(running);
        }
    }
}

impl<E: TypedEvent> fmt::Debug for EmitAsync<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EmitAsync")
            .field("delivery", &self.delivery)
            .field("pending", &self.running.as_ref().map(|running| running.pending.len()))
            .finish()
    }
}
