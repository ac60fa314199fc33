//! Numbers of the saved form, bounded so that no later addition to them overflows.

use std::fmt;

use serde::de::{self, Deserialize, Deserializer, Visitor};
use serde::ser::{Serialize, Serializer};

use crate::time::Timestamp;

/// The largest count that is read, 2^53 - 1: at ten million events a second it is reached after
/// 28 years.
const MAX_COUNT: u64 = (1 << 53) - 1;

/// The largest sum of nanoseconds that is read: the largest count of the longest durations.
const MAX_NANOS: u128 = (MAX_COUNT as u128) << 64;

/// A count of events, jobs or the like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SavedCount(pub(crate) u64);

impl Serialize for SavedCount {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u64(self.0)
    }
}

impl<'de> Deserialize<'de> for SavedCount {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let count = u64::deserialize(deserializer)?;
        if count > MAX_COUNT {
            return Err(de::Error::custom(format_args!("count {count} is above {MAX_COUNT}")));
        }
        Ok(Self(count))
    }
}

/// A sum of nanoseconds: a number, or a string of decimal digits if it exceeds 64 bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct SavedNanos(pub(crate) u128);

impl Serialize for SavedNanos {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match u64::try_from(self.0) {
            Ok(ns) => serializer.serialize_u64(ns),
            Err(_) => serializer.collect_str(&self.0),
        }
    }
}

impl<'de> Deserialize<'de> for SavedNanos {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(NanosVisitor)
    }
}

struct NanosVisitor;

impl Visitor<'_> for NanosVisitor {
    type Value = SavedNanos;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("nanoseconds, an integer or a string of decimal digits")
    }

    fn visit_u64<E: de::Error>(self, ns: u64) -> Result<SavedNanos, E> {
        Ok(SavedNanos(ns.into()))
    }

    fn visit_str<E: de::Error>(self, digits: &str) -> Result<SavedNanos, E> {
        let ns = digits.parse().ok().filter(|&ns| ns <= MAX_NANOS);
        let invalid = || E::invalid_value(de::Unexpected::Str(digits), &self);
        ns.map(SavedNanos).ok_or_else(invalid)
    }
}

/// A time: microseconds since the Unix epoch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct SavedTime(pub(crate) Timestamp);

impl Serialize for SavedTime {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_i64(self.0.as_micros())
    }
}

impl<'de> Deserialize<'de> for SavedTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let micros = i64::deserialize(deserializer)?;
        let at = Timestamp::from_micros(micros);
        if at.as_micros() != micros {
            let outside = format_args!("{micros} µs is not in the years 1 to 9999");
            return Err(de::Error::custom(outside));
        }
        Ok(Self(at))
    }
}

/// Adds up what a restore may add to one figure, so that the sum is bounded as each part is.
#[derive(Debug, Default)]
pub(crate) struct RestoreBudget {
    counts: u128,
    ns: u128,
}

impl RestoreBudget {
    /// Whether the sums are still within the bounds.
    #[must_use]
    pub(crate) fn try_spend(&mut self, counts: &[u64], ns: u128) -> bool {
        self.counts = counts.iter().fold(self.counts, |sum, &count| sum + u128::from(count));
        self.ns = self.ns.saturating_add(ns);
        self.counts <= u128::from(MAX_COUNT) && self.ns <= MAX_NANOS
    }
}
