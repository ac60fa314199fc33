//! How much a run keeps of what it is told.

/// How much a run keeps, and how large its document may become. What is beyond a bound is counted
/// in the document's [`DroppedCounts`](crate::DroppedCounts).
///
/// ```
/// use monitor_run::RunLimits;
///
/// let mut limits = RunLimits::default();
/// limits.messages = 200;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RunLimits {
    /// Steps, 100 by default; the oldest go first.
    pub steps: usize,
    /// Messages, 50 by default; the oldest go first.
    pub messages: usize,
    /// Errors, 20 by default; the oldest go first.
    pub errors: usize,
    /// Bars, 16 by default; the one that ended first goes first, and while none has ended a new
    /// one is refused.
    pub bars: usize,
    /// Named series, 8 by default; further names are refused.
    pub series: usize,
    /// Points of each series, 120 by default; the oldest go first.
    pub series_points: usize,
    /// Plots, 64 by default; the one that was saved first is listed no more.
    pub plots: usize,
    /// Bytes of a text, 2,048 by default; longer ones are cut.
    pub text_bytes: usize,
    /// Bytes of all free data together, 8,192 by default; what would exceed that is refused.
    pub extra_bytes: usize,
    /// Bytes of the document as JSON, 65,536 by default. Where the bounds above allow for more,
    /// texts and the oldest entries give way when it is written. At least 4,096.
    pub document_bytes: usize,
}

impl Default for RunLimits {
    fn default() -> Self {
        Self {
            steps: 100,
            messages: 50,
            errors: 20,
            bars: 16,
            series: 8,
            series_points: 120,
            plots: 64,
            text_bytes: 2_048,
            extra_bytes: 8_192,
            document_bytes: 65_536,
        }
    }
}
