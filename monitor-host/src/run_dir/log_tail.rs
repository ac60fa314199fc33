//! Reads a part of a log, wherever it begins and however long the log is.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

use super::log_file::{rotated_path, start_of};

/// A part of a log.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct LogChunk {
    /// The offset of the first byte here. It is greater than what was asked for if what was there
    /// is gone, because the log is bounded.
    pub from: u64,
    /// The offset from which to go on.
    pub next: u64,
    /// The offset behind the last byte that the log has now.
    pub end: u64,
    /// What stands there. The first and the last line may be parts of lines.
    pub bytes: Vec<u8>,
}

/// One of the files of a log.
struct LogSegment {
    file: File,
    start: u64,
    end: u64,
}

impl LogSegment {
    fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let start = start_of(&mut file)?;
        let end = start + file.metadata()?.len();
        Ok(Self { file, start, end })
    }

    fn read(&mut self, from: u64, max_bytes: usize) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.file.seek(SeekFrom::Start(from - self.start))?;
        let max = (self.end - from).min(max_bytes as u64);
        (&mut self.file).take(max).read_to_end(&mut bytes)?;
        Ok(bytes)
    }
}

/// At most `max_bytes` from `from` on.
pub(super) fn read_from(log: &Path, from: u64, max_bytes: usize) -> io::Result<LogChunk> {
    let mut piece = current(log)?;
    let end = piece.end;
    let mut number = 1;
    while from < piece.start {
        match LogSegment::open(&rotated_path(log, number)) {
            Ok(older) if older.end <= piece.start => piece = older,
            // Rotated in the meantime: it is the one that was just looked at.
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => break,
            Err(error) => return Err(error),
        }
        number += 1;
    }
    let from = from.clamp(piece.start, piece.end);
    let bytes = piece.read(from, max_bytes)?;
    Ok(LogChunk { from, next: from + bytes.len() as u64, end, bytes })
}

/// The last lines, in at most `max_bytes`; they begin with a whole line if there is one.
pub(super) fn read_last(log: &Path, max_bytes: usize) -> io::Result<LogChunk> {
    let mut piece = current(log)?;
    let from = piece.end.saturating_sub(max_bytes as u64).max(piece.start);
    let mut bytes = piece.read(from, max_bytes)?;
    let is_cut = from > piece.start;
    let line = if is_cut {
        bytes.iter().position(|&byte| byte == b'\n').map_or(0, |at| at + 1)
    } else {
        0
    };
    bytes.drain(..line);
    let from = from + line as u64;
    Ok(LogChunk { from, next: from + bytes.len() as u64, end: piece.end, bytes })
}

/// The file that is written to. Between two renames of a rotation there is none for a moment.
fn current(log: &Path) -> io::Result<LogSegment> {
    const ATTEMPTS: u32 = 100;
    for _ in 0..ATTEMPTS {
        match LogSegment::open(log) {
            Err(error)
                if error.kind() == io::ErrorKind::NotFound && rotated_path(log, 1).exists() =>
            {
                std::thread::yield_now();
            }
            opened => return opened,
        }
    }
    LogSegment::open(log)
}
