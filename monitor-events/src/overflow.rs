//! What a bounded subscription does with an event when it is full.

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
