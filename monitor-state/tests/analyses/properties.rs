//! What holds of every cycle, in worlds that do anything.

use crate::world::{World, at, bilby, says};
use monitor_state::{
    ActionOutcome, AnalysisFilter, AnalysisState, CyclePlan, HostAnswer, JobObservation, JobRef,
    JobState, Ledger, LedgerLimits, SchedulerHealth, StateMachine, Sweep, SweepCoverage,
};
use proptest::collection::vec;
use proptest::prelude::{Strategy, any};
use proptest::sample::select;
use proptest::{prop_assert, prop_assert_eq, proptest, test_runner::TestCaseError};

const KEYS: [&str; 5] = ["a/a", "a/b", "b/a", "b/b", "project_analyses/x"];

/// Something that happens in a world.
#[derive(Clone, Debug)]
enum Step {
    /// Time goes by, a scheduler answers, the host answers and acts.
    Cycle { after: i64, sweep: Saw, answer: HostAnswer, outcome: u8 },
    /// Somebody says something.
    Command { key: &'static str, to: AnalysisState, force: bool },
}

/// What a sweep is like.
#[derive(Clone, Debug)]
struct Saw {
    coverage: bool,
    health: u8,
    late: i64,
    jobs: Vec<(u64, JobState, bool)>,
}

fn saw() -> impl Strategy<Value = Saw> {
    let job = (1..12_u64, select(&JobState::ALL[..]), any::<bool>());
    (any::<bool>(), 0..6_u8, select(&[0_i64, 0, 0, 500][..]), vec(job, 0..10))
        .prop_map(|(coverage, health, late, jobs)| Saw { coverage, health, late, jobs })
}

fn step() -> impl Strategy<Value = Step> {
    let answers = select(&[HostAnswer::Yes, HostAnswer::No, HostAnswer::Unknown][..]);
    let times = select(&[0_i64, 1, 60, 300, 4_000, 100_000, -5_000][..]);
    proptest::prop_oneof![
        5 => (times, saw(), answers, 0..8_u8).prop_map(|(after, sweep, answer, outcome)| {
            Step::Cycle { after, sweep, answer, outcome }
        }),
        1 => (select(&KEYS[..]), select(AnalysisState::BUILT_IN), any::<bool>())
            .prop_map(|(key, to, force)| Step::Command { key, to, force }),
    ]
}

fn begun() -> World {
    let mut world = World::new(StateMachine::standard());
    // An outage is judged anew by every plan: once others have moved, it may be none.
    world.policy.outage_jobs = u32::MAX;
    world.add(KEYS.map(|key| if key == "a/b" { bilby(key).needs(["a/a"]) } else { bilby(key) }));
    world
}

fn swept(world: &World, saw: &Saw) -> Sweep {
    let mut sweep = Sweep::full("slurm", at(world.now - saw.late));
    sweep.coverage = if saw.coverage { SweepCoverage::Full } else { SweepCoverage::Partial };
    sweep.health = match saw.health {
        0 => SchedulerHealth::Down,
        1 => SchedulerHealth::Degraded,
        _ => SchedulerHealth::Ok,
    };
    sweep.jobs(saw.jobs.iter().map(|&(id, state, born)| {
        let job = JobObservation::new(JobRef::new(id), state).raw("x");
        if born { job.submitted_at(at(0)) } else { job }
    }))
}

/// One cycle, in which everything that holds of plans is looked at.
fn cycle(
    world: &mut World,
    sweep: &[Sweep],
    answer: HostAnswer,
    outcome: u8,
) -> Result<(), TestCaseError> {
    let plan = world.plan(sweep);
    prop_assert_eq!(&plan, &world.plan(sweep), "the same arguments give the same plan");
    let text = serde_json::to_string(&plan).unwrap();
    prop_assert_eq!(&serde_json::from_str::<CyclePlan>(&text).unwrap(), &plan);
    let plan = world.decided(sweep, says(answer));
    let machine = world.ledger.machine().clone();
    for moved in plan.transitions() {
        prop_assert!(machine.check_transition(moved.from, moved.to).is_ok(), "{:?}", moved);
        prop_assert!(!machine.class(moved.from).unwrap().terminal);
    }
    let after: Vec<AnalysisState> = KEYS
        .iter()
        .map(|key| {
            let last = plan.transitions().filter(|moved| moved.key == *key).last();
            last.map_or(world.state(key), |moved| moved.to)
        })
        .collect();
    world.apply(plan.batch());
    let now: Vec<AnalysisState> = KEYS.iter().map(|key| world.state(key)).collect();
    prop_assert_eq!(after, now);
    let again = world.decided(sweep, says(HostAnswer::Unknown));
    prop_assert!(again.is_empty(), "after a commit there is nothing left to do: {}", again);
    let intents: Vec<_> = world.ledger.open_intents().cloned().collect();
    for intent in intents {
        let result = match outcome {
            0 => continue,
            1 => ActionOutcome::Busy { error: "busy".into() },
            2 => ActionOutcome::Refused { error: "no".into() },
            3 => ActionOutcome::NotDone,
            _ => world.act(&intent).1,
        };
        world.give(vec![(intent.key, result)]);
    }
    Ok(())
}

fn run(steps: &[Step]) -> Result<World, TestCaseError> {
    let mut world = begun();
    for step in steps {
        match step {
            Step::Cycle { after, sweep, answer, outcome } => {
                world.now += after;
                let sweep = swept(&world, sweep);
                cycle(&mut world, &[sweep], *answer, *outcome)?;
            }
            Step::Command { key, to, force } => {
                let now = at(world.now);
                let ledger = &world.ledger;
                let from = world.state(key);
                let said = if *force {
                    ledger.force_batch(key, *to, "ada", now)
                } else {
                    ledger.command_batch(key, *to, "ada", now)
                };
                if let Ok(batch) = said {
                    let open = ledger.open_intents().any(|intent| intent.key == **key);
                    prop_assert!(*force || from == *to || !open);
                    world.apply(batch);
                }
            }
        }
    }
    Ok(world)
}

proptest! {
    #[test]
    fn plans_are_deterministic_legal_and_leave_nothing_undone(steps in vec(step(), 1..25)) {
        run(&steps)?;
    }

    #[test]
    fn a_recorded_history_replays_to_the_same_ledger(steps in vec(step(), 1..25)) {
        let world = run(&steps)?;
        let mut again = Ledger::new(StateMachine::standard(), LedgerLimits::default());
        for batch in &world.batches {
            let text = serde_json::to_string(batch).unwrap();
            again.apply(&serde_json::from_str(&text).unwrap()).unwrap();
        }
        let rows: Vec<_> = world.ledger.rows().collect();
        prop_assert_eq!(again.rows().collect::<Vec<_>>(), rows.clone());
        prop_assert_eq!(again.revision(), world.ledger.revision());
        let restored =
            Ledger::restore(StateMachine::standard(), LedgerLimits::default(), again.revision(), rows);
        let sweep = [world.sweep()];
        prop_assert_eq!(
            restored.unwrap().plan_cycle(&sweep, &world.policy, AnalysisFilter::all(), at(world.now)),
            world.plan(&sweep)
        );
    }

    #[test]
    fn the_same_steps_give_the_same_history(steps in vec(step(), 1..25)) {
        prop_assert_eq!(run(&steps)?.batches, run(&steps)?.batches);
    }

    #[test]
    fn nothing_that_a_scheduler_says_leaves_a_final_state(
        steps in vec(step(), 1..15), sweeps in vec(saw(), 1..6)
    ) {
        let mut world = run(&steps)?;
        for key in KEYS {
            world.apply(world.ledger.force_batch(key, AnalysisState::Uploaded, "ada", at(world.now)).unwrap());
        }
        for saw in sweeps {
            world.now += 100_000;
            let sweep = swept(&world, &saw);
            let moved = world.decided(&[sweep], says(HostAnswer::Yes)).transitions().count();
            prop_assert_eq!(moved, 0);
        }
    }

    #[test]
    fn counts_are_those_of_the_states(steps in vec(step(), 1..25)) {
        let world = run(&steps)?;
        let active = world.ledger.active_analyses().count() as u64;
        let counts = world.ledger.cycle_counts(AnalysisFilter::all());
        prop_assert_eq!((counts.total, counts.active), (active, active));
        let project = AnalysisFilter::all().subject("a");
        prop_assert_eq!(world.ledger.cycle_counts(project).project_analyses, counts.project_analyses);
        prop_assert_eq!(world.ledger.count_by_state().values().sum::<u64>(), KEYS.len() as u64);
    }
}
