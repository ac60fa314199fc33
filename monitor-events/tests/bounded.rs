//! Bounded subscriptions: what is kept, what is given up and counted, and the ways to receive.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]
#![expect(clippy::disallowed_methods, reason = "a consumer that waits needs a thread")]

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use monitor_core::{Event, EventKind, JobEvent};
use monitor_events::{ChannelOptions, Emitter, Error, EventReceiver, OverflowPolicy};

fn emit(emitter: &Emitter, numbers: std::ops::Range<u32>) -> (u32, u32) {
    numbers.fold((0, 0), |(queued, dropped), number| {
        let delivery = emitter.emit(JobEvent::queued(number.to_string()));
        (queued + delivery.queued, dropped + delivery.dropped)
    })
}

fn ids(events: impl Iterator<Item = Arc<Event>>) -> Vec<String> {
    events.map(|event| event.job_id().unwrap().to_string()).collect()
}

#[test]
fn a_full_queue_gives_up_its_oldest_event_unless_told_otherwise() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(3));
    assert_eq!(emit(&emitter, 0..5), (5, 2));
    assert_eq!((events.dropped(), events.len()), (2, 3));
    assert_eq!(ids(events.try_iter()), ["2", "3", "4"]);
}

#[test]
fn a_full_queue_may_give_up_the_new_event_instead() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(3).overflow(OverflowPolicy::DropNewest));
    assert_eq!(emit(&emitter, 0..5), (3, 2));
    assert_eq!(events.dropped(), 2);
    assert_eq!(ids(events.try_iter()), ["0", "1", "2"]);
}

#[test]
fn a_full_queue_may_hold_up_who_emits_until_its_consumer_has_made_room() {
    let emitter = Emitter::new();
    let overflow = OverflowPolicy::Block { timeout: Duration::from_secs(60) };
    let events = emitter.subscribe(ChannelOptions::new(1).overflow(overflow));
    let consumer = thread::spawn(move || (ids(events.iter().take(100)), events.dropped()));
    assert_eq!(emit(&emitter, 0..100), (100, 0));
    let (received, dropped) = consumer.join().unwrap();
    assert_eq!(received, (0..100).map(|number| number.to_string()).collect::<Vec<_>>());
    assert_eq!(dropped, 0);
}

#[test]
fn who_emits_is_held_up_no_longer_than_allowed_even_if_it_is_the_consumer() {
    let emitter = Emitter::new();
    let overflow = OverflowPolicy::Block { timeout: Duration::from_millis(1) };
    let events = emitter.subscribe(ChannelOptions::new(1).overflow(overflow));
    assert_eq!(emit(&emitter, 0..3), (1, 2));
    assert_eq!(events.dropped(), 2);
}

#[test]
fn who_is_held_up_goes_on_when_the_consumer_leaves() {
    let emitter = Emitter::new();
    let overflow = OverflowPolicy::Block { timeout: Duration::from_secs(3_600) };
    let events = emitter.subscribe(ChannelOptions::new(1).overflow(overflow));
    emit(&emitter, 0..1);
    let held_up = thread::spawn(move || emit(&emitter, 1..2));
    // Whether it is held up already or comes to be: it must not wait for a consumer that is gone.
    drop(events);
    assert_eq!(held_up.join().unwrap(), (0, 0));
}

#[test]
fn a_capacity_beyond_all_memory_is_cut_down() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(usize::MAX));
    assert_eq!(events.receiver().capacity(), Some(1 << 24));
}

#[test]
fn tasks_that_wait_and_go_away_leave_no_wakers_without_bound() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(2));
    let all: Vec<_> = (0..1_000).map(|_| Arc::new(Counting(AtomicUsize::new(0)))).collect();
    for waiting in &all {
        assert!(poll(&events, &Waker::from(Arc::clone(waiting))).is_pending());
    }
    let held = all.iter().filter(|waiting| Arc::strong_count(waiting) > 1).count();
    assert!(held <= 64, "{held} wakers are held");
    emit(&emitter, 0..1);
    assert!(all.iter().all(|waiting| waiting.0.load(Ordering::SeqCst) == 1));
}

#[test]
fn a_capacity_of_nothing_is_one() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(0));
    assert_eq!(emit(&emitter, 0..2), (2, 1));
    assert_eq!(ids(events.try_iter()), ["1"]);
}

