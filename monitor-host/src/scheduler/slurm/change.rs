//! Cancelling and releasing jobs of Slurm: scancel and scontrol.

use monitor_state::{JobRef, JobState};

use super::SlurmScheduler;
use super::queue::{is_unknown_job, number};
use crate::error::Error;
use crate::scheduler::CancelOutcome;
use crate::scheduler::tool::run_query;

impl SlurmScheduler {
    /// scancel ends with 0 whether or not there is such a job, and takes the label as a filter.
    /// What became of the job the queue has to say.
    pub(super) fn cancel_labelled(&self, job: JobRef, label: &str) -> Result<CancelOutcome, Error> {
        let scancel = self.tools.command("scancel", &["SCANCEL_"]);
        let scancel = scancel.args(["-n", label]).arg(number(job));
        let said = run_query(scancel, "scancel", self.tools.limits.change)?;
        if !said.is_well() && !is_unknown_job(&said) && !is_over(&said.err) {
            return Err(said.unreachable_error("scancel"));
        }
        let lives = self.jobs_with_number(job, label)?.iter().any(|job| !job.state().has_ended());
        Ok(if lives { CancelOutcome::Asked } else { CancelOutcome::Gone })
    }

    /// scontrol has no filter, so the queue is asked first.
    pub(super) fn release_labelled(&self, job: JobRef, label: &str) -> Result<(), Error> {
        let refused = |said: &str| {
            let (command, said) = ("scontrol release".to_owned(), said.to_owned());
            Err(Error::SchedulerRefused { command, said })
        };
        let jobs = self.jobs_with_number(job, label)?;
        let live: Vec<JobState> =
            jobs.iter().map(|job| job.state()).filter(|state| !state.has_ended()).collect();
        if live.is_empty() {
            return refused("the job no longer exists");
        }
        let scontrol = self.tools.command("scontrol", &[]).args(["release", &number(job)]);
        let said = run_query(scontrol, "scontrol release", self.tools.limits.change)?;
        // It also says `Unexpected message received` when slurmctld is down.
        if said.is_well() { Ok(()) } else { Err(said.refused_error("scontrol release")) }
    }
}

fn is_over(said: &[u8]) -> bool {
    let said = String::from_utf8_lossy(said);
    said.contains("already completing") || said.contains("already completed")
}
