//! The folder of a local scheduler: where everything is, and who may change it.
//!
//! ```text
//! <folder>/.lock                the last number that was given out; locked by who changes anything
//! <folder>/.numbers/17          -> ../GW150914%2Fbilby:1
//! <folder>/.waiting/17          -> the same, while it waits
//! <folder>/.running/17          -> the same, while it runs
//! <folder>/GW150914%2Fbilby:1/  a job, by its tag
//!     job.json                  what it is to do: there before anything is started
//!     alive                     locked by the job while it lives
//!     process.json              the process that watches it
//!     summary.json              how it ended and what it used
//!     stdout, stderr            what it said, unless the work says where
//!     watcher.log               what the watcher complained of
//!     held, cancelled           there if it is
//! ```

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::scheduler::tag::{digest, label};

/// How long a file's name may be on the usual file systems, and be replaced under another name.
const LONGEST_NAME: usize = 240;

/// How long is waited between two looks at the lock.
const PAUSE: Duration = Duration::from_millis(5);

/// The folder of a local scheduler.
#[derive(Clone, Debug)]
pub(super) struct LocalJobDir {
    root: PathBuf,
}

/// A list of jobs by their numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum JobDirList {
    /// All that there have been.
    Numbers,
    /// Those that have not been started.
    Waiting,
    /// Those that have, and may have ended.
    Running,
}

/// The right to change something in the folder, given back when it is dropped.
#[derive(Debug)]
pub(super) struct FolderLock {
    file: File,
}

impl LocalJobDir {
    pub(super) const fn new(root: PathBuf) -> Self {
        Self { root }
    }

    pub(super) fn root(&self) -> &Path {
        &self.root
    }

    /// The folder of the job with this tag, whether or not there is one.
    pub(super) fn job(&self, tag: &str) -> PathBuf {
        self.root.join(folder_name(tag))
    }

    /// The folder of the job with this number, if there ever was one.
    pub(super) fn numbered(&self, number: u64) -> io::Result<Option<PathBuf>> {
        match fs::read_link(self.entry(JobDirList::Numbers, number)) {
            Ok(target) => Ok(target.file_name().map(|name| self.root.join(name))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// Whether a job was ever submitted here. A folder that is not mounted says no.
    pub(super) fn is_there(&self) -> Result<bool, Error> {
        let lock = self.root.join(".lock");
        lock.try_exists().map_err(Error::file("look at", lock))
    }

    /// The numbers on a list, the lowest first.
    pub(super) fn list(&self, list: JobDirList) -> io::Result<Vec<u64>> {
        let mut numbers = Vec::new();
        for entry in fs::read_dir(self.root.join(list.name()))? {
            numbers.extend(entry?.file_name().to_str().and_then(|name| name.parse::<u64>().ok()));
        }
        numbers.sort_unstable();
        Ok(numbers)
    }

    fn entry(&self, list: JobDirList, number: u64) -> PathBuf {
        self.root.join(list.name()).join(number.to_string())
    }

    /// Waits for the right to change something, for so long.
    ///
    /// # Errors
    /// The folder cannot be made or locked, or somebody else has it all that time.
    pub(super) fn lock_folder(&self, limit: Duration) -> Result<FolderLock, Error> {
        for list in [JobDirList::Numbers, JobDirList::Waiting, JobDirList::Running] {
            let folder = self.root.join(list.name());
            fs::create_dir_all(&folder).map_err(Error::file("create", folder))?;
        }
        let path = self.root.join(".lock");
        let opened =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(&path);
        let file = opened.map_err(Error::file("open", &path))?;
        let began = Instant::now();
        loop {
            match file.try_lock() {
                Ok(()) => return Ok(FolderLock { file }),
                Err(TryLockError::WouldBlock) if began.elapsed() < limit => thread::sleep(PAUSE),
                Err(TryLockError::WouldBlock) => {
                    let limit_ms = u64::try_from(limit.as_millis()).unwrap_or(u64::MAX);
                    let command = format!("the process that has locked {}", path.display());
                    return Err(Error::SchedulerSilent { command, limit_ms });
                }
                Err(TryLockError::Error(error)) => return Err(Error::file("lock", path)(error)),
            }
        }
    }
}

impl JobDirList {
    const fn name(self) -> &'static str {
        match self {
            Self::Numbers => ".numbers",
            Self::Waiting => ".waiting",
            Self::Running => ".running",
        }
    }
}

impl FolderLock {
    /// A number that no job has had. It is written down first, so that none is given out twice.
    pub(super) fn next_number(&mut self, place: &LocalJobDir) -> io::Result<u64> {
        let mut text = String::new();
        self.file.rewind()?;
        (&self.file).take(64).read_to_string(&mut text)?;
        let last = match text.trim().parse() {
            Ok(number) => number,
            Err(_) => place.list(JobDirList::Numbers)?.last().copied().unwrap_or(0),
        };
        self.file.rewind()?;
        // Always as long: nothing has to be cut off, and a disk that is full has room for it.
        writeln!(self.file, "{:020}", last + 1)?;
        self.file.sync_data()?;
        Ok(last + 1)
    }

    /// Puts a job on a list.
    pub(super) fn put_file(
        &self,
        place: &LocalJobDir,
        list: JobDirList,
        number: u64,
        tag: &str,
    ) -> io::Result<()> {
        match symlink(Path::new("..").join(folder_name(tag)), place.entry(list, number)) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            done => done,
        }
    }

    /// Takes a job off a list.
    pub(super) fn take(
        &self,
        place: &LocalJobDir,
        list: JobDirList,
        number: u64,
    ) -> io::Result<()> {
        match fs::remove_file(place.entry(list, number)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            done => done,
        }
    }

    /// Puts a job that waited on the list of those that run.
    pub(super) fn runs(&self, place: &LocalJobDir, number: u64) -> io::Result<()> {
        fs::rename(
            place.entry(JobDirList::Waiting, number),
            place.entry(JobDirList::Running, number),
        )
    }

    /// Removes what a submission left behind that did not come to its end.
    pub(super) fn clear(&self, place: &LocalJobDir) -> io::Result<()> {
        for entry in fs::read_dir(place.root())? {
            let entry = entry?;
            if entry.file_name().as_encoded_bytes().starts_with(b".new-") {
                fs::remove_dir_all(entry.path())?;
            }
        }
        Ok(())
    }
}

/// The label of a tag as the name of a file: `/` is `%2F`, and a dot in front `%2E`.
fn folder_name(tag: &str) -> String {
    let name = label(tag).replace('/', "%2F");
    let name = match name.strip_prefix('.') {
        Some(rest) => format!("%2E{rest}"),
        None => name,
    };
    if name.len() > LONGEST_NAME { digest(tag) } else { name }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tag_has_a_name_of_its_own_inside_the_folder() {
        assert_eq!(folder_name("GW150914/bilby:1"), "GW150914%2Fbilby:1");
        assert_eq!(folder_name(".lock"), "%2Elock");
        assert_eq!(folder_name(".."), "%2E.");
        assert_eq!(folder_name("a%2Fb"), digest("a%2Fb"), "it is not taken for a/b");
        assert_eq!(folder_name(&"/".repeat(128)), digest(&"/".repeat(128)));
    }
}
