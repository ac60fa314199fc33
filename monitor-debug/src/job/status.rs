//! How a job stands, how it ends, and why it was held or let go.

use crate::words::words;

words! {
    /// How a job stands.
    #[non_exhaustive]
    pub enum DebugJobStatus {
        /// It runs.
        Running = "running",
        /// It is paused, or one of its activations is held.
        Paused = "paused",
        /// It has ended well.
        Completed = "completed",
        /// It has ended badly.
        Failed = "failed",
        /// Somebody ended it, or its watched code let go of it without a word.
        Cancelled = "cancelled",
    }
}

impl DebugJobStatus {
    /// Whether the job has ended, or is about to because it was cancelled.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum DebugJobOutcome {
    /// Well.
    Completed,
    /// Badly.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl From<DebugJobOutcome> for DebugJobStatus {
    fn from(outcome: DebugJobOutcome) -> Self {
        match outcome {
            DebugJobOutcome::Completed => Self::Completed,
            DebugJobOutcome::Failed => Self::Failed,
            DebugJobOutcome::Cancelled => Self::Cancelled,
        }
    }
}

words! {
    /// Why an activation is held or goes on, a job paused or resumed.
    #[non_exhaustive]
    pub enum StopReason {
        /// A breakpoint was hit.
        Breakpoint = "breakpoint",
        /// Somebody paused the job.
        Pause = "pause",
        /// A step was made.
        Step = "step",
        /// The job was to be held where it begins.
        Start = "start",
        /// Somebody resumed it.
        Resumed = "resumed",
        /// Nobody came before the limit of the hold.
        Expired = "expired",
        /// The session that controlled the job gave no sign of life.
        LeaseExpired = "lease_expired",
        /// The session that controlled the job has ended.
        Detached = "detached",
        /// The job was cancelled.
        Cancelled = "cancelled",
        /// The job has ended.
        Ended = "ended",
        /// Debugging was disabled.
        Disabled = "disabled",
        /// The watched code is gone: its future was dropped, or it panicked.
        Dropped = "dropped",
    }
}
