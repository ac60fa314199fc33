//! One line of a journal.

use monitor_core::{Event, Timestamp};
use monitor_exec::{ExecMetadata, Sample, SampleRecording, Summary};
use serde::{Deserialize, Serialize};

use super::change::MetricsChange;

/// The version of the form.
const VERSION: u64 = 1;

/// One record of a journal.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct JournalRecord {
    /// Its number in this recording; 0 for the head of a file.
    pub seq: u64,
    /// What it says.
    pub entry: JournalEntry,
}

/// What a record says.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum JournalEntry {
    /// A file begins.
    Head,
    /// An event.
    Event(Event),
    /// A command begins.
    Begun {
        /// Its id.
        command: String,
        /// Its program and arguments.
        words: Vec<String>,
        /// When.
        at: Timestamp,
    },
    /// A sample of a command.
    Sample {
        /// Its id.
        command: String,
        /// The sample.
        sample: Sample,
    },
    /// Not all samples of a command were seen: all of them follow, once more.
    Again {
        /// Its id.
        command: String,
    },
    /// A command has ended.
    Ended {
        /// Its id.
        command: String,
        /// Everything but the samples.
        figures: Box<SampleRecording>,
    },
    /// The figures were changed by no event.
    Change {
        /// How.
        change: MetricsChange,
        /// When.
        at: Timestamp,
    },
    /// So many events or samples had no room before they could be written.
    Lost(u64),
}

#[derive(Deserialize)]
struct JournalWire {
    seq: u64,
    journal: Option<u64>,
    event: Option<Event>,
    command: Option<String>,
    begun: Option<Vec<String>>,
    sample: Option<Sample>,
    again: Option<bool>,
    ended: Option<JournalFigures>,
    change: Option<MetricsChange>,
    at: Option<Timestamp>,
    lost: Option<u64>,
}

/// What is known of a command at its end, but its samples.
#[derive(Serialize, Deserialize)]
struct JournalFigures {
    metadata: Option<ExecMetadata>,
    summary: Option<Summary>,
    samples_merged: u64,
}

impl JournalFigures {
    fn from_recording(recording: &SampleRecording) -> Self {
        Self {
            metadata: recording.metadata.clone(),
            summary: recording.summary.clone(),
            samples_merged: recording.samples_merged,
        }
    }

    fn into_recording(self) -> SampleRecording {
        let mut recording = SampleRecording::default();
        recording.metadata = self.metadata;
        recording.summary = self.summary;
        recording.samples_merged = self.samples_merged;
        recording
    }
}

/// The keys of a line; a record has some of them.
#[derive(Default, Serialize)]
struct JournalLine<'a> {
    seq: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    journal: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    event: Option<&'a Event>,
    #[serde(skip_serializing_if = "Option::is_none")]
    command: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    begun: Option<&'a [String]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    sample: Option<&'a Sample>,
    #[serde(skip_serializing_if = "Option::is_none")]
    again: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    ended: Option<JournalFigures>,
    #[serde(skip_serializing_if = "Option::is_none")]
    change: Option<MetricsChange>,
    #[serde(skip_serializing_if = "Option::is_none")]
    at: Option<Timestamp>,
    #[serde(skip_serializing_if = "Option::is_none")]
    lost: Option<u64>,
}

impl JournalRecord {
    /// The line, with its checksum and its end.
    pub(super) fn to_line(&self) -> String {
        let line = JournalLine { seq: self.seq, ..JournalLine::default() };
        let of = |command| JournalLine {
            command: Some(command),
            ..JournalLine { seq: self.seq, ..JournalLine::default() }
        };
        let line = match &self.entry {
            JournalEntry::Head => JournalLine { journal: Some(VERSION), ..line },
            JournalEntry::Event(event) => JournalLine { event: Some(event), ..line },
            JournalEntry::Begun { command, words, at } => {
                JournalLine { begun: Some(words), at: Some(*at), ..of(command) }
            }
            JournalEntry::Sample { command, sample } => {
                JournalLine { sample: Some(sample), ..of(command) }
            }
            JournalEntry::Again { command } => JournalLine { again: Some(true), ..of(command) },
            JournalEntry::Ended { command, figures } => {
                JournalLine { ended: Some(JournalFigures::from_recording(figures)), ..of(command) }
            }
            JournalEntry::Change { change, at } => {
                JournalLine { change: Some(*change), at: Some(*at), ..line }
            }
            JournalEntry::Lost(count) => JournalLine { lost: Some(*count), ..line },
        };
        // All of it can be JSON: free data has only keys that are texts.
        let json = serde_json::to_string(&line).unwrap_or_default();
        format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()))
    }

    /// Reads a line; `None` if it is not whole, or none of ours.
    pub(super) fn from_line(line: &[u8]) -> Option<Self> {
        let (sum, json) = line.split_at_checked(8)?;
        let json = json.strip_prefix(b" ")?;
        let sum = u32::from_str_radix(std::str::from_utf8(sum).ok()?, 16).ok()?;
        if sum != crc32fast::hash(json) {
            return None;
        }
        let wire: JournalWire = serde_json::from_slice(json).ok()?;
        let entry = match wire {
            JournalWire { event: Some(event), .. } => JournalEntry::Event(event),
            JournalWire { sample: Some(sample), command: Some(command), .. } => {
                JournalEntry::Sample { command, sample }
            }
            JournalWire { begun: Some(words), command: Some(command), at: Some(at), .. } => {
                JournalEntry::Begun { command, words, at }
            }
            JournalWire { again: Some(_), command: Some(command), .. } => {
                JournalEntry::Again { command }
            }
            JournalWire { ended: Some(figures), command: Some(command), .. } => {
                JournalEntry::Ended { command, figures: Box::new(figures.into_recording()) }
            }
            JournalWire { change: Some(change), at: Some(at), .. } => {
                JournalEntry::Change { change, at }
            }
            JournalWire { lost: Some(count), .. } => JournalEntry::Lost(count),
            JournalWire { journal: Some(VERSION), .. } => JournalEntry::Head,
            _ => return None,
        };
        Some(Self { seq: wire.seq, entry })
    }
}
