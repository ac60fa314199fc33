//! How a job stands, how it ends, and why it was held or let go.

use serde::Serialize;

/// How a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// It runs.
    Running,
    /// It is paused, or one of its activations is held.
    Paused,
    /// It has ended well.
    Completed,
    /// It has ended badly.
    Failed,
    /// Somebody ended it, or its watched code let go of it without a word.
    Cancelled,
}

impl Status {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// Whether the job has ended, or is about to because it was cancelled.
    #[must_use]
    pub const fn is_end(self) -> bool {
        matches!(self, Self::Completed | Self::Failed | Self::Cancelled)
    }
}

/// How a job ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Outcome {
    /// Well.
    Completed,
    /// Badly.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl From<Outcome> for Status {
    fn from(outcome: Outcome) -> Self {
        match outcome {
            Outcome::Completed => Self::Completed,
            Outcome::Failed => Self::Failed,
            Outcome::Cancelled => Self::Cancelled,
        }
    }
}

/// Why an activation is held or goes on, a job paused or resumed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Reason {
    /// A breakpoint was hit.
    Breakpoint,
    /// Somebody paused the job.
    Pause,
    /// A step was made.
    Step,
    /// The job was to be held where it begins.
    Start,
    /// Somebody resumed it.
    Resumed,
    /// Nobody came before the limit of the hold.
    Expired,
    /// The session that controlled the job gave no sign of life.
    LeaseExpired,
    /// The session that controlled the job has ended.
    Detached,
    /// The job was cancelled.
    Cancelled,
    /// The job has ended.
    Ended,
    /// Debugging was disabled.
    Disabled,
    /// The watched code is gone: its future was dropped, or it panicked.
    Dropped,
}

impl Reason {
    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Breakpoint => "breakpoint",
            Self::Pause => "pause",
            Self::Step => "step",
            Self::Start => "start",
            Self::Resumed => "resumed",
            Self::Expired => "expired",
            Self::LeaseExpired => "lease_expired",
            Self::Detached => "detached",
            Self::Cancelled => "cancelled",
            Self::Ended => "ended",
            Self::Disabled => "disabled",
            Self::Dropped => "dropped",
        }
    }
}
