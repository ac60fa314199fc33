//! What a cycle says of itself.

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{CycleCounts, CyclePlan, Intent, LedgerBatch, Transition};
use serde::Serialize;

/// What came of a cycle, or would come of one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CycleReport {
    /// The six counts.
    #[serde(flatten)]
    pub counts: CycleCounts,
    /// When it began.
    pub at: Timestamp,
    /// Whether nothing was done.
    pub dry_run: bool,
    /// The revision of the ledger after it.
    pub revision: u64,
    /// Analyses that are new.
    pub added: Vec<AnalysisKey>,
    /// Analyses of the ledger that the project's file does not have any more. They are looked
    /// after, but nothing is submitted for them.
    pub gone: Vec<AnalysisKey>,
    /// Every move, in order; in a dry run those of the plan.
    pub transitions: Vec<Transition>,
    /// Actions of which nobody knows yet what became of them.
    pub open: Vec<Intent>,
    /// What was planned, with the answers; in a dry run the questions are still in it.
    pub plan: CyclePlan,
    /// What went wrong with a scheduler or an analysis.
    pub troubles: Vec<CycleTrouble>,
    /// How many more troubles there were than are kept.
    pub troubles_dropped: u64,
}

/// Something that went wrong and did not end the cycle.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CycleTrouble {
    /// With what: the name of a scheduler, or the key of an analysis.
    pub with: Box<str>,
    /// What.
    pub what: Box<str>,
}

/// How many troubles a report keeps.
const MOST_TROUBLES: usize = 1_000;

/// Troubles as they come.
#[derive(Clone, Debug, Default)]
pub(super) struct TroubleList {
    pub(super) all: Vec<CycleTrouble>,
    pub(super) dropped: u64,
}

impl TroubleList {
    pub(super) fn push(&mut self, with: &str, what: impl ToString) {
        let trouble = CycleTrouble { with: with.into(), what: what.to_string().into() };
        if self.all.contains(&trouble) {
            return;
        }
        if self.all.len() < MOST_TROUBLES {
            self.all.push(trouble);
        } else {
            self.dropped += 1;
        }
    }
}

/// What a real cycle has stored, beside its plan.
#[derive(Debug, Default)]
pub(super) struct CommittedBatch {
    pub(super) added: Vec<AnalysisKey>,
    pub(super) transitions: Vec<Transition>,
}

impl CommittedBatch {
    pub(super) fn take(&mut self, batch: &LedgerBatch) {
        self.transitions.extend(batch.transitions().cloned());
    }
}
