//! What a run tells one after the other: steps, messages, errors and the plots that it saved.

use std::fmt;
use std::str::FromStr;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::error::Error;

/// A step that the run announced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct RunStep {
    /// What it is called.
    pub name: String,
    /// Which one it is, counted from 1, if it was told.
    #[serde(default)]
    pub step_number: Option<u64>,
    /// When it was announced.
    pub timestamp: Timestamp,
    /// What was said about it.
    #[serde(default)]
    pub message: Option<String>,
}

/// A line that the run logged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LogMessage {
    /// When it was logged.
    pub timestamp: Timestamp,
    /// How grave it is. Documents that leave it out mean `info`.
    #[serde(default)]
    pub level: LogLevel,
    /// The text.
    pub message: String,
}

/// An error that the run reported. By itself it does not end the run.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct LoggedError {
    /// When it was reported.
    pub timestamp: Timestamp,
    /// The text.
    pub message: String,
}

/// A plot that the run saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct PlotFile {
    /// Its name in the folder of plots.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// When it was saved last.
    pub timestamp: Timestamp,
}

impl RunStep {
    pub(crate) const fn new(
        name: String,
        step_number: Option<u64>,
        message: Option<String>,
        timestamp: Timestamp,
    ) -> Self {
        Self { name, step_number, timestamp, message }
    }
}

impl LogMessage {
    pub(crate) const fn new(level: LogLevel, message: String, timestamp: Timestamp) -> Self {
        Self { timestamp, level, message }
    }
}

impl LoggedError {
    pub(crate) const fn new(message: String, timestamp: Timestamp) -> Self {
        Self { timestamp, message }
    }
}

impl PlotFile {
    /// A plot that somebody has found.
    #[must_use]
    pub const fn new(file: String, bytes: u64, timestamp: Timestamp) -> Self {
        Self { file, bytes, timestamp }
    }
}

/// How grave a message is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum LogLevel {
    /// For whoever looks for a fault.
    Debug,
    /// What is going on.
    #[default]
    Info,
    /// Something is not as it should be, and the run goes on.
    Warning,
    /// Something failed. The run counts it among its errors.
    Error,
    /// A word that this version does not know, kept as it was.
    #[serde(untagged)]
    Other(String),
}

impl LogLevel {
    /// The word in lower case, as in JSON.
    #[must_use]
    pub fn as_str(&self) -> &str {
        match self {
            Self::Debug => "debug",
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
            Self::Other(word) => word,
        }
    }
}

impl fmt::Display for LogLevel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for LogLevel {
    type Err = Error;

    /// Reads one of the four words, in any case.
    fn from_str(word: &str) -> Result<Self, Error> {
        let known = [Self::Debug, Self::Info, Self::Warning, Self::Error];
        let found = known.into_iter().find(|level| level.as_str().eq_ignore_ascii_case(word));
        found.ok_or_else(|| Error::UnknownLevel { word: crate::text::text_excerpt(word) })
    }
}
