//! A run in memory: bars, bounds, pauses and ends, and what becomes of them at a restart.

use monitor_core::Timestamp;
use monitor_run::{
    BarState, Error, Liveness, LivenessTimeouts, LogLevel, RunDelta, RunLimits, RunRecorder,
    RunReport, RunState, RunStatus, WriterPresence, WriterProcess,
};
use proptest::prelude::{Strategy, any, prop_oneof, proptest};
use serde_json::json;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(1_750_000_000 + secs)
}

fn run_with(limits: RunLimits) -> RunRecorder {
    RunRecorder::new("t", limits, at(0)).unwrap_or_else(|error| panic!("{error}"))
}

fn run() -> RunRecorder {
    run_with(RunLimits::default())
}

#[test]
fn the_percentage_is_that_of_the_steps_or_else_of_the_outermost_bar() {
    let mut run = run();
    let outer = run.begin_bar("outer", Some(10), None, at(0)).unwrap();
    let inner = run.begin_bar("inner", Some(4), Some(outer), at(0)).unwrap();
    run.set_bar(outer, 3, at(1));
    run.set_bar(inner, 4, at(1));
    assert_eq!(run.status(at(1)).progress_percent, 30.0);
    run.update_progress("step", 1, 2, None, at(2));
    assert_eq!(run.status(at(2)).progress_percent, 50.0);
    run.update_progress("beyond", 5, 2, None, at(3));
    assert_eq!(run.status(at(3)).progress_percent, 100.0);
}

#[test]
fn a_bar_of_an_inner_loop_is_one_bar_that_begins_anew() {
    let mut run = run();
    for round in 0..3 {
        let bar = run.begin_bar("inner", Some(2), None, at(round * 10)).unwrap();
        assert_eq!(run.bar_done(bar), Some(0));
        run.set_bar(bar, 2, at(round * 10 + 8));
        run.end_bar(bar, at(round * 10 + 8));
    }
    let status = run.status(at(30));
    assert_eq!((status.bars.len(), status.bars[0].round), (1, 2));
    let bar = run.begin_bar("inner", Some(2), None, at(30)).unwrap();
    let estimated = run.status(at(30)).bars[0].eta.unwrap();
    assert_eq!(estimated.remaining_s.round(), 8.0, "it knows its rate from before");
    run.set_bar(bar, 1, at(31));
    assert_eq!(run.status(at(31)).bars[0].percent, Some(50.0));
}

#[test]
fn a_bar_that_ended_makes_room_and_one_that_runs_does_not() {
    let mut limits = RunLimits::default();
    limits.bars = 2;
    let mut run = run_with(limits);
    let first = run.begin_bar("1", None, None, at(0)).unwrap();
    run.begin_bar("2", None, None, at(0)).unwrap();
    assert_eq!(run.begin_bar("3", None, None, at(0)), None);
    run.end_bar(first, at(1));
    let fourth = run.begin_bar("4", None, None, at(2)).unwrap();
    assert_ne!(fourth, first, "an id is not used again");
    let status = run.status(at(2));
    let names: Vec<_> = status.bars.iter().map(|bar| bar.desc.as_str()).collect();
    assert_eq!((names.as_slice(), status.dropped.bars), (["2", "4"].as_slice(), 2));
}

#[test]
fn every_list_keeps_the_newest_and_counts_the_rest() {
    let mut run = run();
    for i in 0..200 {
        run.step(&i.to_string(), None, at(i));
        run.log(LogLevel::Error, &i.to_string(), at(i));
        run.plot_saved(&format!("{i}.png"), 1, at(i));
        #[expect(clippy::cast_precision_loss, reason = "200 is exact")]
        run.metric("loss", i as f64, 0.5, at(i)).unwrap();
    }
    let status = run.status(at(200));
    let kept = (status.steps.len(), status.messages.len(), status.errors.len(), status.plots.len());
    assert_eq!(kept, (100, 50, 20, 64));
    assert_eq!(status.steps[99].name, "199");
    let dropped = status.dropped;
    assert_eq!(
        (dropped.steps, dropped.messages, dropped.errors, dropped.plots),
        (100, 150, 180, 136)
    );
    assert_eq!((dropped.series, status.series["loss"].total), (80, 200));
}

