//! Jobs at a scheduler: how they are named, and the states that all schedulers share.

use std::fmt;

use serde::ser::{Serialize, Serializer};

/// The number that a scheduler gave to a job, and the part of it: Slurm's job and array task,
/// HTCondor's cluster and process, a process id of this machine.
///
/// Its text form is `17` or `17.3`; `17_3` is read as well. Numbers come back, so a ledger also
/// keeps when the job was born.
///
/// ```
/// use monitor_state::JobRef;
///
/// assert_eq!("17_3".parse(), Ok(JobRef::part(17, 3)));
/// assert_eq!(JobRef::part(17, 3).to_string(), "17.3");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct JobRef {
    pub(crate) id: u64,
    pub(crate) part: u32,
}

/// Stands for no part.
const WHOLE: u32 = u32::MAX;

impl JobRef {
    /// The job with this number.
    #[must_use]
    pub const fn new(id: u64) -> Self {
        Self { id, part: WHOLE }
    }

    /// One part of the job with this number; the part `u32::MAX` stands for the whole.
    #[must_use]
    pub const fn part(id: u64, part: u32) -> Self {
        Self { id, part }
    }

    /// The number.
    #[must_use]
    pub const fn id(self) -> u64 {
        self.id
    }

    /// Which part of the job it is, if it is one.
    #[must_use]
    pub const fn array_index(self) -> Option<u32> {
        if self.part == WHOLE { None } else { Some(self.part) }
    }
}

impl fmt::Display for JobRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.array_index() {
            Some(part) => write!(f, "{}.{part}", self.id),
            None => write!(f, "{}", self.id),
        }
    }
}

impl Serialize for JobRef {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// The state of a job, in words that all schedulers share. What the scheduler itself said is kept
/// beside it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum JobState {
    /// It waits for its turn.
    Pending,
    /// It will not run until somebody releases it.
    Held,
    /// Its place is being made ready.
    Configuring,
    /// It runs.
    Running,
    /// It stands still in its place.
    Suspended,
    /// It has ended, and the scheduler cleans up or moves its output.
    Completing,
    /// It has ended well.
    Succeeded,
    /// It has ended badly.
    Failed,
    /// It was ended because it wanted more memory than it may have.
    OutOfMemory,
    /// It was ended because it ran too long.
    TimedOut,
    /// The machine under it went away.
    NodeLost,
    /// It had to make room for another.
    Preempted,
    /// It will run again, and waits for that.
    Requeued,
    /// Somebody removed it.
    Cancelled,
    /// The scheduler does not know, or says a word that is not known here.
    Unknown,
}

impl JobState {
    /// Every state.
    pub const ALL: [Self; 15] = [
        Self::Pending,
        Self::Held,
        Self::Configuring,
        Self::Running,
        Self::Suspended,
        Self::Completing,
        Self::Succeeded,
        Self::Failed,
        Self::OutOfMemory,
        Self::TimedOut,
        Self::NodeLost,
        Self::Preempted,
        Self::Requeued,
        Self::Cancelled,
        Self::Unknown,
    ];

    /// Whether the job will not run any more.
    #[must_use]
    pub const fn has_ended(self) -> bool {
        matches!(
            self,
            Self::Succeeded
                | Self::Failed
                | Self::OutOfMemory
                | Self::TimedOut
                | Self::NodeLost
                | Self::Preempted
                | Self::Cancelled
        )
    }

    /// Its word, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Held => "held",
            Self::Configuring => "configuring",
            Self::Running => "running",
            Self::Suspended => "suspended",
            Self::Completing => "completing",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::OutOfMemory => "out_of_memory",
            Self::TimedOut => "timed_out",
            Self::NodeLost => "node_lost",
            Self::Preempted => "preempted",
            Self::Requeued => "requeued",
            Self::Cancelled => "cancelled",
            Self::Unknown => "unknown",
        }
    }
}

impl fmt::Display for JobState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
