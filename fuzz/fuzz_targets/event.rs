//! Event JSON, times and ids of `monitor-core`: what is read and written reads back equal.
#![no_main]

use libfuzzer_sys::{Corpus, fuzz_target};
use monitor_core::{AnalysisKey, Event, JobId, Monitor, MonitorLimits, Observer, Timestamp};

/// The longest id in bytes.
const MAX_ID_BYTES: usize = 256;

fuzz_target!(|bytes: &[u8]| -> Corpus {
    let Ok(text) = std::str::from_utf8(bytes) else { return Corpus::Reject };
    check_time(text);
    check_id(text);
    let events: Vec<Event> = text.lines().filter_map(|line| Event::from_json(line).ok()).collect();
    events.iter().for_each(check_event);
    check_metrics(&events);
    Corpus::Keep
});

fn check_event(event: &Event) {
    let json = serde_json::to_string(event).expect("every event has a JSON form");
    let again = Event::from_json(&json).unwrap_or_else(|error| panic!("{error}: {json}"));
    assert_eq!(&again, event, "{json}");
}

/// The same events give the same document, to the byte.
fn check_metrics(events: &[Event]) {
    let document = || {
        let monitor = Monitor::new(MonitorLimits::default());
        events.iter().for_each(|event| monitor.observe(event));
        let now = events.iter().filter_map(|event| event.at).max();
        let status = monitor.status(now.unwrap_or(Timestamp::UNIX_EPOCH));
        status.map(|status| serde_json::to_string(&status).expect("the status has a JSON form"))
    };
    assert_eq!(document(), document());
}

fn check_time(text: &str) {
    let Ok(at) = text.parse::<Timestamp>() else { return };
    let written = at.to_string();
    assert_eq!(written.parse(), Ok(at), "{written}");
    assert_eq!(written.len(), "2026-01-02T03:04:05.678901Z".len(), "{written}");
    assert!((Timestamp::MIN..=Timestamp::MAX).contains(&at));
}

fn check_id(text: &str) {
    assert_eq!(JobId::new(text).is_ok(), (1..=MAX_ID_BYTES).contains(&text.len()));
    let id = JobId::from(text);
    assert!(id.as_str().len() <= MAX_ID_BYTES);
    if text.len() <= MAX_ID_BYTES {
        assert_eq!(id, text);
    } else {
        assert!(id.is_shortened());
    }
    let key = AnalysisKey::from(id.as_str());
    let joined = format!("{}/{}", key.subject(), key.name());
    assert!(joined == key.as_str() || joined[1..] == *key.as_str());
}
