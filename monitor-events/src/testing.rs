//! For the tests of hosts: a clock that stands still, a recorder of events, and assertions on them.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use monitor_core::{Clock, Event, NonPoisonMutex, Observer, Timestamp, TypedEvent};

/// A clock that shows what it was set to.
///
/// ```
/// use std::sync::Arc;
/// use std::time::Duration;
/// use monitor_core::{Clock, Timestamp};
/// use monitor_events::{Emitter, EmitterLimits, testing::ManualClock};
///
/// let clock = Arc::new(ManualClock::new(Timestamp::UNIX_EPOCH));
/// let mut limits = EmitterLimits::default();
/// limits.clock = clock.clone();
/// let emitter: Emitter = Emitter::with(limits);
///
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now().as_micros(), 60_000_000);
/// # let _ = emitter;
/// ```
#[derive(Debug)]
pub struct ManualClock(AtomicI64);

impl ManualClock {
    /// A clock that shows `at`.
    #[must_use]
    pub const fn new(at: Timestamp) -> Self {
        Self(AtomicI64::new(at.as_micros()))
    }

    /// Sets it, also back.
    pub fn set(&self, at: Timestamp) {
        self.0.store(at.as_micros(), Ordering::SeqCst);
    }

    /// Moves it on.
    pub fn advance(&self, by: Duration) {
        self.set(self.now().saturating_add(by));
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_micros(self.0.load(Ordering::SeqCst))
    }
}

/// An observer that keeps the first events it sees, for assertions.
///
/// ```
/// use std::sync::Arc;
/// use monitor_core::{EventKind, JobEvent};
/// use monitor_events::{Emitter, testing::EventRecorder};
///
/// let emitter = Emitter::new();
/// let recorder = Arc::new(EventRecorder::new(100));
/// let _all = emitter.attach(&recorder);
///
/// emitter.emit(JobEvent::started("job-1"));
/// emitter.emit(JobEvent::completed("job-1"));
///
/// recorder.assert_kinds(&[EventKind::JobStarted, EventKind::JobCompleted]);
/// recorder.assert_count(EventKind::JobFailed, 0);
/// recorder.assert_before(EventKind::JobStarted, EventKind::JobCompleted);
/// ```
pub struct EventRecorder<E: TypedEvent = Event> {
    limit: usize,
    seen: NonPoisonMutex<RecordedEvents<E>>,
}

struct RecordedEvents<E> {
    events: Vec<Arc<E>>,
    missed: u64,
}

impl<E: TypedEvent> EventRecorder<E> {
    /// A recorder that keeps `limit` events and counts the others.
    #[must_use]
    pub fn new(limit: usize) -> Self {
        Self { limit, seen: NonPoisonMutex::new(RecordedEvents { events: Vec::new(), missed: 0 }) }
    }

    /// The events in the order in which they came.
    #[must_use]
    pub fn events(&self) -> Vec<Arc<E>> {
        self.seen.lock().events.clone()
    }

    /// The kinds of the events in the order in which they came.
    #[must_use]
    pub fn kinds(&self) -> Vec<E::Kind> {
        self.seen.lock().events.iter().map(|event| event.kind()).collect()
    }

    /// How many events came after it was full.
    #[must_use]
    pub fn missed(&self) -> u64 {
        self.seen.lock().missed
    }

    /// Forgets everything.
    pub fn clear(&self) {
        let earlier = std::mem::replace(
            &mut *self.seen.lock(),
            RecordedEvents { events: Vec::new(), missed: 0 },
        );
        drop(earlier);
    }

    /// Asserts that exactly these kinds came, in this order.
    ///
    /// # Panics
    /// If that is not so, or if events were missed.
    #[track_caller]
    pub fn assert_kinds(&self, expected: &[E::Kind]) {
        assert_eq!(self.missed(), 0, "events were missed, the recorder is too small");
        assert_eq!(self.kinds(), expected, "the events that came are not the expected ones");
    }

    /// Asserts that `count` events of `kind` came.
    ///
    /// # Panics
    /// If that is not so, or if events were missed.
    #[track_caller]
    pub fn assert_count(&self, kind: E::Kind, count: usize) {
        assert_eq!(self.missed(), 0, "events were missed, the recorder is too small");
        let came = self.kinds().into_iter().filter(|&came| came == kind).count();
        assert_eq!(came, count, "that many events of kind {kind:?} came");
    }

    /// Asserts that both kinds came, and every event of `first` before every one of `second`.
    ///
    /// # Panics
    /// If that is not so.
    #[track_caller]
    pub fn assert_before(&self, first: E::Kind, second: E::Kind) {
        let kinds = self.kinds();
        let last_first = kinds.iter().rposition(|&kind| kind == first);
        let first_second = kinds.iter().position(|&kind| kind == second);
        let (Some(last_first), Some(first_second)) = (last_first, first_second) else {
            panic!("{first:?} and {second:?} did not both come: {kinds:?}");
        };
        assert!(last_first < first_second, "{first:?} is not before {second:?}: {kinds:?}");
    }
}

impl<E: TypedEvent + Clone> Observer<E> for EventRecorder<E> {
    fn observe(&self, event: &E) {
        let event = Arc::new(event.clone());
        let mut seen = self.seen.lock();
        if seen.events.len() < self.limit {
            seen.events.push(event);
        } else {
            seen.missed += 1;
        }
    }
}

impl<E: TypedEvent> fmt::Debug for EventRecorder<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("EventRecorder").field("kinds", &self.kinds()).finish_non_exhaustive()
    }
}
