//! What HTCondor is told: condor_submit, condor_submit_dag, condor_rm and condor_release.

use std::path::Path;

use monitor_state::JobRef;

use super::HtCondor;
use super::ask::{one_of, same_label};
use super::description::description;
use crate::error::Error;
use crate::scheduler::tool::{ToolAnswer, run_query};
use crate::scheduler::{CancelOutcome, JobProgram, JobRequest, SubmissionOutcome};
use crate::system::subprocess::Subprocess;

impl HtCondor {
    pub(super) fn submit_as(&self, work: &JobRequest, label: &str) -> SubmissionOutcome {
        let (exec, command) = match self.submit_command(work, label) {
            Ok(command) => command,
            Err(error) => return SubmissionOutcome::Refused(error),
        };
        match run_query(exec.current_dir(&work.dir), command, self.tools.limits.submit) {
            Ok(said) => parse_submitted(&said, command),
            Err(error) => SubmissionOutcome::without_an_answer(error),
        }
    }

    fn submit_command(
        &self,
        work: &JobRequest,
        label: &str,
    ) -> Result<(Subprocess, &'static str), Error> {
        let key = format!("+MonitorKey = \"{label}\"");
        let file = match &work.program {
            JobProgram::Command(command) => {
                let text = description(command, work, label)?;
                let submit = self.at_the_queue("condor_submit").args(["-terse", "-"]);
                return Ok((submit.input(text), "condor_submit"));
            }
            JobProgram::File(file) => file,
        };
        let is_dag = file.extension().is_some_and(|extension| extension == "dag");
        let command = if is_dag { "condor_submit_dag" } else { "condor_submit" };
        let mut submit = self.at_the_queue(command);
        if !is_dag {
            submit = submit.arg("-terse");
        }
        for line in work.options.iter().chain([&key]) {
            submit = submit.args(["-append", line]);
        }
        let submit = submit.envs(&work.env);
        Ok((submit.arg(safe_path(file).as_ref()), command))
    }

    /// condor_rm that finds no such job ends with 1, but not always: the queue is asked first.
    pub(super) fn cancel_labelled(&self, job: JobRef, label: &str) -> Result<CancelOutcome, Error> {
        if !self.is_alive(job, label)? {
            return Ok(CancelOutcome::Gone);
        }
        let said = self.change("condor_rm", job, label)?;
        if said.is_well() {
            return Ok(CancelOutcome::Asked);
        }
        let lives = self.is_alive(job, label)?;
        if lives { Err(said.refused_error("condor_rm")) } else { Ok(CancelOutcome::Gone) }
    }

    pub(super) fn release_labelled(&self, job: JobRef, label: &str) -> Result<(), Error> {
        if !self.is_alive(job, label)? {
            let said = "the job no longer exists".to_owned();
            return Err(Error::SchedulerRefused { command: "condor_release".to_owned(), said });
        }
        let said = self.change("condor_release", job, label)?;
        if said.is_well() { Ok(()) } else { Err(said.refused_error("condor_release")) }
    }

    fn change(&self, command: &str, job: JobRef, label: &str) -> Result<ToolAnswer, Error> {
        let both = format!("({}) && {}", one_of(&[job]), same_label(label));
        let exec = self.at_the_queue(command).args(["-constraint", &both]);
        run_query(exec, command, self.tools.limits.change)
    }

    /// Whether a job with this number and label is in the queue and has not ended.
    fn is_alive(&self, job: JobRef, label: &str) -> Result<bool, Error> {
        let found = self.queue_of(&[job], self.tools.limits.change)?;
        let ours = |job: &&monitor_state::JobObservation| {
            job.known_details().and_then(|details| details.tag.as_deref()) == Some(label)
        };
        Ok(found.jobs.iter().filter(ours).any(|job| !job.state().has_ended()))
    }
}

/// A name that is not taken for an option.
fn safe_path(file: &Path) -> std::borrow::Cow<'_, Path> {
    if file.as_os_str().as_encoded_bytes().starts_with(b"-") {
        return Path::new(".").join(file).into();
    }
    file.into()
}

fn parse_submitted(said: &ToolAnswer, command: &str) -> SubmissionOutcome {
    if said.is_well() {
        return match cluster(&String::from_utf8_lossy(&said.out)) {
            Some(id) => SubmissionOutcome::Submitted { job: JobRef::new(id), born: None },
            None => SubmissionOutcome::Unknown(said.not_understood(command)),
        };
    }
    match said.code.map(|_| what_became(&said.err)) {
        Some(CondorResult::Refused) => SubmissionOutcome::Refused(said.refused_error(command)),
        Some(CondorResult::Busy) => SubmissionOutcome::Busy(said.unreachable_error(command)),
        Some(CondorResult::Unknown) | None => {
            SubmissionOutcome::Unknown(said.unreachable_error(command))
        }
    }
}

/// The number in what condor_submit and condor_submit_dag say when they have submitted:
/// `17.0 - 17.9`, or a text with `submitted to cluster 17.` in it.
fn cluster(answer: &str) -> Option<u64> {
    const BEFORE: &str = "submitted to cluster ";
    let text = match answer.find(BEFORE) {
        Some(at) => &answer[at + BEFORE.len()..],
        None => answer.trim_start(),
    };
    text.split(|c: char| !c.is_ascii_digit()).next()?.parse().ok()
}

enum CondorResult {
    Refused,
    Busy,
    Unknown,
}

/// What became of a job that was not submitted, by what the command said. A submission is one
/// transaction, which begins when the schedd is found and ends with a commit.
fn what_became(said: &[u8]) -> CondorResult {
    let said = String::from_utf8_lossy(said).to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if says(&["commit", "timed out", "timeout", "connection reset"]) {
        return CondorResult::Unknown;
    }
    let busy = [
        "can't find address",
        "failed to connect",
        "failed to fetch ads",
        "can't locate",
        "no longer running",
        "connection refused",
        "temporarily",
        "try again",
        "max_jobs",
        "number of jobs",
        "authentication",
        "schedd",
    ];
    if says(&busy) { CondorResult::Busy } else { CondorResult::Refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_number_is_found_in_both_forms() {
        assert_eq!(cluster("17.0 - 17.9\n"), Some(17));
        let said = "-----\nSubmitting job(s).\n1 job(s) submitted to cluster 21.\n-----\n";
        assert_eq!(cluster(said), Some(21));
        assert_eq!(cluster("Submitting job(s)"), None);
    }
}
