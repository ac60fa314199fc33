//! HTCondor by its own commands: condor_q and condor_history as attributes for what is asked of all
//! jobs, JSON for what is asked of one; condor_submit, condor_submit_dag, condor_rm and
//! condor_release.
//!
//! What is asked is in `ask`, what is told in `tell`, the text of a submission in `description`.
//! The answers are parsed in `monitor-state/src/scheduler_answers/htcondor`.

mod ask;
mod description;
#[cfg(feature = "project")]
pub(super) mod settings;
mod tell;

use std::path::PathBuf;

use monitor_core::Timestamp;
use monitor_state::{JobObservation, JobRef, SchedulerAnswer};

use crate::error::Error;
use crate::scheduler::tag::label;
use crate::scheduler::tool::SchedulerTools;
use crate::scheduler::whole::{add, fold_parts, missing_jobs};
use crate::scheduler::{
    CancelOutcome, JobRequest, KnownSubmissions, Scheduler, SchedulerSweep, SubmissionOutcome,
    TimeLimits,
};

/// HTCondor, by its own commands.
///
/// A sweep is one `condor_q` for all jobs that carry a tag, and for known jobs that are not among
/// them one more by number and one `condor_history`. The tag is the attribute `MonitorKey`. A
/// cluster is one job, however many processes it has; `17.3` is one of its processes.
///
/// HTCondor has no state for a job that has failed: it is complete, and its exit code says how.
///
/// ```
/// use monitor_host::scheduler::{HtCondor, Scheduler};
///
/// let condor = HtCondor::new("condor").schedd("submit-2.example.org");
/// assert_eq!(condor.name(), "condor");
/// ```
#[derive(Clone, Debug)]
pub struct HtCondor {
    name: String,
    tools: SchedulerTools,
    schedd: Option<String>,
    pool: Option<String>,
}

impl HtCondor {
    /// HTCondor, by the word with which analyses name it. Its commands are looked for in the
    /// `PATH`.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tools: SchedulerTools::default(), schedd: None, pool: None }
    }

    /// The folder that its commands are in.
    #[must_use]
    pub fn commands_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.tools.folder = Some(folder.into());
        self
    }

    /// Sets a variable of the environment of its commands, such as `CONDOR_CONFIG`.
    #[must_use]
    pub fn env(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.tools.env.push((name.into(), value.into()));
        self
    }

    /// How long its commands may take.
    #[must_use]
    pub fn time_limits(mut self, limits: TimeLimits) -> Self {
        self.tools.limits = limits;
        self
    }

    /// The queue (schedd) to use; that of this machine otherwise. Several queues are several
    /// schedulers.
    #[must_use]
    pub fn schedd(mut self, name: impl Into<String>) -> Self {
        self.schedd = Some(name.into());
        self
    }

    /// The pool in which the queue is looked up.
    #[must_use]
    pub fn pool(mut self, name: impl Into<String>) -> Self {
        self.pool = Some(name.into());
        self
    }

    /// What became of known jobs that are not in the queue with a tag, added to what is.
    fn look_further(
        &self,
        answer: &mut SchedulerAnswer,
        known: KnownSubmissions<'_>,
    ) -> Result<(), Error> {
        let limit = self.tools.limits.sweep;
        let missing = missing_jobs(&answer.jobs, known.jobs);
        if missing.is_empty() {
            return Ok(());
        }
        let found = self.queue_of(&missing, limit)?;
        answer.skipped += found.skipped;
        add(&mut answer.jobs, found.jobs);
        let missing = missing_jobs(&answer.jobs, known.jobs);
        if missing.is_empty() {
            return Ok(());
        }
        let past = self.past_jobs(&missing, known.since, limit)?;
        answer.skipped += past.skipped;
        add(&mut answer.jobs, past.jobs);
        Ok(())
    }
}

impl Scheduler for HtCondor {
    fn name(&self) -> &str {
        &self.name
    }

    fn sweep(&self, known: KnownSubmissions<'_>, now: Timestamp) -> SchedulerSweep {
        let mut answer = match self.queue() {
            Ok(answer) => answer,
            Err(why) => return SchedulerSweep::unreachable(&self.name, now, why),
        };
        let mut troubles = Vec::new();
        if let Err(why) = self.look_further(&mut answer, known) {
            troubles.push(why);
        }
        answer.jobs = fold_parts(answer.jobs, known.jobs);
        SchedulerSweep::full(&self.name, now, answer, troubles)
    }

    fn submit(&self, work: &JobRequest, tag: &str) -> SubmissionOutcome {
        self.submit_as(work, &label(tag))
    }

    fn find(&self, tag: &str, since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        self.jobs_with_label(&label(tag), since)
    }

    fn cancel(&self, job: JobRef, tag: &str) -> Result<CancelOutcome, Error> {
        self.cancel_labelled(job, &label(tag))
    }

    fn release(&self, job: JobRef, tag: &str) -> Result<(), Error> {
        self.release_labelled(job, &label(tag))
    }

    fn history(&self, jobs: &[JobRef], since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        let past = self.past_jobs(jobs, since, self.tools.limits.history)?;
        Ok(fold_parts(past.jobs, jobs))
    }

    fn details(&self, job: JobRef) -> Result<Option<JobObservation>, Error> {
        self.one_job(job)
    }
}
