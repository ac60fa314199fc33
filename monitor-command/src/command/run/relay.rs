//! Passing on what the command writes, at once and as it is, and what is typed.

use std::fs::File;
use std::io::{self, Read, Write};
use std::os::fd::{AsFd, BorrowedFd};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use crate::error::Error;
use nix::poll::{PollFd, PollFlags, PollTimeout, poll};
use nix::sys::eventfd::EventFd;
use nix::sys::signal::{Signal, killpg};
use nix::sys::signalfd::SignalFd;
use nix::unistd::getpgrp;

use super::queue::{OutputQueue, StreamIndex};
use super::terminal::{TerminalModes, copy_terminal_size, is_in_foreground, suspends};

const CHUNK_BYTES: usize = 64 << 10;
/// How often it is asked in the background whether we are in the foreground now, milliseconds.
const FOREGROUND_LOOK_MS: u8 = 200;
/// What is read at most after the command has ended: more than a pipe or a terminal can hold.
const REST_BYTES: usize = 2 << 20;

/// One of the command's streams on its way to ours.
#[derive(Debug)]
pub(super) struct OutputRelay {
    pub(super) stream: StreamIndex,
    pub(super) from: File,
    /// Ours, until it cannot be written to.
    pub(super) to: Option<File>,
    pub(super) queue: Arc<OutputQueue>,
    /// Readable when the command has ended.
    pub(super) ended: Arc<EventFd>,
}

impl OutputRelay {
    /// Passes on until the stream ends, or the command has ended and nothing is left.
    pub(super) fn start(mut self) -> Result<JoinHandle<()>, Error> {
        let named = thread::Builder::new().name("output".into());
        named
            .spawn(move || self.forward_output())
            .map_err(|source| Error::System { what: "a thread", source })
    }

    fn forward_output(&mut self) {
        let mut chunk = vec![0; CHUNK_BYTES];
        let mut rest = REST_BYTES;
        while let Ok((readable, ended)) = wait_readable(&[self.from.as_fd()], self.ended.as_fd()) {
            if ended && (!readable || rest == 0) {
                return;
            }
            let count = match self.from.read(&mut chunk) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                // A terminal gives EIO when nobody has the other end any more.
                Ok(0) | Err(_) => return,
                Ok(count) => count,
            };
            if ended {
                rest = rest.saturating_sub(count);
            }
            let bytes = &chunk[..count];
            let passed = self.to.as_mut().map(|to| write_all(to, bytes));
            self.queue.push(self.stream, bytes);
            match passed {
                Some(Err(error)) if error.kind() == io::ErrorKind::BrokenPipe => {
                    // Our reader has left, so the command's has.
                    return;
                }
                // The terminal is gone; the run is not.
                Some(Err(_)) => self.to = None,
                _ => {}
            }
        }
    }
}

/// What is typed, and changes of the size, on their way to the command's terminal.
#[derive(Debug)]
pub(super) struct InputRelay {
    /// Our standard input, if it is a terminal. It is read while we are in the foreground: a read
    /// from the background would stop us.
    pub(super) from: Option<File>,
    pub(super) to: Arc<File>,
    pub(super) resized: SignalFd,
    /// Of the user's terminal, if it shows what the command writes.
    pub(super) modes: Option<Arc<TerminalModes>>,
    pub(super) queue: Arc<OutputQueue>,
    pub(super) ended: Arc<EventFd>,
}

impl InputRelay {
    /// Passes on until the command has ended.
    pub(super) fn start(mut self) -> Result<(), Error> {
        let named = thread::Builder::new().name("keys".into());
        let started = named.spawn(move || self.forward_input());
        started.map(drop).map_err(|source| Error::System { what: "a thread", source })
    }

    fn forward_input(&mut self) {
        let mut chunk = vec![0; 4 << 10];
        loop {
            let mut fds = vec![PollFd::new(self.ended.as_fd(), PollFlags::POLLIN)];
            fds.push(PollFd::new(self.resized.as_fd(), PollFlags::POLLIN));
            let may_read = self.from.as_ref().is_some_and(|from| is_in_foreground(from.as_fd()));
            if may_read && let Some(modes) = &self.modes {
                modes.take_terminal();
            }
            let keys = self.from.as_ref().filter(|_| may_read);
            fds.extend(keys.map(|from| PollFd::new(from.as_fd(), PollFlags::POLLIN)));
            let waits_for_foreground = self.from.is_some() && !may_read;
            let limit =
                if waits_for_foreground { FOREGROUND_LOOK_MS.into() } else { PollTimeout::NONE };
            match poll(&mut fds, limit) {
                Err(nix::errno::Errno::EINTR) => continue,
                Err(_) => return,
                Ok(_) => {}
            }
            let ready = |at: usize| fds.get(at).and_then(PollFd::any).unwrap_or(false);
            let (ended, resized, typed) = (ready(0), ready(1), ready(2));
            if ended {
                return;
            }
            if resized {
                let _ = self.resized.read_signal();
                self.queue.push_resize(copy_terminal_size(&self.to));
            }
            if typed && !self.forward_typed(&mut chunk) {
                self.from = None;
            }
        }
    }

    /// Whether there may be more to come.
    fn forward_typed(&mut self, chunk: &mut [u8]) -> bool {
        let Some(from) = &mut self.from else { return false };
        match from.read(chunk) {
            Ok(0) => false,
            Ok(count) => self.type_keys(&chunk[..count]),
            Err(error) => error.kind() == io::ErrorKind::Interrupted,
        }
    }
}

impl InputRelay {
    /// Gives keys to the command's terminal. The one that suspends goes to our process group too,
    /// as from a terminal: stopping the command is up to what hears of that.
    fn type_keys(&self, keys: &[u8]) -> bool {
        let written = write_all(&*self.to, keys).is_ok();
        if keys.iter().any(|key| suspends(&self.to, *key)) {
            // Our own group exists.
            let _ = killpg(getpgrp(), Signal::SIGTSTP);
        }
        written
    }
}

/// Sleeps until one of the files or `ended` is ready; says which.
fn wait_readable(files: &[BorrowedFd<'_>], ended: BorrowedFd<'_>) -> nix::Result<(bool, bool)> {
    let mut fds: Vec<PollFd<'_>> =
        files.iter().chain([&ended]).map(|fd| PollFd::new(*fd, PollFlags::POLLIN)).collect();
    loop {
        match poll(&mut fds, PollTimeout::NONE) {
            Err(nix::errno::Errno::EINTR) => {}
            Err(errno) => return Err(errno),
            Ok(_) => break,
        }
    }
    let (ended, files) = fds
        .split_last()
        .map_or((false, &[][..]), |(ended, files)| (ended.any().unwrap_or(false), files));
    Ok((files.iter().any(|fd| fd.any().unwrap_or(false)), ended))
}

/// Writes all, also to a file that somebody else has made non-blocking.
fn write_all(mut to: impl Write + AsFd, mut bytes: &[u8]) -> io::Result<()> {
    while !bytes.is_empty() {
        match to.write(bytes) {
            Ok(count) => bytes = bytes.get(count..).unwrap_or_default(),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                let mut room = [PollFd::new(to.as_fd(), PollFlags::POLLOUT)];
                poll(&mut room, PollTimeout::NONE)?;
            }
            Err(error) => return Err(error),
        }
    }
    Ok(())
}
