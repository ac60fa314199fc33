//! Where the command's streams lead, and what is kept of a captured one.

use std::borrow::Cow;
use std::io;

use crate::platform::Descriptor;

/// Where the command's standard input comes from.
#[derive(Debug, Default)]
#[non_exhaustive]
pub enum StdinSource {
    /// The host's own.
    Inherit,
    /// Nothing: the end of the file at once. The default, so that a command never waits for a
    /// terminal that nobody sits at.
    #[default]
    Null,
    /// A descriptor of the host: a file, the reading end of a pipe.
    From(Descriptor),
    /// These bytes, and then the end. They lie in memory that is a file, so the host needs not
    /// write them while the command reads.
    Bytes(Vec<u8>),
    /// A new pipe, whose other end is [`RunningCommand::take_stdin`](crate::RunningCommand::take_stdin).
    Pipe,
}

/// Where one of the command's output streams goes.
#[derive(Debug, Default)]
#[non_exhaustive]
pub enum StreamTarget {
    /// The host's own.
    #[default]
    Inherit,
    /// Nowhere.
    Null,
    /// A descriptor of the host: a file, the writing end of a pipe. The command writes to it
    /// itself. For both streams in one file, give clones of one `File`.
    To(Descriptor),
    /// Into memory, as much as the limit says; see [`CapturedOutput`].
    Capture(CaptureLimit),
    /// Into memory and, as it comes, to a descriptor of the host. If that fails (disk full, reader
    /// gone) the rest goes only into memory, and the outcome has the reason.
    Tee(Descriptor, CaptureLimit),
    /// A new pipe, whose other end is [`RunningCommand::take_stdout`](crate::RunningCommand::take_stdout) or
    /// [`RunningCommand::take_stderr`](crate::RunningCommand::take_stderr). The host reads it, or the command
    /// waits when 64 KiB are in it.
    Pipe,
    /// For the standard error: wherever the standard output goes, both in the order in which they
    /// were written. If that is captured, both are in `ExecOutcome::stdout`.
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

impl StreamTarget {
    /// Into a file or another descriptor of the host.
    #[must_use]
    pub fn to(target: impl Into<Descriptor>) -> Self {
        Self::To(target.into())
    }

    /// Into memory, with the default limit of one mebibyte at each end.
    #[must_use]
    pub fn capture() -> Self {
        Self::Capture(CaptureLimit::default())
    }

    /// Into memory and to a file or another descriptor of the host, with the default limit.
    #[must_use]
    pub fn tee(target: impl Into<Descriptor>) -> Self {
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
pub struct CapturedOutput {
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

impl CapturedOutput {
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
