//! One process that took part in a run.

use serde::{Deserialize, Serialize};

/// One process of the tree over its whole life, as far as it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProcessRow {
    /// Its number in our pid namespace.
    pub pid: u32,
    /// The number of its parent when it was last looked at.
    pub ppid: u32,
    /// The name of its program, at most 15 bytes, see proc_pid_comm(5).
    pub name: String,
    /// Its arguments, when per-process samples were asked for; see proc_pid_cmdline(5).
    pub args: Vec<String>,
    /// The file that it executes, when per-process samples were asked for and it can be known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub executable: Option<String>,
    /// When it was first seen, nanoseconds from the start of the run.
    pub first_seen_ns: u64,
    /// When it was last seen, nanoseconds from the start of the run.
    pub last_seen_ns: u64,
    /// CPU time of its own threads, nanoseconds, as far as it was seen.
    pub cpu_ns: u64,
    /// The most memory that it was seen to have had, bytes.
    pub peak_rss_bytes: u64,
}
