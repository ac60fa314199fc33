//! Doing an operation many times, on one thread or on two, and taking the time.

use std::hint::spin_loop;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Does `operation` `count` times.
pub(crate) fn serial(count: u64, mut operation: impl FnMut()) -> Duration {
    let started = Instant::now();
    for _ in 0..count {
        operation();
    }
    started.elapsed()
}

/// Does `operation` `count` times, half of them on each of two threads that begin together. It is
/// given a number that says which turn it is: even ones on the first thread, odd ones on the other.
pub(crate) fn alternating(count: u64, operation: impl Fn(u64) + Sync) -> Duration {
    let ready = AtomicU32::new(0);
    let half = |first: u64| {
        // What a thread sets up on its first call is not part of the time.
        operation(first);
        ready.fetch_add(1, Ordering::AcqRel);
        while ready.load(Ordering::Acquire) < 2 {
            spin_loop();
        }
        let started = Instant::now();
        for turn in 0..count.div_ceil(2) {
            operation(turn * 2 + first);
        }
        (started, Instant::now())
    };
    let (one, other) = thread::scope(|scope| {
        let one = scope.spawn(|| half(0));
        let other = scope.spawn(|| half(1));
        (one.join(), other.join())
    });
    match (one, other) {
        (Ok(one), Ok(other)) => one.1.max(other.1) - one.0.min(other.0),
        (Err(panic), _) | (_, Err(panic)) => std::panic::resume_unwind(panic),
    }
}
