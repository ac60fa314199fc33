//! A plan as text: what a dry run prints.

use std::fmt;

use crate::ledger::batch::{AnalysisUpdate, LedgerEntry};
use crate::ledger::status::CycleCounts;
use crate::plan::{CyclePlan, PlanWarning};

impl fmt::Display for CyclePlan {
    /// One line a change, question and warning, and the six counts.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for warning in &self.warnings {
            writeln!(f, "! {warning}")?;
        }
        if self.warnings_dropped > 0 {
            writeln!(f, "! {} more warnings", self.warnings_dropped)?;
        }
        for entry in &self.entries {
            match entry {
                LedgerEntry::Added(analysis) => writeln!(f, "+ {}", analysis.key)?,
                LedgerEntry::Moved(moved) => {
                    write!(f, "> {}: {} -> {}: {}", moved.key, moved.from, moved.to, moved.cause)?;
                    match &moved.raw {
                        Some(raw) => writeln!(f, " ({raw})")?,
                        None => writeln!(f)?,
                    }
                }
                LedgerEntry::Opened(intent) => {
                    writeln!(f, "* {}: {} as {}", intent.key, intent.action, intent.tag)?;
                }
                LedgerEntry::Closed { key, action, .. } => writeln!(f, "= {key}: {action}")?,
                LedgerEntry::Noted { key, note } => writeln!(f, ". {key}: {note}")?,
            }
        }
        for question in &self.questions {
            writeln!(f, "? {}: is it {}?", question.key, question.ask)?;
        }
        write!(f, "{}", self.counts)
    }
}

impl fmt::Display for CycleCounts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let what = if self.total == 1 { "analysis" } else { "analyses" };
        write!(
            f,
            "{} {what} ({} of the project, {} of subjects): {} active, {} complete, {} stuck",
            self.total,
            self.project_analyses,
            self.event_analyses,
            self.active,
            self.complete,
            self.stuck
        )
    }
}

impl fmt::Display for AnalysisUpdate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { .. } => f.write_str("its job is missing from a sweep"),
            Self::Seen => f.write_str("its job is there again"),
            Self::Born { .. } => f.write_str("its job is seen for the first time"),
            Self::Pulse(_) => f.write_str("a sign of life"),
            Self::Wait { busy, until } => write!(f, "busy {busy} times, waits until {until}"),
        }
    }
}

impl fmt::Display for PlanWarning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outage { scheduler, vanished, of } => write!(
                f,
                "{vanished} of {of} jobs vanished from {scheduler} at once: \
                 taken for an outage, nothing is concluded from it"
            ),
            Self::Unhealthy { scheduler, answered: true } => {
                write!(f, "{scheduler} answered with errors: what it did not say means nothing")
            }
            Self::Unhealthy { scheduler, answered: false } => {
                write!(f, "{scheduler} did not answer")
            }
            Self::UnknownScheduler { scheduler } => write!(f, "nothing runs at {scheduler}"),
            Self::UnknownSubject { subject } => write!(f, "nothing is about {subject}"),
            Self::Stale { scheduler, analyses } => {
                write!(f, "{scheduler} says what is older than the last move of {analyses}")
            }
            Self::Reused { key, job } => {
                write!(f, "{key}: job {job} is another job with the same number")
            }
            Self::UnknownWord { key, raw } => {
                write!(f, "{key}: {raw:?} is no state of a job that is known here")
            }
            Self::Illegal { key, from, to } => {
                write!(f, "{key}: a rule wanted {from} -> {to}, which the machine does not have")
            }
            Self::Vetoed { key, to, guard, why } => {
                write!(f, "{key}: {guard} refuses {to}: {why}")
            }
            Self::Full { waiting } => write!(f, "{waiting} more would be ready, but it is full"),
        }
    }
}
