//! The list that runs when nobody gives another: the first thing that a newcomer sees.

use std::fs;

use crate::program::{Ran, command, empty_dir, run};

/// The jobs of the list that complete.
const COMPLETED: [&str; 12] = [
    "numbers",
    "words",
    "shuffle",
    "sort",
    "compare",
    "count-words",
    "checksums",
    "verify",
    "compress",
    "pieces",
    "flaky",
    "tidy-up",
];

#[test]
fn the_default_list_ends_as_it_was_meant_to_and_leaves_nothing() {
    let temporary = empty_dir("default_list");
    let ran = run(command().env("TMPDIR", &temporary));
    ran.ended_with(0);
    ran.is_plain();
    assert_eq!(ran.err, "");
    every_job_is_in_the_summary(&ran);
    the_figures_are_right(&ran);
    assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0, "the work directory is still there");
}

fn every_job_is_in_the_summary(ran: &Ran) {
    for job in COMPLETED {
        assert_eq!(ran.row(job)[2], "completed", "{job}");
    }
    assert_eq!(ran.row("broken")[2..4], ["failed, as meant", "2"]);
    assert_eq!(ran.row("endless")[2..4], ["cancelled, as meant", "1"]);
    assert_eq!(ran.row("flaky")[3], "2");
    assert_eq!(ran.row("tidy-up")[1], "low");
    assert_eq!(ran.row("compare")[1], "critical");
    assert!(ran.row("broken")[8].starts_with("exit code 1: cat: there-is-no-such-file.txt"));
    let percents: Vec<_> = ran.events("job.progress.updated");
    assert_eq!(percents.len(), 4);
    assert!(percents[3].starts_with("pieces on worker-") && percents[3].ends_with(", 100 %"));
}

fn the_figures_are_right(ran: &Ran) {
    ran.says("jobs        14 created, 14 started, 12 completed, 1 failed, 1 cancelled\n");
    ran.says("success     85.7 % of the jobs that started\n");
    ran.says("attempts    16, of them 2 retried (12.5 %)\n");
    for counted in [
        "job.created 14",
        "job.queued 16",
        "job.started 16",
        "job.completed 12",
        "job.failed 1",
        "job.cancelled 1",
        "job.retrying 2",
        "job.progress.updated 4",
        "worker.claimed_job 16",
        "worker.heartbeat ",
        "worker.registered ",
        "worker.offline ",
        "system.startup 1",
        "system.shutdown 1",
    ] {
        ran.says(counted);
    }
    assert!(!ran.out.contains("heartbeat_timeout"), "no worker was lost:\n{}", ran.out);
    let tag = ran.out.lines().find(|line| line.starts_with("network")).unwrap();
    let tag: Vec<&str> = tag.split_whitespace().collect();
    assert_eq!(tag[1..7], ["2", "1", "1", "0", "50.0", "%"]);
    ran.says("\nevery job ended as it was meant to\n");
}
