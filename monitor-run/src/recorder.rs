//! A run while it runs: takes in what it is told and gives its status.

mod bars;
mod end;
mod ring;
mod snapshot;

pub use ring::CountedRing;

use std::collections::BTreeMap;

use monitor_core::Timestamp;
use serde_json::{Map, Value};

use crate::document::DroppedCounts;
use crate::document::MetricSeries;
use crate::document::RunState;
use crate::document::RunStatus;
use crate::document::WriterProcess;
use crate::document::percent_of;
use crate::document::{LogLevel, LogMessage, LoggedError, PlotFile, RunStep};
use crate::error::Error;
use crate::eta::EtaEstimator;
use crate::limits::RunLimits;
use crate::name::fnv1a;
use crate::text::{text_excerpt, truncate_text};
use bars::LiveBar;

/// One run, in memory: every call changes it, none does anything else. The time is an argument,
/// and must not run backwards.
///
/// What it keeps is bounded by [`RunLimits`]. After its end it takes in no more, and counts that
/// as `dropped.late`.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_run::{LogLevel, RunRecorder, RunLimits};
///
/// let at = |secs: i64| Timestamp::from_secs(1_700_000_000 + secs);
/// let mut run = RunRecorder::new("autocalibration", RunLimits::default(), at(0))?;
/// run.update_progress("Resonator Spectroscopy", 1, 10, Some("Finding readout frequency..."), at(0));
/// run.log(LogLevel::Info, "Starting resonator spectroscopy...", at(1));
/// run.update_progress("Qubit Calibration", 2, 10, None, at(300));
///
/// let status = run.status(at(300));
/// assert_eq!((status.current_step, status.progress_percent), (Some(2), 20.0));
/// assert_eq!(status.estimated_time_remaining, Some(2_700.0));
/// # Ok::<(), monitor_run::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct RunRecorder {
    limits: RunLimits,
    name: String,
    run_id: String,
    attempt: u32,
    seq: u64,
    start_time: Timestamp,
    resume_time: Option<Timestamp>,
    last_update: Timestamp,
    end_time: Option<Timestamp>,
    state: RunState,
    state_reason: Option<String>,
    current_step: Option<u64>,
    total_steps: Option<u64>,
    steps: CountedRing<RunStep>,
    estimator: Option<EtaEstimator>,
    messages: CountedRing<LogMessage>,
    errors: CountedRing<LoggedError>,
    bars: Vec<LiveBar>,
    next_bar: u64,
    series: BTreeMap<String, CountedRing<[f64; 2]>>,
    plots: CountedRing<PlotFile>,
    log_file: Option<String>,
    writer: Option<WriterProcess>,
    extra: Map<String, Value>,
    dropped: DroppedCounts,
}

impl RunRecorder {
    /// A run that begins now.
    ///
    /// # Errors
    /// [`Error::EmptyName`] if the name is empty.
    pub fn new(name: &str, limits: RunLimits, now: Timestamp) -> Result<Self, Error> {
        if name.is_empty() {
            return Err(Error::EmptyName);
        }
        let mut seed = name.as_bytes().to_vec();
        seed.extend(now.as_micros().to_le_bytes());
        let mut run = Self {
            name: String::new(),
            run_id: format!("{:016x}", fnv1a(&seed)),
            attempt: 1,
            seq: 1,
            start_time: now,
            resume_time: None,
            last_update: now,
            end_time: None,
            state: RunState::Running,
            state_reason: None,
            current_step: None,
            total_steps: None,
            steps: CountedRing::new(limits.steps),
            estimator: None,
            messages: CountedRing::new(limits.messages),
            errors: CountedRing::new(limits.errors),
            bars: Vec::new(),
            next_bar: 1,
            series: BTreeMap::new(),
            plots: CountedRing::new(limits.plots),
            log_file: None,
            writer: None,
            extra: Map::new(),
            dropped: DroppedCounts::default(),
            limits,
        };
        run.name = run.bounded_text(name);
        Ok(run)
    }

