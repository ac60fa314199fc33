//! Handlers that panic: isolated, counted, told, and never in anybody's way.

use std::sync::{Arc, Mutex};

use monitor_core::{EventKind, JobEvent};
use monitor_events::{ChannelOptions, Emitter};

/// Keeps the expected panics of these tests out of their output.
fn quietly<R>(test: impl FnOnce() -> R) -> R {
    static HOOK: Mutex<()> = Mutex::new(());
    let _one_at_a_time = HOOK.lock();
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let result = test();
    std::panic::set_hook(hook);
    result
}

#[test]
fn a_panicking_handler_does_not_stop_the_others_and_is_counted() {
    let emitter = Emitter::new();
    let bad = emitter.on(EventKind::JobStarted, |_| panic!("boom"));
    let ran = Arc::new(Mutex::new(0));
    let counting = Arc::clone(&ran);
    let _good = emitter.on(EventKind::JobStarted, move |_| *counting.lock().unwrap() += 1);
    let _also_bad = emitter.on_any(|_| panic!("bang"));
    let events = emitter.subscribe(ChannelOptions::new(8));
    let delivery = quietly(|| emitter.emit(JobEvent::started("a")));
    assert_eq!((delivery.handled, delivery.panicked, delivery.queued), (1, 2, 1));
    quietly(|| emitter.emit(JobEvent::started("b")));
    assert_eq!((*ran.lock().unwrap(), bad.panics(), emitter.stats().panicked), (2, 2, 4));
    assert_eq!(events.len(), 2);
}

#[test]
fn the_host_is_told_who_panicked_on_what_and_why() {
    let emitter = Emitter::new();
    let told = Arc::new(Mutex::new(Vec::new()));
    let telling = Arc::clone(&told);
    emitter.on_panic(move |panic| {
        let message = panic.message.map(str::to_owned);
        telling.lock().unwrap().push((panic.subscription, panic.kind, message));
    });
    let bad = emitter.on(EventKind::JobFailed, |_| panic!("job {}", 7));
    quietly(|| emitter.emit(JobEvent::failed("a", "x")));
    let expected = (bad.id(), EventKind::JobFailed, Some("job 7".to_owned()));
    assert_eq!(*told.lock().unwrap(), [expected]);
}

#[test]
fn a_panicking_panic_hook_harms_nobody() {
    let emitter = Emitter::new();
    emitter.on_panic(|_| panic!("in the hook"));
    let _bad = emitter.on(EventKind::JobFailed, |_| panic!("in the handler"));
    let delivery = quietly(|| emitter.emit(JobEvent::failed("a", "x")));
    assert_eq!(delivery.panicked, 1);
}

#[test]
fn a_handler_may_panic_while_events_that_it_emitted_wait() {
    let emitter = Emitter::new();
    let handle = emitter.clone();
    let _bad = emitter.on(EventKind::JobFailed, move |_| {
        handle.emit(JobEvent::queued("a"));
        panic!("after emitting");
    });
    let events = emitter.subscribe(ChannelOptions::new(8).kinds(EventKind::JobQueued));
    quietly(|| emitter.emit(JobEvent::failed("a", "x")));
    assert_eq!(events.len(), 1);
    assert!(!emitter.emit(JobEvent::queued("b")).deferred);
}

struct PanicsWhenDropped;

impl Drop for PanicsWhenDropped {
    fn drop(&mut self) {
        panic!("dropped");
    }
}

#[test]
fn a_handler_whose_destructor_panics_can_be_removed() {
    let emitter = Emitter::new();
    let held = PanicsWhenDropped;
    let subscription = emitter.on_any(move |_| {
        let _ = &held;
    });
    assert!(quietly(|| subscription.unsubscribe()));
    assert_eq!(emitter.emit(JobEvent::queued("a")).handled, 0);
}

#[test]
fn a_panic_payload_whose_destructor_panics_does_not_escape() {
    let emitter = Emitter::new();
    let _bad = emitter.on_any(|_| std::panic::panic_any(PanicsWhenDropped));
    let delivery = quietly(|| emitter.emit(JobEvent::queued("a")));
    assert_eq!(delivery.panicked, 1);
}

#[test]
fn a_panicking_once_is_spent() {
    let emitter = Emitter::new();
    let once = emitter.once(EventKind::JobQueued, |_| panic!("boom"));
    quietly(|| emitter.emit(JobEvent::queued("a")));
    assert_eq!(emitter.emit(JobEvent::queued("b")).panicked, 0);
    assert_eq!((once.panics(), emitter.stats().subscriptions), (1, 0));
}

#[test]
fn a_panicking_filter_counts_as_a_panic_of_its_subscription() {
    let emitter = Emitter::new();
    let events = emitter.subscribe(ChannelOptions::new(8).filter(|_| panic!("in the filter")));
    let delivery = quietly(|| emitter.emit(JobEvent::queued("a")));
    assert_eq!((delivery.panicked, delivery.queued), (1, 0));
    assert_eq!(events.subscription().panics(), 1);
}
