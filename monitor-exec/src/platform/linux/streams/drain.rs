//! The one thread that reads captured output, so that the command never waits for a full pipe.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::{Arc, Condvar, PoisonError};
use std::thread;
use std::time::Duration;

use monitor_core::NonPoisonMutex;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::eventfd::{EfdFlags, EventFd};

use super::open::{DrainedPipe, set_nonblocking};
use super::window::OutputWindow;
use crate::output::{CapturedOutput, OutputStream};
use crate::platform::linux::proc::thread_cpu_ns;
use crate::platform::linux::sys;
use crate::sampler::readers::OutputReaders;

/// What a drain leaves behind.
#[derive(Debug, Default)]
pub(crate) struct RemainingOutput {
    pub(crate) captured: [Option<CapturedOutput>; 2],
    /// CPU time of the thread, nanoseconds.
    pub(crate) cpu_ns: u64,
    /// Lines that a channel of the host had no room for.
    pub(crate) lines_dropped: u64,
    /// Whether a callback of the host panicked.
    pub(crate) panicked: bool,
}

/// A running drain, as the sampler sees it.
#[derive(Debug)]
pub(crate) struct StreamDrain {
    shared: Arc<DrainShared>,
}

#[derive(Debug)]
struct DrainShared {
    /// Written when the command has ended: what is in the pipes now is the rest.
    ended: EventFd,
    state: NonPoisonMutex<DrainState>,
    done: Condvar,
}

#[derive(Debug, Default)]
struct DrainState {
    /// The captured streams by number, 0 for stdout and 1 for stderr.
    streams: [Option<DrainedStream>; 2],
    done: bool,
    cpu_ns: u64,
    lines_dropped: u64,
    panicked: bool,
}

#[derive(Debug)]
struct DrainedStream {
    window: OutputWindow,
    complete: bool,
    tee_error: Option<io::Error>,
}

/// A tee that blocks for longer than this after the end is given up.
const REST_TIMEOUT: Duration = Duration::from_secs(5);
const CHUNK_BYTES: usize = 64 * 1024;

impl StreamDrain {
    /// Starts the thread; all signals are blocked in it, so that a broken tee is an error and not
    /// a SIGPIPE.
    pub(crate) fn start(
        streams: [Option<DrainedPipe>; 2],
        readers: OutputReaders,
    ) -> io::Result<Option<Self>> {
        if streams.iter().all(Option::is_none) {
            return Ok(None);
        }
        let kept = streams.each_ref().map(|stream| {
            stream.as_ref().map(|stream| DrainedStream {
                window: OutputWindow::new(stream.limit),
                complete: false,
                tee_error: None,
            })
        });
        for stream in streams.iter().flatten() {
            set_nonblocking(&stream.from)?;
        }
        let shared = Arc::new(DrainShared {
            ended: EventFd::from_flags(EfdFlags::EFD_CLOEXEC)?,
            state: NonPoisonMutex::new(DrainState { streams: kept, ..DrainState::default() }),
            done: Condvar::new(),
        });
        let theirs = Arc::clone(&shared);
        let mask = sys::block_all_signals();
        let started = thread::Builder::new()
            .name("monitor-drain".into())
            .stack_size(256 * 1024)
            .spawn(move || drain(streams, readers, &theirs));
        mask.restore();
        started?;
        Ok(Some(Self { shared }))
    }

    /// Takes what was captured once all that the command wrote has been read.
    pub(crate) fn finish(self) -> RemainingOutput {
        let _ = self.shared.ended.write(1);
        let state = self.shared.state.lock();
        let (mut state, _) = self
            .shared
            .done
            .wait_timeout_while(state, REST_TIMEOUT, |state| !state.done)
            .unwrap_or_else(PoisonError::into_inner);
        let captured = std::mem::take(&mut state.streams).map(|stream| {
            stream.map(|mut stream| {
                let mut captured = stream.window.take();
                captured.complete = stream.complete;
                captured.tee_error = stream.tee_error;
                captured
            })
        });
        RemainingOutput {
            captured,
            cpu_ns: state.cpu_ns,
            lines_dropped: state.lines_dropped,
            panicked: state.panicked,
        }
    }
}

impl Drop for StreamDrain {
    fn drop(&mut self) {
        // Nobody waits for the rest: let the thread end.
        let _ = self.shared.ended.write(1);
    }
}

fn drain(mut streams: [Option<DrainedPipe>; 2], mut readers: OutputReaders, shared: &DrainShared) {
    let mut chunk = vec![0; CHUNK_BYTES];
    let mut ended = false;
    while streams.iter().any(Option::is_some) {
        if !ended {
            ended = sleep(&streams, shared);
        }
        for (number, slot) in streams.iter_mut().enumerate() {
            let Some(stream) = slot else { continue };
            // After the end one pass takes all that is there; what a process that lives on may
            // still write is not waited for.
            let name = if number == 0 { OutputStream::Stdout } else { OutputStream::Stderr };
            let hand = |bytes: &[u8]| readers.take(name, bytes);
            if read_all(number, stream, shared, &mut chunk, hand) || ended {
                *slot = None;
            }
        }
    }
    readers.end();
    let mut state = shared.state.lock();
    state.done = true;
    state.lines_dropped = readers.lines_dropped;
    state.panicked = readers.panicked;
    state.cpu_ns = thread_cpu_ns();
    drop(state);
    shared.done.notify_all();
}

/// Sleeps until there is something to read; `true` once the command has ended.
fn sleep(streams: &[Option<DrainedPipe>; 2], shared: &DrainShared) -> bool {
    let files: Vec<BorrowedFd<'_>> =
        streams.iter().flatten().map(|stream| stream.from.as_fd()).collect();
    let mut fds: Vec<PollFd<'_>> =
        files.iter().map(|fd| PollFd::new(*fd, PollFlags::POLLIN)).collect();
    fds.push(PollFd::new(shared.ended.as_fd(), PollFlags::POLLIN));
    let _ = poll(&mut fds, PollTimeout::NONE);
    fds.last().and_then(PollFd::any).unwrap_or(false)
}

/// Reads until nothing is there; `true` at the end of the stream.
fn read_all(
    number: usize,
    stream: &mut DrainedPipe,
    shared: &DrainShared,
    chunk: &mut [u8],
    mut hand: impl FnMut(&[u8]),
) -> bool {
    loop {
        let read = match stream.from.read(chunk) {
            Ok(0) => {
                keep_bytes(shared, number, |kept| kept.complete = true);
                return true;
            }
            Ok(read) => read,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return error.kind() != io::ErrorKind::WouldBlock,
        };
        let bytes = chunk.get(..read).unwrap_or_default();
        keep_bytes(shared, number, |kept| kept.window.push(bytes));
        hand(bytes);
        if let Some(Err(error)) = stream.tee.as_mut().map(|tee| write_all(tee, bytes)) {
            stream.tee = None;
            keep_bytes(shared, number, |kept| kept.tee_error = Some(error));
        }
    }
}

fn write_all(tee: &mut File, bytes: &[u8]) -> io::Result<()> {
    tee.write_all(bytes)
}

fn keep_bytes(shared: &DrainShared, number: usize, change: impl FnOnce(&mut DrainedStream)) {
    let mut state = shared.state.lock();
    if let Some(kept) = state.streams.get_mut(number).and_then(Option::as_mut) {
        change(kept);
    }
}
