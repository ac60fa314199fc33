//! A made-up world: a ledger, schedulers that say what a test wants, and a clock that it moves.

use std::collections::BTreeMap;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePlan, CyclePolicy, HostAction, HostAnswer,
    HostQuestion, Intent, JobObservation, JobRef, JobState, Ledger, LedgerBatch, LedgerLimits,
    NewAnalysis, StateMachine, Sweep, TransitionCause,
};

pub(crate) const KEY: &str = "GW150914/bilby";

pub(crate) struct World {
    pub(crate) ledger: Ledger,
    pub(crate) policy: CyclePolicy,
    /// Seconds since the world began.
    pub(crate) now: i64,
    /// What the scheduler says.
    pub(crate) jobs: BTreeMap<u64, (JobState, &'static str)>,
    /// Every batch that was applied.
    pub(crate) batches: Vec<LedgerBatch>,
    /// Every tag that a job was submitted with.
    pub(crate) tags: Vec<String>,
    next_job: u64,
}

pub(crate) fn at(seconds: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + seconds)
}

pub(crate) fn bilby(key: &str) -> NewAnalysis {
    NewAnalysis::new(key, "bilby", "slurm")
}

/// To every question the same answer.
pub(crate) fn says(answer: HostAnswer) -> impl FnMut(&HostQuestion) -> HostAnswer {
    move |_| answer
}

impl World {
    pub(crate) fn new(machine: StateMachine) -> Self {
        Self {
            ledger: Ledger::new(machine, LedgerLimits::default()),
            policy: CyclePolicy::default(),
            now: 0,
            jobs: BTreeMap::new(),
            batches: Vec::new(),
            tags: Vec::new(),
            next_job: 1,
        }
    }

    /// A world with these analyses, whose jobs are submitted and run.
    pub(crate) fn running<'a>(keys: impl IntoIterator<Item = &'a str>) -> Self {
        let mut world = Self::new(StateMachine::standard());
        world.add(keys.into_iter().map(bilby));
        world.cycle(says(HostAnswer::Unknown));
        world.everything(JobState::Running, "R");
        world.now += 300;
        world.cycle(says(HostAnswer::Unknown));
        world
    }

    pub(crate) fn everything(&mut self, state: JobState, raw: &'static str) {
        self.jobs.values_mut().for_each(|job| *job = (state, raw));
    }

    pub(crate) fn add(&mut self, analyses: impl IntoIterator<Item = NewAnalysis>) {
        let batch = self.ledger.add(analyses, at(self.now)).unwrap();
        self.apply(batch);
    }

    pub(crate) fn command(&mut self, key: &str, to: AnalysisState) {
        let batch = self.ledger.command_batch(key, to, "ada", at(self.now)).unwrap();
        self.apply(batch);
    }

    /// Applies a batch, as a host that stores rows does.
    pub(crate) fn apply(&mut self, batch: LedgerBatch) {
        let stored = self.ledger.rows_after(&batch).unwrap();
        self.ledger.apply(&batch).unwrap();
        for (place, row) in stored {
            let key = row.analysis.key.as_str();
            assert_eq!(self.ledger.keys().nth(place), Some(key));
            let mut now = self.ledger.row_for(key).unwrap();
            now.history.clear();
            assert_eq!(row, now);
        }
        self.batches.push(batch);
    }

    pub(crate) fn sweep(&self) -> Sweep {
        let jobs = self
            .jobs
            .iter()
            .map(|(&id, &(state, raw))| JobObservation::new(JobRef::new(id), state).raw(raw));
        Sweep::full("slurm", at(self.now)).jobs(jobs)
    }

    pub(crate) fn plan(&self, sweeps: &[Sweep]) -> CyclePlan {
        self.ledger.plan_cycle(sweeps, &self.policy, AnalysisFilter::all(), at(self.now))
    }

    /// A whole cycle over what the scheduler says; the host can do everything.
    pub(crate) fn cycle(&mut self, answer: impl FnMut(&HostQuestion) -> HostAnswer) -> CyclePlan {
        let sweep = self.sweep();
        self.cycle_over(&[sweep], answer)
    }

    pub(crate) fn cycle_over(
        &mut self,
        sweeps: &[Sweep],
        answer: impl FnMut(&HostQuestion) -> HostAnswer,
    ) -> CyclePlan {
        let plan = self.decided(sweeps, answer);
        self.apply(plan.batch());
        let outcomes: Vec<_> = plan.actions().map(|intent| self.act(intent)).collect();
        self.give(outcomes);
        plan
    }

    /// The plan with all answers, not applied.
    pub(crate) fn decided(
        &self,
        sweeps: &[Sweep],
        mut answer: impl FnMut(&HostQuestion) -> HostAnswer,
    ) -> CyclePlan {
        let mut plan = self.plan(sweeps);
        while !plan.questions.is_empty() {
            plan = self.ledger.answer_questions(plan, &mut answer).unwrap();
        }
        plan
    }

    pub(crate) fn give(&mut self, outcomes: Vec<(AnalysisKey, ActionOutcome)>) {
        if !outcomes.is_empty() {
            let batch = self.ledger.outcome_batch(outcomes, &self.policy, at(self.now)).unwrap();
            self.apply(batch);
        }
    }

    /// A host that can do everything at once.
    pub(crate) fn act(&mut self, intent: &Intent) -> (AnalysisKey, ActionOutcome) {
        let outcome = match intent.action {
            HostAction::Submit | HostAction::Rescue => {
                assert!(
                    !self.tags.contains(&intent.tag.to_string()),
                    "submitted twice: {intent:?}"
                );
                self.tags.push(intent.tag.to_string());
                let id = self.next_job;
                self.next_job += 1;
                self.jobs.insert(id, (JobState::Pending, "PD"));
                ActionOutcome::Submitted { job: JobRef::new(id), born: None }
            }
            HostAction::Cancel => {
                self.jobs.remove(&intent.job.unwrap().id());
                ActionOutcome::Done
            }
            HostAction::Process => ActionOutcome::Started,
            _ => ActionOutcome::Done,
        };
        (intent.key.clone(), outcome)
    }

    pub(crate) fn state(&self, key: &str) -> AnalysisState {
        self.ledger.state(key).unwrap()
    }

    /// The states that an analysis has come to, in order.
    pub(crate) fn path(&self, key: &str) -> Vec<AnalysisState> {
        self.ledger.history(key).map(|moved| moved.to).collect()
    }

    pub(crate) fn last_cause(&self, key: &str) -> TransitionCause {
        self.ledger.history(key).last().unwrap().cause.clone()
    }
}
