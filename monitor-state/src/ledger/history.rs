//! The last moves of analyses.

use std::collections::{BTreeMap, VecDeque};

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cause::TransitionCause;
use crate::state::AnalysisState;

/// A move that an analysis has made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct TransitionRecord {
    /// When.
    pub at: Timestamp,
    /// The state that it left.
    pub from: AnalysisState,
    /// The state that it came to.
    pub to: AnalysisState,
    /// Why.
    pub cause: TransitionCause,
    /// The scheduler's own word for the state of its job, if that was why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<str>>,
}

impl TransitionRecord {
    /// A move that was stored by a host.
    #[must_use]
    pub fn new(
        at: Timestamp,
        from: AnalysisState,
        to: AnalysisState,
        cause: TransitionCause,
        raw: Option<Box<str>>,
    ) -> Self {
        Self { at, from, to, cause, raw }
    }
}

/// So many last moves of each analysis.
#[derive(Clone, Debug)]
pub(super) struct TransitionHistory {
    most: usize,
    moves: BTreeMap<u32, VecDeque<TransitionRecord>>,
    forgotten: u64,
}

impl TransitionHistory {
    pub(super) fn new(most: usize) -> Self {
        Self { most, moves: BTreeMap::new(), forgotten: 0 }
    }

    pub(super) fn push(&mut self, at: u32, moved: TransitionRecord) {
        if self.most == 0 {
            self.forgotten += 1;
            return;
        }
        let moves = self.moves.entry(at).or_default();
        if moves.len() == self.most {
            moves.pop_front();
            self.forgotten += 1;
        }
        moves.push_back(moved);
    }

    pub(super) fn transitions_of(&self, at: u32) -> impl Iterator<Item = &TransitionRecord> {
        self.moves.get(&at).into_iter().flatten()
    }

    pub(super) fn forgotten_count(&self) -> u64 {
        self.forgotten
    }
}
