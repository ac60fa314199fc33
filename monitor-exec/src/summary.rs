//! What a run used in the end, in one document.

use monitor_core::{ResourceUsage, Timestamp};
use serde::{Deserialize, Serialize};

use crate::counters::summary_counters;
use crate::outcome::exit::{ExitCause, ProcessExit};
use crate::totals::used::Used;
use crate::totals::{FigureSource, ResourceFigure};

macro_rules! declare_summary {
    ($(#[$doc:meta] #[$serde:meta] $name:ident: $type:ident,)*) => {
        /// The figures of a run.
        ///
        /// Its JSON form has every field by its name. `elapsed_time`, `peak_memory_mb` and
        /// `avg_cpu_percent` are the names that users of `execute_with_monitoring` know; the other
        /// names of that tool are in [`DenetSummary`](crate::encode::DenetSummary). What Monitor's
        /// job events take is [`ResourceUsage`], by `as_ref`.
        #[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
        #[non_exhaustive]
        pub struct Summary {
            /// Why it ended.
            pub exit: ExitCause,
            /// How the process ended, if it is known.
            pub status: Option<ProcessExit>,
            /// When the command was let go.
            pub started_at: Timestamp,
            /// Wall-clock time, seconds.
            pub elapsed_time: f64,
            /// The greatest resident memory of the whole tree, mebibytes.
            pub peak_memory_mb: f64,
            /// CPU time over wall-clock time, in percent of one core.
            pub avg_cpu_percent: f64,
            /// Mean of the resident memory of the tree over time, bytes.
            pub avg_rss_bytes: u64,
            /// What job events take.
            pub resources: ResourceUsage,
            /// CPU time of the whole tree, nanoseconds.
            pub cpu_ns: ResourceFigure,
            /// The most memory that one process had, bytes.
            pub peak_process_rss_bytes: ResourceFigure,
            /// No single process had more memory than this, bytes: what the kernel says of the ended
            /// child and of those that were waited for. It is the peak itself, or where the host's
            /// own peak hides that, the host's; `None` if not everybody is known to be in it.
            #[serde(default)]
            pub peak_process_rss_at_most_bytes: Option<u64>,
            /// The most memory that all processes had together, bytes.
            pub peak_tree_rss_bytes: ResourceFigure,
            $(
                #[$doc]
                #[$serde]
                pub $name: $type,
            )*
            /// Context switches of the processes that were waited for, voluntary and not; 0 if
            /// unknown.
            pub context_switches: u64,
            /// Looks at the tree that were made, the one in the hold and the one at the end
            /// included.
            pub samples: u64,
            /// Samples that were merged into others because the store was full.
            pub samples_merged: u64,
            /// Observations that the host's channel had no room for.
            pub samples_dropped: u64,
            /// Lines of output that the host's channel had no room for.
            #[serde(default)]
            pub lines_dropped: u64,
            /// Process samples that were let go because the store was full.
            pub process_samples_dropped: u64,
            /// Processes that had no room in the table or in the tree.
            pub processes_left_out: u64,
            /// Members of the tree that lived on when the run was over.
            pub left_running: u64,
            /// Intervals that were made longer to keep the cap on our own cost.
            pub intervals_stretched: u64,
            /// How long the command was held before its first instruction, nanoseconds; 0 if it was
            /// not.
            pub hold_ns: u64,
            /// CPU time of the sampler and the drain, nanoseconds.
            pub monitor_cpu_ns: u64,
        }

        impl Summary {
            /// A summary of the totals alone, but for CPU time; the rest is zero or unknown.
            /// `exact` and `source` say how sure those are that are a [`ResourceFigure`].
            pub(crate) fn from_totals(used: &Used, exact: bool, source: FigureSource) -> Self {
                Self {
                    exit: ExitCause::Unknown,
                    status: None,
                    started_at: Timestamp::UNIX_EPOCH,
                    elapsed_time: 0.0,
                    peak_memory_mb: 0.0,
                    avg_cpu_percent: 0.0,
                    avg_rss_bytes: 0,
                    resources: ResourceUsage::default(),
                    cpu_ns: ResourceFigure::default(),
                    peak_process_rss_bytes: ResourceFigure::default(),
                    peak_process_rss_at_most_bytes: None,
                    peak_tree_rss_bytes: ResourceFigure::default(),
                    $($name: SummaryTotal::from_figure(ResourceFigure::new(used.$name, exact, source)),)*
                    context_switches: 0,
                    samples: 0,
                    samples_merged: 0,
                    samples_dropped: 0,
                    lines_dropped: 0,
                    process_samples_dropped: 0,
                    processes_left_out: 0,
                    left_running: 0,
                    intervals_stretched: 0,
                    hold_ns: 0,
                    monitor_cpu_ns: 0,
                }
            }
        }
    };
}
summary_counters!(declare_summary);

/// The type of a total in a summary.
pub(crate) trait SummaryTotal {
    fn from_figure(figure: ResourceFigure) -> Self;

    fn amount(&self) -> u64;

    /// How sure it is, if that is recorded.
    fn figure(&self) -> Option<ResourceFigure>;
}

impl SummaryTotal for ResourceFigure {
    fn from_figure(figure: ResourceFigure) -> Self {
        figure
    }

    fn amount(&self) -> u64 {
        self.value
    }

    fn figure(&self) -> Option<ResourceFigure> {
        Some(*self)
    }
}

impl SummaryTotal for u64 {
    fn from_figure(figure: ResourceFigure) -> Self {
        figure.value
    }

    fn amount(&self) -> u64 {
        *self
    }

    fn figure(&self) -> Option<ResourceFigure> {
        None
    }
}

impl AsRef<ResourceUsage> for Summary {
    fn as_ref(&self) -> &ResourceUsage {
        &self.resources
    }
}

/// Bytes in mebibytes.
pub(crate) fn mebibytes(bytes: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let mebibytes = bytes as f64 / f64::from(1 << 20);
    mebibytes
}

/// Nanoseconds in seconds.
pub(crate) fn seconds(ns: u64) -> f64 {
    #[expect(clippy::cast_precision_loss, reason = "a figure for people")]
    let seconds = ns as f64 / 1e9;
    seconds
}
