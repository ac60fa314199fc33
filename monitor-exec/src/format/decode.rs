//! Recordings read back from any `BufRead` of the host: one format a file.

use std::io::{BufRead, Read};

use super::recording::{RecordReader, RecordSink};
use super::{SampleRecording, csv::read as csv, denet::read as denet, json::read as json};
use crate::error::Error;

/// The longest record: a tree of some 200,000 processes.
const MAX_LINE_BYTES: u64 = 64 << 20;

impl SampleRecording {
    /// Reads a recording to its end; the format is told from its first line. It may still be
    /// written to: what is there so far is read.
    ///
    /// At most a line is in memory beside what is kept.
    ///
    /// # Errors
    ///
    /// The reader's error, [`Error::NoRecording`] if it is nothing that we know, and
    /// [`Error::Record`] for a line that is not like the first.
    pub fn read(mut input: impl BufRead) -> Result<Self, Error> {
        let mut first = Vec::new();
        while first.trim_ascii().is_empty() {
            first.clear();
            if next_line(&mut input, &mut first)? == 0 {
                return Err(Error::NoRecording);
            }
        }
        if let Some(mut rows) = csv::Rows::from_heading(first.trim_ascii_start()) {
            return lines(&mut rows, &[], input);
        }
        match first.trim_ascii_start() {
            text if json::is_record(text) => lines(&mut json::Lines, &first, input),
            text if denet::is_record(text) => lines(&mut denet::Lines::default(), &first, input),
            [b'{', ..] => json::document(first.as_slice().chain(input)),
            [b'[', ..] => denet::array(first.as_slice().chain(input)),
            _ => Err(Error::NoRecording),
        }
    }
}

/// Appends the next line, with its end if it has one.
fn next_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> Result<usize, Error> {
    let read = input.by_ref().take(MAX_LINE_BYTES).read_until(b'\n', line);
    read.map_err(|source| Error::Read { source })
}

fn lines(
    records: &mut impl RecordReader,
    first: &[u8],
    mut input: impl BufRead,
) -> Result<SampleRecording, Error> {
    let mut kept = RecordSink::new();
    let mut line = first.to_vec();
    let mut number = 1;
    loop {
        let text = line.trim_ascii();
        if !text.is_empty()
            && let Err(source) = records.read_line(&mut kept, text)
        {
            // A line without an end is one that somebody has not finished.
            if line.ends_with(b"\n") {
                return Err(Error::Record { line: number, source });
            }
            kept.recording.cut_off = true;
        }
        line.clear();
        if next_line(&mut input, &mut line)? == 0 {
            return Ok(kept.finish());
        }
        number += 1;
    }
}
