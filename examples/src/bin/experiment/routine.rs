//! The routines of the calibration: each measures a curve and finds one number in it.

use std::path::Path;
use std::time::Duration;

use monitor_host::{ProgressBar, RunDir};

use crate::chip::{self, Saturated};
use crate::curve::Shape;
use crate::points::Points;
use crate::{Failure, plot};

/// How often a point is tried.
const TRIES: u32 = 3;

/// One routine.
#[derive(Debug)]
pub(crate) struct Routine {
    pub(crate) name: &'static str,
    /// What it finds, and in which unit.
    pub(crate) finds: &'static str,
    pub(crate) unit: &'static str,
    shape: Shape,
    truth: f64,
    /// From where to where it measures.
    range: (f64, f64),
    points: u64,
    /// How many readings make a point.
    shots: u32,
}

/// All of them, in the order in which one needs what the one before has found.
pub(crate) const ROUTINES: [Routine; 5] = [
    Routine {
        name: "Resonator Spectroscopy",
        finds: "readout frequency",
        unit: "MHz",
        shape: Shape::Dip { width: 0.15 },
        truth: 749.62,
        range: (748.5, 751.0),
        points: 50,
        shots: 1,
    },
    Routine {
        name: "Qubit Spectroscopy",
        finds: "qubit frequency",
        unit: "GHz",
        shape: Shape::Dip { width: 0.01 },
        truth: 4.8137,
        range: (4.7, 4.9),
        points: 50,
        shots: 1,
    },
    Routine {
        name: "Power Rabi",
        finds: "pi pulse amplitude",
        unit: "of full scale",
        shape: Shape::Oscillation,
        truth: 0.62,
        range: (0.0, 1.0),
        points: 25,
        shots: 2,
    },
    Routine {
        name: "Relaxation",
        finds: "T1",
        unit: "us",
        shape: Shape::Decay,
        truth: 38.0,
        range: (0.0, 150.0),
        points: 25,
        shots: 2,
    },
    Routine {
        name: "Ramsey",
        finds: "T2 star",
        unit: "us",
        shape: Shape::Decay,
        truth: 12.5,
        range: (0.0, 60.0),
        points: 20,
        shots: 3,
    },
];

impl Routine {
    /// Measures what is not measured yet, fits, saves the plot and returns what was found.
    pub(crate) fn run(&self, run: &RunDir, data: &Path, pace: Duration) -> Result<f64, Failure> {
        let file = self.name.to_lowercase().replace(' ', "_");
        let mut points = Points::open(&data.join(format!("{file}.csv")))?;
        let scan = run.bar(self.name, Some(self.points));
        // The file and not the bar says what is measured: it is written first.
        scan.set(points.all.len() as u64);
        for index in points.all.len() as u64..self.points {
            let x = self.place(index);
            let y = self.point(run, &scan, x, pace)?;
            points.push(x, y)?;
            run.metric(self.name, x, y)?;
            scan.inc(1);
        }
        scan.finish();
        let (low, high) = self.range;
        let found = self.shape.fit(&points.all, low.max(high / 100.0), high);
        let title = format!("{}: {} {found:.4} {}", self.name, self.finds, self.unit);
        let plot = plot::svg(&title, &points.all, |x| self.shape.at(x, found));
        run.save_plot(&format!("{file}.svg"), plot.as_bytes())?;
        run.log(title);
        Ok(found)
    }

    /// The mean of some readings. A saturated one is an error that the run reports, and is read
    /// again.
    fn point(
        &self,
        run: &RunDir,
        scan: &ProgressBar,
        x: f64,
        pace: Duration,
    ) -> Result<f64, Failure> {
        let shots = scan.part("shots", Some(self.shots.into()));
        let mut sum = 0.0;
        for shot in 0..self.shots {
            sum += self.reading(run, x, shot, pace)?;
            shots.inc(1);
        }
        Ok(sum / f64::from(self.shots))
    }

    fn reading(&self, run: &RunDir, x: f64, shot: u32, pace: Duration) -> Result<f64, Saturated> {
        let mut attempt = 0;
        loop {
            match chip::read(self.shape, self.truth, x, shot * TRIES + attempt, pace) {
                Err(saturated) if attempt + 1 < TRIES => run.error(saturated.to_string()),
                reading => return reading,
            }
            attempt += 1;
        }
    }

    #[expect(clippy::cast_precision_loss, reason = "there are few points")]
    fn place(&self, index: u64) -> f64 {
        let (low, high) = self.range;
        low + (high - low) * index as f64 / (self.points - 1) as f64
    }
}
