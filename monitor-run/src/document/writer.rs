//! Which process writes a run's document, and how often.

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

/// Who writes the document: enough to tell whether that very process still lives, on the machine
/// that it runs on.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct WriterProcess {
    /// Its process id.
    pub pid: u32,
    /// When that process began, in clock ticks since the machine did (field 22 of proc(5)'s
    /// `stat`): a process id is used again, both together are not. 0 if unknown.
    pub pid_start_ticks: u64,
    /// The name of the machine.
    pub host: String,
    /// Which start of that machine it was; empty if unknown.
    pub boot_id: String,
    /// When it last said that it lives.
    pub heartbeat: Option<Timestamp>,
    /// How often it says so at least, milliseconds; 0 if it does not.
    pub heartbeat_ms: u64,
    /// Whether it holds a lock for as long as it lives.
    pub locked: bool,
    /// How many times it could not write something: the document, a line of the log, a plot.
    pub write_errors: u64,
    /// What the last of these was.
    pub last_write_error: Option<String>,
}
