//! Handing captured output to the host as it comes: in pieces, or line by line.

use std::panic::{AssertUnwindSafe, catch_unwind};

use crossbeam_channel::{Sender, TrySendError};

use crate::output::{OutputLine, OutputStream};

/// A callback of the host for every piece of output, on the drain's thread.
pub(crate) type OnOutput = Box<dyn FnMut(OutputStream, &[u8]) + Send>;
/// A callback of the host for every line of output, on the drain's thread.
pub(crate) type OnLine = Box<dyn FnMut(&OutputLine) + Send>;

/// A line without an end is handed on when it is so long.
const LINE_BYTES: usize = 64 * 1024;

/// Everybody who wants to have the output while the command runs.
#[derive(Default)]
pub(crate) struct OutputReaders {
    pub(crate) on_output: Option<OnOutput>,
    pub(crate) on_line: Option<OnLine>,
    pub(crate) senders: Vec<Sender<OutputLine>>,
    /// The beginning of a line whose end has not come, of each stream.
    begun: [Vec<u8>; 2],
    /// Lines that a channel had no room for.
    pub(crate) lines_dropped: u64,
    pub(crate) panicked: bool,
}

impl std::fmt::Debug for OutputReaders {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OutputReaders")
            .field("lines_dropped", &self.lines_dropped)
            .finish_non_exhaustive()
    }
}

impl OutputReaders {
    /// Takes what was just read.
    pub(crate) fn take(&mut self, stream: OutputStream, bytes: &[u8]) {
        if let Some(handler) = &mut self.on_output
            && catch_unwind(AssertUnwindSafe(|| handler(stream, bytes))).is_err()
        {
            self.panicked = true;
            self.on_output = None;
        }
        if self.on_line.is_some() || !self.senders.is_empty() {
            self.split(stream, bytes);
        }
    }

    /// Nothing more comes: a line without an end is one, too.
    pub(crate) fn end(&mut self) {
        for (number, stream) in [OutputStream::Stdout, OutputStream::Stderr].into_iter().enumerate()
        {
            let begun = std::mem::take(&mut self.begun[number]);
            if !begun.is_empty() {
                self.hand_on(OutputLine { stream, bytes: begun });
            }
        }
        self.senders.clear();
    }

    fn split(&mut self, stream: OutputStream, mut bytes: &[u8]) {
        let number = usize::from(stream == OutputStream::Stderr);
        while !bytes.is_empty() {
            let room = LINE_BYTES - self.begun[number].len();
            let within = &bytes[..bytes.len().min(room)];
            let end = within.iter().position(|&byte| byte == b'\n');
            self.begun[number].extend_from_slice(&within[..end.unwrap_or(within.len())]);
            bytes = &bytes[end.map_or(within.len(), |end| end + 1)..];
            if end.is_some() || self.begun[number].len() >= LINE_BYTES {
                let line = std::mem::take(&mut self.begun[number]);
                self.hand_on(OutputLine { stream, bytes: line });
            }
        }
    }

    fn hand_on(&mut self, line: OutputLine) {
        if let Some(handler) = &mut self.on_line
            && catch_unwind(AssertUnwindSafe(|| handler(&line))).is_err()
        {
            self.panicked = true;
            self.on_line = None;
        }
        let mut dropped = 0;
        self.senders.retain(|sender| match sender.try_send(line.clone()) {
            Ok(()) => true,
            Err(TrySendError::Full(_)) => {
                dropped += 1;
                true
            }
            Err(TrySendError::Disconnected(_)) => false,
        });
        self.lines_dropped += dropped;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(pieces: &[&[u8]]) -> Vec<String> {
        let (sender, lines) = crossbeam_channel::unbounded();
        let mut readers = OutputReaders { senders: vec![sender], ..OutputReaders::default() };
        for piece in pieces {
            readers.take(OutputStream::Stdout, piece);
        }
        readers.end();
        lines.iter().map(|line| line.text().into_owned()).collect()
    }

    #[test]
    fn lines_are_put_together_from_pieces_and_the_last_needs_no_end() {
        assert_eq!(lines(&[b"a", b"b\nc\n\nd", b"e"]), ["ab", "c", "", "de"]);
        assert_eq!(lines(&[b"a\n"]), ["a"]);
        assert!(lines(&[]).is_empty());
    }

    #[test]
    fn a_line_without_an_end_comes_in_pieces() {
        let long = vec![b'x'; LINE_BYTES + 1];
        let lengths: Vec<_> = lines(&[&long, b"\ny"]).iter().map(String::len).collect();
        assert_eq!(lengths, [LINE_BYTES, 1, 1]);
    }

    #[test]
    fn a_full_channel_drops_and_counts() {
        let (sender, lines) = crossbeam_channel::bounded(1);
        let mut readers = OutputReaders { senders: vec![sender], ..OutputReaders::default() };
        readers.take(OutputStream::Stderr, b"1\n2\n3\n");
        assert_eq!((lines.len(), readers.lines_dropped), (1, 2));
    }
}
