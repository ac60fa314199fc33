//! The last events, by number, and a reader's place among them.

use std::collections::VecDeque;
use std::sync::Arc;

use bytes::Bytes;
use monitor_core::{Event, EventKind, EventSource, JobId, KindSet, NonPoisonMutex, WorkerId};
use serde::Serialize;

use crate::stream::source_filter::SourceFilter;

/// An event with its number, and what it is looked for by.
pub(crate) struct FeedEvent {
    pub(crate) seq: u64,
    kind: EventKind,
    job: Option<JobId>,
    worker: Option<WorkerId>,
    source: Option<EventSource>,
    form: NonPoisonMutex<EventForm>,
}

/// The event until somebody asks for its JSON, which is smaller and takes its place.
enum EventForm {
    Event(Arc<Event>),
    Json(Bytes),
}

#[derive(Serialize)]
struct FeedEventDocument<'a> {
    seq: u64,
    #[serde(flatten)]
    event: &'a Event,
}

impl FeedEvent {
    /// Its JSON: the event's, and the number as `seq`.
    pub(crate) fn to_json(&self) -> Bytes {
        let mut form = self.form.lock();
        let event = match &*form {
            EventForm::Json(json) => return json.clone(),
            EventForm::Event(event) => event,
        };
        let document = FeedEventDocument { seq: self.seq, event };
        // An event can always be JSON: free data has only keys that are texts.
        let json = serde_json::to_vec(&document).unwrap_or_default();
        // It is kept for long, so without the room that it has grown into.
        let json = Bytes::from(json.into_boxed_slice());
        *form = EventForm::Json(json.clone());
        json
    }
}

/// The last events.
pub(crate) struct FeedRing {
    limit: usize,
    next: u64,
    events: VecDeque<Arc<FeedEvent>>,
}

/// A reader's place, and what it wants to see.
#[derive(Clone, Debug)]
pub(crate) struct FeedCursor {
    /// The number of the event that it reads next.
    pub(crate) next: u64,
    pub(crate) kinds: KindSet<monitor_core::EventKind>,
    pub(crate) job: Option<JobId>,
    pub(crate) worker: Option<WorkerId>,
    pub(crate) source: SourceFilter,
}

/// What a reader has been given.
#[derive(Default)]
pub(crate) struct FeedBatch {
    /// How many events had gone before they could be read, whatever they were.
    pub(crate) missed: u64,
    pub(crate) events: Vec<Arc<FeedEvent>>,
}

impl FeedRing {
    pub(crate) fn new(limit: usize) -> Self {
        Self { limit: limit.max(1), next: 1, events: VecDeque::new() }
    }

    /// The number of the newest event, 0 before the first.
    pub(crate) fn newest(&self) -> u64 {
        self.next - 1
    }

    /// The number of the oldest event that is kept, or of the next one if none is.
    pub(crate) fn oldest(&self) -> u64 {
        self.events.front().map_or(self.next, |event| event.seq)
    }

    pub(crate) fn push(&mut self, event: Arc<Event>) {
        if self.events.len() == self.limit {
            self.events.pop_front();
        }
        self.events.push_back(Arc::new(FeedEvent {
            seq: self.next,
            kind: event.kind(),
            job: event.job_id().cloned(),
            worker: event.worker_id().cloned(),
            source: event.source.clone(),
            form: NonPoisonMutex::new(EventForm::Event(event)),
        }));
        self.next += 1;
    }

    /// So many events had no chance to get here: their numbers stay free.
    pub(crate) fn skip_lost(&mut self, lost: u64) {
        self.next += lost;
    }

    /// The number from which on there are `count` events that are kept.
    pub(crate) fn backlog_start(&self, count: usize) -> u64 {
        let first = self.events.len().saturating_sub(count);
        self.events.get(first).map_or(self.next, |event| event.seq)
    }

