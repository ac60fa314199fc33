//! The status word of a run.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What a run says that it is doing. In JSON it is one lower-case word.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum RunState {
    /// It works.
    #[default]
    Running,
    /// It was told to wait; the time does not count for its rate.
    Paused,
    /// It ended as it was meant to.
    Completed,
    /// It failed.
    Error,
    /// Somebody ended it.
    Cancelled,
    /// A word that this version does not know, kept as it was. It does not count as ended.
    #[serde(untagged)]
    Other(String),
}

impl RunState {
    /// The word.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Error => "error",
            Self::Cancelled => "cancelled",
            Self::Other(word) => word,
        }
    }

    /// Whether nothing more is to come.
    #[must_use]
    pub const fn is_ended(&self) -> bool {
        matches!(self, Self::Completed | Self::Error | Self::Cancelled)
    }
}

impl fmt::Display for RunState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
