//! Starting what waits, as far as there is room.

use std::fs::File;
use std::path::Path;
use std::process::{Command, Stdio};

use monitor_core::Timestamp;
use serde_json::json;

use super::look::{is_alive, is_marked, was_started};
use super::place::{FolderLock, JobDirList};
use super::record::{JobRecord, ProcessRecord, RecordWord, read, write};
use super::{LocalScheduler, MARK, alive};
use crate::error::Error;

/// What became of a job that was to be started.
enum StartResult {
    /// It lives.
    Yes,
    /// It is not one that waits.
    No,
    /// It waits to be released.
    Held,
}

impl LocalScheduler {
    /// Starts the jobs that wait, the oldest first, until there is no more room; gives what went
    /// wrong.
    pub(super) fn start_waiting(&self, alone: &FolderLock) -> Vec<Error> {
        let mut troubles = Vec::new();
        let running = self.running(alone, &mut troubles);
        let mut room = self.at_a_time.saturating_sub(running);
        let waiting = self.place.list(JobDirList::Waiting);
        for number in
            note_trouble(waiting.map_err(Error::file("read", self.place.root())), &mut troubles)
                .unwrap_or_default()
        {
            if room == 0 {
                break;
            }
            let moved = match self.start_one(number) {
                Ok(StartResult::Yes) => {
                    room -= 1;
                    alone.runs(&self.place, number)
                }
                Ok(StartResult::No) => alone.take(&self.place, JobDirList::Waiting, number),
                Ok(StartResult::Held) => Ok(()),
                Err(error) => {
                    troubles.push(error);
                    Ok(())
                }
            };
            note_trouble(moved.map_err(Error::file("change", self.place.root())), &mut troubles);
        }
        troubles
    }

    /// How many jobs live. Those that have ended are taken off the list of those that run.
    fn running(&self, alone: &FolderLock, troubles: &mut Vec<Error>) -> usize {
        let running = self.place.list(JobDirList::Running);
        let running = running.map_err(Error::file("read", self.place.root()));
        let mut living = 0;
        for number in note_trouble(running, troubles).unwrap_or_default() {
            let folder = self.folder_of(number);
            let lives = folder.and_then(|folder| folder.map_or(Ok(false), |job| is_alive(&job)));
            match note_trouble(lives, troubles) {
                // What cannot be looked at may live.
                Some(true) | None => living += 1,
                Some(false) => {
                    let taken = alone.take(&self.place, JobDirList::Running, number);
                    note_trouble(taken.map_err(Error::file("change", self.place.root())), troubles);
                }
            }
        }
        living
    }

    /// Starts a job, unless it is there already or has been.
    fn start_one(&self, number: u64) -> Result<StartResult, Error> {
        let Some(folder) = self.folder_of(number)? else { return Ok(StartResult::No) };
        let Some(job) = read::<JobRecord>(&folder, "job.json")? else { return Ok(StartResult::No) };
        if job.number != number {
            return Ok(StartResult::No);
        }
        let path = folder.join("alive");
        let lock = alive::open(&path).map_err(Error::file("open", &path))?;
        if !alive::take(&lock).map_err(Error::file("lock", path))? {
            // Whoever has started it did not get further than that.
            return Ok(StartResult::Yes);
        }
        if was_started(&folder)? || is_marked(&folder, "cancelled")? {
            return Ok(StartResult::No);
        }
        if is_marked(&folder, "held")? {
            return Ok(StartResult::Held);
        }
        if !job.dir.path().is_dir() {
            let error = format!("folder {} not found", job.dir.path().display());
            let end =
                json!({"exit_code": 125, "signal": null, "outcome": "not_started", "error": error});
            write(&folder, "summary.json", &end)?;
            return Ok(StartResult::No);
        }
        self.spawn(&folder, &job, lock)?;
        Ok(StartResult::Yes)
    }

    /// Starts the watcher of a job with the lock as its standard input.
    fn spawn(&self, folder: &Path, job: &JobRecord, lock: File) -> Result<(), Error> {
        let log = folder.join("watcher.log");
        let log = File::create(&log).map_err(Error::file("create", log))?;
        let dir = job.dir.path();
        let [stdout, stderr] = match &job.output {
            Some(output) => [dir.join(output.os()), dir.join(output.os())],
            None => [folder.join("stdout"), folder.join("stderr")],
        };
        let mut watcher = Command::new(&self.monitor);
        // A command that is held when its watcher is killed would be held for ever.
        watcher.args(["exec", "--quiet", "--own-session", "--hold", "none"]);
        watcher.args(["--interval-ms", "250", "--max-interval-ms", "5000"]);
        watcher.arg("--stdout").arg(stdout).arg("--stderr").arg(stderr);
        watcher.arg("--summary").arg(folder.join("summary.json")).args(&job.limits);
        watcher.arg("--").args(job.command.iter().map(RecordWord::os));
        watcher.current_dir(dir).envs(job.env.iter().map(|(name, value)| (name, value)));
        watcher.env(MARK, job.mark()).stdin(lock).stdout(Stdio::null()).stderr(log);
        let started = Timestamp::now();
        let child = watcher.spawn().map_err(Error::file("run", &self.monitor))?;
        let process = ProcessRecord::new(child.id(), started);
        self.children.lock().push(child);
        // It lives, and can be seen to, also without this record.
        let _ = write(folder, "process.json", &process);
        Ok(())
    }

    /// Asks for the ends of watchers that this process has started, so that none stays a zombie.
    pub(super) fn reap(&self) {
        let mut children = self.children.lock();
        children.retain_mut(|child| matches!(child.try_wait(), Ok(None)));
    }
}

/// The value, or none and one trouble more.
fn note_trouble<T>(done: Result<T, Error>, troubles: &mut Vec<Error>) -> Option<T> {
    done.map_err(|error| troubles.push(error)).ok()
}
