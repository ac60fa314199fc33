//! The saved form of a monitor: the state of all collectors as a versioned serde value.
//!
//! The documents are here and below; each collector fills them and reads them back in its own
//! module, because what they are made of is private there.

mod job;
mod number;
mod system;
mod worker;

pub(crate) use job::{
    SavedGroup, SavedHistogram, SavedJob, SavedJobCounts, SavedJobs, SavedOpenJob, SavedOutcome,
    SavedOutcomeCounts, SavedPhase, SavedRecentJob, SavedSpan, SavedWindows, SavedWorkerJobs,
};
pub(crate) use number::{RestoreBudget, SavedCount, SavedNanos, SavedTime};
pub(crate) use system::{SavedError, SavedSystem};
pub(crate) use worker::{SavedOffline, SavedWorker, SavedWorkerCounts, SavedWorkers};

use std::borrow::Cow;
use std::fmt;

use serde::de::{self, Deserialize, Deserializer, IgnoredAny, MapAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct, Serializer};

use crate::error::Error;
use crate::event::EventSource;

/// The state of a [`Monitor`](crate::Monitor) at one time, to be written and restored later.
///
/// [`Monitor::save`](crate::Monitor::save) makes it, [`Monitor::restore`](crate::Monitor::restore)
/// takes it. In between it is a serde value. Its JSON has the version first, then all collectors;
/// the same state gives the same bytes. Durations are integers of nanoseconds, times are integers
/// of microseconds since the Unix epoch, and a sum that exceeds 64 bits is a string of decimal
/// digits. A bucket list of a histogram has one array for each run of used buckets: the index of
/// the first bucket, then the counts.
///
/// Reading ignores unknown keys and refuses counts above 2^53 - 1, so that no later addition
/// overflows. The content of another version is not read:
/// [`Monitor::restore`](crate::Monitor::restore) then names that version in its error.
#[derive(Clone, PartialEq)]
pub struct SavedMonitor {
    version: u32,
    /// `None` if the version is unknown.
    collectors: Option<Box<SavedCollectors>>,
}

/// The saved form of all collectors.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedCollectors {
    pub(crate) enabled: bool,
    pub(crate) jobs: SavedJobs,
    pub(crate) workers: SavedWorkers,
    pub(crate) system: SavedSystem,
    /// What each source of events has on its own, sorted by source.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) sources: Vec<SavedSource>,
    /// What the sources beyond the limit have together.
    #[serde(default, skip_serializing_if = "is_default")]
    pub(crate) other_sources: SavedOtherSources,
}

/// The saved form of what one source of events has on its own.
#[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedSource {
    pub(crate) source: EventSource,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jobs: Option<SavedJobs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) workers: Option<SavedWorkers>,
}

/// The saved form of what all sources beyond the limit have together.
#[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
pub(crate) struct SavedOtherSources {
    pub(crate) events: SavedCount,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) jobs: Option<SavedJobs>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) workers: Option<SavedWorkers>,
}

impl SavedMonitor {
    /// The version that [`Monitor::save`](crate::Monitor::save) writes, and the only one that this
    /// release reads.
    pub const VERSION: u32 = 1;

    pub(crate) fn new(collectors: SavedCollectors) -> Self {
        Self { version: Self::VERSION, collectors: Some(Box::new(collectors)) }
    }

    /// The version that it was written with.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.version
    }

    pub(crate) fn collectors(&self) -> Result<&SavedCollectors, Error> {
        let unknown = Error::SavedVersion { found: self.version, supported: Self::VERSION };
        self.collectors.as_deref().ok_or(unknown)
    }
}

impl fmt::Debug for SavedMonitor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SavedMonitor").field("version", &self.version).finish_non_exhaustive()
    }
}

const VERSION: &str = "version";
const COLLECTORS: &str = "monitor";

impl Serialize for SavedMonitor {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut document = serializer.serialize_struct("SavedMonitor", 2)?;
        document.serialize_field(VERSION, &self.version)?;
        document.serialize_field(COLLECTORS, &self.collectors)?;
        document.end()
    }
}

impl<'de> Deserialize<'de> for SavedMonitor {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(DocumentVisitor)
    }
}

struct DocumentVisitor;

impl<'de> Visitor<'de> for DocumentVisitor {
    type Value = SavedMonitor;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a saved monitor, an object with the keys version and monitor")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<SavedMonitor, A::Error> {
        let (mut version, mut collectors) = (None::<u32>, None);
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let is_known = version.is_none_or(|version| version == SavedMonitor::VERSION);
            match &*key {
                VERSION => version = Some(map.next_value()?),
                COLLECTORS if is_known => collectors = Some(map.next_value()?),
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        let version = version.ok_or_else(|| de::Error::missing_field(VERSION))?;
        if version != SavedMonitor::VERSION {
            return Ok(SavedMonitor { version, collectors: None });
        }
        let collectors = collectors.ok_or_else(|| de::Error::missing_field(COLLECTORS))?;
        Ok(SavedMonitor { version, collectors: Some(collectors) })
    }
}

/// Whether a value is left out of the JSON because reading gives the same one without it.
pub(crate) fn is_default<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
