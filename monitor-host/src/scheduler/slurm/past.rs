//! What was in Slurm's queue: sacct, where there is accounting.

use std::time::Duration;

use monitor_core::Timestamp;
use monitor_state::{JobObservation, JobRef, SACCT_FORMAT, parse_sacct};

use super::queue::{AT_A_TIME, is_labelled, numbers};
use super::{CHANGE_ANSWERS, SlurmScheduler};
use crate::error::Error;
use crate::scheduler::tool::{ToolAnswer, run_query};
use crate::system::subprocess::Subprocess;

/// How much earlier than asked for sacct begins to look, because clocks differ: a day, in seconds.
const MARGIN_S: i64 = 86_400;

impl SlurmScheduler {
    /// What sacct says of how these jobs ended; nothing at a Slurm without accounting.
    ///
    /// What it says of others does not count, because it is the queue that knows them: a job that
    /// was cancelled after it was requeued stays `REQUEUED` there, one whose end was not put down
    /// `RUNNING`, and tasks that have not begun are a line for all of them.
    pub(super) fn past_jobs(
        &self,
        jobs: &[JobRef],
        since: Timestamp,
        now: Timestamp,
        limit: Duration,
    ) -> Result<Vec<JobObservation>, Error> {
        let mut past = Vec::new();
        for some in jobs.chunks(AT_A_TIME) {
            let sacct = self.sacct(since, now).arg("-o").arg(SACCT_FORMAT);
            match answer(run_query(sacct.arg("-j").arg(numbers(some)), "sacct", limit)?)? {
                Some(text) => {
                    let jobs = parse_sacct(&text).jobs.into_iter();
                    past.extend(jobs.filter(|job| job.state().has_ended()));
                }
                None => return Ok(past),
            }
        }
        Ok(past)
    }

    /// The jobs with this label, in the queue and in the accounts, the oldest first.
    pub(super) fn jobs_with_label(
        &self,
        label: &str,
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Vec<JobObservation>, Error> {
        let (queue, troubles) = self.queue()?;
        if let Some(trouble) = troubles.into_iter().next() {
            return Err(trouble);
        }
        let mut found: Vec<JobObservation> =
            queue.jobs.into_iter().filter(|job| is_labelled(job, label)).collect();
        // Most databases have names of jobs and no comments: the name is read in its place.
        let format = SACCT_FORMAT.replace("Comment", "JobName");
        let sacct = self.sacct(since, now).args(["-o", &format, "--name", label]);
        if let Some(text) = answer(run_query(sacct, "sacct", self.tools.limits.history)?)? {
            let past = parse_sacct(&text).jobs.into_iter().filter(|job| is_labelled(job, label));
            for job in past {
                if found.iter().all(|other| other.job() != job.job()) {
                    found.push(job);
                }
            }
        }
        // An array is one submission.
        let wholes: Vec<JobRef> = found.iter().map(|job| JobRef::new(job.job().id())).collect();
        let mut found = crate::scheduler::whole::fold_parts(found, &wholes);
        found.sort_by_key(|job| (job.submit_time(), job.job()));
        Ok(found)
    }

    /// sacct for jobs without their steps, in a form that nothing is cut off in.
    fn sacct(&self, since: Timestamp, now: Timestamp) -> Subprocess {
        let age_s = now.as_micros().saturating_sub(since.as_micros()) / 1_000_000;
        let begin = format!("now-{}", age_s.max(0).saturating_add(MARGIN_S));
        let sacct = self.tools.command("sacct", &CHANGE_ANSWERS).env("SLURM_TIME_FORMAT", "%s");
        sacct.args(["-n", "-P", "-X", "-a", "-S", &begin])
    }
}

/// What sacct has answered; `None` if there is nobody to answer.
fn answer(said: ToolAnswer) -> Result<Option<Vec<u8>>, Error> {
    if said.is_well() && !said.cut {
        return Ok(Some(said.out));
    }
    if String::from_utf8_lossy(&said.err).contains("accounting storage is disabled") {
        return Ok(None);
    }
    Err(said.unreachable_error("sacct"))
}
