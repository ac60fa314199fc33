//! One observation of the tree, and of one process in it: fixed sizes, no allocation.
//!
//! `gauges` are the figures of an instant, `process` is what is kept of one process over its whole
//! life, `store` keeps samples in memory, and `total` lists the totals for what shows all of them.

pub(crate) mod gauges;
pub(crate) mod process;
pub(crate) mod store;
pub(crate) mod total;

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::counters::sample_fields;
use crate::totals::used::Used;
use gauges::Gauges;
use process::ProcessRow;

/// What a process was doing, by the letter of proc_pid_stat(5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[repr(u8)]
#[non_exhaustive]
pub enum ProcessState {
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

impl ProcessState {
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

/// What a sample has beside its totals and gauges.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SampleFrame {
    pub(crate) at: Timestamp,
    pub(crate) elapsed_ns: u64,
    pub(crate) cpu_percent: f32,
    pub(crate) seq: u32,
    pub(crate) peak_rss_bytes: u64,
    pub(crate) state: ProcessState,
}

impl SampleFrame {
    /// The frame of a sample that was not taken.
    pub(crate) const EMPTY: Self = Self {
        at: Timestamp::UNIX_EPOCH,
        elapsed_ns: 0,
        cpu_percent: 0.0,
        seq: 0,
        peak_rss_bytes: 0,
        state: ProcessState::Unknown,
    };
}

macro_rules! declare_samples {
    (
        fields { $(#[$doc:meta] #[$serde:meta] $name:ident: $type:ty,)* }
        totals { $($total:ident: $total_unit:ident,)* }
        gauges { $($gauge:ident: $gauge_unit:ident,)* }
        process {
            $(
                #[$process_doc:meta]
                #[$process_serde:meta]
                $process_name:ident: $process_type:ty,
            )*
        }
    ) => {
        /// One observation of the whole process tree: 120 bytes.
        ///
        /// Totals are since the start of the run and never fall. Memory and counts are those of
        /// the instant.
        #[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct Sample {
            $(
                #[$doc]
                #[$serde]
                pub $name: $type,
            )*
        }

        impl Sample {
            pub(crate) const fn new(frame: SampleFrame, used: &Used, gauges: &Gauges) -> Self {
                let SampleFrame { at, elapsed_ns, cpu_percent, seq, peak_rss_bytes, state } = frame;
                Self {
                    at,
                    elapsed_ns,
                    cpu_percent,
                    seq,
                    peak_rss_bytes,
                    state,
                    $($total: used.$total,)*
                    $($gauge: gauges.$gauge,)*
                }
            }

            /// The totals.
            pub(crate) const fn used(&self) -> Used {
                Used { $($total: self.$total,)* }
            }
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
            pub state: ProcessState,
            $(
                #[$process_doc]
                #[$process_serde]
                pub $process_name: $process_type,
            )*
        }
    };
}
sample_fields!(declare_samples);

/// What the host is handed for each look: the tree, and the processes if it asked for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TreeSample {
    /// The tree.
    pub sample: Sample,
    /// The processes, by pid; empty unless asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<ProcessSample>,
    /// Processes that were not in the observation before, or have executed another program since,
    /// with their names and arguments; empty unless processes were asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entered: Vec<ProcessRow>,
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
