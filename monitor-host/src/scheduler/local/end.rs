//! Cancelling and releasing jobs.

use std::fs;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use monitor_state::JobRef;

use super::look::{is_alive, is_marked, look_up_job};
use super::place::JobDirList;
use super::record::{JobRecord, ProcessRecord, read};
use super::tree::{self, LocalProcess};
use super::{LocalScheduler, alive};
use crate::error::Error;
use crate::scheduler::CancelOutcome;

/// How long the last process of a job has to give its lock back. It does so after its memory, by
/// which it was found, is gone.
const LETTING_GO: Duration = Duration::from_millis(500);

/// Waits until nobody holds the lock of a job that has no processes any more.
fn has_let_go(folder: &Path) -> Result<bool, Error> {
    let began = Instant::now();
    while is_alive(folder)? {
        if began.elapsed() > LETTING_GO {
            return Ok(false);
        }
        thread::sleep(Duration::from_millis(1));
    }
    Ok(true)
}

impl LocalScheduler {
    /// Marks the job first, so that it is not started any more, and what ends it is known.
    pub(super) fn cancel_tagged(&self, number: JobRef, tag: &str) -> Result<CancelOutcome, Error> {
        let folder = self.place.job(tag);
        let Some(job) = self.of_number(&folder, number)? else { return Ok(CancelOutcome::Gone) };
        {
            let alone = self.alone()?;
            let seen = look_up_job(&folder, &self.boot_id)?;
            if seen.is_none_or(|seen| seen.state().has_ended()) {
                return Ok(CancelOutcome::Gone);
            }
            let mark = folder.join("cancelled");
            let marked = alive::open(&mark).map_err(Error::file("create", mark));
            if !is_alive(&folder)? {
                marked?;
                let taken = alone.take(&self.place, JobDirList::Waiting, job.number);
                taken.map_err(Error::file("change", self.place.root()))?;
                return Ok(CancelOutcome::Gone);
            }
        }
        let process = read::<ProcessRecord>(&folder, "process.json").unwrap_or_default();
        let watcher = process.filter(|process| process.boot_id == self.boot_id);
        let watcher = watcher
            .map(|process| LocalProcess { pid: process.pid, start_ticks: process.start_ticks });
        let ended = tree::end(&job.mark(), watcher, self.grace);
        self.reap();
        let ended = ended.map_err(Error::file("look into", "/proc"))?;
        Ok(if ended && has_let_go(&folder)? { CancelOutcome::Gone } else { CancelOutcome::Asked })
    }

    pub(super) fn release_tagged(&self, number: JobRef, tag: &str) -> Result<(), Error> {
        let refused = |said: &str| {
            let command = format!("releasing job {number}");
            Err(Error::SchedulerRefused { command, said: said.to_owned() })
        };
        let folder = self.place.job(tag);
        let alone = self.alone()?;
        if self.of_number(&folder, number)?.is_none() {
            return refused("job not found");
        }
        if !is_marked(&folder, "held")? {
            return refused("it is not held");
        }
        let mark = folder.join("held");
        fs::remove_file(&mark).map_err(Error::file("remove", mark))?;
        // What cannot be started now waits, and whoever tends the folder is told why.
        drop(self.start_waiting(&alone));
        Ok(())
    }

    /// The job of this folder, if it has this number: else that is another one.
    fn of_number(&self, folder: &Path, number: JobRef) -> Result<Option<JobRecord>, Error> {
        let job = read::<JobRecord>(folder, "job.json")?;
        Ok(job.filter(|job| JobRef::new(job.number) == number))
    }
}
