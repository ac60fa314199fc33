//! How jobs end, stand still and begin again.

use std::process::Command;

use monitor_core::Timestamp;
use monitor_host::scheduler::{JobRequest, Scheduler};
use monitor_state::{JobRef, JobState};

use crate::lab::{Lab, scontrol};

#[test]
fn jobs_are_seen_to_run_to_succeed_and_to_fail() {
    let lab = Lab::new();
    let well = lab.submit(&lab.work("exit 0"), "ends/well:1");
    let badly = lab.submit(&lab.work("exit 3"), "ends/badly:1");
    assert_eq!(lab.until_it_is(well, JobState::Succeeded).raw_word(), "CD");
    let failed = lab.until_it_is(badly, JobState::Failed);
    assert_eq!(failed.raw_word(), "F");
    assert!(failed.submit_time().is_some());
    assert_eq!(failed.known_details().unwrap().tag.as_deref(), Some("ends/badly:1"));
    let details = lab.slurm.details(badly).unwrap().unwrap();
    assert_eq!(details.known_details().unwrap().exit_code, Some(3));
    assert!(lab.slurm.details(JobRef::new(4_000_000)).unwrap().is_none());
}

#[test]
fn arguments_and_environment_reach_the_job_word_for_word() {
    let lab = Lab::new();
    let file = lab.folder().join("words");
    let write = ["sh", "-c", "printf '%s|' \"$@\" \"$WORD\" > words", "sh", "it's", "$HOME \"x\""];
    let work = JobRequest::command(write, lab.folder()).env("WORD", "a b;c");
    let job = lab.submit(&work.output("/dev/null"), "ends/words:1");
    lab.until_it_is(job, JobState::Succeeded);
    assert_eq!(std::fs::read_to_string(file).unwrap(), "it's|$HOME \"x\"|a b;c|");
}

#[test]
fn a_held_job_is_held_until_it_is_released() {
    let lab = Lab::new();
    let job = lab.submit(&lab.work("true").options(["--hold"]), "ends/held:1");
    let held = lab.until_it_is(job, JobState::Held);
    assert_eq!(held.known_details().unwrap().reason.as_deref(), Some("JobHeldUser"));
    let refused = lab.slurm.release(job, "ends/other:1");
    assert!(refused.is_err(), "a job of another tag is not ours to release");
    lab.slurm.release(job, "ends/held:1").unwrap();
    lab.until_it_is(job, JobState::Succeeded);
    assert!(lab.slurm.release(job, "ends/held:1").is_err(), "it has ended");
}

#[test]
fn a_requeued_job_waits_again_and_keeps_its_number() {
    let lab = Lab::new();
    let job = lab.submit(&lab.work("exec sleep 600"), "ends/requeued:1");
    lab.until_it_is(job, JobState::Running);
    scontrol(&["requeuehold", &job.to_string()]);
    let held = lab.until_it_is(job, JobState::Held);
    assert_eq!(held.job(), job);
    lab.slurm.cancel(job, "ends/requeued:1").unwrap();
    lab.until_it_is(job, JobState::Cancelled);
}

#[test]
fn a_job_whose_node_dies_is_lost_with_it() {
    let lab = Lab::new();
    let work = lab.work("exec sleep 600").options(["--no-requeue"]);
    let job = lab.submit(&work, "ends/node:1");
    lab.until_it_is(job, JobState::Running);
    lab.daemon("node", "stop");
    let node = nix::unistd::gethostname().unwrap().into_string().unwrap();
    let node = format!("nodename={}", node.split('.').next().unwrap());
    scontrol(&["update", &node, "state=down", "reason=gone"]);
    assert_eq!(lab.until_it_is(job, JobState::NodeLost).raw_word(), "NF");
    lab.daemon("node", "start");
    // Refused if the node has come back by itself: that the next job runs says that it is there.
    Command::new("scontrol").args(["update", &node, "state=resume"]).output().unwrap();
    let next = lab.submit(&lab.work("true"), "ends/node:2");
    lab.until_it_is(next, JobState::Succeeded);
}

#[test]
fn an_array_is_one_job_that_fails_if_a_task_does() {
    let lab = Lab::new();
    let line = "test $SLURM_ARRAY_TASK_ID != 1";
    let job = lab.submit(&lab.work(line).options(["--array=0-2"]), "ends/array:1");
    lab.until(job, |seen| seen.state() == JobState::Failed);
    lab.until_it_is(JobRef::part(job.id(), 0), JobState::Succeeded);
    let found = lab.slurm.find("ends/array:1", Timestamp::now()).unwrap();
    assert_eq!(found.iter().map(|found| found.job()).collect::<Vec<_>>(), [job]);
}
