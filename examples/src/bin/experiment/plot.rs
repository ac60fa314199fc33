//! A plot as SVG: points and the curve through them.

use std::fmt::Write;

const WIDTH: f64 = 640.0;
const HEIGHT: f64 = 360.0;
const MARGIN: f64 = 40.0;

/// Draws measured points and a curve over the range of the points.
pub(crate) fn svg(title: &str, points: &[(f64, f64)], curve: impl Fn(f64) -> f64) -> String {
    let ends = |values: &mut dyn Iterator<Item = f64>| {
        values.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), v| (low.min(v), high.max(v)))
    };
    let (left, right) = ends(&mut points.iter().map(|point| point.0));
    let (low, high) = ends(&mut points.iter().map(|point| point.1));
    let place_x = |x: f64| MARGIN + (x - left) / (right - left) * (WIDTH - 2.0 * MARGIN);
    let place_y = |y: f64| HEIGHT - MARGIN - (y - low) / (high - low) * (HEIGHT - 2.0 * MARGIN);

    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {HEIGHT}\" \
         font-family=\"sans-serif\" font-size=\"12\">\n<rect width=\"100%\" height=\"100%\" \
         fill=\"white\"/>\n<text x=\"{MARGIN}\" y=\"24\">{title}</text>\n"
    );
    for (x, text) in [(left, left), (right, right)] {
        let (x, y) = (place_x(x) - 12.0, HEIGHT - 16.0);
        // Writing to a string cannot fail.
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\">{text:.3}</text>");
    }
    for (x, y) in points {
        let (x, y) = (place_x(*x), place_y(*y));
        let _ = writeln!(svg, "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"2.5\" fill=\"#2a78d6\"/>");
    }
    svg.push_str("<polyline fill=\"none\" stroke=\"#c0392b\" points=\"");
    for i in 0..=200 {
        let x = left + (right - left) * f64::from(i) / 200.0;
        let _ = write!(svg, "{:.1},{:.1} ", place_x(x), place_y(curve(x)));
    }
    svg.push_str("\"/>\n</svg>\n");
    svg
}
