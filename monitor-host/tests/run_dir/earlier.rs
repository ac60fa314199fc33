//! What becomes of an earlier run of the same name.

use std::fs;

use monitor_host::{Error, IfExists, IfRunning, RunDir, RunSource};
use monitor_run::RunState;

use crate::listing::names;
use crate::place::empty_dir;

#[test]
fn an_earlier_run_goes_into_the_archive() {
    let base = empty_dir("archive");
    for i in 0..23 {
        let run = RunDir::create(&base, "t").unwrap();
        run.log(format!("run {i}"));
        run.complete("");
    }
    let source = RunSource::new(&base);
    let earlier = source.archived("t").unwrap();
    assert_eq!(earlier.len(), 20, "the last twenty are kept");
    let first = source.status(&earlier[0]).unwrap();
    assert_eq!(first.messages[0].message, "run 2");
    assert_eq!(source.status("t").unwrap().messages[0].message, "run 22");
}

#[test]
fn what_cannot_be_read_is_archived_as_it_is() {
    let base = empty_dir("damaged");
    fs::create_dir_all(base.join("status")).unwrap();
    fs::write(base.join("status/t_status.json"), "{\"cut").unwrap();
    drop(RunDir::builder(&base, "t").if_exists(IfExists::Resume).create().unwrap());
    let archived = names(&base.join("status/archive"));
    assert_eq!(archived.len(), 1);
    assert_eq!(fs::read(base.join("status/archive").join(&archived[0])).unwrap(), b"{\"cut");
}

#[test]
fn who_does_not_want_to_replace_a_run_gets_an_error() {
    let base = empty_dir("exists");
    drop(RunDir::create(&base, "t").unwrap());
    let again = RunDir::builder(&base, "t").if_exists(IfExists::Fail).create();
    assert!(matches!(again.unwrap_err(), Error::RunExists { .. }));
}

#[test]
fn a_restart_goes_on_with_steps_bars_estimates_and_log() {
    let base = empty_dir("resume");
    let resume = || RunDir::builder(&base, "t").if_exists(IfExists::Resume).create().unwrap();
    let first = resume();
    first.update_progress("scan", 1, 3, "");
    first.log("first attempt");
    let bar = first.bar("points", Some(100));
    bar.set(60);
    // As if the process was killed: the last document says that it runs.
    first.flush().unwrap();
    let killed = fs::read(first.status_path()).unwrap();
    let path = first.status_path().to_owned();
    drop((bar, first));
    fs::write(path, killed).unwrap();

    let second = resume();
    let status = second.status();
    assert_eq!((status.attempt, status.steps.len()), (2, 1));
    assert!(status.resume_time.is_some());
    assert_eq!(status.messages[0].message, "first attempt");
    let bar = second.bar("points", Some(100));
    assert_eq!(bar.done(), 60);
    bar.inc(1);
    let estimated = second.status().bars[0].eta.unwrap();
    assert!(estimated.remaining_s > 0.0);
    second.log("second attempt");
    let log = fs::read_to_string(second.log_path()).unwrap();
    assert!(log.contains("first attempt") && log.contains("second attempt"));
    second.complete("");

    let third = resume();
    assert_eq!(third.status().attempt, 1, "what completed is not gone on with");
}

#[test]
fn a_loop_over_what_is_left_goes_on_and_one_over_all_begins_anew() {
    let base = empty_dir("loops");
    let killed_at = |done: u64| {
        let run = RunDir::create(&base, "t").unwrap();
        let bar = run.bar("loop", Some(10));
        bar.set(done);
        run.flush().unwrap();
        let document = fs::read(run.status_path()).unwrap();
        let path = run.status_path().to_owned();
        drop((bar, run));
        fs::write(path, document).unwrap();
        RunDir::builder(&base, "t").if_exists(IfExists::Resume).create().unwrap()
    };
    let rest = killed_at(6);
    let left = rest.track(6..10, "loop");
    assert_eq!((left.bar().done(), rest.status().bars[0].total), (6, Some(10)));
    drop((left, rest));
    let anew = killed_at(6);
    let all = anew.track(0..10, "loop");
    assert_eq!((all.bar().done(), anew.status().bars[0].total), (0, Some(10)));
}

#[test]
fn two_runs_of_one_name_are_not_at_it_together() {
    let base = empty_dir("busy");
    let first = RunDir::create(&base, "t").unwrap();
    let error = RunDir::create(&base, "t").unwrap_err().to_string();
    let pid = std::process::id().to_string();
    assert!(error.starts_with("run \"t\" is already active in process"), "{error}");
    assert!(error.contains(&pid), "{error}");

    let other = RunDir::builder(&base, "t").if_running(IfRunning::Rename).create().unwrap();
    assert_eq!(other.status().experiment_name, "t-2");
    let third = RunDir::builder(&base, "t").if_running(IfRunning::Rename).create().unwrap();
    assert_eq!(third.status().experiment_name, "t-3");
    first.complete("");
    let after = RunDir::create(&base, "t").unwrap();
    assert_eq!(after.status().status, RunState::Running);
}
