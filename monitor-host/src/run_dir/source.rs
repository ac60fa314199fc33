//! Reads many runs: a list, and each one's status, log and plots, also when its process is gone.

mod find;
mod summary;

use std::collections::HashMap;
use std::fs;
use std::num::NonZero;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::thread;

use monitor_core::{NonPoisonMutex, Timestamp};
use monitor_run::{Liveness, LivenessTimeouts, PlotFile, RunStatus, WriterPresence};

use super::identity::BootIdentity;
use super::layout::RunFolders;
use super::log_tail::{LogChunk, read_from, read_last};
use super::naive;
use crate::error::Error;
use crate::system::lock::presence;
use crate::system::this_machine::ProcessStat;
use find::{DirectoryNaming, FileStamp, FoundRun};

pub use summary::RunSummary;

/// Reads the runs below one or more directories. It only reads: nothing there is ever changed.
///
/// A directory is the base of runs, or one with a folder `monitoring` that is, or a folder
/// `status` itself; it need not exist yet. It may have been written by this crate or by any
/// program that writes status files of that form.
///
/// A run's id is the name of its status file without `_status.json`. Runs of the second directory
/// and those after it have `2:` and so on before it, and earlier runs of a name that are in the
/// archive have the time at which they began behind it, as in `scan@20250101_120000.000000`.
///
/// Listing costs a look at each file; only files that have changed are read. It is safe to share
/// between threads.
#[derive(Debug)]
pub struct RunSource {
    dirs: Vec<DirectoryNaming>,
    patience: LivenessTimeouts,
    /// What is needed for the list of what has not changed, by file.
    heads: NonPoisonMutex<Arc<Heads>>,
    here: BootIdentity,
}

type Heads = HashMap<PathBuf, (FileStamp, Arc<RunStatus>)>;

/// A run in the list, and what of it is kept for the next one.
struct ListedRun {
    summary: RunSummary,
    head: Option<(FileStamp, Arc<RunStatus>)>,
}

/// The most threads that read for one list.
const MOST_THREADS: usize = 4;

/// How many runs are worth a thread.
const LEAST_SHARE: usize = 100;

impl RunSource {
    /// Reads the runs below `dir`.
    #[must_use]
    pub fn new(dir: impl Into<PathBuf>) -> Self {
        Self::of(DirectoryNaming::Below(dir.into()))
    }

    /// Reads the runs whose folders are anywhere; those of logs and plots are beside that of status
    /// files if they are not given.
    #[must_use]
    pub fn of_folders(
        status: impl Into<PathBuf>,
        logs: Option<PathBuf>,
        plots: Option<PathBuf>,
    ) -> Self {
        Self::of(DirectoryNaming::Given(RunFolders::from_dirs(status.into(), logs, plots)))
    }

    fn of(dir: DirectoryNaming) -> Self {
        Self {
            dirs: vec![dir],
            patience: LivenessTimeouts::default(),
            heads: NonPoisonMutex::default(),
            here: BootIdentity::now(),
        }
    }

    /// Reads the runs below `dir` as well.
    #[must_use]
    pub fn and(mut self, dir: impl Into<PathBuf>) -> Self {
        self.dirs.push(DirectoryNaming::Below(dir.into()));
        self
    }

    /// For how long nothing may be heard of a run before that means something.
    #[must_use]
    pub const fn patience(mut self, patience: LivenessTimeouts) -> Self {
        self.patience = patience;
        self
    }

