//! Why a command ended, and how its process ended.

use serde::{Deserialize, Serialize};

use crate::command::limit::ExecLimit;

/// Why a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
#[non_exhaustive]
pub enum ExitCause {
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
    /// It took longer than [`timeout`](crate::ExecCommand::timeout) and was stopped.
    TimedOut,
    /// The host cancelled it.
    Cancelled,
    /// It hit one of the host's [`ExecLimits`](crate::ExecLimits) and was stopped.
    LimitHit {
        /// Which limit.
        limit: ExecLimit,
    },
    /// The watching was ended by [`detach`](crate::RunningCommand::detach); it may still run.
    Detached,
    /// It ended, and how is not known: it is not our child, or the host ignores SIGCHLD or waits
    /// for any child. From Linux 6.15 on that is known as soon as somebody has reaped it.
    Unknown,
}

impl ExitCause {
    /// The code that a shell would show: the command's own, 128 and the signal, 124 after a
    /// timeout or a limit, 130 when cancelled; `None` if it is not known.
    #[must_use]
    pub const fn shell_code(self) -> Option<i32> {
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
pub enum ProcessExit {
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

impl From<ProcessExit> for ExitCause {
    fn from(status: ProcessExit) -> Self {
        match status {
            ProcessExit::Code(code) => Self::Exited { code },
            ProcessExit::Signal { signal, core_dumped } => Self::Signaled { signal, core_dumped },
        }
    }
}
