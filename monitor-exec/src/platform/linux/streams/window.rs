//! The bounded memory that a captured stream is kept in: its first bytes and its last.

use std::collections::VecDeque;

use crate::output::{CaptureLimit, CapturedOutput};

/// The bounded memory behind a [`CapturedOutput`].
#[derive(Debug)]
pub(crate) struct OutputWindow {
    limit: CaptureLimit,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    total_bytes: u64,
}

impl OutputWindow {
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

    pub(crate) fn take(&mut self) -> CapturedOutput {
        let head = std::mem::take(&mut self.head);
        let tail = Vec::from(std::mem::take(&mut self.tail));
        let kept = (head.len() + tail.len()) as u64;
        CapturedOutput {
            dropped_bytes: self.total_bytes - kept,
            total_bytes: self.total_bytes,
            head,
            tail,
            complete: false,
            tee_error: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn window(head: usize, tail: usize, pieces: &[&[u8]]) -> CapturedOutput {
        let mut window = OutputWindow::new(CaptureLimit::new(head, tail));
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
