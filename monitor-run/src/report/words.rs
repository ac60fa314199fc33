//! Times, shares and states in words.

use std::time::Duration;

use monitor_core::Timestamp;
use serde_json::Value;

use super::RunReport;
use crate::document::BarStatus;
use crate::document::RunStep;
use crate::eta::Eta;
use crate::liveness::Liveness;

/// A duration for people, with two units at most.
///
/// ```
/// use monitor_run::duration_text;
///
/// let texts = [0.25, 42.0, 190.0, 7_500.0, 200_000.0].map(duration_text);
/// assert_eq!(texts, ["0.2 s", "42 s", "3 min", "2 h 05 min", "2 d 7 h"]);
/// ```
#[must_use]
pub fn duration_text(seconds: f64) -> String {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it saturates")]
    let whole = seconds.max(0.0).round() as u64;
    match whole {
        0..10 => format!("{:.1} s", seconds.max(0.0)),
        10..120 => format!("{whole} s"),
        120..7_200 => format!("{} min", whole / 60),
        7_200..172_800 => format!("{} h {:02} min", whole / 3_600, whole / 60 % 60),
        _ => format!("{} d {} h", whole / 86_400, whole / 3_600 % 24),
    }
}

pub(super) fn time_since(earlier: Timestamp, now: Timestamp) -> String {
    duration_text(now.saturating_duration_since(earlier).as_secs_f64())
}

/// A time for people, to the second: `2026-11-22 06:58:55Z`.
#[must_use]
pub fn time_text(at: Timestamp) -> String {
    let text = at.to_string();
    match (text.get(..10), text.get(11..19)) {
        (Some(date), Some(time)) => format!("{date} {time}Z"),
        _ => text,
    }
}

/// What the run is doing, in a few words.
pub(super) fn state_words(report: &RunReport<'_>) -> String {
    let status = report.status;
    match report.liveness {
        Some(Liveness::Crashed { last_seen }) => {
            format!(
                "crashed: its process is gone, last seen {} ago",
                time_since(last_seen, report.now)
            )
        }
        Some(Liveness::Stalled { idle_ms }) => {
            format!("{}, stalled: nothing has moved for {}", status.status, millis_text(idle_ms))
        }
        Some(Liveness::Silent { silent_ms }) => {
            format!("{}, silent: nothing heard for {}", status.status, millis_text(silent_ms))
        }
        _ => match &status.state_reason {
            Some(reason) => format!("{}: {reason}", status.status),
            None => status.status.to_string(),
        },
    }
}

fn millis_text(ms: u64) -> String {
    duration_text(Duration::from_millis(ms).as_secs_f64())
}

/// The step that the run is at, or was when it was last heard of, and for how long.
pub(super) fn step_words(report: &RunReport<'_>) -> Option<String> {
    let status = report.status;
    let step = status.steps.last()?;
    let until = match report.liveness {
        Some(Liveness::Crashed { last_seen }) => last_seen,
        _ => status.end_time.unwrap_or(report.now),
    };
    let name = match (step.step_number, status.total_steps) {
        (Some(number), Some(total)) => format!("step {number} of {total}: {}", step.name),
        (Some(number), None) => format!("step {number}: {}", step.name),
        (None, _) => format!("step: {}", step.name),
    };
    // It may have been announced more than once, to say more about it.
    let same =
        |other: &&RunStep| (&other.name, other.step_number) == (&step.name, step.step_number);
    let first = status.steps.iter().rev().take_while(same).last().unwrap_or(step).timestamp;
    let since_resumed = status.resume_time.map_or(first, |at| at.max(first));
    Some(format!("{name}, for {}", time_since(since_resumed, until)))
}

/// When it will end, with the range.
pub(super) fn eta_words(eta: &Eta, now: Timestamp) -> String {
    let at = now.saturating_add(eta.remaining());
    let range = format!("{} to {}", duration_text(eta.low_s), duration_text(eta.high_s));
    let overdue = if eta.overdue { "; the current step is overdue" } else { "" };
    format!(
        "ends in about {} ({range}), at {}{overdue}",
        duration_text(eta.remaining_s),
        time_text(at)
    )
}

/// How much of a bar is done, and how fast.
pub(super) fn amount_words(bar: &BarStatus) -> String {
    let unit = bar.unit.as_deref().map(|unit| format!(" {unit}")).unwrap_or_default();
    let mut text = match bar.total {
        Some(total) => format!("{}/{total}{unit}", bar.done),
        None => format!("{}{unit}", bar.done),
    };
    if let Some(percent) = bar.percent {
        text.push_str(&format!("  {percent:.0} %"));
    }
    if let Some(rate) = bar.rate_per_second {
        text.push_str(&format!("  {}", pace_words(rate)));
    }
    match (&bar.eta, bar.end_time) {
        (_, Some(end)) => text.push_str(&format!("  in {}", time_since(bar.start_time, end))),
        (Some(eta), None) => text.push_str(&format!("  {} left", duration_text(eta.remaining_s))),
        (None, None) => {}
    }
    text
}

/// So many in a second, or so many seconds for one.
fn pace_words(rate: f64) -> String {
    match rate {
        rate if rate >= 100.0 => format!("{rate:.0}/s"),
        rate if rate >= 1.0 => format!("{rate:.1}/s"),
        rate => format!("{} each", duration_text(1.0 / rate)),
    }
}

/// Who writes the document.
pub(super) fn writer_words(report: &RunReport<'_>) -> Option<String> {
    let writer = report.status.writer.as_ref()?;
    Some(format!("process {} on {}", writer.pid, writer.host))
}

/// A JSON value for people, without braces and quotation marks: `cpu_s 0.25, code 3`.
#[must_use]
pub fn value_text(value: &Value) -> String {
    match value {
        Value::Null => "none".to_owned(),
        Value::String(text) => text.clone(),
        Value::Array(values) => {
            values.iter().map(value_text).map(one_word).collect::<Vec<_>>().join(" ")
        }
        Value::Object(entries) => {
            let entry = |(key, entry): (&String, &Value)| match entry {
                Value::Object(_) => format!("{key} ({})", value_text(entry)),
                _ => format!("{key} {}", value_text(entry)),
            };
            entries.iter().map(entry).collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

/// The text in quotation marks if it would not be seen as one.
fn one_word(text: String) -> String {
    if text.is_empty() || text.contains(char::is_whitespace) { format!("'{text}'") } else { text }
}
