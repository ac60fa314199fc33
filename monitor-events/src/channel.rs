//! The queue of every bounded subscription: a crossbeam channel.

use std::time::Duration;

use crossbeam_channel::{Receiver, SendTimeoutError, Sender, TrySendError};

use crate::queue::Queue;

/// Both ends of a crossbeam channel: to give up the oldest item takes the receiving end.
pub(crate) struct Channel<T> {
    pub(crate) sender: Sender<T>,
    /// Only where the oldest may have to go: a blocked sender must see that the consumer went.
    pub(crate) receiver: Option<Receiver<T>>,
}

impl<T> Queue<T> for Channel<T> {
    #[inline]
    fn try_push(&self, item: T) -> Result<(), Option<T>> {
        self.sender.try_send(item).map_err(|refused| match refused {
            TrySendError::Full(item) => Some(item),
            TrySendError::Disconnected(_) => None,
        })
    }

    fn push_timeout(&self, item: T, timeout: Duration) -> Result<(), Option<T>> {
        self.sender.send_timeout(item, timeout).map_err(|refused| match refused {
            SendTimeoutError::Timeout(item) => Some(item),
            SendTimeoutError::Disconnected(_) => None,
        })
    }

    #[inline]
    fn try_pop(&self) -> Option<T> {
        self.receiver.as_ref()?.try_recv().ok()
    }
}
