//! The files in which the bytes of a stream are kept: the first part and the last ones, so that a
//! stream without an end fits a disk with one.

use std::collections::VecDeque;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// How many parts are kept of a stream.
const PARTS: usize = 4;
/// What is given back at the end of a run whose disk is full, for its last words.
const LAST_WORDS: u64 = 256 << 10;
/// How long a disk that has refused something is left alone.
const PAUSE: Duration = Duration::from_secs(1);

/// The files of one stream. The first has the name that was given; each other begins at the byte
/// of the stream that its name ends with.
#[derive(Debug)]
pub(super) struct StreamFiles {
    stem: PathBuf,
    extension: String,
    path: PathBuf,
    part_bytes: u64,
    file: Option<File>,
    in_part: u64,
    /// The parts behind the first.
    parts: VecDeque<(PathBuf, u64)>,
    bytes: u64,
    lost: u64,
    error: Option<String>,
    is_full: bool,
    refused_at: Option<Instant>,
}

impl StreamFiles {
    /// Keeps at most about `bytes`, in files that are called after `log` and the extension.
    pub(super) fn new(log: &Path, extension: String, bytes: u64) -> Self {
        let stem = log.with_extension("");
        Self {
            path: with_suffix(&stem, &format!(".{extension}")),
            stem,
            extension,
            part_bytes: (bytes / PARTS as u64).max(1),
            file: None,
            in_part: 0,
            parts: VecDeque::new(),
            bytes: 0,
            lost: 0,
            error: None,
            is_full: false,
            refused_at: None,
        }
    }

    /// The file with the beginning.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Bytes of the stream so far.
    pub(super) const fn stream_bytes(&self) -> u64 {
        self.bytes
    }

    /// Bytes of the stream that are not kept: there was no room, or the disk refused them.
    pub(super) const fn lost_bytes(&self) -> u64 {
        self.lost
    }

    /// Why the last bytes that were refused were.
    pub(super) fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// So many bytes of the stream did not come here.
    pub(super) fn skip_bytes(&mut self, bytes: u64) {
        if bytes > 0 {
            self.bytes += bytes;
            self.lost += bytes;
            self.file = None;
        }
    }

    /// Keeps bytes. What is refused is counted, and tried no more for a moment.
    pub(super) fn write(&mut self, bytes: &[u8]) {
        let mut rest = bytes;
        while !rest.is_empty() {
            match self.write_some(rest) {
                Ok(count) => rest = rest.get(count..).unwrap_or_default(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.is_full |= is_full(&error);
                    self.error = Some(error.to_string());
                    self.refused_at = Some(Instant::now());
                    break;
                }
            }
        }
        self.skip_bytes(rest.len() as u64);
    }

    /// If the disk is full, cuts the last part so that the end of the run can be written down.
    pub(super) fn free_last_bytes(&mut self) {
        if !self.is_full {
            return;
        }
        let last = self.parts.back().map_or(&self.path, |(path, _)| path);
        let cut = self.in_part.min(LAST_WORDS);
        let shorter = self.in_part - cut;
        let made = OpenOptions::new().write(true).open(last).and_then(|file| file.set_len(shorter));
        if made.is_ok() {
            self.in_part = shorter;
            self.lost += cut;
        }
    }

    fn write_some(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.in_part >= self.part_bytes {
            self.file = None;
        }
        let file = match &mut self.file {
            Some(file) => file,
            None => {
                if self.refused_at.is_some_and(|at| at.elapsed() < PAUSE) {
                    return Err(io::Error::other(self.error.clone().unwrap_or_default()));
                }
                let file = self.open_next()?;
                self.file.insert(file)
            }
        };
        let room = usize::try_from(self.part_bytes - self.in_part).unwrap_or(usize::MAX);
        let count = file.write(bytes.get(..room.min(bytes.len())).unwrap_or(bytes))?;
        if count == 0 {
            return Err(io::ErrorKind::WriteZero.into());
        }
        self.in_part += count as u64;
        self.bytes += count as u64;
        if let Some((_, length)) = self.parts.back_mut() {
            *length = self.in_part;
        }
        Ok(count)
    }

    /// The first part. Another run of this name may have begun in the same second.
    fn open_first(&mut self, create: impl Fn(&Path) -> io::Result<File>) -> io::Result<File> {
        let mut number = 1;
        loop {
            match create(&self.path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1_000 => {
                    number += 1;
                    self.path = with_suffix(&self.stem, &format!("-{number}.{}", self.extension));
                }
                created => {
                    self.in_part = 0;
                    return created;
                }
            }
        }
    }

    /// The next part; the oldest but the first goes.
    fn open_next(&mut self) -> io::Result<File> {
        let create = |path: &Path| OpenOptions::new().create_new(true).append(true).open(path);
        if self.bytes == 0 {
            return self.open_first(create);
        }
        let path = with_suffix(&self.path, &format!(".from-{}", self.bytes));
        let file = create(&path)?;
        self.in_part = 0;
        self.parts.push_back((path, 0));
        while self.parts.len() >= PARTS {
            if let Some((path, length)) = self.parts.pop_front() {
                // If it cannot be removed, more is kept than was promised.
                let _ = fs::remove_file(path);
                self.lost += length;
            }
        }
        Ok(file)
    }
}

fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}
