//! A folder of jobs, and what tests ask of it.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use monitor_core::Timestamp;
use monitor_host::scheduler::{
    JobRequest, KnownSubmissions, LocalScheduler, Scheduler, SchedulerSweep, SubmissionOutcome,
};
use monitor_state::{JobObservation, JobRef, JobState};
use nix::fcntl::{FcntlArg, fcntl};
use nix::libc;

/// A folder of its own that is gone after the test, with all jobs that are in it.
pub(crate) struct Place {
    folder: PathBuf,
    pub(crate) local: LocalScheduler,
}

impl Place {
    pub(crate) fn new() -> Self {
        static NUMBER: AtomicU32 = AtomicU32::new(0);
        let number = NUMBER.fetch_add(1, Ordering::Relaxed);
        let name = format!("local-{}-{number}", std::process::id());
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).unwrap();
        let local = local_in(&folder);
        Self { folder, local }
    }

    /// The same folder, as another process finds it.
    pub(crate) fn another(&self) -> LocalScheduler {
        local_in(&self.folder)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// What runs this line of shell.
    pub(crate) fn work(&self, line: &str) -> JobRequest {
        JobRequest::command(["sh", "-c", line], &self.folder)
    }

    pub(crate) fn submit(&self, line: &str, tag: &str) -> JobRef {
        submitted(self.local.submit(&self.work(line), tag))
    }

    /// A pipe with a name, for a job to say something or to be told something.
    pub(crate) fn pipe(&self, name: &str) -> PathBuf {
        let path = self.path(name);
        nix::unistd::mkfifo(&path, nix::sys::stat::Mode::S_IRWXU).unwrap();
        path
    }

    /// A job that has said that it is there, and stays until it is ended.
    pub(crate) fn stays(&self, tag: &str) -> JobRef {
        let pipe = self.pipe(&format!("ready-{}", tag.replace('/', "-")));
        let job = self.submit(&format!("echo > {}; exec sleep 600", pipe.display()), tag);
        wait_for_word(&pipe);
        job
    }

    pub(crate) fn sweep(&self, jobs: &[JobRef]) -> SchedulerSweep {
        self.local.sweep(KnownSubmissions::new(jobs, Timestamp::UNIX_EPOCH), Timestamp::now())
    }

    /// What a sweep that went well says of a job, if anything.
    pub(crate) fn seen(&self, job: JobRef) -> Option<JobObservation> {
        let swept = self.sweep(&[job]);
        assert!(swept.troubles.is_empty(), "{:?}", swept.troubles);
        swept.sweep.jobs.into_iter().find(|seen| seen.job() == job)
    }

    pub(crate) fn state(&self, job: JobRef) -> Option<JobState> {
        self.seen(job).map(|seen| seen.state())
    }

    /// Waits until nothing of the job lives, and gives what is said of it then.
    pub(crate) fn ended(&self, job: JobRef, tag: &str) -> Option<JobObservation> {
        self.wait_for_end(tag);
        self.seen(job)
    }

    pub(crate) fn wait_for_end(&self, tag: &str) {
        let file = File::open(self.job(tag).join("alive")).unwrap();
        let mut lock = libc::flock { l_type: 0, l_whence: 0, l_start: 0, l_len: 0, l_pid: 0 };
        lock.l_type = i16::try_from(libc::F_RDLCK).unwrap();
        fcntl(&file, FcntlArg::F_OFD_SETLKW(&lock)).unwrap();
        // To close the file is not enough: a child that another test is just making has it too.
        lock.l_type = i16::try_from(libc::F_UNLCK).unwrap();
        fcntl(&file, FcntlArg::F_OFD_SETLK(&lock)).unwrap();
    }

    /// The folder of a job.
    pub(crate) fn job(&self, tag: &str) -> PathBuf {
        self.folder.join("jobs").join(tag.replace('/', "%2F"))
    }

    pub(crate) fn process(&self, tag: &str) -> serde_json::Value {
        let text = fs::read(self.job(tag).join("process.json")).unwrap();
        serde_json::from_slice(&text).unwrap()
    }

    pub(crate) fn watcher(&self, tag: &str) -> nix::unistd::Pid {
        let pid = self.process(tag)["pid"].as_i64().unwrap();
        nix::unistd::Pid::from_raw(i32::try_from(pid).unwrap())
    }

    pub(crate) fn said(&self, tag: &str) -> String {
        fs::read_to_string(self.job(tag).join("stdout")).unwrap()
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let last = local_in(&self.folder).grace(Duration::ZERO);
        let now = Timestamp::now();
        for job in last.sweep(KnownSubmissions::none(), now).sweep.jobs {
            let tag = job.known_details().and_then(|details| details.tag.clone());
            let _ = last.cancel(job.job(), &tag.unwrap_or_default());
        }
        let _ = fs::remove_dir_all(&self.folder);
    }
}

fn local_in(folder: &Path) -> LocalScheduler {
    let monitor = env!("CARGO_BIN_EXE_monitor");
    LocalScheduler::new("local", folder.join("jobs"), monitor).unwrap().at_a_time(8)
}

pub(crate) fn submitted(submission: SubmissionOutcome) -> JobRef {
    match submission {
        SubmissionOutcome::Submitted { job, .. } => job,
        other => panic!("{other:?}"),
    }
}

/// Waits for a job to say something through a pipe.
pub(crate) fn wait_for_word(pipe: &Path) -> String {
    let mut said = String::new();
    File::open(pipe).unwrap().read_to_string(&mut said).unwrap();
    said
}
