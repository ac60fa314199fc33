//! What HTCondor is told: condor_submit, condor_submit_dag, condor_rm and condor_release.

use std::path::Path;

use monitor_state::JobRef;

use super::HtCondor;
use super::ask::{one_of, same_label};
use super::description::description;
use crate::error::Error;
use crate::scheduler::tool::{Said, ask};
use crate::scheduler::{Cancelled, Program, Submission, Work};
use crate::system::subprocess::Subprocess;

impl HtCondor {
    pub(super) fn submit_as(&self, work: &Work, label: &str) -> Submission {
        let (exec, command) = match self.submit_command(work, label) {
            Ok(command) => command,
            Err(error) => return Submission::Refused(error),
        };
        match ask(exec.current_dir(&work.dir), command, self.tools.limits.submit) {
            Ok(said) => submitted(&said, command),
            Err(error) => Submission::without_an_answer(error),
        }
    }

    fn submit_command(
        &self,
        work: &Work,
        label: &str,
    ) -> Result<(Subprocess, &'static str), Error> {
        let key = format!("+MonitorKey = \"{label}\"");
        let file = match &work.program {
            Program::Command(command) => {
                let text = description(command, work, label)?;
                let submit = self.at_the_queue("condor_submit").args(["-terse", "-"]);
                return Ok((submit.input(text), "condor_submit"));
            }
            Program::File(file) => file,
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
        Ok((submit.arg(safe(file).as_ref()), command))
    }

    /// condor_rm that finds no such job ends with 1, but not always: the queue is asked first.
    pub(super) fn cancel_labelled(&self, job: JobRef, label: &str) -> Result<Cancelled, Error> {
        if !self.lives(job, label)? {
            return Ok(Cancelled::Gone);
        }
        let said = self.change("condor_rm", job, label)?;
        if said.is_well() {
            return Ok(Cancelled::Asked);
        }
        let lives = self.lives(job, label)?;
        if lives { Err(said.refused("condor_rm")) } else { Ok(Cancelled::Gone) }
    }

    pub(super) fn release_labelled(&self, job: JobRef, label: &str) -> Result<(), Error> {
        if !self.lives(job, label)? {
            let said = "the job no longer exists".to_owned();
            return Err(Error::SchedulerRefused { command: "condor_release".to_owned(), said });
        }
        let said = self.change("condor_release", job, label)?;
        if said.is_well() { Ok(()) } else { Err(said.refused("condor_release")) }
    }

    fn change(&self, command: &str, job: JobRef, label: &str) -> Result<Said, Error> {
        let both = format!("({}) && {}", one_of(&[job]), same_label(label));
        let exec = self.at_the_queue(command).args(["-constraint", &both]);
        ask(exec, command, self.tools.limits.change)
    }

    /// Whether a job with this number and label is in the queue and has not ended.
    fn lives(&self, job: JobRef, label: &str) -> Result<bool, Error> {
        let found = self.queue_of(&[job], self.tools.limits.change)?;
        let ours = |job: &&monitor_state::Observation| {
            job.known().and_then(|details| details.tag.as_deref()) == Some(label)
        };
        Ok(found.jobs.iter().filter(ours).any(|job| !job.state().has_ended()))
    }
}

/// A name that is not taken for an option.
fn safe(file: &Path) -> std::borrow::Cow<'_, Path> {
    if file.as_os_str().as_encoded_bytes().starts_with(b"-") {
        return Path::new(".").join(file).into();
    }
    file.into()
}

fn submitted(said: &Said, command: &str) -> Submission {
    if said.is_well() {
        return match cluster(&String::from_utf8_lossy(&said.out)) {
            Some(id) => Submission::Submitted { job: JobRef::new(id), born: None },
            None => Submission::Unknown(said.not_understood(command)),
        };
    }
    match said.code.map(|_| what_became(&said.err)) {
        Some(Became::Refused) => Submission::Refused(said.refused(command)),
        Some(Became::Busy) => Submission::Busy(said.down(command)),
        Some(Became::Unknown) | None => Submission::Unknown(said.down(command)),
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

enum Became {
    Refused,
    Busy,
    Unknown,
}

/// What became of a job that was not submitted, by what the command said. A submission is one
/// transaction, which begins when the schedd is found and ends with a commit.
fn what_became(said: &[u8]) -> Became {
    let said = String::from_utf8_lossy(said).to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if says(&["commit", "timed out", "timeout", "connection reset"]) {
        return Became::Unknown;
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
    if says(&busy) { Became::Busy } else { Became::Refused }
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
