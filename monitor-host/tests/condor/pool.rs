//! The pool that the tests share, one after the other.

use std::path::PathBuf;
use std::process::Command;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use monitor_host::scheduler::{
    HtCondor, JobRequest, KnownSubmissions, Scheduler, SubmissionOutcome,
};
use monitor_state::{JobObservation, JobRef, JobState};

use crate::{about, condor};

static POOL: Mutex<()> = Mutex::new(());

/// The pool, while nobody else uses it.
pub(crate) struct Pool {
    pub(crate) condor: HtCondor,
    lab: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Pool {
    pub(crate) fn new() -> Self {
        let alone = POOL.lock().unwrap_or_else(PoisonError::into_inner);
        let lab = std::env::var_os("HTCONDOR_LAB").expect("run this by ci/htcondor-up.sh run");
        let lab = PathBuf::from(lab);
        Self { condor: condor(lab.join("commands")), lab, _alone: alone }
    }

    /// What runs this line of shell.
    pub(crate) fn work(&self, line: &str) -> JobRequest {
        self.here(JobRequest::command(["sh", "-c", line], "/"))
    }

    /// The work, in a folder that is there for the pool and not for us.
    pub(crate) fn here(&self, work: JobRequest) -> JobRequest {
        work.options([
            "initialdir = /home/lab",
            "should_transfer_files = NO",
            "request_memory = 64",
        ])
    }

    pub(crate) fn submit(&self, work: &JobRequest, tag: &str) -> JobRef {
        match self.condor.submit(work, tag) {
            SubmissionOutcome::Submitted { job, .. } => job,
            other => panic!("{tag}: {other:?}"),
        }
    }

    /// Sweeps until the job is in the state, and gives what was said of it then.
    pub(crate) fn until(&self, job: JobRef, state: JobState) -> JobObservation {
        let (began, since) = (Instant::now(), Timestamp::now());
        loop {
            let swept = self.condor.sweep(KnownSubmissions::new(&[job], since), Timestamp::now());
            let seen = about(&swept.sweep.jobs, job);
            if let Some(seen) = seen.filter(|seen| seen.state() == state) {
                return seen.clone();
            }
            assert!(began.elapsed() < Duration::from_secs(120), "{job}: {seen:?} {swept:?}");
        }
    }

    pub(crate) fn kill_the_schedd(&self) {
        assert!(Command::new(self.lab.join("schedd")).status().unwrap().success());
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.lab.join("root/home/lab").join(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        std::fs::write(self.lab.join("root/home/lab").join(name), text).unwrap();
    }
}
