//! Recording to a file and reading it back: the same figures to the byte, whatever became of it.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "support/recorded.rs"]
mod recorded;

use std::fs;
use std::path::PathBuf;

use monitor_core::{Monitor, MonitorLimits, Observer, Timestamp};
use monitor_events::Emitter;
use monitor_exec::{ExecCommand, SampleRecording};
use monitor_host::{Journal, JournalEntry, JournalLimits, JournalReader};

use recorded::{events, path, recorded, status};

fn replayed(path: &PathBuf) -> (Monitor, u64) {
    let monitor = Monitor::new(MonitorLimits::default());
    let mut reader = JournalReader::open(path).unwrap();
    for record in &mut reader {
        if let JournalEntry::Event(event) = record.unwrap().entry {
            monitor.observe(&event);
        }
    }
    let bad = reader.bad_lines();
    (monitor, bad)
}

#[test]
fn a_replay_gives_the_live_figures_to_the_byte() {
    let path = path("same");
    let live = recorded(&path, events(500), JournalLimits::default());
    let (monitor, bad) = replayed(&path);
    assert_eq!(bad, 0);
    assert_eq!(status(&monitor), live);
}

#[test]
fn what_is_not_whole_is_passed_over_and_counted() {
    let path = path("broken");
    recorded(&path, events(10), JournalLimits::default());
    let text = fs::read_to_string(&path).unwrap();
    // One byte is another one, and the last line is cut off.
    let broken = text.replacen("job.started", "job.startex", 1);
    fs::write(&path, &broken[..broken.len() - 9]).unwrap();
    let mut reader = JournalReader::open(&path).unwrap();
    assert_eq!(reader.by_ref().count(), 30);
    assert_eq!(reader.bad_lines(), 2);
}

#[test]
fn full_files_are_kept_up_to_their_number_and_read_first() {
    let path = path("rotated");
    let mut limits = JournalLimits::default();
    limits.file_bytes = 40_000;
    limits.full_files = 2;
    recorded(&path, events(1_000), limits);
    let size = |number: &str| {
        fs::metadata(format!("{}{number}", path.display())).map(|file| file.len()).ok()
    };
    for number in ["", ".1", ".2"] {
        assert!(size(number).is_some_and(|bytes| bytes <= 40_000), "{number}");
    }
    assert_eq!(size(".3"), None);
    let numbers: Vec<_> =
        JournalReader::open(&path).unwrap().map(|record| record.unwrap().seq).collect();
    assert!(numbers.windows(2).all(|two| two[0] + 1 == two[1]));
    assert_eq!(numbers.last(), Some(&3_002));
}

#[test]
fn what_was_recorded_before_stays() {
    let path = path("again");
    recorded(&path, events(1), JournalLimits::default());
    recorded(&path, events(2), JournalLimits::default());
    assert_eq!(JournalReader::open(&path).unwrap().count(), 5 + 8);
}

#[test]
fn samples_are_recorded_beside_events() {
    let path = path("samples");
    let emitter = Emitter::new();
    let journal = Journal::create(&path, &emitter, JournalLimits::default()).unwrap();
    let handle = journal.handle();
    handle.record_begun("one", &["true".to_owned()], Timestamp::from_secs(1));
    let outcome = ExecCommand::new("true").run().unwrap();
    outcome.samples.iter().for_each(|sample| handle.sample("one", sample));
    handle.record_ended("one", &SampleRecording::from(&outcome), true);
    assert_eq!(journal.counts().lost, 0);
    drop(journal);
    let entries: Vec<_> =
        JournalReader::open(&path).unwrap().map(|record| record.unwrap().entry).collect();
    assert!(matches!(&entries[0], JournalEntry::Begun { words, .. } if words == &["true"]));
    let samples = entries.iter().filter_map(|entry| match entry {
        JournalEntry::Sample { command, sample } if command == "one" => Some(*sample),
        _ => None,
    });
    assert_eq!(samples.collect::<Vec<_>>(), outcome.samples);
    let Some(JournalEntry::Ended { figures, .. }) = entries.last() else {
        panic!("no end: {entries:?}");
    };
    assert_eq!(figures.summary.as_ref(), Some(&outcome.summary));
    assert_eq!(figures.metadata.as_ref(), Some(&outcome.metadata));
    handle.sample("one", &outcome.samples[0]);
    assert_eq!(handle.counts().lost, 1, "there is no journal any more");
}

#[test]
fn a_file_that_cannot_be_made_is_an_error_at_once() {
    let emitter = Emitter::new();
    let refused = Journal::create("/there/is/none", &emitter, JournalLimits::default());
    assert!(refused.unwrap_err().to_string().contains("/there/is/none"));
    assert!(JournalReader::open("/there/is/none").is_err());
}
