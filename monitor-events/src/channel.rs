//! Bounded subscriptions: events that wait in a channel until their consumer takes them.

mod overflow;

pub use overflow::OverflowPolicy;

use std::fmt;
use std::future::poll_fn;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use crossbeam_channel::{
    Receiver, RecvTimeoutError, SendTimeoutError, Sender, TryRecvError, TrySendError, bounded,
};
use monitor_core::{KindSet, NonPoisonMutex, TypedEvent};

use crate::error::Error;
use crate::handler::{EmitOutcome, EventTarget};
use crate::subscription::{RegistrationHead, Subscription};
use crate::sync::{AtomicBool, AtomicU64, Ordering};
use overflow::{BoundedQueue, PushOutcome, push};

/// The largest capacity of a queue.
const MOST_EVENTS: usize = 1 << 24;

/// How many tasks may wait for one queue. One more wakes all, of which those that still wait ask
/// again, and those that are gone do not.
const MOST_WAKERS: usize = 64;

type EventFilter<E> = Box<dyn Fn(&E) -> bool + Send + Sync>;

/// How a bounded subscription is to be: which events, how many, and what then.
///
/// ```
/// use monitor_core::{EventKind, JobEvent};
/// use monitor_events::{ChannelOptions, Emitter, OverflowPolicy};
///
/// let emitter = Emitter::new();
/// let events = emitter.subscribe(
///     ChannelOptions::new(2).kinds(EventKind::JOBS).overflow(OverflowPolicy::DropOldest),
/// );
/// for n in 1..=3 {
///     emitter.emit(JobEvent::created(format!("job-{n}")));
/// }
/// assert_eq!(events.dropped(), 1);
/// let ids: Vec<_> = events.try_iter().map(|event| event.job_id().unwrap().to_string()).collect();
/// assert_eq!(ids, ["job-2", "job-3"]);
/// ```
#[must_use]
pub struct ChannelOptions<E: TypedEvent> {
    pub(crate) kinds: KindSet<E::Kind>,
    capacity: usize,
    overflow: OverflowPolicy,
    filter: Option<EventFilter<E>>,
}

impl<E: TypedEvent> ChannelOptions<E> {
    /// Every event, `capacity` of them at a time (from one to 16,777,216, allocated at once); the
    /// oldest go first.
    pub fn new(capacity: usize) -> Self {
        Self {
            kinds: KindSet::all(),
            capacity: capacity.clamp(1, MOST_EVENTS),
            overflow: OverflowPolicy::default(),
            filter: None,
        }
    }

    /// Only events of these kinds.
    pub fn kinds(mut self, kinds: impl Into<KindSet<E::Kind>>) -> Self {
        self.kinds = kinds.into();
        self
    }

    /// What to do when it is full.
    pub fn overflow(mut self, overflow: OverflowPolicy) -> Self {
        self.overflow = overflow;
        self
    }

    /// Only events for which `filter` is true. It is called on the emitting thread.
    pub fn filter(mut self, filter: impl Fn(&E) -> bool + Send + Sync + 'static) -> Self {
        self.filter = Some(Box::new(filter));
        self
    }

    pub(crate) fn open(
        self,
        head: RegistrationHead,
    ) -> (Arc<ChannelTarget<E>>, Arc<ChannelState>, Receiver<Arc<E>>) {
        let (sender, receiver) = bounded(self.capacity);
        let shared = Arc::new(ChannelState {
            dropped: AtomicU64::new(0),
            waiting: AtomicBool::new(false),
            wakers: NonPoisonMutex::new(Vec::new()),
        });
        let mailbox = ChannelTarget {
            channel: ChannelPair {
                sender,
                receiver: (self.overflow == OverflowPolicy::DropOldest).then(|| receiver.clone()),
            },
            overflow: self.overflow,
            filter: self.filter,
            closing: WakeOnClose(Arc::clone(&shared)),
            head,
        };
        (Arc::new(mailbox), shared, receiver)
    }
}

impl<E: TypedEvent> fmt::Debug for ChannelOptions<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ChannelOptions")
            .field("kinds", &self.kinds)
            .field("capacity", &self.capacity)
            .field("overflow", &self.overflow)
            .field("filter", &self.filter.is_some())
            .finish()
    }
}

