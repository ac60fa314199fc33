//! The curves that are measured, and how the number inside one is found.

use std::f64::consts::TAU;

/// What a routine sees when it changes its parameter.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Shape {
    /// A dip at the resonance, as wide as this.
    Dip {
        /// Its half width.
        width: f64,
    },
    /// An oscillation with this period.
    Oscillation,
    /// A decay with this time.
    Decay,
}

impl Shape {
    /// The value at `x` if the number inside is `truth`.
    pub(crate) fn at(self, x: f64, truth: f64) -> f64 {
        match self {
            Self::Dip { width } => 1.0 - 0.9 / (1.0 + ((x - truth) / width).powi(2)),
            Self::Oscillation => 0.5 - 0.5 * (TAU * x / truth).cos(),
            Self::Decay => (-x / truth).exp(),
        }
    }

    /// The number with which the curve is nearest to the points, looked for between both ends in
    /// three rounds, each around the best of the one before.
    pub(crate) fn fit(self, points: &[(f64, f64)], mut low: f64, mut high: f64) -> f64 {
        let distance = |truth: f64| -> f64 {
            points.iter().map(|(x, y)| (y - self.at(*x, truth)).powi(2)).sum()
        };
        let mut best = low;
        for _ in 0..3 {
            let step = (high - low) / 200.0;
            let candidates = (0..=200).map(|i| low + step * f64::from(i));
            let nearest = candidates.min_by(|a, b| distance(*a).total_cmp(&distance(*b)));
            best = nearest.unwrap_or(best);
            (low, high) = (best - step, best + step);
        }
        best
    }
}
