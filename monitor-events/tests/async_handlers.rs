//! Async handlers, on tokio and on no runtime at all.

#![expect(clippy::unwrap_used, reason = "what fails here fails the test")]

use std::future::Future;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use monitor_core::{Event, EventKind, JobEvent};
use monitor_events::{ChannelOptions, EmitOutcome, Emitter, Error, Subscription};
use tokio::sync::{Barrier, Notify, oneshot};

type Log = Arc<Mutex<Vec<&'static str>>>;

/// Polls once, with a waker that does nothing.
fn poll_once<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

fn noting(log: &Log, word: &'static str) -> impl Fn(Arc<Event>) -> std::future::Ready<()> + use<> {
    let log = Arc::clone(log);
    move |_| {
        log.lock().unwrap().push(word);
        std::future::ready(())
    }
}

#[test]
fn async_handlers_run_without_any_runtime_after_everything_else_in_order() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let _last = emitter.on_any_async(noting(&log, "any"));
    let _async = emitter.on_async(EventKind::JobStarted, noting(&log, "specific"));
    let sync = Arc::clone(&log);
    let _sync = emitter.on_any(move |_| sync.lock().unwrap().push("sync"));
    let mut emitting = pin!(emitter.emit_async(JobEvent::started("a")));
    assert_eq!(*log.lock().unwrap(), ["sync"], "what is not async does not wait for a poll");
    let Poll::Ready(delivery) = poll_once(emitting.as_mut()) else { panic!("nothing is pending") };
    assert_eq!((delivery.handled, delivery.unreached), (3, 0));
    assert_eq!(emitter.stats().unreached, 0);
    assert_eq!(*log.lock().unwrap(), ["sync", "specific", "any"]);
}

#[test]
fn emit_says_that_it_cannot_reach_async_handlers() {
    let emitter = Emitter::new();
    let _async = emitter.on_async(EventKind::JobStarted, |_| async { panic!("not reached") });
    assert_eq!(emitter.emit(JobEvent::started("a")).unreached, 1);
    assert_eq!(emitter.stats().unreached, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn async_handlers_of_one_event_run_side_by_side() {
    let emitter = Emitter::new();
    let barrier = Arc::new(Barrier::new(3));
    let subscriptions: Vec<Subscription> = (0..3)
        .map(|_| {
            let barrier = Arc::clone(&barrier);
            emitter.on_async(EventKind::JobStarted, move |_| {
                let barrier = Arc::clone(&barrier);
                async move {
                    barrier.wait().await;
                }
            })
        })
        .collect();
    let delivery = emitter.emit_async(JobEvent::started("a")).await;
    assert_eq!(delivery.handled, 3);
    drop(subscriptions);
}

#[tokio::test]
async fn the_future_waits_for_the_slowest_handler_and_can_be_spawned() {
    let emitter = Emitter::new();
    let (slow, done) = (Arc::new(Notify::new()), Log::default());
    let (waiting, log) = (Arc::clone(&slow), Arc::clone(&done));
    let _slow = emitter.on_async(EventKind::JobStarted, move |_| {
        let (waiting, log) = (Arc::clone(&waiting), Arc::clone(&log));
        async move {
            waiting.notified().await;
            log.lock().unwrap().push("slow");
        }
    });
    let _fast = emitter.on_async(EventKind::JobStarted, noting(&done, "fast"));
    let emitting = tokio::spawn(emitter.emit_async(JobEvent::started("a")));
    slow.notify_one();
    assert_eq!(emitting.await.unwrap().handled, 2);
    assert!(done.lock().unwrap().contains(&"slow"));
}

#[tokio::test]
async fn a_panicking_async_handler_is_isolated_and_counted_before_and_after_it_waits() {
    std::panic::set_hook(Box::new(|_| {}));
    let (emitter, log) = (Emitter::new(), Log::default());
    let at_once = emitter.on_async(EventKind::JobStarted, |_| async { panic!("at once") });
    let later = emitter.on_async(EventKind::JobStarted, |_| async {
        tokio::task::yield_now().await;
        panic!("later");
    });
    let making = emitter
        .on_async(EventKind::JobStarted, |_| -> std::future::Ready<()> { panic!("making it") });
    let _good = emitter.on_async(EventKind::JobStarted, noting(&log, "good"));
    let delivery = emitter.emit_async(JobEvent::started("a")).await;
    assert_eq!((delivery.handled, delivery.panicked), (1, 3));
    assert_eq!([at_once.panics(), later.panics(), making.panics()], [1, 1, 1]);
    assert_eq!(emitter.stats().panicked, 3);
}

#[test]
fn dropping_the_future_drops_the_handlers_where_they_are() {
    let emitter = Emitter::new();
    let (sender, mut receiver) = oneshot::channel::<()>();
    let sender = Mutex::new(Some(sender));
    let _stuck = emitter.on_async(EventKind::JobStarted, move |_| {
        let sender = sender.lock().unwrap().take();
        async move {
            std::future::pending::<()>().await;
            drop(sender);
        }
    });
    {
        let mut emitting = pin!(emitter.emit_async(JobEvent::started("a")));
        assert!(poll_once(emitting.as_mut()).is_pending());
        assert_eq!(receiver.try_recv(), Err(oneshot::error::TryRecvError::Empty));
    }
    assert_eq!(receiver.try_recv(), Err(oneshot::error::TryRecvError::Closed));
}

#[test]
fn an_async_handler_that_is_removed_before_the_first_poll_is_not_begun() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let subscription = emitter.on_async(EventKind::JobStarted, noting(&log, "begun"));
    let mut emitting = pin!(emitter.emit_async(JobEvent::started("a")));
    drop(subscription);
    assert_eq!(poll_once(emitting.as_mut()), Poll::Ready(EmitOutcome::default()));
    assert!(log.lock().unwrap().is_empty());
}

#[test]
fn an_async_handler_that_waits_for_its_own_end_gets_an_error() {
    let emitter = Emitter::new();
    let own: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let answer = Arc::new(Mutex::new(None));
    let (waiting, said) = (Arc::clone(&own), Arc::clone(&answer));
    *own.lock().unwrap() = Some(emitter.on_async(EventKind::JobStarted, move |_| {
        let own = waiting.lock().unwrap().take();
        let ended = own.map(|own| own.unsubscribe_and_wait(std::time::Duration::from_secs(60)));
        *said.lock().unwrap() = ended;
        std::future::ready(())
    }));
    assert!(poll_once(pin!(emitter.emit_async(JobEvent::started("a")))).is_ready());
    assert_eq!(*answer.lock().unwrap(), Some(Err(Error::InsideHandler)));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_subscription_feeds_a_task_until_the_emitter_is_gone() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(1_000));
    let consumer = tokio::spawn(async move {
        let mut received = 0;
        while events.recv_async().await.is_ok() {
            received += 1;
        }
        received
    });
    for number in 0..1_000 {
        emitter.emit(JobEvent::queued(number.to_string()));
        tokio::task::yield_now().await;
    }
    drop(emitter);
    assert_eq!(consumer.await.unwrap(), 1_000);
}

