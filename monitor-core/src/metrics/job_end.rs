//! The end of a job, whichever of the three kinds of event tells it.

use crate::event::{Cancelled, Completed, Failed};
use crate::id::WorkerId;
use crate::metrics::history::JobEnd;
use crate::time::Timestamp;

/// The end of a job as its event tells it.
pub(crate) struct End<'a> {
    pub(crate) end: JobEnd,
    pub(crate) at: Option<Timestamp>,
    pub(crate) worker: Option<&'a WorkerId>,
    pub(crate) run_ns: Option<u64>,
    pub(crate) error: Option<&'a str>,
}

impl<'a> End<'a> {
    pub(crate) fn completed(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &Completed,
    ) -> Self {
        Self { end: JobEnd::Completed, at, worker, run_ns: phase.run_ns, error: None }
    }

    pub(crate) fn failed(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &'a Failed,
    ) -> Self {
        let error = Some(&*phase.error.message);
        Self { end: JobEnd::Failed, at, worker, run_ns: phase.run_ns, error }
    }

    pub(crate) fn cancelled(
        at: Option<Timestamp>,
        worker: Option<&'a WorkerId>,
        phase: &'a Cancelled,
    ) -> Self {
        let error = phase.reason.as_deref();
        Self { end: JobEnd::Cancelled, at, worker, run_ns: phase.run_ns, error }
    }
}

impl End<'_> {
    /// Whether the event itself says how long the job ran.
    pub(crate) fn says_run_time(&self) -> bool {
        self.run_ns.is_some()
    }
}
