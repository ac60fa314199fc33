//! The page of a run: its state, bars, errors, curves, plots, steps, messages and log.

use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use monitor_core::Timestamp;
use monitor_run::{
    Liveness, MetricSeries, ReportPlot, RunReport, RunState, duration_text, time_text, value_text,
};

use super::frame::{escape_html, frame_page};

/// Writing to a string cannot fail.
macro_rules! put {
    ($page:expr, $($what:tt)*) => {{
        let _ = write!($page, $($what)*);
    }};
}

pub(super) fn page(report: &RunReport<'_>) -> String {
    let mut page = String::with_capacity(16 << 10);
    head(report, &mut page);
    bars(report, &mut page);
    let errors = report.status.errors.iter();
    let errors = errors.map(|error| (error.timestamp, "", error.message.as_str()));
    table(&mut page, "Errors", report.status.total_of_errors(), errors.collect());
    for (name, series) in &report.status.series {
        curve(&mut page, name, series);
    }
    for plot in report.plots {
        figure(&mut page, plot);
    }
    let steps = report.status.steps.iter();
    let steps = steps
        .map(|step| (step.timestamp, step.name.as_str(), step.message.as_deref().unwrap_or("")));
    table(&mut page, "Steps", report.status.total_of_steps(), steps.collect());
    let messages = report.status.messages.iter();
    let messages = messages
        .map(|message| (message.timestamp, message.level.as_str(), message.message.as_str()));
    table(&mut page, "Messages", report.status.total_of_messages(), messages.collect());
    if !report.log.is_empty() {
        put!(page, "<h2>Log</h2>\n<pre>{}</pre>\n", escape_html(report.log));
    }
    let title =
        format!("{:.0} % {}", report.status.progress_percent, report.status.experiment_name);
    frame_page(&title, &page, "")
}

fn head(report: &RunReport<'_>, page: &mut String) {
    let status = report.status;
    let is_bad = status.status == RunState::Error
        || matches!(report.liveness, Some(Liveness::Crashed { .. } | Liveness::Stalled { .. }));
    let percent = status.progress_percent;
    put!(page, "<h1>{}</h1>\n", escape_html(&status.experiment_name));
    let class = if is_bad { " class=\"bad\"" } else { "" };
    put!(page, "<p{class}>{}</p>\n", escape_html(&report.state_text()));
    put!(
        page,
        "<progress max=\"100\" value=\"{percent}\" aria-label=\"progress\"></progress>\n<p>{percent:.1} %"
    );
    if let Some(scene) = report.step_text() {
        put!(page, "; {}", escape_html(&scene));
    }
    if let (Some(end), false) = (report.eta_text(), is_bad) {
        put!(page, "; {}", escape_html(&end));
    }
    page.push_str("</p>\n<table class=\"facts\">\n");
    row(page, "began", &time_text(status.start_time));
    if let Some(end) = status.end_time {
        let took = end.saturating_duration_since(status.start_time);
        let took = duration_text(took.as_secs_f64());
        row(page, "ended", &format!("{} after {took}", time_text(end)));
    }
    row(page, "last change", &time_text(status.last_update));
    row(page, "report of", &time_text(report.now));
    if status.attempt > 1 {
        row(page, "attempt", &status.attempt.to_string());
    }
    if let Some(process) = report.writer_text() {
        row(page, "written by", &process);
    }
    for (key, value) in &status.extra {
        row(page, key, &value_text(value));
    }
    page.push_str("</table>\n");
}

fn row(page: &mut String, name: &str, value: &str) {
    put!(
        page,
        "<tr><th scope=\"row\">{}</th><td>{}</td></tr>\n",
        escape_html(name),
        escape_html(value)
    );
}

fn bars(report: &RunReport<'_>, page: &mut String) {
    if report.status.bars.is_empty() {
        return;
    }
    page.push_str("<h2>Bars</h2>\n<table class=\"facts\">\n");
    for bar in &report.status.bars {
        let desc = escape_html(&bar.desc);
        let percent = bar.percent.unwrap_or(0.0);
        put!(
            page,
            "<tr><th scope=\"row\">{desc}</th><td><progress max=\"100\" value=\"{percent}\" \
             aria-label=\"{desc}\"></progress></td><td>{}</td></tr>\n",
            escape_html(&bar.summary()),
        );
    }
    page.push_str("</table>\n");
}

/// A table of what came one after the other, the newest first.
fn table(page: &mut String, what: &str, total: u64, rows: Vec<(Timestamp, &str, &str)>) {
    if rows.is_empty() {
        return;
    }
    put!(page, "<h2>{what} ({total})</h2>\n<table class=\"facts\">\n");
    for (at, one, other) in rows.into_iter().rev() {
        put!(
            page,
            "<tr><td><time datetime=\"{at}\">{}</time></td><td>{}</td><td>{}</td></tr>\n",
            time_text(at),
            escape_html(one),
            escape_html(other)
        );
    }
    page.push_str("</table>\n");
}

/// A curve through the points, from the least to the greatest.
fn curve(page: &mut String, name: &str, series: &MetricSeries) {
    let range = |at: usize| {
        let values = series.points.iter().map(|point| point[at]);
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (Some([_, last]), (x_low, x_high), (y_low, y_high)) =
        (series.points.last(), range(0), range(1))
    else {
        return;
    };
    // One of both is nothing if all are the same.
    let place = |value: f64, low: f64, high: f64| {
        // Halves first: the whole width of finite numbers may not be one.
        let width = high / 2.0 - low / 2.0;
        if width > 0.0 { (value / 2.0 - low / 2.0) / width } else { 0.5 }
    };
    put!(
        page,
        "<figure class=\"curve\"><figcaption>{}: {last} last, {y_low} to {y_high}, {} points</figcaption>\n\
         <svg viewBox=\"0 0 1000 100\" preserveAspectRatio=\"none\" role=\"img\"><polyline points=\"",
        escape_html(name),
        series.total
    );
    for [x, y] in &series.points {
        let (x, y) = (place(*x, x_low, x_high), place(*y, y_low, y_high));
        put!(page, "{:.1},{:.1} ", x * 1000.0, 100.0 - y * 100.0);
    }
    page.push_str("\"/></svg></figure>\n");
}

fn figure(page: &mut String, plot: &ReportPlot) {
    let name = escape_html(&plot.file);
    let data = STANDARD.encode(&plot.bytes);
    match picture(&plot.file) {
        Some(kind) => {
            put!(
                page,
                "<figure><img alt=\"{name}\" src=\"data:{kind};base64,{data}\">\
                 <figcaption>{name}</figcaption></figure>\n"
            );
        }
        None => {
            put!(
                page,
                "<p><a download=\"{name}\" href=\"data:application/octet-stream;base64,{data}\">\
                 {name}</a></p>\n"
            );
        }
    }
}

/// What kind of picture a file is that has this name. As pictures, not even SVG runs anything.
fn picture(file: &str) -> Option<&'static str> {
    let (_, ending) = file.rsplit_once('.')?;
    match ending.to_ascii_lowercase().as_str() {
        "png" => Some("image/png"),
        "jpg" | "jpeg" => Some("image/jpeg"),
        "svg" => Some("image/svg+xml"),
        "gif" => Some("image/gif"),
        "webp" => Some("image/webp"),
        _ => None,
    }
}
