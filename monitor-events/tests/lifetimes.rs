//! When a registration ends, who is told, and what is dropped where.

#![expect(clippy::disallowed_methods, reason = "a handler that is still running needs a thread")]

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::Duration;

use monitor_core::{EventKind, JobEvent};
use monitor_events::{ChannelOptions, Emitter, EmitterLimits, Error, Subscription};

const LONG: Duration = Duration::from_secs(60);

#[test]
fn a_dropped_subscription_is_not_called_any_more() {
    let emitter = Emitter::new();
    let subscription = emitter.on(EventKind::JobStarted, |_| panic!("called after the end"));
    drop(subscription);
    assert_eq!(emitter.emit(JobEvent::started("a")).panicked, 0);
    assert_eq!(emitter.stats().subscriptions, 0);
}

#[test]
fn a_detached_subscription_lives_as_long_as_its_emitter() {
    let emitter = Emitter::new();
    let alive = Arc::new(());
    let held = Arc::clone(&alive);
    emitter.on(EventKind::JobStarted, move |_| drop(Arc::clone(&held))).detach();
    assert_eq!(emitter.emit(JobEvent::started("a")).handled, 1);
    assert_eq!(Arc::strong_count(&alive), 2);
    drop(emitter);
    assert_eq!(Arc::strong_count(&alive), 1);
}

#[test]
fn what_a_handler_holds_is_dropped_when_its_subscription_ends() {
    let emitter = Emitter::new();
    let held = Arc::new(());
    let inside = Arc::clone(&held);
    let subscription = emitter.on_any(move |_| drop(Arc::clone(&inside)));
    emitter.emit(JobEvent::started("a"));
    drop(subscription);
    assert_eq!(Arc::strong_count(&held), 1);
}

#[test]
fn once_is_called_once_and_frees_what_it_holds() {
    let emitter = Emitter::new();
    let held = Arc::new(AtomicUsize::new(0));
    let inside = Arc::clone(&held);
    let subscription = emitter.once(EventKind::JobStarted, move |_| {
        inside.fetch_add(1, Ordering::SeqCst);
    });
    emitter.emit(JobEvent::started("a"));
    emitter.emit(JobEvent::started("b"));
    assert_eq!((held.load(Ordering::SeqCst), Arc::strong_count(&held)), (1, 1));
    assert_eq!(emitter.stats().subscriptions, 0);
    assert!(!subscription.unsubscribe());
}

#[test]
fn once_may_register_and_emit_from_inside() {
    let emitter = Emitter::new();
    let (handle, again) = (emitter.clone(), Arc::new(Mutex::new(Vec::new())));
    let kept = Arc::clone(&again);
    let _first = emitter.once(EventKind::JobStarted, move |_| {
        kept.lock().unwrap().push(handle.once(EventKind::JobStarted, |_| {}));
        handle.emit(JobEvent::started("nested"));
    });
    emitter.emit(JobEvent::started("a"));
    assert_eq!(emitter.stats().subscriptions, 0);
}

#[test]
fn unsubscribe_and_wait_returns_when_the_running_handler_has_ended() {
    let emitter = Emitter::new();
    let (entered, has_entered) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let done = Arc::new(AtomicUsize::new(0));
    let finished = Arc::clone(&done);
    let subscription = emitter.on(EventKind::JobStarted, move |_| {
        entered.send(()).unwrap();
        may_go_on.lock().unwrap().recv().unwrap();
        finished.store(1, Ordering::SeqCst);
    });
    let emitting = thread::spawn({
        let emitter = emitter.clone();
        move || emitter.emit(JobEvent::started("a"))
    });
    has_entered.recv().unwrap();
    let releasing = thread::spawn(move || go_on.send(()).unwrap());
    subscription.unsubscribe_and_wait(LONG).unwrap();
    assert_eq!(done.load(Ordering::SeqCst), 1);
    releasing.join().unwrap();
    assert_eq!(emitting.join().unwrap().handled, 1);
}

