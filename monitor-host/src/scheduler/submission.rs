//! What came of telling a scheduler to do something.

use monitor_core::Timestamp;
use monitor_state::{ActionOutcome, JobRef};

use crate::error::Error;

/// What came of a submission.
#[derive(Debug)]
#[non_exhaustive]
pub enum SubmissionOutcome {
    /// There is a job.
    Submitted {
        /// Its number.
        job: JobRef,
        /// When it was submitted by the scheduler's clock, if it has said so.
        born: Option<Timestamp>,
    },
    /// There is none: the scheduler could not take it now.
    Busy(Error),
    /// There is none, and there will be none unless something is changed.
    Refused(Error),
    /// Nobody knows whether there is one. The intent stays open, until the job is found by its tag
    /// or the scheduler has had time to take it and is found without.
    Unknown(Error),
}

impl SubmissionOutcome {
    /// What came of a command that gave no answer. One that could not be run has submitted nothing:
    /// if it is not there, or may not be run, that may be mended; if its folder is not there or its
    /// arguments cannot be, that is a fault of the work.
    pub(super) fn without_an_answer(error: Error) -> Self {
        use monitor_exec::Error as Exec;
        match &error {
            Error::SchedulerCommand { source, .. } => match source {
                Exec::WorkingDirectory { .. }
                | Exec::NulByte { .. }
                | Exec::ArgumentsTooLong { .. } => Self::Refused(error),
                _ => Self::Busy(error),
            },
            _ => Self::Unknown(error),
        }
    }

    /// What a ledger is told; `None` if nothing is known yet.
    #[must_use]
    pub fn outcome(&self) -> Option<ActionOutcome> {
        match self {
            Self::Submitted { job, born } => {
                Some(ActionOutcome::Submitted { job: *job, born: *born })
            }
            Self::Busy(error) => Some(ActionOutcome::Busy { error: error.to_string().into() }),
            Self::Refused(error) => {
                Some(ActionOutcome::Refused { error: error.to_string().into() })
            }
            Self::Unknown(_) => None,
        }
    }
}

/// What came of cancelling a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CancelOutcome {
    /// The job is not there any more, or has ended.
    Gone,
    /// The scheduler will end it.
    Asked,
}

impl CancelOutcome {
    /// What a ledger is told.
    #[must_use]
    pub fn outcome(self) -> ActionOutcome {
        match self {
            Self::Gone => ActionOutcome::Done,
            Self::Asked => ActionOutcome::Started,
        }
    }
}
