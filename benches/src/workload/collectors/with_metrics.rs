//! The same figures with `metrics` and its recorder for Prometheus.

use std::error::Error;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use metrics::{counter, gauge, histogram};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use monitor_core::{Event, Job, Observer, Payload};

use super::with_prometheus::seconds;

/// Histograms have buckets, so that the recorder need not keep every sample until it is asked.
const BUCKETS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
/// After how many jobs the recorder empties its buffers; programs do it by time.
const UPKEEP: u64 = 4096;

/// Its recorder is the process's.
pub(super) struct WithMetrics {
    handle: &'static PrometheusHandle,
    ended: AtomicU64,
}

impl WithMetrics {
    pub(super) fn new() -> Result<Self, Box<dyn Error>> {
        static HANDLE: OnceLock<PrometheusHandle> = OnceLock::new();
        if HANDLE.get().is_none() {
            let recorder = PrometheusBuilder::new().set_buckets(&BUCKETS)?.build_recorder();
            let _ = HANDLE.set(recorder.handle());
            metrics::set_global_recorder(recorder)?;
        }
        let handle = HANDLE.get().ok_or("no recorder")?;
        Ok(Self { handle, ended: AtomicU64::new(0) })
    }

    fn upkeep(&self) {
        if self.ended.fetch_add(1, Ordering::Relaxed).is_multiple_of(UPKEEP) {
            self.handle.run_upkeep();
        }
    }
}

fn count(name: &'static str, job: &Job) {
    let priority = job.priority.unwrap_or_default().as_str();
    for tag in &job.tags {
        counter!(name, "tag" => tag.to_string(), "priority" => priority).increment(1);
    }
}

impl Observer for WithMetrics {
    fn observe(&self, event: &Event) {
        match &event.payload {
            Payload::JobCreated(event) => count("jobs_created", &event.job),
            Payload::JobQueued(event) => count("jobs_queued", &event.job),
            Payload::JobStarted(event) => {
                count("jobs_started", &event.job);
                histogram!("job_wait_seconds").record(seconds(event.phase.wait_ns));
                gauge!("jobs_running").increment(1);
            }
            Payload::JobCompleted(event) => {
                count("jobs_completed", &event.job);
                histogram!("job_run_seconds").record(seconds(event.phase.run_ns));
                gauge!("jobs_running").decrement(1);
                self.upkeep();
            }
            _ => {}
        }
    }
}
