//! A journal: every event and sample of a program in a file, and back.
//!
//! Each line is a checksum (CRC-32 of what follows, eight hexadecimal digits), a blank, and one
//! JSON object with its number, `seq`, and one of
//!
//! | key | what |
//! |---|---|
//! | `journal` | the first line of each file: the version of the form, 1 |
//! | `event` | an event, in the JSON of `monitor-core` |
//! | `begun` | a command that begins, its words; its id is in `command`, the time in `at` |
//! | `sample` | a sample of `monitor-exec`, of the command in `command` |
//! | `again` | not all samples of the command in `command` were seen: all of them follow |
//! | `ended` | the command in `command` has ended: its metadata, summary and `samples_merged` |
//! | `change` | the figures were changed by no event: `reset`, `enable`, `disable`, `expire`, at `at` |
//! | `lost` | so many events or samples had no room before they could be written |
//!
//! When a file is full it becomes `FILE.1`, that one `FILE.2`, and so on; the last one goes.

mod change;
mod handle;
mod reader;
mod record;
mod writer;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread::{self, JoinHandle};

use crossbeam_channel::bounded;
use monitor_core::NonPoisonMutex;
use monitor_events::{ChannelOptions, Emitter};

use crate::error::Error;
use handle::JournalNotice;
use writer::{JournalFiles, JournalWriter};

pub use change::MetricsChange;
pub use handle::JournalHandle;
pub use reader::JournalReader;
pub use record::{JournalEntry, JournalRecord};

/// How many samples may wait.
const SAMPLES: usize = 8_192;

/// How much a journal keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalLimits {
    /// Bytes of one file, 64 MiB; then the next one begins.
    pub file_bytes: u64,
    /// Full files that are kept beside the current one, 4; older ones are deleted.
    pub full_files: u32,
    /// Events that may wait to be written, 65,536; beyond it the oldest are lost and counted.
    pub queue: usize,
}

impl Default for JournalLimits {
    fn default() -> Self {
        Self { file_bytes: 64 << 20, full_files: 4, queue: 65_536 }
    }
}

/// What a journal counts about itself.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct JournalCounts {
    /// Records that were written.
    pub written: u64,
    /// Events and samples that were lost because too many waited.
    pub lost: u64,
    /// Records that could not be written, because the disk was full or the file gone.
    pub failed: u64,
}

/// Records every event of emitters, and samples, to a file. It is written by a thread of its own:
/// who emits only pays for a queue. Dropping it writes what waits.
///
/// ```
/// use monitor_core::{JobEvent, MonitorLimits, Monitor, Observer};
/// use monitor_events::Emitter;
/// use monitor_host::{Journal, JournalEntry, JournalLimits, JournalReader};
///
/// let path = std::env::temp_dir().join(format!("journal-{}", std::process::id()));
/// let emitter = Emitter::new();
/// let journal = Journal::create(&path, &emitter, JournalLimits::default())?;
/// emitter.emit(JobEvent::started("job-1"));
/// emitter.emit(JobEvent::completed("job-1"));
/// drop(journal);
///
/// let monitor = Monitor::new(MonitorLimits::default());
/// for record in JournalReader::open(&path)? {
///     if let JournalEntry::Event(event) = record?.entry {
///         monitor.observe(&event);
///     }
/// }
/// assert_eq!(monitor.jobs().summary().completed_jobs, 1);
/// # std::fs::remove_file(path).ok();
/// # Ok::<(), monitor_host::Error>(())
/// ```
pub struct Journal {
    handle: JournalHandle,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct JournalCounters {
    written: AtomicU64,
    events_lost: AtomicU64,
    others_lost: AtomicU64,
    failed: AtomicU64,
    error: NonPoisonMutex<Option<String>>,
}

impl JournalCounters {
    fn counts_snapshot(&self) -> JournalCounts {
        let count = |count: &AtomicU64| count.load(Ordering::Relaxed);
        JournalCounts {
            written: count(&self.written),
            lost: count(&self.events_lost) + count(&self.others_lost),
            failed: count(&self.failed),
        }
    }
}

impl Journal {
    /// Records what `emitter` emits from now on. What is in the file already stays: it becomes the
    /// first full one.
    ///
    /// # Errors
    /// [`Error::File`] if the file cannot be made, [`Error::System`] if there is no thread.
    pub fn create(
        path: impl Into<PathBuf>,
        emitter: &Emitter,
        limits: JournalLimits,
    ) -> Result<Self, Error> {
        let files = JournalFiles::create(path.into(), limits)?;
        let events = emitter.subscribe(ChannelOptions::new(limits.queue));
        let (lines, others) = bounded(SAMPLES);
        let counts = Arc::new(JournalCounters::default());
        let mut writer = JournalWriter::new(files, events, others, Arc::clone(&counts));
        let thread = thread::Builder::new().name("monitor-journal".to_owned());
        let thread = thread.spawn(move || writer.run());
        let thread = thread.map_err(|source| Error::System { what: "a thread", source })?;
        Ok(Self { handle: JournalHandle { lines, counts }, thread: Some(thread) })
    }

    /// What records commands, samples and changes of the figures to it.
    #[must_use]
    pub fn handle(&self) -> JournalHandle {
        self.handle.clone()
    }

    /// What it counts about itself.
    #[must_use]
    pub fn counts(&self) -> JournalCounts {
        self.handle.counts()
    }

    /// What the system said when it first refused to write.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.handle.error()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        // It takes this as soon as it has written what waits. If it is gone, nobody is told.
        let _ = self.handle.lines.send(JournalNotice::Stop);
        // Should it have panicked, its message is out already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("counts", &self.counts()).finish_non_exhaustive()
    }
}
