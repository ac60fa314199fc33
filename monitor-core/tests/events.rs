//! Events: their builders, their kinds, and their JSON, written, read back and refused.
#![expect(
    clippy::expect_used,
    clippy::unwrap_used,
    reason = "helpers of tests may fail as tests do"
)]

use std::time::Duration;

use monitor_core::{
    AnalysisEvent, AnalysisPhase, DebugEvent, DebugPhase, Error, Event, EventKind, Job, JobError,
    JobEvent, KindIndex, Payload, Priority, ResourceUsage, SystemEvent, Timestamp, WorkerEvent,
};
use serde_json::{Value, json};

const NAMES: [&str; 34] = [
    "job.created",
    "job.queued",
    "job.started",
    "job.paused",
    "job.resumed",
    "job.completed",
    "job.failed",
    "job.cancelled",
    "job.retrying",
    "job.progress.updated",
    "worker.registered",
    "worker.heartbeat",
    "worker.claimed_job",
    "worker.offline",
    "system.startup",
    "system.shutdown",
    "system.error",
    "analysis.added",
    "analysis.submitted",
    "analysis.running",
    "analysis.finished",
    "analysis.completed",
    "analysis.stuck",
    "analysis.failed",
    "analysis.stopped",
    "analysis.moved",
    "routine.started",
    "routine.completed",
    "routine.failed",
    "debug.held",
    "debug.released",
    "debug.logged",
    "debug.attached",
    "debug.detached",
];

fn at() -> Timestamp {
    "2026-01-02T03:04:05.678901Z".parse().unwrap()
}

/// One event of every kind, with everything that it can say.
fn full() -> Vec<Event> {
    let job = Job::new("job-1").name("align").priority(Priority::High).tags(["gpu", "night"]);
    let mut used = ResourceUsage::default();
    (used.wall_ns, used.cpu_user_ns, used.peak_rss_bytes) = (1_500_000_000, 2_000_000_000, 4_096);
    let error = JobError::new("disk full").kind("IoError").timed_out();
    let second = Duration::from_secs(1);
    let events: Vec<Event> = vec![
        JobEvent::created(&job).into(),
        JobEvent::queued(&job).into(),
        JobEvent::started(&job).worker("w1").attempt(2).wait_time(second).into(),
        JobEvent::paused(&job).into(),
        JobEvent::resumed(&job).into(),
        JobEvent::completed(&job)
            .worker("w1")
            .run_time(second)
            .result(json!({"rows": 3}))
            .resources(used)
            .into(),
        JobEvent::failed(&job, error.clone()).run_time(second).resources(used).into(),
        JobEvent::cancelled(&job).run_time(second).reason("by hand").resources(used).into(),
        JobEvent::retrying(&job).retries(1, 3).delay(second / 2).error(error).into(),
        JobEvent::progress(&job, 42.5).into(),
        WorkerEvent::registered("w1")
            .host("node-7")
            .tags(["gpu"])
            .max_concurrent_jobs(4)
            .heartbeat_interval(second * 5)
            .into(),
        WorkerEvent::heartbeat("w1").running_job_ids(["job-1", "job-2"]).into(),
        WorkerEvent::claimed_job("w1", &job).into(),
        WorkerEvent::offline("w1").reason("heartbeat_timeout").into(),
        SystemEvent::startup().extra("mode", "local"),
        SystemEvent::shutdown().into(),
        SystemEvent::error("database gone").operation("save").into(),
        AnalysisEvent::new(AnalysisPhase::Added, "GW150914/bilby").pipeline("bilby").into(),
        analysis(AnalysisPhase::Submitted, "ready", "submitting").attempt(1).into(),
        analysis(AnalysisPhase::Running, "queued", "running").attempt(1).job("17").raw("R").into(),
        analysis(AnalysisPhase::Finished, "running", "finished").job("17").raw("CD").into(),
        analysis(AnalysisPhase::Completed, "uploading", "uploaded").into(),
        analysis(AnalysisPhase::Stuck, "held", "stuck").cause("held too long").into(),
        analysis(AnalysisPhase::Failed, "lost", "failed").into(),
        analysis(AnalysisPhase::Stopped, "stopping", "stopped").into(),
        analysis(AnalysisPhase::Moved, "wait", "ready").extra("by", "ada"),
        debug(DebugPhase::RoutineStarted, &job).point("image").into(),
        debug(DebugPhase::RoutineCompleted, &job).run_time(second).into(),
        debug(DebugPhase::RoutineFailed, &job).message("disk full").into(),
        debug(DebugPhase::Held, &job).lane(1).breakpoint("bp_1").reason("breakpoint").into(),
        debug(DebugPhase::Released, &job).lane(1).reason("resumed").into(),
        debug(DebugPhase::Logged, &job).breakpoint("bp_2").message("value is 7").into(),
        DebugEvent::new(DebugPhase::Attached, "job-1").owner("ada").into(),
        DebugEvent::new(DebugPhase::Detached, "job-1").owner("ada").reason("expired").into(),
    ];
    events.into_iter().map(|event| event.at(at())).collect()
}

