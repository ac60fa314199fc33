//! The status document: reads what others wrote, and reads back what it wrote itself.

use monitor_core::Timestamp;
use monitor_run::{LogLevel, RunLimits, RunRecorder, RunState, RunStatus};
use serde_json::{Value, json};

const SAMPLE: &str = r#"{
  "experiment_name": "autocalibration",
  "start_time": "2025-01-01T12:00:00",
  "last_update": "2025-01-01T12:30:00",
  "current_step": 5,
  "total_steps": 10,
  "progress_percent": 50.0,
  "status": "running",
  "steps": [
    {
      "name": "Resonator Spectroscopy",
      "step_number": 1,
      "timestamp": "2025-01-01T12:05:00",
      "message": "Finding readout frequency..."
    }
  ],
  "messages": [
    {
      "timestamp": "2025-01-01T12:05:00",
      "level": "info",
      "message": "Starting resonator spectroscopy..."
    }
  ],
  "errors": []
}"#;

fn at(secs: i64) -> Timestamp {
    Timestamp::from_secs(1_750_000_000 + secs)
}

fn run(name: &str) -> RunRecorder {
    RunRecorder::new(name, RunLimits::default(), at(0)).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn a_document_of_another_writer_is_read_and_written_with_the_same_keys() {
    let status = RunStatus::parse(SAMPLE.as_bytes()).unwrap();
    assert_eq!(status.experiment_name, "autocalibration");
    assert_eq!((status.current_step, status.total_steps), (Some(5), Some(10)));
    assert_eq!(status.steps[0].message.as_deref(), Some("Finding readout frequency..."));
    assert_eq!(status.messages[0].level, LogLevel::Info);

    let written: Value = serde_json::from_slice(&status.to_json(65_536)).unwrap();
    let mut expected: Value = serde_json::from_str(SAMPLE).unwrap();
    for time in ["/start_time", "/last_update", "/steps/0/timestamp", "/messages/0/timestamp"] {
        let naive = expected.pointer_mut(time).unwrap();
        *naive = format!("{}.000000Z", naive.as_str().unwrap()).into();
    }
    for (key, value) in expected.as_object().unwrap() {
        assert_eq!(&written[key], value, "{key}");
    }
    assert_eq!(written["estimated_time_remaining"], Value::Null);
}

#[test]
fn the_known_keys_come_first_and_in_their_order() {
    let json = String::from_utf8(run("t").status(at(1)).to_json(65_536)).unwrap();
    let top_level = json.lines().filter(|line| line.starts_with("  \""));
    let keys: Vec<_> = top_level.filter_map(|line| line.split('"').nth(1)).take(11).collect();
    let known = [
        "experiment_name",
        "start_time",
        "last_update",
        "current_step",
        "total_steps",
        "progress_percent",
        "status",
        "steps",
        "messages",
        "errors",
        "estimated_time_remaining",
    ];
    assert_eq!(keys, known);
}

#[test]
fn a_time_without_an_offset_is_that_of_the_clock_that_the_host_names() {
    let status = RunStatus::parse_local(SAMPLE.as_bytes(), -(5 * 3600 + 30 * 60)).unwrap();
    assert_eq!(status.start_time.to_string(), "2025-01-01T17:30:00.000000Z");
    assert_eq!(status.steps[0].timestamp.to_string(), "2025-01-01T17:35:00.000000Z");
}

#[test]
fn words_and_keys_that_nobody_knows_survive() {
    let document = json!({
        "experiment_name": "t", "start_time": "2025-01-01T12:00:00Z",
        "last_update": "2025-01-01T12:00:00Z", "status": "meditating", "mood": {"good": [1, 2.5]},
        "messages": [{"timestamp": "2025-01-01T12:00:00Z", "level": "critical", "message": "m"}],
    });
    let status = RunStatus::parse(document.to_string().as_bytes()).unwrap();
    let again = RunStatus::parse(&status.to_json(65_536)).unwrap();
    assert_eq!(again, status);
    assert_eq!(again.status, RunState::Other("meditating".to_owned()));
    assert!(!again.status.is_ended());
    assert_eq!(again.messages[0].level.as_str(), "critical");
    assert_eq!(again.extra["mood"], json!({"good": [1, 2.5]}));
}

#[test]
fn what_makes_no_sense_in_a_foreign_document_is_left_out() {
    let document = json!({
        "experiment_name": "t", "start_time": "2025-01-01T12:00:00.637736", "last_update": 17,
        "current_step": 3.0, "total_steps": "ten", "progress_percent": 150.0, "errors": null,
        "steps": [{"name": "a", "step_number": -1, "timestamp": "2025-01-01 12:00:01"}, 7],
        "messages": [{"timestamp": "2025-01-01T12:00:00", "message": "no level"}, {"level": "info"}],
    });
    let status = RunStatus::parse(document.to_string().as_bytes()).unwrap();
    assert_eq!((status.current_step, status.total_steps), (Some(3), None));
    assert_eq!(status.progress_percent, 100.0);
    assert_eq!(status.last_update, status.start_time);
    assert_eq!((status.steps.len(), status.messages.len(), status.errors.len()), (1, 1, 0));
    assert_eq!(status.steps[0].step_number, None);
}

#[test]
fn what_is_no_status_is_refused_with_its_place() {
    for (text, part) in [
        ("", "line 1"),
        ("{\"experiment_name\": \"cut o", "line 1, column 26"),
        ("[]", "invalid type"),
        ("{\"experiment_name\": \"t\"}", "start_time"),
        ("{\"start_time\": \"2025-01-01T12:00:00Z\"}", "experiment_name"),
    ] {
        let error = RunStatus::parse(text.as_bytes()).unwrap_err().to_string();
        assert!(error.contains(part), "{text}: {error}");
    }
}

#[test]
fn a_full_document_reads_back_equal_and_is_never_too_long() {
    let mut run = run("full");
    let long = "日本語\u{1}\"\\".repeat(1_000);
    for i in 0..400 {
        run.update_progress(&long, i, 400, Some(&long), at(i64::try_from(i).unwrap()));
        run.log(LogLevel::Error, &long, at(400));
        let x = f64::from(u32::try_from(i).unwrap());
        for series in 0..20 {
            run.metric(&format!("series {series}"), x, x.sqrt(), at(400)).unwrap();
        }
        run.begin_bar(&format!("bar {i}"), Some(10), None, at(400));
        run.plot_saved(&format!("plot {i}.png"), 17, at(400));
    }
    run.set_extra("note", json!("x".repeat(8_000)), at(400)).unwrap();
    let status = run.status(at(401));
    for max in [4_096, 10_000, 65_536, 1 << 20] {
        let json = status.to_json(max);
        assert!(json.len() <= max, "{} > {max}", json.len());
        let read = RunStatus::parse(&json).unwrap();
        assert_eq!(read.total_of_errors(), 400);
        assert_eq!(read.total_of_steps(), 400);
    }
    assert_eq!(RunStatus::parse(&status.to_json(1 << 24)).unwrap(), status);
}
