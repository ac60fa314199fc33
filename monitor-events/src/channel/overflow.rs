//! Overflow: what a bounded subscription does with an event when its queue is full.

use std::time::Duration;

/// What a bounded subscription does with an event when it is full.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
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
pub(crate) trait Queue<T> {
    /// Puts `item` in, or gives it back if there is no room; `None` if nobody will take it out.
    fn try_push(&self, item: T) -> Result<(), Option<T>>;

    /// As [`Queue::try_push`], after waiting up to `timeout` for room.
    fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), Option<T>>;

    /// Takes the oldest item out.
    fn try_pop(&self) -> Option<T>;
}

/// What became of one item.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Pushed {
    pub(crate) queued: bool,
    pub(crate) dropped: u32,
}

/// Puts `item` in by the rule of `overflow`.
#[inline]
pub(crate) fn push<T>(queue: &impl Queue<T>, item: T, overflow: Overflow) -> Pushed {
    let refused = match queue.try_push(item) {
        Ok(()) => return Pushed { queued: true, dropped: 0 },
        Err(None) => return Pushed { queued: false, dropped: 0 },
        Err(Some(item)) => item,
    };
    match overflow {
        Overflow::DropNewest => Pushed { queued: false, dropped: 1 },
        Overflow::DropOldest => push_over(queue, refused),
        Overflow::Block { timeout } => match queue.push_timeout(refused, timeout) {
            Ok(()) => Pushed { queued: true, dropped: 0 },
            Err(refused) => Pushed { queued: false, dropped: u32::from(refused.is_some()) },
        },
    }
}

#[inline]
fn push_over<T>(queue: &impl Queue<T>, mut item: T) -> Pushed {
    let mut dropped = 0;
    loop {
        // The consumer may have been quicker, then there is room without a loss.
        dropped += u32::from(queue.try_pop().is_some());
        match queue.try_push(item) {
            Ok(()) => return Pushed { queued: true, dropped },
            Err(None) => return Pushed { queued: false, dropped },
            Err(Some(refused)) => item = refused,
        }
    }
}
