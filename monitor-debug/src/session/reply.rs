//! Answers of held activations: they come when the watched code gets round to it.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use monitor_core::NonPoisonMutex;

use crate::error::Error;
use crate::sync::block_on;

/// The answer to something that a held activation was asked.
///
/// It is a future, and can be waited for on a thread.
#[derive(Debug)]
#[must_use = "the answer comes later"]
pub struct PendingReply<T> {
    cell: Arc<ReplyCell<T>>,
}

#[derive(Debug)]
struct ReplyCell<T>(NonPoisonMutex<ReplyState<T>>);

#[derive(Debug)]
enum ReplyState<T> {
    Open(Option<Waker>),
    /// `None` if the activation went on without answering.
    Answered(Option<T>),
    Taken,
}

/// The end of a [`PendingReply`] that answers. If it is dropped before, the activation went on.
#[derive(Debug)]
pub(crate) struct ReplySender<T>(Arc<ReplyCell<T>>);

/// A question's two ends.
pub(crate) fn reply_channel<T>() -> (ReplySender<T>, PendingReply<T>) {
    let cell = Arc::new(ReplyCell(NonPoisonMutex::new(ReplyState::Open(None))));
    (ReplySender(Arc::clone(&cell)), PendingReply { cell })
}

impl<T> ReplySender<T> {
    pub(crate) fn send(self, value: T) {
        self.0.set_value(Some(value));
    }
}

impl<T> Drop for ReplySender<T> {
    fn drop(&mut self) {
        self.0.set_value(None);
    }
}

impl<T> ReplyCell<T> {
    fn set_value(&self, value: Option<T>) {
        let mut state = self.0.lock();
        let ReplyState::Open(waker) = &mut *state else { return };
        let waker = waker.take();
        *state = ReplyState::Answered(value);
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Result<T, Error>> {
        let mut state = self.0.lock();
        match std::mem::replace(&mut *state, ReplyState::Taken) {
            ReplyState::Open(_) => {
                *state = ReplyState::Open(Some(context.waker().clone()));
                Poll::Pending
            }
            ReplyState::Answered(Some(value)) => Poll::Ready(Ok(value)),
            ReplyState::Answered(None) | ReplyState::Taken => {
                Poll::Ready(Err(Error::NotHeld { lane: None }))
            }
        }
    }
}

impl<T> PendingReply<T> {
    /// Waits for the answer on this thread, for at most `patience`; `None` if there is none by
    /// then.
    ///
    /// # Errors
    /// [`Error::NotHeld`], if the activation went on without answering.
    pub fn wait(self, patience: Duration) -> Option<Result<T, Error>> {
        block_on(patience, |context| self.cell.poll(context))
    }
}

impl<T> Future for PendingReply<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.cell.poll(context)
    }
}
