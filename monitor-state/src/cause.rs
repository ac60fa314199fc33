//! Why an analysis moved.

use std::fmt;

use monitor_core::AnalysisKey;
use serde::{Deserialize, Serialize};

use crate::job::JobState;
use crate::plan::action::{HostAction, QuestionKind};

/// Why an analysis moved from one state to another. Its text is a sentence without an end.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "why", rename_all = "snake_case")]
#[non_exhaustive]
pub enum TransitionCause {
    /// A person or a program said so.
    Command {
        /// Who.
        by: Box<str>,
        /// Whether the machine's rules were set aside for it.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        force: bool,
    },
    /// All that it needs is done.
    NeedsMet,
    /// Something that it needs will never be done.
    NeedGone {
        /// What it needs.
        need: AnalysisKey,
    },
    /// It was its turn.
    Turn,
    /// The scheduler said this of its job.
    Job {
        /// The state of the job.
        state: JobState,
    },
    /// It must have been there on the way to its next state, though nobody saw it.
    Implied,
    /// Its job was missing from so many full, healthy sweeps in a row, or has no number.
    Vanished {
        /// How many.
        sweeps: u32,
    },
    /// The host answered a question.
    Answer {
        /// What was asked.
        ask: QuestionKind,
        /// Whether the answer was yes.
        yes: bool,
    },
    /// Its job is begun again from where the last one came to.
    Rescue {
        /// Which rescue this is.
        n: u32,
        /// How many there may be.
        of: u32,
    },
    /// The host did what the plan asked for.
    Done {
        /// What was asked for.
        action: HostAction,
    },
    /// The host could not do what the plan asked for, and it can be tried again.
    Busy {
        /// What was asked for.
        action: HostAction,
        /// Why not.
        error: Box<str>,
    },
    /// The host could not do what the plan asked for, and trying again would not help.
    Refused {
        /// What was asked for.
        action: HostAction,
        /// Why not.
        error: Box<str>,
    },
    /// Nothing was found of what the plan asked for: it was never done.
    NotDone {
        /// What was asked for.
        action: HostAction,
    },
    /// A limit was reached.
    Limit {
        /// Of what.
        limit: PolicyLimit,
        /// How many there may be.
        of: u32,
    },
    /// It was in a state, or without a sign of something, for too long.
    Late {
        /// The clock that ran out.
        clock: DeadlineKind,
    },
    /// A rule of the host decided so.
    Rule {
        /// Why.
        reason: Box<str>,
    },
    /// It was taken over from elsewhere.
    Import,
}

/// What is counted in the ledger and may not exceed what the policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PolicyLimit {
    /// Submissions since the last restart.
    Attempts,
    /// Rescues since the last restart.
    Resurrections,
    /// Retries of the same action.
    Retries,
}

/// What can run out, and so make an analysis stuck.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum DeadlineKind {
    /// A submission takes too long.
    Submitting,
    /// A job waits too long.
    Queued,
    /// A job is held too long.
    Held,
    /// A job is suspended too long.
    Suspended,
    /// A job runs too long.
    Running,
    /// A job gives no sign of life.
    Heartbeat,
    /// A job gets no further.
    Progress,
    /// A job is lost too long.
    Lost,
    /// Post-processing takes too long.
    Processing,
    /// A cancelled job does not end.
    Stopping,
}

impl DeadlineKind {
    pub(crate) fn as_phrase(self) -> &'static str {
        match self {
            Self::Submitting => "submitting for too long",
            Self::Queued => "queued for too long",
            Self::Held => "held for too long",
            Self::Suspended => "suspended for too long",
            Self::Running => "running for too long",
            Self::Heartbeat => "no sign of life for too long",
            Self::Progress => "no progress for too long",
            Self::Lost => "lost for too long",
            Self::Processing => "processing for too long",
            Self::Stopping => "does not end though it was cancelled",
        }
    }
}

impl PolicyLimit {
    fn as_phrase(self) -> &'static str {
        match self {
            Self::Attempts => "attempts",
            Self::Resurrections => "rescues",
            Self::Retries => "retries",
        }
    }
}

impl fmt::Display for DeadlineKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_phrase())
    }
}

impl fmt::Display for PolicyLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_phrase())
    }
}

impl fmt::Display for TransitionCause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Command { by, force: false } => write!(f, "{by} said so"),
            Self::Command { by, force: true } => write!(f, "{by} forced it"),
            Self::NeedsMet => f.write_str("all that it needs is done"),
            Self::NeedGone { need } => write!(f, "{need}, which it needs, will never be done"),
            Self::Turn => f.write_str("it was its turn"),
            Self::Job { state } => write!(f, "its job is {}", state.as_str().replace('_', " ")),
            Self::Implied => f.write_str("on the way to the next state"),
            Self::Vanished { sweeps: 0 } => f.write_str("it has no job"),
            Self::Vanished { sweeps: 1 } => f.write_str("its job was missing from a sweep"),
            Self::Vanished { sweeps } => write!(f, "its job was missing from {sweeps} sweeps"),
            Self::Answer { ask, yes: true } => write!(f, "it is {ask}"),
            Self::Answer { ask, yes: false } => write!(f, "it is not {ask}"),
            Self::Rescue { n, of } => write!(f, "rescue {n} of {of}"),
            Self::Done { action } => write!(f, "{action}: done"),
            Self::Busy { action, error } => write!(f, "{action}: busy: {error}"),
            Self::Refused { action, error } => write!(f, "{action}: refused: {error}"),
            Self::NotDone { action } => write!(f, "{action}: was never done"),
            Self::Limit { limit, of } => write!(f, "all {of} {limit} are used up"),
            Self::Late { clock } => write!(f, "{clock}"),
            Self::Rule { reason } => f.write_str(reason),
            Self::Import => f.write_str("taken over"),
        }
    }
}
