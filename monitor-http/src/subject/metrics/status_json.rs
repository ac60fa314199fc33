//! The status as JSON, of which what has not changed since it was last asked for is kept.

use std::sync::Arc;

use monitor_core::{
    Error, JobMetrics, Monitor, NonPoisonMutex, SystemSummary, Throughput, Timestamp, Workers,
};
use serde::Serialize;
use serde_json::value::{RawValue, to_raw_value};

/// Makes the status of a monitor, byte for byte as [`Monitor::status`] would be in JSON.
///
/// What depends on the time is made each time; what only events change, which is most of it, is
/// made again when an event has changed it.
#[derive(Debug, Default)]
pub(crate) struct StatusJson {
    kept: NonPoisonMutex<Option<Arc<OfJobs>>>,
}

/// What only events change, at one revision of the job metrics.
#[derive(Debug)]
struct OfJobs {
    revision: u64,
    jobs: Box<RawValue>,
    tags: Box<RawValue>,
    priorities: Box<RawValue>,
    recent_jobs: Box<RawValue>,
    names: Box<RawValue>,
}

/// The keys of `monitor_core::Status`, in its order.
#[derive(Serialize)]
struct Document<'a> {
    jobs: &'a RawValue,
    workers: Workers,
    system: SystemSummary,
    tags: &'a RawValue,
    priorities: &'a RawValue,
    recent_jobs: &'a RawValue,
    names: &'a RawValue,
    throughput: Throughput,
}

/// Why there is no status.
#[derive(Debug)]
pub(crate) enum NoStatus {
    /// The monitor says why.
    Monitor(Error),
    /// It cannot be JSON.
    Json(serde_json::Error),
}

impl From<serde_json::Error> for NoStatus {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl StatusJson {
    pub(crate) fn make(&self, monitor: &Monitor, now: Timestamp) -> Result<Vec<u8>, NoStatus> {
        if !monitor.is_enabled() {
            return Err(NoStatus::Monitor(Error::Disabled));
        }
        let of_jobs = self.of_jobs(monitor.jobs())?;
        let document = Document {
            jobs: &of_jobs.jobs,
            workers: monitor.workers().all(now),
            system: monitor.system_summary(now),
            tags: &of_jobs.tags,
            priorities: &of_jobs.priorities,
            recent_jobs: &of_jobs.recent_jobs,
            names: &of_jobs.names,
            throughput: monitor.jobs().throughput(now),
        };
        Ok(serde_json::to_vec(&document)?)
    }

    fn of_jobs(&self, jobs: &JobMetrics) -> Result<Arc<OfJobs>, serde_json::Error> {
        // Asked for first: a change meanwhile makes what follows out of date, not wrong for ever.
        let revision = jobs.revision();
        let kept = self.kept.lock().clone();
        if let Some(kept) = kept.filter(|kept| kept.revision == revision) {
            return Ok(kept);
        }
        let made = Arc::new(OfJobs {
            revision,
            jobs: to_raw_value(&jobs.summary())?,
            tags: to_raw_value(&jobs.tags())?,
            priorities: to_raw_value(&jobs.priorities())?,
            recent_jobs: to_raw_value(&jobs.recent(Monitor::RECENT))?,
            names: to_raw_value(&jobs.names())?,
        });
        *self.kept.lock() = Some(Arc::clone(&made));
        Ok(made)
    }
}
