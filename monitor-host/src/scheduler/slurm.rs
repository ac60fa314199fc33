//! Slurm by its own commands: squeue and sacct as text for what is asked of all jobs, JSON for what
//! is asked of one; sbatch, scancel and scontrol.
//!
//! What is known of them is in `queue` (what is there), `past` (what was there), `submit`,
//! `change` and `one`. The answers are parsed in `monitor-state/src/scheduler_answers/slurm`.

mod change;
mod one;
mod past;
mod queue;
#[cfg(feature = "project")]
pub(super) mod settings;
mod submit;

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

/// Slurm 22.05 to 24.11, by its own commands.
///
/// A sweep is one `squeue`, and for jobs that have left the queue one `sacct` more. It looks at the
/// jobs of the user that the monitor runs as; known jobs that are not among them are asked for by
/// number. Tags are the name and the comment of a job.
///
/// A job array is known by its own number as one job, and by `17.3` as one of its tasks.
///
/// ```
/// use monitor_host::scheduler::{Scheduler, SlurmScheduler, TimeLimits};
///
/// let slurm = SlurmScheduler::new("slurm").env("SLURM_CONF", "/etc/slurm/slurm.conf");
/// assert_eq!(slurm.name(), "slurm");
/// ```
#[derive(Clone, Debug)]
pub struct SlurmScheduler {
    name: String,
    tools: SchedulerTools,
    everyone: bool,
}

/// Variables that change what squeue and sacct answer: filters, formats, orders.
const CHANGE_ANSWERS: [&str; 3] = ["SQUEUE_", "SACCT_", "SLURM_TIME_FORMAT"];

impl SlurmScheduler {
    /// Slurm, by the word with which analyses name it. Its commands are looked for in the `PATH`.
    #[must_use]
    pub fn new(name: impl Into<String>) -> Self {
        Self { name: name.into(), tools: SchedulerTools::default(), everyone: false }
    }

    /// The folder that its commands are in.
    #[must_use]
    pub fn commands_in(mut self, folder: impl Into<PathBuf>) -> Self {
        self.tools.folder = Some(folder.into());
        self
    }

    /// Sets a variable of the environment of its commands, such as `SLURM_CONF` of one of several
    /// clusters. sbatch hands it on to the job, as it does with all others.
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

    /// Looks at the jobs of all users in every sweep, and not only at those of this one.
    #[must_use]
    pub fn of_everyone(mut self, yes: bool) -> Self {
        self.everyone = yes;
        self
    }

    /// What became of known jobs that the queue does not have, added to what it has.
    fn look_further(
        &self,
        answer: &mut SchedulerAnswer,
        known: KnownSubmissions<'_>,
        now: Timestamp,
    ) -> Result<(), Error> {
        let limit = self.tools.limits.sweep;
        let mut missing = missing_jobs(&answer.jobs, known.jobs);
        if missing.is_empty() {
            return Ok(());
        }
        if !self.everyone {
            let found = self.numbered(&missing, limit)?;
            answer.skipped += found.skipped;
            add(&mut answer.jobs, found.jobs);
            missing = missing_jobs(&answer.jobs, known.jobs);
        }
        if missing.is_empty() {
            return Ok(());
        }
        let past = self.past_jobs(&missing, known.since, now, limit)?;
        add(&mut answer.jobs, past);
        Ok(())
    }
}

impl Scheduler for SlurmScheduler {
    fn name(&self) -> &str {
        &self.name
    }

    fn sweep(&self, known: KnownSubmissions<'_>, now: Timestamp) -> SchedulerSweep {
        let (mut answer, mut troubles) = match self.queue() {
            Ok(answered) => answered,
            Err(why) => return SchedulerSweep::unreachable(&self.name, now, why),
        };
        if let Err(why) = self.look_further(&mut answer, known, now) {
            troubles.push(why);
        }
        answer.jobs = fold_parts(answer.jobs, known.jobs);
        SchedulerSweep::full(&self.name, now, answer, troubles)
    }

    fn submit(&self, work: &JobRequest, tag: &str) -> SubmissionOutcome {
        self.submit_as(work, &label(tag))
    }

    fn find(&self, tag: &str, since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        self.jobs_with_label(&label(tag), since, Timestamp::now())
    }

    fn cancel(&self, job: JobRef, tag: &str) -> Result<CancelOutcome, Error> {
        self.cancel_labelled(job, &label(tag))
    }

    fn release(&self, job: JobRef, tag: &str) -> Result<(), Error> {
        self.release_labelled(job, &label(tag))
    }

    fn history(&self, jobs: &[JobRef], since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        let past = self.past_jobs(jobs, since, Timestamp::now(), self.tools.limits.history)?;
        Ok(fold_parts(past, jobs))
    }

    fn details(&self, job: JobRef) -> Result<Option<JobObservation>, Error> {
        self.one_job(job)
    }
}
