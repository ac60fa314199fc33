//! Jobs that wait: for room, or to be released.

use std::fs;

use monitor_core::Timestamp;
use monitor_host::scheduler::{CancelOutcome, Scheduler};
use monitor_state::JobState;

use crate::place::{Place, submitted};

#[test]
fn the_oldest_starts_when_there_is_room_and_somebody_tends() {
    let place = Place::new();
    let narrow = place.another().at_a_time(1);
    let pipe = place.pipe("go");
    let line = format!("cat {}", pipe.display());
    let first = submitted(narrow.submit(&place.work(&line), "queue/first:1"));
    let second = submitted(narrow.submit(&place.work("echo second"), "queue/second:1"));
    let third = submitted(narrow.submit(&place.work("echo third"), "queue/third:1"));
    assert_eq!(place.state(first), Some(JobState::Running));
    assert_eq!(place.seen(second).unwrap().raw_word(), "waiting");
    assert!(narrow.tend().is_empty());
    assert_eq!(place.state(second), Some(JobState::Pending), "there is no room");
    fs::write(&pipe, "go").unwrap();
    place.wait_for_end("queue/first:1");
    assert_eq!(place.state(second), Some(JobState::Pending), "a sweep starts nothing");
    assert!(narrow.tend().is_empty());
    assert_eq!(place.ended(second, "queue/second:1").unwrap().state(), JobState::Succeeded);
    assert_eq!(place.state(third), Some(JobState::Pending));
}

#[test]
fn a_held_job_waits_until_it_is_released() {
    let place = Place::new();
    let work = place.work("echo released").options(["--held"]);
    let job = submitted(place.local.submit(&work, "queue/held:1"));
    assert!(place.local.tend().is_empty());
    assert_eq!(place.state(job), Some(JobState::Held));
    assert!(place.local.release(job, "queue/other:1").is_err(), "another tag's");
    place.local.release(job, "queue/held:1").unwrap();
    assert_eq!(place.ended(job, "queue/held:1").unwrap().state(), JobState::Succeeded);
    assert!(place.local.release(job, "queue/held:1").is_err(), "it is not held any more");
}

#[test]
fn what_waits_is_cancelled_without_being_started() {
    let place = Place::new();
    let work = place.work("echo ran").options(["--held"]);
    let job = submitted(place.local.submit(&work, "queue/never:1"));
    assert_eq!(place.local.cancel(job, "queue/never:1").unwrap(), CancelOutcome::Gone);
    assert_eq!(place.state(job), Some(JobState::Cancelled));
    assert!(place.local.tend().is_empty());
    assert!(!place.job("queue/never:1").join("stdout").exists());
    assert_eq!(place.local.cancel(job, "queue/never:1").unwrap(), CancelOutcome::Gone);
}

#[test]
fn a_tag_has_one_job_however_often_it_is_submitted() {
    let place = Place::new();
    let job = place.submit("echo once >> ran", "queue/once:1");
    place.wait_for_end("queue/once:1");
    let others = [place.another(), place.another()];
    let again = others
        .each_ref()
        .map(|local| submitted(local.submit(&place.work("exit 1"), "queue/once:1")));
    assert_eq!(again, [job, job]);
    assert_eq!(place.local.find("queue/once:1", Timestamp::UNIX_EPOCH).unwrap().len(), 1);
    assert!(place.local.find("queue/once:2", Timestamp::UNIX_EPOCH).unwrap().is_empty());
    let tags = ["../escape", ".", "mit Umlaut ä", "a/b", "a%2Fb"];
    let jobs = tags.map(|tag| submitted(place.local.submit(&place.work("true"), tag)));
    for (job, tag) in jobs.iter().zip(tags) {
        let found = place.local.find(tag, Timestamp::UNIX_EPOCH).unwrap();
        assert_eq!(found.iter().map(|found| found.job()).collect::<Vec<_>>(), [*job], "{tag}");
    }
}
