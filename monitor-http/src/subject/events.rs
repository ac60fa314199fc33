//! Events as they come: one stream of server-sent events, and the same by polling.
//!
//! `GET /api/v1/events` is a stream for who accepts `text/event-stream`, as `EventSource` does:
//!
//! | message | data |
//! |---|---|
//! | `hello`, first | `stream` (which feed this is), `seq` (the newest event), `oldest` (that is kept), `now` (the time here) |
//! | `events`, where `batch=1` was asked for | `events`, a list of them, instead of one message each |
//! | without a name | an event: the JSON of `monitor-core` with its number, `seq` |
//! | `dropped` | `count`: so many events were gone before they could be sent |
//! | the name of a document | `version` with `full`, the whole document, or `patch`, a JSON merge patch (RFC 7386) to the version before |
//!
//! An event's `id` is what `Last-Event-ID` (or `since`) takes to go on behind it. For anybody else
//! the answer is one document, and `next` in it is what `since` takes; `wait_ms` lets it wait until
//! there is something.

mod vocabulary;

use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use bytes::Bytes;
use monitor_core::{EventKind, JobId, KindSet, WorkerId};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::mpsc;
use tokio::time::{Instant, timeout_at};

use crate::api::answer::json_response;
use crate::api::operation::Operation;
use crate::api::params::Params;
use crate::api::problem::ApiError;
use crate::api::query_param::{IntegerParam, ListParam, QueryParam as _, TextParam};
use crate::api::routes::Routes;
use crate::sources::RouterSources;
use crate::stream::event_stream::{SseBody, SseStream};
use crate::stream::feed::{Feed, FeedCursor, FeedInner};
use crate::stream::source_filter::SourceFilter;
use crate::subject::events::vocabulary::event_vocabulary;
use crate::subject::{SubjectPlace, SubjectService};

/// How long a poll may wait at most, milliseconds.
const LONGEST_WAIT_MS: u64 = 20_000;
/// How many events one poll gives at most, and how many of the past a stream begins with.
const MOST: u64 = 4_096;

const KINDS: ListParam = ListParam::new("kinds", "Only events of these kinds, comma-separated.");
const JOB: TextParam = TextParam::new("job", "Only events of this job.");
const WORKER: TextParam = TextParam::new("worker", "Only events of this worker.");
const SINCE: TextParam = TextParam::new("since", "Only events after this `id` or number.");
const TOPICS: ListParam = ListParam::new(
    "topics",
    "What to stream: `events` and names of documents, comma-separated [default: all].",
);
const BACKLOG: IntegerParam<u64> =
    IntegerParam::new("backlog", "Number of past events that a stream starts with.", 0..=MOST)
        .default(0);
const BATCH: IntegerParam<u64> =
    IntegerParam::new("batch", "With 1, a stream batches events into one message.", 0..=1)
        .default(0);
const LIMIT: IntegerParam<u64> =
    IntegerParam::new("limit", "Maximum number of events of a poll.", 1..=MOST).default(100);
const WAIT_MS: IntegerParam<u64> = IntegerParam::new(
    "wait_ms",
    "How long a poll waits for the first event, milliseconds.",
    0..=LONGEST_WAIT_MS,
)
.default(0);

impl RouterSources {
    /// What is live: the stream of events, in which everything else that is given is a document.
    #[must_use]
    pub fn feed(mut self, feed: &Feed) -> Self {
        self.feed = Some(feed.clone());
        let feed = feed.clone();
        self.add_subject(SubjectPlace::Events, move |_| {
            SubjectService::named("feed", event_routes(&feed)).with_vocabulary(event_vocabulary())
        })
    }
}

/// `/api/v1/events`, the stream and the poll, and who is connected to it.
pub fn event_routes(feed: &Feed) -> Routes {
    let stream = SourceFilter::declare_param(Operation::get(
        "/api/v1/events",
        "Streams events (SSE) if the client accepts `text/event-stream`; otherwise returns the buffered events.",
    ))
    .param(&KINDS)
    .param(&JOB)
    .param(&WORKER)
    .param(&SINCE)
    .param(&TOPICS)
    .param(&BACKLOG)
    .param(&BATCH)
    .param(&LIMIT)
    .param(&WAIT_MS)
    .json::<PollResponse>()
    .text("text/event-stream")
    .problem(422)
    .problem(429);
    let who = Operation::get("/api/v1/events/subscribers", "Lists the clients of the stream.")
        .json::<Vec<crate::stream::feed::StreamStatus>>();
    Routes::new().add(stream, get_events, feed).add(who, list_subscribers, feed)
}

/// What a poll gives.
#[derive(Debug, Serialize, Deserialize)]
struct PollResponse {
    /// Which feed this is: another one after a restart.
    stream: String,
    /// What `since` takes to go on from here.
    next: String,
    /// Events that were gone before they could be given.
    missed: u64,
    events: Vec<Value>,
}

async fn get_events(
    State(feed): State<Feed>,
    headers: HeaderMap,
    params: Params,
) -> Result<Response, ApiError> {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
    if accept.is_some_and(|accept| accept.contains("text/event-stream")) {
        open_stream(&feed, &headers, &params)
    } else {
        poll_events(&feed, &headers, &params).await
    }
}

