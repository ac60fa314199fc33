//! What this thread is in the middle of: events that handlers emit wait here for the current one.

use std::any::Any;
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;

use crate::sync::per_thread;

/// One emitter that is in the middle of an event on this thread, and what waits for the end of it.
struct EmitFrame {
    emitter: usize,
    events: VecDeque<Box<dyn Any>>,
}

per_thread! {
    // The emitter whose handlers run on this thread just now (the innermost), by address; 0 for none.
    static CURRENT: Cell<usize> = Cell::new(0);
}
per_thread! {
    // How many events wait on this thread, all emitters together.
    static WAITING: Cell<usize> = Cell::new(0);
}
per_thread! {
    // The emitters around the innermost.
    static OUTER: RefCell<Vec<usize>> = RefCell::new(Vec::new());
}
per_thread! {
    static QUEUES: RefCell<Vec<EmitFrame>> = RefCell::new(Vec::new());
}
per_thread! {
    // The emitters whose async handlers are being polled on this thread.
    static POLLING: RefCell<Vec<usize>> = RefCell::new(Vec::new());
}

/// Marks an emitter as in the middle of an event on this thread, until it is dropped.
pub(crate) struct EmitGuard {
    outer: usize,
}

/// Enters `emitter`, or `None` if this thread is inside it already.
#[inline]
pub(crate) fn enter(emitter: usize) -> Option<EmitGuard> {
    let outer = CURRENT.with(Cell::get);
    if outer != 0 && !enter_further(emitter, outer) {
        return None;
    }
    CURRENT.with(|current| current.set(emitter));
    Some(EmitGuard { outer })
}

#[cold]
fn enter_further(emitter: usize, current: usize) -> bool {
    let free = OUTER.try_with(|outer| {
        let mut outer = outer.borrow_mut();
        let free = current != emitter && !outer.contains(&emitter);
        if free {
            outer.push(current);
        }
        free
    });
    free.unwrap_or(false)
}

impl Drop for EmitGuard {
    #[inline]
    fn drop(&mut self) {
        CURRENT.with(|current| current.set(self.outer));
        if self.outer != 0 {
            let _ = OUTER.try_with(|outer| outer.borrow_mut().pop());
        }
    }
}

/// Whether a handler of `emitter` is running on this thread.
pub(crate) fn is_inside(emitter: usize) -> bool {
    CURRENT.with(Cell::get) == emitter
        || OUTER.try_with(|outer| outer.borrow().contains(&emitter)).unwrap_or(false)
        || POLLING.try_with(|polling| polling.borrow().contains(&emitter)).unwrap_or(false)
}

/// Puts an event behind the one that `emitter` is in the middle of; gives it back if `limit`
/// already wait.
pub(crate) fn queue_event(
    emitter: usize,
    event: Box<dyn Any>,
    limit: usize,
) -> Result<(), Box<dyn Any>> {
    let mut event = Some(event);
    let _ = QUEUES.try_with(|queues| {
        let mut queues = queues.borrow_mut();
        let index = queues.iter().position(|waiting| waiting.emitter == emitter);
        let index = index.unwrap_or_else(|| {
            queues.push(EmitFrame { emitter, events: VecDeque::new() });
            queues.len() - 1
        });
        let events = &mut queues[index].events;
        if events.len() < limit
            && let Some(event) = event.take()
        {
            events.push_back(event);
            WAITING.with(|waiting| waiting.set(waiting.get() + 1));
        }
    });
    event.map_or(Ok(()), Err)
}

/// Whether an event waits on this thread, for whichever emitter.
#[inline]
pub(crate) fn has_waiting() -> bool {
    WAITING.with(Cell::get) > 0
}

/// The next event that waits for `emitter`.
pub(crate) fn next_waiting(emitter: usize) -> Option<Box<dyn Any>> {
    let next = QUEUES.try_with(|queues| {
        let mut queues = queues.borrow_mut();
        let index = queues.iter().position(|waiting| waiting.emitter == emitter)?;
        let event = queues[index].events.pop_front();
        if event.is_some() {
            WAITING.with(|waiting| waiting.set(waiting.get() - 1));
        } else {
            queues.swap_remove(index);
        }
        event
    });
    next.ok()?
}

/// Runs `poll` with the note that async handlers of `emitter` are being polled.
pub(crate) fn while_polling<R>(emitter: usize, poll: impl FnOnce() -> R) -> R {
    struct PollingGuard;
    impl Drop for PollingGuard {
        fn drop(&mut self) {
            let _ = POLLING.try_with(|polling| polling.borrow_mut().pop());
        }
    }
    let _ = POLLING.try_with(|polling| polling.borrow_mut().push(emitter));
    let _leave = PollingGuard;
    poll()
}
