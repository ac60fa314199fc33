//! The last moves of analyses.

use std::collections::{BTreeMap, VecDeque};

use monitor_core::Timestamp;
use serde::{Deserialize, Serialize};

use crate::cause::Cause;
use crate::state::State;

/// A move that an analysis has made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Move {
    /// When.
    pub at: Timestamp,
    /// The state that it left.
    pub from: State,
    /// The state that it came to.
    pub to: State,
    /// Why.
    pub cause: Cause,
    /// The scheduler's own word for the state of its job, if that was why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub raw: Option<Box<str>>,
}

impl Move {
    /// A move that was stored by a host.
    #[must_use]
    pub fn new(at: Timestamp, from: State, to: State, cause: Cause, raw: Option<Box<str>>) -> Self {
        Self { at, from, to, cause, raw }
    }
}

/// So many last moves of each analysis.
#[derive(Clone, Debug)]
pub(super) struct History {
    most: usize,
    moves: BTreeMap<u32, VecDeque<Move>>,
    forgotten: u64,
}

impl History {
    pub(super) fn new(most: usize) -> Self {
        Self { most, moves: BTreeMap::new(), forgotten: 0 }
    }

    pub(super) fn push(&mut self, at: u32, moved: Move) {
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

    pub(super) fn of(&self, at: u32) -> impl Iterator<Item = &Move> {
        self.moves.get(&at).into_iter().flatten()
    }

    pub(super) fn forgotten(&self) -> u64 {
        self.forgotten
    }
}
