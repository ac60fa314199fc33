//! A worker: takes jobs off the queue, runs their commands, and says with events what happens.

use std::convert::Infallible;
use std::path::PathBuf;
use std::time::Duration;

use crossbeam_channel::Receiver;
use monitor_core::{
    Event, JobError, JobEvent, JobOutcome, Monitor, Timestamp, WorkerEvent, WorkerId,
};
use monitor_events::Emitter;
use monitor_host::{JournalHandle, MetricsChange};
use monitor_http::CommandBoard;
use nix::sys::signal::Signal;

use crate::job_list::ListedJob;
use crate::queue::{Attempt, Next, Queue};
use crate::run_command::{self, CommandToRun, Ended, Ending, Report};
use crate::summary::used;

/// How often a worker says that it is there.
pub(crate) const HEARTBEAT: Duration = Duration::from_secs(1);

/// What all workers share.
pub(crate) struct Floor {
    pub(crate) jobs: Vec<ListedJob>,
    pub(crate) queue: Queue,
    pub(crate) emitter: Emitter,
    /// Where commands can be watched.
    pub(crate) board: CommandBoard,
    /// Where it is recorded.
    pub(crate) journal: Option<JournalHandle>,
    /// The directory that the commands see.
    pub(crate) dir: PathBuf,
    /// Disconnected when everything has to stop.
    pub(crate) stop: Receiver<Infallible>,
}

impl Floor {
    /// Puts a job in line and says so.
    pub(crate) fn enqueue(&self, job: usize, attempt: u32) {
        self.emitter.emit(JobEvent::queued(&self.jobs[job].job));
        if !self.queue.push(job, attempt) {
            self.cancel(job, "stopped");
        }
    }

    /// Turns workers offline that have said nothing for too long; what there is to say of them.
    pub(crate) fn lost_workers(&self, monitor: &Monitor, now: Timestamp) -> Vec<Event> {
        match &self.journal {
            Some(journal) => journal.change(MetricsChange::Expire, monitor, now),
            None => monitor.expire(now),
        }
    }

    /// Says that a job will not run.
    pub(crate) fn cancel(&self, job: usize, reason: &str) {
        self.emitter.emit(JobEvent::cancelled(&self.jobs[job].job).reason(reason));
    }
}

/// Works until no job is left.
pub(crate) fn work(id: &WorkerId, floor: &Floor) {
    let emitter = &floor.emitter;
    emitter.emit(WorkerEvent::registered(id).max_concurrent_jobs(1).heartbeat_interval(HEARTBEAT));
    loop {
        match floor.queue.next(HEARTBEAT) {
            Next::Run(attempt) => run(id, floor, attempt),
            Next::Requeue { job, attempt } => floor.enqueue(job, attempt),
            Next::Nothing => {
                emitter.emit(WorkerEvent::heartbeat(id).running_jobs(0));
            }
            Next::Finished => break,
        }
    }
    emitter.emit(WorkerEvent::offline(id).reason("no job is left"));
}

fn run(id: &WorkerId, floor: &Floor, attempt: Attempt) {
    let listed = &floor.jobs[attempt.job];
    let (job, emitter) = (&listed.job, &floor.emitter);
    emitter.emit(WorkerEvent::claimed_job(id, job));
    emitter
        .emit(JobEvent::started(job).worker(id).attempt(attempt.number).wait_time(attempt.waited));
    let name = match attempt.number {
        1 => job.id.to_string(),
        number => format!("{}, attempt {number}", job.id),
    };
    let command = CommandToRun {
        entry: &floor.board.begin_command(name, &listed.command),
        words: &listed.command,
        env: &listed.env,
        dir: &floor.dir.join(&listed.cwd),
        timeout: listed.timeout,
        cancel_after: listed.cancel_after,
        stop: &floor.stop,
        alive_every: HEARTBEAT,
    };
    let ended = run_command::run(&command, |report| match report {
        Report::Alive => {
            emitter.emit(WorkerEvent::heartbeat(id).running_job_ids([&job.id]));
        }
        Report::Progress(percent) => {
            emitter.emit(JobEvent::progress(job, percent).worker(id));
        }
    });
    if let Some(end) = conclude(id, floor, attempt, ended) {
        follow(floor, attempt.job, end);
    }
}

