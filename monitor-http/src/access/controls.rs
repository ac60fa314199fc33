//! What may be changed over HTTP, each kind switched on its own.

/// A kind of change that requests can ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ControlKind {
    /// Resetting, enabling and disabling the metrics.
    Metrics,
    /// Starting, holding, stepping and changing jobs.
    Debug,
    /// Starting cycles and changing the states of analyses.
    Analyses,
}

impl ControlKind {
    /// The word for it in an answer.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Metrics => "metrics",
            Self::Debug => "debug",
            Self::Analyses => "analyses",
        }
    }

    const fn mask_bit(self) -> u8 {
        1 << self as u8
    }
}

/// Which kinds of change are allowed; what is not, answers 403.
///
/// ```
/// use monitor_http::{ControlKind, AllowedControls};
///
/// let controls = AllowedControls::all().without(ControlKind::Debug);
/// assert!(controls.is_allowed(ControlKind::Metrics) && !controls.is_allowed(ControlKind::Debug));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AllowedControls(u8);

impl AllowedControls {
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
    pub const fn with(self, control: ControlKind) -> Self {
        Self(self.0 | control.mask_bit())
    }

    /// The same with one less.
    #[must_use]
    pub const fn without(self, control: ControlKind) -> Self {
        Self(self.0 & !control.mask_bit())
    }

    /// Whether this kind is allowed.
    #[must_use]
    pub const fn is_allowed(self, control: ControlKind) -> bool {
        self.0 & control.mask_bit() != 0
    }
}
