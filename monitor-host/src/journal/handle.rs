//! What is recorded beside events, from anywhere in a program.

use std::convert::Infallible;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crossbeam_channel::{Sender, bounded};
use monitor_core::{Event, Monitor, Timestamp};
use monitor_exec::{Sample, SampleRecording};

use super::change::MetricsChange;
use super::record::JournalEntry;
use super::{JournalCounters, JournalCounts};

/// How long a disk that takes nothing may hold up a change of the figures or the end of a command.
const PATIENCE: Duration = Duration::from_secs(1);

/// What the thread of a journal is told.
pub(super) enum JournalNotice {
    /// To write this.
    Write(Box<JournalEntry>),
    /// To write this behind all events that were emitted before; the sender goes when they are
    /// taken.
    Behind(Box<JournalEntry>, Sender<Infallible>),
    /// That there will be nothing more.
    Stop,
}

/// Records to a journal what is no event: commands, their samples, and changes of the figures.
///
/// It may be cloned and outlive its journal; then what it is told is lost and counted.
#[derive(Clone)]
pub struct JournalHandle {
    pub(super) lines: Sender<JournalNotice>,
    pub(super) counts: Arc<JournalCounters>,
}

impl JournalHandle {
    /// Records that a command begins.
    pub fn record_begun(&self, id: &str, words: &[String], at: Timestamp) {
        self.push_entry(JournalEntry::Begun { command: id.to_owned(), words: words.to_vec(), at });
    }

    /// Records a sample of a command.
    pub fn sample(&self, id: &str, sample: &Sample) {
        self.push_entry(JournalEntry::Sample { command: id.to_owned(), sample: *sample });
    }

    /// Records that a command has ended, with its figures.
    ///
    /// Its samples are those that were recorded, unless `seen` says that not all of them were: then
    /// they are recorded once more.
    pub fn record_ended(&self, id: &str, outcome: &SampleRecording, seen: bool) {
        let until = Instant::now() + PATIENCE;
        let tell = |entry| self.put_until(JournalNotice::Write(Box::new(entry)), until);
        if !seen {
            tell(JournalEntry::Again { command: id.to_owned() });
            for sample in &outcome.samples {
                tell(JournalEntry::Sample { command: id.to_owned(), sample: *sample });
            }
        }
        let mut figures = SampleRecording::default();
        figures.metadata.clone_from(&outcome.metadata);
        figures.summary.clone_from(&outcome.summary);
        figures.samples_merged = outcome.samples_merged;
        tell(JournalEntry::Ended { command: id.to_owned(), figures: Box::new(figures) });
    }

    /// Changes the figures of `monitor` at `now`, and records it behind all events that were
    /// emitted before. Gives the events that are the host's to emit.
    ///
    /// Looking for lost workers is recorded only if there was something to forget or to say, so it
    /// may be done every second.
    #[must_use = "these events are for the host to emit"]
    pub fn change(&self, change: MetricsChange, monitor: &Monitor, now: Timestamp) -> Vec<Event> {
        let before = monitor.workers().forgotten_count();
        let events = change.apply(monitor, now);
        let is_nothing = change == MetricsChange::Expire
            && events.is_empty()
            && monitor.workers().forgotten_count() == before;
        if !is_nothing {
            let (taken, waiting) = bounded(0);
            let entry = Box::new(JournalEntry::Change { change, at: now });
            self.put_until(JournalNotice::Behind(entry, taken), Instant::now() + PATIENCE);
            // That it is disconnected is the answer.
            let _ = waiting.recv_timeout(PATIENCE);
        }
        events
    }

    /// What the journal counts about itself.
    #[must_use]
    pub fn counts(&self) -> JournalCounts {
        self.counts.counts_snapshot()
    }

    /// What the system said when it first refused to write.
    #[must_use]
    pub fn error(&self) -> Option<String> {
        self.counts.error.lock().clone()
    }

    /// Never waits.
    fn push_entry(&self, entry: JournalEntry) {
        if self.lines.try_send(JournalNotice::Write(Box::new(entry))).is_err() {
            self.counts.others_lost.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn put_until(&self, told: JournalNotice, until: Instant) {
        if self.lines.send_deadline(told, until).is_err() {
            self.counts.others_lost.fetch_add(1, Ordering::Relaxed);
        }
    }
}

impl fmt::Debug for JournalHandle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JournalHandle").field("counts", &self.counts()).finish_non_exhaustive()
    }
}
