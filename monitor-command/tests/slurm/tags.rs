//! Jobs are found by their tags, and never taken for others.

use monitor_core::Timestamp;
use monitor_host::scheduler::{
    CancelOutcome, Scheduler, SlurmScheduler, SubmissionOutcome, TimeLimits,
};
use monitor_state::{JobRef, JobState};
use std::time::Duration;

use crate::lab::Lab;

#[test]
fn a_submission_of_which_nobody_knows_is_found_by_its_tag() {
    let lab = Lab::new();
    // A command that submits, and then says nothing.
    let commands = lab.folder().join("commands");
    std::fs::create_dir_all(&commands).unwrap();
    let hangs = "#!/bin/sh\nPATH=/usr/bin:/bin\nsbatch \"$@\" > /dev/null\nexec sleep 600\n";
    std::fs::write(commands.join("hangs"), hangs).unwrap();
    let link = std::process::Command::new("sh")
        .args(["-c", "chmod +x hangs && cp -p hangs sbatch"])
        .current_dir(&commands)
        .status();
    assert!(link.unwrap().success());
    let hanging = SlurmScheduler::new("slurm")
        .commands_in(&commands)
        .time_limits(TimeLimits::all(Duration::from_secs(3)));
    let tag = "tags/with a space, and a comma:1";
    let began = Timestamp::now();
    assert!(lab.slurm.find(tag, began).unwrap().is_empty());
    assert!(matches!(hanging.submit(&lab.work("true"), tag), SubmissionOutcome::Unknown(_)));
    let found = lab.slurm.find(tag, began).unwrap();
    assert_eq!(found.len(), 1, "{found:?}");
    lab.until_it_is(found[0].job(), JobState::Succeeded);
    assert_eq!(lab.slurm.find(tag, began).unwrap().len(), 1, "ended jobs are found too");
}

#[test]
fn only_the_job_with_the_tag_is_cancelled() {
    let lab = Lab::new();
    let job = lab.submit(&lab.work("exec sleep 600"), "tags/mine:1");
    lab.until_it_is(job, JobState::Running);
    assert_eq!(lab.slurm.cancel(job, "tags/other:1").unwrap(), CancelOutcome::Gone);
    lab.until_it_is(job, JobState::Running);
    lab.slurm.cancel(job, "tags/mine:1").unwrap();
    lab.until_it_is(job, JobState::Cancelled);
    assert_eq!(lab.slurm.cancel(job, "tags/mine:1").unwrap(), CancelOutcome::Gone);
    let none = JobRef::new(4_000_000);
    assert_eq!(lab.slurm.cancel(none, "tags/mine:1").unwrap(), CancelOutcome::Gone);
}

#[test]
fn what_slurm_refuses_is_refused() {
    let lab = Lab::new();
    let work = lab.work("true").options(["--partition=nowhere"]);
    let SubmissionOutcome::Refused(error) = lab.slurm.submit(&work, "tags/nowhere:1") else {
        panic!("there is no such partition");
    };
    assert!(error.to_string().contains("nowhere"), "{error}");
    assert!(lab.slurm.find("tags/nowhere:1", Timestamp::now()).unwrap().is_empty());
}
