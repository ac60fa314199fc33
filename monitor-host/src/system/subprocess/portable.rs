//! Commands by the standard library: when its time is up the command itself is ended, and what it
//! has started is not known.

use std::collections::VecDeque;
use std::io::{self, ErrorKind, Read, Write};
use std::os::unix::process::ExitStatusExt as _;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{RecvTimeoutError, SyncSender, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use monitor_exec::{CaptureLimit, Error, SpawnStep};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;

use super::{KeptOutput, Subprocess, SubprocessEnd, SubprocessLimits, SubprocessOutcome};

/// How often it is looked whether the command has ended.
const POLL: Duration = Duration::from_millis(10);

/// How long the streams may stay open after the command has ended: a process that it has left
/// behind may hold them for ever.
const DRAIN: Duration = Duration::from_secs(1);

pub(super) fn run(
    command: Subprocess,
    limits: SubprocessLimits,
) -> Result<SubprocessOutcome, Error> {
    let deadline = Instant::now() + limits.timeout;
    let mut child = start(&command)?;
    let (done, pieces) = sync_channel(64);
    let out = child.stdout.take().map(|stream| drain(stream, PipeStream::Out, done.clone()));
    let err = child.stderr.take().map(|stream| drain(stream, PipeStream::Err, done));
    let started = [out, err].into_iter().flatten().collect::<io::Result<()>>();
    let fed = child.stdin.take().map_or(Ok(()), |stdin| feed(stdin, command.input));
    if let Err(source) = started.and(fed) {
        let _ = child.kill();
        let _ = child.wait();
        return Err(Error::Spawn { step: SpawnStep::Thread, source });
    }
    let (mut stdout, mut stderr) = (ByteWindow::new(limits.stdout), ByteWindow::new(limits.stderr));
    let (mut ended, mut until) = (None, deadline);
    loop {
        match pieces.recv_timeout(POLL) {
            Ok((PipeStream::Out, piece)) => stdout.push(&piece),
            Ok((PipeStream::Err, piece)) => stderr.push(&piece),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => {
                let end = match ended {
                    Some(end) => end,
                    None => wait_until(&mut child, deadline, limits.grace),
                };
                return Ok(outcome(end, stdout, stderr));
            }
        }
        if ended.is_none() {
            ended = has_ended(&mut child, deadline, limits.grace);
            if ended.is_some() {
                until = Instant::now() + DRAIN;
            }
        } else if Instant::now() >= until {
            return Ok(outcome(ended.unwrap_or(SubprocessEnd::TimedOut), stdout, stderr));
        }
    }
}

fn outcome(end: SubprocessEnd, stdout: ByteWindow, stderr: ByteWindow) -> SubprocessOutcome {
    SubprocessOutcome { end, stdout: stdout.into_kept(), stderr: stderr.into_kept() }
}

/// How it ended; `None` while it lives. At the end of its time it is asked to end, and killed after
/// the grace.
fn has_ended(child: &mut Child, deadline: Instant, grace: Duration) -> Option<SubprocessEnd> {
    let late = Instant::now().checked_duration_since(deadline);
    match (child.try_wait(), late) {
        (Ok(Some(_)), Some(_)) => Some(SubprocessEnd::TimedOut),
        (Ok(Some(status)), None) => Some(end_of(status)),
        (Ok(None), None) => None,
        (Ok(None), Some(late)) if late < grace => {
            // It is our child and not reaped, so the number is its own.
            if let Ok(pid) = i32::try_from(child.id()) {
                let _ = kill(Pid::from_raw(pid), Signal::SIGTERM);
            }
            None
        }
        _ => {
            let _ = child.kill();
            let _ = child.wait();
            Some(SubprocessEnd::TimedOut)
        }
    }
}

fn wait_until(child: &mut Child, deadline: Instant, grace: Duration) -> SubprocessEnd {
    loop {
        if let Some(end) = has_ended(child, deadline, grace) {
            return end;
        }
        thread::sleep(POLL);
    }
}

fn start(command: &Subprocess) -> Result<Child, Error> {
    let mut std = Command::new(&command.program);
    std.args(&command.args).stdout(Stdio::piped()).stderr(Stdio::piped());
    std.stdin(if command.input.is_empty() { Stdio::null() } else { Stdio::piped() });
    for (name, value) in &command.env {
        match value {
            Some(value) => std.env(name, value),
            None => std.env_remove(name),
        };
    }
    if let Some(dir) = &command.dir {
        if let Err(source) = std::fs::read_dir(dir) {
            return Err(Error::WorkingDirectory { path: dir.clone(), source });
        }
        std.current_dir(dir);
    }
    let program = || command.program.clone().into();
    std.spawn().map_err(|source| match source.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Error::NotFound { program: program() },
        ErrorKind::PermissionDenied => Error::PermissionDenied { program: program() },
        ErrorKind::InvalidInput => Error::NulByte { part: "the command" },
        ErrorKind::ArgumentListTooLong => {
            let bytes = command.args.iter().map(|arg| arg.len() + 1).sum();
            Error::ArgumentsTooLong { bytes }
        }
        _ => Error::Spawn { step: SpawnStep::Exec, source },
    })
}

