//! Schedulers: what runs the jobs of analyses, asked and told by their own commands.
//!
//! A [`Scheduler`] answers what became of jobs ([`sweep`](Scheduler::sweep)), submits
//! [`JobRequest`] with a tag, finds it again by that tag, cancels and releases. [`SlurmScheduler`] and
//! [`HtCondor`] are driven by the commands that their users type; [`SchedulerSet`] is a set of
//! several, asked at the same time. [`LocalScheduler`] runs processes of this machine, on Linux, and
//! needs no other scheduler.
//!
//! No call hangs: each has a time limit of its own ([`TimeLimits`]), and a command that does not
//! answer within it is ended. No call takes silence for an answer: a sweep that failed is
//! [`SchedulerHealth::Down`](monitor_state::SchedulerHealth::Down), and a submission of which nobody knows whether it
//! happened is [`SubmissionOutcome::Unknown`].

mod htcondor;
mod known;
#[cfg(all(target_os = "linux", not(monitor_unsupported)))]
mod local;
#[cfg(not(all(target_os = "linux", not(monitor_unsupported))))]
#[path = "scheduler/local_unsupported.rs"]
mod local;
#[cfg(feature = "project")]
mod registry;
mod set;
mod slurm;
mod submission;
mod swept;
mod tag;
mod tool;
mod whole;
mod work;

pub use htcondor::HtCondor;
pub use known::KnownSubmissions;
pub use local::LocalScheduler;
#[cfg(feature = "project")]
pub(crate) use registry::{DEFAULT_KIND, SchedulerMaker};
#[cfg(feature = "project")]
pub use registry::{SchedulerContext, SchedulerRegistry};
pub use set::SchedulerSet;
pub use slurm::SlurmScheduler;
pub use submission::{CancelOutcome, SubmissionOutcome};
pub use swept::SchedulerSweep;
pub use tag::label;
pub use tool::TimeLimits;
pub use work::{JobProgram, JobRequest};

use std::fmt;

use monitor_core::Timestamp;
use monitor_state::{JobObservation, JobRef};

use crate::error::Error;

/// What runs the jobs of analyses.
///
/// Every call comes back within its time limit. Calls may be made from several threads at once.
pub trait Scheduler: fmt::Debug + Send + Sync {
    /// The word by which analyses name it.
    fn name(&self) -> &str;

    /// Whether others submit to it as well, so that tags have to tell whose a job is.
    fn is_shared(&self) -> bool {
        true
    }

    /// Looks at all jobs, and finds out what became of those that are known and no longer there.
    ///
    /// `now` is when the sweep begins. An outage is a sweep that is down, never one without jobs.
    fn sweep(&self, known: KnownSubmissions<'_>, now: Timestamp) -> SchedulerSweep;

    /// Does what nobody else does between two calls, and gives what went wrong: a scheduler that has
    /// no daemon starts what waits. It is called in every cycle that may change something, before
    /// the sweep, and never in one that may not.
    fn tend(&self) -> Vec<Error> {
        Vec::new()
    }

    /// Submits a job that carries the tag, which is used for this job only.
    ///
    /// What is [`SubmissionOutcome::Unknown`] is resolved by [`find`](Self::find), some time later: what a
    /// scheduler was told before it stopped answering it may still do.
    fn submit(&self, work: &JobRequest, tag: &str) -> SubmissionOutcome;

    /// The jobs that carry the tag, the oldest first, those that have ended included. They were
    /// submitted at `since` at the earliest.
    ///
    /// # Errors
    /// The scheduler could not be asked. Then nobody knows whether there is one.
    fn find(&self, tag: &str, since: Timestamp) -> Result<Vec<JobObservation>, Error>;

    /// Cancels the job if it carries the tag. A job of the same number that does not is another
    /// one, and left alone.
    ///
    /// # Errors
    /// The scheduler could not be asked, or refuses. It may have been done.
    fn cancel(&self, job: JobRef, tag: &str) -> Result<CancelOutcome, Error>;

    /// Lets a held job go on, if it carries the tag.
    ///
    /// # Errors
    /// The scheduler could not be asked, refuses, or there is no such job.
    fn release(&self, job: JobRef, tag: &str) -> Result<(), Error>;

    /// What became of jobs that are no longer in the queue; they were submitted at `since` at the
    /// earliest. What the scheduler has not kept is not in the answer.
    ///
    /// # Errors
    /// The scheduler could not be asked.
    fn history(&self, jobs: &[JobRef], since: Timestamp) -> Result<Vec<JobObservation>, Error>;

    /// All that the scheduler says of one job, reason and times included; `None` if it does not
    /// know it. This is dearer than a sweep, and for people who look at one job.
    ///
    /// # Errors
    /// The scheduler could not be asked.
    fn details(&self, job: JobRef) -> Result<Option<JobObservation>, Error>;
}
