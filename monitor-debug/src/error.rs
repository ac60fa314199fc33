//! What can be wrong with what this crate is asked, and whose fault it was.

use crate::condition::ConditionError;

/// Why a debugger did not do what it was asked.
///
/// Every variant is the asker's affair: the watched code never gets one.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no such job, or it has been forgotten.
    #[error("job {job:?} not found")]
    UnknownJob {
        /// The id that was asked for.
        job: String,
    },

    /// There is a job of that id already.
    #[error("job {job:?} already exists")]
    JobExists {
        /// The id.
        job: String,
    },

    /// There is no such breakpoint at that job or flow.
    #[error("breakpoint {id:?} not found")]
    UnknownBreakpoint {
        /// The id that was asked for.
        id: String,
    },

    /// No activation is held under that number, or none at all.
    #[error("no activation is suspended{}", lane.map_or(String::new(), |lane| format!(" in lane {lane}")))]
    NotHeld {
        /// The lane that was asked for, if one was.
        lane: Option<u64>,
    },

    /// Several activations are held, and the command must say which it means.
    #[error("{count} activations are suspended; select one by its lane")]
    WhichLane {
        /// How many.
        count: usize,
    },

    /// The job has ended, so there is nothing to command.
    #[error("job {job:?} is already {status}")]
    Ended {
        /// The job.
        job: String,
        /// The word for how it ended.
        status: &'static str,
    },

    /// The job is not paused and nothing of it is held.
    #[error("job {job:?} is not paused")]
    NotPaused {
        /// The job.
        job: String,
    },

    /// The job is paused already.
    #[error("job {job:?} is already paused")]
    AlreadyPaused {
        /// The job.
        job: String,
    },

    /// Somebody else controls the job.
    #[error("job is controlled by {owner}; take control first")]
    Controlled {
        /// Who.
        owner: String,
    },

    /// A viewer may look, not command.
    #[error("session is a viewer and cannot send commands; open one as controller")]
    Viewer,

    /// The session has ended: its lease ran out, or another took it over.
    #[error("the session has ended")]
    SessionEnded,

    /// The debugger is disabled, so there is nothing to hold.
    #[error("debugging is disabled")]
    Disabled,

    /// The routine is not among those that were declared for the flow.
    #[error("flow {flow:?} has no routine {routine:?}")]
    UnknownRoutine {
        /// The flow.
        flow: String,
        /// The routine that was asked for.
        routine: String,
    },

    /// The routine has no such slot or event.
    #[error("routine {routine:?} has no {what} {name:?}")]
    UnknownPoint {
        /// The routine.
        routine: String,
        /// `slot` or `event`.
        what: &'static str,
        /// The name that was asked for.
        name: String,
    },

    /// No breakpoint location has this word.
    #[error("unknown breakpoint type {word:?}; expected {expected}")]
    UnknownLocation {
        /// The word that was given, at most 40 characters of it.
        word: String,
        /// The words of all locations, as in `routine, slot or event`.
        expected: String,
    },

    /// A breakpoint on a slot or event says which.
    #[error("breakpoint on {what} has no name")]
    MissingPoint {
        /// `a slot` or `an event`.
        what: &'static str,
    },

    /// A breakpoint names the routine that it is on, or `*`.
    #[error("breakpoint has no routine; give a routine id, or * for every routine")]
    MissingRoutine,

    /// The condition, or an expression of a log message, cannot be compiled.
    #[error("{field}: {source}")]
    Condition {
        /// Which field of the breakpoint it is.
        field: &'static str,
        /// Where and why.
        source: ConditionError,
    },

    /// The hit condition is not a comparison with a number.
    #[error(
        "invalid hit condition {text:?}; expected a form such as 5, == 5, > 5, >= 5, < 5, <= 5 or % 5 == 0"
    )]
    HitCondition {
        /// The text that was given.
        text: String,
    },

    /// The job or flow has as many breakpoints as it may have.
    #[error("breakpoint limit reached ({max}); delete one or raise the limit")]
    TooManyBreakpoints {
        /// The quota.
        max: usize,
    },

    /// A trace keeps at least one event.
    #[error("trace capacity is 0; expected at least 1 event")]
    EmptyTrace,

    /// A text is longer than is kept.
    #[error("{what} too long ({bytes} bytes, limit {max})")]
    TooLong {
        /// What it is.
        what: &'static str,
        /// Its length.
        bytes: usize,
        /// The longest that is taken.
        max: usize,
    },
}
