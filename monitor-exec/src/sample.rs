//! One observation of the tree, and of one process in it: fixed sizes, no allocation.
//!
//! `process` is what is kept of one process over its whole life, `store` keeps samples in memory.

pub(crate) mod process;
pub(crate) mod store;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use process::Process;

/// What a process was doing, by the letter of proc_pid_stat(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
#[non_exhaustive]
pub enum State {
    /// Running or ready to (`R`).
    Running,
    /// Sleeping until something happens (`S`, `I`).
    Sleeping,
    /// Sleeping in the kernel, mostly for a disk (`D`).
    Waiting,
    /// Stopped by a signal or a debugger (`T`, `t`).
    Stopped,
    /// Ended (`Z`, `X`).
    Ended,
    /// Held before its first instruction.
    Held,
    /// Not known.
    #[default]
    Unknown,
}

impl State {
    pub(crate) const fn from_letter(letter: u8) -> Self {
        match letter {
            b'R' => Self::Running,
            b'S' | b'I' => Self::Sleeping,
            b'D' => Self::Waiting,
            b'T' | b't' => Self::Stopped,
            b'Z' | b'X' => Self::Ended,
            _ => Self::Unknown,
        }
    }
}

/// One observation of the whole process tree: 120 bytes.
///
/// Totals are since the start of the run and never fall. Memory and counts are those of the
/// instant.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Sample {
    /// The time.
    pub at: Timestamp,
    /// Nanoseconds since the command was let go.
    pub elapsed_ns: u64,
    /// CPU time of the tree, nanoseconds, children that are gone included.
    pub cpu_ns: u64,
    /// CPU time since the sample before, in percent of one core.
    pub cpu_percent: f32,
    /// Number of the observation, from 0. Numbers are missing where samples were merged.
    pub seq: u32,
    /// Resident memory of all processes together, bytes; pages that two share count twice.
    pub rss_bytes: u64,
    /// The greatest `rss_bytes`, or the greatest peak of a single process if that is more.
    pub peak_rss_bytes: u64,
    /// Address space of all processes together, bytes.
    pub virtual_bytes: u64,
    /// Bytes read from storage.
    pub read_bytes: u64,
    /// Bytes written to storage.
    pub write_bytes: u64,
    /// Bytes read by system calls, from whatever was behind the descriptor.
    pub read_call_bytes: u64,
    /// Bytes written by system calls.
    pub write_call_bytes: u64,
    /// Page faults that needed no storage.
    pub minor_faults: u64,
    /// Page faults that read from storage.
    pub major_faults: u64,
    /// Processes that live.
    pub processes: u32,
    /// Their threads.
    pub threads: u32,
    /// What the command itself was doing.
    pub state: State,
}

/// One observation of one process: 64 bytes. Its tree sample is that of the same `seq`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ProcessSample {
    /// The number of the tree sample.
    pub seq: u32,
    /// The process.
    pub pid: u32,
    /// Its parent.
    pub ppid: u32,
    /// Its threads.
    pub threads: u32,
    /// CPU time of its own threads since it started, nanoseconds.
    pub cpu_ns: u64,
    /// CPU time since the sample before, in percent of one core.
    pub cpu_percent: f32,
    /// What it was doing.
    pub state: State,
    /// Resident memory, bytes.
    pub rss_bytes: u64,
    /// Address space, bytes.
    pub virtual_bytes: u64,
    /// Bytes read from storage, by it and its waited-for children.
    pub read_bytes: u64,
    /// Bytes written to storage, by it and its waited-for children.
    pub write_bytes: u64,
}

/// What the host is handed for each look: the tree, and the processes if it asked for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Observation {
    /// The tree.
    pub sample: Sample,
    /// The processes, by pid; empty unless asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<ProcessSample>,
    /// Processes that were not in the observation before, or have executed another program since,
    /// with their names and arguments; empty unless processes were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entered: Vec<Process>,
}

/// CPU time over wall time, in percent of one core.
pub(crate) fn percent(cpu_ns: u64, wall_ns: u64) -> f32 {
    if wall_ns == 0 {
        return 0.0;
    }
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        reason = "a percentage"
    )]
    let percent = (cpu_ns as f64 * 100.0 / wall_ns as f64) as f32;
    percent
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_keep_their_promised_size() {
        assert!(size_of::<Sample>() <= 128, "{}", size_of::<Sample>());
        assert!(size_of::<ProcessSample>() <= 64, "{}", size_of::<ProcessSample>());
    }

    #[test]
    fn no_time_is_no_percentage() {
        assert!(percent(5, 0).abs() < f32::EPSILON);
        assert!((percent(1, 2) - 50.0).abs() < f32::EPSILON);
    }
}
