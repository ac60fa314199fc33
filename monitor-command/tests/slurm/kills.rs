//! The real `monitor` over the real Slurm: cycles are killed, and so is the controller.

use std::collections::BTreeMap;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::killed_cycles::{ANALYSES, Killed};
use crate::lab::Lab;

const SCHEDULER: &str = "[schedulers.slurm]\ntimeout = \"20 s\"";

/// How many jobs of each name Slurm knows, those that have ended included.
fn jobs() -> BTreeMap<String, usize> {
    let squeue = Command::new("squeue").args(["-h", "-t", "all", "-o", "%j"]).output().unwrap();
    let mut jobs = BTreeMap::new();
    for name in String::from_utf8(squeue.stdout).unwrap().lines() {
        if name.starts_with("kills/") {
            *jobs.entry(name.to_owned()).or_default() += 1;
        }
    }
    jobs
}

#[test]
fn cycles_that_are_killed_leave_one_job_for_each_attempt() {
    let lab = Lab::new();
    let project = lab.folder().join("killed");
    let killed = Killed::new(&project, "kills", SCHEDULER, "echo {tag} >> {project}/ran");
    killed.is_put_through();
    let (jobs, runs) = (jobs(), killed.runs());
    assert!(jobs.len() >= ANALYSES && jobs.values().all(|&times| times == 1), "{jobs:?}");
    assert!(runs.values().all(|&times| times == 1), "{runs:?}");
    assert_eq!(runs.len(), jobs.len(), "each has run");
}

#[test]
fn a_controller_that_dies_during_cycles_moves_no_analysis() {
    let lab = Lab::new();
    let project = lab.folder().join("silent");
    let killed = Killed::new(&project, "silent", SCHEDULER, "exec sleep 600");
    let began = Instant::now();
    loop {
        let moves = killed.whole_cycle()["transitions"].as_array().map(Vec::len);
        let states = killed.states();
        let is_there = |state: &String| state == "queued" || state == "running";
        let runs = states.values().any(|state| state == "running");
        if moves == Some(0) && runs && states.values().all(is_there) {
            break;
        }
        assert!(began.elapsed() < Duration::from_secs(60), "{states:?}");
    }
    lab.until_it_is_on_disk();
    let before = std::thread::scope(|scope| {
        let cycles = scope.spawn(|| {
            let before = killed.states();
            let begun = killed.whole_cycle();
            assert_eq!(begun["transitions"].as_array().map(Vec::len), Some(0), "{begun}");
            before
        });
        lab.daemon("ctld", "stop");
        cycles.join().unwrap()
    });
    let silent = killed.whole_cycle();
    assert_eq!(silent["transitions"].as_array().map(Vec::len), Some(0), "{silent}");
    assert_eq!(killed.states(), before);
    lab.daemon("ctld", "start");
    lab.until_it_answers();
    let after = killed.whole_cycle();
    let moved = after["transitions"].as_array().unwrap();
    assert!(
        moved.iter().all(|moved| moved["to"] == "queued" || moved["to"] == "running"),
        "{after}"
    );
    let cancelled = Command::new("scancel").args(["-u", "root"]).status().unwrap();
    assert!(cancelled.success());
}
