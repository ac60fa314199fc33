//! What a state means at a glance, for a sign and a colour beside its text.

use serde::{Deserialize, Serialize};

/// What a state means at a glance. The page has a sign and a colour for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StateKind {
    Good,
    Bad,
    Warn,
    Busy,
    #[cfg(feature = "runs")]
    Held,
    Idle,
}

/// The text of a state, and what it means.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct StateText {
    pub(crate) state_text: String,
    pub(crate) state_kind: StateKind,
}

impl StateText {
    pub(crate) fn new(text: impl Into<String>, state_kind: StateKind) -> Self {
        Self { state_text: text.into(), state_kind }
    }
}
