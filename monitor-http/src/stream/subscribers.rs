//! The streams that there are, and what each has been sent and has lost.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};

use monitor_core::{NonPoisonMutex, Timestamp};
use serde::{Deserialize, Serialize};

/// One stream.
pub(crate) struct StreamSubscriber {
    id: u64,
    topics: String,
    since: Timestamp,
    pub(crate) sent: AtomicU64,
    pub(crate) dropped: AtomicU64,
    /// The number of the event that it reads next.
    pub(crate) next: AtomicU64,
    totals: Arc<ClosedStreamCounts>,
}

/// What streams have been sent and have lost that are gone, and how many were refused.
#[derive(Default)]
struct ClosedStreamCounts {
    sent: AtomicU64,
    dropped: AtomicU64,
    refused: AtomicU64,
}

/// All streams.
#[derive(Default)]
pub(crate) struct StreamSubscribers {
    all: NonPoisonMutex<StreamRegistry>,
    ended: Arc<ClosedStreamCounts>,
}

#[derive(Default)]
struct StreamRegistry {
    next_id: u64,
    streams: Vec<Weak<StreamSubscriber>>,
}

/// What there is to say of one stream.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct StreamStatus {
    pub(crate) id: u64,
    pub(crate) topics: String,
    pub(crate) since: Timestamp,
    /// Events that were sent to it.
    pub(crate) sent: u64,
    /// Events that it has lost because it was too slow.
    pub(crate) dropped: u64,
    /// Events that wait for it.
    pub(crate) waiting: u64,
}

/// The figures of all streams together.
pub(crate) struct StreamTotals {
    pub(crate) streams: usize,
    pub(crate) sent: u64,
    pub(crate) dropped: u64,
    pub(crate) refused: u64,
}

impl StreamSubscribers {
    pub(crate) fn admit_subscriber(
        &self,
        topics: &str,
        limit: usize,
    ) -> Option<Arc<StreamSubscriber>> {
        let mut all = self.all.lock();
        all.streams.retain(|stream| stream.strong_count() > 0);
        if all.streams.len() >= limit {
            self.ended.refused.fetch_add(1, Ordering::Relaxed);
            return None;
        }
        all.next_id += 1;
        let subscriber = Arc::new(StreamSubscriber {
            id: all.next_id,
            topics: topics.to_owned(),
            since: Timestamp::now(),
            sent: AtomicU64::new(0),
            dropped: AtomicU64::new(0),
            next: AtomicU64::new(0),
            totals: Arc::clone(&self.ended),
        });
        all.streams.push(Arc::downgrade(&subscriber));
        Some(subscriber)
    }

    /// Whether one of them wants this topic.
    pub(crate) fn has_topic(&self, topic: &str) -> bool {
        let wants = |topics: &str| topics.is_empty() || topics.split(',').any(|one| one == topic);
        self.live_streams().iter().any(|stream| wants(&stream.topics))
    }

    fn live_streams(&self) -> Vec<Arc<StreamSubscriber>> {
        self.all.lock().streams.iter().filter_map(Weak::upgrade).collect()
    }

    /// What there is to say of each, where events from `oldest` to `newest` are kept.
    pub(crate) fn stream_statuses(&self, oldest: u64, newest: u64) -> Vec<StreamStatus> {
        let status = |stream: Arc<StreamSubscriber>| StreamStatus {
            id: stream.id,
            topics: stream.topics.clone(),
            since: stream.since,
            sent: stream.sent.load(Ordering::Relaxed),
            dropped: stream.lost_count(oldest),
            waiting: (newest + 1).saturating_sub(stream.next.load(Ordering::Relaxed).max(oldest)),
        };
        self.live_streams().into_iter().map(status).collect()
    }

    /// How many there are.
    pub(crate) fn count(&self) -> usize {
        self.live_streams().len()
    }

    /// The figures of all together, where events from `oldest` on are kept.
    pub(crate) fn totals(&self, oldest: u64) -> StreamTotals {
        let streams = self.live_streams();
        let sent: u64 = streams.iter().map(|stream| stream.sent.load(Ordering::Relaxed)).sum();
        let dropped: u64 = streams.iter().map(|stream| stream.lost_count(oldest)).sum();
        StreamTotals {
            streams: streams.len(),
            sent: sent + self.ended.sent.load(Ordering::Relaxed),
            dropped: dropped + self.ended.dropped.load(Ordering::Relaxed),
            refused: self.ended.refused.load(Ordering::Relaxed),
        }
    }
}

impl StreamSubscriber {
    /// Events that it has lost, also those that it will be told of only when it reads again.
    fn lost_count(&self, oldest: u64) -> u64 {
        // A stream that has not begun to read has no place yet, or wants no events.
        let next = self.next.load(Ordering::Relaxed);
        let unread = if next == 0 { 0 } else { oldest.saturating_sub(next) };
        self.dropped.load(Ordering::Relaxed) + unread
    }
}

impl Drop for StreamSubscriber {
    fn drop(&mut self) {
        self.totals.sent.fetch_add(*self.sent.get_mut(), Ordering::Relaxed);
        self.totals.dropped.fetch_add(*self.dropped.get_mut(), Ordering::Relaxed);
    }
}
