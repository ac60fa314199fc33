//! How long the rest will take: an estimator that has no idea of seconds.

mod weighted;

use std::time::Duration;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use weighted::WeightedSums;

/// By which power of the elapsed time the past fades in the steady mean. 0 would be the mean since
/// the start.
const STEADY: i32 = 1;

/// The same for the quick mean, which takes the place of the steady one when the pace has changed.
const QUICK: i32 = 6;

/// The pace has changed when the quick mean knows this many steps,
const STEPS_TO_TELL: f64 = 3.0;

/// and is this many of its own deviations from the steady one,
const DEVIATIONS_TO_TELL: f64 = 4.0;

/// and this share of it.
const SHARE_TO_TELL: f64 = 0.1;

/// How many deviations the range reaches to either side, so that about four of five ends fall
/// inside; measured by simulation, because a deviation of few steps is itself uncertain.
const REACH: f64 = 1.66;

/// Estimates from what was done so far how long the rest will take.
///
/// Weights are relative to the time that has passed, not to a number of seconds: at twice the
/// time, what was known before counts for half. So steps of milliseconds and of hours are
/// estimated equally well, without any setting. If the pace changes by more than chance allows, a
/// mean that forgets faster takes over. A step that takes longer than usual counts as soon as it
/// does. Only active time counts: what passes while it is paused, or between
/// [`saved`](Self::to_paused) and the next [`go_on`](Self::go_on), does not.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_run::EtaEstimator;
///
/// let at = |secs: i64| Timestamp::from_secs(1_700_000_000 + secs);
/// let mut estimator = EtaEstimator::started(0, at(0));
/// assert_eq!(estimator.eta(10, at(0)), None);
/// estimator.record(1, at(60));
/// estimator.record(2, at(120));
/// let eta = estimator.eta(10, at(120)).ok_or("after the first step there is one")?;
/// assert_eq!(eta.remaining_s, 480.0);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct EtaEstimator {
    /// How much was done at the last record.
    done: u64,
    /// Active time until `since`, microseconds.
    active_us: u64,
    /// Active time of the last record, microseconds.
    recorded_us: u64,
    /// Of most runs.
    steady: WeightedSums,
    /// Of those whose pace has changed.
    quick: WeightedSums,
    /// Since when it is active; absent while it is not.
    #[serde(skip)]
    since: Option<Timestamp>,
}

/// How long something will still take, in seconds of active time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Eta {
    /// What is expected.
    pub remaining_s: f64,
    /// It is hardly less.
    pub low_s: f64,
    /// It is hardly more.
    pub high_s: f64,
    /// Whether the current step takes longer than its like.
    #[serde(default)]
    pub overdue: bool,
}

impl EtaEstimator {
    /// An estimator that is active from `now` on, where `done` is already done.
    #[must_use]
    pub fn started(done: u64, now: Timestamp) -> Self {
        Self {
            done,
            active_us: 0,
            recorded_us: 0,
            steady: WeightedSums::default(),
            quick: WeightedSums::default(),
            since: Some(now),
        }
    }

    /// Takes in that `done` is done in all. Nothing new changes nothing; less than before only
    /// moves the point from which it counts.
    #[expect(clippy::cast_precision_loss, reason = "weights need no 53 bits")]
    pub fn record(&mut self, done: u64, now: Timestamp) {
        if done == self.done {
            return;
        }
        let before_us = self.recorded_us;
        let now_us = self.active_us_at(now);
        self.recorded_us = now_us;
        let Some(steps) = done.checked_sub(self.done) else {
            self.done = done;
            return;
        };
        self.done = done;
        let steps = steps as f64;
        let taken = now_us.saturating_sub(before_us) as f64;
        let kept = if now_us == 0 { 1.0 } else { before_us as f64 / now_us as f64 };
        self.steady.add(steps, taken, kept.powi(STEADY));
        self.quick.add(steps, taken, kept.powi(QUICK));
    }

