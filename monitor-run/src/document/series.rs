//! A named curve: the last points, and how many there were.

use serde::{Deserialize, Serialize};

/// The last points of one named figure, as the document shows them.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct MetricSeries {
    /// `[x, y]`, the oldest first. All are finite.
    pub points: Vec<[f64; 2]>,
    /// How many there ever were.
    pub total: u64,
}
