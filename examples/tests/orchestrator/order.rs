//! Which job goes first: by what it needs, by priority, by its place in the list.

use crate::program::{Ran, run_list};

/// The jobs in the order in which they started.
fn started(ran: &Ran) -> Vec<&str> {
    let lines = ran.events("job.started");
    lines.into_iter().filter_map(|line| line.split_once(" on ")).map(|(job, _)| job).collect()
}

#[test]
fn one_worker_takes_the_highest_priority_first_and_then_who_came_first() {
    let jobs: Vec<String> = [
        ("low", "low"),
        ("first", "medium"),
        ("urgent", "critical"),
        ("second", "medium"),
        ("soon", "high"),
    ]
    .iter()
    .map(|(name, priority)| {
        format!(r#"{{"name": "{name}", "command": ["true"], "priority": "{priority}"}}"#)
    })
    .collect();
    let list = format!(r#"{{"jobs": [{}]}}"#, jobs.join(","));
    let ran = run_list("priorities.json", &list, 1);
    ran.ended_with(0);
    assert_eq!(started(&ran), ["urgent", "soon", "first", "second", "low"]);
}

#[test]
fn a_job_waits_for_all_that_it_needs_whatever_its_priority() {
    let list = r#"
        [[jobs]]
        name = "join"
        command = ["cat", "left", "right"]
        priority = "critical"
        needs = ["left", "right", "left"]
        [[jobs]]
        name = "left"
        command = "echo 1 > left"
        priority = "low"
        [[jobs]]
        name = "right"
        command = "echo 2 > right"
    "#;
    let ran = run_list("needs.toml", list, 3);
    ran.ended_with(0);
    assert_eq!(started(&ran).last(), Some(&"join"));
}

#[test]
fn what_needs_a_failed_job_is_cancelled_and_so_is_what_needs_that() {
    let list = r#"
        [[jobs]]
        name = "a"
        command = ["false"]
        expect = "failed"
        [[jobs]]
        name = "b"
        command = ["true"]
        needs = ["a"]
        expect = "cancelled"
        [[jobs]]
        name = "c"
        command = ["true"]
        needs = ["b"]
    "#;
    let ran = run_list("hopeless.toml", list, 2);
    ran.ended_with(1);
    assert_eq!(started(&ran), ["a"]);
    assert_eq!(ran.row("b")[2], "cancelled, as meant");
    assert_eq!(ran.row("c")[2], "cancelled, not meant");
    ran.says("b: needs a, which did not complete\n");
    ran.says("c: needs b, which did not complete\n");
    ran.says("not as they were meant to ended: c\n");
}
