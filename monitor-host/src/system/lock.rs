//! Locks that are held for as long as a process lives, and who holds them.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

#[cfg(feature = "runs")]
use monitor_run::WriterPresence;

use crate::system::this_machine::host_name;

/// A held lock; the system lets it go when the process ends, however it ends.
#[derive(Debug)]
pub(crate) struct FileLock {
    file: Option<File>,
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(crate) enum LockedFile {
    /// It is ours.
    Ours(FileLock),
    /// Another process holds it.
    Busy,
}

/// Readers look at a lock for some microseconds each. We ask so many times, a millisecond apart.
const ATTEMPTS: u32 = 50;

impl FileLock {
    /// Takes the lock, without waiting for a process that runs. Where the file system has no
    /// locks, that is told by [`is_held`](Self::is_held).
    pub(crate) fn take(path: &Path) -> io::Result<LockedFile> {
        let file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        for _ in 0..ATTEMPTS {
            match file.try_lock() {
                Ok(()) => return Ok(LockedFile::Ours(Self { file: Some(file) })),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
                Err(TryLockError::Error(error)) if has_no_locks(&error) => {
                    return Ok(LockedFile::Ours(Self { file: None }));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(LockedFile::Busy)
    }

    /// Whether the file system has locks.
    #[cfg(feature = "runs")]
    pub(crate) const fn is_held(&self) -> bool {
        self.file.is_some()
    }

    /// Writes into the file who holds it, for people who look.
    pub(crate) fn sign(&mut self) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{} on {}", std::process::id(), host_name())
    }
}

/// Whether the process that holds a lock is there. Takes some microseconds.
#[cfg(feature = "runs")]
pub(crate) fn presence(lock: &Path) -> WriterPresence {
    let Ok(file) = File::open(lock) else { return WriterPresence::Unknown };
    match file.try_lock_shared() {
        Ok(()) => WriterPresence::Gone,
        Err(TryLockError::WouldBlock) => WriterPresence::Here,
        Err(TryLockError::Error(_)) => WriterPresence::Unknown,
    }
}

/// Who holds a lock, as it was signed; empty if that cannot be read.
pub(crate) fn holder(lock: &Path) -> String {
    fs::read_to_string(lock).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn has_no_locks(error: &io::Error) -> bool {
    let number = error.raw_os_error();
    error.kind() == io::ErrorKind::Unsupported || number == Some(nix::errno::Errno::ENOLCK as i32)
}
