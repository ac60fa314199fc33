//! Opening what the command's streams lead to, before it is spawned.

use std::fs::{File, OpenOptions};
use std::io::{self, Seek, Write};
use std::os::fd::{AsFd, OwnedFd};

use nix::fcntl::{FcntlArg, OFlag, fcntl};

use crate::output::{CaptureLimit, StdinSource, StreamTarget};
use crate::platform::linux::sys;

/// A stream that the drain reads: where from, how much is kept, where a copy goes.
#[derive(Debug)]
pub(crate) struct DrainedPipe {
    pub(crate) from: File,
    pub(crate) limit: CaptureLimit,
    pub(crate) tee: Option<File>,
}

/// The child's end of a stream and, of a pipe, ours.
#[derive(Debug, Default)]
pub(crate) struct OpenStreams {
    pub(crate) theirs: Option<OwnedFd>,
    pub(crate) drained: Option<DrainedPipe>,
    pub(crate) ours: Option<OwnedFd>,
}

/// Opens what the command's standard output goes to.
pub(crate) fn open_output(output: StreamTarget) -> io::Result<OpenStreams> {
    let piped = |limit, tee: Option<OwnedFd>| {
        let (ours, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
        let drained = DrainedPipe { from: File::from(ours), limit, tee: tee.map(File::from) };
        Ok(OpenStreams { theirs: Some(above_two(theirs)?), drained: Some(drained), ours: None })
    };
    match output {
        StreamTarget::Inherit | StreamTarget::WithStdout => Ok(OpenStreams::default()),
        StreamTarget::Null => {
            Ok(OpenStreams { theirs: Some(null(true)?), ..OpenStreams::default() })
        }
        StreamTarget::To(target) => {
            Ok(OpenStreams { theirs: Some(above_two(target)?), ..OpenStreams::default() })
        }
        StreamTarget::Capture(limit) => piped(limit, None),
        StreamTarget::Tee(target, limit) => piped(limit, Some(target)),
        StreamTarget::Pipe => {
            let (ours, theirs) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
            let theirs = Some(above_two(theirs)?);
            Ok(OpenStreams { theirs, drained: None, ours: Some(above_two(ours)?) })
        }
    }
}

/// Opens what the command's standard error goes to, beside the standard output.
pub(crate) fn open_error_output(
    output: StreamTarget,
    stdout: &OpenStreams,
) -> io::Result<OpenStreams> {
    if !matches!(output, StreamTarget::WithStdout) {
        return open_output(output);
    }
    let theirs = match &stdout.theirs {
        Some(fd) => fd.try_clone()?,
        None => sys::copy_of_stdout()?,
    };
    Ok(OpenStreams { theirs: Some(theirs), ..OpenStreams::default() })
}

/// The command's standard input.
pub(crate) fn open_input(input: StdinSource) -> io::Result<OpenStreams> {
    let (theirs, ours) = match input {
        StdinSource::Inherit => (None, None),
        StdinSource::Null => (Some(null(false)?), None),
        StdinSource::From(source) => (Some(above_two(source)?), None),
        StdinSource::Bytes(bytes) => (Some(above_two(in_memory(&bytes)?)?), None),
        StdinSource::Pipe => {
            let (theirs, ours) = nix::unistd::pipe2(OFlag::O_CLOEXEC)?;
            (Some(above_two(theirs)?), Some(above_two(ours)?))
        }
    };
    Ok(OpenStreams { theirs, drained: None, ours })
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
