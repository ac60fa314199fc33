//! How a run is set up.

use std::fs;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use monitor_core::{Clock, SystemClock, Timestamp};
use monitor_run::{RunLimits, RunRecorder, RunState, RunStatus};

use super::RunDir;
use super::identity::this_process;
use super::layout::{RunFolders, RunPaths, file_date};
use super::log_file::{LogFile, LogLimits};
use super::shared::{Durability, RunOwner, RunShared, WritePace};
use super::view::{RunView, TerminalView};
use super::{archive, naive};
use crate::error::Error;
use crate::system::lock::{FileLock, LockedFile, holder};

/// What becomes of an earlier run of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum IfExists {
    /// Its document goes into the archive, which keeps the last 20 of a name.
    #[default]
    Archive,
    /// If it did not complete, this run goes on where it stopped: with its steps, bars, estimates
    /// and log. If it did complete, its document goes into the archive.
    Resume,
    /// It is an error.
    Fail,
}

/// What happens if another process is at a run of the same name.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum IfRunning {
    /// It is an error.
    #[default]
    Fail,
    /// This run gets the first free name of `<name>-2`, `<name>-3` and so on.
    Rename,
}

/// Settings of a run; see [`RunDir::builder`].
#[must_use = "a builder does nothing until `create`"]
pub struct RunDirBuilder {
    base: PathBuf,
    name: String,
    limits: RunLimits,
    log: LogLimits,
    pace: WritePace,
    if_exists: IfExists,
    if_running: IfRunning,
    view: TerminalView,
    clock: Arc<dyn Clock>,
}

/// The most names that are tried by [`IfRunning::Rename`].
const MOST_NAMES: u32 = 99;

impl RunDirBuilder {
    pub(super) fn new(base: PathBuf, name: String) -> Self {
        Self {
            base,
            name,
            limits: RunLimits::default(),
            log: LogLimits { bytes: 10_000_000, rotated: 5 },
            pace: WritePace {
                period: Duration::from_millis(250),
                heartbeat: Duration::from_secs(5),
                durability: Durability::default(),
            },
            if_exists: IfExists::default(),
            if_running: IfRunning::default(),
            view: TerminalView::default(),
            clock: Arc::new(SystemClock),
        }
    }

    /// How much the document keeps.
    pub const fn limits(mut self, limits: RunLimits) -> Self {
        self.limits = limits;
        self
    }

    /// How many bytes the log may have before it is put aside, 10 MB unless set, and how many that
    /// were put aside are kept, 5 unless set. With 0 of them the log is not bounded.
    pub const fn log_limits(mut self, bytes: u64, rotated: u32) -> Self {
        self.log = LogLimits { bytes, rotated };
        self
    }

    /// The shortest time between two writes of the document, 250 ms unless set.
    pub const fn period(mut self, period: Duration) -> Self {
        self.pace.period = period;
        self
    }

    /// How often the document is written if nothing changes, 5 s unless set.
    pub const fn heartbeat(mut self, heartbeat: Duration) -> Self {
        self.pace.heartbeat = heartbeat;
        self
    }

    /// What has to outlast a loss of power.
    pub const fn durability(mut self, durability: Durability) -> Self {
        self.pace.durability = durability;
        self
    }

    /// What becomes of an earlier run of the same name.
    pub const fn if_exists(mut self, rule: IfExists) -> Self {
        self.if_exists = rule;
        self
    }

    /// What happens if another process is at a run of the same name.
    pub const fn if_running(mut self, rule: IfRunning) -> Self {
        self.if_running = rule;
        self
    }

    /// Where to show on the standard error what the run says, nowhere unless set.
    pub const fn view(mut self, view: TerminalView) -> Self {
        self.view = view;
        self
    }

