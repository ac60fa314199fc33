//! Reports for people: HTML pages of commands and runs, and text for terminals.
//!
//! `command_page` and `run_page` make the pages, both in the one `frame`.

pub(crate) mod amounts;
mod axis;
mod chart;
mod command_page;
mod figures;
mod frame;
mod run_page;
mod series;
mod text;
mod thin;

use monitor_exec::{Sample, SampleRecording, Summary};
use monitor_run::RunReport;

/// A page with charts, complete in itself: it names no other host, needs no script to be read, and
/// brings the [`content_security_policy`] that it can live under.
///
/// Its size does not depend on the number of samples: lines are thinned to what can be seen, with
/// all their extremes.
#[must_use]
pub fn command_html(recording: &SampleRecording) -> String {
    command_page::page(recording)
}

/// A run as one HTML file, which loads nothing and needs no script. Whatever the run said is shown
/// as text; pictures among its plots are shown, other files are offered.
///
/// ```
/// use monitor_core::Timestamp;
/// use monitor_host::report::run_html;
/// use monitor_run::{RunRecorder, RunLimits, RunReport};
///
/// let start = Timestamp::from_secs(1_700_000_000);
/// let run = RunRecorder::new("night", RunLimits::default(), start)?;
/// let html = run_html(&RunReport::new(&run.status(start), start));
/// assert!(html.contains("<title>0 % night</title>"));
/// # Ok::<(), monitor_run::Error>(())
/// ```
#[must_use]
pub fn run_html(report: &RunReport<'_>) -> String {
    run_page::page(report)
}

/// The policy under which [`command_html`] and [`run_html`] work, for the header of a server.
#[must_use]
pub fn content_security_policy() -> String {
    frame::policy()
}

/// The figures of a command and charts of blocks, for a terminal with so many columns.
#[must_use]
pub fn recording_text(recording: &SampleRecording, columns: usize) -> String {
    text::text(recording, columns)
}

/// The figures in a few lines.
#[must_use]
pub fn summary_text(summary: &Summary) -> String {
    figures::lines(summary)
}

/// A command as one would type it into a shell.
#[must_use]
pub fn command_text(words: &[String]) -> String {
    text::typed_value(words)
}

/// What goes on, in one line.
#[must_use]
pub fn status_text(sample: &Sample) -> String {
    figures::status(sample)
}
