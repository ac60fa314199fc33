//! The source of an event: its JSON, its bounds, and that nothing changes without one.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

use monitor_core::{Error, Event, EventSource, JobEvent, WorkerEvent};
use serde_json::{Value, json};

fn json(event: &Event) -> Value {
    serde_json::to_value(event).unwrap()
}

fn with_source(source: &str) -> String {
    format!(r#"{{"event_type":"job.started","job_id":"a","source":{source}}}"#)
}

#[test]
fn a_source_is_one_more_key_with_the_parts_that_are_set() {
    let source = EventSource::new().with_host("node-7").with_program("p").with_instance("2");
    let event = JobEvent::started("a").source(&source);
    assert_eq!(json(&event)["source"], json!({"host":"node-7","program":"p","instance":"2"}));
    assert_eq!(Event::from_json(&json(&event).to_string()), Ok(event));
    let event = WorkerEvent::heartbeat("w").source(EventSource::new().with_host("h"));
    assert_eq!(json(&event)["source"], json!({"host":"h"}));
    assert_eq!(Event::from_json(&json(&event).to_string()), Ok(event));
}

#[test]
fn a_source_without_a_part_is_none() {
    let plain = Event::from(JobEvent::started("a"));
    assert_eq!(JobEvent::started("a").source(EventSource::new()), plain);
    assert_eq!(json(&plain).get("source"), None);
    for source in ["null", "{}", r#"{"host":"","program":null}"#] {
        assert_eq!(Event::from_json(&with_source(source)), Ok(plain.clone()), "{source}");
    }
    let removed = JobEvent::started("a").source(EventSource::new().with_host("h"));
    assert_eq!(removed.source(EventSource::new()), plain);
}

#[test]
fn a_part_has_at_most_256_bytes() {
    for key in ["host", "program", "instance"] {
        let fits = "x".repeat(256);
        let event = Event::from_json(&with_source(&format!(r#"{{"{key}":"{fits}"}}"#))).unwrap();
        assert_eq!(json(&event)["source"][key], fits);
        let long = "x".repeat(257);
        let refused = Event::from_json(&with_source(&format!(r#"{{"{key}":"{long}"}}"#)));
        assert!(matches!(refused, Err(Error::TextTooLong { bytes: 257, max: 256, .. })));
    }
    let (one, other) = (format!("{}1", "x".repeat(300)), format!("{}2", "x".repeat(300)));
    let (one, other) = (EventSource::new().with_host(one), EventSource::new().with_host(other));
    assert_eq!(one.host().unwrap().len(), 256);
    assert_ne!(one, other);
}

#[test]
fn what_is_no_text_is_refused_and_other_values_stay_free_data() {
    for source in [r#"{"host":7}"#, r#"{"program":[]}"#, r#"{"instance":{}}"#] {
        let refused = Event::from_json(&with_source(source));
        assert!(matches!(refused, Err(Error::EventJson { .. })), "{source}");
    }
    let event = Event::from_json(&with_source(r#""by hand""#)).unwrap();
    assert_eq!((event.source.as_ref(), &event.extra.unwrap()["source"]), (None, &json!("by hand")));
    let event = Event::from_json(&with_source(r#"{"host":"h","rack":3}"#)).unwrap();
    assert_eq!(event.source.as_ref().unwrap().host(), Some("h"));
    assert_eq!(event.extra.as_ref().unwrap()["source"], json!({"rack":3}));
    assert_eq!(Event::from_json(&json(&event).to_string()), Ok(event));
}
