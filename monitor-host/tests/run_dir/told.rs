//! What a run is told is in its files.

use std::fs;

use monitor_core::Timestamp;
use monitor_host::{Error, RunDir, RunSource};
use monitor_run::{BarState, Liveness, LogLevel, RunState, RunStatus};

use crate::listing::names;
use crate::place::empty_dir;

#[test]
fn a_run_from_its_beginning_to_its_end() {
    let base = empty_dir("whole");
    let run = RunDir::create(&base, "autocalibration").unwrap();
    run.update_progress("Starting", 0, 2, "");
    for (i, name) in (1..).zip(["Resonator", "Rabi"]) {
        run.update_progress(name, i, 2, &format!("Starting {name}..."));
        for point in run.track(0..10, "scan") {
            run.metric("signal", f64::from(point), 0.5).unwrap();
        }
    }
    run.log("two lines\nin one");
    run.error("fridge is warm");
    let plot = run.save_plot("rabi.svg", b"<svg/>").unwrap();
    run.set_extra("sample", "A7").unwrap();
    run.complete("All done");

    let status = RunStatus::parse(&fs::read(run.status_path()).unwrap()).unwrap();
    assert_eq!((&status.status, status.progress_percent), (&RunState::Completed, 100.0));
    assert_eq!(status.state_reason.as_deref(), Some("completed with 1 error"));
    let steps: Vec<_> = status.steps.iter().map(|step| step.name.as_str()).collect();
    assert_eq!(steps, ["Starting", "Resonator", "Rabi"]);
    let messages: Vec<_> = status.messages.iter().map(|message| message.message.as_str()).collect();
    let expected = [
        "Starting Resonator...",
        "Starting Rabi...",
        "two lines\nin one",
        "fridge is warm",
        "All done",
    ];
    assert_eq!(messages, expected);
    assert_eq!(status.bars.len(), 1, "the inner loop has one bar, twice");
    assert_eq!((status.bars[0].done, status.bars[0].round), (10, 1));
    assert_eq!(status.bars[0].state, BarState::Ended);
    assert_eq!(status.series["signal"].total, 20);
    assert_eq!(status.plots[0].file, "rabi.svg");
    assert_eq!(fs::read(plot).unwrap(), b"<svg/>");
    assert_eq!(status.extra["sample"], "A7");

    let log = fs::read_to_string(run.log_path()).unwrap();
    let lines: Vec<_> =
        log.lines().filter_map(|line| line.split_once("Z - ")).map(|(_, rest)| rest).collect();
    assert_eq!(lines, ["INFO - two lines\\nin one", "ERROR - fridge is warm", "INFO - All done"]);
    assert_eq!(names(&base), ["logs", "plots", "status"]);
    assert_eq!(
        names(&base.join("status")),
        ["autocalibration.lock", "autocalibration_status.json"]
    );
}

#[test]
fn what_a_bar_counted_is_seen_without_anybody_asking_for_it() {
    let base = empty_dir("bar");
    let run = RunDir::create(&base, "t").unwrap();
    let bar = run.bar("points", Some(100));
    bar.inc(30);
    let inner = bar.part("inner", Some(4));
    inner.set(1);
    let source = RunSource::new(&base);
    let seen = loop {
        let status = source.status("t").unwrap();
        if status.bars.len() == 2 && status.bars[1].done == 1 {
            break status;
        }
        std::thread::yield_now();
    };
    assert_eq!((seen.progress_percent, seen.bars[0].percent), (30.0, Some(30.0)));
    assert_eq!(seen.bars[1].parent, Some(seen.bars[0].id));
    assert!(seen.estimated_time_remaining.is_some());
}

#[test]
fn a_loop_that_is_left_early_leaves_its_bar_where_it_was() {
    let run = RunDir::create(empty_dir("early"), "t").unwrap();
    for i in run.track(0..10, "loop") {
        if i == 4 {
            break;
        }
    }
    let bar = &run.status().bars[0];
    assert_eq!((bar.done, bar.total, bar.state), (4, Some(10), BarState::Ended));
}

#[test]
fn who_drops_a_run_without_a_word_has_failed() {
    let base = empty_dir("dropped");
    drop(RunDir::create(&base, "t").unwrap());
    let status = RunSource::new(&base).status("t").unwrap();
    assert_eq!(status.status, RunState::Error);
    assert_eq!(status.state_reason.as_deref(), Some("dropped before complete or fail"));
}

#[test]
fn nothing_comes_after_the_end() {
    let run = RunDir::create(empty_dir("late"), "t").unwrap();
    run.fail("broken");
    run.complete("no");
    run.update_progress("more", 1, 2, "");
    let status = run.status();
    assert_eq!((status.status, status.steps.len()), (RunState::Error, 0));
    assert_eq!(status.dropped.late, 1);
}

#[test]
fn what_is_not_finite_is_refused() {
    let run = RunDir::create(empty_dir("finite"), "t").unwrap();
    for (x, y) in [(f64::NAN, 0.0), (0.0, f64::INFINITY), (f64::NEG_INFINITY, 0.0)] {
        let error = run.metric("loss", x, y).unwrap_err();
        assert!(matches!(error, Error::Run(_)), "{error}");
        assert!(error.to_string().contains("series \"loss\" is not finite"), "{error}");
    }
    assert!(run.status().series.is_empty());
}

#[test]
fn levels_stand_in_the_log_in_capitals() {
    let run = RunDir::create(empty_dir("levels"), "t").unwrap();
    run.log_at(LogLevel::Debug, "a");
    run.log_at(LogLevel::Warning, "\u{1b}[31mb\r");
    let log = fs::read_to_string(run.log_path()).unwrap();
    assert!(log.contains("Z - DEBUG - a\n"), "{log}");
    assert!(log.contains("Z - WARNING - \\u{1b}[31mb\\r\n"), "{log}");
}

#[test]
fn a_list_shows_every_run_and_whether_it_lives() {
    let base = empty_dir("list");
    let ended = RunDir::create(&base, "ended").unwrap();
    ended.complete("");
    let live = RunDir::create(&base, "live").unwrap();
    live.update_progress("one", 1, 4, "");
    live.flush().unwrap();
    fs::write(base.join("status/broken_status.json"), "{").unwrap();

    let source = RunSource::new(&base);
    let runs = source.list(Timestamp::now()).unwrap();
    let of = |id: &str| runs.iter().find(|run| run.id == id).unwrap();
    assert_eq!(runs.len(), 3);
    assert_eq!(of("ended").liveness, Some(Liveness::Ended));
    assert_eq!(of("live").liveness, Some(Liveness::Live));
    assert_eq!((of("live").current_step, of("live").progress_percent), (Some(1), 25.0));
    assert!(of("broken").unreadable.as_ref().unwrap().contains("invalid run status"));
    assert!(matches!(source.status("../status/live"), Err(Error::NoRun { .. })));
}
