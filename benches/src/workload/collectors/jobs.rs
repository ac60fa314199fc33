//! The jobs that are collected: their events are made beforehand.

use std::sync::Arc;
use std::time::Duration;

use monitor_core::{
    Event, Job, JobEvent, Monitor, MonitorLimits, Observer, Priority, Timestamp, WorkerEvent,
    WorkerId,
};

/// How many jobs there are; they come again when all have been.
const JOBS: u16 = 1024;
/// How many tags they have among them, two each.
pub(super) const TAGS: u16 = 16;

/// A job from beginning to end.
pub(super) struct Life {
    pub(super) job: Job,
    pub(super) worker: WorkerId,
    pub(super) run: Duration,
    /// Created, queued, started, completed.
    pub(super) events: [Event; 4],
}

pub(super) fn lives() -> Vec<Life> {
    (0..JOBS).map(|n| life(n, TAGS)).collect()
}

fn life(n: u16, tags: u16) -> Life {
    let priority = Priority::ALL[usize::from(n) % Priority::ALL.len()];
    let job = Job::new(format!("job-{n:08}"))
        .name(format!("step-{}", n % 8))
        .priority(priority)
        .tags([tag(n % tags), tag((n + 1 + n / tags) % tags)]);
    let worker = WorkerId::from(format!("worker-{}", n % 8));
    let (wait, run) = (Duration::from_micros(300), Duration::from_micros(1_000 + 7 * u64::from(n)));
    let begin = Timestamp::from_secs(1_700_000_000).saturating_add(Duration::from_millis(n.into()));
    let started = begin.saturating_add(wait);
    let events = [
        JobEvent::created(&job).at(begin),
        JobEvent::queued(&job).at(begin),
        JobEvent::started(&job).worker(&worker).wait_time(wait).at(started),
        JobEvent::completed(&job).worker(&worker).run_time(run).at(started.saturating_add(run)),
    ];
    Life { job, worker, run, events }
}

/// The name of tag number `n`.
pub(super) fn tag(n: u16) -> String {
    format!("tag-{n:03}")
}

/// A monitor that has seen jobs of 256 tags and 100 workers.
pub(super) fn busy_monitor() -> Arc<Monitor> {
    let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
    for n in 0..100 {
        monitor.observe(&WorkerEvent::registered(format!("worker-{n}")).at(Timestamp::now()));
    }
    for n in 0..4096 {
        life(n, 256).events.iter().for_each(|event| monitor.observe(event));
    }
    monitor
}
