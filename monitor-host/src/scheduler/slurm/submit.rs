//! Submitting a job to Slurm: sbatch.

use monitor_state::JobRef;

use super::SlurmScheduler;
use crate::error::Error;
use crate::scheduler::tool::{ToolAnswer, run_query};
use crate::scheduler::{JobProgram, JobRequest, SubmissionOutcome};
use crate::system::subprocess::Subprocess;

impl SlurmScheduler {
    pub(super) fn submit_as(&self, work: &JobRequest, label: &str) -> SubmissionOutcome {
        let sbatch = match self.sbatch(work, label) {
            Ok(sbatch) => sbatch,
            Err(error) => return SubmissionOutcome::Refused(error),
        };
        match run_query(sbatch, "sbatch", self.tools.limits.submit) {
            Ok(said) => submitted(&said),
            Err(error) => SubmissionOutcome::without_an_answer(error),
        }
    }

    fn sbatch(&self, work: &JobRequest, label: &str) -> Result<Subprocess, Error> {
        let mut sbatch = self.tools.command("sbatch", &[]).current_dir(&work.dir);
        sbatch = sbatch.envs(&work.env);
        if let Some(output) = &work.output {
            sbatch = sbatch.arg("-o").arg(output);
        }
        // The last of several wins: the label is ours.
        sbatch = sbatch.args(&work.options).args(["--parsable", "-J", label, "--comment", label]);
        match &work.program {
            JobProgram::File(file) => Ok(sbatch.arg("--").arg(file)),
            JobProgram::Command(command) => Ok(sbatch.input(script(command)?)),
        }
    }
}

/// The batch script that becomes the command.
fn script(command: &[std::ffi::OsString]) -> Result<Vec<u8>, Error> {
    let refused = |reason| Error::Work { what: "the command", reason };
    if command.is_empty() {
        return Err(refused("is empty"));
    }
    let mut script = b"#!/bin/sh\nexec".to_vec();
    for word in command {
        let quoted = shlex::bytes::try_quote(word.as_encoded_bytes());
        script.push(b' ');
        script.extend_from_slice(&quoted.map_err(|_| refused("has a NUL byte in it"))?);
    }
    script.push(b'\n');
    Ok(script)
}

fn submitted(said: &ToolAnswer) -> SubmissionOutcome {
    if said.is_well() {
        let answer = String::from_utf8_lossy(&said.out);
        // It is the number, and of several clusters the name of this one: `17;cluster`.
        let number = answer.trim().split(';').next().unwrap_or_default();
        return match number.parse() {
            Ok(id) => SubmissionOutcome::Submitted { job: JobRef::new(id), born: None },
            Err(_) => SubmissionOutcome::Unknown(said.not_understood("sbatch")),
        };
    }
    match said.code.map(|_| what_became(&said.err)) {
        Some(SubmitResult::Refused) => SubmissionOutcome::Refused(said.refused_error("sbatch")),
        Some(SubmitResult::Busy) => SubmissionOutcome::Busy(said.unreachable_error("sbatch")),
        Some(SubmitResult::Unknown) | None => {
            SubmissionOutcome::Unknown(said.unreachable_error("sbatch"))
        }
    }
}

#[derive(Debug, PartialEq, Eq)]
enum SubmitResult {
    Refused,
    Busy,
    Unknown,
}

/// What became of a job that sbatch did not submit, by what it said: the texts are those of
/// `slurm_strerror`. The connection may have been lost when the job was there already; if there
/// never was one, it was not.
fn what_became(said: &[u8]) -> SubmitResult {
    let said = String::from_utf8_lossy(said).to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| said.contains(words));
    if says(&["connect failure", "connection refused", "configuration source"]) {
        return SubmitResult::Busy;
    }
    if says(&[
        "timed out",
        "zero bytes",
        "unexpected message",
        "send failure",
        "receive failure",
        "shutdown failure",
        "transport endpoint",
        "connection reset",
    ]) {
        return SubmitResult::Unknown;
    }
    let busy = [
        "unable to contact",
        "temporarily",
        "try again",
        "standby",
        "munge",
        "authentication",
        "credential",
        "accounting/qos policy",
        "limit",
        "inactive or drain",
        "i/o error writing",
        "currently disabled",
    ];
    if says(&busy) { SubmitResult::Busy } else { SubmitResult::Refused }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_cannot_have_happened_is_busy_or_refused() {
        let said = |text: &str| what_became(format!("sbatch: error: {text}").as_bytes());
        let failed = "Batch job submission failed: ";
        assert_eq!(said("invalid partition specified: nope"), SubmitResult::Refused);
        assert_eq!(said("Unable to open file /nope/file"), SubmitResult::Refused);
        assert_eq!(
            said(&format!("{failed}Unable to contact slurm controller (connect failure)")),
            SubmitResult::Busy
        );
        assert_eq!(
            said(&format!("{failed}Socket timed out on send/recv operation")),
            SubmitResult::Unknown
        );
        assert_eq!(
            said(&format!(
                "{failed}Job violates accounting/QOS policy (job submit limit, user's size and/or time limits)"
            )),
            SubmitResult::Busy
        );
    }

    #[test]
    fn a_command_becomes_a_script_that_says_it_word_for_word() {
        let script = script(&["echo".into(), "it's $HOME `x`".into()]).unwrap();
        let script = String::from_utf8(script).unwrap();
        assert!(script.starts_with("#!/bin/sh\nexec echo "), "{script}");
        let words = shlex::split(script.lines().last().unwrap()).unwrap();
        assert_eq!(words, ["exec", "echo", "it's $HOME `x`"]);
    }
}
