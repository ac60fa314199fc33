//! What is live: events by number, and documents that change, for any number of clients.
//!
//! One thread takes events from bounded subscriptions and makes documents while somebody watches
//! them. An emitter pays for putting an event into a queue and for nothing else. Clients read from
//! one shared ring, each from its own place: what a client has not read yet is its queue, whose
//! bound is the ring. A client that is too slow loses the oldest, is told how many, and costs the
//! others nothing.

use std::fmt;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Weak};
use std::thread::{self, Thread};
use std::time::{Duration, Instant};

use monitor_core::{Event, NonPoisonMutex, Timestamp};
use monitor_events::{ChannelOptions, Emitter, EventReceiver};
use serde_json::Value;
use tokio::sync::watch;

use crate::error::Error;

pub(crate) use crate::stream::documents::DocumentVersion;
use crate::stream::documents::LiveDocument;
pub(crate) use crate::stream::ring::FeedCursor;
use crate::stream::ring::FeedRing;
pub(crate) use crate::stream::subscribers::{StreamStatus, StreamSubscriber, StreamSubscribers};

/// How often events are taken while somebody watches: what a push waits at most.
const TICK: Duration = Duration::from_millis(15);
/// How often while nobody does.
const IDLE_TICK: Duration = Duration::from_millis(200);
/// How often documents are made that have changed, and how much of the time that may take: a
/// document that is costly is made less often.
const DOCUMENT_TICK: Duration = Duration::from_millis(40);
const DOCUMENT_SHARE: u32 = 20;
/// How often one is made that may depend on the time.
const STEADY_TICK: Duration = Duration::from_secs(1);

/// How much a feed keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeedLimits {
    /// Events that are kept for clients that come or read late, 4,096.
    pub backlog: usize,
    /// Events that may wait to be taken from one emitter, 16,384; beyond it the oldest are lost,
    /// and their numbers with them.
    pub queue: usize,
    /// Streams at one time, 256; a further one is answered 429.
    pub streams: usize,
}

impl Default for FeedLimits {
    fn default() -> Self {
        Self { backlog: 4_096, queue: 16_384, streams: 256 }
    }
}

/// What a feed counts about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct FeedCounts {
    /// The number of the newest event.
    pub events: u64,
    /// Events that were lost before they had a place in the backlog.
    pub lost: u64,
    /// Streams that there are now.
    pub streams: usize,
    /// Events that were sent, to all streams together.
    pub sent: u64,
    /// Events that streams lost because they were too slow, all together.
    pub dropped: u64,
    /// Streams that were refused because there were too many.
    pub refused: u64,
}

/// What is live, for the routes of events: see [`event_routes`](crate::event_routes).
///
/// It is a handle; with the last one its thread ends.
///
/// ```
/// use monitor_core::JobEvent;
/// use monitor_events::Emitter;
/// use monitor_http::{Feed, FeedLimits};
///
/// let emitter = Emitter::new();
/// let feed = Feed::start(FeedLimits::default())?;
/// feed.follow_emitter(&emitter);
/// emitter.emit(JobEvent::started("job-1"));
/// assert_eq!(feed.counts().events, 1);
/// # Ok::<(), monitor_http::Error>(())
/// ```
#[derive(Clone)]
pub struct Feed(Arc<FeedInner>);

pub(crate) struct FeedInner {
    /// Tells this feed from that of another process, or of another start of the same one.
    stream: i64,
    followed: NonPoisonMutex<Vec<FollowedEmitter>>,
    ring: NonPoisonMutex<FeedRing>,
    documents: NonPoisonMutex<Vec<Arc<LiveDocument>>>,
    pub(crate) subscribers: StreamSubscribers,
    /// Counts everything new; streams wait for it.
    news: watch::Sender<u64>,
    lost: AtomicU64,
    limits: FeedLimits,
    thread: NonPoisonMutex<Option<Thread>>,
}

struct FollowedEmitter {
    receiver: EventReceiver<Event>,
    lost: u64,
}

impl Feed {
    /// Without any emitter or document, with one thread.
    ///
    /// # Errors
    /// [`Error::System`] if there is no thread to be had.
    pub fn start(limits: FeedLimits) -> Result<Self, Error> {
        let shared = Arc::new(FeedInner {
            stream: Timestamp::now().as_micros(),
            followed: NonPoisonMutex::default(),
            ring: NonPoisonMutex::new(FeedRing::new(limits.backlog)),
            documents: NonPoisonMutex::default(),
            subscribers: StreamSubscribers::default(),
            news: watch::Sender::new(0),
            lost: AtomicU64::new(0),
            limits,
            thread: NonPoisonMutex::default(),
        });
        let weak = Arc::downgrade(&shared);
        let thread = thread::Builder::new().name("monitor-feed".to_owned());
        let thread = thread.spawn(move || run(&weak));
        let thread = thread.map_err(|source| Error::System { what: "a thread", source })?;
        *shared.thread.lock() = Some(thread.thread().clone());
        Ok(Self(shared))
    }

