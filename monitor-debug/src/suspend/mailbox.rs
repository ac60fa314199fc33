//! Mailboxes: a suspended activation waits at its own for questions and for the word to go on.

use std::collections::VecDeque;
use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use monitor_core::NonPoisonMutex;

use crate::checkpoint::CheckpointOutcome;
use crate::sync::{Condvar, wait};
use crate::variables::VariableAccess;

/// Something that is done with the variables of a held activation, where it is held.
pub(crate) type Request = Box<dyn FnOnce(&mut dyn VariableAccess) + Send>;

/// Questions that one activation keeps; a further one finds nobody.
const MAX_REQUESTS: usize = 1_024;

/// What one held activation waits at, in its own thread or future.
pub(crate) struct ThreadMailbox {
    contents: NonPoisonMutex<MailboxState>,
    changed: Condvar,
}

#[derive(Default)]
struct MailboxState {
    requests: VecDeque<Request>,
    released: Option<CheckpointOutcome>,
    waker: Option<Waker>,
}

/// What a held activation was told while it waited.
pub(crate) enum MailboxOutcome {
    Go(CheckpointOutcome),
    /// Nobody came in time; it is to look whether its time is over.
    Nothing,
}

impl ThreadMailbox {
    pub(crate) fn new() -> Self {
        Self { contents: NonPoisonMutex::new(MailboxState::default()), changed: Condvar::new() }
    }

    /// Lets it go on. The waker of its future, if it is one, is to be woken once no lock is held.
    pub(crate) fn resume_thread(&self, how: CheckpointOutcome) -> Option<Waker> {
        let mut contents = self.contents.lock();
        contents.released.get_or_insert(how);
        self.changed.notify_all();
        contents.waker.take()
    }

    /// The watched code is gone: nobody will answer any more.
    pub(crate) fn close(&self) {
        let mut contents = self.contents.lock();
        contents.released.get_or_insert(CheckpointOutcome::Cancelled);
        let unanswered = std::mem::take(&mut contents.requests);
        drop(contents);
        drop(unanswered);
    }

    /// Asks it for something. If it goes on before, the request is dropped.
    pub(crate) fn push_request(&self, request: Request) {
        let mut contents = self.contents.lock();
        if contents.released.is_some() || contents.requests.len() >= MAX_REQUESTS {
            drop(contents);
            return;
        }
        contents.requests.push_back(request);
        self.changed.notify_all();
        let waker = contents.waker.take();
        drop(contents);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Waits on this thread until it may go on, and does what it is asked meanwhile. Returns from
    /// time to time, after `patience` at the latest.
    pub(crate) fn wait(&self, vars: &mut dyn VariableAccess, patience: Duration) -> MailboxOutcome {
        let mut patient = true;
        let mut contents = self.contents.lock();
        loop {
            // What it was asked before it was released, it still answers.
            if let Some(request) = contents.requests.pop_front() {
                drop(contents);
                run_request(request, vars);
                contents = self.contents.lock();
            } else if let Some(go) = contents.released {
                return MailboxOutcome::Go(go);
            } else if patient {
                patient = false;
                contents = wait(&self.changed, contents, patience);
            } else {
                return MailboxOutcome::Nothing;
            }
        }
    }

    /// As [`ThreadMailbox::wait`], in a future.
    pub(crate) fn poll(
        &self,
        vars: &mut dyn VariableAccess,
        context: &Context<'_>,
    ) -> Poll<CheckpointOutcome> {
        loop {
            let mut contents = self.contents.lock();
            if let Some(request) = contents.requests.pop_front() {
                drop(contents);
                run_request(request, vars);
                continue;
            }
            if let Some(go) = contents.released {
                return Poll::Ready(go);
            }
            let old = contents.waker.replace(context.waker().clone());
            drop(contents);
            drop(old);
            return Poll::Pending;
        }
    }
}

/// The watched code does not notice if looking at its variables panics.
fn run_request(request: Request, vars: &mut dyn VariableAccess) {
    let answered = catch_unwind(AssertUnwindSafe(|| request(vars)));
    if let Err(panic) = answered {
        // A payload whose destructor panics would unwind the watched code.
        let _ = catch_unwind(AssertUnwindSafe(|| drop(panic)));
    }
}

impl fmt::Debug for ThreadMailbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ThreadMailbox").finish_non_exhaustive()
    }
}
