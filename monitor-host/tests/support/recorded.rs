//! Events that are recorded to a file, with the figures that they made live.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Event, JobEvent, Monitor, MonitorLimits, SystemEvent, Timestamp, WorkerEvent};
use monitor_events::Emitter;
use monitor_host::{Journal, JournalLimits};

/// A path of this test alone, where nothing is.
pub(crate) fn path(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(format!("journal-{name}"));
    for number in ["", ".1", ".2", ".3"] {
        let _ = fs::remove_file(format!("{}{number}", path.display()));
    }
    path
}

pub(crate) fn events(count: u64) -> Vec<Event> {
    let at = |micros: u64| {
        Timestamp::from_secs(1_700_000_000).saturating_add(Duration::from_micros(micros))
    };
    let mut events =
        vec![SystemEvent::startup().at(at(0)), WorkerEvent::registered("w").host("é\n").at(at(1))];
    for job in 0..count {
        let id = format!("job \"{job}\"");
        let begun = 1_000 + job * 7_919;
        events.push(JobEvent::queued(id.as_str()).tags(["a", "b"]).at(at(begun)));
        events.push(JobEvent::started(id.as_str()).worker("w").at(at(begun + 3)));
        events.push(match job % 3 {
            0 => JobEvent::failed(id.as_str(), "disk full").worker("w").at(at(begun + 1_003)),
            _ => JobEvent::completed(id.as_str()).worker("w").at(at(begun + 777)),
        });
    }
    events
}

pub(crate) fn status(monitor: &Monitor) -> String {
    serde_json::to_string(&monitor.status(Timestamp::from_secs(1_700_000_100)).unwrap()).unwrap()
}

/// Records these events live; gives the live figures.
pub(crate) fn recorded(path: &PathBuf, events: Vec<Event>, limits: JournalLimits) -> String {
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
    let _figures = emitter.attach(&monitor);
    let journal = Journal::create(path, &emitter, limits).unwrap();
    for event in events {
        emitter.emit(event);
    }
    drop(journal);
    status(&monitor)
}
