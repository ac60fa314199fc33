//! What schedulers say, read: answers of their commands as bytes, and their words for the states of
//! jobs. Nothing here runs a command.

mod htcondor;
mod htcondor_json;
mod htcondor_text;
mod local;
mod number;
mod slurm;
mod slurm_json;
mod slurm_text;

pub use htcondor::{HtCondorWords, htcondor_state};
pub use htcondor_json::parse_htcondor_json;
pub use htcondor_text::{CONDOR_Q_ATTRIBUTES, parse_condor_q};
pub use local::{local_state, parse_exit_record};
pub use slurm::{is_slurm_outage, slurm_state};
pub use slurm_json::parse_slurm_json;
pub use slurm_text::{SACCT_FORMAT, SQUEUE_FORMAT, parse_sacct, parse_squeue};

use crate::analysis::sweep::Observation;

/// What was read from a scheduler's answer.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Answered {
    /// What it says of jobs.
    pub jobs: Vec<Observation>,
    /// How many lines or objects are no jobs: cut off, or of another form. A sweep with such is not
    /// [`crate::Health::Ok`].
    pub skipped: u64,
    /// What the scheduler itself says went wrong, in its words; empty if nothing did.
    pub errors: Vec<Box<str>>,
}

impl Answered {
    /// Whether the scheduler said that nothing went wrong, and everything that it said was read.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.skipped == 0 && self.errors.is_empty()
    }
}
