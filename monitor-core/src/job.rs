//! A job as events name it: its id, and by what its figures are grouped.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use serde::de::{self, Deserialize, Deserializer};
use serde::ser::{Serialize, Serializer};

use crate::error::{Error, text_excerpt};
use crate::id::{JobId, JobName, Tag};

/// How soon a job wants to run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Priority {
    /// After everything else.
    Low,
    /// What a job has when nobody says.
    #[default]
    Medium,
    /// Before the others.
    High,
    /// Before everything else.
    Critical,
}

impl Priority {
    /// All priorities, lowest first.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The word for it in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }

    pub(crate) const fn index(self) -> usize {
        self as usize
    }
}

impl fmt::Display for Priority {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for Priority {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.into_iter().find(|priority| priority.as_str() == name);
        found.ok_or_else(|| Error::UnknownPriority { name: text_excerpt(name) })
    }
}

impl Serialize for Priority {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

impl<'de> Deserialize<'de> for Priority {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let name = std::borrow::Cow::<'de, str>::deserialize(deserializer)?;
        name.parse().map_err(de::Error::custom)
    }
}

/// A short list of tags, cheap to clone.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Tags(Option<Arc<[Tag]>>);

impl Tags {
    /// The tags in the order given.
    #[must_use]
    pub fn as_slice(&self) -> &[Tag] {
        self.0.as_deref().unwrap_or(&[])
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_none()
    }

    /// The tags in the order given.
    pub fn iter(&self) -> std::slice::Iter<'_, Tag> {
        self.as_slice().iter()
    }
}

impl<T: Into<Tag>> FromIterator<T> for Tags {
    /// The tags in their order; one that is named twice counts once, one without text does not.
    fn from_iter<I: IntoIterator<Item = T>>(tags: I) -> Self {
        let mut list: Vec<Tag> = Vec::new();
        for tag in tags {
            let tag = tag.into();
            if !tag.is_empty() && !list.contains(&tag) {
                list.push(tag);
            }
        }
        Self(if list.is_empty() { None } else { Some(list.into()) })
    }
}

impl<'a> IntoIterator for &'a Tags {
    type Item = &'a Tag;
    type IntoIter = std::slice::Iter<'a, Tag>;

    fn into_iter(self) -> Self::IntoIter {
        self.iter()
    }
}

impl fmt::Debug for Tags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self).finish()
    }
}

impl Serialize for Tags {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self)
    }
}

impl<'de> Deserialize<'de> for Tags {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Vec::<Tag>::deserialize(deserializer).map(|tags| tags.into_iter().collect())
    }
}

/// A job as its events name it. Only the id is needed; the rest groups its figures.
///
/// A host that keeps one of these beside each job of its own hands `&job` to every event of it.
///
/// ```
/// use monitor_core::{Job, JobEvent, Priority};
///
/// let job = Job::new("job-1").name("align").tags(["gpu"]).priority(Priority::High);
/// let event = JobEvent::started(&job).worker("w1");
/// assert_eq!(event.job.id, "job-1");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Job {
    /// Which job.
    pub id: JobId,
    /// What it does; empty when nobody said.
    pub name: JobName,
    /// How soon it wants to run; `None` when nobody said, which counts as [`Priority::Medium`].
    pub priority: Option<Priority>,
    /// By what it is grouped.
    pub tags: Tags,
}

impl Job {
    /// The job with this id, of no name, medium priority, and without tags.
    #[must_use]
    pub fn new(id: impl Into<JobId>) -> Self {
        Self { id: id.into(), ..Self::default() }
    }

    /// The same job with a name.
    #[must_use]
    pub fn name(mut self, name: impl Into<JobName>) -> Self {
        self.name = name.into();
        self
    }

    /// The same job with a priority.
    #[must_use]
    pub fn priority(mut self, priority: Priority) -> Self {
        self.priority = Some(priority);
        self
    }

    /// The same job with these tags.
    #[must_use]
    pub fn tags<T: Into<Tag>>(mut self, tags: impl IntoIterator<Item = T>) -> Self {
        self.tags = tags.into_iter().collect();
        self
    }
}

impl From<JobId> for Job {
    fn from(id: JobId) -> Self {
        Self::new(id)
    }
}

impl From<&JobId> for Job {
    fn from(id: &JobId) -> Self {
        Self::new(id)
    }
}

impl From<&str> for Job {
    fn from(id: &str) -> Self {
        Self::new(id)
    }
}

impl From<String> for Job {
    fn from(id: String) -> Self {
        Self::new(id)
    }
}

impl From<&String> for Job {
    fn from(id: &String) -> Self {
        Self::new(id)
    }
}

impl From<&Job> for Job {
    fn from(job: &Job) -> Self {
        job.clone()
    }
}
