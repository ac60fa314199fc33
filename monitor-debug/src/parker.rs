//! Blocks a thread on something that wakes a waker.

use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use crate::sync::{Condvar, Mutex, lock, wait_until};

#[derive(Debug, Default)]
struct Parker {
    woken: Mutex<bool>,
    condvar: Condvar,
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        *lock(&self.woken) = true;
        self.condvar.notify_one();
    }
}

/// Polls until there is something. It gives up when nobody has woken it for `patience`.
pub(crate) fn block_on<T>(
    patience: Duration,
    mut poll: impl FnMut(&mut Context<'_>) -> Poll<T>,
) -> Option<T> {
    let parker = Arc::new(Parker::default());
    let waker = Waker::from(Arc::clone(&parker));
    let mut context = Context::from_waker(&waker);
    loop {
        if let Poll::Ready(ready) = poll(&mut context) {
            return Some(ready);
        }
        let woken = lock(&parker.woken);
        let mut woken = wait_until(&parker.condvar, woken, patience, |woken| *woken);
        if !std::mem::take(&mut *woken) {
            return None;
        }
    }
}
