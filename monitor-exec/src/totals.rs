//! From what was seen and what the kernel reports at the end to figures that say how sure they are.
//!
//! `used` is what processes have used, `evidence` makes figures of it at the end of a run.

pub(crate) mod evidence;
pub(crate) mod used;

use std::fmt;

use serde::{Deserialize, Serialize};

/// Whether a figure is all there was.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Certainty {
    /// It is the whole amount, as the kernel accounts it.
    Exact,
    /// It is at least so much.
    LowerBound,
}

/// Where a figure comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FigureSource {
    /// What the kernel hands over with the ended child: its own use and that of all descendants
    /// that were waited for, see getrusage(2).
    Rusage,
    /// As `Rusage`, and that of the orphans which the host adopted and reaped.
    RusageAndOrphans,
    /// The process' CPU clock, those of its descendants, and what vanished members were seen to
    /// have used.
    Samples,
    /// The account of the ended child in `/proc/PID/io`, read before it was reaped.
    Zombie,
    /// The kernel's mark of the most memory a process had, `VmHWM` in proc_pid_status(5).
    PeakMark,
    /// A counter of the kernel that every descendant inherits, see perf_event_open(2). It leaves
    /// out the making and the very end of each process.
    TaskClock,
    /// The account of the command's own control group, which has everybody who was ever in it;
    /// `cpu.stat` in the kernel's admin-guide/cgroup-v2.
    ControlGroup,
    /// Nothing could be read.
    Nothing,
}

impl fmt::Display for FigureSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Rusage => "rusage",
            Self::RusageAndOrphans => "rusage_and_orphans",
            Self::Samples => "samples",
            Self::Zombie => "zombie",
            Self::PeakMark => "peak_mark",
            Self::TaskClock => "task_clock",
            Self::ControlGroup => "control_group",
            Self::Nothing => "nothing",
        })
    }
}

/// An amount, how sure it is, and where it comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct ResourceFigure {
    /// The amount, in the unit that the field's name ends with.
    pub value: u64,
    /// Whether it is all.
    pub certainty: Certainty,
    /// Where it comes from.
    pub source: FigureSource,
}

impl ResourceFigure {
    pub(crate) const fn new(value: u64, exact: bool, source: FigureSource) -> Self {
        let certainty = if exact { Certainty::Exact } else { Certainty::LowerBound };
        Self { value, certainty, source }
    }

    /// Whether it is all there was.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.certainty == Certainty::Exact
    }
}

impl Default for ResourceFigure {
    /// Nothing could be read.
    fn default() -> Self {
        Self::new(0, false, FigureSource::Nothing)
    }
}
