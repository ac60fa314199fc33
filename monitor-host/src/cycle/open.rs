//! Actions that an earlier cycle has begun and not told the end of: the tag on the job says what
//! became of them.

use std::time::Duration;

use monitor_state::{Action, Intent, JobState, Observation, Outcome};

use super::parallel::each;
use super::round::Round;
use super::view::View;
use crate::error::Error;

/// How many tags are looked for at one time.
const ASKED_AT_A_TIME: usize = 4;

/// How far the clock of a scheduler may be behind ours.
const SKEW: Duration = Duration::from_secs(3_600);

impl Round<'_> {
    /// Says of every open action what became of it, as far as that can be known by now.
    pub(super) fn resolve(&mut self) -> Result<(), Error> {
        let open: Vec<Intent> = self.ledger.open_intents().cloned().collect();
        let view = self.view();
        let found = each(&open, ASKED_AT_A_TIME, |intent| view.became(intent));
        let mut outcomes = Vec::new();
        for (intent, found) in open.into_iter().zip(found) {
            let key = intent.key.clone();
            match found {
                Ok(Became::Known(outcome, None)) => outcomes.push((key, outcome)),
                Ok(Became::Known(outcome, Some(beside))) => {
                    self.troubles.push(key.as_str(), beside);
                    outcomes.push((key, outcome));
                }
                Ok(Became::TooEarly) => {}
                Err(error) => self.troubles.push(key.as_str(), error),
            }
        }
        self.close(outcomes).map(drop)
    }
}

impl View<'_> {
    fn became(&self, intent: &Intent) -> Result<Became, Error> {
        let Some(row) = self.ledger.row(intent.key.as_str()) else { return Ok(Became::TooEarly) };
        let nothing = Became::Known(Outcome::NotDone, None);
        let (tag, at) = match intent.action {
            Action::Submit | Action::Rescue => (intent.tag.to_string(), row.analysis.scheduler),
            Action::Process => {
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
            return Ok(if is_settled { nothing } else { Became::TooEarly });
        };
        let outcome = match intent.action {
            Action::Process => Outcome::Started,
            _ => Outcome::Submitted { job: oldest.job(), born: oldest.born_at() },
        };
        Ok(Became::Known(outcome, beside(&found)))
    }
}

enum Became {
    Known(Outcome, Option<String>),
    TooEarly,
}

/// What to say if there are more jobs with a tag than one.
fn beside(found: &[Observation]) -> Option<String> {
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
