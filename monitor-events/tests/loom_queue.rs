//! Every interleaving of two senders and a receiver: what is sent is received, dropped or queued.
//! Run with `RUSTFLAGS="--cfg monitor_loom" cargo test --release -p monitor-events --test loom_queue`.
#![cfg(monitor_loom)]

// The rule of overflow is not public; it is checked here over a queue that loom can see into.
#[expect(unreachable_pub, reason = "it is public where it is at home")]
#[path = "../src/channel/overflow.rs"]
mod overflow;

use std::collections::VecDeque;
use std::sync::Arc;
use std::time::Duration;

use loom::sync::Mutex;
use loom::thread;
use overflow::{BoundedQueue, OverflowPolicy, push};

struct Simple {
    capacity: usize,
    items: Mutex<VecDeque<u32>>,
}

impl Simple {
    fn new(capacity: usize) -> Arc<Self> {
        Arc::new(Self { capacity, items: Mutex::new(VecDeque::new()) })
    }

    fn len(&self) -> u32 {
        u32::try_from(self.items.lock().unwrap().len()).unwrap()
    }
}

impl BoundedQueue<u32> for Simple {
    fn try_push(&self, item: u32) -> Result<(), Option<u32>> {
        let mut items = self.items.lock().unwrap();
        if items.len() == self.capacity {
            return Err(Some(item));
        }
        items.push_back(item);
        Ok(())
    }

    fn push_timeout(&self, item: u32, _timeout: Duration) -> Result<(), Option<u32>> {
        self.try_push(item)
    }

    fn try_pop(&self) -> Option<u32> {
        self.items.lock().unwrap().pop_front()
    }
}

fn nothing_is_lost_or_counted_twice(overflow: OverflowPolicy) {
    loom::model(move || {
        let queue = Simple::new(1);
        let senders: Vec<_> = (0..2)
            .map(|number| {
                let queue = Arc::clone(&queue);
                thread::spawn(move || {
                    let pushed = push(&*queue, number, overflow);
                    (u32::from(pushed.queued), pushed.dropped)
                })
            })
            .collect();
        let received = u32::from(queue.try_pop().is_some());
        let sums = senders.into_iter().map(|sender| sender.join().unwrap());
        let (queued, dropped) = sums.fold((0, 0), |sum, one| (sum.0 + one.0, sum.1 + one.1));
        assert_eq!(received + dropped + queue.len(), 2);
        if overflow == OverflowPolicy::DropOldest {
            assert_eq!(queued, 2, "whoever sends gets in");
        }
    });
}

#[test]
fn sent_is_received_and_dropped_and_queued_when_the_oldest_goes() {
    nothing_is_lost_or_counted_twice(OverflowPolicy::DropOldest);
}

#[test]
fn sent_is_received_and_dropped_and_queued_when_the_newest_goes() {
    nothing_is_lost_or_counted_twice(OverflowPolicy::DropNewest);
}

#[test]
fn sent_is_received_and_dropped_and_queued_when_senders_wait() {
    nothing_is_lost_or_counted_twice(OverflowPolicy::Block { timeout: Duration::ZERO });
}