    /// Takes the events of `emitter` from now on.
    pub fn follow_emitter(&self, emitter: &Emitter) {
        let receiver = emitter.subscribe(ChannelOptions::new(self.0.limits.queue));
        self.0.followed.lock().push(FollowedEmitter { receiver, lost: 0 });
    }

    /// A document that clients see whole once, and then what has changed in it.
    ///
    /// While somebody watches, `make` is called on the thread of the feed, at most 25 times a second
    /// and for a twentieth of the time: when `version` says another number than before, else once a
    /// second. A second document of the same name takes the place of the first.
    pub fn add_document(
        &self,
        name: &'static str,
        version: impl Fn() -> u64 + Send + Sync + 'static,
        make: impl Fn() -> Value + Send + Sync + 'static,
    ) {
        self.0.add(LiveDocument::new(name, version, make));
    }

    /// What it counts about itself.
    #[must_use]
    pub fn counts(&self) -> FeedCounts {
        self.0.take_events();
        let (oldest, newest) = self.0.with_ring(|ring| (ring.oldest(), ring.newest()));
        let totals = self.0.subscribers.totals(oldest);
        FeedCounts {
            events: newest,
            lost: self.0.lost.load(Ordering::Relaxed),
            streams: totals.streams,
            sent: totals.sent,
            dropped: totals.dropped,
            refused: totals.refused,
        }
    }

    pub(crate) fn shared(&self) -> &Arc<FeedInner> {
        &self.0
    }
}

impl FeedInner {
    /// The number of this feed, for clients that come again.
    pub(crate) fn stream_id(&self) -> i64 {
        self.stream
    }

    /// What is told whenever there is something new.
    pub(crate) fn subscribe_changes(&self) -> watch::Receiver<u64> {
        self.news.subscribe()
    }

    /// A place for one more stream; `None` if there are too many.
    pub(crate) fn admit_subscriber(&self, topics: &str) -> Option<Arc<StreamSubscriber>> {
        let admitted = self.subscribers.admit_subscriber(topics, self.limits.streams);
        if admitted.is_some() {
            self.thread.lock().as_ref().inspect(|thread| thread.unpark());
        }
        admitted
    }

    /// Takes what the emitters have emitted.
    pub(crate) fn take_events(&self) {
        let mut followed = self.followed.lock();
        let mut ring = self.ring.lock();
        let before = ring.newest();
        for each in followed.iter_mut() {
            let lost = each.receiver.dropped();
            let newly = lost.saturating_sub(each.lost);
            each.lost = lost;
            self.lost.fetch_add(newly, Ordering::Relaxed);
            ring.skip_lost(newly);
            let waiting = each.receiver.len();
            each.receiver.try_iter().take(waiting).for_each(|event| ring.push(event));
        }
        if ring.newest() != before {
            drop((ring, followed));
            self.notify_streams();
        }
    }

    /// Tells the streams that there is something new.
    fn notify_streams(&self) {
        self.news.send_modify(|number| *number += 1);
    }

    /// Looks at the ring.
    pub(crate) fn with_ring<R>(&self, look: impl FnOnce(&FeedRing) -> R) -> R {
        look(&self.ring.lock())
    }

    /// The names of all documents.
    /// Adds a document; one of the same name that was there goes.
    pub(crate) fn add(&self, document: LiveDocument) {
        let mut documents = self.documents.lock();
        documents.retain(|before| before.name != document.name);
        documents.push(Arc::new(document));
    }

    pub(crate) fn document_names(&self) -> Vec<&'static str> {
        self.documents.lock().iter().map(|document| document.name).collect()
    }

    /// The documents of these names as they are, all of them if none is named.
    pub(crate) fn latest_documents(
        &self,
        wanted: &[String],
    ) -> Vec<(&'static str, Arc<DocumentVersion>)> {
        let documents = self.documents.lock();
        let is_wanted = |name| wanted.is_empty() || wanted.iter().any(|wanted| wanted == name);
        let named = documents.iter().filter(|document| is_wanted(document.name));
        named.filter_map(|document| Some((document.name, document.latest_version()?))).collect()
    }

    fn make_documents(&self) -> bool {
        let documents = self.documents.lock().clone();
        let watched = documents.iter().filter(|each| self.subscribers.has_topic(each.name));
        watched.filter(|document| document.update_if_changed(STEADY_TICK)).count() > 0
    }
}

/// Takes events and makes documents until the feed is gone.
fn run(feed: &Weak<FeedInner>) {
    let mut documents_at = Instant::now();
    while let Some(shared) = feed.upgrade() {
        shared.take_events();
        let watched = shared.subscribers.count() > 0;
        if watched && documents_at <= Instant::now() {
            let began = Instant::now();
            if shared.make_documents() {
                shared.notify_streams();
            }
            documents_at = began + DOCUMENT_TICK.max(began.elapsed() * DOCUMENT_SHARE);
        }
        drop(shared);
        thread::park_timeout(if watched { TICK } else { IDLE_TICK });
    }
}

impl fmt::Debug for Feed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Feed").field("counts", &self.counts()).finish_non_exhaustive()
    }
}
