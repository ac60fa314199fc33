//! The same figures with `prometheus`: as one writes it, and with the counters looked up before.

use std::collections::HashMap;

use monitor_core::{Event, Job, Observer, Payload, Priority};
use prometheus::{
    Error, Histogram, HistogramOpts, IntCounter, IntCounterVec, IntGauge, Opts, Registry,
};

use super::jobs::{TAGS, tag};

struct Instruments {
    phases: [IntCounterVec; 4],
    wait: Histogram,
    run: Histogram,
    running: IntGauge,
}

impl Instruments {
    fn new() -> Result<Self, Error> {
        let registry = Registry::new();
        let counter = |name: &str| -> Result<IntCounterVec, Error> {
            let counter = IntCounterVec::new(Opts::new(name, "jobs"), &["tag", "priority"])?;
            registry.register(Box::new(counter.clone()))?;
            Ok(counter)
        };
        let histogram = |name: &str| -> Result<Histogram, Error> {
            let histogram = Histogram::with_opts(HistogramOpts::new(name, "seconds"))?;
            registry.register(Box::new(histogram.clone()))?;
            Ok(histogram)
        };
        let running = IntGauge::new("jobs_running", "jobs")?;
        registry.register(Box::new(running.clone()))?;
        Ok(Self {
            phases: [
                counter("jobs_created")?,
                counter("jobs_queued")?,
                counter("jobs_started")?,
                counter("jobs_completed")?,
            ],
            wait: histogram("job_wait_seconds")?,
            run: histogram("job_run_seconds")?,
            running,
        })
    }

    fn observe(&self, event: &Event, count: impl Fn(usize, &Job)) {
        match &event.payload {
            Payload::JobCreated(event) => count(0, &event.job),
            Payload::JobQueued(event) => count(1, &event.job),
            Payload::JobStarted(event) => {
                count(2, &event.job);
                self.wait.observe(seconds(event.phase.wait_ns));
                self.running.inc();
            }
            Payload::JobCompleted(event) => {
                count(3, &event.job);
                self.run.observe(seconds(event.phase.run_ns));
                self.running.dec();
            }
            _ => {}
        }
    }
}

/// Counters by tag and priority, looked up by their labels.
pub(super) struct WithPrometheus(Instruments);

impl WithPrometheus {
    pub(super) fn new() -> Result<Self, Error> {
        Instruments::new().map(Self)
    }
}

impl Observer for WithPrometheus {
    fn observe(&self, event: &Event) {
        self.0.observe(event, |phase, job| {
            for tag in &job.tags {
                let labels = [tag.as_str(), job.priority.unwrap_or_default().as_str()];
                self.0.phases[phase].with_label_values(&labels).inc();
            }
        });
    }
}

/// Counters by tag and priority that somebody keeps in a map of their own by tag: what a host
/// does that knows its tags beforehand.
pub(super) struct Kept {
    instruments: Instruments,
    counters: HashMap<String, [[IntCounter; Priority::ALL.len()]; 4]>,
}

impl Kept {
    pub(super) fn new() -> Result<Self, Error> {
        let instruments = Instruments::new()?;
        let of = |tag: &str| {
            let phases = instruments.phases.each_ref();
            phases.map(|phase| Priority::ALL.map(|it| phase.with_label_values(&[tag, it.as_str()])))
        };
        let counters = (0..TAGS).map(tag).map(|tag| (tag.clone(), of(&tag))).collect();
        Ok(Self { instruments, counters })
    }
}

impl Observer for Kept {
    fn observe(&self, event: &Event) {
        self.instruments.observe(event, |phase, job| {
            for tag in &job.tags {
                if let Some(counters) = self.counters.get(tag.as_str()) {
                    counters[phase][job.priority.unwrap_or_default() as usize].inc();
                }
            }
        });
    }
}

/// What these peers take times in.
#[expect(clippy::cast_precision_loss, reason = "a run time needs no 53 bits")]
pub(super) fn seconds(nanos: Option<u64>) -> f64 {
    nanos.unwrap_or_default() as f64 / 1e9
}
