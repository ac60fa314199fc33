//! Journals of `monitor-host`: every line is a record or is counted, whatever the file holds.
#![no_main]

use std::cell::RefCell;

use libfuzzer_sys::fuzz_target;
use monitor_core::{Monitor, MonitorLimits, Observer};
use monitor_fuzz::{ScratchFolder, split_mode};
use monitor_host::{JournalEntry, JournalReader, JournalRecord};

thread_local! {
    static FOLDER: RefCell<ScratchFolder> = RefCell::new(ScratchFolder::new());
}

fuzz_target!(|input: &[u8]| {
    let Some((mode, bytes)) = split_mode(input) else { return };
    // No mutation finds a checksum, so in one mode the lines are given theirs.
    let file = if mode == b'j' { with_checksums(bytes) } else { bytes.to_vec() };
    let (records, bad_lines) = FOLDER.with_borrow(|folder| read(folder, &[(None, &file)]));
    let lines = file.split(|byte| *byte == b'\n').filter(|line| !line.is_empty()).count();
    let empty = file.split(|byte| *byte == b'\n').count() - lines;
    assert!(records.len() as u64 + bad_lines <= (lines + empty) as u64);
    check_pieces(&file, &records);
    let monitor = Monitor::new(MonitorLimits::default());
    for record in &records {
        if let JournalEntry::Event(event) = &record.entry {
            monitor.observe(event);
        }
    }
});

/// The records of two files are those of the one that is cut between two lines.
fn check_pieces(file: &[u8], records: &[JournalRecord]) {
    let half = file.len() / 2;
    let Some(end) = file[half..].iter().position(|byte| *byte == b'\n') else { return };
    let (first, second) = file.split_at(half + end + 1);
    let pieces = [(Some(1), first), (None, second)];
    let (both, _) = FOLDER.with_borrow(|folder| read(folder, &pieces));
    assert_eq!(both, records);
}

fn read(folder: &ScratchFolder, files: &[(Option<u32>, &[u8])]) -> (Vec<JournalRecord>, u64) {
    folder.clear();
    for (number, bytes) in files {
        let name = number.map_or("journal".to_owned(), |number| format!("journal.{number}"));
        folder.write(&name, bytes);
    }
    let mut reader = JournalReader::open(folder.path().join("journal")).expect("the file is there");
    let records = reader.by_ref().map(|record| record.expect("the file is readable")).collect();
    (records, reader.bad_lines())
}

fn with_checksums(bytes: &[u8]) -> Vec<u8> {
    let mut file = Vec::with_capacity(2 * bytes.len());
    for line in bytes.split(|byte| *byte == b'\n') {
        file.extend_from_slice(format!("{:08x} ", crc32fast::hash(line)).as_bytes());
        file.extend_from_slice(line);
        file.push(b'\n');
    }
    file
}
