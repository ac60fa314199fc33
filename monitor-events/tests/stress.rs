//! Many threads at once: nothing lost, nothing twice, nothing out of order.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "it is about threads")]

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use monitor_core::{Event, EventKind, JobEvent};
use monitor_events::{ChannelOptions, Emitter, OverflowPolicy, Subscription};

const THREADS: u64 = 8;
/// Events of each thread: enough for the threads to overlap many times, also in a debug build.
const EVENTS: u64 = 20_000;

/// Which thread emitted an event, and which of its events it was.
fn origin(event: &Event) -> (u64, u64) {
    let (thread, number) = event.job_id().unwrap().as_str().split_once('-').unwrap();
    (thread.parse().unwrap(), number.parse().unwrap())
}

fn emit_from_all_threads(emitter: &Emitter) {
    thread::scope(|scope| {
        for thread in 0..THREADS {
            scope.spawn(move || {
                for number in 0..EVENTS {
                    emitter.emit(JobEvent::queued(format!("{thread}-{number}")));
                }
            });
        }
    });
}

/// Checks that each thread's events come in their order, without a gap.
#[derive(Default)]
struct InOrder([AtomicU64; THREADS as usize]);

impl InOrder {
    fn see(&self, event: &Event) {
        let (thread, number) = origin(event);
        let next = self.0[usize::try_from(thread).unwrap()].fetch_add(1, Ordering::SeqCst);
        assert_eq!(next, number, "an event of thread {thread} is lost, twice or out of order");
    }

    fn assert_complete(&self) {
        for next in &self.0 {
            assert_eq!(next.load(Ordering::SeqCst), EVENTS);
        }
    }
}

/// Subscribes and unsubscribes until it is told to stop; gives the number of rounds.
fn churn(emitter: &Emitter, stop: &AtomicBool) -> u64 {
    let mut rounds = 0;
    while !stop.load(Ordering::SeqCst) || rounds < 100 {
        let ended = Arc::new(AtomicBool::new(false));
        let seen_ended = Arc::clone(&ended);
        let late = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&late);
        let handler = emitter.on(EventKind::JobQueued, move |_| {
            counting.fetch_add(u64::from(seen_ended.load(Ordering::SeqCst)), Ordering::SeqCst);
        });
        let queue = emitter.subscribe(ChannelOptions::new(4));
        let once: Subscription = emitter.once(EventKind::JobQueued, |_| {});
        handler.unsubscribe_and_wait(Duration::from_secs(60)).unwrap();
        ended.store(true, Ordering::SeqCst);
        drop((queue, once));
        assert_eq!(late.load(Ordering::SeqCst), 0, "called after it had been waited for");
        rounds += 1;
    }
    rounds
}

#[test]
fn a_lasting_handler_sees_every_event_once_and_in_order_while_others_come_and_go() {
    let emitter = Emitter::new();
    let in_order = Arc::new(InOrder::default());
    let seeing = Arc::clone(&in_order);
    let _lasting = emitter.on(EventKind::JobQueued, move |event| seeing.see(event));
    let overflow = OverflowPolicy::Block { timeout: Duration::from_secs(60) };
    let queue = emitter.subscribe(ChannelOptions::new(64).overflow(overflow));
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        let churning = scope.spawn(|| churn(&emitter, &stop));
        let consuming = scope.spawn(|| {
            let in_order = InOrder::default();
            for _ in 0..THREADS * EVENTS {
                in_order.see(&queue.recv().unwrap());
            }
            in_order.assert_complete();
        });
        emit_from_all_threads(&emitter);
        stop.store(true, Ordering::SeqCst);
        assert!(churning.join().unwrap() >= 100);
        consuming.join().unwrap();
    });
    in_order.assert_complete();
    assert_eq!((emitter.stats().panicked, queue.dropped()), (0, 0));
}

#[test]
fn what_is_emitted_into_lossy_queues_is_received_dropped_or_still_queued() {
    let emitter = Emitter::new();
    for overflow in [OverflowPolicy::DropOldest, OverflowPolicy::DropNewest] {
        let queue = emitter.subscribe(ChannelOptions::new(16).overflow(overflow));
        let stop = AtomicBool::new(false);
        let received = thread::scope(|scope| {
            let consuming = scope.spawn(|| {
                let mut received = 0;
                while !stop.load(Ordering::SeqCst) {
                    received += queue.try_iter().count() as u64;
                }
                received
            });
            emit_from_all_threads(&emitter);
            stop.store(true, Ordering::SeqCst);
            consuming.join().unwrap()
        });
        assert_eq!(received + queue.dropped() + queue.len() as u64, THREADS * EVENTS);
    }
}

#[test]
fn once_fires_exactly_once_however_many_threads_emit() {
    for _ in 0..200 {
        let emitter = Emitter::new();
        let fired = Arc::new(AtomicU64::new(0));
        let counting = Arc::clone(&fired);
        let _once = emitter.once(EventKind::JobQueued, move |_| {
            counting.fetch_add(1, Ordering::SeqCst);
        });
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| emitter.emit(JobEvent::queued("a")));
            }
        });
        assert_eq!(fired.load(Ordering::SeqCst), 1);
    }
}

#[test]
fn events_that_handlers_emit_stay_on_their_thread() {
    let emitter = Emitter::new();
    let strays = Arc::new(Mutex::new(0));
    let (handle, counting) = (emitter.clone(), Arc::clone(&strays));
    let _nesting = emitter.on(EventKind::JobQueued, move |event| {
        let here = format!("{:?}", thread::current().id());
        handle.emit(JobEvent::started(event.job_id().unwrap()).extra("thread", here));
    });
    let _checking = emitter.on(EventKind::JobStarted, move |event| {
        let there = event.extra.as_ref().unwrap()["thread"].as_str().unwrap().to_owned();
        *counting.lock().unwrap() += u64::from(there != format!("{:?}", thread::current().id()));
    });
    emit_from_all_threads(&emitter);
    assert_eq!(*strays.lock().unwrap(), 0);
}
