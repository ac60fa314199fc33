//! The same figures with OpenTelemetry's SDK, which nobody reads.

use monitor_core::{Event, Job, Observer, Payload};
use opentelemetry::KeyValue;
use opentelemetry::metrics::{Counter, Histogram, MeterProvider, UpDownCounter};
use opentelemetry_sdk::metrics::{ManualReader, SdkMeterProvider};

use super::with_prometheus::seconds;

/// The provider is kept, because its instruments record nothing without it.
pub(super) struct WithOpenTelemetry {
    _provider: SdkMeterProvider,
    phases: [Counter<u64>; 4],
    wait: Histogram<f64>,
    run: Histogram<f64>,
    running: UpDownCounter<i64>,
}

impl WithOpenTelemetry {
    pub(super) fn new() -> Self {
        let provider = SdkMeterProvider::builder().with_reader(ManualReader::default()).build();
        let meter = provider.meter("jobs");
        let names = ["jobs.created", "jobs.queued", "jobs.started", "jobs.completed"];
        Self {
            phases: names.map(|name| meter.u64_counter(name).build()),
            wait: meter.f64_histogram("job.wait").build(),
            run: meter.f64_histogram("job.run").build(),
            running: meter.i64_up_down_counter("jobs.running").build(),
            _provider: provider,
        }
    }

    fn count(&self, phase: usize, job: &Job) {
        let priority = job.priority.unwrap_or_default().as_str();
        for tag in &job.tags {
            let tag = KeyValue::new("tag", tag.to_string());
            self.phases[phase].add(1, &[tag, KeyValue::new("priority", priority)]);
        }
    }
}

impl Observer for WithOpenTelemetry {
    fn observe(&self, event: &Event) {
        match &event.payload {
            Payload::JobCreated(event) => self.count(0, &event.job),
            Payload::JobQueued(event) => self.count(1, &event.job),
            Payload::JobStarted(event) => {
                self.count(2, &event.job);
                self.wait.record(seconds(event.phase.wait_ns), &[]);
                self.running.add(1, &[]);
            }
            Payload::JobCompleted(event) => {
                self.count(3, &event.job);
                self.run.record(seconds(event.phase.run_ns), &[]);
                self.running.add(-1, &[]);
            }
            _ => {}
        }
    }
}
