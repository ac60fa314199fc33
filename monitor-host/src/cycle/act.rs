//! Carrying out what a plan asks for, and storing what became of it.

use std::fs;

use monitor_core::AnalysisKey;
use monitor_state::{ActionOutcome, CyclePlan, HostAction, Intent, LedgerBatch};

use super::parallel::each;
use super::round::SchedulerRound;
use super::run::run;
use super::view::ProjectView;
use crate::error::Error;
use crate::project::ProjectMember;
use crate::scheduler::{JobRequest, Scheduler, SubmissionOutcome};

/// How many actions are carried out before what became of them is stored.
const AT_ONCE: usize = 32;

/// How many of them at one time.
const THREADS: usize = 4;

/// What became of an action; without an outcome nobody knows yet.
type Done = (Option<ActionOutcome>, Option<String>);

impl SchedulerRound<'_> {
    /// Carries out the actions of a plan that is stored, and gives what became of them.
    pub(super) fn carry_out(&mut self, plan: &CyclePlan) -> Result<LedgerBatch, Error> {
        let intents: Vec<Intent> = plan.actions().cloned().collect();
        let mut all =
            LedgerBatch { revision: self.ledger.revision(), at: plan.at, entries: Vec::new() };
        for some in intents.chunks(AT_ONCE) {
            let done = if self.engine.is_stopped() {
                some.iter().map(|_| (Some(ActionOutcome::NotDone), None)).collect()
            } else {
                let view = self.view();
                each(some, THREADS, |intent| view.carry_out(intent))
            };
            let mut outcomes = Vec::new();
            for (intent, (outcome, trouble)) in some.iter().zip(done) {
                if let Some(what) = trouble {
                    self.troubles.push(intent.key.as_str(), what);
                }
                outcomes.extend(outcome.map(|outcome| (intent.key.clone(), outcome)));
            }
            let batch = self.close(outcomes)?;
            all.entries.extend(batch.entries);
        }
        Ok(all)
    }

    /// Stores what became of actions, and gives the batch.
    pub(super) fn close(
        &mut self,
        outcomes: Vec<(AnalysisKey, ActionOutcome)>,
    ) -> Result<LedgerBatch, Error> {
        let now = self.now();
        let policy = self.project().policy();
        let batch = match self.ledger.outcome_batch(outcomes.clone(), policy, now) {
            Ok(batch) => batch,
            // One of them is not as it should be: that one cannot be, and the others are.
            Err(_) => {
                let mended = outcomes.into_iter().map(|(key, outcome)| {
                    let alone = [(key.clone(), outcome.clone())];
                    match self.ledger.outcome_batch(alone, policy, now) {
                        Ok(_) => (key, outcome),
                        Err(error) => {
                            (key, ActionOutcome::Refused { error: error.to_string().into() })
                        }
                    }
                });
                self.ledger.outcome_batch(mended.collect::<Vec<_>>(), policy, now)?
            }
        };
        self.commit(&batch)?;
        Ok(batch)
    }
}

impl ProjectView<'_> {
    fn carry_out(&self, intent: &Intent) -> Done {
        let refused = |what: &str| (Some(ActionOutcome::Refused { error: what.into() }), None);
        let Some(row) = self.ledger.row_for(intent.key.as_str()) else { return (None, None) };
        if intent.action == HostAction::Cancel {
            let theirs = row.submitted.is_none();
            return self.cancel(intent, &row.analysis.scheduler, theirs);
        }
        let Some(member) = self.project().member(&intent.key, &intent.tag) else {
            return refused("it is not in the project's file any more");
        };
        let own = &*row.analysis.scheduler;
        match intent.action {
            HostAction::Submit => match member.work() {
                Some(work) => self.submit(own, &work, &intent.tag),
                None => refused("its pipeline says nothing to be run"),
            },
            HostAction::Rescue => match member.rescue_work() {
                Some(work) => self.submit(own, &work, &intent.tag),
                None => refused("its pipeline says nothing to be run as a rescue"),
            },
            HostAction::Process => self.process(&member, intent),
            HostAction::Upload => upload(&member),
            _ => refused("this is not known here"),
        }
    }

    fn scheduler(&self, name: &str) -> Result<&dyn Scheduler, Error> {
        self.loaded.schedulers.named(name)
    }

    fn submit(&self, scheduler: &str, work: &JobRequest, tag: &str) -> Done {
        let scheduler = match self.scheduler(scheduler) {
            Ok(scheduler) => scheduler,
            Err(error) => {
                return (Some(ActionOutcome::Refused { error: error.to_string().into() }), None);
            }
        };
        if let Err(error) = fs::create_dir_all(&work.dir) {
            let error = Error::file("create", &work.dir)(error);
            return (Some(ActionOutcome::Busy { error: error.to_string().into() }), None);
        }
        let submission = scheduler.submit(work, &self.tag_at(scheduler, tag));
        let trouble = match &submission {
            SubmissionOutcome::Submitted { .. } => None,
            SubmissionOutcome::Busy(error) | SubmissionOutcome::Refused(error) => {
                Some(error.to_string())
            }
            SubmissionOutcome::Unknown(error) => {
                Some(format!("cannot tell whether it is there: {error}"))
            }
        };
        (submission.outcome(), trouble)
    }

    fn cancel(&self, intent: &Intent, scheduler: &str, theirs: bool) -> Done {
        let Some(job) = intent.job else { return (Some(ActionOutcome::Done), None) };
        if theirs {
            let error = format!("job {job} was not submitted by Monitor: cancel it at {scheduler}");
            return (Some(ActionOutcome::Refused { error: error.clone().into() }), Some(error));
        }
        let cancelled =
            self.scheduler(scheduler).and_then(|at| at.cancel(job, &self.tag_at(at, &intent.tag)));
        match cancelled {
            Ok(cancelled) => (Some(cancelled.outcome()), None),
            Err(error) => {
                let error = error.to_string();
                (Some(ActionOutcome::Busy { error: error.clone().into() }), Some(error))
            }
        }
    }

    fn process(&self, member: &ProjectMember<'_>, intent: &Intent) -> Done {
        if !member.has_process() {
            let outcome =
                if member.has_upload() { ActionOutcome::Started } else { ActionOutcome::Done };
            return (Some(outcome), None);
        }
        let Some(work) = member.process_work() else {
            return (Some(ActionOutcome::Refused { error: "it has no folder".into() }), None);
        };
        let tag = self.process_tag(&intent.key, &intent.tag);
        let (outcome, trouble) = self.submit(member.process_scheduler(), &work, &tag);
        let outcome = outcome.map(|outcome| match outcome {
            ActionOutcome::Submitted { .. } => ActionOutcome::Started,
            other => other,
        });
        (outcome, trouble)
    }
}

/// Runs the command that uploads. If it does not end well it is run again some time later.
fn upload(member: &ProjectMember<'_>) -> Done {
    let Some(line) = member.upload() else { return (Some(ActionOutcome::Done), None) };
    let complaint = match run(&line, &member.dir(), &member.env()) {
        Ok(ended) => ended.complaint(),
        Err(error) => Some(error.to_string()),
    };
    match complaint {
        None => (Some(ActionOutcome::Done), None),
        Some(error) => {
            let trouble = format!("its upload: {error}");
            (Some(ActionOutcome::Busy { error: error.into() }), Some(trouble))
        }
    }
}