#[test]
fn free_data_cannot_take_the_place_of_what_is_known_nor_of_everything() {
    let mut run = run();
    let reserved = run.set_extra("status", json!("fine"), at(1));
    assert!(matches!(reserved, Err(Error::ReservedKey { .. })));
    run.set_extra("note", json!("x".repeat(8_000)), at(1)).unwrap();
    let large = run.set_extra("more", json!("x".repeat(1_000)), at(1));
    assert!(matches!(large, Err(Error::ExtraTooLarge { .. })));
    run.set_extra("note", json!("short"), at(1)).unwrap();
    run.set_extra("more", json!("x".repeat(1_000)), at(1)).unwrap();
    assert_eq!(run.status(at(1)).extra["note"], "short");
}

#[test]
fn a_paused_run_does_not_lose_its_rate() {
    let mut run = run();
    run.update_progress("a", 1, 3, None, at(0));
    run.update_progress("b", 2, 3, None, at(10));
    run.pause(Some("lunch"), at(15));
    let paused = run.status(at(3_000));
    assert_eq!(
        (&paused.status, paused.state_reason.as_deref()),
        (&RunState::Paused, Some("lunch"))
    );
    assert_eq!(paused.estimated_time_remaining, Some(15.0));
    run.go_on(at(3_600));
    run.update_progress("c", 3, 3, None, at(3_605));
    assert_eq!(run.status(at(3_605)).estimated_time_remaining, Some(10.0));
}

#[test]
fn an_error_does_not_end_a_run_and_the_end_says_how_many_there_were() {
    let mut run = run();
    run.log(LogLevel::Error, "one", at(1));
    run.log(LogLevel::Error, "two", at(2));
    assert_eq!(*run.state(), RunState::Running);
    run.complete(None, at(3));
    let status = run.status(at(3));
    assert_eq!(status.state_reason.as_deref(), Some("completed with 2 errors"));
    assert_eq!((status.progress_percent, status.end_time), (100.0, Some(at(3))));
    assert_eq!(status.estimated_time_remaining, None);
}

#[test]
fn what_is_told_after_the_end_changes_nothing_and_is_counted() {
    let mut run = run();
    let bar = run.begin_bar("b", Some(2), None, at(0)).unwrap();
    run.cancel("enough", at(1));
    let mut before = run.status(at(1));
    run.update_progress("late", 1, 2, None, at(2));
    run.set_bar(bar, 2, at(2));
    run.fail("late", at(2));
    run.log(LogLevel::Info, "late", at(2));
    before.dropped.late = 4;
    assert_eq!(run.status(at(1)), before);
}

#[test]
fn a_restart_continues_all_of_it() {
    let mut run = run();
    run.update_progress("a", 1, 4, Some("m"), at(0));
    run.update_progress("b", 2, 4, None, at(100));
    let bar = run.begin_bar("scan", Some(10), None, at(100)).unwrap();
    run.set_bar(bar, 5, at(150));
    run.metric("loss", 1.0, 2.0, at(150)).unwrap();
    let json = run.status(at(150)).to_json(65_536);

    let mut again =
        RunRecorder::resumed(RunStatus::parse(&json).unwrap(), RunLimits::default(), at(90_000));
    let status = again.status(at(90_000));
    assert_eq!(
        (status.attempt, status.start_time, status.resume_time),
        (2, at(0), Some(at(90_000)))
    );
    assert_eq!(status.run_id, run.status(at(150)).run_id);
    assert_eq!(status.estimated_time_remaining, Some(250.0));
    let same = again.begin_bar("scan", Some(10), None, at(90_000)).unwrap();
    assert_eq!((same, again.bar_done(same)), (bar, Some(5)));
    let eta = again.status(at(90_000)).bars[0].eta.unwrap();
    assert_eq!(eta.remaining_s, 50.0, "the day in between is no part of a step");
    let new = again.begin_bar("other", None, None, at(90_000)).unwrap();
    assert_ne!(new, bar);
}

fn status_of_a_process(last: i64) -> RunStatus {
    let mut run = run();
    run.update_progress("a", 1, 4, None, at(0));
    run.update_progress("b", 2, 4, None, at(10));
    run.update_progress("b", 2, 4, Some("still at it"), at(12));
    run.set_writer(WriterProcess {
        pid: 1,
        heartbeat: Some(at(last)),
        heartbeat_ms: 5_000,
        locked: true,
        ..WriterProcess::default()
    });
    run.status(at(last))
}

