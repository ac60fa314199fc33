//! Processes of this machine as jobs: detached, so that they outlive who started them, and watched,
//! so that it is known how they ended and what they used.
//!
//! What is known of a job is in a folder of its own (`place` says how it is laid out). A job is put
//! there as a whole (`submit`), started once (`start`), and judged by what is there of it (`look`).
//! The words of the kernel and of the record of an end are read in
//! `monitor-state/src/scheduler_answers/local.rs`.

mod alive;
mod end;
mod look;
mod place;
mod record;
#[cfg(feature = "project")]
pub(super) mod settings;
mod start;
mod submit;
mod tree;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::available_parallelism;
use std::time::Duration;

use monitor_core::{NonPoisonMutex, Timestamp};
use monitor_state::{JobObservation, JobRef, SchedulerAnswer};

use self::look::{UNRECORDED, look_up_job};
use self::place::{FolderLock, JobDirList, LocalJobDir};
use crate::error::Error;
use crate::scheduler::{
    CancelOutcome, JobRequest, KnownSubmissions, Scheduler, SchedulerSweep, SubmissionOutcome,
};
use crate::system::this_machine::{ProcessStat, boot_id};

/// What the processes of a job have in their environment.
const MARK: &str = "MONITOR_JOB";

/// How long a change waits for another process that changes something in the same folder.
const TURN: Duration = Duration::from_secs(30);

/// Processes of this machine as jobs.
///
/// Each job is run by `monitor exec`, in a session of its own, and so lives on when whoever
/// submitted it ends. What it used is in what is said of it when it has ended. It has the
/// environment of whoever starts it, and the work's variables.
///
/// At most [`at_a_time`](Self::at_a_time) jobs run; the others wait. Nobody is there to start them
/// but who has this: each submission, release and [`tend`](Scheduler::tend) starts what there is
/// room for, the oldest first. A sweep changes nothing.
///
/// Options of the work are `--held` (it waits until it is released) and those of `monitor exec` that
/// limit it: `--timeout-s`, `--max-rss-mb`, `--max-cpu-s`, `--grace-s`. [`JobProgram::File`] is a
/// program to run.
///
/// A job is never taken for another: it is known by a lock that its processes hold for as long as
/// one of them lives, and its watcher by process id, time of its start and start of the machine.
/// The folder has to be on a file system with locks.
///
/// [`JobProgram::File`]: crate::scheduler::JobProgram::File
///
/// ```no_run
/// use monitor_host::scheduler::{LocalScheduler, Scheduler, JobRequest};
///
/// let local = LocalScheduler::new("local", "project/jobs", "/usr/bin/monitor")?.at_a_time(4);
/// let work = JobRequest::command(["make", "-C", "paper"], ".").options(["--timeout-s=3600"]);
/// println!("{:?}", local.submit(&work, "paper/figures:1"));
/// # Ok::<(), monitor_host::Error>(())
/// ```
#[derive(Debug)]
pub struct LocalScheduler {
    name: String,
    place: LocalJobDir,
    monitor: PathBuf,
    at_a_time: usize,
    grace: Duration,
    boot_id: String,
    children: NonPoisonMutex<Vec<Child>>,
}

impl LocalScheduler {
    /// Processes of this machine, by the word with which analyses name them. All that is known of
    /// them is in `folder`, which is made when it is needed; `monitor` is the program of that name.
    ///
    /// # Errors
    /// One of the paths is relative, and there is no current directory.
    pub fn new(
        name: impl Into<String>,
        folder: impl AsRef<Path>,
        monitor: impl AsRef<Path>,
    ) -> Result<Self, Error> {
        let absolute = |path: &Path| std::path::absolute(path).map_err(Error::file("find", path));
        Ok(Self {
            name: name.into(),
            place: LocalJobDir::new(absolute(folder.as_ref())?),
            monitor: absolute(monitor.as_ref())?,
            at_a_time: available_parallelism().map_or(1, usize::from),
            grace: Duration::from_secs(5),
            boot_id: boot_id(),
            children: NonPoisonMutex::default(),
        })
    }

    /// How many jobs may run at one time, at least 1; as many as the machine has processors, if not
    /// said.
    #[must_use]
    pub const fn at_a_time(mut self, jobs: usize) -> Self {
        self.at_a_time = if jobs == 0 { 1 } else { jobs };
        self
    }

    /// How long a job that is cancelled has between SIGTERM and SIGKILL; 5 s, if not said.
    #[must_use]
    pub const fn grace(mut self, grace: Duration) -> Self {
        self.grace = grace;
        self
    }

    fn alone(&self) -> Result<FolderLock, Error> {
        self.place.lock_folder(TURN)
    }

