//! The log of a run: a line is one write to a file that is only appended to.
//!
//! When the file has its full size it becomes `<log>.1`, what was that becomes `<log>.2`, and so
//! on, and a new one begins with a line that says how many bytes came before it. So offsets go on
//! over all of them, and a reader of any one file knows where it stands.

use std::fmt::Write as _;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use monitor_core::{NonPoisonMutex, Timestamp};
use monitor_run::LogLevel;

/// What the first line of a log says that is not the first of its run.
const CONTINUES: &str = "log continues after byte ";

/// The longest text of one line in bytes.
const LONGEST: usize = 64 * 1024;

/// How large a log may become.
#[derive(Clone, Copy, Debug)]
pub(super) struct LogLimits {
    /// Bytes of one file.
    pub(super) bytes: u64,
    /// How many files are kept beside the current one.
    pub(super) rotated: u32,
}

/// An open log.
#[derive(Debug)]
pub(super) struct LogFile {
    path: PathBuf,
    limits: LogLimits,
    open: NonPoisonMutex<OpenLog>,
}

#[derive(Debug)]
struct OpenLog {
    file: File,
    /// The offset of the first byte of this file in the whole log.
    start: u64,
    bytes: u64,
    /// The last write was cut short, so the next one begins a new line.
    torn: bool,
    /// The second that `date` is of, since most lines fall into one that is already written out.
    second: i64,
    date: String,
    line: String,
}

impl LogFile {
    /// Opens a log, which may have lines of an attempt before.
    pub(super) fn open(path: PathBuf, limits: LogLimits) -> io::Result<Self> {
        let file = append_to(&path)?;
        let bytes = file.metadata()?.len();
        let start = start_of(&mut File::open(&path)?)?;
        let open = OpenLog {
            file,
            start,
            bytes,
            torn: false,
            second: i64::MIN,
            date: String::new(),
            line: String::with_capacity(256),
        };
        Ok(Self { path, limits, open: NonPoisonMutex::new(open) })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// Appends a line: date, level and text.
    pub(super) fn line(&self, now: Timestamp, level: &LogLevel, text: &str) -> io::Result<()> {
        let mut open = self.open.lock();
        let open = &mut *open;
        open.date_of(now);
        let mut line = std::mem::take(&mut open.line);
        line.clear();
        // Writing to a string cannot fail.
        let _ = write!(line, "{} - ", open.date);
        line.extend(level.as_str().chars().map(|c| c.to_ascii_uppercase()));
        line.push_str(" - ");
        push_on_one_line(&mut line, &text[..text.floor_char_boundary(LONGEST)]);
        line.push('\n');
        let written = self.append(open, line.as_bytes());
        open.line = line;
        written.map(drop)
    }

    /// Appends bytes as they are, and returns the offset of the first.
    pub(super) fn raw(&self, bytes: &[u8]) -> (u64, io::Result<()>) {
        let mut open = self.open.lock();
        match self.append(&mut open, bytes) {
            Ok(offset) => (offset, Ok(())),
            Err(error) => (open.start + open.bytes, Err(error)),
        }
    }

    fn append(&self, open: &mut OpenLog, bytes: &[u8]) -> io::Result<u64> {
        if open.bytes > 0 && open.bytes.saturating_add(bytes.len() as u64) > self.limits.bytes {
            // If that fails the line still goes where there may be room for it.
            let _ = self.rotate(open);
        }
        if open.torn {
            open.bytes += open.file.write(b"\n")? as u64;
            open.torn = false;
        }
        let offset = open.start + open.bytes;
        let mut rest = bytes;
        while !rest.is_empty() {
            match open.file.write(rest) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => {
                    open.bytes += count as u64;
                    rest = &rest[count..];
                    open.torn = !rest.is_empty();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        Ok(offset)
    }

    fn rotate(&self, open: &mut OpenLog) -> io::Result<()> {
        if self.limits.rotated == 0 {
            return Ok(());
        }
        let start = open.start + open.bytes;
        let new_path = with_suffix(&self.path, ".new");
        let mut new = append_to(&new_path)?;
        new.set_len(0)?;
        let head = format!("{CONTINUES}{start}\n");
        new.write_all(head.as_bytes())?;
        for number in (1..self.limits.rotated).rev() {
            let (from, to) =
                (rotated_path(&self.path, number), rotated_path(&self.path, number + 1));
            match fs::rename(from, to) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
                _ => {}
            }
        }
        fs::rename(&self.path, rotated_path(&self.path, 1))?;
        fs::rename(&new_path, &self.path)?;
        *open = OpenLog {
            file: new,
            start,
            bytes: head.len() as u64,
            torn: false,
            second: open.second,
            date: std::mem::take(&mut open.date),
            line: String::new(),
        };
        Ok(())
    }
}

impl OpenLog {
    /// Brings the date up to the second of `now`.
    fn date_of(&mut self, now: Timestamp) {
        let second = now.as_micros().div_euclid(1_000_000);
        if second != self.second {
            self.second = second;
            let text = now.to_string();
            self.date = format!("{} {}Z", &text[..10], &text[11..19]);
        }
    }
}

/// The name of a file that is older than the current one by so many.
pub(super) fn rotated_path(log: &Path, number: u32) -> PathBuf {
    with_suffix(log, &format!(".{number}"))
}

/// The offset of the first byte of this file in the whole log.
pub(super) fn start_of(file: &mut File) -> io::Result<u64> {
    let mut head = [0; 64];
    let mut length = 0;
    while length < head.len() {
        match file.read(&mut head[length..])? {
            0 => break,
            count => length += count,
        }
    }
    let line = head[..length].split(|&byte| byte == b'\n').next().unwrap_or_default();
    let number = std::str::from_utf8(line).ok().and_then(|line| line.strip_prefix(CONTINUES));
    Ok(number.and_then(|number| number.parse().ok()).unwrap_or(0))
}

fn append_to(path: &Path) -> io::Result<File> {
    OpenOptions::new().create(true).append(true).open(path)
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

/// The text with nothing in it that would end the line or move a terminal's cursor.
fn push_on_one_line(line: &mut String, text: &str) {
    if !text.contains(|c: char| c.is_control() && c != '\t') {
        line.push_str(text);
        return;
    }
    for c in text.chars() {
        if c.is_control() && c != '\t' {
            line.extend(c.escape_default());
        } else {
            line.push(c);
        }
    }
}
