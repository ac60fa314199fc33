//! The lock that a run holds for as long as its process lives, and who that is.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Seek, Write};
use std::path::Path;
use std::thread;
use std::time::Duration;

use monitor_state::{Presence, Writer};

/// A held lock; the system lets it go when the process ends, however it ends.
#[derive(Debug)]
pub(super) struct RunLock {
    file: Option<File>,
}

/// What came of asking for a lock.
#[derive(Debug)]
pub(super) enum Locked {
    /// It is ours.
    Ours(RunLock),
    /// Another process holds it.
    Busy,
}

/// Readers look at a lock for some microseconds each. We ask so many times, a millisecond apart.
const ATTEMPTS: u32 = 50;

impl RunLock {
    /// Takes the lock, without waiting for a process that runs. Where the file system has no
    /// locks, that is told by [`is_held`](Self::is_held).
    pub(super) fn take(path: &Path) -> io::Result<Locked> {
        let file =
            OpenOptions::new().create(true).truncate(false).read(true).write(true).open(path)?;
        for _ in 0..ATTEMPTS {
            match file.try_lock() {
                Ok(()) => return Ok(Locked::Ours(Self { file: Some(file) })),
                Err(TryLockError::WouldBlock) => thread::sleep(Duration::from_millis(1)),
                Err(TryLockError::Error(error)) if has_no_locks(&error) => {
                    return Ok(Locked::Ours(Self { file: None }));
                }
                Err(TryLockError::Error(error)) => return Err(error),
            }
        }
        Ok(Locked::Busy)
    }

    /// Whether the file system has locks.
    pub(super) const fn is_held(&self) -> bool {
        self.file.is_some()
    }

    /// Writes into the file who holds it, for people who look.
    pub(super) fn sign(&mut self, writer: &Writer) -> io::Result<()> {
        let Some(file) = &mut self.file else { return Ok(()) };
        file.set_len(0)?;
        file.rewind()?;
        writeln!(file, "{} on {}", writer.pid, writer.host)
    }
}

/// Whether the process that holds the lock of a run is there. Takes some microseconds.
pub(super) fn presence(lock: &Path) -> Presence {
    let Ok(file) = File::open(lock) else { return Presence::Unknown };
    match file.try_lock_shared() {
        Ok(()) => Presence::Gone,
        Err(TryLockError::WouldBlock) => Presence::Here,
        Err(TryLockError::Error(_)) => Presence::Unknown,
    }
}

/// Who holds a lock, as it was signed; empty if that cannot be read.
pub(super) fn holder(lock: &Path) -> String {
    fs::read_to_string(lock).map(|text| text.trim().to_owned()).unwrap_or_default()
}

fn has_no_locks(error: &io::Error) -> bool {
    let number = error.raw_os_error();
    error.kind() == io::ErrorKind::Unsupported || number == Some(nix::errno::Errno::ENOLCK as i32)
}

/// This process as the writer of a document.
pub(super) fn this_process() -> Writer {
    Writer {
        pid: std::process::id(),
        pid_start_ticks: start_ticks("self").unwrap_or(0),
        host: host(),
        boot_id: boot_id(),
        ..Writer::default()
    }
}

/// This machine, in this start of it.
#[derive(Debug)]
pub(super) struct Here {
    pub(super) host: String,
    pub(super) boot_id: String,
}

impl Here {
    pub(super) fn now() -> Self {
        Self { host: host(), boot_id: boot_id() }
    }
}

/// The name of this machine; empty if it has none that is text.
fn host() -> String {
    let name = nix::unistd::gethostname().ok().and_then(|name| name.into_string().ok());
    name.unwrap_or_default()
}

/// Which start of the machine this is; empty if the system does not say.
fn boot_id() -> String {
    let text = fs::read_to_string("/proc/sys/kernel/random/boot_id").unwrap_or_default();
    text.trim().to_owned()
}

/// When a process began, in clock ticks since the machine did: field 22 of proc(5)'s `stat`.
pub(super) fn start_ticks(process: &str) -> Option<u64> {
    let stat = fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name, field 2, may have spaces and brackets of its own.
    let (_, behind_name) = stat.rsplit_once(')')?;
    behind_name.split_whitespace().nth(19)?.parse().ok()
}