#[test]
fn unsubscribe_and_wait_gives_up_at_the_end_of_its_time() {
    let emitter = Emitter::new();
    let (entered, has_entered) = mpsc::channel();
    let (go_on, may_go_on) = mpsc::channel::<()>();
    let may_go_on = Mutex::new(may_go_on);
    let subscription = emitter.on(EventKind::JobStarted, move |_| {
        entered.send(()).unwrap();
        may_go_on.lock().unwrap().recv().unwrap();
    });
    let emitting = thread::spawn(move || emitter.emit(JobEvent::started("a")));
    has_entered.recv().unwrap();
    let waited = subscription.unsubscribe_and_wait(Duration::from_millis(1));
    assert_eq!(waited, Err(Error::StillRunning));
    go_on.send(()).unwrap();
    emitting.join().unwrap();
}

#[test]
fn a_handler_that_waits_for_its_own_end_gets_an_error_and_no_deadlock() {
    let emitter = Emitter::new();
    let own: Arc<Mutex<Option<Subscription>>> = Arc::default();
    let answer = Arc::new(Mutex::new(None));
    let (waiting, said) = (Arc::clone(&own), Arc::clone(&answer));
    *own.lock().unwrap() = Some(emitter.on(EventKind::JobStarted, move |_| {
        let subscription = waiting.lock().unwrap().take();
        *said.lock().unwrap() = subscription.map(|own| own.unsubscribe_and_wait(LONG));
    }));
    emitter.emit(JobEvent::started("a"));
    assert_eq!(*answer.lock().unwrap(), Some(Err(Error::InsideHandler)));
    assert_eq!(emitter.emit(JobEvent::started("b")).handled, 0);
}

#[test]
fn a_registration_beyond_the_bound_is_refused_and_counted() {
    let mut limits = EmitterLimits::default();
    limits.subscriptions = 1;
    let emitter: Emitter = Emitter::with(limits);
    let _kept = emitter.on(EventKind::JobStarted, |_| {});
    let refused = emitter.subscribe(ChannelOptions::new(1));
    assert_eq!(emitter.emit(JobEvent::started("a")).queued, 0);
    assert_eq!(emitter.stats().refused, 1);
    assert_eq!(refused.recv(), Err(Error::Closed));
}

#[test]
fn a_subscription_outlives_its_emitter_without_harm() {
    let emitter = Emitter::new();
    let subscription = emitter.on_any(|_| {});
    drop(emitter);
    assert!(!subscription.unsubscribe());
}

#[test]
fn a_once_that_has_been_called_has_ended_for_later_handlers_of_the_same_event() {
    let emitter = Emitter::new();
    let once = Mutex::new(Some(emitter.once(EventKind::JobStarted, |_| {})));
    let answer = Arc::new(Mutex::new(None));
    let said = Arc::clone(&answer);
    let _later = emitter.on(EventKind::JobStarted, move |_| {
        *said.lock().unwrap() = once.lock().unwrap().take().map(Subscription::unsubscribe);
    });
    emitter.emit(JobEvent::started("a"));
    assert_eq!(*answer.lock().unwrap(), Some(false));
}

#[test]
fn a_thread_may_emit_into_handlers_that_emit_while_it_ends() {
    struct Emits(Emitter);
    impl Drop for Emits {
        fn drop(&mut self) {
            self.0.emit(JobEvent::started("late"));
        }
    }
    thread_local! {
        static LAST_WORD: std::cell::RefCell<Option<Emits>> = const { std::cell::RefCell::new(None) };
    }
    let emitter = Emitter::new();
    let (handle, handled) = (emitter.clone(), Arc::new(AtomicUsize::new(0)));
    let counting = Arc::clone(&handled);
    let _nesting = emitter.on(EventKind::JobStarted, move |_| {
        handle.emit(JobEvent::queued("nested"));
        counting.fetch_add(1, Ordering::SeqCst);
    });
    let _nested = emitter.on(EventKind::JobQueued, |_| {});
    let last = emitter.clone();
    let thread = thread::spawn(move || {
        LAST_WORD.set(Some(Emits(last.clone())));
        last.emit(JobEvent::started("first"));
    });
    thread.join().unwrap();
    assert_eq!((handled.load(Ordering::SeqCst), emitter.stats().panicked), (2, 0));
}
