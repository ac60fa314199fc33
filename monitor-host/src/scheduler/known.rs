//! The jobs that somebody believes to be at a scheduler.

use monitor_core::Timestamp;
use monitor_state::JobRef;

/// The jobs of a ledger at one scheduler: what a sweep has to find, or to find out about.
#[derive(Clone, Copy, Debug)]
pub struct KnownSubmissions<'a> {
    /// Their numbers.
    pub jobs: &'a [JobRef],
    /// When the oldest of them was submitted.
    pub since: Timestamp,
}

impl<'a> KnownSubmissions<'a> {
    /// These jobs, the oldest of which was submitted at `since`.
    #[must_use]
    pub fn new(jobs: &'a [JobRef], since: Timestamp) -> Self {
        Self { jobs, since }
    }

    /// No jobs.
    #[must_use]
    pub fn none() -> Self {
        Self { jobs: &[], since: Timestamp::UNIX_EPOCH }
    }
}
