//! The kinds of schedulers of this crate, one line each.

use super::SchedulerRegistry;
use crate::scheduler;

impl SchedulerRegistry {
    /// The kinds of this crate.
    #[must_use]
    pub fn built_in() -> Self {
        let mut registry = Self { kinds: Vec::new() };
        registry.register(&["slurm"], scheduler::slurm::settings::scheduler);
        registry.register(&["htcondor", "condor"], scheduler::htcondor::settings::scheduler);
        registry.register(&["local"], scheduler::local::settings::scheduler);
        registry
    }
}

impl Default for SchedulerRegistry {
    fn default() -> Self {
        Self::built_in()
    }
}
