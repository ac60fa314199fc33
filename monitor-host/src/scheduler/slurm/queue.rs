//! What is in Slurm's queue, and has not long left it: squeue.

use std::time::Duration;

use monitor_state::{
    JobObservation, JobRef, SQUEUE_FORMAT, SchedulerAnswer, is_slurm_outage, parse_squeue,
};

use super::{CHANGE_ANSWERS, SlurmScheduler};
use crate::error::Error;
use crate::scheduler::tool::{ToolAnswer, run_query};
use crate::system::subprocess::Subprocess;

/// The most jobs that are asked for by number in one command.
pub(super) const AT_A_TIME: usize = 1_000;

impl SlurmScheduler {
    /// What squeue says of the jobs of this user or of all users, and what it complains of.
    ///
    /// # Errors
    /// It did not answer. It has answered only if it ended with 0: it prints no jobs, and nothing
    /// else that could be told from an empty queue, when slurmctld is down.
    pub(super) fn queue(&self) -> Result<(SchedulerAnswer, Vec<Error>), Error> {
        let whose: &[&str] = if self.everyone { &[] } else { &["--me"] };
        let said = run_query(self.squeue().args(whose), "squeue", self.tools.limits.sweep)?;
        if !said.is_well() {
            return Err(said.unreachable_error("squeue"));
        }
        let mut troubles = Vec::new();
        // Of a federation, a cluster that does not answer is a complaint of a squeue that ends well.
        if said.cut || is_complaint(&said) {
            troubles.push(said.not_understood("squeue"));
        }
        Ok((parse_squeue(&said.out), troubles))
    }

    /// What squeue says of these jobs, whoever has submitted them.
    pub(super) fn numbered(
        &self,
        jobs: &[JobRef],
        limit: Duration,
    ) -> Result<SchedulerAnswer, Error> {
        let mut all = SchedulerAnswer::default();
        for some in jobs.chunks(AT_A_TIME) {
            let said = run_query(self.squeue().arg("-j").arg(numbers(some)), "squeue", limit)?;
            // One number that is not known any more is an error, several are left out.
            if !said.is_well() {
                if is_slurm_outage(&said.err) || !is_unknown_job(&said) {
                    return Err(said.unreachable_error("squeue"));
                }
                continue;
            }
            let answer = parse_squeue(&said.out);
            all.jobs.extend(answer.jobs);
            all.skipped += answer.skipped;
        }
        Ok(all)
    }

    /// The jobs with this number that were submitted with this label.
    pub(super) fn jobs_with_number(
        &self,
        job: JobRef,
        label: &str,
    ) -> Result<Vec<JobObservation>, Error> {
        let found = self.numbered(&[job], self.tools.limits.change)?;
        Ok(found.jobs.into_iter().filter(|job| is_labelled(job, label)).collect())
    }

    /// squeue for all states, hidden partitions and single tasks, in the order of their numbers.
    fn squeue(&self) -> Subprocess {
        let squeue = self.tools.command("squeue", &CHANGE_ANSWERS);
        let squeue = squeue.env("SLURM_TIME_FORMAT", "%s");
        squeue.args(["-h", "-a", "-t", "all", "-r", "-S", "i", "-o", SQUEUE_FORMAT])
    }
}

/// The label is also the comment of a job, and that is what a sweep shows.
pub(super) fn is_labelled(job: &JobObservation, label: &str) -> bool {
    job.known_details().and_then(|details| details.tag.as_deref()) == Some(label)
}

/// The numbers in the form in which Slurm takes them.
pub(super) fn numbers(jobs: &[JobRef]) -> String {
    jobs.iter().map(|job| number(*job)).collect::<Vec<_>>().join(",")
}

pub(super) fn number(job: JobRef) -> String {
    match job.array_index() {
        Some(task) => format!("{}_{task}", job.id()),
        None => job.id().to_string(),
    }
}

pub(super) fn is_unknown_job(said: &ToolAnswer) -> bool {
    String::from_utf8_lossy(&said.err).contains("Invalid job id")
}

fn is_complaint(said: &ToolAnswer) -> bool {
    String::from_utf8_lossy(&said.err).contains("error")
}