#[derive(Clone, Copy, Debug)]
enum PipeStream {
    Out,
    Err,
}

/// Reads a stream to its end on a thread of its own, so that the command never waits for us.
fn drain(
    mut from: impl Read + Send + 'static,
    stream: PipeStream,
    to: SyncSender<(PipeStream, Vec<u8>)>,
) -> io::Result<()> {
    let read = move || {
        let mut piece = vec![0; 64 << 10];
        while let Ok(count @ 1..) = from.read(&mut piece) {
            if to.send((stream, piece[..count].to_vec())).is_err() {
                return;
            }
        }
    };
    thread::Builder::new().name("drain".to_owned()).spawn(read).map(drop)
}

/// Writes what the command reads, which may be more than a pipe holds. One that does not read it
/// has its reasons, which it gives by its exit code.
fn feed(mut to: impl Write + Send + 'static, input: Vec<u8>) -> io::Result<()> {
    let write = move || drop(to.write_all(&input));
    thread::Builder::new().name("feed".to_owned()).spawn(write).map(drop)
}

fn end_of(status: ExitStatus) -> SubprocessEnd {
    match status.signal() {
        Some(signal) => SubprocessEnd::Signaled(signal),
        None => SubprocessEnd::Exited(status.code().unwrap_or(-1)),
    }
}

/// The first and the last bytes of a stream.
struct ByteWindow {
    limit: CaptureLimit,
    head: Vec<u8>,
    tail: VecDeque<u8>,
    dropped_bytes: u64,
}

impl ByteWindow {
    const fn new(limit: CaptureLimit) -> Self {
        Self { limit, head: Vec::new(), tail: VecDeque::new(), dropped_bytes: 0 }
    }

    fn push(&mut self, bytes: &[u8]) {
        let room = self.limit.head_bytes - self.head.len();
        let (first, rest) = bytes.split_at(room.min(bytes.len()));
        self.head.extend_from_slice(first);
        self.tail.extend(rest);
        let excess = self.tail.len().saturating_sub(self.limit.tail_bytes);
        self.tail.drain(..excess);
        self.dropped_bytes += excess as u64;
    }

    fn into_kept(self) -> KeptOutput {
        KeptOutput { head: self.head, tail: self.tail.into(), dropped_bytes: self.dropped_bytes }
    }
}

#[cfg(all(test, target_os = "linux", not(monitor_unsupported)))]
mod tests {
    use super::super::watched;
    use super::*;

    fn limits(timeout: Duration) -> SubprocessLimits {
        let stream = CaptureLimit::new(8, 4);
        SubprocessLimits {
            timeout,
            grace: Duration::from_millis(100),
            stdout: stream,
            stderr: stream,
        }
    }

    fn shell(script: &str) -> Subprocess {
        Subprocess::new("sh").args(["-c", script]).envs(&[("GIVEN".to_owned(), "x".to_owned())])
    }

    #[test]
    fn a_command_ends_the_same_on_every_platform() {
        for (script, input) in [
            ("exit 3", ""),
            ("kill -TERM $$", ""),
            ("printf 0123456789abcdef; printf error >&2", ""),
            ("cat; pwd >&2", "what is read"),
            ("echo $GIVEN $HOME", ""),
            ("exec <&-; sleep 0.05", "what is not read"),
        ] {
            let command = || shell(script).input(input.into()).current_dir("/").env_remove("HOME");
            let minute = limits(Duration::from_secs(60));
            let (ours, theirs) = (run(command(), minute), watched::run(command(), minute));
            let (ours, theirs) = (ours.unwrap(), theirs.unwrap());
            assert_eq!((ours.end, &ours.stdout), (theirs.end, &theirs.stdout), "{script}");
            assert_eq!(ours.stderr, theirs.stderr, "{script}");
        }
    }

    #[test]
    fn a_command_that_takes_too_long_or_leaves_its_streams_open_is_not_waited_for() {
        let begun = Instant::now();
        let short = limits(Duration::from_millis(50));
        assert_eq!(run(shell("exec sleep 60"), short).unwrap().end, SubprocessEnd::TimedOut);
        let long = limits(Duration::from_secs(60));
        let left = run(shell("sleep 60 & echo $!"), long).unwrap();
        assert_eq!(left.end, SubprocessEnd::Exited(0));
        assert!(begun.elapsed() < Duration::from_secs(30));
        let pid = String::from_utf8([left.stdout.head, left.stdout.tail].concat()).unwrap();
        assert!(shell(&format!("kill {pid}")).run(long).unwrap().end == SubprocessEnd::Exited(0));
    }

    #[test]
    fn what_cannot_be_run_is_the_same_error_on_every_platform() {
        let commands: [fn() -> Subprocess; 4] = [
            || Subprocess::new("there-is-no-such-program"),
            || Subprocess::new("/etc/passwd"),
            || shell("true").current_dir("/there/is/none"),
            || Subprocess::new("true").arg("a\0b"),
        ];
        for command in commands {
            let minute = limits(Duration::from_secs(60));
            let (ours, theirs) = (run(command(), minute), watched::run(command(), minute));
            let kind = |error: Error| std::mem::discriminant(&error);
            assert_eq!(kind(ours.unwrap_err()), kind(theirs.unwrap_err()));
        }
    }
}
