//! Runs one command to its end: the one place where the orchestrator starts and ends processes.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::os::unix::process::{CommandExt as _, ExitStatusExt as _};
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, bounded, never, select, tick};
use nix::errno::Errno;
use nix::sys::signal::{Signal, killpg};
use nix::sys::wait::{Id, WaitPidFlag, waitid};
use nix::unistd::Pid;

use crate::output::Output;

/// How long a command has to end by itself after it was asked to.
const GRACE: Duration = Duration::from_millis(500);
/// How long its output is waited for after its end.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// What to run, and for how long.
pub(crate) struct CommandToRun<'a> {
    /// The program and its arguments.
    pub(crate) words: &'a [String],
    /// Variables beside those of the orchestrator.
    pub(crate) env: &'a BTreeMap<String, String>,
    pub(crate) dir: &'a Path,
    /// After this it has failed.
    pub(crate) timeout: Option<Duration>,
    /// After this it is cancelled.
    pub(crate) cancel_after: Option<Duration>,
    /// Disconnected when everything has to stop.
    pub(crate) stop: &'a Receiver<Infallible>,
    /// How often to report that it still runs.
    pub(crate) alive_every: Duration,
}

/// What there is to say about a command while it runs.
pub(crate) enum Report {
    /// It still runs.
    Alive,
    /// It says that it is that many percent of its way.
    Progress(f64),
}

/// How a command ended.
pub(crate) enum Ending {
    /// With exit code 0.
    Success,
    /// With another one.
    ExitCode(i32),
    /// By a signal that nobody here sent.
    Signal(i32),
    /// It ran out of time.
    TimedOut,
    /// Its `cancel_after` was over.
    Cancelled,
    /// Everything had to stop.
    Stopped,
    /// It did not start.
    NotStarted(io::Error),
}

/// A command that has ended.
pub(crate) struct Ended {
    pub(crate) ending: Ending,
    pub(crate) ran: Duration,
    /// What it wrote last, oldest line first.
    pub(crate) last_lines: Vec<String>,
}

/// Runs the command, and every process that it starts, in a process group that is gone at the end.
pub(crate) fn run(command: &CommandToRun<'_>, mut report: impl FnMut(Report)) -> Ended {
    let begun = Instant::now();
    let (mut child, output) = match spawn(command) {
        Ok(started) => started,
        Err(error) => {
            let ending = Ending::NotStarted(error);
            return Ended { ending, ran: Duration::ZERO, last_lines: Vec::new() };
        }
    };
    let group = Pid::from_raw(child.id().cast_signed());
    let exited = exit_of(group);
    let interrupted = watch(command, &exited, &output, &mut report);
    if interrupted.is_some() {
        signal(group, Signal::SIGTERM);
        select! {
            recv(exited) -> _ => {}
            recv(after(GRACE)) -> _ => {}
        }
    }
    // The child has not been waited for yet, so the number of its group is not another's by now.
    signal(group, Signal::SIGKILL);
    if interrupted.is_some() {
        // It may have gone to another group, and that it has ended already is no error.
        let _ = child.kill();
    }
    let status = child.wait();
    let ran = begun.elapsed();
    let deadline = Instant::now() + LAST_WORDS;
    while let Ok(percent) = output.progress.recv_deadline(deadline) {
        report(Report::Progress(percent));
    }
    let ending = interrupted.unwrap_or_else(|| ending(status));
    Ended { ending, ran, last_lines: output.last_lines() }
}

fn spawn(command: &CommandToRun<'_>) -> io::Result<(Child, Output)> {
    let Some((program, arguments)) = command.words.split_first() else {
        return Err(io::ErrorKind::InvalidInput.into());
    };
    if !command.dir.is_dir() {
        let missing = format!("{} is not a directory", command.dir.display());
        return Err(io::Error::new(io::ErrorKind::NotADirectory, missing));
    }
    let (reader, writer) = io::pipe()?;
    let child = Command::new(program)
        .args(arguments)
        .envs(command.env)
        .current_dir(command.dir)
        .stdin(Stdio::null())
        .stdout(writer.try_clone()?)
        .stderr(writer)
        .process_group(0)
        .spawn()?;
    Ok((child, Output::read(reader)))
}

/// Disconnected when the child has ended. It can still be waited for then.
fn exit_of(child: Pid) -> Receiver<Infallible> {
    let (sender, exited) = bounded(0);
    thread::spawn(move || {
        let ended = WaitPidFlag::WEXITED | WaitPidFlag::WNOWAIT;
        while waitid(Id::Pid(child), ended) == Err(Errno::EINTR) {}
        drop(sender);
    });
    exited
}

/// Reports until the command ends, which gives nothing, or until it has to be ended.
fn watch(
    command: &CommandToRun<'_>,
    exited: &Receiver<Infallible>,
    output: &Output,
    report: &mut impl FnMut(Report),
) -> Option<Ending> {
    let timeout = command.timeout.map_or_else(never, after);
    let cancel = command.cancel_after.map_or_else(never, after);
    let alive = tick(command.alive_every);
    let mut progress = output.progress.clone();
    loop {
        select! {
            recv(exited) -> _ => return None,
            recv(command.stop) -> _ => return Some(Ending::Stopped),
            recv(cancel) -> _ => return Some(Ending::Cancelled),
            recv(timeout) -> _ => return Some(Ending::TimedOut),
            recv(alive) -> _ => report(Report::Alive),
            recv(progress) -> percent => match percent {
                Ok(percent) => report(Report::Progress(percent)),
                Err(_) => progress = never(),
            },
        }
    }
}

fn signal(group: Pid, signal: Signal) {
    // A group that is gone already needs no signal.
    let _ = killpg(group, signal);
}

fn ending(status: io::Result<ExitStatus>) -> Ending {
    match status {
        Ok(status) => match (status.code(), status.signal()) {
            (Some(0), _) => Ending::Success,
            (Some(code), _) => Ending::ExitCode(code),
            (None, signal) => Ending::Signal(signal.unwrap_or_default()),
        },
        Err(error) => Ending::NotStarted(error),
    }
}
