//! One cycle from its beginning to its end.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{
    AnalysisFilter, AnalysisState, CyclePlan, HostAnswer, HostQuestion, Ledger, LedgerBatch,
    QuestionKind, Sweep, Transition,
};

use super::evidence::EvidenceAnswer;
use super::known::KnownJobs;
use super::parallel::each;
use super::report::{CommittedBatch, CycleReport, TroubleList};
use super::view::ProjectView;
use super::{CycleEngine, LoadedProject};
use crate::error::Error;
use crate::project::Project;
use crate::store::LedgerStore;

/// How many commands of the project run at one time.
const COMMANDS_AT_A_TIME: usize = 8;

/// How often a plan is asked for more questions: complete, then rescuable, and there are no others.
const MOST_ROUNDS_OF_QUESTIONS: usize = 4;

pub(super) struct SchedulerRound<'a> {
    pub(super) engine: &'a CycleEngine,
    pub(super) loaded: &'a LoadedProject,
    store: Box<dyn LedgerStore>,
    /// What tells the ledger from others.
    mark: String,
    pub(super) ledger: Ledger,
    began: Timestamp,
    started: Instant,
    pub(super) troubles: TroubleList,
    stored: CommittedBatch,
}

impl<'a> SchedulerRound<'a> {
    pub(super) fn new(
        engine: &'a CycleEngine,
        loaded: &'a LoadedProject,
        mut store: Box<dyn LedgerStore>,
        ledger: Ledger,
        now: Timestamp,
    ) -> Result<Self, Error> {
        Ok(Self {
            engine,
            loaded,
            mark: store.mark()?,
            store,
            ledger,
            began: now,
            started: Instant::now(),
            troubles: TroubleList::default(),
            stored: CommittedBatch::default(),
        })
    }

    pub(super) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    pub(super) fn project(&self) -> &'a Project {
        &self.loaded.project
    }

    pub(super) fn view(&self) -> ProjectView<'_> {
        ProjectView { loaded: self.loaded, ledger: &self.ledger, mark: &self.mark, now: self.now() }
    }

    /// The time now: that at which the cycle began, and how long it has taken since.
    pub(super) fn now(&self) -> Timestamp {
        self.began.saturating_add(self.started.elapsed())
    }

    /// Makes a batch durable and true, and tells whoever wants to know.
    pub(super) fn commit(&mut self, batch: &LedgerBatch) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        self.store.commit(&mut self.ledger, batch)?;
        self.stored.take(batch);
        if let Some(observer) = &self.engine.observer {
            self.ledger.notify_batch(batch, observer);
        }
        Ok(())
    }

    pub(super) fn run(&mut self, filter: AnalysisFilter<'_>) -> Result<CycleReport, Error> {
        let new = new_ones(&self.ledger, self.project(), self.began)?;
        self.stored.added = new.entries.iter().map(|entry| entry.key().clone()).collect();
        self.commit(&new)?;
        self.resolve()?;

        self.tend_schedulers();
        let known = KnownJobs::for_ledger(&self.ledger);
        let now = self.now();
        let (sweeps, troubles) = sweep(self.loaded, &known, now);
        self.troubles.all.extend(troubles.all);
        let plan = self.ledger.plan_cycle(&sweeps, self.project().policy(), filter, now);
        let plan = self.answer(plan, &sweeps)?;
        self.commit(&plan.batch())?;

        let outcomes = self.carry_out(&plan)?;
        Ok(self.report(plan, &outcomes))
    }

    /// Moves one analysis because somebody says so.
    pub(super) fn command(
        &mut self,
        key: &str,
        to: AnalysisState,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error> {
        let new = new_ones(&self.ledger, self.project(), self.began)?;
        self.commit(&new)?;
        let now = self.now();
        let batch = if force {
            self.ledger.force_batch(key, to, by, now)?
        } else {
            self.ledger.command_batch(key, to, by, now)?
        };
        self.commit(&batch)?;
        Ok(batch.transitions().cloned().collect())
    }

    /// The plan with all answers that there is time for.
    fn answer(&mut self, plan: CyclePlan, sweeps: &[Sweep]) -> Result<CyclePlan, Error> {
        let mut plan = plan;
        let until = self.started.elapsed() + self.project().limits().questions;
        for _ in 0..MOST_ROUNDS_OF_QUESTIONS {
            if plan.questions.is_empty() {
                break;
            }
            let (engine, started) = (self.engine, self.started);
            let evidence = EvidenceAnswer::new(self.view(), sweeps);
            let ask = |question: &HostQuestion| {
                if engine.is_stopped() || started.elapsed() > until {
                    let late = "there was no time to ask in this cycle";
                    return (HostAnswer::Unknown, Some(late.to_owned()));
                }
                evidence.answer(question)
            };
            let answers = each(&plan.questions, COMMANDS_AT_A_TIME, ask);
            let mut told: HashMap<(AnalysisKey, QuestionKind), HostAnswer> = HashMap::new();
            let mut troubles = TroubleList::default();
            for (question, (answer, trouble)) in plan.questions.iter().zip(answers) {
                if let Some(what) = trouble {
                    troubles.push(question.key.as_str(), what);
                }
                told.insert((question.key.clone(), question.ask), answer);
            }
            self.troubles.all.extend(troubles.all);
            self.troubles.dropped += troubles.dropped;
            plan = self.ledger.answer_questions(plan, |question| {
                let told = told.get(&(question.key.clone(), question.ask));
                told.copied().unwrap_or(HostAnswer::Unknown)
            })?;
        }
        Ok(plan)
    }

    /// Lets schedulers do what they have to do now and then.
    fn tend_schedulers(&mut self) {
        for scheduler in self.loaded.schedulers.iter() {
            for error in scheduler.tend() {
                self.troubles.push(scheduler.name(), error);
            }
        }
    }

    fn report(&mut self, plan: CyclePlan, outcomes: &LedgerBatch) -> CycleReport {
        let counts = self.ledger.counts_after(&plan, outcomes);
        let troubles = std::mem::take(&mut self.troubles);
        let stored = std::mem::take(&mut self.stored);
        CycleReport {
            counts,
            at: self.began,
            dry_run: false,
            revision: self.ledger.revision(),
            added: stored.added,
            gone: removed_keys(&self.ledger, self.project()),
            transitions: stored.transitions,
            open: self.ledger.open_intents().cloned().collect(),
            plan,
            troubles: troubles.all,
            troubles_dropped: troubles.dropped,
        }
    }
}

