//! What HTCondor is asked: condor_q for what is in the queue, condor_history for what was.

use std::time::Duration;

use monitor_core::Timestamp;
use monitor_state::{
    CONDOR_Q_ATTRIBUTES, JobObservation, JobRef, SchedulerAnswer, parse_condor_q,
    parse_htcondor_json,
};

use super::HtCondor;
use crate::error::Error;
use crate::scheduler::tool::{ToolAnswer, run_query};
use crate::scheduler::whole::fold_parts;
use crate::system::subprocess::Subprocess;

/// How many jobs are asked for by number in one command.
const AT_A_TIME: usize = 500;

/// How much earlier than asked for the history is read: a day, in seconds.
const MARGIN_S: i64 = 86_400;

impl HtCondor {
    /// The jobs in the queue that carry a tag, whoever has submitted them.
    pub(super) fn queue(&self) -> Result<SchedulerAnswer, Error> {
        let condor_q = self.condor_q().args(["-constraint", "MonitorKey =!= undefined"]);
        let said = run_query(with_attributes(condor_q), "condor_q", self.tools.limits.sweep)?;
        answer(&said, "condor_q")
    }

    /// These jobs, if they are in the queue.
    pub(super) fn queue_of(
        &self,
        jobs: &[JobRef],
        limit: Duration,
    ) -> Result<SchedulerAnswer, Error> {
        let condor_q =
            |some: &[JobRef]| with_attributes(self.condor_q().args(["-constraint", &one_of(some)]));
        in_pieces(jobs, |some| answer(&run_query(condor_q(some), "condor_q", limit)?, "condor_q"))
    }

    /// These jobs, if they have left the queue and are still remembered.
    pub(super) fn past_jobs(
        &self,
        jobs: &[JobRef],
        since: Timestamp,
        limit: Duration,
    ) -> Result<SchedulerAnswer, Error> {
        in_pieces(jobs, |some| {
            let command = "condor_history";
            let history = self.condor_history(since).args(["-constraint", &one_of(some)]);
            answer(&run_query(with_attributes(history), command, limit)?, command)
        })
    }

    /// The jobs that carry this label, in the queue and in the history, the oldest first.
    pub(super) fn jobs_with_label(
        &self,
        label: &str,
        since: Timestamp,
    ) -> Result<Vec<JobObservation>, Error> {
        let limit = self.tools.limits.history;
        let same = same_label(label);
        let condor_q = with_attributes(self.condor_q().args(["-constraint", &same]));
        let mut found = whole(answer(&run_query(condor_q, "condor_q", limit)?, "condor_q")?)?;
        let history = self.condor_history(since).args(["-constraint", &same]);
        let said = run_query(with_attributes(history), "condor_history", limit)?;
        for job in whole(answer(&said, "condor_history")?)? {
            if found.iter().all(|other| other.job() != job.job()) {
                found.push(job);
            }
        }
        let clusters: Vec<JobRef> = found.iter().map(|job| JobRef::new(job.job().id())).collect();
        let mut found = fold_parts(found, &clusters);
        found.sort_by_key(|job| (job.submit_time(), job.job()));
        Ok(found)
    }

    /// All that is said of one job, in the queue or else in the history.
    pub(super) fn one_job(&self, job: JobRef) -> Result<Option<JobObservation>, Error> {
        let limit = self.tools.limits.history;
        let only = one_of(&[job]);
        let asked = [
            (self.condor_q(), "condor_q"),
            (self.condor_history(Timestamp::UNIX_EPOCH), "condor_history"),
        ];
        for (exec, command) in asked {
            let said = run_query(exec.args(["-json", "-constraint", &only]), command, limit)?;
            if !said.is_well() {
                return Err(said.unreachable_error(command));
            }
            let jobs = fold_parts(parse_htcondor_json(&said.out)?.jobs, &[job]);
            if let Some(found) = jobs.into_iter().find(|found| found.job() == job) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn condor_q(&self) -> Subprocess {
        self.at_the_queue("condor_q").arg("-allusers")
    }

    /// The history is read from its end, and no further than to what ended before the time.
    fn condor_history(&self, since: Timestamp) -> Subprocess {
        let secs = (since.as_micros() / 1_000_000).saturating_sub(MARGIN_S);
        let history = self.at_the_queue("condor_history");
        if secs <= 0 {
            return history;
        }
        history.args(["-since", &format!("EnteredCurrentStatus < {secs}")])
    }

    /// A command, for the queue that was chosen.
    pub(super) fn at_the_queue(&self, command: &str) -> Subprocess {
        let mut exec = self.tools.command(command, &[]);
        if let Some(pool) = &self.pool {
            exec = exec.args(["-pool", pool]);
        }
        if let Some(schedd) = &self.schedd {
            exec = exec.args(["-name", schedd]);
        }
        exec
    }
}

fn with_attributes(exec: Subprocess) -> Subprocess {
    exec.arg("-af").args(CONDOR_Q_ATTRIBUTES)
}

/// What was answered. Nothing at all is an answer too, if the command ended well.
fn answer(said: &ToolAnswer, command: &str) -> Result<SchedulerAnswer, Error> {
    if !said.is_well() {
        return Err(said.unreachable_error(command));
    }
    if said.cut {
        return Err(said.not_understood(command));
    }
    Ok(parse_condor_q(&said.out))
}

/// The jobs of an answer in which nothing may be missing.
fn whole(answer: SchedulerAnswer) -> Result<Vec<JobObservation>, Error> {
    if answer.is_whole() {
        return Ok(answer.jobs);
    }
    let said = format!("{} lines have another form", answer.skipped);
    Err(Error::SchedulerAnswer { command: "condor_q".to_owned(), said })
}

fn in_pieces(
    jobs: &[JobRef],
    mut ask: impl FnMut(&[JobRef]) -> Result<SchedulerAnswer, Error>,
) -> Result<SchedulerAnswer, Error> {
    let mut all = SchedulerAnswer::default();
    for some in jobs.chunks(AT_A_TIME) {
        let answer = ask(some)?;
        all.jobs.extend(answer.jobs);
        all.skipped += answer.skipped;
    }
    Ok(all)
}

/// The expression that is true for these jobs.
pub(super) fn one_of(jobs: &[JobRef]) -> String {
    let each = jobs.iter().map(|job| match job.array_index() {
        Some(process) => format!("(ClusterId == {} && ProcId == {process})", job.id()),
        None => format!("ClusterId == {}", job.id()),
    });
    each.collect::<Vec<_>>().join(" || ")
}

/// The expression that is true for jobs with this label, in which there is nothing to escape.
pub(super) fn same_label(label: &str) -> String {
    format!("MonitorKey == \"{label}\"")
}
