//! What became of one emitted event.

/// What became of one emitted event, as far as it is known when `emit` returns.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Delivery {
    /// Handlers and observers that have run; with `emit_async` also the async ones.
    pub handled: u32,
    /// Bounded subscriptions that took it.
    pub queued: u32,
    /// Events that bounded subscriptions gave up for it, this one or older ones; or this one, if it
    /// was emitted inside a handler and too many waited already.
    pub dropped: u32,
    /// Handlers that panicked.
    pub panicked: u32,
    /// Async handlers that `emit` cannot run; `emit_async` does.
    pub unreached: u32,
    /// Whether it waits until the event that is being delivered on this thread has been: it was
    /// emitted from inside a handler. The other figures are zero then.
    pub deferred: bool,
}
