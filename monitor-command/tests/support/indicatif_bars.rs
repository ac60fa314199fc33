//! Two bars of indicatif, one above the other, for the tests of `monitor run`.
#![expect(clippy::unwrap_used, reason = "a program of the tests")]

use std::thread::sleep;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

fn main() {
    let style = "{spinner} {msg} [{elapsed_precise}] [{bar:20}] {pos}/{len} ({eta})";
    let style = ProgressStyle::with_template(style).unwrap().progress_chars("#>-");
    let bars = MultiProgress::new();
    let bar = |length, name| {
        bars.add(ProgressBar::new(length).with_style(style.clone()).with_message(name))
    };
    let (outer, inner) = (bar(4, "outer"), bar(8, "inner"));
    for _ in 0..4 {
        for _ in 0..2 {
            inner.inc(1);
            sleep(Duration::from_millis(30));
        }
        outer.inc(1);
    }
    inner.finish();
    outer.finish();
}