#[test]
fn a_future_whose_destructor_panics_stops_no_other() {
    struct PanicsWhenDropped;
    impl Drop for PanicsWhenDropped {
        fn drop(&mut self) {
            std::panic::resume_unwind(Box::new(()));
        }
    }
    impl Future for PanicsWhenDropped {
        type Output = ();
        fn poll(self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            if POLLED.swap(true, std::sync::atomic::Ordering::SeqCst) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }
    }
    static POLLED: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);
    let (emitter, log) = (Emitter::new(), Log::default());
    let _bad = emitter.on_async(EventKind::JobStarted, |_| PanicsWhenDropped);
    let noted = Arc::clone(&log);
    let _good = emitter.on_async(EventKind::JobStarted, move |_| {
        let log = Arc::clone(&noted);
        async move {
            tokio::task::yield_now().await;
            log.lock().unwrap().push("good");
        }
    });
    let mut emitting = pin!(emitter.emit_async(JobEvent::started("a")));
    assert!(poll_once(emitting.as_mut()).is_pending());
    assert!(poll_once(emitting.as_mut()).is_ready());
    assert_eq!(*log.lock().unwrap(), ["good"]);
}

#[test]
fn an_async_emit_inside_a_handler_reaches_its_async_handlers_and_counts_them_as_reached() {
    let (emitter, log) = (Emitter::new(), Log::default());
    let _async = emitter.on_async(EventKind::JobQueued, noting(&log, "async"));
    let (handle, sync) = (emitter.clone(), Arc::clone(&log));
    let _sync = emitter.on(EventKind::JobQueued, move |_| sync.lock().unwrap().push("sync"));
    let _nesting = emitter.on(EventKind::JobFailed, move |_| {
        let mut emitting = pin!(handle.emit_async(JobEvent::queued("a")));
        assert!(poll_once(emitting.as_mut()).is_ready());
    });
    emitter.emit(JobEvent::failed("a", "x"));
    assert_eq!(*log.lock().unwrap(), ["async", "sync"]);
    assert_eq!(emitter.stats().unreached, 0);
}
