//! The Slurm that the tests share, one after the other.

use std::path::PathBuf;
use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use monitor_core::Timestamp;
use monitor_host::scheduler::{
    JobRequest, KnownSubmissions, Scheduler, SlurmScheduler, SubmissionOutcome, TimeLimits,
};
use monitor_state::{JobObservation, JobRef, JobState, SchedulerHealth};

static CLUSTER: Mutex<()> = Mutex::new(());

/// The cluster, while nobody else uses it.
pub(crate) struct Lab {
    pub(crate) slurm: SlurmScheduler,
    folder: PathBuf,
    _alone: MutexGuard<'static, ()>,
}

impl Lab {
    pub(crate) fn new() -> Self {
        let alone = CLUSTER.lock().unwrap_or_else(PoisonError::into_inner);
        let folder = std::env::var_os("SLURM_LAB").expect("run this by ci/slurm-up.sh run");
        let slurm =
            SlurmScheduler::new("slurm").time_limits(TimeLimits::all(Duration::from_secs(20)));
        Self { slurm, folder: folder.into(), _alone: alone }
    }

    /// A folder that is there, for jobs and their output.
    pub(crate) fn folder(&self) -> PathBuf {
        self.folder.clone()
    }

    /// What runs this line of shell.
    pub(crate) fn work(&self, line: &str) -> JobRequest {
        JobRequest::command(["sh", "-c", line], &self.folder).output(self.folder.join("output"))
    }

    pub(crate) fn submit(&self, work: &JobRequest, tag: &str) -> JobRef {
        match self.slurm.submit(work, tag) {
            SubmissionOutcome::Submitted { job, .. } => job,
            other => panic!("{tag}: {other:?}"),
        }
    }

    /// Sweeps until the job is as wanted, and gives what was said of it then.
    pub(crate) fn until(
        &self,
        job: JobRef,
        wanted: impl Fn(&JobObservation) -> bool,
    ) -> JobObservation {
        let began = Instant::now();
        loop {
            let now = Timestamp::now();
            let swept = self.slurm.sweep(KnownSubmissions::new(&[job], now), now);
            let seen = swept.sweep.jobs.iter().find(|seen| seen.job() == job);
            if let Some(seen) = seen.filter(|seen| wanted(seen)) {
                return seen.clone();
            }
            assert!(began.elapsed() < Duration::from_secs(60), "{job}: {seen:?} {swept:?}");
        }
    }

    pub(crate) fn until_it_is(&self, job: JobRef, state: JobState) -> JobObservation {
        self.until(job, |seen| seen.state() == state)
    }

    /// Runs one of the lab's own scripts.
    pub(crate) fn daemon(&self, name: &str, what: &str) {
        let done = Command::new(self.folder.join(name)).arg(what).status().unwrap();
        assert!(done.success(), "{name} {what}: {done}");
    }

    /// Waits for the controller to save its state: every five seconds, so that what came later is
    /// lost when it is killed.
    pub(crate) fn until_it_is_on_disk(&self) {
        // A tag that was there before is on the disk already.
        static TIMES: AtomicU32 = AtomicU32::new(0);
        let tag = format!("lab/saved:{}.", TIMES.fetch_add(1, Ordering::Relaxed));
        let last = self.submit(&self.work("true").options(["--hold"]), &tag);
        let state = self.folder.join("spool/ctld/job_state");
        let saved = || {
            let state = std::fs::read(&state).unwrap_or_default();
            state.windows(tag.len()).any(|bytes| bytes == tag.as_bytes())
        };
        let began = Instant::now();
        while !saved() {
            assert!(began.elapsed() < Duration::from_secs(60), "the state is not saved");
        }
        self.slurm.cancel(last, &tag).unwrap();
    }

    /// Waits for the controller to answer again.
    pub(crate) fn until_it_answers(&self) {
        let began = Instant::now();
        while self.slurm.sweep(KnownSubmissions::none(), Timestamp::now()).sweep.health
            != SchedulerHealth::Ok
        {
            assert!(began.elapsed() < Duration::from_secs(60), "slurmctld does not answer");
        }
    }
}

/// What an operator of the cluster types.
pub(crate) fn scontrol(args: &[&str]) {
    let done = Command::new("scontrol").args(args).output().unwrap();
    assert!(done.status.success(), "{args:?}: {done:?}");
}
