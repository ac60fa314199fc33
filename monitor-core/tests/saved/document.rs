//! The JSON of a saved monitor: one state to the letter, and other versions.

use std::time::Duration;

use monitor_core::{
    Error, Event, Job, JobEvent, Monitor, MonitorLimits, Observer, Priority, SavedMonitor,
    SystemEvent, WorkerEvent,
};

use crate::{documents, json, restarted, s};

const GOLDEN: &str = include_str!("../golden/saved.json");

/// A bit of everything that is kept.
pub(crate) fn limits() -> MonitorLimits {
    let mut limits = MonitorLimits::default();
    (limits.history, limits.tags, limits.names) = (4, 2, 2);
    limits
}

pub(crate) fn events() -> Vec<Event> {
    let job = Job::new("a").name("align").tags(["gpu", "night"]).priority(Priority::High);
    let long = Duration::from_nanos(u64::MAX);
    vec![
        SystemEvent::startup().at(s(0)),
        WorkerEvent::registered("w1").host("node-7").tags(["gpu"]).max_concurrent_jobs(2).at(s(0)),
        WorkerEvent::registered("w2").heartbeat_interval(Duration::from_secs(5)).at(s(0)),
        JobEvent::created(&job).at(s(1)),
        JobEvent::queued(&job).at(s(2)),
        WorkerEvent::claimed_job("w1", &job).at(s(3)),
        JobEvent::started(&job).worker("w1").at(s(4)),
        JobEvent::completed(&job).at(s(7)),
        JobEvent::started("b").worker("w2").at(s(7)),
        JobEvent::retrying("b").at(s(8)),
        JobEvent::started("b").worker("w2").at(s(9)),
        JobEvent::failed("b", "disk full \u{7}").at(s(11)),
        JobEvent::completed("c").run_time(long).worker("w1").at(s(12)),
        JobEvent::completed("c").run_time(long).worker("w1").at(s(3_700)),
        JobEvent::queued("d").priority(Priority::Low).at(s(3_701)),
        JobEvent::cancelled("d").reason("by hand").at(s(3_702)),
        JobEvent::completed("e").at(s(3_703)),
        WorkerEvent::heartbeat("w1").running_jobs(1).at(s(3_704)),
        WorkerEvent::offline("w2").at(s(3_705)),
        SystemEvent::error("database gone").operation("save").at(s(3_706)),
        JobEvent::created("f").at(s(3_707)),
        JobEvent::queued(Job::new("g").tags(["x"])).at(s(3_708)),
        JobEvent::started(Job::new("h").name("call").tags(["x"])).worker("w1").at(s(3_709)),
        JobEvent::paused("h").at(s(3_710)),
        JobEvent::resumed("h").at(s(3_711)),
        JobEvent::started(Job::new("i").name("merge")).at(s(3_712)),
        JobEvent::paused("i").at(s(3_713)),
        JobEvent::retrying("j").into(),
    ]
}

/// The state of the golden file.
pub(crate) fn world() -> Monitor {
    let monitor = Monitor::new(limits());
    monitor.observe(&WorkerEvent::registered("w0").host("node-6").at(s(-9)));
    monitor.reset();
    events().iter().for_each(|event| monitor.observe(event));
    monitor.update_queue_depth(2);
    monitor
}

#[test]
fn the_saved_form_is_to_the_letter_that_of_version_1() {
    assert_eq!(json(&world()), GOLDEN.trim_end());
}

#[test]
fn the_saved_form_of_version_1_is_read() {
    let saved: SavedMonitor = serde_json::from_str(GOLDEN).unwrap();
    assert_eq!((saved.version(), &saved), (1, &world().save()));
    let restored = Monitor::restore(limits(), &saved).unwrap();
    let (at_once, later) = (s(3_720), s(90_000));
    let world = world();
    assert_eq!(documents(&restored, at_once), documents(&world, at_once));
    let ends: Vec<Event> =
        ["f", "g", "h", "i", "j"].map(|job| JobEvent::completed(job).at(s(3_800))).into();
    ends.iter().for_each(|event| [&world, &restored].iter().for_each(|m| m.observe(event)));
    assert_eq!(documents(&restored, later), documents(&world, later));
    assert_eq!(json(&restored), json(&world));
}

#[test]
fn the_same_state_gives_the_same_bytes_whatever_the_order_of_a_map() {
    let first = json(&world());
    (0..4).for_each(|_| assert_eq!(json(&world()), first));
    let sorted: serde_json::Value = serde_json::from_str(&first).unwrap();
    let saved: SavedMonitor = serde_json::from_value(sorted).unwrap();
    assert_eq!(serde_json::to_string(&saved).unwrap(), first);
    assert_eq!(json(&restarted(&world(), &limits())), first);
}

#[test]
fn keys_that_a_later_release_may_add_are_ignored() {
    let more = GOLDEN.replacen("{\"enabled\"", "{\"later\":[{}],\"enabled\"", 1);
    let saved: SavedMonitor = serde_json::from_str(&more).unwrap();
    assert_eq!(saved, world().save());
}

#[test]
fn an_unknown_version_is_named_and_its_content_is_not_read() {
    for text in [
        r#"{"version":2,"monitor":{"a":[1,"b",null]},"more":{}}"#,
        r#"{"version":2}"#,
        r#"{"more":1,"version":2,"monitor":[]}"#,
        &GOLDEN.replacen("\"version\":1", "\"version\":2", 1),
    ] {
        let saved: SavedMonitor = serde_json::from_str(text).unwrap();
        assert_eq!(saved.version(), 2);
        let error = Monitor::restore(limits(), &saved).unwrap_err();
        assert_eq!(error, Error::SavedVersion { found: 2, supported: SavedMonitor::VERSION });
        let said = "saved monitor has version 2; this release reads version 1";
        assert_eq!(error.to_string(), said);
    }
}

#[test]
fn a_document_without_a_version_or_without_a_monitor_is_refused() {
    for (text, said) in [
        ("{}", "missing field `version`"),
        (r#"{"version":1}"#, "missing field `monitor`"),
        (r#"{"version":"1"}"#, "invalid type: string \"1\""),
        ("[1,{}]", "expected a saved monitor"),
    ] {
        let error = serde_json::from_str::<SavedMonitor>(text).unwrap_err().to_string();
        assert!(error.contains(said), "{error}");
    }
}
