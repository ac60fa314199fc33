//! Points in time: microseconds since the Unix epoch, RFC 3339 in text, and where they come from.
//!
//! Nothing else in the library crates reads a clock: a time is an argument, is carried by an
//! event, or comes from a [`Clock`] that the host gave.

#![expect(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "the one file of the library crates that reads the clock"
)]

use std::fmt;
use std::str::FromStr;
use std::sync::OnceLock;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use jiff::SignedDuration;
use jiff::civil::DateTime;
use jiff::fmt::temporal::Pieces;
use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::error::Error;

/// A point in time in microseconds since the Unix epoch, UTC.
///
/// The range is that of RFC 3339, years 1 to 9999: arithmetic and constructors saturate at
/// [`Timestamp::MIN`] and [`Timestamp::MAX`], so that every value has a text form that reads back
/// as the same value. Text and JSON are RFC 3339 with `Z` and always six fractional digits, which
/// also sorts as text.
///
/// ```
/// use monitor_core::Timestamp;
///
/// let at: Timestamp = "2026-01-02T03:04:05.5+01:00".parse()?;
/// assert_eq!(at.to_string(), "2026-01-02T02:04:05.500000Z");
/// # Ok::<(), monitor_core::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// 0001-01-01T00:00:00.000000Z.
    pub const MIN: Self = Self(-62_135_596_800_000_000);
    /// 9999-12-31T23:59:59.999999Z.
    pub const MAX: Self = Self(253_402_300_799_999_999);
    /// 1970-01-01T00:00:00.000000Z.
    pub const UNIX_EPOCH: Self = Self(0);

    /// The time that is `micros` microseconds after the Unix epoch, saturating at the range's ends.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        if micros < Self::MIN.0 {
            Self::MIN
        } else if micros > Self::MAX.0 {
            Self::MAX
        } else {
            Self(micros)
        }
    }

    /// The time that is `secs` seconds after the Unix epoch, saturating at the range's ends.
    #[must_use]
    pub const fn from_secs(secs: i64) -> Self {
        Self::from_micros(secs.saturating_mul(1_000_000))
    }

    /// Microseconds since the Unix epoch; negative before it.
    #[must_use]
    pub const fn as_micros(self) -> i64 {
        self.0
    }

    /// Seconds since the Unix epoch, with a fraction; exact to the microsecond until the year 2255.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "documented")]
    pub fn as_secs_f64(self) -> f64 {
        self.0 as f64 / 1e6
    }

    /// What the clock says: the wall clock of the first call plus the monotonic time since then.
    ///
    /// It never runs backwards inside a process, and a step of the wall clock while the process
    /// runs does not reach it. Library code does not call it: that is for hosts, and for
    /// [`SystemClock`].
    #[must_use]
    pub fn now() -> Self {
        static ANCHOR: OnceLock<(Instant, i64)> = OnceLock::new();
        let (started, wall) = *ANCHOR.get_or_init(|| {
            let wall = match SystemTime::now().duration_since(UNIX_EPOCH) {
                Ok(after) => duration_micros(after),
                Err(before) => -duration_micros(before.duration()),
            };
            (Instant::now(), wall)
        });
        Self::from_micros(wall.saturating_add(duration_micros(started.elapsed())))
    }

    /// This time plus `duration` (whole microseconds of it), saturating at [`Timestamp::MAX`].
    #[must_use]
    pub fn saturating_add(self, duration: Duration) -> Self {
        Self::from_micros(self.0.saturating_add(duration_micros(duration)))
    }

    /// This time minus `duration` (whole microseconds of it), saturating at [`Timestamp::MIN`].
    #[must_use]
    pub fn saturating_sub(self, duration: Duration) -> Self {
        Self::from_micros(self.0.saturating_sub(duration_micros(duration)))
    }

    /// How long after `earlier` this is; zero if `earlier` is in fact the later one.
    #[must_use]
    pub fn saturating_duration_since(self, earlier: Self) -> Duration {
        Duration::from_micros(u64::try_from(self.0 - earlier.0).unwrap_or(0))
    }
}

fn duration_micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match jiff::Timestamp::from_microsecond(self.0) {
            Ok(at) => write!(f, "{at:.6}"),
            // Its range ends a day and a bit before the year 9999 does.
            Err(_) => {
                write!(f, "{:.6}Z", EPOCH.saturating_add(SignedDuration::from_micros(self.0)))
            }
        }
    }
}

impl fmt::Debug for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    /// Reads RFC 3339 with any offset; what is finer than a microsecond is cut off.
    fn from_str(text: &str) -> Result<Self, Error> {
        if let Ok(at) = text.parse::<jiff::Timestamp>() {
            let us = at.as_nanosecond().div_euclid(1_000);
            return Ok(Self::from_micros(i64::try_from(us).unwrap_or(Self::MAX.0)));
        }
        last_days(text).ok_or_else(|| Error::Timestamp { text: crate::error::text_excerpt(text) })
    }
}

const EPOCH: DateTime = DateTime::constant(1970, 1, 1, 0, 0, 0, 0);

/// Reads a time of the days for which [`jiff::Timestamp`] has no room.
fn last_days(text: &str) -> Option<Timestamp> {
    let pieces = Pieces::parse(text).ok()?;
    let offset = pieces.to_numeric_offset()?;
    let local = DateTime::from_parts(pieces.date(), pieces.time()?);
    let since = local.duration_since(EPOCH).checked_sub(SignedDuration::from(offset))?;
    let us = since.as_nanos().div_euclid(1_000);
    Some(Timestamp::from_micros(i64::try_from(us).ok()?))
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <std::borrow::Cow<'de, str>>::deserialize(deserializer)?;
        text.parse().map_err(de::Error::custom)
    }
}

/// Where a library takes the time from when the host did not give one.
pub trait Clock: Send + Sync {
    /// The time now. Two calls in order must not give times out of order.
    fn now(&self) -> Timestamp;
}

/// The clock of the system, [`Timestamp::now`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SystemClock;

impl Clock for SystemClock {
    #[inline]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

impl<C: Clock + ?Sized> Clock for std::sync::Arc<C> {
    fn now(&self) -> Timestamp {
        (**self).now()
    }
}
