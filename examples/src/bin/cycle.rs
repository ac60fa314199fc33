//! A made-up world of fifty analyses: they run, one is held, the scheduler goes away and comes back,
//! jobs vanish, one is rescued as often as may be. Every cycle's plan is printed.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::collections::BTreeMap;
use std::error::Error;

use monitor_core::{AnalysisKey, Timestamp};
use monitor_state::{
    ActionOutcome, AnalysisFilter, CyclePlan, CyclePolicy, HostAction, HostAnswer, HostQuestion,
    Intent, JobObservation, JobRef, JobState, Ledger, LedgerLimits, NewAnalysis, QuestionKind,
    StateMachine, Sweep,
};

/// The world: what a scheduler would have, and what a host would know.
struct World {
    ledger: Ledger,
    policy: CyclePolicy,
    minute: i64,
    next_job: u64,
    jobs: BTreeMap<u64, (JobState, &'static str)>,
}

fn at(minute: i64) -> Timestamp {
    Timestamp::from_secs(1_700_000_000 + minute * 60)
}

/// What a host would find in the folders of analyses: all are complete but one, which can always be
/// rescued.
fn answer(question: &HostQuestion) -> HostAnswer {
    let unlucky = question.key.name() == "unlucky";
    match question.ask {
        QuestionKind::Complete if unlucky => HostAnswer::No,
        QuestionKind::Rescuable if !unlucky => HostAnswer::No,
        _ => HostAnswer::Yes,
    }
}

impl World {
    fn new() -> Result<Self, Box<dyn Error>> {
        let mut ledger = Ledger::new(StateMachine::standard(), LedgerLimits::default());
        let plain = (0..47).map(|n| {
            let subject = ["GW150914", "GW190521", "GW200129"][n % 3];
            NewAnalysis::new(format!("{subject}/bilby-{n:02}"), "bilby", "slurm")
        });
        let special = [
            NewAnalysis::new("GW150914/held", "bilby", "slurm"),
            NewAnalysis::new("GW150914/unlucky", "rift", "slurm"),
            NewAnalysis::new("project_analyses/population", "gwpopulation", "slurm")
                .needs(["GW150914/held"]),
        ];
        ledger.apply(&ledger.add(plain.chain(special), at(0))?)?;
        let (policy, jobs) = (CyclePolicy::default(), BTreeMap::new());
        Ok(Self { ledger, policy, minute: 0, next_job: 1, jobs })
    }

    fn sweep(&self) -> Sweep {
        let job = |(&id, &(state, raw)): (&u64, &(JobState, &'static str))| {
            JobObservation::new(JobRef::new(id), state).raw(raw)
        };
        Sweep::full("slurm", at(self.minute)).jobs(self.jobs.iter().map(job))
    }

    /// What a host does: plan, print, answer, store, apply, act, and say what became of it.
    fn cycle(&mut self, what: &str, sweep: Sweep) -> Result<(), Box<dyn Error>> {
        let plan =
            self.ledger.plan_cycle(&[sweep], &self.policy, AnalysisFilter::all(), at(self.minute));
        show(self.minute, what, &plan);
        let mut plan = plan;
        while !plan.questions.is_empty() {
            plan = self.ledger.answer_questions(plan, answer)?;
        }
        self.ledger.apply(&plan.batch())?;
        let outcomes: Vec<_> = plan.actions().map(|intent| self.act(intent)).collect();
        let outcomes = self.ledger.outcome_batch(outcomes, &self.policy, at(self.minute))?;
        self.ledger.apply(&outcomes)?;
        Ok(())
    }

    fn act(&mut self, intent: &Intent) -> (AnalysisKey, ActionOutcome) {
        let outcome = match intent.action {
            HostAction::Submit | HostAction::Rescue => {
                let id = self.next_job;
                self.next_job += 1;
                self.jobs.insert(id, (JobState::Running, "R"));
                ActionOutcome::Submitted { job: JobRef::new(id), born: None }
            }
            _ => ActionOutcome::Done,
        };
        (intent.key.clone(), outcome)
    }

    fn job_of(&self, key: &str) -> Option<u64> {
        self.ledger.row_for(key)?.analysis.job.map(JobRef::id)
    }

    fn put(&mut self, key: &str, state: JobState, raw: &'static str) {
        if let Some(job) = self.job_of(key) {
            self.jobs.insert(job, (state, raw));
        }
    }

    fn why(&self, key: &str) -> Result<(), Box<dyn Error>> {
        println!("why: {}\n", self.ledger.explain_state(key, &self.policy)?);
        Ok(())
    }
}

/// The plan, without most of what is the same for many analyses.
fn show(minute: i64, what: &str, plan: &CyclePlan) {
    println!("== minute {minute}: {what}");
    let text = plan.to_string();
    let lines: Vec<&str> = text.lines().collect();
    let (changes, counts) = lines.split_at(lines.len() - 1);
    for line in changes.iter().take(6) {
        println!("{line}");
    }
    if changes.len() > 6 {
        println!("… and {} more lines", changes.len() - 6);
    }
    println!("{}\n", counts.concat());
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut world = World::new()?;
    world.cycle("everything that needs nothing is submitted", world.sweep())?;

    world.minute = 5;
    world.put("GW150914/held", JobState::Held, "PD");
    world.cycle("the jobs run, one of them is held", world.sweep())?;

    world.minute = 70;
    world.cycle("it has been held for an hour", world.sweep())?;
    world.why("GW150914/held")?;

    world.minute = 75;
    world.cycle("the scheduler does not answer", Sweep::down("slurm", at(75)))?;

    world.minute = 80;
    let nothing = Sweep::full("slurm", at(80));
    world.cycle("it answers, and has forgotten every job", nothing)?;

    world.minute = 85;
    world.put("GW150914/held", JobState::Running, "R");
    world.cycle("the jobs are back, and the held one was released", world.sweep())?;

    let lost = world.job_of("GW190521/bilby-01").ok_or("it has a job")?;
    world.jobs.remove(&lost);
    for minute in [90, 95] {
        world.minute = minute;
        world.cycle("one job is missing", world.sweep())?;
    }
    world.why("GW190521/bilby-01")?;

    for rescue in 0..6 {
        world.minute = 100 + rescue * 5;
        world.put("GW150914/unlucky", JobState::Failed, "F");
        world.cycle("the unlucky one has failed", world.sweep())?;
    }
    world.why("GW150914/unlucky")?;

    world.minute = 140;
    for (state, raw) in world.jobs.values_mut() {
        if *state == JobState::Running {
            (*state, *raw) = (JobState::Succeeded, "CD");
        }
    }
    world.cycle("everything else has ended well", world.sweep())?;
    for (word, count) in world.ledger.count_by_state() {
        println!("{count:>3} {word}");
    }
    println!("\n{}", world.ledger.machine().to_mermaid());
    Ok(())
}
