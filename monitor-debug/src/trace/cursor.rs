//! Follows a job or a flow: a cursor on its ring, which costs the watched code nothing to keep.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::debugger::flow::Flow;
use crate::job::watched::Watched;
use crate::sync::block_on;
use crate::trace::{Found, Record, TraceEvent};

/// Reads the events of a job, or of all jobs of a flow, as they come.
///
/// The events wait where they are recorded. A cursor that is too far behind loses the oldest and is
/// told how many. Dropping it ends it.
#[derive(Debug)]
pub struct Cursor {
    source: Source,
    subscriber: u64,
    ahead: Option<Ahead>,
}

#[derive(Debug)]
pub(crate) enum Source {
    Job(Arc<Watched>),
    Flow(Arc<Flow>),
}

/// How many are taken at one time.
const AT_ONCE: usize = 64;

/// Events in the order in which they came, after what was lost before them.
#[derive(Debug, Default)]
struct Ahead {
    lost: u64,
    waiting: VecDeque<Waiting>,
}

/// What waits.
#[derive(Debug)]
enum Waiting {
    /// An event of a job, with its number.
    Record(u64, Record),
    /// An event of a flow.
    Event(Arc<TraceEvent>),
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
        Self { source, subscriber, ahead: None }
    }

    /// The same, but it may be so many events further behind, 40 bytes each, before its queue
    /// counts: for a reader that works on each event, or is now and then kept from reading. They
    /// wait where they are recorded, once for all who read ahead.
    #[must_use]
    pub fn reading_ahead(mut self, events: usize) -> Self {
        let events = u64::try_from(events).unwrap_or(u64::MAX);
        match &self.source {
            Source::Job(job) => {
                let recorded = &mut *job.recorded.lock();
                recorded.subscribers.reads_ahead(self.subscriber, events);
                recorded.ring.keep(recorded.subscribers.needed());
            }
            Source::Flow(flow) => {
                let feed = &mut *flow.feed.lock();
                feed.subscribers.reads_ahead(self.subscriber, events);
                feed.ring.keep(feed.subscribers.needed());
            }
        }
        self.ahead = Some(Ahead::default());
        self
    }

    /// The next event, if there is one.
    pub fn try_next(&mut self) -> Option<Next> {
        self.look(None)
    }

    fn look(&mut self, waker: Option<&Waker>) -> Option<Next> {
        let Some(ahead) = &mut self.ahead else { return self.find(waker) };
        if ahead.waiting.is_empty() {
            take(&self.source, self.subscriber, ahead, waker);
        }
        if ahead.lost > 0 {
            return Some(Next::Dropped(std::mem::take(&mut ahead.lost)));
        }
        Some(match (ahead.waiting.pop_front()?, &self.source) {
            (Waiting::Event(event), _) => Next::Event(event),
            (Waiting::Record(seq, record), Source::Job(job)) => {
                Next::Event(Arc::new(job.shown(seq, &record)))
            }
            // Only jobs keep records.
            (Waiting::Record(..), Source::Flow(_)) => return None,
        })
    }

    /// The next event in the ring.
    fn find(&self, waker: Option<&Waker>) -> Option<Next> {
        match &self.source {
            Source::Job(job) => job.look_for(self.subscriber, waker),
            Source::Flow(flow) => {
                let mut feed = flow.feed.lock();
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

/// Takes some of what waits, all under one lock.
fn take(source: &Source, subscriber: u64, ahead: &mut Ahead, waker: Option<&Waker>) {
    let waiting = &mut ahead.waiting;
    ahead.lost = match source {
        Source::Job(job) => {
            let recorded = &mut *job.recorded.lock();
            let each = |seq, record: &Record| waiting.push_back(Waiting::Record(seq, *record));
            recorded.subscribers.take(subscriber, &recorded.ring, AT_ONCE, waker, each)
        }
        Source::Flow(flow) => {
            let feed = &mut *flow.feed.lock();
            let each = |_, event: &Arc<_>| waiting.push_back(Waiting::Event(Arc::clone(event)));
            feed.subscribers.take(subscriber, &feed.ring, AT_ONCE, waker, each)
        }
    };
}

impl Drop for Cursor {
    fn drop(&mut self) {
        match &self.source {
            Source::Job(job) => {
                let recorded = &mut *job.recorded.lock();
                recorded.subscribers.remove(self.subscriber);
                recorded.ring.keep(recorded.subscribers.needed());
            }
            Source::Flow(flow) => flow.leave(self.subscriber),
        }
    }
}
