//! All that Slurm says of one job: JSON, where it has some.

use monitor_state::{JobObservation, JobRef, parse_slurm_json};

use super::queue::{is_unknown_job, number};
use super::{CHANGE_ANSWERS, SlurmScheduler};
use crate::error::Error;
use crate::scheduler::tool::{ToolAnswer, run_query};
use crate::scheduler::whole::fold_parts;
use monitor_core::Timestamp;

impl SlurmScheduler {
    /// The job as the queue has it, or else as the accounts have it.
    pub(super) fn one_job(&self, job: JobRef) -> Result<Option<JobObservation>, Error> {
        if let Some(found) = self.one_of_the_queue(job)? {
            return Ok(Some(found));
        }
        let (since, now) = (Timestamp::UNIX_EPOCH, Timestamp::now());
        let past = self.past_jobs(&[job], since, now, self.tools.limits.history)?;
        Ok(only(past, job))
    }

    /// scontrol has no JSON before 23.02. squeue has, but says everything of all jobs.
    fn one_of_the_queue(&self, job: JobRef) -> Result<Option<JobObservation>, Error> {
        let limit = self.tools.limits.history;
        let scontrol = self.tools.command("scontrol", &CHANGE_ANSWERS);
        let command = "scontrol show job";
        let said =
            run_query(scontrol.args(["show", "job", &number(job), "--json"]), command, limit)?;
        if said.is_well() {
            return read(&said, job, command);
        }
        if is_unknown_job(&said) {
            return Ok(None);
        }
        if !String::from_utf8_lossy(&said.err).contains("option") {
            return Err(said.unreachable_error(command));
        }
        let squeue = self.tools.command("squeue", &CHANGE_ANSWERS);
        let said = run_query(squeue.args(["-a", "-t", "all", "--json"]), "squeue --json", limit)?;
        if said.is_well() {
            read(&said, job, "squeue --json")
        } else {
            Err(said.unreachable_error("squeue"))
        }
    }
}

fn read(said: &ToolAnswer, job: JobRef, command: &str) -> Result<Option<JobObservation>, Error> {
    let answer = parse_slurm_json(&said.out)?;
    // 22.05 ends well and says here that slurmctld is down.
    if let Some(error) = answer.errors.first().filter(|_| answer.jobs.is_empty()) {
        let (command, said) = (command.to_owned(), error.to_string());
        return Err(Error::SchedulerDown { command, said });
    }
    Ok(only(answer.jobs, job))
}

fn only(jobs: Vec<JobObservation>, job: JobRef) -> Option<JobObservation> {
    fold_parts(jobs, &[job]).into_iter().find(|found| found.job() == job)
}
