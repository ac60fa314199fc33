//! What can go wrong with a subscription.

/// An error of `monitor-events`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// A handler is still running at the end of the time that the caller was ready to wait. It
    /// will not be called again.
    #[error("handler is still running; it will not be called again")]
    StillRunning,

    /// The caller wants a handler to wait for its own end.
    #[error("handler cannot wait for its own end; it will not be called again")]
    InsideHandler,

    /// The emitter and the subscription are gone, and everything that was queued has been received.
    #[error("subscription closed: no more events will come")]
    Closed,

    /// Nothing is queued.
    #[error("queue is empty")]
    Empty,

    /// Nothing came in the time that the caller was ready to wait.
    #[error("timed out waiting for an event")]
    Timeout,
}
