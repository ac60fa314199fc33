//! The six counts of a whole cycle: of its plan and of the outcomes that followed.

use std::collections::HashMap;

use crate::ledger::Ledger;
use crate::ledger::batch::LedgerBatch;
use crate::ledger::status::CycleCounts;
use crate::plan::CyclePlan;
use crate::state::AnalysisState;

impl Ledger {
    /// The six counts of a whole cycle: of what `plan` has looked after, once its batch and then
    /// the batch of its outcomes were applied.
    #[must_use]
    pub fn counts_after(&self, plan: &CyclePlan, outcomes: &LedgerBatch) -> CycleCounts {
        let class = |state: AnalysisState| self.machine.class(state).unwrap_or_default();
        let mut looked_after: HashMap<&str, bool> = HashMap::new();
        for moved in plan.transitions() {
            looked_after.entry(moved.key.as_str()).or_insert_with(|| class(moved.from).active);
        }
        let mut counts = plan.counts;
        for moved in outcomes.transitions() {
            let (from, to) = (class(moved.from), class(moved.to));
            if *looked_after.entry(moved.key.as_str()).or_insert(from.active) {
                counts.not_after(from);
                counts.count_after(to, 1);
            }
        }
        counts
    }
}