    fn folder_of(&self, number: u64) -> Result<Option<PathBuf>, Error> {
        self.place.numbered(number).map_err(Error::file("read", self.place.root()))
    }

    fn look_at(&self, number: u64) -> Result<Option<JobObservation>, Error> {
        let Some(folder) = self.folder_of(number)? else { return Ok(None) };
        let seen = look_up_job(&folder, &self.boot_id)?;
        // A submission that did not come to its end has left the number behind.
        Ok(seen.filter(|seen| seen.job() == JobRef::new(number)))
    }

    /// What is said of these jobs, and what could not be read.
    fn look_at_all(&self, numbers: &BTreeSet<u64>) -> (Vec<JobObservation>, Vec<Error>) {
        let (mut jobs, mut troubles) = (Vec::with_capacity(numbers.len()), Vec::new());
        for &number in numbers {
            match self.look_at(number) {
                Ok(seen) => jobs.extend(seen),
                Err(error) => troubles.push(error),
            }
        }
        (jobs, troubles)
    }
}

/// Whether a process has ended, and only waits for its parent to ask how.
const fn has_ended(process: ProcessStat) -> bool {
    matches!(process.state, 'Z' | 'X' | 'x')
}

fn numbers(jobs: &[JobRef]) -> BTreeSet<u64> {
    jobs.iter().filter(|job| job.array_index().is_none()).map(|job| job.id()).collect()
}

impl Scheduler for LocalScheduler {
    fn name(&self) -> &str {
        &self.name
    }

    /// Its folder is that of one project.
    fn is_shared(&self) -> bool {
        false
    }

    /// A job that has ended without a record of how is missing from it.
    fn sweep(&self, known: KnownSubmissions<'_>, now: Timestamp) -> SchedulerSweep {
        self.reap();
        let mut wanted = numbers(known.jobs);
        match self.place.is_there() {
            Ok(true) => {}
            Ok(false) if wanted.is_empty() => {
                return SchedulerSweep::full(
                    &self.name,
                    now,
                    SchedulerAnswer::default(),
                    Vec::new(),
                );
            }
            Ok(false) => {
                let gone = Error::file("find the jobs in", self.place.root());
                let why = gone(std::io::ErrorKind::NotFound.into());
                return SchedulerSweep::unreachable(&self.name, now, why);
            }
            Err(why) => return SchedulerSweep::unreachable(&self.name, now, why),
        }
        for list in [JobDirList::Waiting, JobDirList::Running] {
            match self.place.list(list) {
                Ok(numbers) => wanted.extend(numbers),
                Err(error) => {
                    let why = Error::file("read", self.place.root())(error);
                    return SchedulerSweep::unreachable(&self.name, now, why);
                }
            }
        }
        let (jobs, troubles) = self.look_at_all(&wanted);
        let mut answer = SchedulerAnswer::default();
        answer.jobs.extend(jobs.into_iter().filter(|job| job.raw_word() != UNRECORDED));
        SchedulerSweep::full(&self.name, now, answer, troubles)
    }

    fn tend(&self) -> Vec<Error> {
        self.reap();
        match self.place.is_there() {
            Ok(true) => {}
            Ok(false) => return Vec::new(),
            Err(error) => return vec![error],
        }
        let alone = match self.alone() {
            Ok(alone) => alone,
            Err(error) => return vec![error],
        };
        let cleared = alone.clear(&self.place).map_err(Error::file("clear", self.place.root()));
        let mut troubles = self.start_waiting(&alone);
        troubles.extend(cleared.err());
        troubles
    }

    fn submit(&self, work: &JobRequest, tag: &str) -> SubmissionOutcome {
        self.submit_as(work, tag)
    }

    fn find(&self, tag: &str, _since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        Ok(look_up_job(&self.place.job(tag), &self.boot_id)?.into_iter().collect())
    }

    /// It takes until the processes have ended, and not much longer than the grace.
    fn cancel(&self, job: JobRef, tag: &str) -> Result<CancelOutcome, Error> {
        self.cancel_tagged(job, tag)
    }

    fn release(&self, job: JobRef, tag: &str) -> Result<(), Error> {
        self.release_tagged(job, tag)
    }

    fn history(&self, jobs: &[JobRef], _since: Timestamp) -> Result<Vec<JobObservation>, Error> {
        let (mut seen, troubles) = self.look_at_all(&numbers(jobs));
        seen.retain(|job| job.state().has_ended());
        troubles.into_iter().next().map_or(Ok(seen), Err)
    }

    fn details(&self, job: JobRef) -> Result<Option<JobObservation>, Error> {
        if job.array_index().is_some() { Ok(None) } else { self.look_at(job.id()) }
    }
}
