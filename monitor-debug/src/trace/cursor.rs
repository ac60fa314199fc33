//! Follows a job or a flow: a cursor on its ring, which costs the watched code nothing to keep.

use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::flow::Flow;
use crate::parker::block_on;
use crate::sync::lock;
use crate::trace::{Found, TraceEvent};
use crate::watched::Watched;

/// Reads the events of a job, or of all jobs of a flow, as they come.
///
/// The events wait where they are recorded. A cursor that is too far behind loses the oldest and is
/// told how many. Dropping it ends it.
#[derive(Debug)]
pub struct Cursor {
    source: Source,
    subscriber: u64,
}

#[derive(Debug)]
pub(crate) enum Source {
    Job(Arc<Watched>),
    Flow(Arc<Flow>),
}

/// What a cursor reads.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Next {
    /// The next event.
    Event(Arc<TraceEvent>),
    /// So many events were lost here, because the cursor was too slow.
    Dropped(u64),
}

impl Cursor {
    pub(crate) fn new(source: Source, subscriber: u64) -> Self {
        Self { source, subscriber }
    }

    /// The next event, if there is one.
    pub fn try_next(&mut self) -> Option<Next> {
        self.look(None)
    }

    fn look(&self, waker: Option<&Waker>) -> Option<Next> {
        match &self.source {
            Source::Job(job) => job.look_for(self.subscriber, waker),
            Source::Flow(flow) => {
                let mut feed = lock(&flow.feed);
                let feed = &mut *feed;
                match feed.subscribers.look(self.subscriber, &feed.ring, waker) {
                    Found::Nothing => None,
                    Found::Dropped(count) => Some(Next::Dropped(count)),
                    Found::Item(number) => feed.ring.get(number).cloned().map(Next::Event),
                }
            }
        }
    }

    /// The next event; if there is none yet, the task is woken when there is.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<Next> {
        self.look(Some(context.waker())).map_or(Poll::Pending, Poll::Ready)
    }

    /// Waits for the next event.
    pub async fn next(&mut self) -> Next {
        std::future::poll_fn(|context| self.poll_next(context)).await
    }

    /// Waits for the next event on this thread, for at most `patience`.
    pub fn next_timeout(&mut self, patience: Duration) -> Option<Next> {
        block_on(patience, |context| self.poll_next(context))
    }
}

impl Drop for Cursor {
    fn drop(&mut self) {
        match &self.source {
            Source::Job(job) => lock(&job.recorded).subscribers.remove(self.subscriber),
            Source::Flow(flow) => flow.leave(self.subscriber),
        }
    }
}
