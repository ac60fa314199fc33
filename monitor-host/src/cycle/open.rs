//! Actions that an earlier cycle has begun and not told the end of: the tag on the job says what
//! became of them.

use std::time::Duration;

use monitor_state::{ActionOutcome, HostAction, Intent, JobObservation, JobState};

use super::parallel::each;
use super::round::SchedulerRound;
use super::view::ProjectView;
use crate::error::Error;

/// How many tags are looked for at one time.
const ASKED_AT_A_TIME: usize = 4;

/// How far the clock of a scheduler may be behind ours.
const SKEW: Duration = Duration::from_secs(3_600);

impl SchedulerRound<'_> {
    /// Says of every open action what became of it, as far as that can be known by now.
    pub(super) fn resolve(&mut self) -> Result<(), Error> {
        let open: Vec<Intent> = self.ledger.open_intents().cloned().collect();
        let view = self.view();
        let found = each(&open, ASKED_AT_A_TIME, |intent| view.resolve_intent(intent));
        let mut outcomes = Vec::new();
        for (intent, found) in open.into_iter().zip(found) {
            let key = intent.key.clone();
            match found {
                Ok(OpenOutcome::Known(outcome, None)) => outcomes.push((key, outcome)),
                Ok(OpenOutcome::Known(outcome, Some(beside))) => {
                    self.troubles.push(key.as_str(), beside);
                    outcomes.push((key, outcome));
                }
                Ok(OpenOutcome::TooEarly) => {}
                Err(error) => self.troubles.push(key.as_str(), error),
            }
        }
        self.close(outcomes).map(drop)
    }
}

impl ProjectView<'_> {
    fn resolve_intent(&self, intent: &Intent) -> Result<OpenOutcome, Error> {
        let Some(row) = self.ledger.row_for(intent.key.as_str()) else {
            return Ok(OpenOutcome::TooEarly);
        };
        let nothing = OpenOutcome::Known(ActionOutcome::NotDone, None);
        let (tag, at) = match intent.action {
            HostAction::Submit | HostAction::Rescue => {
                (intent.tag.to_string(), row.analysis.scheduler)
            }
            HostAction::Process => {
                let member = self.project().member(&intent.key, &intent.tag);
                let Some(member) = member.filter(|member| member.has_process()) else {
                    return Ok(nothing);
                };
                let tag = self.process_tag(&intent.key, &intent.tag);
                (tag, member.process_scheduler().into())
            }
            // They can be done twice without harm, and are.
            _ => return Ok(nothing),
        };
        let scheduler = self.loaded.schedulers.named(&at)?;
        let since = row.since.saturating_sub(SKEW);
        let found = scheduler.find(&self.tag_at(scheduler, &tag), since)?;
        let Some(oldest) = found.first() else {
            // Whoever was told of it may still do it for a while.
            let settle = self.project().policy().settle;
            let is_settled = row.since.saturating_add(settle) <= self.now;
            return Ok(if is_settled { nothing } else { OpenOutcome::TooEarly });
        };
        let outcome = match intent.action {
            HostAction::Process => ActionOutcome::Started,
            _ => ActionOutcome::Submitted { job: oldest.job(), born: oldest.submit_time() },
        };
        Ok(OpenOutcome::Known(outcome, duplicates_text(&found)))
    }
}

enum OpenOutcome {
    Known(ActionOutcome, Option<String>),
    TooEarly,
}

/// What to say if there are more jobs with a tag than one.
fn duplicates_text(found: &[JobObservation]) -> Option<String> {
    let others: Vec<String> = found
        .iter()
        .skip(1)
        .filter(|job| job.state() != JobState::Cancelled)
        .map(|job| job.job().to_string())
        .collect();
    (!others.is_empty()).then(|| {
        format!("the oldest job with its tag is taken; there are also {}", others.join(", "))
    })
}
