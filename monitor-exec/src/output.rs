//! Where the command's streams lead, and what is kept of a captured one.

use std::borrow::Cow;
use std::collections::VecDeque;
use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::os::fd::{AsFd, OwnedFd};

use nix::fcntl::{FcntlArg, OFlag, fcntl};

/// Where the command's standard input comes from.
#[derive(Debug, Default)]
#[non_exhaustive]
pub enum Input {
    /// The host's own.
    Inherit,
    /// Nothing: the end of the file at once. The default, so that a command never waits for a
    /// terminal that nobody sits at.
    #[default]
    Null,
    /// A descriptor of the host: a file, the reading end of a pipe.
    From(OwnedFd),
    /// These bytes, and then the end. They lie in memory that is a file, so the host needs not
    /// write them while the command reads.
    Bytes(Vec<u8>),
    /// A new pipe, whose other end is [`Running::take_stdin`](crate::Running::take_stdin).
    Pipe,
}

/// Where one of the command's output streams goes.
#[derive(Debug, Default)]
#[non_exhaustive]
pub enum Output {
    /// The host's own.
    #[default]
    Inherit,
    /// Nowhere.
    Null,
    /// A descriptor of the host: a file, the writing end of a pipe. The command writes to it
    /// itself. For both streams in one file, give clones of one `File`.
    To(OwnedFd),
    /// Into memory, as much as the limit says; see [`Captured`].
    Capture(CaptureLimit),
    /// Into memory and, as it comes, to a descriptor of the host. If that fails (disk full, reader
    /// gone) the rest goes only into memory, and the outcome has the reason.
    Tee(OwnedFd, CaptureLimit),
    /// A new pipe, whose other end is [`Running::take_stdout`](crate::Running::take_stdout) or
    /// [`Running::take_stderr`](crate::Running::take_stderr). The host reads it, or the command
    /// waits when 64 KiB are in it.
    Pipe,
    /// For the standard error: wherever the standard output goes, both in the order in which they
    /// were written. If that is captured, both are in `Outcome::stdout`.
    WithStdout,
}

/// One of the command's output streams.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum OutputStream {
    /// The standard output, and the standard error if that goes with it.
    Stdout,
    /// The standard error.
    Stderr,
}

/// A line of captured output, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct OutputLine {
    /// Where it was written to.
    pub stream: OutputStream,
    /// The line without its end. One that is longer than 64 KiB comes in pieces of that length.
    pub bytes: Vec<u8>,
}

impl OutputLine {
    /// The line as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.bytes)
    }
}

impl Output {
    /// Into a file or another descriptor of the host.
    #[must_use]
    pub fn to(target: impl Into<OwnedFd>) -> Self {
        Self::To(target.into())
    }

    /// Into memory, with the default limit of one mebibyte at each end.
    #[must_use]
    pub fn capture() -> Self {
        Self::Capture(CaptureLimit::default())
    }

    /// Into memory and to a file or another descriptor of the host, with the default limit.
    #[must_use]
    pub fn tee(target: impl Into<OwnedFd>) -> Self {
        Self::Tee(target.into(), CaptureLimit::default())
    }
}

/// How much of a stream is kept: so many of its first bytes and so many of its last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CaptureLimit {
    /// Bytes kept from the beginning.
    pub head_bytes: usize,
    /// Bytes kept from the end.
    pub tail_bytes: usize,
}

impl CaptureLimit {
    /// So many bytes from the beginning and so many from the end.
    #[must_use]
    pub const fn new(head_bytes: usize, tail_bytes: usize) -> Self {
        Self { head_bytes, tail_bytes }
    }
}

impl Default for CaptureLimit {
    /// One mebibyte of each.
    fn default() -> Self {
        Self::new(1 << 20, 1 << 20)
    }
}

/// What was kept of a captured stream.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Captured {
    /// The first bytes.
    pub head: Vec<u8>,
    /// The last bytes, after the head and after what was dropped.
    pub tail: Vec<u8>,
    /// Bytes between head and tail that were read and not kept.
    pub dropped_bytes: u64,
    /// All bytes that the command wrote while it was watched.
    pub total_bytes: u64,
    /// Whether the stream was read to its end. It is not if a process that outlives the command
    /// holds it open; what the command itself wrote is there all the same.
    pub complete: bool,
    /// Why the tee stopped.
    pub tee_error: Option<io::Error>,
}

impl Captured {
    /// All that was kept, head and tail in one piece.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        [self.head.as_slice(), self.tail.as_slice()].concat()
    }

    /// All that was kept, as text; what is not UTF-8 is replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes()).into_owned()
    }
}

/// The bounded memory behind a [`Captured`].
#[derive(Debug)]
pub(crate) struct Window {
    limit: CaptureLimit,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    total_bytes: u64,
}

impl Window {
    pub(crate) const fn new(limit: CaptureLimit) -> Self {
        Self { limit, head: Vec::new(), tail: VecDeque::new(), total_bytes: 0 }
    }

    pub(crate) fn push(&mut self, bytes: &[u8]) {
        self.total_bytes += bytes.len() as u64;
        let fits = self.limit.head_bytes.saturating_sub(self.head.len()).min(bytes.len());
        let (head, rest) = bytes.split_at(fits);
        self.head.extend_from_slice(head);
        let rest = &rest[rest.len().saturating_sub(self.limit.tail_bytes)..];
        let excess = (self.tail.len() + rest.len()).saturating_sub(self.limit.tail_bytes);
        self.tail.drain(..excess);
        self.tail.extend(rest);
    }

