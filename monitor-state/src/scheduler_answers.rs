//! What schedulers say, read: answers of their commands as bytes, and their words for the states of
//! jobs. Nothing here runs a command.

mod htcondor;
mod local;
mod number;
mod slurm;

pub use htcondor::{
    CONDOR_Q_ATTRIBUTES, HtCondorWords, htcondor_state, parse_condor_q, parse_htcondor_json,
};
pub use local::{local_state, parse_exit_record};
pub use slurm::{
    SACCT_FORMAT, SQUEUE_FORMAT, is_slurm_outage, parse_sacct, parse_slurm_json, parse_squeue,
    slurm_state,
};

use crate::error::Error;
use crate::sweep::JobObservation;

/// What was read from a scheduler's answer.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct SchedulerAnswer {
    /// What it says of jobs.
    pub jobs: Vec<JobObservation>,
    /// How many lines or objects are no jobs: cut off, or of another form. A sweep with such is not
    /// [`crate::SchedulerHealth::Ok`].
    pub skipped: u64,
    /// What the scheduler itself says went wrong, in its words; empty if nothing did.
    pub errors: Vec<Box<str>>,
}

impl SchedulerAnswer {
    /// Whether the scheduler said that nothing went wrong, and everything that it said was read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.skipped == 0 && self.errors.is_empty()
    }
}

/// The error for an answer that is not JSON, or not of the form that is expected.
fn parse_error(error: &serde_json::Error) -> Error {
    let reason = crate::error::text_excerpt(&error.to_string());
    Error::SchedulerJson { line: error.line(), column: error.column(), reason }
}
