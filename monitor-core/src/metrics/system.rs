//! System metrics: how many events of each kind, errors outside jobs, and the depth of the queue.

use std::collections::VecDeque;
use std::fmt;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};

use crossbeam_utils::CachePadded;
use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};

use crate::error::kept_error;
use crate::event::{Event, EventKind, Payload};
use crate::observe::{KindIndex, Observer};
use crate::saved::{SavedCount, SavedError, SavedSystem, SavedTime};
use crate::sync::{NonPoisonMutex, thread_number};
use crate::time::Timestamp;

/// As many as there are stripes elsewhere: threads that emit at the same time share no counter.
const STRIPES: usize = 16;

/// How many errors are remembered with their message.
const RECENT_ERRORS: usize = 16;

/// No time was set yet, no depth either.
const UNSET: i64 = i64::MIN;

type KindCounts = [AtomicU64; EventKind::ALL.len()];

/// Collects figures of the system as a whole.
///
/// Its uptime begins with the first event that it sees, and is not reset.
pub struct SystemMetrics {
    counts: [CachePadded<KindCounts>; STRIPES],
    started_us: CachePadded<AtomicI64>,
    queue_depth: AtomicI64,
    max_queue_depth: AtomicU64,
    errors: NonPoisonMutex<VecDeque<RecentError>>,
}

/// An error outside any job.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RecentError {
    /// When it happened, if that is known.
    pub at: Option<Timestamp>,
    /// What, in words, at most 1,024 bytes of them.
    pub message: Box<str>,
}

/// The figures of the system at a time.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct SystemSummary {
    /// How long it has been since the first event, seconds.
    pub uptime: f64,
    /// The same for people: `1d 2h 3m 4s`, without leading parts that are zero.
    pub uptime_formatted: String,
    /// How many jobs wait: what the host last said, or else what the events of jobs say.
    pub queue_depth: u64,
    /// The largest depth that the host said, or that a summary has found.
    pub max_queue_depth: u64,
    /// `system.error` events.
    pub error_count: u64,
    /// Events by the wire name of their kind, in the order of the kinds. Kinds about jobs, workers
    /// and the system are there with 0 if they did not happen, others are not.
    pub event_counts: EventCounts,
    /// The last errors, oldest first, at most 16.
    pub recent_errors: Vec<RecentError>,
}

/// How many events there were of each kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventCounts([u64; EventKind::ALL.len()]);

impl Default for EventCounts {
    fn default() -> Self {
        Self([0; EventKind::ALL.len()])
    }
}

impl EventCounts {
    /// How many events of `kind` there were.
    #[must_use]
    pub fn count_of(&self, kind: EventKind) -> u64 {
        self.0[kind.index()]
    }

    /// How many events there were.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.0.iter().fold(0, |sum, count| sum.saturating_add(*count))
    }

    /// Every kind with its count, in the order of the kinds.
    pub fn iter(&self) -> impl Iterator<Item = (EventKind, u64)> + '_ {
        EventKind::ALL.iter().copied().zip(self.0.iter().copied())
    }
}

impl Serialize for EventCounts {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let always = EventKind::JOBS | EventKind::WORKERS | EventKind::SYSTEM;
        let shown = || self.iter().filter(|&(kind, count)| count > 0 || always.contains(kind));
        let mut map = serializer.serialize_map(Some(shown().count()))?;
        for (kind, count) in shown() {
            map.serialize_entry(&kind, &count)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for EventCounts {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let named = std::collections::BTreeMap::<EventKind, u64>::deserialize(deserializer)?;
        let mut counts = Self::default();
        named.into_iter().for_each(|(kind, count)| counts.0[kind.index()] = count);
        Ok(counts)
    }
}

impl SystemMetrics {
    /// Without any event.
    #[must_use]
    pub fn new() -> Self {
        Self {
            counts: std::array::from_fn(|_| {
                CachePadded::new(std::array::from_fn(|_| AtomicU64::new(0)))
            }),
            started_us: CachePadded::new(AtomicI64::new(UNSET)),
            queue_depth: AtomicI64::new(UNSET),
            max_queue_depth: AtomicU64::new(0),
            errors: NonPoisonMutex::new(VecDeque::new()),
        }
    }

    /// Says how many jobs wait. From then on the host's word counts, not what events say.
    pub fn update_queue_depth(&self, jobs: u64) {
        self.queue_depth.store(i64::try_from(jobs).unwrap_or(i64::MAX), Ordering::Relaxed);
        self.max_queue_depth.fetch_max(jobs, Ordering::Relaxed);
    }

    /// The figures at `now`. The depth of the queue is 0 if the host never said one.
    #[must_use]
    pub fn summary(&self, now: Timestamp) -> SystemSummary {
        self.summary_with(now, 0)
    }

