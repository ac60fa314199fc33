//! One client's stream of server-sent events, and the body that carries it.

use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::{BufMut as _, Bytes, BytesMut};
use hyper::body::{Body, Frame};
use monitor_core::Timestamp;
use serde_json::{Value, json};
use tokio::sync::mpsc;
use tokio::time::timeout;

use crate::stream::feed::{FeedCursor, FeedInner, StreamSubscriber};

/// How often something is sent when there is nothing to say, so that both ends see each other.
const KEEP_ALIVE: Duration = Duration::from_secs(15);
/// How many events go into one piece.
const AT_ONCE: usize = 256;
/// How long a browser waits before it connects again, milliseconds.
const RETRY_MS: u64 = 2_000;

/// One client's stream: a task that fills one piece after the other, as the client takes them.
pub(crate) struct SseStream {
    feed: Arc<FeedInner>,
    subscriber: Arc<StreamSubscriber>,
    cursor: FeedCursor,
    /// What it wants; everything if empty.
    topics: Vec<String>,
    /// Whether many events go into one message.
    is_batched: bool,
    /// Which state of each document it has seen.
    seen: Vec<(&'static str, u64)>,
    pieces: mpsc::Sender<Bytes>,
}

impl SseStream {
    pub(crate) fn new(
        feed: Arc<FeedInner>,
        subscriber: Arc<StreamSubscriber>,
        cursor: FeedCursor,
        topics: Vec<String>,
        pieces: mpsc::Sender<Bytes>,
    ) -> Self {
        Self { feed, subscriber, cursor, topics, is_batched: false, seen: Vec::new(), pieces }
    }

    /// The same with many events in one message, or with one in each.
    pub(crate) fn with_batching(self, is_batched: bool) -> Self {
        Self { is_batched, ..self }
    }

    /// Runs until the client is gone.
    pub(crate) async fn run(mut self) {
        let mut news = self.feed.subscribe_changes();
        if self.pieces.send(self.hello_message()).await.is_err() {
            return;
        }
        loop {
            news.mark_unchanged();
            let mut piece = BytesMut::new();
            self.write_events(&mut piece);
            self.write_documents(&mut piece);
            if piece.is_empty() {
                tokio::select! {
                    changed = timeout(KEEP_ALIVE, news.changed()) => match changed {
                        Ok(Ok(())) => continue,
                        Ok(Err(_)) => return,
                        Err(_) => piece.put_slice(b":\n\n"),
                    },
                    () = self.pieces.closed() => return,
                }
            }
            if self.pieces.send(piece.freeze()).await.is_err() {
                return;
            }
        }
    }

    fn hello_message(&self) -> Bytes {
        let (newest, oldest) = self.feed.with_ring(|ring| (ring.newest(), ring.oldest()));
        let stream = self.feed.stream_id().to_string();
        let now = Timestamp::now();
        let hello = json!({"stream": stream, "seq": newest, "oldest": oldest, "now": now});
        let mut piece = BytesMut::from(format!("retry: {RETRY_MS}\n").as_str());
        write_message(&mut piece, Some("hello"), None, hello.to_string().as_bytes());
        piece.freeze()
    }

    fn has_topic(&self, topic: &str) -> bool {
        self.topics.is_empty() || self.topics.iter().any(|wanted| wanted == topic)
    }

    fn write_events(&mut self, piece: &mut BytesMut) {
        if !self.has_topic("events") {
            return;
        }
        let cursor = &mut self.cursor;
        let seen = self.feed.with_ring(|ring| ring.read(cursor, AT_ONCE));
        if seen.missed > 0 {
            self.subscriber.dropped.fetch_add(seen.missed, Ordering::Relaxed);
            let dropped = Value::from(seen.missed);
            write_message(
                piece,
                Some("dropped"),
                None,
                json!({"count": dropped}).to_string().as_bytes(),
            );
        }
        let stream = self.feed.stream_id();
        if self.is_batched {
            if let Some(last) = seen.events.last() {
                let list: Vec<_> = seen.events.iter().map(|event| event.to_json()).collect();
                let data = [b"{\"events\":[", &*list.join(&b','), b"]}"].concat();
                write_message(piece, Some("events"), Some((stream, last.seq)), &data);
            }
        } else {
            for event in &seen.events {
                write_message(piece, None, Some((stream, event.seq)), &event.to_json());
            }
        }
        self.subscriber.sent.fetch_add(seen.events.len() as u64, Ordering::Relaxed);
        self.subscriber.next.store(self.cursor.next, Ordering::Relaxed);
    }

    fn write_documents(&mut self, piece: &mut BytesMut) {
        for (name, published) in self.feed.latest_documents(&self.topics) {
            let place = match self.seen.iter().position(|(seen, _)| *seen == name) {
                Some(place) => place,
                None => {
                    self.seen.push((name, 0));
                    self.seen.len() - 1
                }
            };
            let seen = &mut self.seen[place].1;
            if let Some(data) = published.update_since(*seen) {
                write_message(piece, Some(name), None, data);
                *seen = published.number;
            }
        }
    }
}

/// One message. JSON has no ends of lines, so the data is one line.
fn write_message(piece: &mut BytesMut, name: Option<&str>, id: Option<(i64, u64)>, data: &[u8]) {
    if let Some((stream, seq)) = id {
        piece.put_slice(format!("id: {stream}-{seq}\n").as_bytes());
    }
    if let Some(name) = name {
        piece.put_slice(b"event: ");
        piece.put_slice(name.as_bytes());
        piece.put_u8(b'\n');
    }
    piece.put_slice(b"data: ");
    piece.put_slice(data);
    piece.put_slice(b"\n\n");
}

/// A body that is what comes out of a channel.
pub(crate) struct SseBody(mpsc::Receiver<Bytes>);

impl SseBody {
    pub(crate) fn new(pieces: mpsc::Receiver<Bytes>) -> Self {
        Self(pieces)
    }
}

impl Body for SseBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        self.0.poll_recv(context).map(|piece| piece.map(|piece| Ok(Frame::data(piece))))
    }
}
