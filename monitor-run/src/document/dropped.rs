//! What the bounds of a run cost.

use serde::{Deserialize, Serialize};

/// How much there was that the document does not show. With what it shows, that makes the totals.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[non_exhaustive]
pub struct DroppedCounts {
    /// Steps that made room for newer ones.
    pub steps: u64,
    /// Messages that made room for newer ones.
    pub messages: u64,
    /// Errors that made room for newer ones.
    pub errors: u64,
    /// Bars that made room, or found none.
    pub bars: u64,
    /// Points of series that had no room any more.
    pub series: u64,
    /// Plots that are listed no more.
    pub plots: u64,
    /// Free data that was refused for its size.
    pub extra: u64,
    /// Texts that were cut.
    pub texts: u64,
    /// What was told after the end and was not taken in.
    pub late: u64,
}
