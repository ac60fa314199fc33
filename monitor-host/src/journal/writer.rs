//! The thread of a journal: takes what waits, and writes it to files of a bounded size.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use crossbeam_channel::{Receiver, RecvTimeoutError};
use monitor_core::Event;
use monitor_events::EventReceiver;

use super::handle::JournalNotice;
use super::record::{JournalEntry, JournalRecord};
use super::{JournalCounters, JournalLimits};
use crate::error::Error;

/// How often what has been emitted is written.
const PERIOD: Duration = Duration::from_millis(20);

/// Takes what waits and writes it.
pub(super) struct JournalWriter {
    files: JournalFiles,
    events: EventReceiver<Event>,
    others: Receiver<JournalNotice>,
    counts: Arc<JournalCounters>,
    seq: u64,
    /// Of the events that were lost, those that have been said to be.
    events_lost: u64,
    /// The same of what is no event.
    others_lost: u64,
}

impl JournalWriter {
    pub(super) fn new(
        files: JournalFiles,
        events: EventReceiver<Event>,
        others: Receiver<JournalNotice>,
        counts: Arc<JournalCounters>,
    ) -> Self {
        Self { files, events, others, counts, seq: 0, events_lost: 0, others_lost: 0 }
    }

    /// Writes until it is told that there is nothing more.
    pub(super) fn run(&mut self) {
        loop {
            let told = self.others.recv_timeout(PERIOD);
            self.write_events();
            let mut next = match told {
                Ok(told) => Some(told),
                Err(RecvTimeoutError::Timeout) => None,
                Err(RecvTimeoutError::Disconnected) => Some(JournalNotice::Stop),
            };
            while let Some(told) = next {
                match told {
                    JournalNotice::Write(entry) => self.write(*entry),
                    JournalNotice::Behind(entry, taken) => {
                        self.write_events();
                        drop(taken);
                        self.write(*entry);
                    }
                    JournalNotice::Stop => {
                        self.write_events();
                        self.write_lost();
                        self.flush();
                        return;
                    }
                }
                next = self.others.try_recv().ok();
            }
            self.write_lost();
            self.flush();
        }
    }

    fn write_events(&mut self) {
        let lost = self.events.dropped();
        let newly = lost - self.events_lost;
        self.events_lost = lost;
        if newly > 0 {
            self.counts.events_lost.fetch_add(newly, Ordering::Relaxed);
            self.write(JournalEntry::Lost(newly));
        }
        let waiting: Vec<_> = self.events.try_iter().take(self.events.len()).collect();
        waiting.into_iter().for_each(|event| self.write(JournalEntry::Event((*event).clone())));
    }

    /// Says what has been lost of what is no event.
    fn write_lost(&mut self) {
        let lost = self.counts.others_lost.load(Ordering::Relaxed);
        let newly = lost - self.others_lost;
        self.others_lost = lost;
        if newly > 0 {
            self.write(JournalEntry::Lost(newly));
        }
    }

    fn write(&mut self, entry: JournalEntry) {
        self.seq += 1;
        let line = JournalRecord { seq: self.seq, entry }.to_line();
        let counted = match self.files.write(line.as_bytes()) {
            Ok(()) => &self.counts.written,
            Err(error) => {
                self.note_error(&error);
                &self.counts.failed
            }
        };
        counted.fetch_add(1, Ordering::Relaxed);
    }

    fn flush(&mut self) {
        if let Some(file) = &mut self.files.file
            && let Err(error) = file.flush()
        {
            self.note_error(&error);
        }
    }

    fn note_error(&self, error: &io::Error) {
        let mut first = self.counts.error.lock();
        first.get_or_insert_with(|| error.to_string());
    }
}

/// The current file and the full ones.
pub(super) struct JournalFiles {
    path: PathBuf,
    limits: JournalLimits,
    file: Option<BufWriter<File>>,
    bytes: u64,
}

impl JournalFiles {
    /// Begins the first one.
    pub(super) fn create(path: PathBuf, limits: JournalLimits) -> Result<Self, Error> {
        let mut files = Self { path, limits, file: None, bytes: 0 };
        files.next().map_err(Error::file("create", &files.path))?;
        Ok(files)
    }

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
pub(super) fn numbered(path: &Path, number: u32) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(format!(".{number}"));
    name.into()
}
