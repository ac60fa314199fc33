//! Hostile content: an error or a monitor that works, never a panic.

use monitor_core::{Error, Event, Monitor, SavedMonitor, Timestamp};
use proptest::collection::vec;
use proptest::prelude::any;
use proptest::{proptest, sample::Index};
use serde_json::{Value, json};

use crate::document::{events, limits, world};
use crate::{documents, s};

/// Restores what can be restored, and does with it what a host does.
fn exercise(text: &[u8], events: &[Event]) -> Result<(), String> {
    use monitor_core::Observer as _;
    let saved: SavedMonitor = serde_json::from_slice(text).map_err(|error| error.to_string())?;
    let monitor = Monitor::restore(limits(), &saved).map_err(|error| error.to_string())?;
    events.iter().for_each(|event| monitor.observe(event));
    documents(&monitor, Timestamp::MAX);
    let _ = monitor.expire(s(3_720));
    let text = crate::json(&monitor);
    let again: SavedMonitor = serde_json::from_str(&text).map_err(|error| error.to_string())?;
    Monitor::restore(limits(), &again).map(|_| ()).map_err(|error| error.to_string())
}

/// Every value inside a document, by its path.
fn places(value: &Value, path: &str, all: &mut Vec<String>) {
    all.push(path.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, value)| {
            places(value, &format!("{path}/{key}"), all);
        }),
        Value::Array(list) => list.iter().enumerate().for_each(|(index, value)| {
            places(value, &format!("{path}/{index}"), all);
        }),
        _ => {}
    }
}

#[test]
fn every_value_may_be_replaced_by_any_other() {
    let whole = serde_json::to_value(world().save()).unwrap();
    let mut paths = Vec::new();
    places(&whole, "", &mut paths);
    assert!(paths.len() > 300);
    let others = [
        json!(null),
        json!(0),
        json!(u64::MAX),
        json!((1_u64 << 53) - 1),
        json!(i64::MIN),
        json!(1e300),
        json!("x".repeat(2_000)),
        json!(format!("{}", ((1_u128 << 53) - 1) << 64)),
        json!([]),
        json!([[1_919, 1]]),
        json!({}),
    ];
    let events = events();
    for path in &paths {
        for other in &others {
            let mut document = whole.clone();
            *document.pointer_mut(path).unwrap() = other.clone();
            let text = serde_json::to_vec(&document).unwrap();
            let outcome = exercise(&text, &events);
            let is_shape = path.matches('/').count() < 3;
            assert!(!is_shape || outcome.is_err() || path == "/monitor/enabled", "{path}: {other}");
        }
    }
}

#[test]
fn what_contradicts_itself_is_refused_with_its_place() {
    let whole = serde_json::to_value(world().save()).unwrap();
    let open = whole["monitor"]["jobs"]["open"][0].clone();
    let most = json!((1_u64 << 53) - 1);
    for (path, other, part) in [
        ("/monitor/jobs/open", json!([open, open]), "jobs.open"),
        ("/monitor/jobs/open/0/job/id", json!(""), "jobs.open"),
        ("/monitor/jobs/run_time/buckets", json!([[]]), "jobs.run_time"),
        ("/monitor/jobs/run_time/buckets", json!([[1_920, 1]]), "jobs.run_time"),
        ("/monitor/jobs/run_time/buckets", json!([]), "jobs.run_time"),
        ("/monitor/jobs/run_time/min", json!(1), "jobs.run_time"),
        ("/monitor/jobs/queue_wait/max", json!(u64::MAX), "jobs.queue_wait"),
        ("/monitor/jobs/windows/late", json!(16), "jobs.windows"),
        ("/monitor/jobs/windows/newest", json!(i64::MAX), "jobs.windows"),
        ("/monitor/jobs/windows/hours", json!([[0, 1, 0, 0, 0], [24, 1, 0, 0, 0]]), "jobs.windows"),
        ("/monitor/jobs/windows/seconds", json!([[i64::MIN, 1, 0, 0, 0]]), "jobs.windows"),
        ("/monitor/jobs/tags/gpu/started", most, "jobs.tags"),
        ("/monitor/jobs/workers/w1/running", json!(i64::MIN), "jobs.workers"),
        (
            "/monitor/workers/workers/w2/timeout_ns",
            json!("99999999999999999999999999999"),
            "workers.timeout_ns",
        ),
    ] {
        let mut document = whole.clone();
        *document.pointer_mut(path).unwrap() = other;
        let saved: SavedMonitor = serde_json::from_value(document).unwrap();
        match Monitor::restore(limits(), &saved) {
            Err(Error::SavedContent { part: found, .. }) => assert_eq!(found, part),
            other => panic!("{path}: {other:?}"),
        }
    }
}

#[test]
fn a_flipped_bit_is_an_error_or_another_monitor() {
    let (text, events) = (crate::json(&world()).into_bytes(), events());
    for at in 0..text.len() {
        let mut flipped = text.clone();
        flipped[at] ^= 1 << (at % 8);
        let _ = exercise(&flipped, &events[..3]);
        if at % 8 == 0 {
            exercise(&text[..at], &[]).unwrap_err();
        }
    }
}

proptest! {
    #[test]
    fn no_text_makes_it_panic(text in vec(any::<u8>(), 0..200)) {
        let _ = exercise(&text, &[]);
    }

    #[test]
    fn no_mixture_of_its_parts_makes_it_panic(parts in vec((any::<Index>(), 1..60_usize), 0..20)) {
        let text = crate::json(&world()).into_bytes();
        let mut mixed = br#"{"version":1,"monitor":{"#.to_vec();
        for (at, length) in parts {
            let at = at.index(text.len());
            mixed.extend(&text[at..(at + length).min(text.len())]);
        }
        let _ = exercise(&mixed, &[]);
    }
}
