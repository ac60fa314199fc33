//! What is left behind by who was killed between two steps, and by what was lost.

use std::fs;
use std::os::unix::fs::symlink;

use monitor_core::Timestamp;
use monitor_host::scheduler::Scheduler;
use monitor_state::JobState;
use nix::sys::signal::{Signal, kill, killpg};

use crate::place::{Place, submitted};

const TAG: &str = "crash/job:1";

#[test]
fn a_submission_that_was_cut_off_is_none_and_is_made_anew() {
    let place = Place::new();
    let first = place.submit("true", "crash/before:1");
    place.wait_for_end("crash/before:1");
    let jobs = place.path("jobs");
    // The number is on the lists, and the folder has not its name yet.
    fs::create_dir(jobs.join(".new-2")).unwrap();
    fs::write(jobs.join(".new-2/job.json"), "{").unwrap();
    fs::write(jobs.join(".lock"), format!("{:020}\n", 2)).unwrap();
    for list in [".numbers/2", ".waiting/2"] {
        symlink("../crash%2Fjob:1", jobs.join(list)).unwrap();
    }
    assert!(place.local.find(TAG, Timestamp::UNIX_EPOCH).unwrap().is_empty());
    let job = place.submit("echo ran >> ran", TAG);
    assert!(job > first && job.id() == 3);
    assert_eq!(place.ended(job, TAG).unwrap().state(), JobState::Succeeded);
    assert!(place.local.tend().is_empty());
    assert!(!jobs.join(".new-2").exists() && !jobs.join(".waiting/2").exists());
    assert_eq!(fs::read_to_string(place.path("ran")).unwrap(), "ran\n");
}

#[test]
fn a_job_that_was_put_down_and_not_started_is_found_and_started_once() {
    let place = Place::new();
    let held = place.work("echo ran >> ran").options(["--held"]);
    let job = submitted(place.local.submit(&held, TAG));
    // As it is after the folder has its name, and before anything is started.
    fs::remove_file(place.job(TAG).join("held")).unwrap();
    let found = place.local.find(TAG, Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(found[0].state(), JobState::Pending);
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| assert!(place.another().tend().is_empty()));
        }
    });
    assert_eq!(place.ended(job, TAG).unwrap().state(), JobState::Succeeded);
    assert!(place.another().tend().is_empty());
    assert_eq!(fs::read_to_string(place.path("ran")).unwrap(), "ran\n");
}

#[test]
fn a_job_that_was_started_and_not_noted_is_not_started_again() {
    let place = Place::new();
    let job = place.stays(TAG);
    // As it is after the start, and before that is written down.
    let watcher = place.watcher(TAG);
    fs::remove_file(place.job(TAG).join("process.json")).unwrap();
    let jobs = place.path("jobs");
    fs::rename(jobs.join(".running/1"), jobs.join(".waiting/1")).unwrap();
    assert_eq!(place.state(job), Some(JobState::Running));
    assert!(place.another().tend().is_empty());
    assert!(jobs.join(".running/1").is_symlink());
    assert!(!place.job(TAG).join("process.json").exists(), "nothing was started");
    kill(watcher, None).unwrap();
    place.another().cancel(job, TAG).unwrap();
    assert_eq!(place.state(job), Some(JobState::Cancelled));
}

#[test]
fn a_command_whose_watcher_was_killed_runs_on_and_its_end_is_unknown() {
    let place = Place::new();
    let job = place.stays(TAG);
    kill(place.watcher(TAG), Signal::SIGKILL).unwrap();
    // The watcher is a child of ours: it is gone when it was asked for.
    let seen = loop {
        let seen = place.seen(job).unwrap();
        if seen.raw_word() != "running" {
            break seen;
        }
    };
    assert_eq!((seen.state(), seen.raw_word()), (JobState::Running, "unwatched"));
    killpg(place.watcher(TAG), Signal::SIGKILL).unwrap();
    assert_eq!(place.ended(job, TAG), None, "it is missing, and neither failed nor done");
    let details = place.local.details(job).unwrap().unwrap();
    assert_eq!((details.state(), details.raw_word()), (JobState::Unknown, "unrecorded"));
    assert!(place.local.tend().is_empty());
    assert_eq!(place.seen(job), None, "it is not started again");
}

#[test]
fn half_a_record_of_the_end_is_none() {
    let place = Place::new();
    let job = place.submit("true", TAG);
    place.wait_for_end(TAG);
    let path = place.job(TAG).join("summary.json");
    let whole = fs::read(&path).unwrap();
    for length in [0, 1, whole.len() / 2, whole.len() - 3] {
        fs::write(&path, &whole[..length]).unwrap();
        assert_eq!(place.seen(job), None, "{length} bytes");
    }
    fs::write(&path, &whole).unwrap();
    assert_eq!(place.state(job), Some(JobState::Succeeded));
}

#[test]
fn after_a_new_start_of_the_machine_what_ran_is_lost_with_it() {
    let place = Place::new();
    let job = place.submit("true", TAG);
    place.wait_for_end(TAG);
    fs::write(place.job(TAG).join("summary.json"), "").unwrap();
    let mut process = place.process(TAG);
    process["boot_id"] = "another".into();
    fs::write(place.job(TAG).join("process.json"), process.to_string()).unwrap();
    let seen = place.seen(job).unwrap();
    assert_eq!((seen.state(), seen.raw_word()), (JobState::NodeLost, "rebooted"));
}

#[test]
fn a_process_with_the_number_of_a_job_is_not_taken_for_it() {
    let place = Place::new();
    let job = place.submit("true", TAG);
    place.wait_for_end(TAG);
    let mut bystander = std::process::Command::new("sleep").arg("600").spawn().unwrap();
    let mut process = place.process(TAG);
    process["pid"] = bystander.id().into();
    fs::write(place.job(TAG).join("process.json"), process.to_string()).unwrap();
    fs::write(place.job(TAG).join("summary.json"), "").unwrap();
    assert_eq!(place.seen(job), None);
    let details = place.local.details(job).unwrap().unwrap();
    assert_eq!(details.raw_word(), "unrecorded");
    place.local.cancel(job, TAG).unwrap();
    assert!(bystander.try_wait().unwrap().is_none(), "it was left alone");
    bystander.kill().unwrap();
    bystander.wait().unwrap();
}

#[test]
fn a_record_that_cannot_be_read_makes_a_sweep_from_which_nothing_is_missing() {
    let place = Place::new();
    let job = place.submit("true", TAG);
    place.wait_for_end(TAG);
    fs::write(place.job(TAG).join("job.json"), "{").unwrap();
    let swept = place.sweep(&[job]);
    assert_eq!(swept.sweep.health, monitor_state::SchedulerHealth::Degraded);
    assert!(swept.troubles[0].to_string().contains("job.json"), "{:?}", swept.troubles);
    assert!(place.local.find(TAG, Timestamp::UNIX_EPOCH).is_err(), "nobody knows");
}
