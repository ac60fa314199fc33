//! Follows a job or a flow: a cursor on its ring, which costs the watched code nothing to keep.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crate::debugger::flow::DebugFlow;
use crate::job::watched::DebugJobInner;
use crate::sync::block_on;
use crate::trace::{TraceEvent, TraceRead, TraceRecord};

/// Reads the events of a job, or of all jobs of a flow, as they come.
///
/// The events wait where they are recorded. A cursor that is too far behind loses the oldest and is
/// told how many. Dropping it ends it.
#[derive(Debug)]
pub struct TraceCursor {
    source: CursorSource,
    subscriber: u64,
    ahead: Option<TraceReadAhead>,
}

#[derive(Debug)]
pub(crate) enum CursorSource {
    Job(Arc<DebugJobInner>),
    Flow(Arc<DebugFlow>),
}

/// How many are taken at one time.
const AT_ONCE: usize = 64;

/// Events in the order in which they came, after what was lost before them.
#[derive(Debug, Default)]
struct TraceReadAhead {
    lost: u64,
    waiting: VecDeque<CursorEvent>,
}

/// What waits.
#[derive(Debug)]
enum CursorEvent {
    /// An event of a job, with its number.
    Record(u64, TraceRecord),
    /// An event of a flow.
    Event(Arc<TraceEvent>),
}

/// What a cursor reads.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum TraceUpdate {
    /// The next event.
    Event(Arc<TraceEvent>),
    /// So many events were lost here, because the cursor was too slow.
    Dropped(u64),
}

impl TraceCursor {
    pub(crate) fn new(source: CursorSource, subscriber: u64) -> Self {
        Self { source, subscriber, ahead: None }
    }

    /// The same, but it may be so many events further behind, 40 bytes each, before its queue
    /// counts: for a reader that works on each event, or is now and then kept from reading. They
    /// wait where they are recorded, once for all who read ahead.
    #[must_use]
    pub fn reading_ahead(mut self, events: usize) -> Self {
        let events = u64::try_from(events).unwrap_or(u64::MAX);
        match &self.source {
            CursorSource::Job(job) => {
                let recorded = &mut *job.recorded.lock();
                recorded.subscribers.reads_ahead(self.subscriber, events);
                recorded.ring.keep_at_least(recorded.subscribers.needed_capacity());
            }
            CursorSource::Flow(flow) => {
                let feed = &mut *flow.feed.lock();
                feed.subscribers.reads_ahead(self.subscriber, events);
                feed.ring.keep_at_least(feed.subscribers.needed_capacity());
            }
        }
        self.ahead = Some(TraceReadAhead::default());
        self
    }

    /// The next event, if there is one.
    pub fn try_next(&mut self) -> Option<TraceUpdate> {
        self.poll_source(None)
    }

    fn poll_source(&mut self, waker: Option<&Waker>) -> Option<TraceUpdate> {
        let Some(ahead) = &mut self.ahead else { return self.find(waker) };
        if ahead.waiting.is_empty() {
            read_batch(&self.source, self.subscriber, ahead, waker);
        }
        if ahead.lost > 0 {
            return Some(TraceUpdate::Dropped(std::mem::take(&mut ahead.lost)));
        }
        Some(match (ahead.waiting.pop_front()?, &self.source) {
            (CursorEvent::Event(event), _) => TraceUpdate::Event(event),
            (CursorEvent::Record(seq, record), CursorSource::Job(job)) => {
                TraceUpdate::Event(Arc::new(job.to_trace_event(seq, &record)))
            }
            // Only jobs keep records.
            (CursorEvent::Record(..), CursorSource::Flow(_)) => return None,
        })
    }

    /// The next event in the ring.
    fn find(&self, waker: Option<&Waker>) -> Option<TraceUpdate> {
        match &self.source {
            CursorSource::Job(job) => job.next_update_for(self.subscriber, waker),
            CursorSource::Flow(flow) => {
                let mut feed = flow.feed.lock();
                let feed = &mut *feed;
                match feed.subscribers.read_next(self.subscriber, &feed.ring, waker) {
                    TraceRead::Nothing => None,
                    TraceRead::Dropped(count) => Some(TraceUpdate::Dropped(count)),
                    TraceRead::Item(number) => {
                        feed.ring.get(number).cloned().map(TraceUpdate::Event)
                    }
                }
            }
        }
    }

    /// The next event; if there is none yet, the task is woken when there is.
    pub fn poll_next(&mut self, context: &mut Context<'_>) -> Poll<TraceUpdate> {
        self.poll_source(Some(context.waker())).map_or(Poll::Pending, Poll::Ready)
    }

    /// Waits for the next event.
    pub async fn next(&mut self) -> TraceUpdate {
        std::future::poll_fn(|context| self.poll_next(context)).await
    }

    /// Waits for the next event on this thread, for at most `patience`.
    pub fn next_timeout(&mut self, patience: Duration) -> Option<TraceUpdate> {
        block_on(patience, |context| self.poll_next(context))
    }
}

/// Takes some of what waits, all under one lock.
fn read_batch(
    source: &CursorSource,
    subscriber: u64,
    ahead: &mut TraceReadAhead,
    waker: Option<&Waker>,
) {
    let waiting = &mut ahead.waiting;
    ahead.lost = match source {
        CursorSource::Job(job) => {
            let recorded = &mut *job.recorded.lock();
            let each =
                |seq, record: &TraceRecord| waiting.push_back(CursorEvent::Record(seq, *record));
            recorded.subscribers.read_batch(subscriber, &recorded.ring, AT_ONCE, waker, each)
        }
        CursorSource::Flow(flow) => {
            let feed = &mut *flow.feed.lock();
            let each = |_, event: &Arc<_>| waiting.push_back(CursorEvent::Event(Arc::clone(event)));
            feed.subscribers.read_batch(subscriber, &feed.ring, AT_ONCE, waker, each)
        }
    };
}

impl Drop for TraceCursor {
    fn drop(&mut self) {
        match &self.source {
            CursorSource::Job(job) => {
                let recorded = &mut *job.recorded.lock();
                recorded.subscribers.remove(self.subscriber);
                recorded.ring.keep_at_least(recorded.subscribers.needed_capacity());
            }
            CursorSource::Flow(flow) => flow.remove_follower(self.subscriber),
        }
    }
}
