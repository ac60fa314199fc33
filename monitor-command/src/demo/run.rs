//! A run of the demonstration: steps, a bar, messages, a warning now and then, and plots.

use std::fmt::Write as _;
use std::path::Path;
use std::time::Duration;

use crate::error::Error;
use monitor_host::RunDir;
use monitor_run::LogLevel;

use super::{StopReceiver, XorShift64};

/// What a calibration goes through.
const STEPS: [&str; 6] = [
    "Resonator Spectroscopy",
    "Single Shot",
    "Pulse Probe GE",
    "Amplitude Rabi",
    "T2 Ramsey GE",
    "Readout Optimisation",
];
/// Points that each of them measures.
const POINTS: u32 = 40;

/// Calibrates again and again.
pub(super) fn run_calibrations(base: &Path, stop: &StopReceiver) {
    let mut dice = XorShift64::new(7);
    // A directory that cannot be written to is seen on the page: there is no run.
    while let Ok(false) = run_calibration(base, &mut dice, stop) {
        if stop.wait_timeout(Duration::from_secs(8)) {
            return;
        }
    }
}

/// One run; true if it is time to stop.
fn run_calibration(base: &Path, dice: &mut XorShift64, stop: &StopReceiver) -> Result<bool, Error> {
    let run = RunDir::create(base, "autocalibration")?;
    run.log("Starting the calibration");
    for (number, step) in (1..).zip(STEPS) {
        run.update_progress(step, number, STEPS.len() as u64, "Measuring");
        let bar = run.bar(step, Some(u64::from(POINTS)));
        let mut points = Vec::new();
        for point in 0..POINTS {
            let at = f64::from(point) - 20.0;
            let noise = f64::from(u32::try_from(dice.next_below(100)).unwrap_or(0)) / 600.0;
            points.push(1.0 / (1.0 + at * at / 25.0) + noise);
            bar.inc(1);
            if stop.wait_timeout(Duration::from_millis(25 + dice.next_below(60))) {
                run.cancel("the demonstration ends");
                return Ok(true);
            }
        }
        bar.finish();
        let file = format!("{}.svg", step.to_lowercase().replace(' ', "-"));
        run.save_plot(&file, plot_svg(step, &points).as_bytes())?;
        match dice.next_below(4) {
            0 => run
                .log_at(LogLevel::Warning, format!("{step}: the fit is poor, taken all the same")),
            _ => run.log(format!("{step}: fitted")),
        }
    }
    run.complete("All experiments completed");
    Ok(false)
}

/// A line through points, as a drawing.
fn plot_svg(title: &str, points: &[f64]) -> String {
    let mut line = String::new();
    for (x, y) in (0..).map(|x| x * 8).zip(points) {
        // Writing to a String does not fail.
        let _ = write!(line, "{x},{:.1} ", 150.0 - y * 110.0);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-10 0 340 170\">\
         <text x=\"0\" y=\"16\" font-family=\"sans-serif\" font-size=\"13\">{title}</text>\
         <path d=\"M0 22V150H320\" fill=\"none\" stroke=\"#888\"/>\
         <polyline points=\"{line}\" fill=\"none\" stroke=\"#0b5cad\" stroke-width=\"2\"/></svg>"
    )
}
