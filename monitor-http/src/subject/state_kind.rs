//! What a state means at a glance, for a sign and a colour beside its text.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

/// What a state means at a glance. The page has a sign and a colour for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum StateKind {
    Good,
    Bad,
    Warn,
    Busy,
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

/// The sign of each state by its word, as a vocabulary has them.
pub(crate) fn state_kinds<S: Serialize>(
    states: impl IntoIterator<Item = (S, StateKind)>,
) -> Map<String, Value> {
    let word = |state| match serde_json::to_value(state) {
        Ok(Value::String(word)) => Some(word),
        _ => None,
    };
    states.into_iter().filter_map(|(state, kind)| Some((word(state)?, json!(kind)))).collect()
}
