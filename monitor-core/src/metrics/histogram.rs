//! Durations by size: a histogram with a small, fixed error over the whole range.

use std::fmt;

use crate::saved::{SavedCount, SavedHistogram, SavedNanos};

/// Each power of two is cut into this many buckets of the same width, so that a bucket is at most
/// 1/32 of its values wide.
const SUB_BITS: u32 = 5;
const SUB: usize = 1 << SUB_BITS;

/// Values below `SUB` have a bucket each; then come `SUB` buckets for each further power of two.
const BUCKETS: usize = (64 - SUB_BITS as usize + 1) * SUB;

/// How many values there were of each size, for any `u64`; the collectors count nanoseconds.
///
/// The layout is that of HdrHistogram with 5 bits of precision. A quantile is the middle of its
/// bucket and so at most 1/64 (1.6 %) off; minimum, maximum, sum and count are exact. It takes
/// 15 KiB from the first value on.
///
/// ```
/// use monitor_core::Histogram;
///
/// let mut latencies = Histogram::new();
/// (1..=1000).for_each(|ms| latencies.record(ms * 1_000_000));
/// assert_eq!(latencies.max(), 1_000_000_000);
/// assert!(latencies.quantile(0.5).abs_diff(500_000_000) <= 500_000_000 / 64);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Histogram {
    buckets: Box<[u64]>,
    count: u64,
    sum: u128,
    min: u64,
    max: u64,
}

impl Histogram {
    /// Without values.
    #[must_use]
    pub fn new() -> Self {
        Self { buckets: Box::default(), count: 0, sum: 0, min: u64::MAX, max: 0 }
    }

    /// Counts one value.
    #[inline]
    pub fn record(&mut self, value: u64) {
        if self.buckets.is_empty() {
            self.buckets = vec![0; BUCKETS].into();
        }
        let bucket = &mut self.buckets[bucket_index(value)];
        *bucket = bucket.saturating_add(1);
        self.count = self.count.saturating_add(1);
        self.sum = self.sum.saturating_add(u128::from(value));
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }

    /// Adds all values of `other`.
    pub fn merge(&mut self, other: &Self) {
        if other.count == 0 {
            return;
        }
        if self.buckets.is_empty() {
            *self = other.clone();
            return;
        }
        for (mine, theirs) in self.buckets.iter_mut().zip(&other.buckets) {
            *mine = mine.saturating_add(*theirs);
        }
        self.count = self.count.saturating_add(other.count);
        self.sum = self.sum.saturating_add(other.sum);
        self.min = self.min.min(other.min);
        self.max = self.max.max(other.max);
    }

    /// How many values there were.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count
    }

    /// All values added up.
    #[must_use]
    pub fn sum(&self) -> u128 {
        self.sum
    }

    /// The smallest value; 0 if there were none.
    #[must_use]
    pub fn min(&self) -> u64 {
        if self.count == 0 { 0 } else { self.min }
    }

    /// The largest value; 0 if there were none.
    #[must_use]
    pub fn max(&self) -> u64 {
        self.max
    }

    /// The mean of all values; 0 if there were none.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a mean is an approximation")]
    pub fn mean(&self) -> f64 {
        if self.count == 0 { 0.0 } else { self.sum as f64 / self.count as f64 }
    }

    /// The value that a share of `q` of all values does not exceed; 0 if there were none. A `q`
    /// below 0 or not a number counts as 0, one above 1 as 1.
    #[must_use]
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a rank is at least 1 and exact up to 2^53 values"
    )]
    pub fn quantile(&self, q: f64) -> u64 {
        let rank = (q.clamp(0.0, 1.0) * self.count as f64).ceil().max(1.0) as u64;
        let mut seen = 0_u64;
        for (index, count) in self.buckets.iter().enumerate() {
            seen = seen.saturating_add(*count);
            if seen >= rank {
                return bucket_midpoint(index).clamp(self.min, self.max);
            }
        }
        self.max
    }

    pub(crate) fn to_saved(&self) -> SavedHistogram {
        let mut runs = Vec::new();
        let mut run: Vec<SavedCount> = Vec::new();
        for (index, &count) in self.buckets.iter().enumerate() {
            if count == 0 {
                runs.extend((!run.is_empty()).then(|| std::mem::take(&mut run)));
                continue;
            }
            if run.is_empty() {
                run.push(SavedCount(index as u64));
            }
            run.push(SavedCount(count));
        }
        runs.extend((!run.is_empty()).then_some(run));
        let sum = SavedNanos(self.sum);
        SavedHistogram { sum, min: self.min(), max: self.max, buckets: runs }
    }

    /// Checks that a histogram of values could have become this; otherwise returns the reason.
    pub(crate) fn from_saved(saved: &SavedHistogram) -> Result<Self, String> {
        let mut this = Self::new();
        for run in &saved.buckets {
            let Some((first, counts)) = run.split_first() else {
                return Err("a run of buckets without an index".to_owned());
            };
            if this.buckets.is_empty() {
                this.buckets = vec![0; BUCKETS].into();
            }
            let first = usize::try_from(first.0).unwrap_or(BUCKETS);
            let end = first.saturating_add(counts.len());
            let Some(buckets) = this.buckets.get_mut(first..end) else {
                return Err(format!("no buckets {first} to {end}, there are {BUCKETS}"));
            };
            for (bucket, count) in buckets.iter_mut().zip(counts) {
                *bucket = bucket.saturating_add(count.0);
                this.count = this.count.saturating_add(count.0);
            }
        }
        if this.count == 0 {
            let is_empty = (saved.sum.0, saved.min, saved.max) == (0, 0, 0);
            return is_empty.then(Self::new).ok_or_else(|| "figures without values".to_owned());
        }
        (this.sum, this.min, this.max) = (saved.sum.0, saved.min, saved.max);
        let used = |count: &u64| *count > 0;
        let ends = (this.buckets.iter().position(used), this.buckets.iter().rposition(used));
        if ends != (Some(bucket_index(this.min)), Some(bucket_index(this.max)))
            || this.min > this.max
        {
            return Err("minimum or maximum is in another bucket than the outermost".to_owned());
        }
        Ok(this)
    }
}

fn bucket_index(value: u64) -> usize {
    if value < SUB as u64 {
        return usize::try_from(value).unwrap_or(0);
    }
    let shift = 63 - value.leading_zeros() - SUB_BITS;
    let within = usize::try_from(value >> shift).unwrap_or(0) - SUB;
    (shift as usize + 1) * SUB + within
}

fn bucket_midpoint(index: usize) -> u64 {
    if index < SUB {
        return index as u64;
    }
    let shift = index / SUB - 1;
    let low = ((SUB + index % SUB) as u64) << shift;
    low + ((1_u64 << shift) >> 1)
}

impl Default for Histogram {
    fn default() -> Self {
        Self::new()
    }
}

impl fmt::Debug for Histogram {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Histogram")
            .field("count", &self.count())
            .field("min", &self.min())
            .field("p50", &self.quantile(0.5))
            .field("max", &self.max())
            .finish_non_exhaustive()
    }
}
