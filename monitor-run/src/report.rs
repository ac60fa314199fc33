//! What can be told of a run as text, for a terminal, a mail or a page.

mod plain;
mod words;

use monitor_core::Timestamp;

pub use words::{duration_text, time_text, value_text};

use crate::document::BarStatus;
use crate::document::RunStatus;
use crate::liveness::Liveness;

/// All that is told of a run at one time. What is not known is left empty.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_run::{RunRecorder, RunLimits, RunReport};
///
/// let at = |secs: i64| Timestamp::from_secs(1_700_000_000 + secs);
/// let mut run = RunRecorder::new("autocalibration", RunLimits::default(), at(0))?;
/// run.update_progress("Qubit Calibration", 2, 10, None, at(60));
/// let status = run.status(at(240));
///
/// let text = RunReport::new(&status, at(240)).text();
/// assert!(text.contains("step 2 of 10: Qubit Calibration, for 3 min"));
/// # Ok::<(), monitor_run::Error>(())
/// ```
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct RunReport<'a> {
    /// What the run says.
    pub status: &'a RunStatus,
    /// The time of the report.
    pub now: Timestamp,
    /// Whether it lives.
    pub liveness: Option<Liveness>,
    /// The last lines of its log.
    pub log: &'a str,
    /// Its plots, for pages only.
    pub plots: &'a [ReportPlot],
}

/// A plot with its contents.
#[derive(Clone, Debug)]
pub struct ReportPlot {
    /// Its name; the ending says what it is.
    pub file: String,
    /// The file's contents.
    pub bytes: Vec<u8>,
}

impl<'a> RunReport<'a> {
    /// A report of what the run says, and of nothing else.
    #[must_use]
    pub const fn new(status: &'a RunStatus, now: Timestamp) -> Self {
        Self { status, now, liveness: None, log: "", plots: &[] }
    }

    /// Says whether it lives.
    #[must_use]
    pub const fn liveness(mut self, liveness: Liveness) -> Self {
        self.liveness = Some(liveness);
        self
    }

    /// Adds the last lines of the log.
    #[must_use]
    pub const fn log(mut self, log: &'a str) -> Self {
        self.log = log;
        self
    }

    /// Adds plots. Pictures are shown, other files are offered.
    #[must_use]
    pub const fn plots(mut self, plots: &'a [ReportPlot]) -> Self {
        self.plots = plots;
        self
    }

    /// What the run is doing, how far it is, and when it will end, in one line.
    #[must_use]
    pub fn summary(&self) -> String {
        plain::summary_line(self)
    }

    /// The report as lines of text, without any character that a terminal would act on.
    #[must_use]
    pub fn text(&self) -> String {
        plain::report_text(self)
    }

    /// What the run is doing, and why it does not go on if it does not: `running`, `error: disk
    /// full`, `crashed: its process is gone, last seen 3 min ago`.
    #[must_use]
    pub fn state_text(&self) -> String {
        words::state_words(self)
    }

    /// The step that the run is at, and for how long; `None` before its first.
    #[must_use]
    pub fn step_text(&self) -> Option<String> {
        words::step_words(self)
    }

    /// When the run will end, with the range; `None` if that is not known.
    #[must_use]
    pub fn eta_text(&self) -> Option<String> {
        self.status.eta.as_ref().map(|eta| words::eta_words(eta, self.now))
    }

    /// Which process writes the document, and on which machine.
    #[must_use]
    pub fn writer_text(&self) -> Option<String> {
        words::writer_words(self)
    }
}

impl BarStatus {
    /// How much is done, how fast, and how long it will still take, e.g.
    /// `50/100  50 %  2.1/s  24 s left`.
    #[must_use]
    pub fn summary(&self) -> String {
        words::amount_words(self)
    }
}