/// What is new in the project's file, as a batch for the ledger.
pub(super) fn new_ones(
    ledger: &Ledger,
    project: &Project,
    now: Timestamp,
) -> Result<LedgerBatch, Error> {
    let new = project.analyses().filter(|new| ledger.state(new.key.as_str()).is_none());
    Ok(ledger.add(new.cloned(), now)?)
}

/// What the ledger has and the project's file has not.
fn removed_keys(ledger: &Ledger, project: &Project) -> Vec<AnalysisKey> {
    ledger.keys().filter(|key| !project.has_analysis(key)).map(AnalysisKey::from).collect()
}

/// Asks the schedulers at which something is.
fn sweep(loaded: &LoadedProject, known: &KnownJobs, now: Timestamp) -> (Vec<Sweep>, TroubleList) {
    let mut troubles = TroubleList::default();
    let there: BTreeSet<&str> =
        loaded.schedulers.iter().map(|scheduler| scheduler.name()).collect();
    for name in known.names().filter(|name| !there.contains(name)) {
        troubles.push(name, "jobs are there, and the project's file does not describe it any more");
    }
    let swept = loaded.schedulers.sweep_those(|name| known.known_at(name), now);
    let mut sweeps = Vec::with_capacity(swept.len());
    for swept in swept {
        for error in swept.troubles {
            troubles.push(&swept.sweep.scheduler, error);
        }
        sweeps.push(swept.sweep);
    }
    (sweeps, troubles)
}

/// What a cycle would do.
pub(super) fn preview(
    loaded: &LoadedProject,
    ledger: &Ledger,
    added: Vec<AnalysisKey>,
    filter: AnalysisFilter<'_>,
    now: Timestamp,
) -> Result<CycleReport, Error> {
    let (sweeps, troubles) = sweep(loaded, &KnownJobs::for_ledger(ledger), now);
    let plan = ledger.plan_cycle(&sweeps, loaded.project.policy(), filter, now);
    Ok(CycleReport {
        counts: plan.counts,
        at: now,
        dry_run: true,
        revision: ledger.revision(),
        added,
        gone: removed_keys(ledger, &loaded.project),
        transitions: plan.transitions().cloned().collect(),
        open: ledger.open_intents().cloned().collect(),
        plan,
        troubles: troubles.all,
        troubles_dropped: troubles.dropped,
    })
}
