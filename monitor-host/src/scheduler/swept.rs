//! What came of a sweep: the sweep, and what went wrong on the way.

use monitor_core::Timestamp;
use monitor_state::{SchedulerAnswer, Sweep};

use crate::error::Error;

/// A sweep for a plan, with what went wrong for people to read.
#[derive(Debug)]
#[non_exhaustive]
pub struct SchedulerSweep {
    /// What the scheduler said.
    pub sweep: Sweep,
    /// Why the sweep is down or degraded; empty if it is neither.
    pub troubles: Vec<Error>,
}

impl SchedulerSweep {
    /// A scheduler that did not answer, and why.
    #[must_use]
    pub fn unreachable(scheduler: &str, began: Timestamp, why: Error) -> Self {
        Self { sweep: Sweep::down(scheduler, began), troubles: vec![why] }
    }

    /// A full sweep with what was read from an answer, which is degraded if that was not whole or
    /// something else went wrong.
    #[must_use]
    pub fn full(
        scheduler: &str,
        began: Timestamp,
        answer: SchedulerAnswer,
        mut troubles: Vec<Error>,
    ) -> Self {
        let command = || scheduler.to_owned();
        if answer.skipped > 0 {
            let said = format!("{} lines have another form", answer.skipped);
            troubles.push(Error::SchedulerAnswer { command: command(), said });
        }
        let told = answer.errors.iter();
        troubles.extend(
            told.map(|said| Error::SchedulerAnswer { command: command(), said: said.to_string() }),
        );
        let sweep = Sweep::full(scheduler, began).jobs(answer.jobs);
        Self { sweep: if troubles.is_empty() { sweep } else { sweep.degraded() }, troubles }
    }
}