    /// Goes on with a run whose process ended, from its last document: steps, messages, errors,
    /// bars, series and estimates stay, the attempt is one more, and the time that has passed in
    /// between does not count for any rate.
    #[must_use]
    pub fn resumed(status: RunStatus, limits: RunLimits, now: Timestamp) -> Self {
        let total_of_errors = status.total_of_errors();
        let (steps, messages) = (status.total_of_steps(), status.total_of_messages());
        let plots = status.plots.len() as u64 + status.dropped.plots;
        let mut dropped = status.dropped;
        let no_more_kept =
            |series: &MetricSeries| series.total.saturating_sub(series.points.len() as u64);
        let points: u64 = status.series.values().map(no_more_kept).sum();
        dropped.series = dropped.series.saturating_sub(points);
        let points = limits.series_points;
        let series = status.series.into_iter().take(limits.series);
        let series =
            series.map(|(name, s)| (name, CountedRing::resumed(points, s.points, s.total)));
        let series: BTreeMap<_, _> = series.collect();
        let estimator = status.estimator.map(|mut estimator| {
            estimator.go_on(now);
            estimator
        });
        let mut run = Self {
            name: status.experiment_name,
            run_id: status.run_id,
            attempt: status.attempt.saturating_add(1).max(2),
            seq: status.seq + 1,
            start_time: status.start_time,
            resume_time: Some(now),
            last_update: now,
            end_time: None,
            state: RunState::Running,
            state_reason: None,
            current_step: status.current_step,
            total_steps: status.total_steps,
            steps: CountedRing::resumed(limits.steps, status.steps, steps),
            estimator,
            messages: CountedRing::resumed(limits.messages, status.messages, messages),
            errors: CountedRing::resumed(limits.errors, status.errors, total_of_errors),
            bars: Vec::new(),
            next_bar: 1,
            series,
            plots: CountedRing::resumed(limits.plots, status.plots, plots),
            log_file: status.log_file,
            writer: None,
            extra: status.extra,
            dropped,
            limits,
        };
        run.resume_bars(status.bars, now);
        run
    }

    /// Announces step `number` of `total`, which is 1 for the first one, and 0 for what comes
    /// before it. The percentage is `number` of `total`. It may be called again for the same step,
    /// to say more about it.
    pub fn update_progress(
        &mut self,
        name: &str,
        number: u64,
        total: u64,
        message: Option<&str>,
        now: Timestamp,
    ) {
        if self.reject_if_ended() {
            return;
        }
        let is_first = self.current_step.unwrap_or(0) == 0;
        self.current_step = Some(number);
        self.total_steps = Some(total);
        // Step 1 is under way when it is announced, so nothing is done yet.
        let done = number.saturating_sub(1);
        match &mut self.estimator {
            Some(estimator) if !is_first => estimator.record(done, now),
            _ if number > 0 => {
                let mut estimator = EtaEstimator::started(done, now);
                if self.state == RunState::Paused {
                    estimator.pause(now);
                }
                self.estimator = Some(estimator);
            }
            _ => {}
        }
        self.push_step(name, Some(number), message, now);
    }

    /// Announces a step without a number.
    pub fn step(&mut self, name: &str, message: Option<&str>, now: Timestamp) {
        if !self.reject_if_ended() {
            self.push_step(name, None, message, now);
        }
    }

    fn push_step(
        &mut self,
        name: &str,
        number: Option<u64>,
        message: Option<&str>,
        now: Timestamp,
    ) {
        let message = message.map(|message| self.bounded_text(message));
        if let Some(message) = &message {
            self.messages.push(LogMessage::new(LogLevel::Info, message.clone(), now));
        }
        let name = self.bounded_text(name);
        self.steps.push(RunStep::new(name, number, message, now));
        self.mark_changed(now);
    }

    /// Says how many steps there are in all.
    pub fn set_total_steps(&mut self, total: Option<u64>, now: Timestamp) {
        if !self.reject_if_ended() {
            self.total_steps = total;
            self.mark_changed(now);
        }
    }

    /// Takes in a line of the log. One of level [`LogLevel::Error`] also counts as an error; it does
    /// not end the run.
    pub fn log(&mut self, level: LogLevel, text: &str, now: Timestamp) {
        if self.reject_if_ended() {
            return;
        }
        let text = self.bounded_text(text);
        if level == LogLevel::Error {
            self.errors.push(LoggedError::new(text.clone(), now));
        }
        self.messages.push(LogMessage::new(level, text, now));
        self.mark_changed(now);
    }