    /// Stops the time. Without effect while it is stopped.
    pub fn pause(&mut self, now: Timestamp) {
        self.active_us = self.active_us_at(now);
        self.since = None;
    }

    /// Lets the time go on after a pause, or after it was read back. Without effect while it runs.
    pub fn go_on(&mut self, now: Timestamp) {
        if self.since.is_none() {
            self.since = Some(now);
        }
    }

    /// What is to be written down for a later process: this, paused now.
    #[must_use]
    pub fn to_paused(&self, now: Timestamp) -> Self {
        let mut saved = self.clone();
        saved.pause(now);
        saved
    }

    /// How much was done at the last record.
    #[must_use]
    pub const fn done(&self) -> u64 {
        self.done
    }

    /// How long a step takes recently, in seconds; absent before the first one.
    #[must_use]
    pub fn step_s(&self) -> Option<f64> {
        self.fitting_mean().mean().map(|mean| mean / 1e6)
    }

    /// How long the current step has taken until now, in seconds of active time.
    #[must_use]
    pub fn open_step_s(&self, now: Timestamp) -> f64 {
        self.open_us(now) / 1e6
    }

    /// How many steps there are in a second, recently; absent before the first one, and while no
    /// time has passed.
    #[must_use]
    pub fn rate_per_second(&self, now: Timestamp) -> Option<f64> {
        let mean = self.expected_us(now)?;
        (mean > 0.0).then_some(1e6 / mean)
    }

    /// How long it takes until `total` is done; absent before the first step.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "an estimate needs no 53 bits")]
    pub fn eta(&self, total: u64, now: Timestamp) -> Option<Eta> {
        let pace = self.fitting_mean();
        let usual = pace.mean()?;
        let mean = self.expected_us(now)?;
        let open = self.open_us(now);
        let left = total.saturating_sub(self.done) as f64;
        if left == 0.0 {
            return Some(Eta { remaining_s: 0.0, low_s: 0.0, high_s: 0.0, overdue: false });
        }
        let remaining = (left * mean - open.min(mean)).max(0.0);
        let spread = REACH * pace.deviation(left);
        let widest = if remaining > 0.0 { 1.0 + spread / remaining } else { 1.0 };
        Some(Eta {
            remaining_s: remaining / 1e6,
            low_s: remaining / widest / 1e6,
            high_s: (remaining + spread) / 1e6,
            overdue: open > usual,
        })
    }

    fn active_us_at(&self, now: Timestamp) -> u64 {
        let running = self.since.map_or(0, |since| {
            u64::try_from(now.saturating_duration_since(since).as_micros()).unwrap_or(u64::MAX)
        });
        self.active_us.saturating_add(running)
    }

    #[expect(clippy::cast_precision_loss, reason = "an estimate needs no 53 bits")]
    fn open_us(&self, now: Timestamp) -> f64 {
        self.active_us_at(now).saturating_sub(self.recorded_us) as f64
    }

    /// The mean that fits what was seen last.
    fn fitting_mean(&self) -> &WeightedSums {
        let (Some(steady), Some(quick)) = (self.steady.mean(), self.quick.mean()) else {
            return &self.steady;
        };
        let apart = (quick - steady).abs();
        let is_told = self.quick.effective_steps() >= STEPS_TO_TELL
            && apart > DEVIATIONS_TO_TELL * self.quick.error_of_mean()
            && apart > SHARE_TO_TELL * steady;
        if is_told { &self.quick } else { &self.steady }
    }

    /// The mean with what the current step is over it.
    fn expected_us(&self, now: Timestamp) -> Option<f64> {
        let pace = self.fitting_mean();
        let overdue = (self.open_us(now) - pace.mean()?).max(0.0);
        pace.mean_with(overdue)
    }
}

impl Eta {
    /// What is expected, as a duration.
    #[must_use]
    pub fn remaining(&self) -> Duration {
        Duration::try_from_secs_f64(self.remaining_s).unwrap_or(Duration::MAX)
    }
}
