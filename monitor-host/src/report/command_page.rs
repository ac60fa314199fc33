//! The page of a command: the command, how it ended, its figures, its charts, and the same values as a table.

use std::fmt::Write;

use monitor_exec::{Sample, SampleRecording, Summary};
use serde_json::{Value, json};

use super::chart::figure;
use super::figures::{AT_LEAST, begin_text, ending, entries, warnings, went_well};
use super::frame::{SCRIPT, escape_html, frame_page};
use super::series::{AxisUnit, ChartQuantity, quantities};
use crate::report::amounts::{bytes, count, percent, seconds};

/// Rows of the table of values, which nobody wants to read a thousand of.
const ROWS: usize = 60;

pub(super) fn page(recording: &SampleRecording) -> String {
    let summary = recording.figures();
    let quantities = quantities(&recording.samples);
    let end = recording.samples.last().map_or(0.0, |sample| float(sample.elapsed_ns) / 1e9);
    let command = command(recording);
    let mut page = String::with_capacity(64 << 10);
    let _ = writeln!(page, "<h1>{}</h1>", escape_html(&shortened(&command, 600)));
    let class = match went_well(&summary) {
        Some(true) => "good",
        Some(false) => "bad",
        None => "open",
    };
    let _ = writeln!(
        page,
        "<p class=\"ending\">It <strong class=\"{class}\">{}</strong> after {}, and began on {}.</p>",
        ending(&summary),
        seconds(summary.elapsed_time),
        begin_text(&summary)
    );
    figures(&mut page, &summary);
    notes(&mut page, recording, &summary);
    if recording.samples.len() < 2 {
        page.push_str("<p>There are no samples over time to draw.</p>\n");
    } else {
        for quantity in &quantities {
            figure(&mut page, quantity, end);
            page.push('\n');
        }
        table(&mut page, &recording.samples);
    }
    about(&mut page, recording);
    page.push_str("<p id=\"live\" class=\"unseen\" aria-live=\"polite\"></p>\n");
    let script = format!(
        "<script type=\"application/json\" id=\"data\">{}</script>\n<script>{SCRIPT}</script>\n",
        data(&quantities, end)
    );
    frame_page(&shortened(&command, 80), &page, &script)
}

fn figures(page: &mut String, summary: &Summary) {
    page.push_str("<dl class=\"figures\">\n");
    for entry in entries(summary) {
        let _ = writeln!(
            page,
            "<div><dt>{}</dt><dd class=\"amount\">{}</dd><dd class=\"note\">{}</dd></div>",
            entry.name,
            match entry.amount.strip_prefix(AT_LEAST) {
                Some(amount) => format!(
                    "<span class=\"least\">{AT_LEAST}</span><span class=\"whole\">{}</span>",
                    amount.trim_start()
                ),
                None => format!("<span class=\"whole\">{}</span>", entry.amount),
            },
            entry.note
        );
    }
    page.push_str("</dl>\n");
}

fn notes(page: &mut String, recording: &SampleRecording, summary: &Summary) {
    let mut notes = warnings(summary);
    if recording.summary.is_none() {
        notes.push(
            "The recording has no summary, so the figures are what its samples say".to_owned(),
        );
    }
    if recording.cut_off {
        notes.push("The last record is not whole: the writing was stopped, or goes on".to_owned());
    }
    if !notes.is_empty() {
        page.push_str("<div class=\"notes\">");
        for note in notes {
            let _ = write!(page, "<p>{note}.</p>");
        }
        page.push_str("</div>\n");
    }
}

fn table(page: &mut String, samples: &[Sample]) {
    page.push_str(
        "<details><summary>The values as a table</summary><div class=\"scroll\"><table><thead><tr>\
         <th scope=\"col\">Time</th><th scope=\"col\">CPU</th><th scope=\"col\">Memory</th>\
         <th scope=\"col\">Read so far</th><th scope=\"col\">Written so far</th>\
         <th scope=\"col\">Processes</th><th scope=\"col\">Threads</th></tr></thead><tbody>\n",
    );
    let stride = samples.len().div_ceil(ROWS);
    let last = samples.len().saturating_sub(1);
    for (index, sample) in samples.iter().enumerate() {
        if index % stride != 0 && index != last {
            continue;
        }
        let _ = writeln!(
            page,
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td><td>{}</td></tr>",
            seconds(float(sample.elapsed_ns) / 1e9),
            percent(sample.cpu_percent.into()),
            bytes(sample.rss_bytes),
            bytes(sample.read_call_bytes),
            bytes(sample.write_call_bytes),
            count(sample.processes.into()),
            count(sample.threads.into()),
        );
    }
    page.push_str("</tbody></table></div></details>\n");
}

fn about(page: &mut String, recording: &SampleRecording) {
    page.push_str("<p class=\"about\">");
    if let Some(metadata) = &recording.metadata {
        let _ = write!(page, "Process {}", metadata.pid);
        if let Some(path) = &metadata.executable {
            let _ = write!(page, ", {}", escape_html(&path.to_string_lossy()));
        }
        page.push_str(". ");
    }
    let _ = write!(page, "{} samples", count(recording.samples.len() as u64));
    if recording.samples_merged > 0 {
        let _ = write!(page, ", {} merged into them", count(recording.samples_merged));
    }
    page.push_str(". “Exact” is all there was; a lower bound may have missed processes that no parent waited for.</p>\n");
}

/// What the script shows at a time: the points that are drawn.
fn data(quantities: &[ChartQuantity], end: f64) -> Value {
    let charts = quantities.iter().map(|quantity| {
        let (unit, digits) = match quantity.unit {
            AxisUnit::Percent => ("percent", 1),
            AxisUnit::Bytes => ("bytes", 0),
            AxisUnit::BytesPerSecond => ("rate", 0),
            AxisUnit::Count => ("count", 0),
        };
        let time_digits = if end > 100.0 { 3 } else { 6 };
        let series = quantity.series.iter().map(|series| {
            let times = series.points.iter().map(|point| number(point.0, time_digits));
            let values = series.points.iter().map(|point| number(point.1, digits));
            json!({"t": times.collect::<Vec<_>>(), "v": values.collect::<Vec<_>>()})
        });
        json!({"unit": unit, "steps": quantity.steps, "series": series.collect::<Vec<_>>()})
    });
    json!({"end": end, "charts": charts.collect::<Vec<_>>()})
}

/// A number with so many digits after the point, without zeros at its end.
fn number(amount: f64, digits: i32) -> Value {
    let power = 10_f64.powi(digits);
    let rounded = (amount * power).round() / power;
    if rounded.fract() == 0.0 && rounded.abs() < 9e15 {
        #[expect(clippy::cast_possible_truncation, reason = "whole, and in range")]
        return json!(rounded as i64);
    }
    json!(rounded)
}

/// The command as one would type it, or what is known instead.
fn command(recording: &SampleRecording) -> String {
    match &recording.metadata {
        Some(metadata) if !metadata.args.is_empty() => super::text::typed_value(&metadata.args),
        Some(metadata) => format!("process {}", metadata.pid),
        None => "A recording of samples".to_owned(),
    }
}

fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(std::iter::once('…')).collect()
}

#[expect(clippy::cast_precision_loss, reason = "what is shown has fewer digits")]
const fn float(amount: u64) -> f64 {
    amount as f64
}
