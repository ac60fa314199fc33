//! Transitions: from which state to which, because of what, and whether they are counted.

use std::fmt;

use serde::Serialize;

use crate::state::AnalysisState;

/// A transition that a machine allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct StateEdge {
    /// The state that is left.
    pub from: AnalysisState,
    /// The state that is come to.
    pub to: AnalysisState,
    /// Because of what.
    pub by: TransitionTrigger,
    /// Whether a limit bounds how often it happens.
    pub limited: bool,
}

/// Because of what a state becomes another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum TransitionTrigger {
    /// A person or a program says so.
    Command,
    /// A cycle does it when it is its turn.
    Plan,
    /// The scheduler says something of the job, or misses it.
    Job,
    /// The host answers a question.
    Answer,
    /// The host has done what it was asked for, or could not.
    Outcome,
    /// It took too long.
    Clock,
    /// A rule of the host.
    Rule,
}

impl fmt::Display for TransitionTrigger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Command => "command",
            Self::Plan => "plan",
            Self::Job => "job",
            Self::Answer => "answer",
            Self::Outcome => "outcome",
            Self::Clock => "clock",
            Self::Rule => "rule",
        })
    }
}
