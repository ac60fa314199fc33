//! What all handles of a run and its writer share.

use std::fmt;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use monitor_core::{Clock, NonPoisonMutex, Timestamp};
use monitor_run::{BarId, LogLevel, RunRecorder, RunStatus};

use super::layout::RunPaths;
use super::log_file::LogFile;
use super::view::RunView;
use crate::error::Error;
use crate::system::lock::FileLock;
use crate::system::replace::replace;

/// What of the document has to outlast a loss of power. It outlasts the end of the process anyway.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Durability {
    /// Nothing: the system writes to the disk when it likes.
    None,
    /// The beginning and the end.
    #[default]
    Ends,
    /// All that is written, which costs milliseconds each time, in the run's own thread.
    All,
}

/// How often a run writes.
#[derive(Clone, Copy, Debug)]
pub(super) struct WritePace {
    /// At most once in this time.
    pub(super) period: Duration,
    /// At least once in this time.
    pub(super) heartbeat: Duration,
    pub(super) durability: Durability,
}

/// How much is done, and of which bar. The run's writer looks at it.
#[derive(Debug)]
pub(super) struct BarCounter {
    pub(super) done: AtomicU64,
    /// Nothing if the run had no room for the bar: then it only counts.
    pub(super) id: Option<BarId>,
}

/// Locks are taken in the order of the fields, but for the view's, under which all others may be
/// taken; none is held while other code is called.
pub(super) struct RunShared {
    disk: NonPoisonMutex<RunDisk>,
    counters: NonPoisonMutex<Vec<Arc<BarCounter>>>,
    run: NonPoisonMutex<RunRecorder>,
    stop: NonPoisonMutex<bool>,
    stopped: Condvar,
    pub(super) paths: RunPaths,
    pub(super) log: LogFile,
    view: NonPoisonMutex<Option<RunView>>,
    pace: WritePace,
    clock: Arc<dyn Clock>,
    complained: AtomicBool,
}

/// What is on the disk.
#[derive(Debug)]
struct RunDisk {
    /// The change that was written last; nothing before the first time, and after a failure.
    seq: Option<u64>,
    /// When that was.
    at: Timestamp,
    /// Held until the end is written.
    lock: Option<FileLock>,
}

/// Ends the run when the last handle goes.
#[derive(Debug)]
pub(super) struct RunOwner {
    pub(super) shared: Arc<RunShared>,
    pub(super) thread: Option<JoinHandle<()>>,
}

impl Durability {
    fn syncs(self, is_edge: bool) -> bool {
        self == Self::All || (self == Self::Ends && is_edge)
    }
}

impl BarCounter {
    /// Brings the run up to what is done.
    pub(super) fn update_run(&self, run: &mut RunRecorder, now: Timestamp) {
        if let Some(id) = self.id {
            run.set_bar(id, self.done.load(Ordering::Relaxed), now);
        }
    }
}

impl RunShared {
    pub(super) fn new(
        run: RunRecorder,
        paths: RunPaths,
        log: LogFile,
        lock: FileLock,
        pace: WritePace,
        view: Option<RunView>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        let disk = RunDisk { seq: None, at: clock.now(), lock: Some(lock) };
        Self {
            disk: NonPoisonMutex::new(disk),
            counters: NonPoisonMutex::new(Vec::new()),
            run: NonPoisonMutex::new(run),
            stop: NonPoisonMutex::new(false),
            stopped: Condvar::new(),
            paths,
            log,
            view: NonPoisonMutex::new(view),
            pace,
            clock,
            complained: AtomicBool::new(false),
        }
    }

    pub(super) fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// Changes the run in memory.
    pub(super) fn change<T>(&self, change: impl FnOnce(&mut RunRecorder, Timestamp) -> T) -> T {
        let now = self.now();
        change(&mut self.run.lock(), now)
    }

    /// Writes a line to the log, and tells the run.
    pub(super) fn log(&self, level: LogLevel, text: &str) {
        self.note_write(self.log.line(self.now(), &level, text));
        self.change(|run, now| run.log(level, text, now));
    }

    /// Lets the writer look at a bar's counter.
    pub(super) fn watch(&self, counter: &Arc<BarCounter>) {
        self.counters.lock().push(Arc::clone(counter));
    }

    /// Lets the writer forget a bar's counter; says whether it knew it.
    pub(super) fn unwatch(&self, counter: &Arc<BarCounter>) -> bool {
        let mut counters = self.counters.lock();
        let known = counters.iter().position(|known| Arc::ptr_eq(known, counter));
        if let Some(at) = known {
            counters.remove(at);
        }
        known.is_some()
    }

