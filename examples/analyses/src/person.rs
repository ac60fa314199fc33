//! What a person does who looks at the project now and then: lets a held job go, and stops what has
//! no end.

use std::error::Error;

use monitor_core::Timestamp;
use monitor_host::cycle::CycleEngine;
use monitor_host::scheduler::SchedulerSet;
use monitor_state::{AnalysisState, CyclePolicy, Ledger};

/// The analysis whose job is held.
pub(crate) const HELD: &str = "GW150914/held";
/// The one that does not end by itself.
pub(crate) const ENDLESS: &str = "GW170817/endless";

/// A person with two things to do.
#[derive(Debug, Default)]
pub(crate) struct Person {
    released: bool,
    stopped: bool,
}

impl Person {
    /// Looks, and does what is to be done now; gives what that was.
    pub(crate) fn looks(
        &mut self,
        engine: &CycleEngine,
        ledger: &Ledger,
        schedulers: &SchedulerSet,
        now: Timestamp,
    ) -> Result<Vec<String>, Box<dyn Error>> {
        let mut done = Vec::new();
        if !self.released && ledger.state(HELD) == Some(AnalysisState::Stuck) {
            done.push(format!(
                "monitor project why {HELD}\n{}",
                why(ledger, engine.project()?.policy())?
            ));
            done.push(release(ledger, schedulers)?);
            self.released = true;
        }
        if !self.stopped && ledger.state(ENDLESS) == Some(AnalysisState::Running) {
            engine.set(ENDLESS, AnalysisState::Stop, "a person", false, now)?;
            done.push(format!("monitor project set {ENDLESS} stop"));
            self.stopped = true;
        }
        Ok(done)
    }
}

fn why(ledger: &Ledger, policy: &CyclePolicy) -> Result<String, Box<dyn Error>> {
    let why = ledger.explain_state(HELD, policy)?.to_string();
    Ok(why.lines().map(|line| format!("      {line}\n")).collect::<String>().trim_end().to_owned())
}

/// As `scontrol release` does at Slurm. The analysis goes on when its job does.
fn release(ledger: &Ledger, schedulers: &SchedulerSet) -> Result<String, Box<dyn Error>> {
    let row = ledger.row_for(HELD).ok_or("it is not in the ledger")?;
    let job = row.analysis.job.ok_or("it has no job")?;
    let scheduler = schedulers.named(&row.analysis.scheduler)?;
    let seen = scheduler.details(job)?.ok_or("its job is gone")?;
    // Without a tag of its own the number could be another's by now.
    let tag =
        seen.known_details().and_then(|details| details.tag.as_deref()).ok_or("it has no tag")?;
    scheduler.release(job, tag)?;
    Ok(format!("release job {job} of {HELD}"))
}
