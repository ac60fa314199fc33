//! A saved monitor: what is restored goes on as if it had never stopped, whatever was saved.
#![expect(clippy::unwrap_used, reason = "helpers of tests may fail as tests do")]

#[path = "../world/arbitrary.rs"]
mod arbitrary;
mod document;
mod hostile;
mod limits;
mod resume;
mod threads;

use std::fmt::Write;

use monitor_core::{Monitor, MonitorLimits, SavedMonitor, Timestamp};

fn s(seconds: i64) -> Timestamp {
    Timestamp::from_secs(seconds)
}

/// The JSON of the saved monitor.
fn json(monitor: &Monitor) -> String {
    serde_json::to_string(&monitor.save()).unwrap()
}

/// A monitor that another process would make of this one.
fn restarted(monitor: &Monitor, limits: &MonitorLimits) -> Monitor {
    let saved: SavedMonitor = serde_json::from_str(&json(monitor)).unwrap();
    Monitor::restore(limits.clone(), &saved).unwrap()
}

/// Every document of a monitor at a time, as JSON.
fn documents(monitor: &Monitor, now: Timestamp) -> String {
    fn line(text: &mut String, document: &impl serde::Serialize) {
        writeln!(text, "{}", serde_json::to_string(document).unwrap()).unwrap();
    }
    let mut text = String::new();
    let (jobs, system) = (monitor.jobs(), monitor.system());
    match monitor.status(now) {
        Ok(status) => line(&mut text, &status),
        Err(error) => writeln!(text, "{error}").unwrap(),
    }
    line(&mut text, &jobs.summary());
    line(&mut text, &(jobs.by_tag(), jobs.by_name(), jobs.by_priority()));
    line(&mut text, &(jobs.recent(3), jobs.recent(usize::MAX)));
    line(&mut text, &(jobs.active(3), jobs.active(usize::MAX)));
    line(&mut text, &jobs.throughput(now));
    line(&mut text, &(jobs.revision(), monitor.workers().forgotten_count()));
    line(&mut text, &(monitor.workers().all(now), monitor.workers().active_count(now)));
    line(&mut text, &(monitor.system_summary(now), system.event_counts()));
    text
}
