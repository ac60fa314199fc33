//! System metrics: event counts, errors, the depth of the queue, and the uptime in words.

use std::time::Duration;

use monitor_core::{
    AnalysisEvent, AnalysisPhase, Event, EventCounts, EventKind, JobEvent, KindIndex, Observer,
    SystemEvent, SystemMetrics, Timestamp,
};
use serde_json::json;

fn s(seconds: f64) -> Timestamp {
    Timestamp::from_secs(1_000).saturating_add(Duration::from_secs_f64(seconds))
}

fn after(events: impl IntoIterator<Item = Event>) -> SystemMetrics {
    let metrics = SystemMetrics::new();
    events.into_iter().for_each(|event| metrics.observe(&event));
    metrics
}

#[test]
fn the_uptime_is_formatted_without_leading_zeros() {
    let metrics = after([SystemEvent::startup().at(s(0.0))]);
    for (uptime, formatted) in [
        (0.0, "0s"),
        (0.999, "0s"),
        (59.9, "59s"),
        (60.0, "1m 0s"),
        (61.0, "1m 1s"),
        (3_599.0, "59m 59s"),
        (3_600.0, "1h 0m 0s"),
        (3_661.0, "1h 1m 1s"),
        (86_399.0, "23h 59m 59s"),
        (86_400.0, "1d 0h 0m 0s"),
        (90_061.0, "1d 1h 1m 1s"),
        (8_640_000.0, "100d 0h 0m 0s"),
    ] {
        assert_eq!(metrics.summary(s(uptime)).uptime_formatted, formatted);
    }
    assert_eq!(metrics.summary(Timestamp::MIN).uptime_formatted, "0s");
    assert!(metrics.summary(Timestamp::MAX).uptime_formatted.starts_with("2932896d "));
}

#[test]
fn event_counts_are_in_the_order_of_the_kinds_with_zeros() {
    let metrics = after([
        JobEvent::started("a").at(s(0.0)),
        JobEvent::started("a").at(s(0.0)),
        SystemEvent::error("x").at(s(0.0)),
    ]);
    let text = serde_json::to_string(&metrics.event_counts()).unwrap();
    assert_eq!(
        text,
        concat!(
            r#"{"job.created":0,"job.queued":0,"job.started":2,"job.paused":0,"job.resumed":0,"#,
            r#""job.completed":0,"job.failed":0,"job.cancelled":0,"job.retrying":0,"#,
            r#""job.progress.updated":0,"worker.registered":0,"worker.heartbeat":0,"#,
            r#""worker.claimed_job":0,"worker.offline":0,"system.startup":0,"#,
            r#""system.shutdown":0,"system.error":1}"#
        )
    );
    let counts = metrics.event_counts();
    assert_eq!((counts.total(), counts.count_of(EventKind::JobStarted)), (3, 2));
    assert_eq!(counts.iter().count(), EventKind::ALL.len());
    assert_eq!(serde_json::from_str::<EventCounts>(&text).unwrap(), counts);
    assert!(serde_json::from_str::<EventCounts>(r#"{"job.exploded":1}"#).is_err());
}

#[test]
fn kinds_beyond_those_of_the_original_are_counted_behind_them_once_they_happen() {
    let stuck = AnalysisEvent::new(AnalysisPhase::Stuck, "GW150914/bilby");
    let text = serde_json::to_string(&after([stuck.into()]).event_counts()).unwrap();
    assert!(text.ends_with(r#""system.error":0,"analysis.stuck":1}"#), "{text}");
}

#[test]
fn absurd_counts_from_json_add_up_without_overflow() {
    let absurd = json!({"job.created": u64::MAX, "job.queued": u64::MAX});
    assert_eq!(serde_json::from_value::<EventCounts>(absurd).unwrap().total(), u64::MAX);
}

#[test]
fn the_summary_has_every_key_with_its_exact_value() {
    let metrics = after([SystemEvent::error("disk full").at(s(0.0))]);
    metrics.update_queue_depth(7);
    metrics.update_queue_depth(3);
    let mut summary = serde_json::to_value(metrics.summary(s(65.0))).unwrap();
    let counts = summary.as_object_mut().unwrap().remove("event_counts").unwrap();
    assert_eq!(counts.as_object().unwrap().len(), 17);
    let expected = json!({
        "uptime": 65.0, "uptime_formatted": "1m 5s", "queue_depth": 3, "max_queue_depth": 7,
        "error_count": 1,
        "recent_errors": [{"at": "1970-01-01T00:16:40.000000Z", "message": "disk full"}],
    });
    assert_eq!(summary, expected);
}

#[test]
fn the_last_16_errors_are_kept_in_their_beginnings() {
    let metrics = SystemMetrics::new();
    for error in 0..100 {
        metrics.observe(&SystemEvent::error(format!("{error}: {}", "x".repeat(10_000))).into());
    }
    let summary = metrics.summary(s(0.0));
    assert_eq!((summary.error_count, summary.recent_errors.len()), (100, 16));
    assert!(summary.recent_errors[0].message.starts_with("84: "));
    assert_eq!(summary.recent_errors[15].message.len(), 1_024);
}

#[test]
fn the_uptime_begins_with_the_first_event_that_has_a_time() {
    let metrics = after([JobEvent::queued("a").into()]);
    assert_eq!(metrics.summary(s(9.0)).uptime_formatted, "0s");
    metrics.observe(&JobEvent::queued("a").at(s(10.0)));
    metrics.observe(&JobEvent::queued("a").at(s(5.0)));
    assert_eq!(metrics.summary(s(12.0)).uptime_formatted, "2s");
}

#[test]
fn reset_keeps_the_uptime_and_nothing_else() {
    let metrics = after([SystemEvent::error("x").at(s(0.0))]);
    metrics.update_queue_depth(7);
    metrics.reset();
    let summary = metrics.summary(s(60.0));
    assert_eq!(summary.uptime_formatted, "1m 0s");
    assert_eq!((summary.queue_depth, summary.max_queue_depth, summary.error_count), (0, 0, 0));
    assert_eq!((summary.event_counts.total(), summary.recent_errors.len()), (0, 0));
}

#[test]
fn an_absurd_depth_of_the_queue_is_taken() {
    let metrics = SystemMetrics::new();
    metrics.update_queue_depth(u64::MAX);
    assert_eq!(metrics.summary(s(0.0)).max_queue_depth, u64::MAX);
    metrics.update_queue_depth(0);
    assert_eq!(metrics.summary(s(0.0)).queue_depth, 0);
}
