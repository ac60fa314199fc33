//! Who follows a ring: how far each has read, what each has lost, and whom to wake.

use std::task::Waker;

use serde::Serialize;

use crate::trace::Ring;

/// Those who follow one ring.
#[derive(Debug, Default)]
pub(crate) struct Subscribers {
    list: Vec<Subscriber>,
    next_id: u64,
}

#[derive(Debug)]
struct Subscriber {
    id: u64,
    /// The number of the item to read next.
    next: u64,
    /// How far it may be behind.
    queue: u64,
    dropped: u64,
    waker: Option<Waker>,
}

/// What a subscriber finds.
pub(crate) enum Found {
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
    /// Events that it has not read.
    pub queue_size: u64,
    /// How many may wait for it.
    pub max_size: u64,
    /// Events that it has lost.
    pub dropped: u64,
}

/// How far a subscriber may be behind unless it asks for another length.
pub(crate) const QUEUE: u64 = 100;

impl Subscribers {
    /// A new subscriber, which reads from item `next` on.
    pub(crate) fn add(&mut self, next: u64, queue: u64) -> u64 {
        self.next_id += 1;
        let (id, queue) = (self.next_id, queue.max(1));
        self.list.push(Subscriber { id, next, queue, dropped: 0, waker: None });
        id
    }

    pub(crate) fn remove(&mut self, id: u64) {
        self.list.retain(|subscriber| subscriber.id != id);
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// The next item for this subscriber; if there is none, its waker is kept.
    pub(crate) fn look<T>(&mut self, id: u64, ring: &Ring<T>, waker: Option<&Waker>) -> Found {
        let Some(own) = self.list.iter_mut().find(|subscriber| subscriber.id == id) else {
            return Found::Nothing;
        };
        let behind = (ring.total() + 1).saturating_sub(own.next);
        let room = own.queue.min(u64::try_from(ring.len()).unwrap_or(u64::MAX));
        if behind > room {
            own.next += behind - room;
            own.dropped += behind - room;
            return Found::Dropped(behind - room);
        }
        if behind == 0 {
            own.waker = waker.cloned();
            return Found::Nothing;
        }
        own.next += 1;
        Found::Item(own.next - 1)
    }

    /// Takes the wakers of those who wait, to be woken once no lock is held.
    #[inline]
    pub(crate) fn take_wakers(&mut self) -> Vec<Waker> {
        if self.list.is_empty() {
            return Vec::new();
        }
        self.list.iter_mut().filter_map(|subscriber| subscriber.waker.take()).collect()
    }

    pub(crate) fn status<T>(&self, ring: &Ring<T>) -> QueueStatus {
        let of = |subscriber: &Subscriber| SubscriberStatus {
            subscriber_id: format!("sub_{}", subscriber.id),
            queue_size: (ring.total() + 1).saturating_sub(subscriber.next).min(subscriber.queue),
            max_size: subscriber.queue,
            dropped: subscriber.dropped,
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

/// Wakes those that were taken.
#[inline]
pub(crate) fn wake(wakers: Vec<Waker>) {
    wakers.into_iter().for_each(Waker::wake);
}
