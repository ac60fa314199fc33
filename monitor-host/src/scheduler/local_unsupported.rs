//! Processes of this machine as jobs, on a system where `monitor-exec` runs no commands: a scheduler
//! that is down and says why.

#[cfg(feature = "project")]
#[path = "local/settings.rs"]
pub(super) mod settings;

use std::path::Path;
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_state::{JobObservation, JobRef};

use crate::error::Error;
use crate::scheduler::{
    CancelOutcome, JobRequest, KnownSubmissions, Scheduler, SchedulerSweep, SubmissionOutcome,
};

/// Processes of this machine as jobs, which takes Linux. Here every sweep is down, and every
/// submission is refused, with an error that names the system.
#[derive(Debug)]
pub struct LocalScheduler {
    name: String,
}

impl LocalScheduler {
    /// The scheduler that analyses name by this word. The folder and the program are not used.
    ///
    /// # Errors
    /// None; on Linux a path that cannot be made absolute is one.
    pub fn new(
        name: impl Into<String>,
        _folder: impl AsRef<Path>,
        _monitor: impl AsRef<Path>,
    ) -> Result<Self, Error> {
        Ok(Self { name: name.into() })
    }

    /// Changes nothing.
    #[must_use]
    pub const fn at_a_time(self, _jobs: usize) -> Self {
        self
    }

    /// Changes nothing.
    #[must_use]
    pub const fn grace(self, _grace: Duration) -> Self {
        self
    }

    fn refusal(&self) -> Error {
        let source = monitor_exec::Error::UnsupportedPlatform { os: std::env::consts::OS };
        Error::SchedulerCommand { command: self.name.clone(), source }
    }
}

impl Scheduler for LocalScheduler {
    fn name(&self) -> &str {
        &self.name
    }

    fn is_shared(&self) -> bool {
        false
    }

    fn sweep(&self, _known: KnownSubmissions<'_>, now: Timestamp) -> SchedulerSweep {
        SchedulerSweep::unreachable(&self.name, now, self.refusal())
    }

    fn submit(&self, _work: &JobRequest, _tag: &str) -> SubmissionOutcome {
        SubmissionOutcome::Refused(self.refusal())
    }

    fn find(&self, _tag: &str, _since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        Err(self.refusal())
    }

    fn cancel(&self, _job: JobRef, _tag: &str) -> Result<CancelOutcome, Error> {
        Err(self.refusal())
    }

    fn release(&self, _job: JobRef, _tag: &str) -> Result<(), Error> {
        Err(self.refusal())
    }

    fn history(&self, _jobs: &[JobRef], _since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        Err(self.refusal())
    }

    fn details(&self, _job: JobRef) -> Result<Option<JobObservation>, Error> {
        Err(self.refusal())
    }
}
