//! Overflow: what a bounded subscription does with an event when its queue is full.

use std::time::Duration;

/// What a bounded subscription does with an event when it is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OverflowPolicy {
    /// Gives up the oldest event that it holds. A slow consumer sees the latest.
    #[default]
    DropOldest,
    /// Gives up the new event. A slow consumer sees the first.
    DropNewest,
    /// Holds up whoever emits until there is room, for `timeout` at the most; then gives up the
    /// new event. Emitting from the thread that also receives, or on a thread that an async
    /// runtime needs, costs that time for nothing.
    Block {
        /// How long to hold up whoever emits, for each event.
        timeout: Duration,
    },
}

/// A bounded queue, as small as the rules of overflow need it. The real one is crossbeam's; a
/// simpler one stands in where interleavings are checked.
pub(crate) trait BoundedQueue<T> {
    /// Puts `item` in, or gives it back if there is no room; `None` if nobody will take it out.
    fn try_push(&self, item: T) -> Result<(), Option<T>>;

    /// As [`BoundedQueue::try_push`], after waiting up to `timeout` for room.
    fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), Option<T>>;

    /// Takes the oldest item out.
    fn try_pop(&self) -> Option<T>;
}

/// What became of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PushOutcome {
    pub(crate) queued: bool,
    pub(crate) dropped: u32,
}

/// Puts `item` in by the rule of `overflow`.
#[inline]
pub(crate) fn push<T>(
    queue: &impl BoundedQueue<T>,
    item: T,
    overflow: OverflowPolicy,
) -> PushOutcome {
    let refused = match queue.try_push(item) {
        Ok(()) => return PushOutcome { queued: true, dropped: 0 },
        Err(None) => return PushOutcome { queued: false, dropped: 0 },
        Err(Some(item)) => item,
    };
    match overflow {
        OverflowPolicy::DropNewest => PushOutcome { queued: false, dropped: 1 },
        OverflowPolicy::DropOldest => push_over(queue, refused),
        OverflowPolicy::Block { timeout } => match queue.push_timeout(refused, timeout) {
            Ok(()) => PushOutcome { queued: true, dropped: 0 },
            Err(refused) => PushOutcome { queued: false, dropped: u32::from(refused.is_some()) },
        },
    }
}

#[inline]
fn push_over<T>(queue: &impl BoundedQueue<T>, mut item: T) -> PushOutcome {
    let mut dropped = 0;
    loop {
        // The consumer may have been quicker, then there is room without a loss.
        dropped += u32::from(queue.try_pop().is_some());
        match queue.try_push(item) {
            Ok(()) => return PushOutcome { queued: true, dropped },
            Err(None) => return PushOutcome { queued: false, dropped },
            Err(Some(refused)) => item = refused,
        }
    }
}
