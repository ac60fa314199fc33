//! Reads a journal, its full files first.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{BufRead, BufReader, Read as _};
use std::path::PathBuf;

use super::record::{JournalEntry, JournalRecord};
use super::writer::numbered;
use crate::error::Error;

/// The longest line that is read, bytes.
const LONGEST: u64 = 16 << 20;
/// The most full files that are looked for.
const MOST_FILES: u32 = 1_000;

/// Reads the records of a journal in their order, from the oldest full file to the current one.
///
/// What is not whole is passed over and counted: the last line of a program that was killed, or
/// what a broken disk has left.
#[derive(Debug)]
pub struct JournalReader {
    files: VecDeque<PathBuf>,
    current: Option<(PathBuf, BufReader<File>)>,
    bad_lines: u64,
}

impl JournalReader {
    /// Reads the journal with this current file.
    ///
    /// # Errors
    /// [`Error::File`] if the current file cannot be opened.
    pub fn open(path: impl Into<PathBuf>) -> Result<Self, Error> {
        let path = path.into();
        File::open(&path).map_err(Error::file("read", &path))?;
        let full = (1..MOST_FILES).map(|number| numbered(&path, number));
        let mut files: VecDeque<_> = full.take_while(|path| path.is_file()).collect();
        files.make_contiguous().reverse();
        files.push_back(path);
        Ok(Self { files, current: None, bad_lines: 0 })
    }

    /// Lines that were passed over because they are not whole.
    #[must_use]
    pub fn bad_lines(&self) -> u64 {
        self.bad_lines
    }

    /// The next line, without its end; `None` at the end of the last file.
    fn line(&mut self) -> Result<Option<Vec<u8>>, Error> {
        loop {
            let Some((path, file)) = &mut self.current else {
                let Some(path) = self.files.pop_front() else { return Ok(None) };
                let file = File::open(&path).map_err(Error::file("read", &path))?;
                self.current = Some((path, BufReader::new(file)));
                continue;
            };
            let mut line = Vec::new();
            let read = file.take(LONGEST).read_until(b'\n', &mut line);
            read.map_err(Error::file("read", path.as_path()))?;
            match line.pop() {
                None => self.current = None,
                Some(b'\n') => return Ok(Some(line)),
                Some(_) => {
                    self.bad_lines += 1;
                    // The rest of a line that is too long is passed over with it.
                }
            }
        }
    }
}

impl Iterator for JournalReader {
    type Item = Result<JournalRecord, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let line = match self.line() {
                Ok(line) => line?,
                Err(error) => {
                    self.current = None;
                    self.files.clear();
                    return Some(Err(error));
                }
            };
            match JournalRecord::from_line(&line) {
                Some(JournalRecord { entry: JournalEntry::Head, .. }) => {}
                Some(record) => return Some(Ok(record)),
                None => self.bad_lines += 1,
            }
        }
    }
}
