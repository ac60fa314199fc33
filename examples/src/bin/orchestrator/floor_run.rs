//! One run of a job list: the workers at work, the housekeeping beside them, and what is left.

use std::convert::Infallible;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use crossbeam_channel::{Sender, bounded, select, tick};
use monitor_core::{JobEvent, Monitor, MonitorLimits, SystemEvent, Timestamp, WorkerId};
use monitor_events::Emitter;
use monitor_host::{Journal, JournalLimits};
use monitor_http::{CommandBoard, CommandLimits};

use crate::dashboard::{self, Dashboard};
use crate::display::Display;
use crate::job_list::ListedJob;
use crate::queue::Queue;
use crate::signals::StopSignals;
use crate::summary::used::Used;
use crate::summary::{LastLines, Record};
use crate::worker::{Floor, work};

/// How often workers are looked for that say nothing any more.
const HOUSEKEEPING: Duration = Duration::from_millis(250);

/// What to run, and where.
pub(crate) struct Plan<'a> {
    pub(crate) jobs: Vec<ListedJob>,
    pub(crate) workers: usize,
    pub(crate) dir: &'a Path,
}

/// What a run leaves.
pub(crate) struct Finished {
    pub(crate) record: Record,
    /// Whether everything could be shown while it ran.
    pub(crate) shown: io::Result<()>,
    /// What shows it in a browser.
    pub(crate) dashboard: Option<Dashboard>,
    /// What records it, to the end of the program.
    pub(crate) _journal: Option<Journal>,
}

/// Runs the jobs to their ends.
pub(crate) fn run(
    plan: Plan<'_>,
    dashboard: Option<&dashboard::Asked>,
    recording: Option<&Path>,
    signals: &StopSignals,
) -> Result<Finished, crate::Error> {
    let Plan { jobs, workers, dir } = plan;
    let mut limits = MonitorLimits::default();
    limits.history = limits.history.max(jobs.len());
    limits.open_jobs = limits.open_jobs.max(jobs.len());
    let monitor = Arc::new(Monitor::new(limits));
    let emitter = Emitter::new();
    let _figures = emitter.attach(&monitor);
    let board = CommandBoard::new(CommandLimits::default());
    let record = |path| Journal::create(path, &emitter, JournalLimits::default());
    let journal = recording.map(record).transpose()?;
    let handle = journal.as_ref().map(Journal::handle);
    handle.iter().cloned().for_each(|handle| board.record(handle));
    let start = |asked| Dashboard::start(asked, &emitter, &monitor, &board, handle.as_ref());
    let dashboard = dashboard.map(start).transpose()?;
    // Whoever does not read this has no browser either.
    let _ = dashboard.as_ref().map(Dashboard::announce);
    let last_lines = LastLines::default();
    let _kept = last_lines.keep(&emitter);
    let used = Used::default();
    let _counted = used.keep(&emitter);
    let display = Display::new(&emitter, &monitor, jobs.len());
    let listed = jobs.iter().map(|job| (job.job.clone(), job.expect)).collect();

    let (stop_all, stop) = bounded(0);
    let (queue, free) = Queue::new(&jobs);
    let dir = dir.to_owned();
    let floor = Floor { jobs, queue, emitter, board, dir, stop, journal: handle };
    let (stopped_by, shown) = thread::scope(|scope| {
        let shown = scope.spawn(|| display.show(&mut io::stdout().lock()));
        let stopped_by = run_all(&floor, &free, workers, &monitor, stop_all, signals);
        // With the emitter its subscriptions end, and with its own the display.
        drop(floor);
        let shown = shown.join();
        (stopped_by, shown.unwrap_or_else(|_| Err(io::Error::other("the display has panicked"))))
    });
    let record = Record { listed, monitor, last_lines, used, stopped_by };
    Ok(Finished { record, shown, dashboard, _journal: journal })
}

/// Gives the number of the signal that stopped it all, if one did.
fn run_all(
    floor: &Floor,
    free: &[usize],
    workers: usize,
    monitor: &Monitor,
    stop_all: Sender<Infallible>,
    signals: &StopSignals,
) -> Option<i32> {
    let started = SystemEvent::startup().extra("jobs", floor.jobs.len()).extra("workers", workers);
    floor.emitter.emit(started);
    for job in &floor.jobs {
        floor.emitter.emit(JobEvent::created(&job.job));
    }
    for &job in free {
        floor.enqueue(job, 1);
    }
    let stopped_by = thread::scope(|scope| {
        let (working, all_left) = bounded::<Infallible>(0);
        for number in 1..=workers {
            let working = working.clone();
            scope.spawn(move || {
                work(&WorkerId::from(format!("worker-{number}")), floor);
                drop(working);
            });
        }
        drop(working);
        let (mut stop_all, mut stopped_by) = (Some(stop_all), None);
        let look = tick(HOUSEKEEPING);
        loop {
            select! {
                recv(all_left) -> _ => return stopped_by,
                recv(signals.received()) -> signal => {
                    stopped_by = stopped_by.or(signal.ok());
                    // Running commands see the channel closed, waiting jobs go at once.
                    drop(stop_all.take());
                    floor.queue.stop().into_iter().for_each(|job| floor.cancel(job, "stopped"));
                }
                recv(look) -> _ => {
                    for lost in floor.lost_workers(monitor, Timestamp::now()) {
                        floor.emitter.emit(lost);
                    }
                }
            }
        }
    });
    floor.emitter.emit(SystemEvent::shutdown());
    stopped_by
}
