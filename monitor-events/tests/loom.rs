//! Every interleaving of two threads: registering beside emitting, and ending beside emitting.
//! Run with `RUSTFLAGS="--cfg monitor_loom" cargo test --release -p monitor-events --test loom`.
#![cfg(monitor_loom)]

use std::sync::Arc;
use std::time::Duration;

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;
use monitor_core::{KindIndex, TypedEvent};
use monitor_events::{Emitter, EmitterLimits};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Only;

impl KindIndex for Only {
    const ALL: &'static [Self] = &[Only];

    fn index(self) -> usize {
        0
    }
}

impl TypedEvent for Only {
    type Kind = Self;

    fn kind(&self) -> Self {
        *self
    }
}

fn emitter() -> Emitter<Only> {
    Emitter::with(EmitterLimits::default())
}

#[test]
fn a_handler_that_has_been_waited_for_is_never_called_again() {
    loom::model(|| {
        let emitter = emitter();
        let ended = Arc::new(AtomicUsize::new(0));
        let late = Arc::new(AtomicUsize::new(0));
        let (is_ended, count) = (Arc::clone(&ended), Arc::clone(&late));
        let subscription = emitter.on(Only, move |_| {
            count.fetch_add(is_ended.load(Ordering::SeqCst), Ordering::SeqCst);
        });
        let handle = emitter.clone();
        let emitting = thread::spawn(move || handle.emit(Only));
        subscription.unsubscribe_and_wait(Duration::from_secs(1)).unwrap();
        ended.store(1, Ordering::SeqCst);
        emitting.join().unwrap();
        assert_eq!(late.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn an_emit_after_a_registration_reaches_it_while_another_thread_registers() {
    loom::model(|| {
        let emitter = emitter();
        let handle = emitter.clone();
        let other = thread::spawn(move || handle.on(Only, |_| {}));
        let own = emitter.on(Only, |_| {});
        let reached = emitter.emit(Only).handled;
        assert!((1..=2).contains(&reached), "reached {reached}");
        let other = other.join().unwrap();
        assert_eq!(emitter.emit(Only).handled, 2);
        drop(own);
        assert_eq!(emitter.emit(Only).handled, 1);
        drop(other);
        assert_eq!(emitter.emit(Only).handled, 0);
    });
}

#[test]
fn once_fires_exactly_once_for_two_emitting_threads() {
    loom::model(|| {
        let emitter = emitter();
        let fired = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&fired);
        let _once = emitter.once(Only, move |_| {
            count.fetch_add(1, Ordering::SeqCst);
        });
        let handle = emitter.clone();
        let emitting = thread::spawn(move || handle.emit(Only).handled);
        let here = emitter.emit(Only).handled;
        assert_eq!(here + emitting.join().unwrap(), 1);
        assert_eq!(fired.load(Ordering::SeqCst), 1);
    });
}
