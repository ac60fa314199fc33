//! What is seen while it runs: a line an event, and on a terminal a line that is drawn again.

mod event_line;

use std::collections::BTreeMap;
use std::io::{self, IsTerminal as _, Write};
use std::sync::Arc;
use std::time::Duration;
use std::{env, fmt::Write as _};

use monitor_core::{Event, EventKind, JobId, Monitor, Payload, Timestamp};
use monitor_events::{ChannelOptions, Emitter, Error, EventReceiver, OverflowPolicy};

use crate::display::event_line::event_line;

/// How many events may wait for a slow terminal.
const WAITING: usize = 1_024;
/// How long a worker is held up for a terminal that is slower still, before the line is lost.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the status line is drawn again.
const REDRAW: Duration = Duration::from_millis(100);
/// Takes the cursor to the begin of the line and clears it.
const CLEAR_LINE: &str = "\r\x1b[2K";

/// What a reader of lines wants to know.
const LINES: [EventKind; 11] = [
    EventKind::JobStarted,
    EventKind::JobCompleted,
    EventKind::JobFailed,
    EventKind::JobCancelled,
    EventKind::JobRetrying,
    EventKind::JobProgressUpdated,
    EventKind::WorkerRegistered,
    EventKind::WorkerOffline,
    EventKind::SystemStartup,
    EventKind::SystemShutdown,
    EventKind::SystemError,
];

/// Shows events from a queue of its own, so that no worker waits for the terminal.
pub(crate) struct Display {
    events: EventReceiver<Event>,
    monitor: Arc<Monitor>,
    jobs: usize,
    /// How wide the status line may be; none where lines cannot be drawn again.
    width: Option<usize>,
    begun: Option<Timestamp>,
    running: BTreeMap<JobId, Option<f64>>,
}

impl Display {
    /// Sees what `emitter` emits from now on.
    pub(crate) fn new(emitter: &Emitter, monitor: &Arc<Monitor>, jobs: usize) -> Self {
        let overflow = OverflowPolicy::Block { timeout: PATIENCE };
        let bounded = ChannelOptions::new(WAITING).kinds(LINES).overflow(overflow);
        let dumb = env::var_os("TERM").is_none_or(|terminal| terminal == "dumb");
        let width = (io::stdout().is_terminal() && !dumb).then(columns);
        Self {
            events: emitter.subscribe(bounded),
            monitor: Arc::clone(monitor),
            jobs,
            width,
            begun: None,
            running: BTreeMap::new(),
        }
    }

    /// Shows everything until the emitter is gone.
    pub(crate) fn show(mut self, out: &mut impl Write) -> io::Result<()> {
        loop {
            let event = match self.width {
                Some(_) => self.events.recv_timeout(REDRAW),
                None => self.events.recv(),
            };
            match event {
                Ok(event) => self.take(&event, out)?,
                Err(Error::Timeout) => {}
                Err(_) => return self.end(out),
            }
            if let Some(width) = self.width {
                write!(out, "{CLEAR_LINE}{}", self.status_line(width))?;
                out.flush()?;
            }
        }
    }

    fn take(&mut self, event: &Event, out: &mut impl Write) -> io::Result<()> {
        self.remember(event);
        let at = event.at.unwrap_or(Timestamp::UNIX_EPOCH);
        let begun = *self.begun.get_or_insert(at);
        let line = event_line(event, at.saturating_duration_since(begun));
        if self.width.is_none() {
            return writeln!(out, "{line}");
        }
        // The status line says what runs; what stays on the terminal is what has come of it.
        match event.kind() {
            EventKind::JobStarted | EventKind::JobProgressUpdated => Ok(()),
            _ => writeln!(out, "{CLEAR_LINE}{line}"),
        }
    }

    fn remember(&mut self, event: &Event) {
        let Some(id) = event.job_id() else { return };
        match &event.payload {
            Payload::JobStarted(_) => {
                self.running.insert(id.clone(), None);
            }
            Payload::JobProgressUpdated(said) => {
                self.running.insert(id.clone(), Some(said.phase.progress));
            }
            _ => {
                self.running.remove(id);
            }
        }
    }

    fn status_line(&self, width: usize) -> String {
        let summary = self.monitor.jobs().summary();
        let before_start = summary.before_start;
        let ended = summary.completed_jobs
            + summary.failed_jobs
            + summary.cancelled_jobs
            + before_start.cancelled;
        let now = Timestamp::now();
        let ran = self.begun.map_or(Duration::ZERO, |begun| now.saturating_duration_since(begun));
        let queued = summary.currently_queued;
        let mut line =
            format!("{:>7.1} s  {ended}/{} ended, {queued} queued", ran.as_secs_f64(), self.jobs);
        let mut before = "; running: ";
        for (job, progress) in &self.running {
            // Writing to a String does not fail.
            let _ = match progress {
                Some(percent) => write!(line, "{before}{job} {percent:.0} %"),
                None => write!(line, "{before}{job}"),
            };
            before = ", ";
        }
        line.chars().take(width).collect()
    }

    fn end(&self, out: &mut impl Write) -> io::Result<()> {
        if self.width.is_some() {
            write!(out, "{CLEAR_LINE}")?;
        }
        match self.events.dropped() {
            0 => Ok(()),
            lost => writeln!(out, "{lost} lines were lost because no reader took them in time"),
        }
    }
}

/// One less than the terminal has, so that it does not wrap.
fn columns() -> usize {
    let said = env::var("COLUMNS").ok().and_then(|columns| columns.parse::<usize>().ok());
    said.unwrap_or(80).clamp(20, 500) - 1
}
