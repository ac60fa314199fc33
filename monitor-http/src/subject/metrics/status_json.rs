//! The status as JSON, for `GET /status` and for the stream. What has not changed since it was last
//! asked for is kept.

use std::sync::Arc;

use monitor_core::{
    Clock, Error, JobMetrics, Monitor, NonPoisonMutex, SourceJobs, SystemSummary, Throughput,
    WorkerSummary,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};
use serde_json::{Value, json};

/// Makes the status of a monitor, byte for byte as [`Monitor::status`] would be in JSON.
///
/// What depends on the time is made each time; what only events change, which is most of it, is
/// made again when an event has changed it.
pub(crate) struct StatusJson {
    monitor: Arc<Monitor>,
    clock: Arc<dyn Clock>,
    kept: NonPoisonMutex<Option<Arc<JobsJson>>>,
}

/// What only events change, at one revision of the job metrics.
#[derive(Debug)]
struct JobsJson {
    revision: u64,
    jobs: Box<RawValue>,
    tags: Box<RawValue>,
    priorities: Box<RawValue>,
    recent_jobs: Box<RawValue>,
    names: Box<RawValue>,
}

/// The keys of `monitor_core::Status`, in its order.
#[derive(Serialize)]
struct MonitorDocument<'a> {
    jobs: &'a RawValue,
    workers: WorkerSummary,
    system: SystemSummary,
    tags: &'a RawValue,
    priorities: &'a RawValue,
    recent_jobs: &'a RawValue,
    names: &'a RawValue,
    throughput: Throughput,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    sources: Vec<SourceJobs>,
}

impl StatusJson {
    pub(crate) fn new(monitor: &Arc<Monitor>, clock: &Arc<dyn Clock>) -> Self {
        let (monitor, clock) = (Arc::clone(monitor), Arc::clone(clock));
        Self { monitor, clock, kept: NonPoisonMutex::default() }
    }

    /// The status as JSON. A monitor that is switched off has an `error` instead: users of the
    /// original know it as an answer, not as a failure.
    pub(crate) fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let (monitor, now) = (&self.monitor, self.clock.now());
        if !monitor.is_enabled() {
            return serde_json::to_vec(&json!({"error": Error::Disabled.to_string()}));
        }
        let of_jobs = self.jobs_json(monitor.jobs())?;
        serde_json::to_vec(&MonitorDocument {
            jobs: &of_jobs.jobs,
            workers: monitor.workers().all(now),
            system: monitor.system_summary(now),
            tags: &of_jobs.tags,
            priorities: &of_jobs.priorities,
            recent_jobs: &of_jobs.recent_jobs,
            names: &of_jobs.names,
            throughput: monitor.jobs().throughput(now),
            sources: monitor.job_sources(),
        })
    }

    /// The same as a value, for the stream.
    pub(crate) fn value(&self) -> Value {
        let value = self.to_bytes().and_then(|bytes| serde_json::from_slice(&bytes));
        value.unwrap_or_default()
    }

    fn jobs_json(&self, jobs: &JobMetrics) -> Result<Arc<JobsJson>, serde_json::Error> {
        // Asked for first: a change meanwhile makes what follows out of date, not wrong for ever.
        let revision = jobs.revision();
        let kept = self.kept.lock().clone();
        if let Some(kept) = kept.filter(|kept| kept.revision == revision) {
            return Ok(kept);
        }
        let made = Arc::new(JobsJson {
            revision,
            jobs: to_raw_value(&jobs.summary())?,
            tags: to_raw_value(&jobs.by_tag())?,
            priorities: to_raw_value(&jobs.by_priority())?,
            recent_jobs: to_raw_value(&jobs.recent(Monitor::RECENT))?,
            names: to_raw_value(&jobs.by_name())?,
        });
        *self.kept.lock() = Some(Arc::clone(&made));
        Ok(made)
    }
}

#[cfg(test)]
mod tests {
    use monitor_core::{EventSource, JobEvent, MonitorLimits, Observer, WorkerEvent};
    use monitor_events::testing::ManualClock;

    use super::*;

    #[test]
    fn the_status_is_that_of_the_monitor_to_the_byte_with_and_without_sources() {
        let monitor = Arc::new(Monitor::new(MonitorLimits::default()));
        let clock: Arc<dyn Clock> =
            Arc::new(ManualClock::new(monitor_core::Timestamp::from_secs(9)));
        let made = StatusJson::new(&monitor, &clock);
        let equal = || {
            let status = monitor.status(clock.now()).unwrap();
            assert_eq!(made.to_bytes().unwrap(), serde_json::to_vec(&status).unwrap());
        };
        equal();
        monitor.observe(&JobEvent::started("a").into());
        equal();
        let source = EventSource::new().with_host("node-1");
        monitor.observe(&JobEvent::started("a").source(&source));
        monitor.observe(&WorkerEvent::registered("w").source(&source));
        equal();
        assert!(String::from_utf8(made.to_bytes().unwrap()).unwrap().contains("node-1"));
    }
}
