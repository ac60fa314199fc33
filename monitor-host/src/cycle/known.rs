//! The jobs that a ledger believes to be at each scheduler.

use std::collections::BTreeMap;

use monitor_core::Timestamp;
use monitor_state::{JobRef, Ledger};

use crate::scheduler;

/// The jobs by scheduler, and when the oldest of each was submitted.
#[derive(Debug, Default)]
pub(super) struct KnownJobs {
    by_scheduler: BTreeMap<Box<str>, (Vec<JobRef>, Timestamp)>,
}

impl KnownJobs {
    pub(super) fn for_ledger(ledger: &Ledger) -> Self {
        let mut known = Self::default();
        for (scheduler, job, submitted) in ledger.expected_jobs() {
            let Some(job) = job else {
                known.entry(scheduler);
                continue;
            };
            let (jobs, since) = known.entry(scheduler);
            jobs.push(job);
            *since = (*since).min(submitted);
        }
        known
    }

    fn entry(&mut self, scheduler: &str) -> &mut (Vec<JobRef>, Timestamp) {
        // Nearly always it is there.
        if !self.by_scheduler.contains_key(scheduler) {
            self.by_scheduler.insert(scheduler.into(), (Vec::new(), Timestamp::MAX));
        }
        self.by_scheduler.entry(scheduler.into()).or_insert((Vec::new(), Timestamp::MAX))
    }

    /// The schedulers at which something is.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.by_scheduler.keys().map(|name| &**name)
    }

    /// What is at one of them; `None` if nothing is.
    pub(super) fn known_at(&self, scheduler: &str) -> Option<scheduler::KnownSubmissions<'_>> {
        let (jobs, since) = self.by_scheduler.get(scheduler)?;
        Some(scheduler::KnownSubmissions::new(jobs, *since))
    }
}