    /// Up to `limit` events for a reader, which is moved on behind what it has been given.
    pub(crate) fn read(&self, cursor: &mut FeedCursor, limit: usize) -> FeedBatch {
        let mut seen = FeedBatch::default();
        let start = self.events.partition_point(|event| event.seq < cursor.next);
        for event in self.events.range(start..) {
            seen.missed += event.seq - cursor.next;
            cursor.next = event.seq + 1;
            if cursor.is_match(event) {
                seen.events.push(Arc::clone(event));
                if seen.events.len() == limit {
                    return seen;
                }
            }
        }
        seen.missed += self.next.saturating_sub(cursor.next);
        cursor.next = self.next;
        seen
    }
}

impl FeedCursor {
    fn is_match(&self, event: &FeedEvent) -> bool {
        self.kinds.contains(event.kind)
            && self.job.as_ref().is_none_or(|job| event.job.as_ref() == Some(job))
            && self.worker.as_ref().is_none_or(|worker| event.worker.as_ref() == Some(worker))
            && self.source.is_match(event.source.as_ref())
    }
}

#[cfg(test)]
mod tests {
    use monitor_core::{EventKind, JobEvent};

    use super::*;

    fn ring(events: u32) -> FeedRing {
        let mut ring = FeedRing::new(4);
        (0..events).for_each(|job| {
            ring.push(Arc::new(JobEvent::started(format!("{job}")).into()));
        });
        ring
    }

    fn from(next: u64) -> FeedCursor {
        FeedCursor {
            next,
            kinds: KindSet::all(),
            job: None,
            worker: None,
            source: SourceFilter::default(),
        }
    }

    fn numbers(seen: &FeedBatch) -> Vec<u64> {
        seen.events.iter().map(|event| event.seq).collect()
    }

    #[test]
    fn a_reader_is_given_each_event_once_and_told_what_it_missed() {
        let (mut ring, mut cursor) = (ring(3), from(1));
        assert_eq!(numbers(&ring.read(&mut cursor, 2)), [1, 2]);
        assert_eq!(numbers(&ring.read(&mut cursor, 2)), [3]);
        assert_eq!(numbers(&ring.read(&mut cursor, 2)), [0; 0]);
        (0..6).for_each(|_| ring.push(Arc::new(JobEvent::started("x").into())));
        let seen = ring.read(&mut cursor, 9);
        assert_eq!((seen.missed, numbers(&seen)), (2, vec![6, 7, 8, 9]));
    }

    #[test]
    fn what_was_lost_on_its_way_is_a_gap() {
        let (mut ring, mut cursor) = (ring(1), from(1));
        ring.skip_lost(5);
        ring.push(Arc::new(JobEvent::started("x").into()));
        let seen = ring.read(&mut cursor, 9);
        assert_eq!((seen.missed, numbers(&seen)), (5, vec![1, 7]));
        ring.skip_lost(2);
        assert_eq!(ring.read(&mut cursor, 9).missed, 2);
        assert_eq!(ring.read(&mut cursor, 9).missed, 0);
    }

    #[test]
    fn a_reader_of_one_job_passes_over_the_others() {
        let ring = ring(4);
        let mut cursor = FeedCursor { job: Some("2".into()), ..from(1) };
        assert_eq!(numbers(&ring.read(&mut cursor, 9)), [3]);
        assert_eq!(cursor.next, 5);
        let mut cursor = FeedCursor { kinds: EventKind::JobFailed.into(), ..from(1) };
        assert_eq!(numbers(&ring.read(&mut cursor, 9)), [0; 0]);
    }

    #[test]
    fn the_json_has_the_number_and_the_event() {
        let ring = ring(1);
        let json: serde_json::Value =
            serde_json::from_slice(&ring.read(&mut from(1), 1).events[0].to_json()).unwrap();
        assert_eq!((json["seq"].as_u64(), json["job_id"].as_str()), (Some(1), Some("0")));
    }
}
