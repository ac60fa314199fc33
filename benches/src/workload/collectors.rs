//! Collecting: from the events of whole jobs to figures, and from the figures to a status.

mod jobs;
mod stall;
mod with_metrics;
mod with_opentelemetry;
mod with_prometheus;

use std::error::Error;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Event, JobEvent, JobMetrics, Monitor, MonitorLimits, Observer, Timestamp};
use monitor_events::Emitter;

use crate::claim::{Claim, Contender};
use crate::run::{alternating, serial};
use jobs::{Life, lives};
use with_metrics::WithMetrics;
use with_opentelemetry::WithOpenTelemetry;
use with_prometheus::{Kept, WithPrometheus};

/// A whole job into the job metrics: created, queued, started, completed.
///
/// # Errors
/// If a peer refuses its instruments.
pub fn whole_job() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new(
        "a whole job, 1 thread",
        one("JobMetrics", JobMetrics::new(&MonitorLimits::default())),
    )
    .against(0.8, one("prometheus", WithPrometheus::new()?))
    .against(0.15, one("metrics + prometheus recorder", WithMetrics::new()?))
    .beside(one("prometheus, counters kept", Kept::new()?))
    .beside(one("opentelemetry", WithOpenTelemetry::new()))
    .beside(one("Monitor", Monitor::new(MonitorLimits::default()))))
}

/// Whole jobs on two threads.
///
/// # Errors
/// If a peer refuses its instruments.
pub fn whole_job_two_threads() -> Result<Claim, Box<dyn Error>> {
    Ok(Claim::new(
        "a whole job, 2 threads",
        two("JobMetrics", JobMetrics::new(&MonitorLimits::default())),
    )
    .against(0.4, two("prometheus", WithPrometheus::new()?))
    .beside(two("metrics + prometheus recorder", WithMetrics::new()?))
    .beside(two("prometheus, counters kept", Kept::new()?))
    .beside(two("opentelemetry", WithOpenTelemetry::new()))
    .beside(two("Monitor", Monitor::new(MonitorLimits::default()))))
}

/// From the making of an event to the monitor, with the run time in the event.
///
/// # Errors
/// Never.
pub fn end_to_end_given() -> Result<Claim, Box<dyn Error>> {
    let ours = end_to_end(|life| {
        let ended = JobEvent::completed(&life.job).worker(&life.worker);
        ended.run_time(black_box(life.run)).into()
    });
    Ok(Claim::new("event to Monitor, run time given", ours).at_most(Duration::from_nanos(150)))
}

/// From the making of an event to the monitor, which finds the run time by the job's id.
///
/// # Errors
/// Never.
pub fn end_to_end_found() -> Result<Claim, Box<dyn Error>> {
    let ours = end_to_end(|life| JobEvent::completed(&life.job).worker(&life.worker).into());
    Ok(Claim::new("event to Monitor, run time found", ours).at_most(Duration::from_nanos(200)))
}

/// The whole status of a monitor that knows 256 tags and 100 workers.
///
/// # Errors
/// Never.
pub fn full_status() -> Result<Claim, Box<dyn Error>> {
    let monitor = jobs::busy_monitor();
    let now = Timestamp::now();
    let ours = Contender::new("Monitor::status", move || {
        drop(black_box(monitor.status(black_box(now))));
    });
    Ok(Claim::new("full status, 256 tags, 100 workers", ours).at_most(Duration::from_micros(300)))
}

/// How long the status of another thread holds up one that emits, at the worst.
///
/// # Errors
/// Never.
pub fn stalled_by_status() -> Result<Claim, Box<dyn Error>> {
    let ours = Contender::watch("while status runs", stall::longest_beside_status());
    let alone = Contender::watch("the same, without requests", stall::longest_alone());
    let claim = Claim::new("longest of 99.99 % of emits", ours);
    Ok(claim.at_most(Duration::from_micros(20)).beside(alone))
}

fn whole(observer: &impl Observer, lives: &[Life], turn: usize) {
    for event in black_box(&lives[turn % lives.len()].events) {
        observer.observe(event);
    }
}

fn one(name: &'static str, observer: impl Observer + 'static) -> Contender {
    let lives = lives();
    let mut turn = 0;
    Contender::new(name, move || {
        whole(&observer, &lives, turn);
        turn += 1;
    })
}

fn two(name: &'static str, observer: impl Observer + 'static) -> Contender {
    let lives = lives();
    Contender::times(name, move |count| {
        alternating(count, |turn| {
            whole(&observer, &lives, usize::try_from(turn).unwrap_or_default());
        })
    })
}

/// An operation is an event: every second one starts a job, the next one ends it.
fn end_to_end(ended: impl Fn(&Life) -> Event + 'static) -> Contender {
    let (emitter, monitor) = (Emitter::new(), Arc::new(Monitor::new(MonitorLimits::default())));
    emitter.attach(&monitor).detach();
    let lives = lives();
    let mut next = 0;
    Contender::times("JobEvent, emit, Monitor", move |count| {
        serial(count.div_ceil(2), || {
            let life = &lives[next % lives.len()];
            next += 1;
            emitter.emit(JobEvent::started(black_box(&life.job)).worker(&life.worker));
            emitter.emit(ended(life));
        })
    })
}
