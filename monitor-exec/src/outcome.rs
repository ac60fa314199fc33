//! How a command ended, always with all that was learned about it.

use std::io;

use serde::{Deserialize, Serialize};

use crate::limit::Limit;
use crate::metadata::Metadata;
use crate::output::Captured;
use crate::platform::linux::sys::EndStatus;
use crate::platform::linux::tree::Process;
use crate::sample::{ProcessSample, Sample};
use crate::summary::Summary;

/// Why a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum Exit {
    /// By itself, with an exit code.
    Exited {
        /// The code, 0 to 255.
        code: i32,
    },
    /// By a signal that was not ours.
    Signaled {
        /// The number of the signal, see signal(7).
        signal: i32,
        /// Whether a core was written.
        core_dumped: bool,
    },
    /// It took longer than [`timeout`](crate::Exec::timeout) and was stopped.
    TimedOut,
    /// The host cancelled it.
    Cancelled,
    /// It hit one of the host's [`ExecLimits`](crate::ExecLimits) and was stopped.
    LimitHit {
        /// Which limit.
        limit: Limit,
    },
    /// The watching was ended by [`detach`](crate::Running::detach); it may still run.
    Detached,
    /// It ended, and how is not known: it is not our child, or the host ignores SIGCHLD or waits
    /// for any child. From Linux 6.15 on that is known as soon as somebody has reaped it.
    Unknown,
}

impl Exit {
    /// The code that a shell would show: the command's own, 128 and the signal, 124 after a
    /// timeout or a limit, 130 when cancelled; `None` if it is not known.
    #[must_use]
    pub const fn code(self) -> Option<i32> {
        match self {
            Self::Exited { code } => Some(code),
            Self::Signaled { signal, .. } => Some(128 + signal),
            Self::TimedOut | Self::LimitHit { .. } => Some(124),
            Self::Cancelled => Some(130),
            Self::Detached | Self::Unknown => None,
        }
    }

    /// Its name in documents, such as `timed_out`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Exited { .. } => "exited",
            Self::Signaled { .. } => "signaled",
            Self::TimedOut => "timed_out",
            Self::Cancelled => "cancelled",
            Self::LimitHit { .. } => "limit_hit",
            Self::Detached => "detached",
            Self::Unknown => "unknown",
        }
    }
}

/// How the process itself ended, whoever wanted it; see wait(2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Status {
    /// With an exit code.
    Code(i32),
    /// By a signal.
    Signal {
        /// The number of the signal.
        signal: i32,
        /// Whether a core was written.
        core_dumped: bool,
    },
}

/// Everything about a run that is over.
#[derive(Debug)]
#[non_exhaustive]
pub struct Outcome {
    /// Why it ended.
    pub exit: Exit,
    /// How the process ended, if it is known: after a timeout this tells whether it went by itself
    /// when it was asked to, or had to be killed.
    pub status: Option<Status>,
    /// What it used.
    pub summary: Summary,
    /// Who and when.
    pub metadata: Metadata,
    /// The samples that were stored.
    pub samples: Vec<Sample>,
    /// The process samples that were stored, if they were asked for.
    pub process_samples: Vec<ProcessSample>,
    /// The processes that took part, as far as they were seen.
    pub processes: Vec<Process>,
    /// What was captured of the standard output.
    pub stdout: Option<Captured>,
    /// What was captured of the standard error.
    pub stderr: Option<Captured>,
    /// Why the encoder stopped writing samples, if it did. The run was not disturbed.
    pub encode_error: Option<io::Error>,
    /// Whether a callback of the host panicked. It was not called again.
    pub callback_panicked: bool,
}

impl Outcome {
    /// Whether it ended by itself with code 0.
    #[must_use]
    pub fn success(&self) -> bool {
        self.exit == Exit::Exited { code: 0 }
    }

    /// The code that a shell would show: the command's own, 128 and the signal, 124 after a
    /// timeout or a limit, 130 when cancelled; `None` if it is not known.
    #[must_use]
    pub const fn exit_code(&self) -> Option<i32> {
        self.exit.code()
    }
}

impl From<EndStatus> for Status {
    fn from(status: EndStatus) -> Self {
        match status {
            EndStatus::Code(code) => Self::Code(code),
            EndStatus::Signal { signal, core_dumped } => Self::Signal { signal, core_dumped },
        }
    }
}

impl From<Status> for Exit {
    fn from(status: Status) -> Self {
        match status {
            Status::Code(code) => Self::Exited { code },
            Status::Signal { signal, core_dumped } => Self::Signaled { signal, core_dumped },
        }
    }
}
