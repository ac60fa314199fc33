//! A journal: every event and sample of a program in a file, and back.
//!
//! Each line is a checksum (CRC-32 of what follows, eight hexadecimal digits), a blank, and one
//! JSON object with its number, `seq`, and one of
//!
//! | key | what |
//! |---|---|
//! | `journal` | the first line of each file: the version of the form, 1 |
//! | `event` | an event, in the JSON of `monitor-core` |
//! | `sample` | a sample of `monitor-exec`, of the command in `command` |
//! | `begun` | a command that begins, its words; its id is in `command` |
//! | `lost` | so many events had no room before they could be written |
//!
//! When a file is full it becomes `FILE.1`, that one `FILE.2`, and so on; the last one goes.

mod reader;
mod record;

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError, Sender, bounded};
use monitor_core::Event;
use monitor_events::{Bounded, Emitter, EventReceiver};
use monitor_exec::Sample;

use crate::error::Error;

pub use reader::JournalReader;
pub use record::{JournalEntry, JournalRecord};

/// How often what has been emitted is written.
const PERIOD: Duration = Duration::from_millis(20);
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
/// use monitor_core::{JobEvent, Limits, Monitor, Observer};
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
/// let monitor = Monitor::new(Limits::default());
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
    entries: Option<Sender<JournalEntry>>,
    counts: Arc<Counts>,
    thread: Option<JoinHandle<()>>,
}

#[derive(Default)]
struct Counts {
    written: AtomicU64,
    lost: AtomicU64,
    failed: AtomicU64,
    error: Mutex<Option<String>>,
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
        let path = path.into();
        let mut files = Files { file: None, bytes: 0, path, limits };
        files.next().map_err(Error::file("create", &files.path))?;
        let events = emitter.subscribe(Bounded::new(limits.queue));
        let (entries, others) = bounded(SAMPLES);
        let counts = Arc::new(Counts::default());
        let mut writer =
            Writer { files, events, others, counts: Arc::clone(&counts), seq: 0, lost: 0 };
        let thread = thread::Builder::new().name("monitor-journal".to_owned());
        let thread = thread.spawn(move || writer.run());
        let thread = thread.map_err(|source| Error::System { what: "a thread", source })?;
        Ok(Self { entries: Some(entries), counts, thread: Some(thread) })
    }

    /// Records that a command begins.
    pub fn command(&self, id: &str, words: &[String]) {
        self.put(JournalEntry::Begun { command: id.to_owned(), words: words.to_vec() });
    }

    /// Records a sample of a command.
    pub fn sample(&self, id: &str, sample: &Sample) {
        self.put(JournalEntry::Sample { command: id.to_owned(), sample: *sample });
    }

    fn put(&self, entry: JournalEntry) {
        let refused = self.entries.as_ref().is_none_or(|entries| entries.try_send(entry).is_err());
        if refused {
            self.counts.lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    /// What it counts about itself.
    #[must_use]
    pub fn counts(&self) -> JournalCounts {
        JournalCounts {
            written: self.counts.written.load(Ordering::Relaxed),
            lost: self.counts.lost.load(Ordering::Relaxed),
            failed: self.counts.failed.load(Ordering::Relaxed),
        }
    }

    /// What the system said when it first refused to write.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.counts.error.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

impl Drop for Journal {
    fn drop(&mut self) {
        drop(self.entries.take());
        // Should it have panicked, its message is out already.
        let _ = self.thread.take().map(JoinHandle::join);
    }
}

impl fmt::Debug for Journal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Journal").field("counts", &self.counts()).finish_non_exhaustive()
    }
}

/// Takes what waits and writes it.
struct Writer {
    files: Files,
    events: EventReceiver<Event>,
    others: Receiver<JournalEntry>,
    counts: Arc<Counts>,
    seq: u64,
    lost: u64,
}

impl Writer {
    fn run(&mut self) {
        loop {
            let other = self.others.recv_timeout(PERIOD);
            self.write_events();
            match other {
                Ok(entry) => self.write(entry),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => {
                    self.write_events();
                    self.flush();
                    return;
                }
            }
            while let Ok(entry) = self.others.try_recv() {
                self.write(entry);
            }
            self.flush();
        }
    }

    fn write_events(&mut self) {
        let lost = self.events.dropped();
        if lost > self.lost {
            let newly = lost - self.lost;
            self.lost = lost;
            self.counts.lost.fetch_add(newly, Ordering::Relaxed);
            self.write(JournalEntry::Lost(newly));
        }
        let waiting: Vec<_> = self.events.try_iter().take(self.events.len()).collect();
        waiting.into_iter().for_each(|event| self.write(JournalEntry::Event((*event).clone())));
    }

    fn write(&mut self, entry: JournalEntry) {
        self.seq += 1;
        let line = JournalRecord { seq: self.seq, entry }.to_line();
        let counted = match self.files.write(line.as_bytes()) {
            Ok(()) => &self.counts.written,
            Err(error) => {
                self.note(&error);
                &self.counts.failed
            }
        };
        counted.fetch_add(1, Ordering::Relaxed);
    }

    fn flush(&mut self) {
        if let Some(file) = &mut self.files.file
            && let Err(error) = file.flush()
        {
            self.note(&error);
        }
    }

    fn note(&self, error: &io::Error) {
        let mut first = self.counts.error.lock().unwrap_or_else(PoisonError::into_inner);
        first.get_or_insert_with(|| error.to_string());
    }
}

/// The current file and the full ones.
struct Files {
    path: PathBuf,
    limits: JournalLimits,
    file: Option<BufWriter<File>>,
    bytes: u64,
}

impl Files {
    fn write(&mut self, line: &[u8]) -> io::Result<()> {
        if self.file.is_none() || self.bytes + line.len() as u64 > self.limits.file_bytes {
            self.next()?;
        }
        self.bytes += line.len() as u64;
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(line))
    }

    /// Begins another file.
    fn next(&mut self) -> io::Result<()> {
        if let Some(mut full) = self.file.take() {
            full.flush()?;
        }
        if self.path.exists() {
            self.make_room()?;
        }
        let head = JournalRecord { seq: 0, entry: JournalEntry::Head }.to_line();
        let mut file = BufWriter::new(File::create(&self.path)?);
        file.write_all(head.as_bytes())?;
        self.bytes = head.len() as u64;
        self.file = Some(file);
        Ok(())
    }

    /// Moves each file to the next number; the last one goes.
    fn make_room(&self) -> io::Result<()> {
        if self.limits.full_files == 0 {
            return fs::remove_file(&self.path);
        }
        for number in (1..self.limits.full_files).rev() {
            match fs::rename(numbered(&self.path, number), numbered(&self.path, number + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(&self.path, numbered(&self.path, 1))
    }
}

/// The name of a full file.
fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}