    /// All runs but those in the archive, the one that changed last first. A file that cannot be
    /// read, or is no status, is in the list with what is wrong with it.
    ///
    /// # Errors
    /// [`Error::File`] if a directory is there and cannot be read.
    pub fn list(&self, now: Timestamp) -> Result<Vec<RunSummary>, Error> {
        let mut found = Vec::new();
        for (at, dir) in self.dirs.iter().enumerate() {
            found.extend(dir.place().runs(at)?);
        }
        let known = Arc::clone(&self.heads.lock());
        let threads = thread::available_parallelism().map_or(1, NonZero::get).min(MOST_THREADS);
        // What is known already costs a look each; for many that are not, reading them is shared.
        let share = found.len().div_ceil(threads).max(LEAST_SHARE);
        let listed: Vec<ListedRun> = thread::scope(|scope| {
            let shares = found.chunks(share).map(|found| {
                let known = &known;
                let list = move || -> Vec<ListedRun> {
                    found.iter().map(|found| self.list_entry(found, known, now)).collect()
                };
                scope.spawn(list)
            });
            let shares: Vec<_> = shares.collect();
            let lists = shares
                .into_iter()
                .map(|share| share.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            lists.flatten().collect()
        });
        let mut heads = HashMap::with_capacity(listed.len());
        let mut runs = Vec::with_capacity(listed.len());
        for (found, listed) in found.iter().zip(listed) {
            heads.extend(listed.head.map(|head| (found.path.clone(), head)));
            runs.push(listed.summary);
        }
        *self.heads.lock() = Arc::new(heads);
        runs.sort_by(|a, b| b.last_update.cmp(&a.last_update).then_with(|| a.id.cmp(&b.id)));
        Ok(runs)
    }

    /// The status of a run.
    ///
    /// # Errors
    /// [`Error::NoRun`] if there is none of this id, [`Error::File`] if its file cannot be read,
    /// [`Error::RunStatus`] if that is no status.
    pub fn status(&self, id: &str) -> Result<RunStatus, Error> {
        naive::read_status(&self.find(id)?.path)
    }

    /// The status of a run, and whether it lives.
    ///
    /// # Errors
    /// As [`status`](Self::status).
    pub fn status_and_liveness(
        &self,
        id: &str,
        now: Timestamp,
    ) -> Result<(RunStatus, Liveness), Error> {
        let found = self.find(id)?;
        let stamp = FileStamp::of(&found.path);
        let first = naive::read_status(&found.path)?;
        let (newer, liveness) = self.judge(&found, &first, stamp.as_ref(), now)?;
        Ok((newer.unwrap_or(first), liveness))
    }

    /// At most `max_bytes` of a run's log, from the offset `from` on. The time that takes does not
    /// depend on how long the log is.
    ///
    /// # Errors
    /// [`Error::NoLog`] if the run has none, else as [`status`](Self::status).
    pub fn log_from(&self, id: &str, from: u64, max_bytes: usize) -> Result<LogChunk, Error> {
        let log = self.log_path(id)?;
        read_from(&log, from, max_bytes).map_err(Error::file("read", log))
    }

    /// The last lines of a run's log, at most `max_bytes`.
    ///
    /// # Errors
    /// As [`log_from`](Self::log_from).
    pub fn log_last(&self, id: &str, max_bytes: usize) -> Result<LogChunk, Error> {
        let log = self.log_path(id)?;
        read_last(&log, max_bytes).map_err(Error::file("read", log))
    }

    /// The file with a run's log.
    ///
    /// # Errors
    /// As [`log_from`](Self::log_from).
    pub fn log_path(&self, id: &str) -> Result<PathBuf, Error> {
        let found = self.find(id)?;
        let status = naive::read_status(&found.path)?;
        let log = found.place.log_of(&found.stem, &status)?;
        log.ok_or_else(|| Error::NoLog { id: id.to_owned() })
    }

    /// The plots of a run that are there, in the order in which they were saved. For a document
    /// that lists none because another program wrote it, all in the folder of plots.
    ///
    /// # Errors
    /// As [`status`](Self::status).
    pub fn plots(&self, id: &str) -> Result<Vec<PlotFile>, Error> {
        let found = self.find(id)?;
        let status = naive::read_status(&found.path)?;
        Ok(found.place.plots_of(status))
    }

    /// The contents of a plot that is one of [`plots`](Self::plots).
    ///
    /// # Errors
    /// [`Error::NoPlot`] if it is not, else as [`status`](Self::status).
    pub fn plot(&self, id: &str, file: &str) -> Result<Vec<u8>, Error> {
        let found = self.find(id)?;
        let status = naive::read_status(&found.path)?;
        let listed = found.place.plots_of(status).into_iter().any(|plot| plot.file == file);
        if !listed {
            return Err(Error::NoPlot { id: id.to_owned(), file: file.to_owned() });
        }
        let path = found.place.folders.plots.join(file);
        fs::read(&path).map_err(Error::file("read", path))
    }

    /// The ids of earlier runs of the same name that are in the archive, the oldest first.
    ///
    /// # Errors
    /// [`Error::NoRun`] if there is no run of this id, [`Error::File`] if the archive cannot be
    /// read.
    pub fn archived(&self, id: &str) -> Result<Vec<String>, Error> {
        self.find(id)?.archived()
    }

    fn find(&self, id: &str) -> Result<FoundRun, Error> {
        FoundRun::by_id(&self.dirs, id).ok_or_else(|| Error::NoRun { id: id.to_owned() })
    }

    fn list_entry(&self, found: &FoundRun, known: &Heads, now: Timestamp) -> ListedRun {
        let stamp = FileStamp::of(&found.path);
        let known = known.get(&found.path).filter(|(known, _)| stamp.as_ref() == Some(known));
        let head = match known {
            Some((_, head)) => Arc::clone(head),
            None => match naive::read_status(&found.path) {
                Ok(status) => Arc::new(summary::head(status)),
                Err(error) => {
                    let summary = RunSummary::unreadable(found.id(), &error);
                    return ListedRun { summary, head: None };
                }
            },
        };
        let summary = match self.judge(found, &head, stamp.as_ref(), now) {
            Ok((None, liveness)) => RunSummary::from_status(found.id(), &head, liveness),
            Ok((Some(newer), liveness)) => RunSummary::from_status(found.id(), &newer, liveness),
            Err(error) => RunSummary::unreadable(found.id(), &error),
        };
        ListedRun { summary, head: stamp.map(|stamp| (stamp, head)) }
    }

    /// Judges a run. If its lock is free and its file is not the one of `stamp` any more, the
    /// document is read once more, and returned: its last words may have been written between the
    /// first look and the look at the lock.
    fn judge(
        &self,
        found: &FoundRun,
        status: &RunStatus,
        stamp: Option<&FileStamp>,
        now: Timestamp,
    ) -> Result<(Option<RunStatus>, Liveness), Error> {
        let presence = if status.status.is_ended() || found.is_archived() {
            WriterPresence::Unknown
        } else {
            self.presence(&found.lock(), status)
        };
        let of = |status, presence| Liveness::from_status(status, presence, now, &self.patience);
        if presence != WriterPresence::Gone
            || stamp.is_some_and(|_| FileStamp::of(&found.path).as_ref() == stamp)
        {
            return Ok((None, of(status, presence)));
        }
        let newer = naive::read_status(&found.path)?;
        let is_same = (newer.attempt, &newer.run_id) == (status.attempt, &status.run_id);
        // Else it was begun again just now.
        let liveness =
            of(&newer, if is_same { WriterPresence::Gone } else { WriterPresence::Here });
        Ok((Some(newer), liveness))
    }

    /// Whether the process that writes a document is there.
    fn presence(&self, lock: &Path, status: &RunStatus) -> WriterPresence {
        let Some(writer) = &status.writer else { return WriterPresence::Unknown };
        let is_here = writer.host == self.here.host;
        if is_here && !writer.boot_id.is_empty() && writer.boot_id != self.here.boot_id {
            // The machine was started again since.
            return WriterPresence::Gone;
        }
        let by_lock = if writer.locked { presence(lock) } else { WriterPresence::Unknown };
        match by_lock {
            // A lock of another machine may not be seen here.
            WriterPresence::Gone if !is_here => WriterPresence::Unknown,
            WriterPresence::Unknown if is_here && writer.pid_start_ticks > 0 => {
                match ProcessStat::of_process(writer.pid) {
                    Some(stat) if stat.start_ticks == writer.pid_start_ticks => {
                        WriterPresence::Here
                    }
                    _ => WriterPresence::Gone,
                }
            }
            by_lock => by_lock,
        }
    }
}
