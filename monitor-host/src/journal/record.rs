//! One line of a journal.

use monitor_core::Event;
use monitor_exec::Sample;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

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
    },
    /// A sample of a command.
    Sample {
        /// Its id.
        command: String,
        /// The sample.
        sample: Sample,
    },
    /// So many events had no room before they could be written.
    Lost(u64),
}

#[derive(Deserialize)]
struct Wire {
    seq: u64,
    journal: Option<u64>,
    event: Option<Event>,
    command: Option<String>,
    begun: Option<Vec<String>>,
    sample: Option<Sample>,
    lost: Option<u64>,
}

#[derive(Serialize)]
struct EventLine<'a> {
    seq: u64,
    event: &'a Event,
}

impl JournalRecord {
    /// The line, with its checksum and its end.
    pub(super) fn to_line(&self) -> String {
        let seq = self.seq;
        let value = match &self.entry {
            JournalEntry::Event(event) => {
                // An event can always be JSON: free data has only keys that are texts.
                let json = serde_json::to_string(&EventLine { seq, event }).unwrap_or_default();
                return line(&json);
            }
            JournalEntry::Head => json!({"seq": seq, "journal": VERSION}),
            JournalEntry::Begun { command, words } => {
                json!({"seq": seq, "command": command, "begun": words})
            }
            JournalEntry::Sample { command, sample } => {
                let sample = serde_json::to_value(sample).unwrap_or(Value::Null);
                json!({"seq": seq, "command": command, "sample": sample})
            }
            JournalEntry::Lost(count) => json!({"seq": seq, "lost": count}),
        };
        line(&value.to_string())
    }

    /// Reads a line; `None` if it is not whole, or none of ours.
    pub(super) fn from_line(line: &[u8]) -> Option<Self> {
        let (sum, json) = line.split_at_checked(8)?;
        let json = json.strip_prefix(b" ")?;
        let sum = u32::from_str_radix(std::str::from_utf8(sum).ok()?, 16).ok()?;
        if sum != crc32fast::hash(json) {
            return None;
        }
        let wire: Wire = serde_json::from_slice(json).ok()?;
        let entry = match wire {
            Wire { event: Some(event), .. } => JournalEntry::Event(event),
            Wire { sample: Some(sample), command: Some(command), .. } => {
                JournalEntry::Sample { command, sample }
            }
            Wire { begun: Some(words), command: Some(command), .. } => {
                JournalEntry::Begun { command, words }
            }
            Wire { lost: Some(count), .. } => JournalEntry::Lost(count),
            Wire { journal: Some(VERSION), .. } => JournalEntry::Head,
            _ => return None,
        };
        Some(Self { seq: wire.seq, entry })
    }
}

fn line(json: &str) -> String {
    format!("{:08x} {json}\n", crc32fast::hash(json.as_bytes()))
}
