//! What happened when: counts per second, minute and hour, as far back as each is kept.

use serde::{Deserialize, Serialize};

use crate::saved::{SavedCount, SavedSpan, SavedWindows};
use crate::time::Timestamp;

/// What is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WindowCounter {
    Started,
    Completed,
    Failed,
    Cancelled,
}

/// Jobs in one span of time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct WindowCounts {
    /// Jobs that started, each once however often it was tried.
    pub started: u64,
    /// Jobs that completed.
    pub completed: u64,
    /// Jobs that failed.
    pub failed: u64,
    /// Jobs that were cancelled.
    pub cancelled: u64,
}

impl WindowCounts {
    fn count(&mut self, counted: WindowCounter) {
        match counted {
            WindowCounter::Started => self.started += 1,
            WindowCounter::Completed => self.completed += 1,
            WindowCounter::Failed => self.failed += 1,
            WindowCounter::Cancelled => self.cancelled += 1,
        }
    }

    fn add(&mut self, other: Self) {
        self.started = self.started.saturating_add(other.started);
        self.completed = self.completed.saturating_add(other.completed);
        self.failed = self.failed.saturating_add(other.failed);
        self.cancelled = self.cancelled.saturating_add(other.cancelled);
    }
}

/// How much happened lately: one value a span, oldest first, the current span last.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Throughput {
    /// The last 60 seconds, one by one.
    pub seconds: Vec<WindowCounts>,
    /// The last 60 minutes, one by one.
    pub minutes: Vec<WindowCounts>,
    /// The last 24 hours, one by one.
    pub hours: Vec<WindowCounts>,
}

impl Throughput {
    /// Everything in the last minute.
    #[must_use]
    pub fn last_minute(&self) -> WindowCounts {
        sum_spans(&self.seconds)
    }

    /// Everything in the last hour.
    #[must_use]
    pub fn last_hour(&self) -> WindowCounts {
        sum_spans(&self.minutes)
    }

    /// Everything in the last day.
    #[must_use]
    pub fn last_day(&self) -> WindowCounts {
        sum_spans(&self.hours)
    }
}

fn sum_spans(spans: &[WindowCounts]) -> WindowCounts {
    spans.iter().fold(WindowCounts::default(), |mut sum, &span| {
        sum.add(span);
        sum
    })
}

/// Spans of `SECONDS` seconds, the last `SPANS` of them.
#[derive(Clone, Debug)]
struct WindowRing<const SECONDS: i64, const SPANS: usize> {
    spans: [(i64, WindowCounts); SPANS],
}

impl<const SECONDS: i64, const SPANS: usize> WindowRing<SECONDS, SPANS> {
    fn new() -> Self {
        Self { spans: [(i64::MIN, WindowCounts::default()); SPANS] }
    }

    /// Where the span of `second` is, cleared if an earlier one was there; `None` if a later one is.
    #[expect(
        clippy::cast_possible_wrap,
        clippy::cast_possible_truncation,
        reason = "SPANS is small and the remainder is not negative"
    )]
    fn span_mut(&mut self, second: i64) -> Option<&mut WindowCounts> {
        let number = second.div_euclid(SECONDS);
        let (kept, counts) = &mut self.spans[number.rem_euclid(SPANS as i64) as usize];
        if *kept < number {
            (*kept, *counts) = (number, WindowCounts::default());
        }
        (*kept == number).then_some(counts)
    }

    #[expect(clippy::cast_possible_wrap, reason = "SPANS is small")]
    fn add_to(&self, now: i64, sums: &mut [WindowCounts]) {
        let first = now.div_euclid(SECONDS) - SPANS as i64 + 1;
        for &(number, counts) in &self.spans {
            let place = usize::try_from(number.saturating_sub(first)).ok();
            if let Some(sum) = place.and_then(|place| sums.get_mut(place)) {
                sum.add(counts);
            }
        }
    }

    /// Adds the spans of another ring. Of two spans in the same place the later one is kept.
    fn merge(&mut self, other: &Self) {
        for (mine, &(number, counts)) in self.spans.iter_mut().zip(&other.spans) {
            if mine.0 < number {
                *mine = (number, counts);
            } else if mine.0 == number {
                mine.1.add(counts);
            }
        }
    }

    fn to_saved(&self) -> Vec<SavedSpan> {
        let used = self.spans.iter().filter(|(number, _)| *number != i64::MIN);
        let saved = |&(number, counts): &(i64, WindowCounts)| {
            let WindowCounts { started, completed, failed, cancelled } = counts;
            let [completed, failed] = [completed, failed].map(SavedCount);
            SavedSpan(number, SavedCount(started), completed, failed, SavedCount(cancelled))
        };
        let mut spans: Vec<_> = used.map(saved).collect();
        spans.sort_by_key(|span| span.0);
        spans
    }

    #[expect(
        clippy::cast_possible_wrap,
        clippy::cast_possible_truncation,
        reason = "SPANS is small and the remainder is not negative"
    )]
    fn from_saved(saved: &[SavedSpan]) -> Result<Self, String> {
        let mut ring = Self::new();
        for &SavedSpan(number, started, completed, failed, cancelled) in saved {
            let span = &mut ring.spans[number.rem_euclid(SPANS as i64) as usize];
            if span.0 != i64::MIN || !seconds_of_times().contains(&number.saturating_mul(SECONDS)) {
                return Err(format!("span {number} has no place"));
            }
            let counts = [started, completed, failed, cancelled];
            let [started, completed, failed, cancelled] = counts.map(|count| count.0);
            *span = (number, WindowCounts { started, completed, failed, cancelled });
        }
        Ok(ring)
    }
}

