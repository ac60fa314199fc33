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
pub struct Reply<T> {
    cell: Arc<Cell<T>>,
}

#[derive(Debug)]
struct Cell<T>(NonPoisonMutex<State<T>>);

#[derive(Debug)]
enum State<T> {
    Open(Option<Waker>),
    /// `None` if the activation went on without answering.
    Answered(Option<T>),
    Taken,
}

/// The end of a [`Reply`] that answers. If it is dropped before, the activation went on.
#[derive(Debug)]
pub(crate) struct Answer<T>(Arc<Cell<T>>);

/// A question's two ends.
pub(crate) fn reply<T>() -> (Answer<T>, Reply<T>) {
    let cell = Arc::new(Cell(NonPoisonMutex::new(State::Open(None))));
    (Answer(Arc::clone(&cell)), Reply { cell })
}

impl<T> Answer<T> {
    pub(crate) fn give(self, value: T) {
        self.0.answer(Some(value));
    }
}

impl<T> Drop for Answer<T> {
    fn drop(&mut self) {
        self.0.answer(None);
    }
}

impl<T> Cell<T> {
    fn answer(&self, value: Option<T>) {
        let mut state = self.0.lock();
        let State::Open(waker) = &mut *state else { return };
        let waker = waker.take();
        *state = State::Answered(value);
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn poll(&self, context: &Context<'_>) -> Poll<Result<T, Error>> {
        let mut state = self.0.lock();
        match std::mem::replace(&mut *state, State::Taken) {
            State::Open(_) => {
                *state = State::Open(Some(context.waker().clone()));
                Poll::Pending
            }
            State::Answered(Some(value)) => Poll::Ready(Ok(value)),
            State::Answered(None) | State::Taken => Poll::Ready(Err(Error::NotHeld { lane: None })),
        }
    }
}

impl<T> Reply<T> {
    /// Waits for the answer on this thread, for at most `patience`; `None` if there is none by
    /// then.
    ///
    /// # Errors
    /// [`Error::NotHeld`], if the activation went on without answering.
    pub fn wait(self, patience: Duration) -> Option<Result<T, Error>> {
        block_on(patience, |context| self.cell.poll(context))
    }
}

impl<T> Future for Reply<T> {
    type Output = Result<T, Error>;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        self.cell.poll(context)
    }
}
