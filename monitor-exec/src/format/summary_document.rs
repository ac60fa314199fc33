//! A summary on one level, in the units that people read: for scripts, and for `--summary`.

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::command::limit::ExecLimit;
use crate::counters::{io_counters, summary_counters};
use crate::outcome::exit::{ExitCause, ProcessExit};
use crate::summary::{Summary, SummaryTotal, seconds};
use crate::totals::{Certainty, FigureSource, ResourceFigure};

macro_rules! declare_document {
    ($(#[$doc:meta] #[$serde:meta] $name:ident: $type:ident,)*) => {
        /// The figures of a run by the names that users of `execute_with_monitoring`, GNU time and
        /// con-duct look for. [`Summary`] has the same in the units that they were measured in.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct SummaryDocument {
            /// The code that a shell would show; see [`ExitCause::shell_code`].
            pub exit_code: Option<i32>,
            /// The signal that the process was ended by, if it was, whoever sent it.
            pub signal: Option<i32>,
            /// Why it ended: `exited`, `signaled`, `timed_out`, `cancelled`, `limit_hit`, `detached`
            /// or `unknown`.
            pub outcome: String,
            /// Which limit was hit, if one was.
            pub limit: Option<ExecLimit>,
            /// When the command was let go.
            pub started_at: Timestamp,
            /// Wall-clock time, seconds.
            pub elapsed_time: f64,
            /// CPU time of the whole tree, seconds.
            pub cpu_s: f64,
            /// That in user mode, seconds.
            pub cpu_user_s: f64,
            /// That in the kernel, seconds.
            pub cpu_system_s: f64,
            /// CPU time over wall-clock time, percent of one core.
            pub avg_cpu_percent: f64,
            /// The most memory that all processes had together, mebibytes.
            pub peak_memory_mb: f64,
            /// The most memory that one process had, kibibytes.
            pub peak_rss_kb: u64,
            /// What `peak_rss_kb` is at most, kibibytes: what the kernel's account says, which a
            /// command that ends within a millisecond shares with whoever forked it. None if there is
            /// no account.
            pub peak_rss_at_most_kb: Option<u64>,
            /// The most memory that all processes had together, kibibytes.
            pub peak_tree_rss_kb: u64,
            /// Mean of the memory of all processes over time, kibibytes.
            pub avg_rss_kb: u64,
            /// Looks that were made.
            pub samples: u64,
            /// The most processes at one time.
            pub max_processes: u32,
            /// The most threads at one time.
            pub max_threads: u32,
            $(
                #[$doc]
                #[$serde]
                pub $name: u64,
            )*
            /// Context switches, voluntary and not.
            pub context_switches: u64,
            /// Members of the tree that lived on.
            pub left_running: u64,
            /// Processes that had no room in the table or in the tree.
            pub processes_left_out: u64,
            /// Intervals that were made longer to keep our own cost low.
            pub intervals_stretched: u64,
            /// CPU time of the sampler, seconds.
            pub monitor_cpu_s: f64,
            /// How long the command was held before its first instruction, microseconds.
            pub hold_us: f64,
            /// How sure the figures are, and where they come from.
            pub sources: OriginTable,
        }

        impl From<&Summary> for SummaryDocument {
            fn from(summary: &Summary) -> Self {
                let signal = match summary.status {
                    Some(ProcessExit::Signal { signal, .. }) => Some(signal),
                    _ => None,
                };
                let limit = match summary.exit {
                    ExitCause::LimitHit { limit } => Some(limit),
                    _ => None,
                };
                Self {
                    exit_code: summary.exit.shell_code(),
                    signal,
                    outcome: summary.exit.name().to_owned(),
                    limit,
                    started_at: summary.started_at,
                    elapsed_time: summary.elapsed_time,
                    cpu_s: seconds(summary.cpu_ns.value),
                    cpu_user_s: seconds(summary.resources.cpu_user_ns),
                    cpu_system_s: seconds(summary.resources.cpu_system_ns),
                    avg_cpu_percent: summary.avg_cpu_percent,
                    peak_memory_mb: summary.peak_memory_mb,
                    peak_rss_kb: summary.peak_process_rss_bytes.value / 1024,
                    peak_rss_at_most_kb: summary
                        .peak_process_rss_at_most_bytes
                        .map(|bytes| bytes / 1024),
                    peak_tree_rss_kb: summary.peak_tree_rss_bytes.value / 1024,
                    avg_rss_kb: summary.avg_rss_bytes / 1024,
                    samples: summary.samples,
                    max_processes: summary.resources.max_processes,
                    max_threads: summary.resources.max_threads,
                    $($name: SummaryTotal::amount(&summary.$name),)*
                    context_switches: summary.context_switches,
                    left_running: summary.left_running,
                    processes_left_out: summary.processes_left_out,
                    intervals_stretched: summary.intervals_stretched,
                    monitor_cpu_s: seconds(summary.monitor_cpu_ns),
                    hold_us: seconds(summary.hold_ns) * 1e6,
                    sources: summary.into(),
                }
            }
        }
    };
}
summary_counters!(declare_document);

macro_rules! declare_origins {
    ($(#[$doc:meta] #[$serde:meta] $name:ident = $key:literal,)*) => {
        /// The origin of each figure, by the name of the figure.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
        #[non_exhaustive]
        #[expect(missing_docs, reason = "each is the figure of the same name in SummaryDocument")]
        pub struct OriginTable {
            pub cpu_s: FigureOrigin,
            pub peak_rss_kb: FigureOrigin,
            pub peak_tree_rss_kb: FigureOrigin,
            $(
                #[$serde]
                pub $name: FigureOrigin,
            )*
        }

        impl From<&Summary> for OriginTable {
            fn from(summary: &Summary) -> Self {
                Self {
                    cpu_s: summary.cpu_ns.into(),
                    peak_rss_kb: summary.peak_process_rss_bytes.into(),
                    peak_tree_rss_kb: summary.peak_tree_rss_bytes.into(),
                    $($name: summary.$name.into(),)*
                }
            }
        }
    };
}
io_counters!(declare_origins);

/// How sure a figure is, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct FigureOrigin {
    /// Whether it is all there was.
    pub certainty: Certainty,
    /// Where it comes from.
    pub source: FigureSource,
}

impl Default for FigureOrigin {
    /// Nothing could be read.
    fn default() -> Self {
        ResourceFigure::default().into()
    }
}

impl From<ResourceFigure> for FigureOrigin {
    fn from(figure: ResourceFigure) -> Self {
        Self { certainty: figure.certainty, source: figure.source }
    }
}
