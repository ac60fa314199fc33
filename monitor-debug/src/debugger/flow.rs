//! A flow by its name: what it declares, the breakpoints for its later jobs, and who follows it.

use std::sync::Arc;

use monitor_core::NonPoisonMutex;

use crate::breakpoint::{ActiveBreakpoint, FlowShape};
use crate::sync::{AtomicU32, Ordering};
use crate::trace::{TraceEvent, TraceRing, TraceSubscribers, wake_all};

/// Events of all jobs of a flow that are kept while somebody follows it.
const KEPT: usize = 1_000;

/// A flow.
#[derive(Debug)]
pub(crate) struct DebugFlow {
    pub(crate) id: Arc<str>,
    pub(crate) shape: NonPoisonMutex<Option<FlowShape>>,
    pub(crate) breakpoints: NonPoisonMutex<Vec<Arc<ActiveBreakpoint>>>,
    pub(crate) feed: NonPoisonMutex<FlowTrace>,
    followers: AtomicU32,
}

/// The events of all jobs of a flow, for those who follow it.
#[derive(Debug)]
pub(crate) struct FlowTrace {
    pub(crate) ring: TraceRing<Arc<TraceEvent>>,
    pub(crate) subscribers: TraceSubscribers,
}

impl DebugFlow {
    pub(crate) fn new(id: Arc<str>) -> Self {
        Self {
            id,
            shape: NonPoisonMutex::new(None),
            breakpoints: NonPoisonMutex::new(Vec::new()),
            feed: NonPoisonMutex::new(FlowTrace {
                ring: TraceRing::new(KEPT),
                subscribers: TraceSubscribers::default(),
            }),
            followers: AtomicU32::new(0),
        }
    }

    /// Whether somebody follows it, so that events have to be made.
    #[inline]
    pub(crate) fn is_followed(&self) -> bool {
        self.followers.load(Ordering::Relaxed) != 0
    }

    pub(crate) fn publish_event(&self, event: TraceEvent) {
        let mut feed = self.feed.lock();
        feed.ring.push(Arc::new(event));
        let wakers = feed.subscribers.take_wakers();
        drop(feed);
        wake_all(wakers);
    }

    pub(crate) fn add_follower(&self, queue: u64) -> u64 {
        let mut feed = self.feed.lock();
        self.followers.fetch_add(1, Ordering::Relaxed);
        let next = feed.ring.total() + 1;
        let subscriber = feed.subscribers.add(next, queue);
        let needed = feed.subscribers.needed_capacity();
        feed.ring.keep_at_least(needed);
        subscriber
    }

    pub(crate) fn remove_follower(&self, subscriber: u64) {
        let mut feed = self.feed.lock();
        self.followers.fetch_sub(1, Ordering::Relaxed);
        feed.subscribers.remove(subscriber);
        let needed = feed.subscribers.needed_capacity();
        feed.ring.keep_at_least(needed);
        if feed.subscribers.is_empty() {
            feed.ring.clear();
        }
    }
}