/// What both ends of a subscription know.
pub(crate) struct ChannelState {
    dropped: AtomicU64,
    waiting: AtomicBool,
    wakers: NonPoisonMutex<Vec<Waker>>,
}

impl ChannelState {
    /// Wakes whoever waits in [`EventReceiver::recv_async`].
    #[inline]
    fn wake_receivers(&self) {
        if self.waiting.load(Ordering::SeqCst) {
            self.wake_all();
        }
    }

    #[cold]
    fn wake_all(&self) {
        let wakers = {
            let mut wakers = self.wakers.lock();
            self.waiting.store(false, Ordering::SeqCst);
            std::mem::take(&mut *wakers)
        };
        wakers.into_iter().for_each(Waker::wake);
    }

    fn wait(&self, waker: &Waker) {
        let mut wakers = self.wakers.lock();
        let mut many = Vec::new();
        if !wakers.iter().any(|known| known.will_wake(waker)) {
            if wakers.len() == MOST_WAKERS {
                many = std::mem::take(&mut *wakers);
            }
            wakers.push(waker.clone());
        }
        self.waiting.store(true, Ordering::SeqCst);
        drop(wakers);
        many.into_iter().for_each(Waker::wake);
    }
}

/// Wakes the consumer when the sending end goes: it is declared after the channel, so that the
/// channel is closed by then.
struct WakeOnClose(Arc<ChannelState>);

impl Drop for WakeOnClose {
    fn drop(&mut self) {
        self.0.wake_all();
    }
}

/// Both ends of a crossbeam channel: to give up the oldest item takes the receiving end.
struct ChannelPair<T> {
    sender: Sender<T>,
    /// Only where the oldest may have to go: a blocked sender must see that the consumer went.
    receiver: Option<Receiver<T>>,
}

impl<T> BoundedQueue<T> for ChannelPair<T> {
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

/// The emitter's end of a bounded subscription.
pub(crate) struct ChannelTarget<E> {
    channel: ChannelPair<Arc<E>>,
    overflow: OverflowPolicy,
    filter: Option<EventFilter<E>>,
    closing: WakeOnClose,
    head: RegistrationHead,
}

impl<E: Send + Sync> EventTarget<E> for ChannelTarget<E> {
    fn head(&self) -> &RegistrationHead {
        &self.head
    }

    #[inline]
    fn deliver(&self, event: &E, shared: Option<&Arc<E>>, delivery: &mut EmitOutcome) -> bool {
        let Some(shared) = shared else { return false };
        if !self.head.is_active() || self.filter.as_ref().is_some_and(|wants| !wants(event)) {
            return false;
        }
        let pushed = if self.overflow == OverflowPolicy::DropNewest && self.channel.sender.is_full()
        {
            // To share an event that is given up anyway costs more than to ask.
            PushOutcome { queued: false, dropped: 1 }
        } else {
            push(&self.channel, Arc::clone(shared), self.overflow)
        };
        if pushed.dropped > 0 {
            self.closing.0.dropped.fetch_add(u64::from(pushed.dropped), Ordering::Relaxed);
            delivery.dropped += pushed.dropped;
        }
        if pushed.queued {
            delivery.queued += 1;
            self.closing.0.wake_receivers();
        }
        false
    }

    fn wants_shared(&self) -> bool {
        true
    }
}

/// The consumer's end of a bounded subscription. Dropping it ends the subscription.
///
/// Receive in the way that suits: [`recv`](Self::recv) and [`iter`](Self::iter) wait on this
/// thread, [`recv_async`](Self::recv_async) and [`poll_next`](Self::poll_next) in any async
/// runtime, and [`receiver`](Self::receiver) in a `crossbeam_channel::select!`.
pub struct EventReceiver<E> {
    receiver: Receiver<Arc<E>>,
    shared: Arc<ChannelState>,
    subscription: Subscription,
}

impl<E> EventReceiver<E> {
    pub(crate) fn new(
        receiver: Receiver<Arc<E>>,
        shared: Arc<ChannelState>,
        subscription: Subscription,
    ) -> Self {
        Self { receiver, shared, subscription }
    }