#[test]
fn a_subscription_takes_only_the_kinds_and_events_that_it_wants() {
    let emitter = Emitter::new();
    let wanted = ChannelOptions::new(8)
        .kinds([EventKind::JobQueued, EventKind::JobFailed])
        .filter(|event: &Event| event.job_id().is_some_and(|id| id.as_str() > "1"));
    let events = emitter.subscribe(wanted);
    emit(&emitter, 0..4);
    emitter.emit(JobEvent::started("9"));
    assert_eq!(ids(events.try_iter()), ["2", "3"]);
    assert_eq!(events.dropped(), 0);
}

#[test]
fn all_subscriptions_share_one_copy_of_an_event() {
    let emitter = Emitter::new();
    let (a, b) =
        (emitter.subscribe(ChannelOptions::new(1)), emitter.subscribe(ChannelOptions::new(1)));
    emit(&emitter, 0..1);
    assert!(Arc::ptr_eq(&a.try_recv().unwrap(), &b.try_recv().unwrap()));
}

#[test]
fn receiving_says_whether_there_is_nothing_yet_or_nothing_any_more() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(2));
    assert_eq!(events.try_recv(), Err(Error::Empty));
    assert_eq!(events.recv_timeout(Duration::ZERO), Err(Error::Timeout));
    emit(&emitter, 0..1);
    drop(emitter);
    assert!(events.recv().is_ok());
    assert_eq!(events.try_recv(), Err(Error::Closed));
    assert_eq!(events.recv_timeout(Duration::from_secs(60)), Err(Error::Closed));
    assert_eq!(events.recv(), Err(Error::Closed));
}

#[test]
fn a_dropped_receiver_costs_the_emitter_nothing_more() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(2));
    emit(&emitter, 0..1);
    let queued = events.try_recv().unwrap();
    emit(&emitter, 1..2);
    drop(events);
    assert!(!emitter.is_enabled(EventKind::JobQueued));
    assert_eq!(Arc::strong_count(&queued), 1);
}

#[test]
fn subscriptions_can_be_selected_from() {
    let (jobs, workers) = (Emitter::new(), Emitter::new());
    let (a, b) =
        (jobs.subscribe(ChannelOptions::new(2)), workers.subscribe(ChannelOptions::new(2)));
    emit(&workers, 7..8);
    let got = crossbeam_channel::select! {
        recv(a.receiver()) -> event => ("jobs", event),
        recv(b.receiver()) -> event => ("workers", event),
    };
    assert_eq!(got.0, "workers");
    assert_eq!(got.1.unwrap().job_id().unwrap(), &"7");
}

struct Counting(AtomicUsize);

impl Wake for Counting {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn poll(events: &EventReceiver<Event>, waker: &Waker) -> Poll<Option<Arc<Event>>> {
    events.poll_next(&mut Context::from_waker(waker))
}

#[test]
fn a_waiting_task_is_woken_by_an_event_and_by_the_end_of_the_emitter() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(2));
    let wakes = Arc::new(Counting(AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&wakes));
    assert!(poll(&events, &waker).is_pending());
    assert!(poll(&events, &waker).is_pending());
    emit(&emitter, 0..2);
    assert_eq!(wakes.0.load(Ordering::SeqCst), 1, "once, however often it asked");
    assert!(matches!(poll(&events, &waker), Poll::Ready(Some(_))));
    assert!(matches!(poll(&events, &waker), Poll::Ready(Some(_))));
    assert!(poll(&events, &waker).is_pending());
    drop(emitter);
    assert_eq!(wakes.0.load(Ordering::SeqCst), 2);
    assert!(matches!(poll(&events, &waker), Poll::Ready(None)));
}

#[test]
fn a_task_misses_no_wake_up_while_another_thread_emits() {
    const EVENTS: u32 = 200_000;
    let emitter = Emitter::new();
    let overflow = OverflowPolicy::Block { timeout: Duration::from_secs(60) };
    let events = emitter.subscribe(ChannelOptions::new(2).overflow(overflow));
    let emitting = thread::spawn(move || emit(&emitter, 0..EVENTS));
    let mut received = 0;
    block_on(async {
        while events.recv_async().await.is_ok() {
            received += 1;
        }
    });
    assert_eq!(emitting.join().unwrap(), (EVENTS, 0));
    assert_eq!(received, EVENTS);
}

/// The smallest runtime there is: it parks the thread until it is woken.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(thread::Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut future = std::pin::pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        thread::park();
    }
}
