//! Runs one command to its end: the one place where the orchestrator starts and ends processes.

mod written;

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::time::{Duration, Instant};

use crossbeam_channel::{Receiver, after, never, select, tick};
use monitor_core::ResourceUsage;
use monitor_exec::{
    ControlHandle, Error, ExecCommand, ExecOutcome, ExitCause, ProcessExit, ProcessState,
    RunningCommand, SpawnStep, StreamTarget,
};
use monitor_http::CommandEntry;
use nix::sys::signal::Signal;

use crate::run_command::written::Written;

/// How long a command has to end by itself after it was asked to.
const GRACE: Duration = Duration::from_millis(500);
/// How long its output is waited for after its end.
const LAST_WORDS: Duration = Duration::from_millis(500);
/// How many observations may wait to be looked at; of more than that the newest are dropped.
const OBSERVATIONS: usize = 16;

/// What to run, and for how long.
pub(crate) struct CommandToRun<'a> {
    /// Where it can be watched.
    pub(crate) entry: &'a CommandEntry,
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
    NotStarted(Error),
    /// Nobody could find out.
    Unknown,
}

/// A command that has ended.
pub(crate) struct Ended {
    pub(crate) ending: Ending,
    /// What it used, all its processes together; nothing if it did not start.
    pub(crate) used: ResourceUsage,
    /// What it wrote last, oldest line first.
    pub(crate) last_lines: Vec<String>,
}

/// Runs the command, and every process that it starts; none of them is there at the end.
pub(crate) fn run(command: &CommandToRun<'_>, mut report: impl FnMut(Report)) -> Ended {
    let (running, written) = match spawn(command) {
        Ok(started) => started,
        Err(error) => {
            let ending = Ending::NotStarted(error);
            return Ended { ending, used: ResourceUsage::default(), last_lines: Vec::new() };
        }
    };
    let interrupted = watch(command, &running, &written, &mut report);
    let outcome = running.wait();
    let deadline = Instant::now() + LAST_WORDS;
    while let Ok(percent) = written.progress.recv_deadline(deadline) {
        report(Report::Progress(percent));
    }
    let last_lines = written.last_lines();
    match outcome {
        Ok(outcome) => {
            command.entry.finish(&outcome);
            let ending = ending(&outcome, interrupted);
            Ended { ending, used: outcome.summary.resources, last_lines }
        }
        Err(_) => Ended { ending: Ending::Unknown, used: ResourceUsage::default(), last_lines },
    }
}

fn spawn(command: &CommandToRun<'_>) -> Result<(RunningCommand, Written), Error> {
    let (program, arguments) = command.words.split_first().ok_or(Error::EmptyCommand)?;
    let refused = |source| Error::Spawn { step: SpawnStep::Streams, source };
    // Both streams go into one pipe, so that their lines stay in order.
    let (reader, writer) = io::pipe().map_err(refused)?;
    let mut exec = ExecCommand::new(program)
        .args(arguments)
        .current_dir(command.dir)
        .stdout(StreamTarget::to(writer.try_clone().map_err(refused)?))
        .stderr(StreamTarget::to(writer))
        .stop_by(Signal::SIGTERM as i32, GRACE)
        // What a command leaves behind comes to the orchestrator, which is how it is found.
        .subreaper(true)
        .channel(OBSERVATIONS);
    for (name, value) in command.env {
        exec = exec.env(name, value);
    }
    if let Some(timeout) = command.timeout {
        exec = exec.timeout(timeout);
    }
    Ok((exec.spawn()?, Written::read(reader)))
}

/// Reports until the command and all that it started have ended. Gives why they were asked to, if
/// they were.
fn watch(
    command: &CommandToRun<'_>,
    running: &RunningCommand,
    written: &Written,
    report: &mut impl FnMut(Report),
) -> Option<Ending> {
    let cancel = running.control_handle();
    // Closed when the run is over.
    let samples = running.samples().cloned().unwrap_or_else(never);
    let mut stop = command.stop.clone();
    let mut cancel_after = command.cancel_after.map_or_else(never, after);
    let mut progress = written.progress.clone();
    let alive = tick(command.alive_every);
    let mut interrupted = None;
    loop {
        select! {
            recv(samples) -> seen => match seen {
                Ok(seen) if seen.sample.state == ProcessState::Ended => {
                    command.entry.observe(&seen);
                    // Whatever it has left behind ends with it, and that is no interruption.
                    cancel.kill();
                    (stop, cancel_after) = (never(), never());
                }
                Ok(seen) => command.entry.observe(&seen),
                Err(_) => return interrupted,
            },
            recv(stop) -> _ => {
                stop = never();
                interrupt(&mut interrupted, Ending::Stopped, &cancel);
            }
            recv(cancel_after) -> _ => interrupt(&mut interrupted, Ending::Cancelled, &cancel),
            recv(alive) -> _ => report(Report::Alive),
            recv(progress) -> percent => match percent {
                Ok(percent) => report(Report::Progress(percent)),
                Err(_) => progress = never(),
            },
        }
    }
}

fn interrupt(interrupted: &mut Option<Ending>, why: Ending, cancel: &ControlHandle) {
    interrupted.get_or_insert(why);
    cancel.cancel();
}

fn ending(outcome: &ExecOutcome, interrupted: Option<Ending>) -> Ending {
    match (outcome.exit, interrupted, outcome.status) {
        (ExitCause::TimedOut, ..) => Ending::TimedOut,
        (ExitCause::Cancelled, Some(why), _) => why,
        (.., Some(ProcessExit::Code(0))) => Ending::Success,
        (.., Some(ProcessExit::Code(code))) => Ending::ExitCode(code),
        (.., Some(ProcessExit::Signal { signal, .. })) => Ending::Signal(signal),
        _ => Ending::Unknown,
    }
}
