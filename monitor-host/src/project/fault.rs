//! What is wrong with the file, and where in it.

use std::ops::Range;

/// What is wrong, and where.
pub(super) struct ProjectFault {
    pub(super) span: Range<usize>,
    pub(super) reason: String,
}

impl ProjectFault {
    pub(super) fn at_span(span: Range<usize>, reason: impl Into<String>) -> Self {
        Self { span, reason: reason.into() }
    }
}

impl From<toml::de::Error> for ProjectFault {
    fn from(error: toml::de::Error) -> Self {
        let reason = error.message().lines().collect::<Vec<_>>().join(", ");
        Self::at_span(error.span().unwrap_or_default(), reason)
    }
}
