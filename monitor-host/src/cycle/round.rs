//! One cycle from its beginning to its end.

use std::collections::{BTreeSet, HashMap};
use std::time::Instant;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{Answer, Ask, Batch, Filter, Ledger, Plan, Question, State, Sweep, Transition};

use super::evidence::Evidence;
use super::known::Known;
use super::parallel::each;
use super::report::{CycleReport, Stored, Troubles};
use super::view::View;
use super::{Engine, Loaded};
use crate::error::Error;
use crate::project::Project;
use crate::store::Store;

/// How many commands of the project run at one time.
const COMMANDS_AT_A_TIME: usize = 8;

/// How often a plan is asked for more questions: complete, then rescuable, and there are no others.
const MOST_ROUNDS_OF_QUESTIONS: usize = 4;

pub(super) struct Round<'a> {
    pub(super) engine: &'a Engine,
    pub(super) loaded: &'a Loaded,
    store: Box<dyn Store>,
    /// What tells the ledger from others.
    mark: String,
    pub(super) ledger: Ledger,
    began: Timestamp,
    started: Instant,
    pub(super) troubles: Troubles,
    stored: Stored,
}

impl<'a> Round<'a> {
    pub(super) fn new(
        engine: &'a Engine,
        loaded: &'a Loaded,
        mut store: Box<dyn Store>,
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
            troubles: Troubles::default(),
            stored: Stored::default(),
        })
    }

    pub(super) fn into_ledger(self) -> Ledger {
        self.ledger
    }

    pub(super) fn project(&self) -> &'a Project {
        &self.loaded.project
    }

    pub(super) fn view(&self) -> View<'_> {
        View { loaded: self.loaded, ledger: &self.ledger, mark: &self.mark, now: self.now() }
    }

    /// The time now: that at which the cycle began, and how long it has taken since.
    pub(super) fn now(&self) -> Timestamp {
        self.began.saturating_add(self.started.elapsed())
    }

    /// Makes a batch durable and true, and tells whoever wants to know.
    pub(super) fn commit(&mut self, batch: &Batch) -> Result<(), Error> {
        if batch.is_empty() {
            return Ok(());
        }
        self.store.commit(&mut self.ledger, batch)?;
        self.stored.take(batch);
        if let Some(observer) = &self.engine.observer {
            self.ledger.report(batch, observer);
        }
        Ok(())
    }

    pub(super) fn run(&mut self, filter: Filter<'_>) -> Result<CycleReport, Error> {
        let new = new_ones(&self.ledger, self.project(), self.began)?;
        self.stored.added = new.entries.iter().map(|entry| entry.key().clone()).collect();
        self.commit(&new)?;
        self.resolve()?;

        self.tend();
        let known = Known::of(&self.ledger);
        let now = self.now();
        let (sweeps, troubles) = sweep(self.loaded, &known, now);
        self.troubles.all.extend(troubles.all);
        let plan = self.ledger.plan(&sweeps, self.project().policy(), filter, now);
        let plan = self.answer(plan, &sweeps)?;
        self.commit(&plan.batch())?;

        let outcomes = self.act(&plan)?;
        Ok(self.report(plan, &outcomes))
    }

    /// Moves one analysis because somebody says so.
    pub(super) fn command(
        &mut self,
        key: &str,
        to: State,
        by: &str,
        force: bool,
    ) -> Result<Vec<Transition>, Error> {
        let new = new_ones(&self.ledger, self.project(), self.began)?;
        self.commit(&new)?;
        let now = self.now();
        let batch = if force {
            self.ledger.force(key, to, by, now)?
        } else {
            self.ledger.command(key, to, by, now)?
        };
        self.commit(&batch)?;
        Ok(batch.transitions().cloned().collect())
    }

    /// The plan with all answers that there is time for.
    fn answer(&mut self, plan: Plan, sweeps: &[Sweep]) -> Result<Plan, Error> {
        let mut plan = plan;
        let until = self.started.elapsed() + self.project().limits().questions;
        for _ in 0..MOST_ROUNDS_OF_QUESTIONS {
            if plan.questions.is_empty() {
                break;
            }
            let (engine, started) = (self.engine, self.started);
            let evidence = Evidence::new(self.view(), sweeps);
            let ask = |question: &Question| {
                if engine.is_stopped() || started.elapsed() > until {
                    let late = "there was no time to ask in this cycle";
                    return (Answer::Unknown, Some(late.to_owned()));
                }
                evidence.answer(question)
            };
            let answers = each(&plan.questions, COMMANDS_AT_A_TIME, ask);
            let mut told: HashMap<(AnalysisKey, Ask), Answer> = HashMap::new();
            let mut troubles = Troubles::default();
            for (question, (answer, trouble)) in plan.questions.iter().zip(answers) {
                if let Some(what) = trouble {
                    troubles.push(question.key.as_str(), what);
                }
                told.insert((question.key.clone(), question.ask), answer);
            }
            self.troubles.all.extend(troubles.all);
            self.troubles.dropped += troubles.dropped;
            plan = self.ledger.answer(plan, |question| {
                let told = told.get(&(question.key.clone(), question.ask));
                told.copied().unwrap_or(Answer::Unknown)
            })?;
        }
        Ok(plan)
    }

    /// Lets schedulers do what they have to do now and then.
    fn tend(&mut self) {
        for scheduler in self.loaded.schedulers.iter() {
            for error in scheduler.tend() {
                self.troubles.push(scheduler.name(), error);
            }
        }
    }

    fn report(&mut self, plan: Plan, outcomes: &Batch) -> CycleReport {
        let counts = self.ledger.counts_after(&plan, outcomes);
        let troubles = std::mem::take(&mut self.troubles);
        let stored = std::mem::take(&mut self.stored);
        CycleReport {
            counts,
            at: self.began,
            dry_run: false,
            revision: self.ledger.revision(),
            added: stored.added,
            gone: gone(&self.ledger, self.project()),
            transitions: stored.transitions,
            open: self.ledger.open_intents().cloned().collect(),
            plan,
            troubles: troubles.all,
            troubles_dropped: troubles.dropped,
        }
    }
}

