//! Cancelling ends the whole tree of a job, and nothing else.

use std::time::Duration;

use monitor_host::scheduler::{CancelOutcome, Scheduler};
use monitor_state::{JobRef, JobState};

use crate::place::{Place, wait_for_word};

#[test]
fn a_job_that_listens_ends_by_itself_and_says_so() {
    let place = Place::new();
    let pipe = place.pipe("ready");
    let line = "trap 'echo bye; exit 0' TERM; echo > ready; while :; do sleep 600 & wait; done";
    let job = place.submit(line, "cancel/listens:1");
    wait_for_word(&pipe);
    assert_eq!(place.local.cancel(job, "cancel/listens:1").unwrap(), CancelOutcome::Gone);
    assert_eq!(place.said("cancel/listens:1"), "bye\n");
    assert!(place.state(job).unwrap().has_ended());
    assert_eq!(place.local.cancel(job, "cancel/listens:1").unwrap(), CancelOutcome::Gone);
}

#[test]
fn a_tree_that_does_not_listen_is_killed_with_what_has_left_it() {
    let place = Place::new();
    let bystander = place.stays("cancel/bystander:1");
    let pipe = place.pipe("ready");
    // One in the session, one in a session of its own, and one whose parent is gone.
    let line = "trap '' TERM; (sleep 600 & echo $! >> pids); setsid sleep 600 & echo $! >> pids; \
                sleep 600 & echo $! >> pids; echo > ready; wait; wait; sleep 600";
    let job = place.submit(line, "cancel/deaf:1");
    wait_for_word(&pipe);
    let hasty = place.another().grace(Duration::from_millis(100));
    assert_eq!(hasty.cancel(job, "cancel/other:1").unwrap(), CancelOutcome::Gone);
    assert_eq!(place.state(job), Some(JobState::Running), "another tag's is left alone");
    assert_eq!(hasty.cancel(JobRef::new(99), "cancel/deaf:1").unwrap(), CancelOutcome::Gone);
    assert_eq!(place.state(job), Some(JobState::Running), "another number's is left alone");
    assert_eq!(hasty.cancel(job, "cancel/deaf:1").unwrap(), CancelOutcome::Gone);
    let seen = place.seen(job).unwrap();
    assert_eq!((seen.state(), seen.raw_word()), (JobState::Cancelled, "cancelled"));
    assert_eq!(
        seen.known_details().unwrap().signal,
        Some(9),
        "its watcher wrote down how it ended"
    );
    let pids = std::fs::read_to_string(place.path("pids")).unwrap();
    assert_eq!(pids.lines().count(), 3);
    for pid in pids.lines() {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
        assert!(stat.is_empty() || stat.contains(") Z "), "{stat}");
    }
    assert_eq!(place.state(bystander), Some(JobState::Running));
}
