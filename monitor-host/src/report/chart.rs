//! One quantity as a picture: SVG that is as wide as its place, with text that stays as large as
//! the rest of the page.

use std::fmt::Write;

use super::axis::{amounts, times};
use super::series::{ChartQuantity, ChartSeries};
use super::thin::Point;
use crate::report::amounts::seconds;

/// Width of the drawing's own units, which the browser stretches.
const WIDTH: f64 = 1000.0;
/// Height of the drawing, pixels.
const HEIGHT: f64 = 150.0;
/// Room above it.
const TOP: f64 = 14.0;

/// With more points than this a line is drawn thin, or it would fill the picture.
const DENSE: usize = 400;

/// A figure of the page. `end` is the time at the right edge, seconds.
pub(super) fn figure(page: &mut String, quantity: &ChartQuantity, end: f64) {
    let greatest = quantity.series.iter().map(|series| series.greatest).fold(0.0, f64::max);
    let (ceiling, ticks) = amounts(greatest, quantity.unit);
    let _ = write!(page, "<figure class=\"chart\"><figcaption><h2>{}</h2>", quantity.title);
    legend(page, quantity);
    let _ = write!(
        page,
        "</figcaption><svg class=\"plot\" width=\"100%\" height=\"{:.0}\" role=\"img\" tabindex=\"0\" \
         aria-label=\"{}\"><g class=\"grid\"><line x1=\"0\" x2=\"100%\" y1=\"{base}\" y2=\"{base}\"/>",
        TOP + HEIGHT + 22.0,
        spoken(quantity, end),
        base = TOP + HEIGHT,
    );
    for (place, _) in &ticks {
        let _ = write!(
            page,
            "<line x1=\"0\" x2=\"100%\" y1=\"{y:.1}\" y2=\"{y:.1}\"/>",
            y = TOP + HEIGHT * (1.0 - place)
        );
    }
    let _ = write!(
        page,
        "</g><svg x=\"0\" y=\"{TOP}\" width=\"100%\" height=\"{HEIGHT}\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         preserveAspectRatio=\"none\">"
    );
    for (index, series) in quantity.series.iter().enumerate() {
        line(page, series, index, quantity.steps, (end, ceiling));
    }
    let _ = write!(
        page,
        "</svg><g class=\"labels\" aria-hidden=\"true\"><text class=\"amount\" x=\"-8\" y=\"{:.0}\">0</text>",
        TOP + HEIGHT + 4.0
    );
    for (place, label) in &ticks {
        let _ = write!(
            page,
            "<text class=\"amount\" x=\"-8\" y=\"{:.1}\">{label}</text>",
            TOP + HEIGHT * (1.0 - place) + 4.0
        );
    }
    for (index, (place, label)) in times(end).iter().enumerate() {
        let _ = write!(
            page,
            "<text class=\"{}{}\" x=\"{:.2}%\" y=\"{:.0}\">{label}</text>",
            if index == 0 { "first" } else { "time" },
            if index % 2 == 1 { " odd" } else { "" },
            place * 100.0,
            TOP + HEIGHT + 16.0
        );
    }
    let _ = write!(
        page,
        "</g><g class=\"cross\" aria-hidden=\"true\" visibility=\"hidden\"><line y1=\"{TOP}\" y2=\"{:.0}\"/>\
         <text y=\"10\"></text></g></svg></figure>",
        TOP + HEIGHT
    );
}

fn legend(page: &mut String, quantity: &ChartQuantity) {
    page.push_str("<ul class=\"legend\">");
    for (index, series) in quantity.series.iter().enumerate() {
        let name = if quantity.series.len() > 1 { series.name } else { "" };
        let _ = write!(
            page,
            "<li><svg class=\"key s{index}\" width=\"22\" height=\"10\" aria-hidden=\"true\"><path class=\"line\" \
             d=\"M1 5H21\"/></svg>{name} <span class=\"value\">{} on average, {} at most</span></li>",
            quantity.unit.write(series.mean),
            quantity.unit.write(series.greatest)
        );
    }
    page.push_str("</ul>");
}

/// What a reader of screens says in place of the picture.
fn spoken(quantity: &ChartQuantity, end: f64) -> String {
    let mut text = format!("{} over {}:", quantity.title, seconds(end));
    for (index, series) in quantity.series.iter().enumerate() {
        let _ = write!(
            text,
            "{} {}{} on average, {} at most",
            if index > 0 { ";" } else { "" },
            if quantity.series.len() > 1 { format!("{} ", series.name) } else { String::new() },
            quantity.unit.write(series.mean),
            quantity.unit.write(series.greatest)
        );
    }
    text.push_str(". The arrow keys go through the values.");
    text
}

fn line(page: &mut String, series: &ChartSeries, index: usize, steps: bool, (end, ceiling): Point) {
    let Some(first) = series.points.first() else { return };
    let place = |point: &Point| {
        let x = if end > 0.0 { point.0 / end * WIDTH } else { 0.0 };
        (tenths(x), tenths(HEIGHT - point.1 / ceiling * HEIGHT))
    };
    let (x, y) = place(first);
    // A value of steps holds since the start, or since the point before.
    let mut path = if steps { format!("M0 {y}H{x}") } else { format!("M{x} {y}") };
    for point in &series.points[1..] {
        let (x, y) = place(point);
        let _ = if steps { write!(path, "V{y}H{x}") } else { write!(path, "L{x} {y}") };
    }
    if index == 0 {
        let start = if steps { tenths(0.0) } else { x };
        let _ = write!(page, "<path class=\"fill s0\" d=\"{path}V{HEIGHT}H{start}Z\"/>");
    }
    let dense = if series.points.len() > DENSE { " dense" } else { "" };
    let _ = write!(page, "<path class=\"line s{index}{dense}\" d=\"{path}\"/>");
}

/// With one digit after the point, or none if it is zero.
fn tenths(amount: f64) -> String {
    let text = format!("{amount:.1}");
    text.strip_suffix(".0").map(str::to_owned).unwrap_or(text)
}
