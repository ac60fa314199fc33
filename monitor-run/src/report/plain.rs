//! A report as plain text.

use std::fmt::Write;

use super::{RunReport, words};
use crate::liveness::Liveness;

/// How wide a bar is drawn.
const WIDTH: usize = 24;

/// How many of the last messages, steps, errors and lines of the log are told.
const LAST: usize = 10;

/// Writing to a string cannot fail.
macro_rules! line {
    ($text:expr, $($what:tt)*) => {{
        let _ = writeln!($text, $($what)*);
    }};
}

pub(super) fn report_text(report: &RunReport<'_>) -> String {
    let status = report.status;
    let mut text = String::new();
    line!(text, "{}  {}", status.experiment_name, words::state_words(report));
    line!(text, "  {} {:.1} %", draw_bar(status.progress_percent), status.progress_percent);
    if let Some(scene) = words::step_words(report) {
        line!(text, "  {scene}");
    }
    if let (Some(eta), false) = (&status.eta, is_over(report)) {
        line!(text, "  {}", words::eta_words(eta, report.now));
    }
    line!(text, "  {}", times_line(report));
    push_facts(report, &mut text);
    if !status.bars.is_empty() {
        line!(text, "bars");
        let width = status.bars.iter().map(|bar| bar.desc.chars().count()).max().unwrap_or(0);
        for bar in &status.bars {
            let drawn = draw_bar(bar.percent.unwrap_or(0.0));
            line!(
                text,
                "  {:width$.40}  {drawn}  {}",
                bar.desc,
                words::amount_words(bar),
                width = width.min(40)
            );
        }
    }
    for (name, series) in &status.series {
        if let Some([x, y]) = series.points.last() {
            line!(text, "series {name}: {y} at {x}, {} points", series.total);
        }
    }
    if !status.plots.is_empty() {
        let files: Vec<_> = status.plots.iter().map(|plot| plot.file.as_str()).collect();
        line!(text, "plots: {}", files.join(", "));
    }
    let errors = status.errors.iter().map(|error| (error.timestamp, error.message.clone()));
    push_list(&mut text, "errors", status.total_of_errors(), errors.collect());
    let messages = status.messages.iter().map(|message| {
        (message.timestamp, format!("{:7} {}", message.level.as_str(), message.message))
    });
    push_list(&mut text, "messages", status.total_of_messages(), messages.collect());
    if !report.log.is_empty() {
        line!(text, "log");
        let lines: Vec<_> = report.log.lines().collect();
        for line in &lines[lines.len().saturating_sub(LAST)..] {
            line!(text, "  {line}");
        }
    }
    shown_safely(&text)
}

pub(super) fn summary_line(report: &RunReport<'_>) -> String {
    let status = report.status;
    let mut text = format!("{:.1} %  {}", status.progress_percent, words::state_words(report));
    if let Some(scene) = words::step_words(report) {
        let _ = write!(text, "  {scene}");
    }
    if let (Some(eta), false) = (&status.eta, is_over(report)) {
        let _ = write!(text, "  {} left", words::duration_text(eta.remaining_s));
    }
    shown_safely(&text)
}

fn is_over(report: &RunReport<'_>) -> bool {
    matches!(report.liveness, Some(Liveness::Crashed { .. } | Liveness::Ended))
}

fn times_line(report: &RunReport<'_>) -> String {
    let status = report.status;
    let mut text = format!("began {}", words::time_text(status.start_time));
    match (status.end_time, status.resume_time) {
        (Some(end), _) => {
            let took = words::time_since(status.start_time, end);
            let _ = write!(text, ", ended {} after {took}", words::time_text(end));
        }
        (None, Some(resumed)) => {
            let attempt = status.attempt;
            let _ = write!(text, ", attempt {attempt} began {}", words::time_text(resumed));
        }
        (None, None) => {
            let ago = words::time_since(status.start_time, report.now);
            let _ = write!(text, ", {ago} ago");
        }
    }
    if let Some(process) = words::writer_words(report) {
        let _ = write!(text, ", by {process}");
    }
    text
}

fn push_facts(report: &RunReport<'_>, text: &mut String) {
    if let Some(writer) = &report.status.writer
        && let Some(error) = &writer.last_write_error
    {
        line!(text, "  could not write {} times, last: {error}", writer.write_errors);
    }
    for (key, value) in &report.status.extra {
        line!(text, "  {key}: {:.200}", words::value_text(value));
    }
}

fn push_list(
    text: &mut String,
    what: &str,
    total: u64,
    entries: Vec<(monitor_core::Timestamp, String)>,
) {
    if entries.is_empty() {
        return;
    }
    line!(text, "{what} ({total})");
    for (at, entry) in &entries[entries.len().saturating_sub(LAST)..] {
        line!(text, "  {}  {}", words::time_text(*at), entry.replace('\n', "\n    "));
    }
}

/// A bar in characters that every terminal has.
fn draw_bar(percent: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 24")]
    let full = (percent.clamp(0.0, 100.0) / 100.0 * 24.0).floor() as usize;
    format!("[{}{}]", "#".repeat(full), "-".repeat(WIDTH.saturating_sub(full)))
}

/// The text without characters that move a cursor or change a colour.
fn shown_safely(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() && c != '\n' && c != '\t' { '\u{fffd}' } else { c })
        .collect()
}
