//! The kinds of schedulers of this crate, one line each.

use super::SchedulerRegistry;
use crate::scheduler::{htcondor, local, slurm};

impl SchedulerRegistry {
    /// The kinds of this crate.
    #[must_use]
    pub fn built_in() -> Self {
        let mut registry = Self { kinds: Vec::new() };
        registry.register(&["slurm"], slurm::settings::scheduler);
        registry.register(&["htcondor", "condor"], htcondor::settings::scheduler);
        registry.register(&["local"], local::settings::scheduler);
        registry
    }
}

impl Default for SchedulerRegistry {
    fn default() -> Self {
        Self::built_in()
    }
}