    /// Adds a point to the series `name`, which begins with its first point.
    ///
    /// # Errors
    /// [`Error::NotFinite`] if `x` or `y` is infinite or not a number; nothing is added.
    pub fn metric(&mut self, name: &str, x: f64, y: f64, now: Timestamp) -> Result<(), Error> {
        if !x.is_finite() || !y.is_finite() {
            return Err(Error::NotFinite { series: text_excerpt(name), x, y });
        }
        if self.reject_if_ended() {
            return Ok(());
        }
        if let Some(points) = self.series.get_mut(name) {
            points.push([x, y]);
        } else if self.series.len() < self.limits.series {
            let mut points = CountedRing::new(self.limits.series_points);
            points.push([x, y]);
            let name = self.bounded_text(name);
            self.series.insert(name, points);
        } else {
            self.dropped.series += 1;
        }
        self.mark_changed(now);
        Ok(())
    }

    /// Lists a plot that was saved. One of the same name takes the place of the former.
    pub fn plot_saved(&mut self, file: &str, bytes: u64, now: Timestamp) {
        if self.reject_if_ended() {
            return;
        }
        let plot = PlotFile::new(self.bounded_text(file), bytes, now);
        let total = self.plots.total();
        if self.plots.iter().any(|known| known.file == plot.file) {
            let kept = self.plots.iter().filter(|known| known.file != plot.file).cloned();
            self.plots = CountedRing::resumed(self.limits.plots, kept, total - 1);
        }
        self.plots.push(plot);
        self.mark_changed(now);
    }

    /// Keeps free data under a key of its own in the document, in place of what was there.
    ///
    /// # Errors
    /// [`Error::ReservedKey`] if the document itself has this key, [`Error::ExtraTooLarge`] if all
    /// free data together would be larger than may be.
    pub fn set_extra(&mut self, key: &str, value: Value, now: Timestamp) -> Result<(), Error> {
        if RunStatus::KEYS.contains(&key) {
            return Err(Error::ReservedKey { key: text_excerpt(key) });
        }
        let others = self.extra.iter().filter(|(known, _)| *known != key);
        let bytes = others.map(|(key, value)| json_bytes(key, value)).sum::<usize>()
            + json_bytes(key, &value);
        if bytes > self.limits.extra_bytes {
            self.dropped.extra += 1;
            return Err(Error::ExtraTooLarge { bytes, max: self.limits.extra_bytes });
        }
        self.extra.insert(key.to_owned(), value);
        self.mark_changed(now);
        Ok(())
    }

    /// Says what the log is called in the folder of logs.
    pub fn set_log_file(&mut self, file: Option<String>) {
        self.log_file = file;
    }

    /// What the log is called in the folder of logs.
    #[must_use]
    pub fn log_file(&self) -> Option<&str> {
        self.log_file.as_deref()
    }

    /// Says who writes the document.
    pub fn set_writer(&mut self, writer: WriterProcess) {
        self.writer = Some(writer);
    }

    /// Who writes the document, to change it: the heartbeat, what could not be written. That is
    /// not a change of the run.
    pub const fn writer_mut(&mut self) -> Option<&mut WriterProcess> {
        self.writer.as_mut()
    }

    /// What the run is called.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What it is doing.
    #[must_use]
    pub const fn state(&self) -> &RunState {
        &self.state
    }

    /// Grows with every change.
    #[must_use]
    pub const fn seq(&self) -> u64 {
        self.seq
    }

    /// Which attempt this is, from 1.
    #[must_use]
    pub const fn attempt(&self) -> u32 {
        self.attempt
    }

    /// How much it keeps.
    #[must_use]
    pub const fn limits(&self) -> &RunLimits {
        &self.limits
    }

    /// Whether it has ended; what comes now is counted as late.
    fn reject_if_ended(&mut self) -> bool {
        let ended = self.state.is_ended();
        if ended {
            self.dropped.late += 1;
        }
        ended
    }

    fn mark_changed(&mut self, now: Timestamp) {
        self.seq += 1;
        self.last_update = self.last_update.max(now);
    }

    fn bounded_text(&mut self, text: &str) -> String {
        if text.len() > self.limits.text_bytes {
            self.dropped.texts += 1;
        }
        truncate_text(text, self.limits.text_bytes)
    }

    /// The share that is done: by steps if their total is known, else that of the outermost bar.
    fn percent_done(&self) -> f64 {
        if self.state == RunState::Completed {
            return 100.0;
        }
        match (self.current_step, self.total_steps) {
            (Some(number), Some(total)) => percent_of(number, total),
            _ => self.outermost_bar().and_then(LiveBar::percent).unwrap_or(0.0),
        }
    }
}

fn json_bytes(key: &str, value: &Value) -> usize {
    key.len() + serde_json::to_vec(value).map_or(0, |json| json.len())
}
