//! What a run used, for people: a page with charts, a text for terminals, and a line while it runs.

mod axis;
mod chart;
mod figures;
mod page;
mod series;
mod text;
mod thin;

use monitor_exec::{Recording, Sample, Summary};

/// A page with charts, complete in itself: it names no other host, needs no script to be read, and
/// brings the [`content_security_policy`] that it can live under.
///
/// Its size does not depend on the number of samples: lines are thinned to what can be seen, with
/// all their extremes.
#[must_use]
pub fn html(recording: &Recording) -> String {
    page::page(recording)
}

/// The policy under which the page of [`html`] works, for the header of a server.
#[must_use]
pub fn content_security_policy() -> String {
    page::policy()
}

/// The figures and charts of blocks, for a terminal with so many columns.
#[must_use]
pub fn text(recording: &Recording, columns: usize) -> String {
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
    text::typed(words)
}

/// What goes on, in one line.
#[must_use]
pub fn status_text(sample: &Sample) -> String {
    figures::status(sample)
}