/// The seconds of all times, from the beginning of the first hour on.
fn seconds_of_times() -> std::ops::RangeInclusive<i64> {
    let second = |at: Timestamp| at.as_micros().div_euclid(1_000_000);
    second(Timestamp::MIN)..=second(Timestamp::MAX)
}

/// Seconds of the longest ring.
const DAY: i64 = 86_400;

/// So many times in a row that are more than a day late are no stragglers: the times before them
/// were wrong.
const SET_BACK: u32 = 16;

/// Counts in spans of three sizes. What is older than a ring is long is not counted in it.
#[derive(Clone, Debug)]
pub(crate) struct ThroughputWindows {
    /// The latest second so far.
    newest: i64,
    /// How many in a row were more than a day before it.
    late: u32,
    seconds: WindowRing<1, 60>,
    minutes: WindowRing<60, 60>,
    hours: WindowRing<3_600, 24>,
}

impl ThroughputWindows {
    pub(crate) fn new() -> Self {
        Self {
            newest: i64::MIN,
            late: 0,
            seconds: WindowRing::new(),
            minutes: WindowRing::new(),
            hours: WindowRing::new(),
        }
    }

    /// Whether it could be counted: not what is more than a day older than something before it.
    #[inline]
    pub(crate) fn count(&mut self, at: Timestamp, counted: WindowCounter) -> bool {
        let second = at.as_micros().div_euclid(1_000_000);
        if second < self.newest.saturating_sub(DAY) {
            self.late += 1;
            if self.late < SET_BACK {
                return false;
            }
            *self = Self::new();
        }
        self.late = 0;
        self.newest = self.newest.max(second);
        let spans = [
            self.seconds.span_mut(second),
            self.minutes.span_mut(second),
            self.hours.span_mut(second),
        ];
        for span in spans.into_iter().flatten() {
            span.count(counted);
        }
        true
    }

    pub(crate) fn add_to(&self, now: Timestamp, sums: &mut Throughput) {
        let second = now.as_micros().div_euclid(1_000_000);
        self.seconds.add_to(second, &mut sums.seconds);
        self.minutes.add_to(second, &mut sums.minutes);
        self.hours.add_to(second, &mut sums.hours);
    }

    /// Adds the counts of another shard; stragglers are counted from those of the later one on.
    pub(crate) fn merge(&mut self, other: &Self) {
        if self.newest < other.newest {
            (self.newest, self.late) = (other.newest, other.late);
        }
        self.seconds.merge(&other.seconds);
        self.minutes.merge(&other.minutes);
        self.hours.merge(&other.hours);
    }

    pub(crate) fn to_saved(&self) -> SavedWindows {
        SavedWindows {
            newest: (self.newest != i64::MIN).then_some(self.newest),
            late: self.late,
            seconds: self.seconds.to_saved(),
            minutes: self.minutes.to_saved(),
            hours: self.hours.to_saved(),
        }
    }

    pub(crate) fn from_saved(saved: &SavedWindows) -> Result<Self, String> {
        let is_time = saved.newest.is_none_or(|newest| seconds_of_times().contains(&newest));
        if !is_time || saved.late >= SET_BACK {
            return Err(format!("newest is no time, or {} late in a row", saved.late));
        }
        Ok(Self {
            newest: saved.newest.unwrap_or(i64::MIN),
            late: saved.late,
            seconds: WindowRing::from_saved(&saved.seconds)?,
            minutes: WindowRing::from_saved(&saved.minutes)?,
            hours: WindowRing::from_saved(&saved.hours)?,
        })
    }
}

impl Throughput {
    pub(crate) fn new() -> Self {
        let spans = |count| vec![WindowCounts::default(); count];
        Self { seconds: spans(60), minutes: spans(60), hours: spans(24) }
    }
}
