//! What can be wrong with what this crate is given.

use monitor_core::AnalysisKey;

use crate::job::JobRef;
use crate::machine::finding::LintFinding;
use crate::plan::action::HostAction;
use crate::state::AnalysisState;

/// What was wrong, and whose fault it was.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// The caller gave a key that is not of the form `subject/name`.
    #[error("invalid analysis key {key:?}; expected subject/name without control characters")]
    BadKey {
        /// The beginning of the refused key.
        key: Box<str>,
    },

    /// The caller gave a word that cannot be that of a state.
    #[error("invalid state {word:?}; expected 1 to 22 characters of a-z, 0-9, - and _")]
    StateWord {
        /// The beginning of the refused word.
        word: Box<str>,
    },

    /// The caller gave a text that is no number of a job.
    #[error("invalid job number {text:?}; expected a number such as 17 or 17.3")]
    JobNumber {
        /// The beginning of the refused text.
        text: Box<str>,
    },

    /// The caller named an analysis that is not in the ledger.
    #[error("analysis {key:?} not found")]
    UnknownKey {
        /// The beginning of the key.
        key: Box<str>,
    },

    /// The caller named a subject that no analysis is about.
    #[error("no analysis has the subject {subject:?}")]
    UnknownSubject {
        /// The beginning of the subject.
        subject: Box<str>,
    },

    /// The caller named a state that the machine does not have.
    #[error("unknown state {state}")]
    UnknownState {
        /// The state.
        state: AnalysisState,
    },

    /// The machine has no such transition.
    #[error("no transition from {from} to {to}")]
    Illegal {
        /// The state that it is in.
        from: AnalysisState,
        /// The state that was asked for.
        to: AnalysisState,
    },

    /// The state is left by force only.
    #[error("{state} is a final state; use force to leave it")]
    Terminal {
        /// The state that it is in.
        state: AnalysisState,
    },

    /// A guard of the host, or one that is built in, refuses.
    #[error("guard {guard:?} rejected the transition: {why}")]
    Vetoed {
        /// Which guard.
        guard: Box<str>,
        /// Why.
        why: Box<str>,
    },

    /// What the caller says is about a state or an action that is past.
    #[error("update of {key} is out of date; read the analysis again")]
    Stale {
        /// Which analysis.
        key: AnalysisKey,
    },

    /// The caller gave a batch or a plan that was made for another revision of the ledger.
    #[error(
        "plan made for revision {made_for} of the ledger, which is at revision {at}; plan again"
    )]
    Conflict {
        /// The revision that it was made for.
        made_for: u64,
        /// The revision that the ledger is at.
        at: u64,
    },

    /// The caller gave an outcome that does not go with the action.
    #[error("outcome does not fit the action {action}")]
    Mismatch {
        /// What the host was asked to do.
        action: HostAction,
    },

    /// The caller gave an analysis the job of another one that still has it.
    #[error("job {job} already belongs to {by}")]
    JobTaken {
        /// Which job.
        job: JobRef,
        /// Which analysis has it.
        by: AnalysisKey,
    },

    /// The caller gave something twice that there can be once.
    #[error("{what} {name:?} already exists")]
    Twice {
        /// What it is.
        what: &'static str,
        /// Its name.
        name: Box<str>,
    },

    /// The caller gave analyses that need each other in a circle.
    #[error("dependency cycle: {}", join_keys(.keys))]
    Cycle {
        /// Each needs the next, and the last the first.
        keys: Vec<AnalysisKey>,
    },

    /// The caller gave more than there is room for.
    #[error("limit reached ({most} {what})")]
    TooMany {
        /// Of what.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },

    /// The caller built a machine that has a fault.
    #[error("invalid state machine: {finding}")]
    Machine {
        /// Which.
        finding: LintFinding,
    },

    /// A scheduler's answer is not the JSON that it should be.
    #[error("invalid scheduler answer at line {line}, column {column}: {reason}")]
    SchedulerJson {
        /// Line of the text, from 1; 0 when the text itself is well-formed.
        line: usize,
        /// Column in that line, from 1; 0 when the text itself is well-formed.
        column: usize,
        /// What the reader expected and what it found.
        reason: Box<str>,
    },
}

/// The beginning of a text, short enough for a message.
pub(crate) fn text_excerpt(text: &str) -> Box<str> {
    const MOST: usize = 80;
    if text.len() <= MOST {
        return text.into();
    }
    let end = (0..=MOST).rev().find(|&at| text.is_char_boundary(at)).unwrap_or(0);
    format!("{}…", &text[..end]).into()
}

/// The first of many keys, in a row.
fn join_keys(keys: &[AnalysisKey]) -> String {
    const MOST: usize = 8;
    let shown: Vec<&str> = keys.iter().take(MOST).map(AnalysisKey::as_str).collect();
    let more = if keys.len() > MOST { " -> …" } else { "" };
    format!("{}{more}", shown.join(" -> "))
}
