//! The keys of one job in a list: each is taken once, and an error names the job and the key.

use std::fmt::Display;

use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use super::JobListError;

/// Every key that a job may have.
const KNOWN: [&str; 12] = [
    "cancel_after_ms",
    "command",
    "cwd",
    "env",
    "expect",
    "max_retries",
    "name",
    "needs",
    "priority",
    "retry_delay_ms",
    "tags",
    "timeout_s",
];

/// The keys of a job that have not been taken yet.
pub(crate) struct Keys {
    file: String,
    job: String,
    table: Map<String, Value>,
}

impl Keys {
    /// The keys of the job at `index` of the list, none of them unknown.
    pub(crate) fn new(file: &str, index: usize, entry: Value) -> Result<Self, JobListError> {
        let file = file.to_owned();
        let Value::Object(table) = entry else {
            return Err(JobListError::NotATable { file, number: index + 1 });
        };
        let job = match table.get("name").and_then(Value::as_str) {
            Some(name) if !name.is_empty() => format!("job `{}`", name.escape_debug()),
            _ => format!("job {}", index + 1),
        };
        if let Some(key) = table.keys().find(|key| !KNOWN.contains(&key.as_str())) {
            let (key, known) = (key.clone(), KNOWN.join(", "));
            return Err(JobListError::UnknownKey { file, job, key, known });
        }
        Ok(Self { file, job, table })
    }

    pub(crate) fn optional<T: DeserializeOwned>(
        &mut self,
        key: &'static str,
    ) -> Result<Option<T>, JobListError> {
        let Some(value) = self.table.remove(key) else { return Ok(None) };
        serde_json::from_value(value).map(Some).map_err(|error| self.bad(key, error))
    }

    pub(crate) fn or_default<T: DeserializeOwned + Default>(
        &mut self,
        key: &'static str,
    ) -> Result<T, JobListError> {
        self.optional(key).map(Option::unwrap_or_default)
    }

    pub(crate) fn required<T: DeserializeOwned>(
        &mut self,
        key: &'static str,
    ) -> Result<T, JobListError> {
        let (file, job) = (self.file.clone(), self.job.clone());
        self.optional(key)?.ok_or(JobListError::MissingKey { file, job, key })
    }

    /// Whether the text can be shown in a line of output.
    pub(crate) fn printable(&self, key: &'static str, text: &str) -> Result<(), JobListError> {
        if text.chars().any(char::is_control) {
            return Err(self.bad(key, "there is a control character in it"));
        }
        Ok(())
    }

    pub(crate) fn bad(&self, key: &'static str, reason: impl Display) -> JobListError {
        let (file, job) = (self.file.clone(), self.job.clone());
        JobListError::BadValue { file, job, key, reason: reason.to_string() }
    }

    pub(crate) fn unknown_priority(&self, source: monitor_core::Error) -> JobListError {
        JobListError::UnknownPriority { file: self.file.clone(), job: self.job.clone(), source }
    }

    pub(crate) fn empty_command(&self) -> JobListError {
        JobListError::EmptyCommand { file: self.file.clone(), job: self.job.clone() }
    }
}