    /// Where the time comes from, the system's clock unless set.
    pub fn clock(mut self, clock: impl Clock + 'static) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// Begins the run: makes the directories, takes the lock, and writes the first document.
    ///
    /// # Errors
    /// [`Error::RunBusy`] if another process is at a run of that name, [`Error::RunExists`] if
    /// there was one and that is not allowed, [`Error::File`] if a directory or file cannot be
    /// made, [`Error::Run`] for an empty name.
    pub fn create(self) -> Result<RunDir, Error> {
        let now = self.clock.now();
        let folders = RunFolders::below(&self.base);
        for folder in [&folders.status, &folders.logs, &folders.plots] {
            fs::create_dir_all(folder).map_err(Error::file("create", folder))?;
        }
        let (name, paths, mut lock) = self.lock_run(&folders)?;
        let mut run = self.begin_run(&name, &paths, now)?;
        let log = self.log_of(&mut run, &paths, now)?;

        let mut writer = this_process();
        writer.heartbeat_ms = u64::try_from(self.pace.heartbeat.as_millis()).unwrap_or(u64::MAX);
        writer.locked = lock.is_held();
        // Who holds it is only told to people.
        let _ = lock.sign();
        run.set_writer(writer);

        let view = RunView::new(self.view);
        let shared = Arc::new(RunShared::new(run, paths, log, lock, self.pace, view, self.clock));
        shared.write(true)?;
        let writing = Arc::clone(&shared);
        let thread = thread::Builder::new().name("monitor-run".to_owned());
        let thread = thread.spawn(move || writing.keep_writing());
        let thread = thread.map_err(|source| Error::System { what: "a thread", source })?;
        let owner = RunOwner { shared: Arc::clone(&shared), thread: Some(thread) };
        Ok(RunDir { shared, _owner: Arc::new(owner) })
    }

    /// The name, or another one if that is allowed, with its lock.
    fn lock_run(&self, folders: &RunFolders) -> Result<(String, RunPaths, FileLock), Error> {
        let mut name = self.name.clone();
        for number in 2.. {
            let paths = folders.of_run(&name)?;
            match FileLock::take(&paths.lock).map_err(Error::file("lock", &paths.lock))? {
                LockedFile::Ours(lock) => return Ok((name, paths, lock)),
                LockedFile::Busy
                    if self.if_running == IfRunning::Rename && number <= MOST_NAMES =>
                {
                    name = format!("{}-{number}", self.name);
                }
                LockedFile::Busy => {
                    return Err(Error::RunBusy { name, holder: holder(&paths.lock) });
                }
            }
        }
        unreachable!("the loop ends by its third arm")
    }

    fn begin_run(
        &self,
        name: &str,
        paths: &RunPaths,
        now: Timestamp,
    ) -> Result<RunRecorder, Error> {
        if paths.status.exists() {
            if self.if_exists == IfExists::Fail {
                return Err(Error::RunExists { path: paths.status.clone() });
            }
            // What cannot be read goes into the archive as it is.
            let earlier = naive::read_status(&paths.status).ok();
            let goes_on = |earlier: &RunStatus| {
                self.if_exists == IfExists::Resume && earlier.status != RunState::Completed
            };
            match earlier {
                Some(earlier) if goes_on(&earlier) => {
                    return Ok(RunRecorder::resumed(earlier, self.limits, now));
                }
                earlier => archive::archive_file(paths, earlier.as_ref(), now)
                    .map_err(Error::file("archive", &paths.status))?,
            }
        }
        Ok(RunRecorder::new(name, self.limits, now)?)
    }

    /// The log of the attempt before if there is one, else a new one.
    fn log_of(
        &self,
        run: &mut RunRecorder,
        paths: &RunPaths,
        now: Timestamp,
    ) -> Result<LogFile, Error> {
        let earlier = run.log_file().map(str::to_owned).filter(|file| {
            file.starts_with(&paths.stem) && !file.contains('/') && paths.logs.join(file).exists()
        });
        let file = earlier.unwrap_or_else(|| format!("{}_{}.log", paths.stem, file_date(now)));
        let path = paths.logs.join(&file);
        let log = LogFile::open(path.clone(), self.log).map_err(Error::file("open", path))?;
        run.set_log_file(Some(file));
        Ok(log)
    }
}

impl std::fmt::Debug for RunDirBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut builder = f.debug_struct("RunDirBuilder");
        builder.field("base", &self.base).field("name", &self.name).finish_non_exhaustive()
    }
}
