//! Cycles over a scheduler that does what a test says, at times that a test says.

use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use monitor_core::{Event, Observer, Timestamp};
use monitor_host::Error;
use monitor_host::cycle::{CycleEngine, CycleReport};
use monitor_host::scheduler::SchedulerSet;
use monitor_host::store::StoreLimits;
use monitor_state::{AnalysisFilter, AnalysisState, JobState};

use crate::place::project;
use crate::scripted::Scripted;

struct Test {
    engine: CycleEngine,
    slurm: Scripted,
    dir: PathBuf,
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + minute * 60)
}

impl Test {
    fn new(name: &str, pipeline: &str) -> Self {
        Self::with("", name, pipeline)
    }

    /// With a line of policy.
    fn with(policy: &str, name: &str, pipeline: &str) -> Self {
        Self::of(Scripted::default(), policy, name, pipeline)
    }

    fn at_the_scheduler_of(other: &Self, name: &str) -> Self {
        Self::of(other.slurm.clone(), "", name, "")
    }

    fn of(slurm: Scripted, policy: &str, name: &str, pipeline: &str) -> Self {
        let dir = project(
            name,
            &format!(
                "{policy}\n[schedulers.slurm]\n[pipelines.fit]\nrun = \"fit\"\n{pipeline}\n[analyses.\"a/b\"]\npipeline = \"fit\"\n"
            ),
        );
        let mut schedulers = SchedulerSet::new();
        schedulers.add(slurm.clone()).unwrap();
        let engine = CycleEngine::new(&dir).unwrap().schedulers(schedulers);
        Self { engine, slurm, dir }
    }

    fn cycle(&self, minute: i64) -> CycleReport {
        self.engine.cycle(AnalysisFilter::all(), at(minute)).unwrap()
    }

    fn state(&self) -> AnalysisState {
        self.engine.ledger(at(0)).unwrap().state("a/b").unwrap()
    }

    /// The causes of its last moves.
    fn why(&self) -> String {
        let ledger = self.engine.ledger(at(0)).unwrap();
        let moves: Vec<String> = ledger
            .history("a/b")
            .map(|moved| format!("{} -> {}: {}", moved.from, moved.to, moved.cause))
            .collect();
        moves.join("\n")
    }
}

#[test]
fn a_silent_scheduler_moves_nothing() {
    let test = Test::new("silent", "");
    test.cycle(0);
    test.slurm.world().is_down = true;
    for minute in 1..100 {
        let report = test.cycle(minute);
        assert_eq!(report.transitions, []);
        assert_eq!(report.troubles[0].with.as_ref(), "slurm");
    }
    test.slurm.world().is_down = false;
    test.slurm.all(JobState::Running);
    test.cycle(100);
    assert_eq!((test.state(), test.slurm.world().jobs.len()), (AnalysisState::Running, 1));
}

#[test]
fn a_submission_whose_answer_was_lost_is_found_by_its_tag() {
    let test = Test::new("lost-answer", "");
    test.slurm.world().loses_answers = true;
    let report = test.cycle(0);
    assert_eq!((test.state(), report.open.len()), (AnalysisState::Submitting, 1));
    test.slurm.world().is_down = true;
    test.cycle(5);
    assert_eq!(test.state(), AnalysisState::Submitting, "who cannot be asked says nothing");
    test.slurm.world().is_down = false;
    test.cycle(10);
    assert_eq!((test.state(), test.slurm.world().jobs.len()), (AnalysisState::Queued, 1));
}

#[test]
fn a_submission_that_never_came_there_is_made_again() {
    let test = Test::new("lost-job", "");
    test.slurm.world().loses_jobs = true;
    test.cycle(0);
    test.slurm.world().loses_jobs = false;
    test.cycle(5);
    let jobs = test.slurm.world().jobs.clone();
    assert!(matches!(&*jobs, [(tag, JobState::Pending)] if tag.starts_with("a/b:2@")), "{jobs:?}");
    assert_eq!(test.state(), AnalysisState::Queued);
}

#[test]
fn projects_with_equal_keys_at_one_scheduler_do_not_take_each_others_jobs() {
    let first = Test::new("first-of-two", "");
    first.cycle(0);
    let second = Test::at_the_scheduler_of(&first, "second-of-two");
    second.slurm.world().loses_jobs = true;
    second.cycle(0);
    second.slurm.world().loses_jobs = false;
    second.cycle(5);
    assert_eq!((first.state(), second.state()), (AnalysisState::Queued, AnalysisState::Queued));
    let jobs = first.slurm.world().jobs.clone();
    assert_eq!(jobs.len(), 2, "the other's job was taken for the lost one: {jobs:?}");
}

#[test]
fn a_failed_job_is_rescued_as_often_as_may_be() {
    let test =
        Test::with("policy.max_resurrections = 2", "rescue", "rescue.run = \"fit --resume\"");
    for minute in 0..4 {
        test.cycle(minute);
        test.slurm.all(JobState::Failed);
    }
    test.cycle(9);
    assert_eq!((test.state(), test.slurm.world().jobs.len()), (AnalysisState::Stuck, 3));
    assert!(test.why().ends_with("all 2 rescues are used up"), "{}", test.why());
}

#[test]
fn without_a_rescue_a_failed_job_is_failed() {
    let test = Test::new("no-rescue", "");
    test.cycle(0);
    test.slurm.all(JobState::Failed);
    test.cycle(1);
    assert_eq!(test.state(), AnalysisState::Failed);
}

