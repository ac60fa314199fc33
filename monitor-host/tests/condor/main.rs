//! A real HTCondor pool of one machine. It is there when this is run by `ci/htcondor-up.sh run`;
//! see CONTRIBUTING.

#![expect(clippy::unwrap_used, reason = "what a test cannot set up, it cannot test")]

mod pool;

use monitor_core::Timestamp;
use monitor_host::scheduler::{
    CancelOutcome, HtCondor, JobRequest, KnownSubmissions, Scheduler, SubmissionOutcome, TimeLimits,
};
use monitor_state::{JobRef, JobState, SchedulerHealth};
use std::time::Duration;

use crate::pool::Pool;

#[test]
fn jobs_are_seen_to_succeed_to_fail_and_to_be_removed() {
    let pool = Pool::new();
    let began = Timestamp::now();
    let well = pool.submit(&pool.work("exit 0"), "ends/well:1");
    let badly = pool.submit(&pool.work("exit 3"), "ends/badly:1");
    let long = pool.submit(&pool.work("exec sleep 600"), "ends/long:1");
    pool.until(well, JobState::Succeeded);
    let failed = pool.until(badly, JobState::Failed);
    assert_eq!(failed.raw_word(), "4", "HTCondor has no word for it");
    assert_eq!(failed.known_details().unwrap().exit_code, Some(3));
    pool.until(long, JobState::Running);
    let cancelled = pool.condor.cancel(long, "ends/other:1").unwrap();
    assert_eq!(cancelled, CancelOutcome::Gone, "a job with another tag is not ours");
    pool.until(long, JobState::Running);
    assert_eq!(pool.condor.cancel(long, "ends/long:1").unwrap(), CancelOutcome::Asked);
    pool.until(long, JobState::Cancelled);
    assert_eq!(pool.condor.cancel(long, "ends/long:1").unwrap(), CancelOutcome::Gone);
    let found = pool.condor.find("ends/badly:1", began).unwrap();
    assert_eq!(found.iter().map(|job| job.job()).collect::<Vec<_>>(), [badly]);
    assert!(pool.condor.find("ends/badly:2", began).unwrap().is_empty());
    let details = pool.condor.details(badly).unwrap().unwrap();
    assert_eq!(details.known_details().unwrap().exit_code, Some(3));
}

#[test]
fn arguments_and_environment_reach_the_job_word_for_word() {
    let pool = Pool::new();
    let write = ["sh", "-c", "printf '%s|' \"$@\" \"$WORD\" > words", "sh", "it's", "$HOME \"x\""];
    let work = pool.here(JobRequest::command(write, "/")).env("WORD", "a \"b\";c's");
    let job = pool.submit(&work, "ends/words:1");
    pool.until(job, JobState::Succeeded);
    assert_eq!(pool.read("words"), "it's|$HOME \"x\"|a \"b\";c's|");
}

#[test]
fn a_held_job_is_held_until_it_is_released() {
    let pool = Pool::new();
    let job = pool.submit(&pool.work("exit 0").options(["hold = true"]), "ends/held:1");
    pool.until(job, JobState::Held);
    assert!(pool.condor.release(job, "ends/other:1").is_err());
    pool.condor.release(job, "ends/held:1").unwrap();
    pool.until(job, JobState::Succeeded);
}

#[test]
fn a_dag_whose_node_fails_has_failed() {
    let pool = Pool::new();
    pool.write("node.sub", "executable = /bin/false\ntransfer_executable = false\nqueue\n");
    pool.write("flow.dag", "JOB a node.sub\n");
    let job = pool.submit(&JobRequest::file("flow.dag", "/"), "ends/dag:1");
    pool.until(job, JobState::Failed);
}

#[test]
fn a_schedd_that_is_killed_is_an_outage_and_loses_nothing() {
    let pool = Pool::new();
    let job = pool.submit(&pool.work("exec sleep 600"), "ends/outage:1");
    pool.until(job, JobState::Running);
    pool.kill_the_schedd();
    let now = Timestamp::now();
    let swept = pool.condor.sweep(KnownSubmissions::new(&[job], now), now);
    assert_eq!(
        (swept.sweep.health, swept.sweep.jobs.len()),
        (SchedulerHealth::Down, 0),
        "{swept:?}"
    );
    let busy = pool.condor.submit(&pool.work("exit 0"), "ends/late:1");
    assert!(matches!(busy, SubmissionOutcome::Busy(_)), "{busy:?}");
    pool.until(job, JobState::Running);
    pool.condor.cancel(job, "ends/outage:1").unwrap();
}

/// The queue of the pool, with limits that a loaded machine can keep.
fn condor(commands: std::path::PathBuf) -> HtCondor {
    let limits = TimeLimits::all(Duration::from_secs(30));
    HtCondor::new("condor").commands_in(commands).time_limits(limits)
}

/// The first of these observations that is about the job.
fn about(
    jobs: &[monitor_state::JobObservation],
    job: JobRef,
) -> Option<&monitor_state::JobObservation> {
    jobs.iter().find(|seen| seen.job() == job)
}
