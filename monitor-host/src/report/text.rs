//! The report for a terminal: the figures, and charts of blocks.

use std::fmt::Write;

use monitor_exec::SampleRecording;

use super::axis::{amounts, times};
use super::figures::lines;
use super::series::{ChartQuantity, ChartSeries, quantities};

/// Eighths of a row.
const BLOCKS: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];
/// Rows of a chart with one line.
const ROWS: usize = 5;
/// Room for the labels of the amounts.
const GUTTER: usize = 12;
const NARROWEST: usize = 20;
const WIDEST: usize = 200;

pub(super) fn text(recording: &SampleRecording, columns: usize) -> String {
    let mut out = String::new();
    if let Some(metadata) = &recording.metadata {
        let _ = writeln!(out, "{}", typed_value(&metadata.args));
    }
    let summary = recording.figures();
    let _ = writeln!(out, "{}", lines(&summary));
    if recording.summary.is_none() {
        let _ = writeln!(out, "note     the recording has no summary: its samples say this");
    }
    if recording.cut_off {
        let _ = writeln!(out, "note     the last record is not whole");
    }
    let Some(last) = recording.samples.last().filter(|_| recording.samples.len() > 1) else {
        return out;
    };
    #[expect(clippy::cast_precision_loss, reason = "what is shown has fewer digits")]
    let end = last.elapsed_ns as f64 / 1e9;
    let width = columns.saturating_sub(GUTTER + 1).clamp(NARROWEST, WIDEST);
    for quantity in quantities(&recording.samples) {
        out.push('\n');
        match quantity.series.as_slice() {
            [series] => chart(&mut out, &quantity, series, (end, width)),
            several => {
                for series in several {
                    let values = heights(series, &quantity, (end, width));
                    let name = format!("{}, {}", quantity.title, series.name);
                    head(&mut out, &name, &quantity, series);
                    let _ = writeln!(out, "{:GUTTER$} {}", "", row(&values, series.greatest, 1, 0));
                }
            }
        }
    }
    let _ = writeln!(out, "{}", time_axis(end, width));
    out
}

fn head(out: &mut String, name: &str, quantity: &ChartQuantity, series: &ChartSeries) {
    let _ = writeln!(
        out,
        "{name}: {} on average, {} at most",
        quantity.unit.write(series.mean),
        quantity.unit.write(series.greatest)
    );
}

fn chart(
    out: &mut String,
    quantity: &ChartQuantity,
    series: &ChartSeries,
    (end, width): (f64, usize),
) {
    let (ceiling, _) = amounts(series.greatest, quantity.unit);
    let values = heights(series, quantity, (end, width));
    head(out, quantity.title, quantity, series);
    for level in (0..ROWS).rev() {
        let label = match level {
            0 => "0".to_owned(),
            level if level + 1 == ROWS => quantity.unit.write(ceiling),
            _ => String::new(),
        };
        let _ = writeln!(out, "{label:>GUTTER$} {}", row(&values, ceiling, ROWS, level));
    }
}

/// One row of blocks, the level counted from the bottom.
fn row(values: &[f64], ceiling: f64, rows: usize, level: usize) -> String {
    let blocks = values.iter().map(|value| {
        let share = if ceiling > 0.0 { (value / ceiling).clamp(0.0, 1.0) } else { 0.0 };
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a number of eighths between nothing and all of them"
        )]
        let eighths = (share * rows as f64 * 8.0).round() as usize;
        // What is more than nothing is seen.
        let eighths = if *value > 0.0 { eighths.max(1) } else { 0 };
        BLOCKS[eighths.saturating_sub(level * 8).min(8)]
    });
    let row: String = blocks.collect();
    row.trim_end().to_owned()
}

/// The greatest value in each column; where there is none, the one that holds there.
fn heights(series: &ChartSeries, quantity: &ChartQuantity, (end, width): (f64, usize)) -> Vec<f64> {
    let points = &series.points;
    let mut next = 0;
    let mut held = points.first().map_or(0.0, |point| point.1);
    (0..width)
        .map(|column| {
            #[expect(clippy::cast_precision_loss, reason = "a column of a terminal")]
            let until = end * (column + 1) as f64 / width as f64;
            let mut greatest: Option<f64> = None;
            while let Some(point) = points.get(next).filter(|point| point.0 <= until) {
                greatest = Some(greatest.map_or(point.1, |value| value.max(point.1)));
                held = point.1;
                next += 1;
            }
            let ahead = points.get(next).map_or(held, |point| point.1);
            greatest.unwrap_or(if quantity.steps { ahead } else { held })
        })
        .collect()
}

fn time_axis(end: f64, width: usize) -> String {
    let mut line = vec![' '; GUTTER + 1 + width];
    let mut free = 0;
    for (place, label) in times(end) {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_precision_loss,
            clippy::cast_sign_loss,
            reason = "a column of a terminal"
        )]
        let start = GUTTER + 1 + (place * width as f64) as usize;
        let length = label.chars().count();
        if start >= free && start + length <= line.len() {
            for (cell, c) in line[start..].iter_mut().zip(label.chars()) {
                *cell = c;
            }
            free = start + length + 1;
        }
    }
    line.into_iter().collect::<String>().trim_end().to_owned()
}

/// A command as one would type it into a shell.
pub(super) fn typed_value(args: &[String]) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:,+@%^".contains(c);
    let words = args.iter().map(|arg| {
        if !arg.is_empty() && arg.chars().all(plain) {
            arg.clone()
        } else {
            // What a terminal would act on is not shown as it is.
            let shown: String = arg.chars().map(|c| if c.is_control() { '␣' } else { c }).collect();
            format!("'{}'", shown.replace('\'', r"'\''"))
        }
    });
    words.collect::<Vec<_>>().join(" ")
}