/// What is new in the project's file, as a batch for the ledger.
pub(super) fn new_ones(ledger: &Ledger, project: &Project, now: Timestamp) -> Result<Batch, Error> {
    let new = project.analyses().filter(|new| ledger.state(new.key.as_str()).is_none());
    Ok(ledger.add(new.cloned(), now)?)
}

/// What the ledger has and the project's file has not.
fn gone(ledger: &Ledger, project: &Project) -> Vec<AnalysisKey> {
    ledger.keys().filter(|key| !project.has(key)).map(AnalysisKey::from).collect()
}

/// Asks the schedulers at which something is.
fn sweep(loaded: &Loaded, known: &Known, now: Timestamp) -> (Vec<Sweep>, Troubles) {
    let mut troubles = Troubles::default();
    let there: BTreeSet<&str> =
        loaded.schedulers.iter().map(|scheduler| scheduler.name()).collect();
    for name in known.names().filter(|name| !there.contains(name)) {
        troubles.push(name, "jobs are there, and the project's file does not describe it any more");
    }
    let swept = loaded.schedulers.sweep_those(|name| known.at(name), now);
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
    loaded: &Loaded,
    ledger: &Ledger,
    added: Vec<AnalysisKey>,
    filter: Filter<'_>,
    now: Timestamp,
) -> Result<CycleReport, Error> {
    let (sweeps, troubles) = sweep(loaded, &Known::of(ledger), now);
    let plan = ledger.plan(&sweeps, loaded.project.policy(), filter, now);
    Ok(CycleReport {
        counts: plan.counts,
        at: now,
        dry_run: true,
        revision: ledger.revision(),
        added,
        gone: gone(ledger, &loaded.project),
        transitions: plan.transitions().cloned().collect(),
        open: ledger.open_intents().cloned().collect(),
        plan,
        troubles: troubles.all,
        troubles_dropped: troubles.dropped,
    })
}