fn analysis(phase: AnalysisPhase, from: &str, to: &str) -> AnalysisEvent {
    AnalysisEvent::new(phase, "GW150914/bilby").state_change(from, to)
}

fn debug(phase: DebugPhase, job: &Job) -> DebugEvent {
    DebugEvent::new(phase, job).flow("images").routine("resize")
}

fn json(event: &Event) -> String {
    serde_json::to_string(event).unwrap()
}

fn refused(text: &str) -> Error {
    let error = Event::from_json(text).expect_err(text);
    assert!(error.to_string().len() < 1_000, "{} bytes of error", error.to_string().len());
    assert!(serde_json::from_str::<Event>(text).is_err());
    error
}

fn with_data(kind: &str, data: &str) -> String {
    format!(r#"{{"event_type":"{kind}","job_id":"a","data":{data}}}"#)
}

#[test]
fn the_17_kinds_of_the_original_come_first_and_in_its_order() {
    let names: Vec<_> = EventKind::ALL.iter().map(|kind| kind.as_str()).collect();
    assert_eq!(names, NAMES);
    for (index, kind) in EventKind::ALL.iter().enumerate() {
        assert_eq!(kind.index(), index);
        assert_eq!(kind.as_str().parse(), Ok(*kind));
        assert_eq!(kind.to_string(), kind.as_str());
        let text = serde_json::to_string(kind).unwrap();
        assert_eq!(serde_json::from_str::<EventKind>(&text).unwrap(), *kind);
    }
}

#[test]
fn every_kind_is_in_exactly_one_group() {
    let groups = [
        EventKind::JOBS,
        EventKind::WORKERS,
        EventKind::SYSTEM,
        EventKind::ANALYSES,
        EventKind::DEBUG,
    ];
    assert_eq!(groups.map(|group| group.len()), [10, 4, 3, 9, 8]);
    for kind in EventKind::ALL {
        let prefix = kind.as_str().split('.').next().unwrap();
        let group = match prefix {
            "job" => 0,
            "worker" => 1,
            "system" => 2,
            "analysis" => 3,
            "routine" | "debug" => 4,
            other => panic!("no group for {other}"),
        };
        let holding: Vec<_> = (0..5).filter(|&index| groups[index].contains(*kind)).collect();
        assert_eq!(holding, [group]);
    }
}

#[test]
fn there_is_a_builder_for_every_kind() {
    let kinds: Vec<_> = full().iter().map(Event::kind).collect();
    assert_eq!(kinds, EventKind::ALL);
}

#[test]
fn every_kind_has_the_json_that_is_documented() {
    let golden: Vec<_> = include_str!("golden/events.jsonl").lines().collect();
    let written: Vec<_> = full().iter().map(json).collect();
    assert_eq!(written, golden);
}

#[test]
fn every_kind_reads_back_as_itself() {
    for event in full() {
        assert_eq!(Event::from_json(&json(&event)), Ok(event.clone()));
        assert_eq!(serde_json::from_str::<Event>(&json(&event)).unwrap(), event);
        let value = serde_json::to_value(&event).unwrap();
        assert_eq!(serde_json::from_value::<Event>(value).unwrap(), event);
    }
}

#[test]
fn an_event_that_says_next_to_nothing_reads_back_as_well() {
    let bare: [Event; 5] = [
        JobEvent::started("a").into(),
        JobEvent::completed("a").into(),
        JobEvent::failed("a", "").into(),
        WorkerEvent::registered("w").into(),
        SystemEvent::error("").into(),
    ];
    for event in bare {
        assert_eq!(Event::from_json(&json(&event)), Ok(event));
    }
    let text = r#"{"event_type":"job.queued"}"#;
    assert_eq!(Event::from_json(text), Ok(JobEvent::queued("").into()));
}

#[test]
fn the_limits_of_numbers_read_back() {
    let events: [Event; 5] = [
        JobEvent::started("a").attempt(u32::MAX).wait_time(Duration::MAX).into(),
        JobEvent::retrying("a").retries(u32::MAX, u32::MAX).delay(Duration::MAX).into(),
        WorkerEvent::registered("w").heartbeat_interval(Duration::MAX).into(),
        JobEvent::completed("a").run_time(Duration::MAX).at(Timestamp::MAX),
        JobEvent::completed("a").run_time(Duration::ZERO).at(Timestamp::MIN),
    ];
    for event in events {
        assert_eq!(Event::from_json(&json(&event)), Ok(event));
    }
}

#[test]
fn a_result_that_is_null_is_not_the_same_as_none() {
    let null = Event::from(JobEvent::completed("a").result(Value::Null));
    let none = Event::from(JobEvent::completed("a"));
    assert_ne!(null, none);
    assert_eq!(Event::from_json(&json(&null)), Ok(null));
    assert_eq!(Event::from_json(&json(&none)), Ok(none));
}

#[test]
fn ids_are_found_on_every_kind_and_empty_ones_are_none() {
    for event in full() {
        let kind = event.kind().as_str();
        let about_job = ["job.", "routine.", "debug."].iter().any(|head| kind.starts_with(head))
            || kind == "worker.claimed_job";
        assert_eq!(event.job_id().map(|id| id.as_str()), about_job.then_some("job-1"));
        assert_eq!(event.job().is_some(), about_job);
        if kind.starts_with("worker.") {
            assert_eq!(event.worker_id().unwrap(), "w1");
        }
    }
    let nobody = Event::from(JobEvent::started("").worker(""));
    assert_eq!((nobody.job_id(), nobody.worker_id()), (None, None));
    assert!(json(&nobody).contains(r#""job_id":null,"worker_id":null"#));
}

#[test]
fn progress_is_kept_between_0_and_100() {
    for (given, kept) in
        [(f64::NAN, 0.0), (f64::NEG_INFINITY, 0.0), (-1.0, 0.0), (101.0, 100.0), (f64::MAX, 100.0)]
    {
        let kept_at = JobEvent::progress("a", given).phase.progress;
        assert_eq!(kept_at.to_bits(), f64::to_bits(kept), "{given}");
    }
}

#[test]
fn an_unknown_wire_name_is_refused_by_its_name() {
    for name in ["", "job", "job.exploded", "JOB.CREATED", "job.created "] {
        let error = refused(&format!(r#"{{"event_type":"{name}"}}"#));
        assert_eq!(error, Error::UnknownKind { name: name.into() });
    }
    let long = "job.".repeat(250_000);
    assert!(matches!(refused(&format!(r#"{{"event_type":"{long}"}}"#)), Error::UnknownKind { .. }));
}

#[test]
fn an_event_that_is_cut_off_anywhere_is_refused() {
    for event in full() {
        let text = json(&event);
        for end in (0..text.len()).filter(|&end| text.is_char_boundary(end)) {
            let error = refused(&text[..end]);
            assert!(matches!(error, Error::EventJson { line: 0..=1, .. }), "{error}");
        }
    }
}

#[test]
fn what_is_no_event_is_refused() {
    for text in [
        "",
        " ",
        "null",
        "3",
        "[]",
        "{}",
        "{\"event_type\":3}",
        "\"job.created\"",
        "\u{0}",
        "{'a'}",
    ] {
        assert!(matches!(refused(text), Error::EventJson { .. }), "{text}");
    }
    let twice = r#"{"event_type":"job.created","event_type":"job.failed"}"#;
    assert!(matches!(refused(twice), Error::EventJson { .. }));
    let deep = with_data("job.created", &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)));
    assert!(matches!(refused(&deep), Error::EventJson { .. }));
}

#[test]
fn wrong_types_and_absurd_numbers_are_refused() {
    let bad = [
        ("job.started", r#"{"attempt":-1}"#),
        ("job.started", r#"{"attempt":4294967296}"#),
        ("job.started", r#"{"attempt":1.5}"#),
        ("job.started", r#"{"wait_ns":-1}"#),
        ("job.started", r#"{"wait_ns":1e30}"#),
        ("job.completed", r#"{"run_ns":-5}"#),
        ("job.completed", r#"{"run_ns":18446744073709551616}"#),
        ("job.completed", r#"{"run_ns":"soon"}"#),
        ("job.completed", r#"{"resources":7}"#),
        ("job.completed", r#"{"resources":{"wall_ns":-1}}"#),
        ("job.failed", r#"{"error":7}"#),
        ("job.retrying", r#"{"retry_delay":-0.5}"#),
        ("job.retrying", r#"{"retry_delay":1e300}"#),
        ("job.retrying", r#"{"retry_delay":"NaN"}"#),
        ("job.retrying", r#"{"retry_delay":NaN}"#),
        ("job.progress.updated", "{}"),
        ("job.progress.updated", r#"{"progress":-1}"#),
        ("job.progress.updated", r#"{"progress":100.1}"#),
        ("job.progress.updated", r#"{"progress":null}"#),
        ("job.progress.updated", r#"{"progress":1e999}"#),
        ("job.created", r#"{"priority":"urgent"}"#),
        ("job.created", r#"{"priority":3}"#),
        ("job.created", r#"{"tags":"gpu"}"#),
        ("job.created", r#"{"tags":[3]}"#),
        ("job.created", r#"{"name":[]}"#),
        ("job.created", "[]"),
        ("worker.registered", r#"{"max_concurrent_jobs":-1}"#),
        ("worker.registered", r#"{"heartbeat_interval":-1}"#),
        ("worker.heartbeat", r#"{"running_jobs":-1}"#),
        ("worker.heartbeat", r#"{"running_job_ids":7}"#),
        ("system.error", r#"{"message":7}"#),
    ];
    for (kind, data) in bad {
        assert!(matches!(refused(&with_data(kind, data)), Error::EventJson { .. }), "{data}");
    }
    for fields in [r#""timestamp":5"#, r#""timestamp":"soon""#, r#""job_id":5"#, r#""extra":5"#] {
        refused(&format!(r#"{{"event_type":"job.created",{fields}}}"#));
    }
}

#[test]
fn a_megabyte_of_id_tag_or_value_is_refused_in_few_words() {
    let long = "x".repeat(1_000_000);
    let too_long =
        |text: &str| matches!(refused(text), Error::TextTooLong { bytes: 1_000_000, .. });
    assert!(too_long(&format!(r#"{{"event_type":"job.created","job_id":"{long}"}}"#)));
    assert!(too_long(&format!(r#"{{"event_type":"worker.offline","worker_id":"{long}"}}"#)));
    refused(&with_data("job.created", &format!(r#"{{"tags":["{long}"]}}"#)));
    refused(&with_data("job.created", &format!(r#"{{"name":"{long}"}}"#)));
    refused(&with_data("job.created", &format!(r#"{{"priority":"{long}"}}"#)));
    refused(&with_data("job.started", &format!(r#"{{"attempt":"{long}"}}"#)));
    refused(&format!(r#"{{"event_type":"job.created","timestamp":"{long}"}}"#));
}

#[test]
fn a_megabyte_in_code_is_shortened_and_stays_different() {
    let (one, other) = ("ü".repeat(500_000), format!("{}x", "ü".repeat(500_000)));
    let (one, other) = (Event::from(JobEvent::created(one)), Event::from(JobEvent::created(other)));
    assert_ne!(one, other);
    assert!(one.job_id().unwrap().is_shortened() && one.job_id().unwrap().as_str().len() == 256);
    assert_eq!(Event::from_json(&json(&one)), Ok(one));
}

#[test]
fn empty_texts_are_taken_as_nothing() {
    let text = r#"{"event_type":"job.created","job_id":"","worker_id":"","data":{"name":"","tags":["","a","a"]}}"#;
    let event = Event::from_json(text).unwrap();
    assert_eq!((event.job_id(), event.worker_id()), (None, None));
    let job = event.job().unwrap();
    assert!(job.name.is_empty());
    assert_eq!(job.tags.as_slice(), ["a"]);
    assert_eq!(Event::from(JobEvent::created("").tags(["", "a"])), event);
    assert_eq!(Event::from_json(&json(&event)), Ok(event));
}

#[test]
fn unknown_keys_are_kept_as_extra_data() {
    let text = r#"{"event_type":"job.started","job_id":"a","seq":7,"timestamp":null,
        "data":{"name":"n","payload":{"x":[1,null]},"status":"running","batch_id":null},
        "extra":{"mine":true,"none":null}}"#;
    let event = Event::from_json(text).unwrap();
    let extra = Value::Object(*event.extra.clone().unwrap());
    let expected =
        json!({"seq":7,"payload":{"x":[1,null]},"status":"running","mine":true,"none":null});
    assert_eq!(extra, expected);
    assert!(matches!(&event.payload, Payload::JobStarted(event) if event.job.name == "n"));
    assert_eq!(Event::from_json(&json(&event)), Ok(event));
}

#[test]
fn the_last_value_of_an_extra_key_counts() {
    let event = JobEvent::created("a").extra("k", 1).extra("k", Value::Null);
    assert_eq!(event.extra.as_ref().unwrap()["k"], Value::Null);
    assert_eq!(Event::from_json(&json(&event)), Ok(event));
}
