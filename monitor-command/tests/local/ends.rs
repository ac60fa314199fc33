//! How jobs end, and what is said of it.

use std::fs;

use monitor_core::Timestamp;
use monitor_host::Error;
use monitor_host::scheduler::{JobRequest, LocalScheduler, Scheduler, SubmissionOutcome};
use monitor_state::{JobRef, JobState, SchedulerHealth};
use nix::sys::signal::{Signal, kill, killpg};

use crate::place::{Place, submitted};

#[test]
fn a_job_ends_as_its_command_does_and_says_what_it_used() {
    let place = Place::new();
    let line = "echo \"$WORD in $PWD\"; exit 3";
    let work = place.work(line).env("WORD", "a b;c");
    let SubmissionOutcome::Submitted { job, born } = place.local.submit(&work, "ends/badly:1")
    else {
        panic!("not submitted");
    };
    let ended = place.ended(job, "ends/badly:1").unwrap();
    assert_eq!((ended.state(), ended.raw_word()), (JobState::Failed, "exited"));
    assert_eq!(ended.submit_time(), born);
    let known = ended.known_details().unwrap();
    assert_eq!((known.exit_code, known.signal), (Some(3), None));
    assert_eq!(known.tag.as_deref(), Some("ends/badly:1"));
    assert!(known.cpu_ms.is_some());
    assert!(known.started.unwrap() >= born.unwrap() && known.ended >= known.started);
    assert!(place.said("ends/badly:1").starts_with("a b;c in /"));

    let well = place.submit("true", "ends/well:1");
    assert_eq!(place.ended(well, "ends/well:1").unwrap().state(), JobState::Succeeded);
    let shot = place.submit("kill -SEGV $$", "ends/shot:1");
    let shot = place.ended(shot, "ends/shot:1").unwrap();
    assert_eq!((shot.state(), shot.known_details().unwrap().signal), (JobState::Failed, Some(11)));
    let past = place.local.history(&[job, well], Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(past.len(), 2);
    assert_eq!(place.local.details(JobRef::new(4_000)).unwrap(), None);
}

#[test]
fn a_job_outlives_who_has_submitted_it_and_has_no_terminal_of_theirs() {
    let place = Place::new();
    let job = place.stays("ends/lives:1");
    let other = place.another();
    let seen = other.find("ends/lives:1", Timestamp::UNIX_EPOCH).unwrap();
    assert_eq!(
        seen.iter().map(|seen| (seen.job(), seen.state())).collect::<Vec<_>>(),
        [(job, JobState::Running)]
    );
    let watcher = place.watcher("ends/lives:1");
    assert_eq!(nix::unistd::getsid(Some(watcher)), Ok(watcher));
}

#[test]
fn what_has_too_much_of_something_is_ended_and_says_of_what() {
    let place = Place::new();
    let work = place.work("exec sleep 600").options(["--timeout-s=0.05"]);
    let slow = submitted(place.local.submit(&work, "ends/slow:1"));
    let slow = place.ended(slow, "ends/slow:1").unwrap();
    assert_eq!((slow.state(), slow.raw_word()), (JobState::TimedOut, "timed_out"));
    let line = "head -c 200M /dev/zero | tail";
    let work = place.work(line).options(["--max-rss-mb", "50", "--grace-s=0.1"]);
    let large = submitted(place.local.submit(&work, "ends/large:1"));
    let large = place.ended(large, "ends/large:1").unwrap();
    assert_eq!((large.state(), large.raw_word()), (JobState::OutOfMemory, "limit_hit"));
    assert!(large.known_details().unwrap().peak_rss_bytes.unwrap() > 50 << 20);
}

#[test]
fn a_command_that_is_not_there_has_failed_and_says_why() {
    let place = Place::new();
    let work = JobRequest::command(["/no/such/program"], place.path("."));
    let job = submitted(place.local.submit(&work, "ends/none:1"));
    let seen = place.ended(job, "ends/none:1").unwrap();
    assert_eq!((seen.state(), seen.raw_word()), (JobState::Failed, "not_started"));
    let known = seen.known_details().unwrap();
    assert_eq!(known.exit_code, Some(127));
    assert!(known.reason.as_deref().unwrap().contains("/no/such/program"));
}

#[test]
fn a_file_is_a_program_and_its_output_goes_where_the_work_says() {
    let place = Place::new();
    let script = place.path("script");
    fs::write(&script, "#!/bin/sh\necho out\necho err >&2\n").unwrap();
    let permissions = std::os::unix::fs::PermissionsExt::from_mode(0o755);
    fs::set_permissions(&script, permissions).unwrap();
    let work = JobRequest::file("script", place.path(".")).output("both");
    let job = submitted(place.local.submit(&work, "ends/file:1"));
    assert_eq!(place.ended(job, "ends/file:1").unwrap().state(), JobState::Succeeded);
    assert_eq!(fs::read_to_string(place.path("both")).unwrap(), "out\nerr\n");
}

#[test]
fn what_cannot_be_run_is_refused_and_what_may_be_mended_is_not() {
    let place = Place::new();
    let nothing: [&str; 0] = [];
    let wrong = [
        JobRequest::command(nothing, place.path(".")),
        JobRequest::command(["a\0b"], place.path(".")),
        JobRequest::command(["true"], place.path("nowhere")),
        place.work("true").options(["--partition=gpu"]),
        place.work("true").env("A=B", "c"),
        place.work("true").output("nowhere/out"),
    ];
    for work in wrong {
        let SubmissionOutcome::Refused(Error::Work { .. }) =
            place.local.submit(&work, "ends/wrong:1")
        else {
            panic!("{work:?}");
        };
    }
    let unmounted =
        LocalScheduler::new("local", place.path("jobs"), place.path("no-monitor")).unwrap();
    let busy = unmounted.submit(&place.work("true"), "ends/wrong:1");
    assert!(matches!(busy, SubmissionOutcome::Busy(Error::File { .. })), "{busy:?}");
    fs::write(place.path("file"), "").unwrap();
    let inside = place.path("file/jobs");
    let nowhere = LocalScheduler::new("local", inside, env!("CARGO_BIN_EXE_monitor")).unwrap();
    let busy = nowhere.submit(&place.work("true"), "ends/wrong:1");
    assert!(matches!(busy, SubmissionOutcome::Busy(Error::File { .. })), "{busy:?}");
    assert!(!place.path("jobs").exists(), "nothing was submitted");
}

#[test]
fn a_job_is_suspended_while_it_stands_still() {
    let place = Place::new();
    let job = place.stays("ends/still:1");
    let watcher = place.watcher("ends/still:1");
    let children = fs::read_to_string(format!("/proc/{watcher}/task/{watcher}/children")).unwrap();
    let command = nix::unistd::Pid::from_raw(children.trim().parse().unwrap());
    kill(command, Signal::SIGSTOP).unwrap();
    // A signal that was sent is not yet taken.
    while place.state(job) != Some(JobState::Suspended) {}
    kill(command, Signal::SIGCONT).unwrap();
    while place.state(job) != Some(JobState::Running) {}
    killpg(watcher, Signal::SIGKILL).unwrap();
}

#[test]
fn without_its_folder_the_scheduler_is_down_and_not_empty() {
    let place = Place::new();
    assert_eq!(place.sweep(&[]).sweep.health, SchedulerHealth::Ok);
    assert_eq!(place.sweep(&[JobRef::new(1)]).sweep.health, SchedulerHealth::Down);
    assert!(!place.path("jobs").exists(), "a sweep changes nothing");
    let job = place.submit("true", "ends/gone:1");
    place.wait_for_end("ends/gone:1");
    fs::remove_dir_all(place.job("ends/gone:1")).unwrap();
    assert_eq!(place.seen(job), None, "it is missing from a healthy sweep");
    let next = place.submit("true", "ends/gone:2");
    assert!(next > job, "no number is given out twice");
}