    pub(crate) fn take(&mut self) -> Captured {
        let head = std::mem::take(&mut self.head);
        let tail = Vec::from(std::mem::take(&mut self.tail));
        let kept = (head.len() + tail.len()) as u64;
        Captured {
            dropped_bytes: self.total_bytes - kept,
            total_bytes: self.total_bytes,
            head,
            tail,
            complete: false,
            tee_error: None,
        }
    }
}

/// A stream that the drain reads: where from, how much is kept, where a copy goes.
#[derive(Debug)]
pub(crate) struct Drained {
    pub(crate) from: File,
    pub(crate) limit: CaptureLimit,
    pub(crate) tee: Option<File>,
}

/// The child's end of a stream and, of a pipe, ours.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    pub(crate) theirs: Option<OwnedFd>,
    pub(crate) drained: Option<Drained>,
    pub(crate) ours: Option<OwnedFd>,
}

/// Opens what the command's standard output goes to.
pub(crate) fn open_output(output: Output) -> io::Result<Opened> {
    let piped = |limit, tee: Option<OwnedFd>| {
        let (ours, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
        let drained = Drained { from: File::from(ours), limit, tee: tee.map(File::from) };
        Ok(Opened { theirs: Some(above_two(theirs)?), drained: Some(drained), ours: None })
    };
    match output {
        Output::Inherit | Output::WithStdout => Ok(Opened::default()),
        Output::Null => Ok(Opened { theirs: Some(null(true)?), ..Opened::default() }),
        Output::To(target) => Ok(Opened { theirs: Some(above_two(target)?), ..Opened::default() }),
        Output::Capture(limit) => piped(limit, None),
        Output::Tee(target, limit) => piped(limit, Some(target)),
        Output::Pipe => {
            let (ours, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
            let theirs = Some(above_two(theirs)?);
            Ok(Opened { theirs, drained: None, ours: Some(above_two(ours)?) })
        }
    }
}

/// Opens what the command's standard error goes to, beside the standard output.
pub(crate) fn open_error_output(output: Output, stdout: &Opened) -> io::Result<Opened> {
    if !matches!(output, Output::WithStdout) {
        return open_output(output);
    }
    let theirs = match &stdout.theirs {
        Some(fd) => fd.try_clone()?,
        None => crate::platform::linux::sys::copy_of_stdout()?,
    };
    Ok(Opened { theirs: Some(theirs), ..Opened::default() })
}

/// The command's standard input.
pub(crate) fn open_input(input: Input) -> io::Result<Opened> {
    let (theirs, ours) = match input {
        Input::Inherit => (None, None),
        Input::Null => (Some(null(false)?), None),
        Input::From(source) => (Some(above_two(source)?), None),
        Input::Bytes(bytes) => (Some(above_two(in_memory(&bytes)?)?), None),
        Input::Pipe => {
            let (theirs, ours) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
            (Some(above_two(theirs)?), Some(above_two(ours)?))
        }
    };
    Ok(Opened { theirs, drained: None, ours })
}

/// A file without a name, see memfd_create(2), with these bytes, at its beginning.
fn in_memory(bytes: &[u8]) -> io::Result<OwnedFd> {
    let flags = nix::sys::memfd::MFdFlags::MFD_CLOEXEC;
    let mut file = File::from(nix::sys::memfd::memfd_create(c"input", flags)?);
    file.write_all(bytes)?;
    file.rewind()?;
    Ok(file.into())
}

fn null(write: bool) -> io::Result<OwnedFd> {
    above_two(OpenOptions::new().read(!write).write(write).open("/dev/null")?.into())
}

/// The child copies its descriptors to 0, 1 and 2 in turn, so none may have such a number before.
fn above_two(fd: OwnedFd) -> io::Result<OwnedFd> {
    use std::os::fd::AsRawFd;
    if fd.as_raw_fd() > 2 {
        return Ok(fd);
    }
    // F_DUPFD_CLOEXEC through std: `try_clone_to_owned` starts at 3, see its documentation.
    let copy = fd.as_fd().try_clone_to_owned()?;
    Ok(copy)
}

/// Makes reads give EAGAIN instead of sleeping.
pub(crate) fn set_nonblocking(file: &File) -> io::Result<()> {
    let flags = OFlag::from_bits_retain(fcntl(file, FcntlArg::F_GETFL)?);
    fcntl(file, FcntlArg::F_SETFL(flags | OFlag::O_NONBLOCK))?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(head: usize, tail: usize, pieces: &[&[u8]]) -> Captured {
        let mut window = Window::new(CaptureLimit::new(head, tail));
        for piece in pieces {
            window.push(piece);
        }
        window.take()
    }

    #[test]
    fn what_fits_is_kept_whole() {
        let kept = window(4, 4, &[b"abc", b"de", b"f"]);
        assert_eq!(kept.text(), "abcdef");
        assert_eq!((kept.dropped_bytes, kept.total_bytes), (0, 6));
    }

    #[test]
    fn the_middle_is_dropped_and_counted() {
        for pieces in
            [&[b"0123456789".as_slice()][..], &[b"01", b"2345", b"6789"], &[b"0123456", b"789"]]
        {
            let kept = window(2, 3, pieces);
            assert_eq!(
                (kept.head.as_slice(), kept.tail.as_slice()),
                (b"01".as_slice(), b"789".as_slice())
            );
            assert_eq!((kept.dropped_bytes, kept.total_bytes), (5, 10));
        }
    }

    #[test]
    fn no_room_at_all_still_counts() {
        let kept = window(0, 0, &[b"abc"]);
        assert_eq!((kept.bytes().len(), kept.dropped_bytes), (0, 3));
    }
}