    /// Waits for the next event.
    ///
    /// # Errors
    /// [`Error::Closed`] if the emitter is gone, or refused the registration, and nothing is queued.
    pub fn recv(&self) -> Result<Arc<E>, Error> {
        self.receiver.recv().map_err(|_| Error::Closed)
    }

    /// Takes the next event if one is queued.
    ///
    /// # Errors
    /// [`Error::Empty`] if none is queued, [`Error::Closed`] if none will be.
    pub fn try_recv(&self) -> Result<Arc<E>, Error> {
        self.receiver.try_recv().map_err(|error| match error {
            TryRecvError::Empty => Error::Empty,
            TryRecvError::Disconnected => Error::Closed,
        })
    }

    /// Waits for the next event, but not longer than `timeout`.
    ///
    /// # Errors
    /// [`Error::Timeout`] if none came in time, [`Error::Closed`] if none will come.
    pub fn recv_timeout(&self, timeout: Duration) -> Result<Arc<E>, Error> {
        self.receiver.recv_timeout(timeout).map_err(|error| match error {
            RecvTimeoutError::Timeout => Error::Timeout,
            RecvTimeoutError::Disconnected => Error::Closed,
        })
    }

    /// Waits for the next event without holding up a thread.
    ///
    /// # Errors
    /// [`Error::Closed`] if the emitter is gone, or refused the registration, and nothing is queued.
    pub async fn recv_async(&self) -> Result<Arc<E>, Error> {
        poll_fn(|context| self.poll_next(context)).await.ok_or(Error::Closed)
    }

    /// The next event, with the signature of `Stream::poll_next`: `poll_fn` of the futures crates
    /// makes a stream of it. `None` if the emitter is gone and nothing is queued.
    pub fn poll_next(&self, context: &mut Context<'_>) -> Poll<Option<Arc<E>>> {
        if let Some(ready) = self.try_ready() {
            return Poll::Ready(ready);
        }
        self.shared.wait(context.waker());
        // Whoever sends after this look sees `waiting`: the look is a SeqCst read of the position
        // that a sender moves on by a SeqCst write before it reads `waiting`.
        match self.try_ready() {
            Some(ready) => Poll::Ready(ready),
            None => Poll::Pending,
        }
    }

    fn try_ready(&self) -> Option<Option<Arc<E>>> {
        loop {
            return match self.receiver.try_recv() {
                Ok(event) => Some(Some(event)),
                Err(TryRecvError::Disconnected) => Some(None),
                // A sender has taken its place in the queue and will have filled it in a moment.
                Err(TryRecvError::Empty) if !self.receiver.is_empty() => {
                    std::hint::spin_loop();
                    continue;
                }
                Err(TryRecvError::Empty) => None,
            };
        }
    }

    /// The events as they come, waiting for each, until the emitter is gone.
    pub fn iter(&self) -> impl Iterator<Item = Arc<E>> + '_ {
        self.receiver.iter()
    }

    /// The events that are queued, without waiting.
    pub fn try_iter(&self) -> impl Iterator<Item = Arc<E>> + '_ {
        self.receiver.try_iter()
    }

    /// The channel under it, for `crossbeam_channel::select!`. A clone of it that outlives the
    /// subscription gets no more events.
    #[must_use]
    pub fn receiver(&self) -> &Receiver<Arc<E>> {
        &self.receiver
    }

    /// How many events are queued.
    #[must_use]
    pub fn len(&self) -> usize {
        self.receiver.len()
    }

    /// Whether no event is queued.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.receiver.is_empty()
    }

    /// How many events have been given up because the queue was full.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.shared.dropped.load(Ordering::Relaxed)
    }

    /// The registration, for its figures.
    pub fn subscription(&self) -> &Subscription {
        &self.subscription
    }
}

impl<E> Iterator for EventReceiver<E> {
    type Item = Arc<E>;

    /// As [`EventReceiver::recv`].
    fn next(&mut self) -> Option<Arc<E>> {
        self.recv().ok()
    }
}

impl<E> fmt::Debug for EventReceiver<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventReceiver")
            .field("len", &self.len())
            .field("capacity", &self.receiver.capacity())
            .field("dropped", &self.dropped())
            .finish_non_exhaustive()
    }
}