/// Says how an attempt ended. Gives the end of the job, or nothing if it will be tried again.
fn conclude(id: &WorkerId, floor: &Floor, attempt: Attempt, ended: Ended) -> Option<JobOutcome> {
    let listed = &floor.jobs[attempt.job];
    let (job, emitter) = (&listed.job, &floor.emitter);
    let (ran, used) = (Duration::from_nanos(ended.used.wall_ns), ended.used);
    let reason = match &ended.ending {
        Ending::Success => {
            emitter.emit(JobEvent::completed(job).worker(id).run_time(ran).resources(used));
            return Some(JobOutcome::Completed);
        }
        Ending::Cancelled => "cancelled at its time",
        Ending::Stopped => "stopped",
        _ => return fail(id, floor, attempt, ended),
    };
    let cancelled = JobEvent::cancelled(job).worker(id).run_time(ran).resources(used);
    emitter.emit(cancelled.reason(reason));
    Some(JobOutcome::Cancelled)
}

/// Tries a job again that went badly, if it may be.
fn fail(id: &WorkerId, floor: &Floor, attempt: Attempt, ended: Ended) -> Option<JobOutcome> {
    let listed = &floor.jobs[attempt.job];
    let (job, emitter) = (&listed.job, &floor.emitter);
    let error = error(&ended, listed);
    let (ran, used) = (Duration::from_nanos(ended.used.wall_ns), ended.used);
    if attempt.number > listed.max_retries {
        let failed = JobEvent::failed(job, error).worker(id).run_time(ran).resources(used);
        emitter.emit(failed.extra("last_lines", ended.last_lines));
        return Some(JobOutcome::Failed);
    }
    let delay = listed.retry_delay;
    let retrying = JobEvent::retrying(job).worker(id).retries(attempt.number, listed.max_retries);
    emitter.emit(used::with_used(retrying.delay(delay).error(error), &used));
    if floor.queue.retry(attempt.job, attempt.number + 1, delay) {
        return None;
    }
    floor.cancel(attempt.job, "stopped");
    Some(JobOutcome::Cancelled)
}

/// Does for other jobs what the end of this one calls for.
fn follow(floor: &Floor, job: usize, end: JobOutcome) {
    let consequences = floor.queue.ended(job, end);
    for ready in consequences.ready {
        floor.enqueue(ready, 1);
    }
    for (hopeless, cause) in consequences.hopeless {
        let cause = &floor.jobs[cause].job.id;
        floor.cancel(hopeless, &format!("needs {cause}, which did not complete"));
    }
}

/// What went wrong, in words, with the last ones of the command.
fn error(ended: &Ended, listed: &ListedJob) -> JobError {
    let (kind, mut message) = match &ended.ending {
        Ending::ExitCode(code) => ("exit_code", format!("exit code {code}")),
        Ending::Signal(number) => ("signal", killed_by(*number)),
        Ending::TimedOut => {
            let limit = listed.timeout.unwrap_or_default().as_secs_f64();
            ("timeout", format!("ran longer than {limit} s"))
        }
        Ending::NotStarted(error) => {
            (not_started(error), format!("cannot start `{}`: {error}", listed.command[0]))
        }
        Ending::Unknown => ("unknown", "ended, cause unknown".to_owned()),
        Ending::Success | Ending::Cancelled | Ending::Stopped => ("none", String::new()),
    };
    if let Some(line) = ended.last_lines.last() {
        message = format!("{message}: {line}");
    }
    let error = JobError::new(message).kind(kind);
    if matches!(ended.ending, Ending::TimedOut) { error.timed_out() } else { error }
}

/// Whose fault it is, in a word.
fn not_started(error: &monitor_exec::Error) -> &'static str {
    match error {
        monitor_exec::Error::NotFound { .. } => "not_found",
        monitor_exec::Error::PermissionDenied { .. } | monitor_exec::Error::BadFormat { .. } => {
            "not_executable"
        }
        monitor_exec::Error::WorkingDirectory { .. } => "working_directory",
        _ => "not_started",
    }
}

fn killed_by(number: i32) -> String {
    match Signal::try_from(number) {
        Ok(signal) => format!("killed by {signal}"),
        Err(_) => format!("killed by signal {number}"),
    }
}
