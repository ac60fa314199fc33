//! Cycles that are killed at any point start no job twice.

use std::fs;

use crate::killed_cycles::{ANALYSES, Killed};
use crate::place::Place;

#[test]
fn cycles_that_are_killed_leave_one_job_for_each_attempt() {
    let place = Place::new();
    let project = place.path("project");
    let scheduler = "[schedulers.local]\nslots = 4";
    let killed = Killed::new(&project, "kills", scheduler, "echo {tag} >> {project}/ran");
    killed.is_put_through();
    let runs = killed.runs();
    assert!(runs.len() >= ANALYSES && runs.values().all(|&times| times == 1), "{runs:?}");
    let jobs = fs::read_dir(project.join(".jobs/local")).unwrap().flatten();
    let jobs = jobs.filter(|job| job.path().join("job.json").is_file()).count();
    assert_eq!(jobs, runs.len(), "one folder for each");
}
