//! Output on its way from the threads that pass it on to the one that keeps it.
//!
//! A disk that is slow holds the command up as a reader would. A disk that takes nothing at all
//! does not: after a moment, what has no room is let go and counted.

use std::collections::VecDeque;
use std::sync::{Condvar, PoisonError};
use std::time::Duration;

use monitor_core::NonPoisonMutex;

/// Bytes that may wait.
const ROOM: usize = 16 << 20;
/// What a piece takes beside its bytes.
const PIECE: usize = size_of::<OutputChunk>();
/// With more than this waiting, output is kept but not looked at for bars and lines.
const BEHIND: usize = 4 << 20;
/// How long the command is held up at most while nothing is taken.
const PATIENCE: Duration = Duration::from_millis(100);

/// Which of the command's streams, by its place in lists: 0 is the standard output, or the
/// terminal, 1 the standard error.
pub(super) type StreamIndex = usize;

/// A piece of output.
#[derive(Debug)]
pub(super) struct OutputChunk {
    pub(super) stream: StreamIndex,
    /// Bytes of the stream between the piece before and this one, which had no room.
    pub(super) lost_before: u64,
    pub(super) bytes: Vec<u8>,
    /// The size that the terminal has from here on, columns and rows, if it is told.
    pub(super) size: Option<(u16, u16)>,
    /// Whether there is so much behind it that it should only be kept.
    pub(super) is_behind: bool,
}

/// What came of waiting for a piece.
#[derive(Debug)]
pub(super) enum NextChunk {
    Piece(OutputChunk),
    /// Nothing came for as long as was asked.
    Quiet,
    /// Nothing will come.
    End,
}

#[derive(Debug, Default)]
struct OutputQueueState {
    pieces: VecDeque<OutputChunk>,
    bytes: usize,
    lost: [u64; 2],
    /// Nothing was taken for a while.
    is_stuck: bool,
    is_closed: bool,
    written: u64,
}

impl OutputQueueState {
    fn push_chunk(&mut self, stream: StreamIndex, bytes: Vec<u8>, size: Option<(u16, u16)>) {
        self.bytes += PIECE + bytes.len();
        let lost_before = std::mem::take(&mut self.lost[stream]);
        self.pieces.push_back(OutputChunk { stream, lost_before, bytes, size, is_behind: false });
    }
}

/// The queue.
#[derive(Debug, Default)]
pub(super) struct OutputQueue {
    state: NonPoisonMutex<OutputQueueState>,
    changed: Condvar,
}

impl OutputQueue {
    /// Hands over a piece.
    pub(super) fn push(&self, stream: StreamIndex, bytes: &[u8]) {
        let mut state = self.state.lock();
        state.written += bytes.len() as u64;
        let has_no_room = |state: &mut OutputQueueState| state.bytes + PIECE + bytes.len() > ROOM;
        if has_no_room(&mut state) && !state.is_stuck {
            let waited = self.changed.wait_timeout_while(state, PATIENCE, has_no_room);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
            state.is_stuck = has_no_room(&mut state);
        }
        if has_no_room(&mut state) {
            state.lost[stream] += bytes.len() as u64;
            return;
        }
        state.push_chunk(stream, bytes.to_vec(), None);
        drop(state);
        self.changed.notify_all();
    }

    /// The terminal has another size.
    pub(super) fn push_resize(&self, size: (u16, u16)) {
        self.state.lock().push_chunk(0, Vec::new(), Some(size));
        self.changed.notify_all();
    }

    /// Nothing more will come.
    pub(super) fn close(&self) {
        let mut state = self.state.lock();
        for stream in 0..2 {
            if state.lost[stream] > 0 {
                state.push_chunk(stream, Vec::new(), None);
            }
        }
        state.is_closed = true;
        drop(state);
        self.changed.notify_all();
    }

    /// The next piece, if it comes in time.
    pub(super) fn next_chunk(&self, patience: Duration) -> NextChunk {
        let empty = |state: &mut OutputQueueState| state.pieces.is_empty() && !state.is_closed;
        let waited = self.changed.wait_timeout_while(self.state.lock(), patience, empty);
        let (mut state, _) = waited.unwrap_or_else(PoisonError::into_inner);
        let Some(mut piece) = state.pieces.pop_front() else {
            return if state.is_closed { NextChunk::End } else { NextChunk::Quiet };
        };
        piece.is_behind = state.bytes > BEHIND;
        state.bytes -= PIECE + piece.bytes.len();
        state.is_stuck = false;
        drop(state);
        self.changed.notify_all();
        NextChunk::Piece(piece)
    }

    /// How many bytes were handed over, kept or not.
    pub(super) fn written_bytes(&self) -> u64 {
        self.state.lock().written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(queue: &OutputQueue) -> OutputChunk {
        match queue.next_chunk(Duration::ZERO) {
            NextChunk::Piece(piece) => piece,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn pieces_come_in_order_and_then_the_end() {
        let queue = OutputQueue::default();
        queue.push(0, b"a");
        queue.push(1, b"b");
        assert_eq!((piece(&queue).bytes, piece(&queue).stream), (b"a".to_vec(), 1));
        assert!(matches!(queue.next_chunk(Duration::ZERO), NextChunk::Quiet));
        queue.close();
        assert!(matches!(queue.next_chunk(Duration::MAX), NextChunk::End));
    }

    #[test]
    fn what_has_no_room_is_counted_in_its_place() {
        let queue = OutputQueue::default();
        queue.push(0, &vec![0; ROOM - PIECE]);
        queue.push(0, b"lost");
        queue.push(0, b"lost too");
        assert!(piece(&queue).is_behind);
        queue.push(0, b"kept");
        let kept = piece(&queue);
        assert_eq!((kept.lost_before, kept.bytes.as_slice()), (12, b"kept".as_slice()));
        assert_eq!(queue.written_bytes(), (ROOM - PIECE) as u64 + 16);
    }
}
