//! What can be wrong with a job list: each error names the file, and the job and key in it.

use std::io;

/// A job list that cannot be run. Nothing has run when it is found.
#[derive(Debug, thiserror::Error)]
pub(crate) enum JobListError {
    #[error("{file}: {source}")]
    Unreadable { file: String, source: io::Error },

    #[error("{file}: a job list ends in .toml or .json")]
    Extension { file: String },

    #[error("{file}: {reason}")]
    Syntax { file: String, reason: String },

    #[error("{file}: no jobs; `[[jobs]]` in TOML or `\"jobs\": [...]` in JSON lists them")]
    NoJobs { file: String },

    #[error("{file}: unknown key `{key}` beside `jobs`")]
    UnknownSection { file: String, key: String },

    #[error("{file}: job {number} is not a table of keys")]
    NotATable { file: String, number: usize },

    #[error("{file}: {job}: unknown key `{key}`; known are {known}")]
    UnknownKey { file: String, job: String, key: String, known: String },

    #[error("{file}: {job}: key `{key}` is missing")]
    MissingKey { file: String, job: String, key: &'static str },

    #[error("{file}: {job}: key `{key}`: {reason}")]
    BadValue { file: String, job: String, key: &'static str, reason: String },

    #[error("{file}: {job}: key `command` is empty")]
    EmptyCommand { file: String, job: String },

    #[error("{file}: job `{job}`: key `name`: another job has the same name")]
    DuplicateName { file: String, job: String },

    #[error("{file}: {job}: key `priority`: {source}")]
    UnknownPriority { file: String, job: String, source: monitor_core::Error },

    #[error("{file}: job `{job}`: key `needs`: there is no job `{need}`")]
    UnknownNeed { file: String, job: String, need: String },

    #[error("{file}: job `{job}`: key `needs`: it needs itself: {circle}")]
    Circle { file: String, job: String, circle: String },
}
