//! What is written down of a job: what it is to do, and which process watches it.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use monitor_core::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::error::Error;
use crate::scheduler::tag::label;
use crate::system::replace::replace;
use crate::system::this_machine::{ProcessStat, boot_id};

/// What a job is to do, `job.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct JobRecord {
    pub(super) number: u64,
    pub(super) tag: String,
    pub(super) submitted: Timestamp,
    pub(super) command: Vec<RecordWord>,
    pub(super) dir: RecordWord,
    #[serde(default)]
    pub(super) env: Vec<(String, String)>,
    /// Where both streams go, if the work says so.
    #[serde(default)]
    pub(super) output: Option<RecordWord>,
    /// Options of `monitor exec`.
    #[serde(default)]
    pub(super) limits: Vec<String>,
}

/// The process that watches a job, `process.json`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ProcessRecord {
    /// In which start of the machine.
    pub(super) boot_id: String,
    pub(super) pid: i32,
    /// When it began, in clock ticks since the machine did; 0 if it had ended before that was read.
    pub(super) start_ticks: u64,
    pub(super) started: Timestamp,
}

/// A word of a command or a path: text, or bytes if it is none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum RecordWord {
    Text(String),
    Bytes(Vec<u8>),
}

impl RecordWord {
    pub(super) fn new(word: &OsStr) -> Self {
        match word.to_str() {
            Some(text) => Self::Text(text.to_owned()),
            None => Self::Bytes(word.as_bytes().to_vec()),
        }
    }

    pub(super) fn os(&self) -> OsString {
        match self {
            Self::Text(text) => text.into(),
            Self::Bytes(bytes) => OsString::from_vec(bytes.clone()),
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        self.os().into()
    }
}

impl JobRecord {
    /// What the processes of the job have in their environment as `MONITOR_JOB`.
    pub(super) fn mark(&self) -> String {
        format!("{}@{}", label(&self.tag), self.submitted.as_micros())
    }
}

impl ProcessRecord {
    /// The record of a process that was started by us just now.
    pub(super) fn new(pid: u32, started: Timestamp) -> Self {
        let start_ticks = ProcessStat::of_process(pid).map_or(0, |stat| stat.start_ticks);
        let pid = i32::try_from(pid).unwrap_or_default();
        Self { boot_id: boot_id(), pid, start_ticks, started }
    }

    /// The process, if it is there and has not ended: the one of that number which began then.
    pub(super) fn living(&self, boot_id: &str) -> Option<ProcessStat> {
        if self.boot_id != boot_id {
            return None;
        }
        let stat = ProcessStat::of_process(self.pid)?;
        (stat.start_ticks == self.start_ticks && !super::has_ended(stat)).then_some(stat)
    }
}

/// Writes a record, so that it is there as a whole or not at all, and stays.
pub(super) fn write(folder: &Path, name: &str, record: &impl Serialize) -> Result<(), Error> {
    let path = folder.join(name);
    let written =
        serde_json::to_vec_pretty(record).map_err(io::Error::from).and_then(|mut text| {
            text.push(b'\n');
            replace(&path, &folder.join(format!("{name}.new")), &text, true)
        });
    written.map_err(Error::file("write", path))
}

/// Reads a record; `None` if there is none.
pub(super) fn read<R: DeserializeOwned>(folder: &Path, name: &str) -> Result<Option<R>, Error> {
    let path = folder.join(name);
    let bytes = match fs::read(&path) {
        Ok(bytes) => bytes,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(Error::file("read", path)(error)),
    };
    let record = serde_json::from_slice(&bytes).map_err(io::Error::from);
    record.map(Some).map_err(Error::file("read", path))
}
