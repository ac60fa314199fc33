//! Who follows a ring: how far each has read, what each has lost, and whom to wake.

use std::task::Waker;

use serde::Serialize;

use crate::trace::TraceRing;

/// Those who follow one ring.
#[derive(Debug, Default)]
pub(crate) struct TraceSubscribers {
    list: Vec<TraceSubscriber>,
    next_id: u64,
}

#[derive(Debug)]
struct TraceSubscriber {
    id: u64,
    /// The number of the item to read next.
    next: u64,
    /// How far it may be behind.
    queue: u64,
    /// How far it may be behind before that.
    ahead: u64,
    dropped: u64,
    waker: Option<Waker>,
}

/// What a subscriber finds.
pub(crate) enum TraceRead {
    Nothing,
    /// So many items were dropped since the last look.
    Dropped(u64),
    /// The item of this number is next.
    Item(u64),
}

/// The queues of those who follow a job or a flow.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct QueueStatus {
    /// How many follow it.
    pub subscriber_count: usize,
    /// The longest of their queues.
    pub queue_size: u64,
    /// How long a queue may be; 100 unless a subscriber asked for another length.
    pub max_size: u64,
    /// Each of them.
    pub subscribers: Vec<SubscriberStatus>,
}

/// The queue of one subscriber.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct SubscriberStatus {
    /// `sub_` and its number.
    pub subscriber_id: String,
    /// Events that wait for it, beyond those that are read ahead.
    pub queue_size: u64,
    /// How many may wait for it.
    pub max_size: u64,
    /// Events that are read ahead for it.
    pub read_ahead: u64,
    /// Events that it has lost.
    pub dropped: u64,
}

/// How far a subscriber may be behind unless it asks for another length.
pub(crate) const QUEUE: u64 = 100;

impl TraceSubscribers {
    /// A new subscriber, which reads from item `next` on.
    pub(crate) fn add(&mut self, next: u64, queue: u64) -> u64 {
        self.next_id += 1;
        let (id, queue) = (self.next_id, queue.max(1));
        self.list.push(TraceSubscriber { id, next, queue, ahead: 0, dropped: 0, waker: None });
        id
    }

    /// From now on so many more are kept for it.
    pub(crate) fn reads_ahead(&mut self, id: u64, ahead: u64) {
        if let Some(own) = self.list.iter_mut().find(|subscriber| subscriber.id == id) {
            own.ahead = ahead;
        }
    }

    /// How many items have to be kept for them.
    pub(crate) fn needed_capacity(&self) -> usize {
        let most = self.list.iter().map(TraceSubscriber::queue_limit).max().unwrap_or(0);
        usize::try_from(most).unwrap_or(usize::MAX)
    }

    pub(crate) fn remove(&mut self, id: u64) {
        self.list.retain(|subscriber| subscriber.id != id);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The next item for this subscriber; if there is none, its waker is kept.
    pub(crate) fn read_next<T>(
        &mut self,
        id: u64,
        ring: &TraceRing<T>,
        waker: Option<&Waker>,
    ) -> TraceRead {
        let Some(own) = self.list.iter_mut().find(|subscriber| subscriber.id == id) else {
            return TraceRead::Nothing;
        };
        let lost = own.skip_dropped(ring);
        if lost > 0 {
            return TraceRead::Dropped(lost);
        }
        if own.unread_count(ring) == 0 {
            own.waker = waker.cloned();
            return TraceRead::Nothing;
        }
        own.next += 1;
        TraceRead::Item(own.next - 1)
    }

    /// Hands over what waits, so many items at most, and says how many before them were lost. If
    /// there is nothing, the waker is kept.
    pub(crate) fn read_batch<T>(
        &mut self,
        id: u64,
        ring: &TraceRing<T>,
        max: usize,
        waker: Option<&Waker>,
        mut each: impl FnMut(u64, &T),
    ) -> u64 {
        let Some(own) = self.list.iter_mut().find(|subscriber| subscriber.id == id) else {
            return 0;
        };
        let lost = own.skip_dropped(ring);
        if lost == 0 && own.unread_count(ring) == 0 {
            own.waker = waker.cloned();
        }
        for (number, item) in ring.kept_from(own.next).take(max) {
            each(number, item);
            own.next = number + 1;
        }
        lost
    }

    /// Takes the wakers of those who wait, to be woken once no lock is held.
    #[inline]
    pub(crate) fn take_wakers(&mut self) -> Vec<Waker> {
        if self.list.is_empty() {
            return Vec::new();
        }
        self.list.iter_mut().filter_map(|subscriber| subscriber.waker.take()).collect()
    }

    pub(crate) fn status<T>(&self, ring: &TraceRing<T>) -> QueueStatus {
        let of = |subscriber: &TraceSubscriber| SubscriberStatus {
            subscriber_id: format!("sub_{}", subscriber.id),
            queue_size: subscriber.waiting_count(ring).saturating_sub(subscriber.ahead),
            max_size: subscriber.queue,
            read_ahead: subscriber.waiting_count(ring).min(subscriber.ahead),
            dropped: subscriber.dropped + subscriber.too_late_for(ring),
        };
        let subscribers: Vec<_> = self.list.iter().map(of).collect();
        QueueStatus {
            subscriber_count: subscribers.len(),
            queue_size: subscribers.iter().map(|one| one.queue_size).max().unwrap_or(0),
            max_size: subscribers.iter().map(|one| one.max_size).max().unwrap_or(QUEUE),
            subscribers,
        }
    }
}

impl TraceSubscriber {
    fn unread_count<T>(&self, ring: &TraceRing<T>) -> u64 {
        (ring.total() + 1).saturating_sub(self.next)
    }

    /// How far it may be behind in all.
    fn queue_limit(&self) -> u64 {
        self.queue.saturating_add(self.ahead)
    }

    /// How many items it will get.
    fn waiting_count<T>(&self, ring: &TraceRing<T>) -> u64 {
        let kept = ring.total() + 1 - ring.first_kept();
        self.unread_count(ring).min(self.queue_limit()).min(kept)
    }

    /// How many items it cannot get any more.
    fn too_late_for<T>(&self, ring: &TraceRing<T>) -> u64 {
        self.unread_count(ring) - self.waiting_count(ring)
    }

    /// Gives up what it cannot get any more.
    fn skip_dropped<T>(&mut self, ring: &TraceRing<T>) -> u64 {
        let lost = self.too_late_for(ring);
        self.next += lost;
        self.dropped += lost;
        lost
    }
}

/// Wakes those that were taken.
#[inline]
pub(crate) fn wake_all(wakers: Vec<Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}
