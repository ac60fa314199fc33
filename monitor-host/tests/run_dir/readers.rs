//! What readers of a run's files see while it writes.

use std::fs;

use monitor_core::Timestamp;
use monitor_host::{RunDir, RunSource};

use crate::kills::read_while_written;
use crate::listing::names;
use crate::place::empty_dir;

#[test]
fn no_read_is_torn() {
    assert!(read_while_written(500) > 10);
}

#[test]
fn a_log_is_read_from_any_offset_over_all_its_files() {
    let base = empty_dir("rotated");
    let run = RunDir::builder(&base, "t").log_limits(1_500, 3).create().unwrap();
    let source = RunSource::new(&base);
    let mut whole = Vec::new();
    let mut next = 0;
    for i in 0..100 {
        run.log(format!("line {i}"));
        let chunk = source.log_from("t", next, 10_000).unwrap();
        assert_eq!(chunk.from, next);
        whole.extend(chunk.bytes);
        next = chunk.next;
    }
    let text = String::from_utf8(whole).unwrap();
    let lines: Vec<_> = text.lines().filter(|line| line.contains(" - ")).collect();
    assert_eq!(lines.len(), 100, "{text}");
    assert!(lines[99].ends_with("INFO - line 99"));
    assert_eq!(text.matches("log continues after byte ").count(), 2);
    let file = run.log_path().file_name().unwrap().to_str().unwrap().to_owned();
    assert_eq!(names(&base.join("logs")), [file.clone(), format!("{file}.1"), format!("{file}.2")]);

    // From the middle, in small pieces, over the ends of files.
    let mut pieces = Vec::new();
    let mut from = 1_900;
    loop {
        let chunk = source.log_from("t", from, 64).unwrap();
        assert_eq!(chunk.end, next);
        if chunk.bytes.is_empty() {
            break;
        }
        from = chunk.next;
        pieces.extend(chunk.bytes);
    }
    assert_eq!(pieces, text.as_bytes()[1_900..]);
}

#[test]
fn what_is_gone_from_a_log_is_skipped_visibly() {
    let base = empty_dir("bounded");
    let run = RunDir::builder(&base, "t").log_limits(1_000, 2).create().unwrap();
    (0..200).for_each(|i| run.log(format!("line {i}")));
    assert_eq!(names(&base.join("logs")).len(), 3);
    let source = RunSource::new(&base);
    let first = source.log_from("t", 0, 100).unwrap();
    assert!(first.from > 0 && first.from < first.end, "{first:?}");
    let last = source.log_last("t", 200).unwrap();
    assert!(last.bytes.ends_with(b"line 199\n"));
    assert_eq!(last.next, last.end);
    let beyond = source.log_from("t", u64::MAX, 100).unwrap();
    assert_eq!((beyond.from, beyond.bytes.len()), (last.end, 0));
}

#[test]
fn a_log_of_an_attempt_before_goes_on_with_its_offsets() {
    let base = empty_dir("offsets");
    let resume = || {
        let builder = RunDir::builder(&base, "t").if_exists(monitor_host::IfExists::Resume);
        builder.log_limits(500, 3).create().unwrap()
    };
    let run = resume();
    (0..30).for_each(|i| run.log(format!("line {i}")));
    let before = RunSource::new(&base).log_last("t", 100).unwrap().end;
    drop(run);
    let run = resume();
    let offset = run.log_raw(b"raw bytes\n");
    assert!(offset > before);
    let chunk = RunSource::new(&base).log_from("t", offset, 100).unwrap();
    assert_eq!((chunk.from, chunk.bytes.as_slice()), (offset, b"raw bytes\n".as_slice()));
}

#[test]
fn files_of_another_program_are_read_too() {
    let base = empty_dir("foreign");
    for folder in ["status", "logs", "plots"] {
        fs::create_dir_all(base.join("monitoring").join(folder)).unwrap();
    }
    let put = |path: &str, text: &str| fs::write(base.join("monitoring").join(path), text).unwrap();
    put(
        "status/cal_status.json",
        r#"{"experiment_name": "cal", "start_time": "2025-01-01T12:00:00.637736",
            "last_update": "2025-01-01T12:30:00", "current_step": 5, "total_steps": 10,
            "progress_percent": 50.0, "status": "running", "steps": [], "messages": [],
            "errors": [], "estimated_time_remaining": null}"#,
    );
    put("logs/cal_20250101_115959.log", "older\n");
    put("logs/cal_20250101_120000.log", "newest\n");
    put("logs/cal_other_20250101_120001.log", "of another run\n");
    put("plots/rabi.png", "png");
    let source = RunSource::new(&base);
    let (status, liveness) = source.status_and_liveness("cal", Timestamp::now()).unwrap();
    assert_eq!(status.progress_percent, 50.0);
    assert_eq!(liveness.as_str(), "silent", "nobody can tell more than that");
    assert_eq!(source.log_last("cal", 100).unwrap().bytes, b"newest\n");
    assert_eq!(source.plots("cal").unwrap()[0].file, "rabi.png");
    let of_status = RunSource::new(base.join("monitoring/status"));
    assert_eq!(of_status.list(Timestamp::now()).unwrap().len(), 1);
}

#[test]
fn two_directories_are_one_source() {
    let (one, two) = (empty_dir("one"), empty_dir("two"));
    let first = RunDir::create(&one, "t").unwrap();
    let second = RunDir::create(&two, "t").unwrap();
    first.log("in one");
    second.log("in two");
    let source = RunSource::new(&one).and(&two).and("/nonexistent");
    let mut ids: Vec<_> =
        source.list(Timestamp::now()).unwrap().into_iter().map(|run| run.id).collect();
    ids.sort();
    assert_eq!(ids, ["2:t", "t"]);
    assert!(source.log_last("2:t", 99).unwrap().bytes.ends_with(b"in two\n"));
}

#[test]
fn a_list_sees_every_change() {
    let base = empty_dir("changes");
    let run = RunDir::create(&base, "t").unwrap();
    let source = RunSource::new(&base);
    let percent = || source.list(Timestamp::now()).unwrap()[0].progress_percent;
    for i in 0..20 {
        run.update_progress("s", i, 20, "");
        run.flush().unwrap();
        #[expect(clippy::cast_precision_loss, reason = "small")]
        let expected = i as f64 * 5.0;
        assert_eq!(percent(), expected);
    }
    run.complete("");
    assert_eq!(percent(), 100.0);
}
