//! The source of an event: the host, program and instance that emitted it.

use std::fmt;
use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde::{Deserialize, Deserializer, de};
use serde_json::{Map, Value};
use smol_str::SmolStr;

use crate::error::Error;
use crate::id::{check_text, shortened_if_long};

/// Where an event comes from: a host, a program on it, and an instance of that program.
///
/// Each part is optional and has at most 256 bytes. Ids of jobs and workers are unique within a
/// source: collectors keep the jobs and workers of two sources apart. A clone is one atomic
/// addition.
///
/// ```
/// use monitor_core::{EventSource, JobEvent};
///
/// let source = EventSource::new().with_host("node-7").with_program("aligner");
/// let event = JobEvent::started("job-1").source(&source);
/// assert_eq!(event.source.as_ref().and_then(EventSource::host), Some("node-7"));
/// ```
#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EventSource(Arc<SourceParts>);

#[derive(Clone, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct SourceParts {
    host: Option<SmolStr>,
    program: Option<SmolStr>,
    instance: Option<SmolStr>,
}

impl EventSource {
    /// Creates a source without any part, which is the same as no source.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// What stands for the source in lists of jobs whose source is beyond the limit.
    pub(crate) fn other_sources() -> Self {
        Self::new().with_instance("__other__")
    }

    /// Sets the host. A text of more than 256 bytes is shortened, as that of an id.
    #[must_use]
    pub fn with_host(mut self, host: impl AsRef<str>) -> Self {
        Arc::make_mut(&mut self.0).host = part_text(host.as_ref());
        self
    }

    /// Sets the program. A text of more than 256 bytes is shortened, as that of an id.
    #[must_use]
    pub fn with_program(mut self, program: impl AsRef<str>) -> Self {
        Arc::make_mut(&mut self.0).program = part_text(program.as_ref());
        self
    }

    /// Sets the instance. A text of more than 256 bytes is shortened, as that of an id.
    #[must_use]
    pub fn with_instance(mut self, instance: impl AsRef<str>) -> Self {
        Arc::make_mut(&mut self.0).instance = part_text(instance.as_ref());
        self
    }

    /// The host.
    #[must_use]
    pub fn host(&self) -> Option<&str> {
        self.0.host.as_deref()
    }

    /// The program.
    #[must_use]
    pub fn program(&self) -> Option<&str> {
        self.0.program.as_deref()
    }

    /// The instance of the program.
    #[must_use]
    pub fn instance(&self) -> Option<&str> {
        self.0.instance.as_deref()
    }

    /// Whether it has no part.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.iter_parts().next().is_none()
    }

    /// Each part that is set, with its key in JSON.
    fn iter_parts(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let parts =
            [("host", self.host()), ("program", self.program()), ("instance", self.instance())];
        parts.into_iter().filter_map(|(key, part)| Some((key, part?)))
    }

    /// Takes the parts out of a JSON object and leaves other keys there.
    ///
    /// # Errors
    /// [`Error::TextTooLong`] for a part of more than 256 bytes, [`Error::EventJson`] for one that
    /// is no text.
    pub(crate) fn take_from(object: &mut Map<String, Value>) -> Result<Self, Error> {
        let mut take = |key: &str| match object.remove(key) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) if text.is_empty() => Ok(None),
            Some(Value::String(text)) => check_text(&text).map(Some),
            Some(_) => {
                let reason = format!("source.{key}: expected a string");
                Err(Error::EventJson { line: 0, column: 0, reason })
            }
        };
        let (host, program, instance) = (take("host")?, take("program")?, take("instance")?);
        Ok(Self(Arc::new(SourceParts { host, program, instance })))
    }
}

fn part_text(text: &str) -> Option<SmolStr> {
    (!text.is_empty()).then(|| shortened_if_long(text))
}

impl From<&Self> for EventSource {
    fn from(source: &Self) -> Self {
        source.clone()
    }
}

impl fmt::Debug for EventSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.iter_parts()).finish()
    }
}

impl Serialize for EventSource {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.iter_parts().count()))?;
        for (key, part) in self.iter_parts() {
            map.serialize_entry(key, part)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for EventSource {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::take_from(&mut Map::deserialize(deserializer)?).map_err(de::Error::custom)
    }
}