    pub(super) fn status(&self) -> RunStatus {
        let now = self.now();
        self.up_to_date(now).status(now)
    }

    /// The run with what the bars have counted until now.
    fn up_to_date(&self, now: Timestamp) -> MutexGuard<'_, RunRecorder> {
        let counters = self.counters.lock();
        let mut run = self.run.lock();
        counters.iter().for_each(|counter| counter.update_run(&mut run, now));
        run
    }

    /// Ends the run, once, and writes that.
    pub(super) fn end(
        &self,
        said: Option<(LogLevel, &str)>,
        end: impl FnOnce(&mut RunRecorder, Timestamp),
    ) {
        let now = self.now();
        {
            let mut run = self.up_to_date(now);
            if run.state().is_ended() {
                drop(run);
                // Another thread may be about to write that: it is on the disk when this returns.
                let _ = self.write(false);
                return;
            }
            end(&mut run, now);
        }
        self.counters.lock().clear();
        if let Some((level, text)) = said {
            self.note_write(self.log.line(now, &level, text));
        }
        // What failed is counted, and tried again when the run is dropped.
        let _ = self.write(true);
        self.show_change();
    }

    /// Shows what is new to whoever looks on.
    fn show_change(&self) {
        if let Some(view) = &mut *self.view.lock() {
            view.show(&self.status(), self.now());
        }
    }

    /// Writes the document if there is something new, a heartbeat is due, or it has to be.
    pub(super) fn write(&self, must: bool) -> Result<(), Error> {
        let mut disk = self.disk.lock();
        let now = self.now();
        let status = {
            let mut run = self.up_to_date(now);
            let is_due = now.saturating_duration_since(disk.at) >= self.pace.heartbeat;
            if !must && disk.seq == Some(run.seq()) && !is_due {
                return Ok(());
            }
            if let Some(writer) = run.writer_mut() {
                writer.heartbeat = Some(now);
            }
            run.status(now)
        };
        let is_edge = disk.seq.is_none() || status.status.is_ended();
        let json = status.to_json(self.max_bytes());
        let sync = self.pace.durability.syncs(is_edge);
        let written = replace(&self.paths.status, &self.paths.new_status, &json, sync);
        disk.seq = written.is_ok().then_some(status.seq);
        disk.at = now;
        if written.is_ok() && status.status.is_ended() {
            disk.lock = None;
        }
        drop(disk);
        written.map_err(|source| {
            self.note_error(&source);
            Error::file("write", &self.paths.status)(source)
        })
    }

    fn max_bytes(&self) -> usize {
        self.run.lock().limits().document_bytes
    }

    /// Counts a failure to write, and tells the first one.
    pub(super) fn note_write(&self, written: io::Result<()>) {
        if let Err(error) = written {
            self.note_error(&error);
        }
    }

    pub(super) fn note_error(&self, error: &io::Error) {
        if let Some(writer) = self.run.lock().writer_mut() {
            writer.write_errors += 1;
            writer.last_write_error = Some(error.to_string());
        }
        if !self.complained.swap(true, Ordering::Relaxed) {
            let place = self.paths.status.display();
            // Where that cannot be said either, the document will.
            let _ = io::Write::write_all(
                &mut io::stderr().lock(),
                format!("monitor: the run goes on, but cannot write to {place}: {error}\n")
                    .as_bytes(),
            );
        }
    }

    /// Writes again and again until it is stopped.
    pub(super) fn keep_writing(&self) {
        loop {
            let stop = self.stop.lock();
            let waited = self.stopped.wait_timeout_while(stop, self.pace.period, |stop| !*stop);
            if *waited.unwrap_or_else(PoisonError::into_inner).0 {
                return;
            }
            // A failure is counted in the document.
            let _ = self.write(false);
            self.show_change();
        }
    }

    fn stop(&self) {
        *self.stop.lock() = true;
        self.stopped.notify_all();
    }
}

impl Drop for RunOwner {
    fn drop(&mut self) {
        let reason =
            if thread::panicking() { "panicked" } else { "dropped before complete or fail" };
        self.shared.end(Some((LogLevel::Error, reason)), |run, now| run.fail(reason, now));
        self.shared.stop();
        if let Some(thread) = self.thread.take() {
            // It cannot panic; if it did, the last words below are written all the same.
            let _ = thread.join();
        }
        // Only what could not be written before is written now.
        let _ = self.shared.write(false);
    }
}

impl fmt::Debug for RunShared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RunShared").field("paths", &self.paths).finish_non_exhaustive()
    }
}