fn open_stream(feed: &Feed, headers: &HeaderMap, params: &Params) -> Result<Response, ApiError> {
    let shared = Arc::clone(feed.shared());
    shared.take_events();
    let backlog = params.get(&BACKLOG)?;
    let cursor = build_cursor(&shared, headers, params, backlog)?;
    let is_batched = params.get(&BATCH)? == 1;
    let topics: Vec<String> = params.get(&TOPICS)?.into_iter().map(str::to_owned).collect();
    let Some(subscriber) = shared.admit_subscriber(&topics.join(",")) else {
        return Err(ApiError::too_many(
            "stream limit reached; close a stream or try again later",
            5,
        ));
    };
    let (pieces, body) = mpsc::channel(1);
    let stream = SseStream::new(shared, subscriber, cursor, topics, pieces);
    tokio::spawn(stream.with_batching(is_batched).run());
    let kind = HeaderValue::from_static("text/event-stream");
    let head = [(header::CONTENT_TYPE, kind)];
    Ok((head, Body::new(SseBody::new(body))).into_response())
}

async fn poll_events(
    feed: &Feed,
    headers: &HeaderMap,
    params: &Params,
) -> Result<Response, ApiError> {
    let shared = feed.shared();
    let limit = params.get(&LIMIT)?;
    let wait_ms = params.get(&WAIT_MS)?;
    let until = Instant::now() + Duration::from_millis(wait_ms);
    let mut news = shared.subscribe_changes();
    shared.take_events();
    let mut cursor = build_cursor(shared, headers, params, limit)?;
    let count = usize::try_from(limit).unwrap_or(usize::MAX);
    let mut missed = 0;
    let events = loop {
        let seen = shared.with_ring(|ring| ring.read(&mut cursor, count));
        missed += seen.missed;
        if !seen.events.is_empty() || timeout_at(until, news.changed()).await.is_err() {
            break seen.events;
        }
    };
    let document: Vec<Bytes> = events.iter().map(|event| event.to_json()).collect();
    // The events are JSON already.
    let raw = document
        .iter()
        .map(|json| serde_json::from_slice(json).map(|raw: &serde_json::value::RawValue| raw));
    let Ok(events) = raw.collect::<Result<Vec<_>, _>>() else {
        return Err(ApiError::internal("an event that is no JSON"));
    };
    #[derive(Serialize)]
    struct RawPollResponse<'a> {
        stream: String,
        next: String,
        missed: u64,
        events: Vec<&'a serde_json::value::RawValue>,
    }
    let stream = shared.stream_id();
    let next = format!("{stream}-{}", cursor.next.saturating_sub(1));
    Ok(json_response(&RawPollResponse { stream: stream.to_string(), next, missed, events }))
}

/// Where a client begins, and what it wants to see.
fn build_cursor(
    feed: &FeedInner,
    headers: &HeaderMap,
    params: &Params,
    backlog: u64,
) -> Result<FeedCursor, ApiError> {
    let named = params.get(&KINDS)?;
    let mut kinds = if named.is_empty() { KindSet::all() } else { KindSet::empty() };
    for kind in named {
        let kind = kind.parse::<EventKind>().map_err(|error| {
            let input = Value::from(kind);
            ApiError::invalid(["query", KINDS.name()], "enum", &error.to_string(), input, None)
        })?;
        kinds = kinds | kind.into();
    }
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok());
    let given = last.or(params.get(&SINCE)?);
    let backlog = usize::try_from(backlog).unwrap_or(usize::MAX);
    let next = match given {
        None => feed.with_ring(|ring| ring.backlog_start(backlog)),
        Some(text) => {
            let seq = parse_event_id(text, feed.stream_id()).ok_or_else(|| {
                let message = "Input should be the id or the number of an event";
                let input = Value::from(text);
                ApiError::invalid(["query", SINCE.name()], "value_error", message, input, None)
            })?;
            // A number that was not given out yet is from a time before a restart.
            feed.with_ring(|ring| if seq > ring.newest() { ring.oldest() } else { seq + 1 })
        }
    };
    let job = params.get(&JOB)?.map(JobId::from);
    let worker = params.get(&WORKER)?.map(WorkerId::from);
    Ok(FeedCursor { next, kinds, job, worker, source: SourceFilter::read(params)? })
}

/// The number in an id of this feed; 0, so everything that is kept, for an id of another one.
fn parse_event_id(text: &str, stream: i64) -> Option<u64> {
    match text.split_once('-') {
        None => text.parse().ok(),
        Some((feed, seq)) => {
            let (feed, seq): (i64, u64) = (feed.parse().ok()?, seq.parse().ok()?);
            Some(if feed == stream { seq } else { 0 })
        }
    }
}

async fn list_subscribers(State(feed): State<Feed>) -> Response {
    let shared = feed.shared();
    shared.take_events();
    let (oldest, newest) = shared.with_ring(|ring| (ring.oldest(), ring.newest()));
    json_response(&shared.subscribers.stream_statuses(oldest, newest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_another_feed_is_behind_nothing() {
        assert_eq!(parse_event_id("12", 7), Some(12));
        assert_eq!(parse_event_id("7-12", 7), Some(12));
        assert_eq!(parse_event_id("8-12", 7), Some(0));
        for wrong in ["", "x", "7-", "-1", "7-x", "7-12-1"] {
            assert_eq!(parse_event_id(wrong, 7), None, "{wrong}");
        }
    }
}
