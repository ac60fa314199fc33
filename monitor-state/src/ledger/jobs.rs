//! Which jobs the schedulers should know of.

use monitor_core::Timestamp;

use crate::job::JobRef;
use crate::ledger::Ledger;
use crate::ledger::record::{RecordFlags, UNSET};
use crate::state::AnalysisState;

impl Ledger {
    /// For every analysis that something at its scheduler has a say in: the scheduler, the job, and
    /// when that was submitted, as far as is known. One that is being post-processed has no job to
    /// ask for any more.
    ///
    /// This is what a host asks schedulers for. What is stuck because of a clock is among it: it
    /// goes on when its job does.
    pub fn expected_jobs(&self) -> impl Iterator<Item = (&str, Option<JobRef>, Timestamp)> {
        self.records.iter().filter_map(|record| {
            let known = self.machine.state_entry(record.code);
            let heals = known.class.stuck && record.stuck_by().is_some();
            let wanted = known.class.live || known.state == AnalysisState::Stop || heals;
            let processing = known.state == AnalysisState::Processing;
            if !(processing || wanted && record.has_flag(RecordFlags::JOB)) {
                return None;
            }
            let submitted = if record.submitted == UNSET { record.since } else { record.submitted };
            let job = record.job().filter(|_| wanted);
            Some((self.schedulers.word(record.scheduler), job, submitted))
        })
    }
}
