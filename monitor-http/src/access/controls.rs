//! What may be changed over HTTP, each kind switched on its own.

/// A kind of change that requests can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Control {
    /// Resetting, enabling and disabling the metrics.
    Metrics,
    /// Starting, holding, stepping and changing jobs.
    Debug,
    /// Starting cycles and changing the states of analyses.
    Analyses,
}

impl Control {
    /// The word for it in an answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Debug => "debug",
            Self::Analyses => "analyses",
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Which kinds of change are allowed; what is not, answers 403.
///
/// ```
/// use monitor_http::{Control, Controls};
///
/// let controls = Controls::all().without(Control::Debug);
/// assert!(controls.allow(Control::Metrics) && !controls.allow(Control::Debug));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Controls(u8);

impl Controls {
    /// Everything may be changed: what a host on loopback wants.
    #[must_use]
    pub const fn all() -> Self {
        Self(u8::MAX)
    }

    /// Nothing may be changed.
    #[must_use]
    pub const fn none() -> Self {
        Self(0)
    }

    /// The same with one more.
    #[must_use]
    pub const fn with(self, control: Control) -> Self {
        Self(self.0 | control.bit())
    }

    /// The same with one less.
    #[must_use]
    pub const fn without(self, control: Control) -> Self {
        Self(self.0 & !control.bit())
    }

    /// Whether this kind is allowed.
    #[must_use]
    pub const fn allow(self, control: Control) -> bool {
        self.0 & control.bit() != 0
    }
}
