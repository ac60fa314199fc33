//! What recording costs on the thread that emits.

use std::error::Error;
use std::time::Duration;

use monitor_core::JobEvent;
use monitor_events::Emitter;
use monitor_host::{Journal, JournalLimits};

use crate::claim::{Claim, Contender};
use crate::workload::exec::programs::Scratch;

/// One event from its builder into the queue of a journal.
pub(super) fn emit() -> Result<Claim, Box<dyn Error>> {
    let scratch = Scratch::new();
    let emitter = Emitter::new();
    let mut limits = JournalLimits::default();
    limits.full_files = 1;
    let journal = Journal::create(scratch.file("journal"), &emitter, limits)?;
    let ours = Contender::new("ours", move || {
        let _kept = (&scratch, &journal);
        emitter.emit(JobEvent::started("job-1").worker("w1"));
    });
    Ok(Claim::new("emit an event that is recorded", ours).at_most(Duration::from_micros(1)))
}