    /// As [`SystemMetrics::summary`] with the depth to show if the host never said one.
    pub(crate) fn summary_with(&self, now: Timestamp, queued: u64) -> SystemSummary {
        let started = self.started_us.load(Ordering::Relaxed);
        let uptime = if started == UNSET {
            0.0
        } else {
            now.saturating_duration_since(Timestamp::from_micros(started)).as_secs_f64()
        };
        let said = u64::try_from(self.queue_depth.load(Ordering::Relaxed)).ok();
        let queue_depth = said.unwrap_or(queued);
        let highest = self.max_queue_depth.fetch_max(queue_depth, Ordering::Relaxed);
        let event_counts = self.event_counts();
        SystemSummary {
            uptime,
            uptime_formatted: format_uptime(uptime),
            queue_depth,
            max_queue_depth: highest.max(queue_depth),
            error_count: event_counts.count_of(EventKind::SystemError),
            event_counts,
            recent_errors: self.errors.lock().iter().cloned().collect(),
        }
    }

    /// How many events there were of each kind.
    #[must_use]
    pub fn event_counts(&self) -> EventCounts {
        let mut sums = EventCounts::default();
        for stripe in &self.counts {
            for (sum, count) in sums.0.iter_mut().zip(stripe.iter()) {
                *sum += count.load(Ordering::Relaxed);
            }
        }
        sums
    }

    /// Forgets everything but when it all started.
    pub fn reset(&self) {
        for count in self.counts.iter().flat_map(|stripe| stripe.iter()) {
            count.store(0, Ordering::Relaxed);
        }
        self.queue_depth.store(UNSET, Ordering::Relaxed);
        self.max_queue_depth.store(0, Ordering::Relaxed);
        self.errors.lock().clear();
    }

    pub(crate) fn to_saved(&self) -> SavedSystem {
        let counts = self.event_counts();
        let used = counts.iter().filter(|(_, count)| *count > 0);
        let started = self.started_us.load(Ordering::Relaxed);
        let errors = self.errors.lock();
        SavedSystem {
            started_us: (started != UNSET).then(|| SavedTime(Timestamp::from_micros(started))),
            queue_depth: u64::try_from(self.queue_depth.load(Ordering::Relaxed)).ok(),
            max_queue_depth: self.max_queue_depth.load(Ordering::Relaxed),
            event_counts: used.map(|(kind, count)| (kind, SavedCount(count))).collect(),
            recent_errors: errors
                .iter()
                .map(|error| SavedError {
                    at_us: error.at.map(SavedTime),
                    message: error.message.clone(),
                })
                .collect(),
        }
    }

    /// Keeps the last errors if there are too many, and cuts texts as [`Observer::observe`] does.
    pub(crate) fn from_saved(saved: &SavedSystem) -> Self {
        let this = Self::new();
        for (kind, count) in &saved.event_counts {
            this.counts[0][kind.index()].store(count.0, Ordering::Relaxed);
        }
        let started = saved.started_us.map_or(UNSET, |at| at.0.as_micros());
        this.started_us.store(started, Ordering::Relaxed);
        if let Some(jobs) = saved.queue_depth {
            this.update_queue_depth(jobs);
        }
        this.max_queue_depth.store(saved.max_queue_depth, Ordering::Relaxed);
        let surplus = saved.recent_errors.len().saturating_sub(RECENT_ERRORS);
        this.errors.lock().extend(saved.recent_errors.iter().skip(surplus).map(|error| {
            RecentError { at: error.at_us.map(|at| at.0), message: kept_error(&error.message) }
        }));
        this
    }
}

impl Observer for SystemMetrics {
    fn observe(&self, event: &Event) {
        let kind = event.kind().index();
        self.counts[thread_number() % STRIPES][kind].fetch_add(1, Ordering::Relaxed);
        if self.started_us.load(Ordering::Relaxed) == UNSET
            && let Some(at) = event.at
        {
            // Whoever is first wins; that the others lose changes nothing.
            let _ = self.started_us.compare_exchange(
                UNSET,
                at.as_micros(),
                Ordering::Relaxed,
                Ordering::Relaxed,
            );
        }
        if let Payload::SystemError(error) = &event.payload {
            let mut errors = self.errors.lock();
            if errors.len() == RECENT_ERRORS {
                errors.pop_front();
            }
            errors
                .push_back(RecentError { at: event.at, message: kept_error(&error.phase.message) });
        }
    }
}

/// Seconds as days, hours, minutes and seconds, without leading parts that are zero.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "an uptime is not negative"
)]
fn format_uptime(uptime: f64) -> String {
    let seconds = uptime as u64;
    let (days, hours) = (seconds / 86_400, seconds / 3_600 % 24);
    let (minutes, seconds) = (seconds / 60 % 60, seconds % 60);
    match (days, hours, minutes) {
        (0, 0, 0) => format!("{seconds}s"),
        (0, 0, _) => format!("{minutes}m {seconds}s"),
        (0, _, _) => format!("{hours}h {minutes}m {seconds}s"),
        _ => format!("{days}d {hours}h {minutes}m {seconds}s"),
    }
}

impl Default for SystemMetrics {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for SystemMetrics {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemMetrics")
            .field("events", &self.event_counts().total())
            .finish_non_exhaustive()
    }
}
