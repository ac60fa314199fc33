//! The mean time of a step and its spread, where the past counts for less and less.

use serde::{Deserialize, Serialize};

/// Weighted sums over all steps so far, in microseconds.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct WeightedSums {
    /// The steps' times.
    time: f64,
    /// The number of steps.
    steps: f64,
    /// The squared deviations of their times from the mean.
    squares: f64,
    /// The squared weights.
    weights: f64,
}

impl WeightedSums {
    /// Adds `steps` that took `taken` together. `kept` is what the weight of all before is
    /// multiplied with.
    pub(super) fn add(&mut self, steps: f64, taken: f64, kept: f64) {
        let before = self.mean();
        self.time = self.time * kept + taken;
        self.steps = self.steps * kept + steps;
        self.weights = self.weights * kept * kept + steps;
        let after = self.time / self.steps;
        // Welford's update (Technometrics 4, 1962) for the sum of so many steps, whose variance
        // is that of one times their number.
        let deviation = (taken - steps * before.unwrap_or(after)) * (taken - steps * after);
        self.squares = self.squares * kept + deviation.max(0.0) / steps;
    }

    /// How long a step takes; absent before the first one.
    pub(super) fn mean(&self) -> Option<f64> {
        (self.steps > 0.0).then(|| self.time / self.steps)
    }

    /// The mean if one more step were `overdue` already.
    pub(super) fn mean_with(&self, overdue: f64) -> Option<f64> {
        (self.steps > 0.0).then(|| (self.time + overdue) / self.steps)
    }

    /// How many steps of equal weight would tell as much.
    pub(super) fn effective_steps(&self) -> f64 {
        if self.weights > 0.0 { self.steps * self.steps / self.weights } else { 0.0 }
    }

    /// The standard deviation of the mean.
    pub(super) fn error_of_mean(&self) -> f64 {
        (self.variance() / self.effective_steps()).sqrt()
    }

    /// The standard deviation of the time of `left` more steps: their own, and that of the mean.
    pub(super) fn deviation(&self, left: f64) -> f64 {
        (self.variance() * left * (1.0 + left / self.effective_steps())).sqrt()
    }

    fn variance(&self) -> f64 {
        self.squares / self.steps
    }
}