#[test]
fn a_run_lives_stalls_falls_silent_crashes_and_ends() {
    let patience = LivenessTimeouts::default();
    let of = |status: &RunStatus, presence, secs| {
        Liveness::from_status(status, presence, at(secs), &patience)
    };
    let fresh = status_of_a_process(15);
    assert_eq!(of(&fresh, WriterPresence::Here, 16), Liveness::Live);
    assert_eq!(of(&fresh, WriterPresence::Unknown, 45), Liveness::Live);
    assert_eq!(of(&fresh, WriterPresence::Unknown, 46), Liveness::Silent { silent_ms: 31_000 });
    assert_eq!(of(&fresh, WriterPresence::Gone, 16), Liveness::Crashed { last_seen: at(15) });
    // The usual step takes 10 s, and nothing has moved for 58 s with a beating heart.
    assert_eq!(
        of(&status_of_a_process(70), WriterPresence::Here, 70),
        Liveness::Stalled { idle_ms: 58_000 }
    );
    assert_eq!(of(&status_of_a_process(60), WriterPresence::Here, 60), Liveness::Live);
    let mut ended = fresh;
    ended.status = RunState::Completed;
    assert_eq!(of(&ended, WriterPresence::Gone, 999), Liveness::Ended);
}

#[test]
fn a_paused_run_is_not_stalled() {
    let mut status = status_of_a_process(1_000);
    status.status = RunState::Paused;
    assert_eq!(
        Liveness::from_status(
            &status,
            WriterPresence::Here,
            at(1_001),
            &LivenessTimeouts::default()
        ),
        Liveness::Live
    );
}

#[test]
fn the_last_scene_of_a_crash_is_told() {
    let mut status = status_of_a_process(70);
    status.errors.clone_from(&{
        let mut run = run();
        run.log(LogLevel::Error, "fridge is warm", at(60));
        run.status(at(60)).errors
    });
    let liveness =
        Liveness::from_status(&status, WriterPresence::Gone, at(84), &LivenessTimeouts::default());
    let text = RunReport::new(&status, at(84)).liveness(liveness).log("line 1\nline 2\n").text();
    for part in [
        "t  crashed: its process is gone, last seen 14 s ago",
        "step 2 of 4: b, for 60 s",
        "fridge is warm",
        "line 2",
        "process 1 on",
    ] {
        assert!(text.contains(part), "{part} is not in\n{text}");
    }
    assert!(!text.contains("ends in"), "{text}");
}

#[test]
fn what_a_run_was_given_is_reported_in_words_and_not_as_json() {
    let mut run = RunRecorder::new("t", RunLimits::default(), at(0)).unwrap();
    run.set_extra("command", json!(["sh", "-c", "a b"]), at(1)).unwrap();
    run.set_extra("output", json!({ "stdout": { "bytes": 27, "file": "t.log" } }), at(1)).unwrap();
    let status = run.status(at(2));
    let report = RunReport::new(&status, at(2));
    for part in ["command: sh -c 'a b'", "output: stdout (bytes 27, file t.log)"] {
        assert!(report.text().contains(part), "{part} is not in\n{}", report.text());
    }
}

#[test]
fn nothing_that_a_run_says_reaches_a_terminal_as_a_control_character() {
    let evil = "<script>alert(1)</script>\" onload='x' \u{1b}[2J";
    let mut run = RunRecorder::new(evil, RunLimits::default(), at(0)).unwrap();
    run.update_progress(evil, 1, 2, Some(evil), at(1));
    run.log(LogLevel::Error, evil, at(1));
    run.set_extra(evil, json!({ evil: evil }), at(1)).unwrap();
    run.begin_bar(evil, Some(2), None, at(1));
    let status = run.status(at(2));
    assert!(!RunReport::new(&status, at(2)).log(evil).text().contains('\u{1b}'));
}

