//! What jobs used, from the events that say so.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use monitor_core::{Event, EventKind, JobId, NonPoisonMutex, Payload, ResourceUsage};
use monitor_events::{Emitter, Subscription};

/// The key of what an attempt used that was not the last one.
const KEY: &str = "resources";

/// The event of an attempt that is not the last one, with what the attempt used. The events of
/// last ones have a place of their own for that.
pub(crate) fn with_used(event: impl Into<Event>, used: &ResourceUsage) -> Event {
    event.into().extra(KEY, serde_json::to_value(used).unwrap_or_default())
}

/// Collects what jobs used.
#[derive(Clone, Default)]
pub(crate) struct Used(Arc<NonPoisonMutex<Tally>>);

#[derive(Default)]
struct Tally {
    last: BTreeMap<JobId, ResourceUsage>,
    cpu_ns: u64,
}

impl Used {
    /// Takes it from the events that `emitter` emits, as long as the subscription lives.
    pub(crate) fn keep(&self, emitter: &Emitter) -> Subscription {
        let used = self.clone();
        let kinds = [
            EventKind::JobCompleted,
            EventKind::JobFailed,
            EventKind::JobCancelled,
            EventKind::JobRetrying,
        ];
        emitter.on(kinds, move |event| {
            if let (Some(job), Some(attempt)) = (event.job_id(), of_attempt(event)) {
                let mut tally = used.0.lock();
                tally.cpu_ns = tally.cpu_ns.saturating_add(attempt.cpu_ns());
                tally.last.insert(job.clone(), attempt);
            }
        })
    }

    /// What the last attempt of a job used, if there was one.
    pub(crate) fn by(&self, job: &JobId) -> Option<ResourceUsage> {
        self.0.lock().last.get(job).copied()
    }

    /// The CPU time of all attempts of all jobs.
    pub(crate) fn cpu(&self) -> Duration {
        Duration::from_nanos(self.0.lock().cpu_ns)
    }

    /// The job whose last attempt had the most memory, and how much that was, bytes.
    pub(crate) fn peak_rss(&self) -> Option<(JobId, u64)> {
        let tally = self.0.lock();
        let (job, used) = tally.last.iter().max_by_key(|(_, used)| used.peak_rss_bytes)?;
        Some((job.clone(), used.peak_rss_bytes))
    }
}

fn of_attempt(event: &Event) -> Option<ResourceUsage> {
    let used = match &event.payload {
        Payload::JobCompleted(done) => done.phase.resources.as_deref(),
        Payload::JobFailed(failed) => failed.phase.resources.as_deref(),
        Payload::JobCancelled(cancelled) => cancelled.phase.resources.as_deref(),
        _ => {
            let said = event.extra.as_ref()?.get(KEY)?;
            return serde_json::from_value(said.clone()).ok();
        }
    };
    used.copied()
}

/// CPU time as text.
pub(crate) fn cpu_text(cpu: Duration) -> String {
    format!("{:.3} s", cpu.as_secs_f64())
}

/// An amount of memory as text. None is what is known of a command that was gone before anybody
/// could look.
pub(crate) fn memory_text(bytes: u64) -> String {
    if bytes == 0 {
        "-".to_owned()
    } else {
        format!("{:.1} MiB", bytes as f64 / f64::from(1 << 20))
    }
}