#[test]
fn post_processing_that_fails_is_for_a_person() {
    let test = Test::new("post", "process.run = \"plot\"\nupload.run = \"true\"");
    test.cycle(0);
    test.slurm.all(JobState::Succeeded);
    test.cycle(1);
    assert_eq!((test.state(), test.slurm.world().jobs.len()), (AnalysisState::Processing, 2));
    test.cycle(2);
    assert_eq!(test.state(), AnalysisState::Processing, "it waits in the queue");
    test.slurm.all(JobState::Failed);
    let report = test.cycle(3);
    assert_eq!(test.state(), AnalysisState::Stuck);
    assert_eq!(report.troubles[0].what.as_ref(), "its post-processing is failed");
    test.slurm.all(JobState::Succeeded);
    test.engine.set("a/b", AnalysisState::Processing, "Ada", false, at(4)).unwrap();
    test.cycle(5);
    assert_eq!(test.state(), AnalysisState::Uploaded);
}

#[test]
fn an_upload_that_fails_is_made_again_and_then_for_a_person() {
    let count = "echo . >> uploads; test $(wc -l < uploads) -ge 3";
    let test = Test::new("upload", &format!("upload.run = \"{count}\""));
    test.cycle(0);
    test.slurm.all(JobState::Succeeded);
    for minute in 1..9 {
        test.cycle(minute);
    }
    assert_eq!(test.state(), AnalysisState::Uploaded);
    let uploads = std::fs::read_to_string(test.dir.join("a/b/uploads")).unwrap();
    assert_eq!(uploads.lines().count(), 3);

    let test = Test::with("policy.max_retries = 2", "no-upload", "upload.run = \"exit 9\"");
    test.cycle(0);
    test.slurm.all(JobState::Succeeded);
    for minute in 1..9 {
        test.cycle(minute * 10);
    }
    assert_eq!(test.state(), AnalysisState::Stuck);
    assert!(test.why().ends_with("all 2 retries are used up"), "{}", test.why());
}

#[test]
fn a_stopped_cycle_begins_nothing_and_the_next_one_does() {
    let test = Test::new("stopped", "");
    let stop = Arc::new(std::sync::atomic::AtomicBool::new(true));
    let engine = test.engine.stop(stop.clone());
    engine.cycle(AnalysisFilter::all(), at(0)).unwrap();
    assert_eq!(test.slurm.world().jobs, []);
    stop.store(false, std::sync::atomic::Ordering::Relaxed);
    let report = engine.cycle(AnalysisFilter::all(), at(1)).unwrap();
    assert_eq!((report.open.len(), test.slurm.world().jobs.len()), (0, 1));
}

#[test]
fn a_plan_asks_the_scheduler_and_changes_nothing() {
    let test = Test::new("plan", "");
    test.cycle(0);
    test.slurm.all(JobState::Running);
    let revision = test.engine.ledger(at(1)).unwrap().revision();
    let preview = test.engine.plan(AnalysisFilter::all(), at(1)).unwrap();
    assert!(preview.dry_run);
    assert_eq!(preview.transitions[0].to, AnalysisState::Running);
    assert_eq!((test.state(), test.slurm.world().sweeps), (AnalysisState::Queued, 1));
    assert_eq!(test.engine.ledger(at(1)).unwrap().revision(), revision);
}

#[test]
fn a_changed_file_is_taken_up_by_the_next_cycle() {
    let test = Test::new("changed", "");
    test.cycle(0);
    let file = test.dir.join("project.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, format!("{text}[analyses.\"a/c\"]\npipeline = \"fit\"\n")).unwrap();
    let report = test.cycle(1);
    assert_eq!(report.added, ["a/c"]);
    assert_eq!(test.slurm.world().jobs.len(), 2);
}

#[test]
fn a_ledger_without_room_is_an_error_before_anything_is_begun() {
    let test = Test::new("full", "");
    let file = test.dir.join("project.toml");
    let mut text = std::fs::read_to_string(&file).unwrap();
    for number in 0..500 {
        text.push_str(&format!("[analyses.\"a/number-{number}\"]\npipeline = \"fit\"\n"));
    }
    std::fs::write(&file, text).unwrap();
    let engine = test.engine.store_limits(StoreLimits::default().max_pages(24));
    let full = engine.cycle(AnalysisFilter::all(), at(0)).unwrap_err();
    assert!(matches!(full, Error::LedgerFull { .. }), "{full}");
    assert_eq!(test.slurm.world().jobs, []);
    let engine = engine.store_limits(StoreLimits::default());
    engine.cycle(AnalysisFilter::all(), at(1)).unwrap();
    assert_eq!(test.slurm.world().jobs.len(), 501, "there is room again");
}

#[derive(Debug, Default)]
struct Told(Mutex<Vec<String>>);

impl Observer for Told {
    fn observe(&self, event: &Event) {
        self.0.lock().unwrap().push(event.kind().to_string());
    }
}

#[test]
fn an_observer_is_told_of_every_move() {
    let test = Test::new("observer", "");
    let told = Arc::new(Told::default());
    let engine = test.engine.observer(told.clone());
    engine.cycle(AnalysisFilter::all(), at(0)).unwrap();
    test.slurm.all(JobState::Running);
    engine.cycle(AnalysisFilter::all(), at(1)).unwrap();
    let kinds = told.0.lock().unwrap().clone();
    let expected = ["analysis.added", "analysis.submitted", "analysis.moved", "analysis.running"];
    assert_eq!(kinds, expected);
}