/// One call of a run.
#[derive(Clone, Debug)]
enum Call {
    Step(u8),
    Log(bool),
    Bar(u8, u8),
    EndBar(u8),
    Metric(u8, i8),
    Extra(u8),
    Pause(bool),
    Wait(u8),
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = prop_oneof![
        any::<u8>().prop_map(Call::Step),
        any::<bool>().prop_map(Call::Log),
        (0..6_u8, any::<u8>()).prop_map(|(bar, done)| Call::Bar(bar, done)),
        (0..6_u8).prop_map(Call::EndBar),
        (0..4_u8, any::<i8>()).prop_map(|(name, y)| Call::Metric(name, y)),
        any::<u8>().prop_map(Call::Extra),
        any::<bool>().prop_map(Call::Pause),
        any::<u8>().prop_map(Call::Wait),
    ];
    proptest::collection::vec(call, 0..60)
}

fn call(run: &mut RunRecorder, call: &Call, now: &mut i64) {
    let time = at(*now);
    match *call {
        Call::Step(number) => run.update_progress("s", number.into(), 100, Some("m"), time),
        Call::Log(bad) => run.log(if bad { LogLevel::Error } else { LogLevel::Info }, "line", time),
        Call::Bar(bar, done) => {
            if let Some(id) = run.begin_bar(&bar.to_string(), Some(200), None, time) {
                run.set_bar(id, done.into(), time);
            }
        }
        Call::EndBar(bar) => {
            if let Some(bar) = run.bar_named(&bar.to_string(), None, time) {
                run.end_bar(bar.id, time);
            }
        }
        Call::Metric(name, y) => {
            run.metric(&name.to_string(), 1.0, y.into(), time).unwrap_or_else(|e| panic!("{e}"));
        }
        Call::Extra(value) => {
            run.set_extra("k", json!(value), time).unwrap_or_else(|e| panic!("{e}"));
        }
        Call::Pause(true) => run.pause(None, time),
        Call::Pause(false) => run.go_on(time),
        Call::Wait(seconds) => *now += i64::from(seconds),
    }
}

proptest! {
    #[test]
    fn a_delta_makes_the_later_document_of_the_earlier_one(before in calls(), after in calls()) {
        let mut limits = RunLimits::default();
        (limits.steps, limits.messages, limits.errors) = (8, 8, 4);
        (limits.bars, limits.series, limits.series_points) = (4, 3, 5);
        let mut run = run_with(limits);
        let mut now = 0;
        before.iter().for_each(|next| call(&mut run, next, &mut now));
        let old = run.status(at(now));
        after.iter().for_each(|next| call(&mut run, next, &mut now));
        let new = run.status(at(now));
        let delta = RunDelta::between(&old, &new);
        let sent: RunDelta = serde_json::from_slice(&serde_json::to_vec(&delta).unwrap()).unwrap();
        assert_eq!(sent.apply_to(&old).unwrap(), new);
        assert_eq!(RunStatus::parse(&new.to_json(1 << 20)).unwrap(), new);
    }

    #[test]
    fn no_text_makes_the_reader_panic(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let _ = RunStatus::parse(&bytes);
    }

    #[test]
    fn a_document_with_anything_in_it_is_read_or_refused(
        key in "[a-z_]{1,12}|status|steps|messages|bars|eta|series|writer|progress_percent",
        value in "null|-?[0-9]{1,30}|1e999|\"[^\"\\\\]{0,9}\"|\\[\\{\\}\\]|\\{\"a\":\\[1\\]\\}",
    ) {
        let text = format!(r#"{{"experiment_name":"t","start_time":"2025-01-01T12:00:00","{key}":{value}}}"#);
        if let Ok(status) = RunStatus::parse(text.as_bytes()) {
            let again = RunStatus::parse(&status.to_json(1 << 20)).unwrap();
            assert_eq!(again, status);
        }
    }
}

#[test]
fn a_delta_is_small_where_little_has_changed_and_is_refused_for_another_document() {
    let mut run = run();
    for i in 0..100 {
        run.update_progress("some step", i, 100, Some("a message about it"), at(0));
    }
    let old = run.status(at(0));
    run.log(LogLevel::Info, "hello", at(1));
    let delta = RunDelta::between(&old, &run.status(at(1)));
    let size = serde_json::to_vec(&delta).unwrap().len();
    assert!(size < 2_000, "{size} bytes");
    let other = delta.apply_to(&run.status(at(1)));
    assert!(matches!(other, Err(Error::OtherDocument { .. })));
    assert!(RunDelta::between(&old, &old).is_empty());
    assert!(old.bars.iter().all(|bar| bar.state == BarState::Running));
}
